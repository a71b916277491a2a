from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "llamkay.apps.press"
    label = "press"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from llamkay.apps.press.citations import citations
        from llamkay.apps.press.corrections import corrected
        from llamkay.apps.statistics.hooks import CITED, CORRECTED

        CITED.register(citations)
        CORRECTED.register(corrected)
