from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RightsConfig(AppConfig):
    name = "llamkay.apps.rights"
    label = "rights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.people.hooks import PANELS
        from llamkay.apps.rights.panels import person_panel

        PANELS.register(person_panel)
        autodiscover_modules("holdings")
