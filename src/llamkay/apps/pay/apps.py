from django.apps import AppConfig


class PayConfig(AppConfig):
    name = "llamkay.apps.pay"
    label = "pay"
    default_auto_field = "django.db.models.BigAutoField"
