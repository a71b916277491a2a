from django.apps import AppConfig
from django.db.models.signals import post_migrate

from llamkay.platform import cycles
from llamkay.platform.database import triggers

triggers.index()


class PlatformConfig(AppConfig):
    name = "llamkay.platform"
    label = "platform"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        cycles.seldom()
        from llamkay.platform.security.grants import grant_application

        post_migrate.connect(grant_application, sender=self)
