from django.apps import AppConfig


class NurseryConfig(AppConfig):
    name = "llamkay.apps.nursery"
    label = "nursery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.activities import away
        from llamkay.apps.nursery.day.queries import feeds_in_activity
        from llamkay.apps.nursery.health.queries import why_shielded
        from llamkay.apps.people import shields

        shields.SOURCES.append(why_shielded)
        away.SOURCES.append(feeds_in_activity)
