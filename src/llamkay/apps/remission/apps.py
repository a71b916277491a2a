from django.apps import AppConfig


class RemissionConfig(AppConfig):
    name = "llamkay.apps.remission"
    label = "remission"
    default_auto_field = "django.db.models.BigAutoField"
