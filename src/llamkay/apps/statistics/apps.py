from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "llamkay.apps.statistics"
    label = "statistics"
    default_auto_field = "django.db.models.BigAutoField"
