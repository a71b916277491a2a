from django.apps import AppConfig


class ProductionConfig(AppConfig):
    name = "llamkay.apps.production"
    label = "production"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.people.hooks import ENDED_BY_LEAVING, ON_LEAVING
        from llamkay.apps.production.contracts.services import end_on_leaving, ended_by_leaving

        ON_LEAVING.register(end_on_leaving)
        ENDED_BY_LEAVING.register(ended_by_leaving)
