from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "llamkay.apps.evaluation"
    label = "evaluation"
    default_auto_field = "django.db.models.BigAutoField"
