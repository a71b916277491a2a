from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RightsConfig(AppConfig):
    name = "llamkay.apps.rights"
    label = "rights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        autodiscover_modules("holdings")
