from django.apps import AppConfig


class NurseryConfig(AppConfig):
    name = "llamkay.apps.nursery"
    label = "nursery"
    default_auto_field = "django.db.models.BigAutoField"
