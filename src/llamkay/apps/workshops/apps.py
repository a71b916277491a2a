from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "llamkay.apps.workshops"
    label = "workshops"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.activities.away import DAYS_AWAY, NOTICES
        from llamkay.apps.workshops.accidents.queries import days_off
        from llamkay.apps.workshops.machines.queries import notices

        DAYS_AWAY.register(days_off)
        NOTICES.register(notices)
