from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "llamkay.web"
    label = "web"

    def ready(self):
        from llamkay.platform.screens import doors

        doors.register(doors.Door("today", _("Hoy")))
        # Each app says what its doors are and what it makes wait for whom.
        autodiscover_modules("doors", "tasks")
