from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "llamkay.apps.workshops"
    label = "workshops"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.activities.away import DAYS_AWAY, NOTICES
        from llamkay.apps.people.hooks import ENDED_BY_LEAVING, ON_LEAVING
        from llamkay.apps.workshops.accidents.queries import days_off
        from llamkay.apps.workshops.machines.queries import notices
        from llamkay.apps.workshops.outside.services import end_on_leaving, ended_by_leaving

        DAYS_AWAY.register(days_off)
        NOTICES.register(notices)
        ON_LEAVING.register(end_on_leaving)
        ENDED_BY_LEAVING.register(ended_by_leaving)
