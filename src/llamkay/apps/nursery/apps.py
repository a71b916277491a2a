from django.apps import AppConfig


class NurseryConfig(AppConfig):
    name = "llamkay.apps.nursery"
    label = "nursery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.nursery.health_queries import why_shielded
        from llamkay.apps.people.shields import SOURCES

        SOURCES.append(why_shielded)
