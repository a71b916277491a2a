from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class InstitutionsConfig(AppConfig):
    name = "llamkay.apps.institutions"
    label = "institutions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # A role may name any app's actions, and the navigation asks for them before their screens are loaded.
        autodiscover_modules("permissions")
