from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "llamkay.web"
    label = "web"
