from django.apps import AppConfig


class MonthsConfig(AppConfig):
    name = "llamkay.apps.months"
    label = "months"
    default_auto_field = "django.db.models.BigAutoField"
