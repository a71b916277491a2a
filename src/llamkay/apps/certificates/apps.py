from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "llamkay.apps.certificates"
    label = "certificates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.certificates.panels import person_panel, stays_with_former
        from llamkay.apps.people.hooks import PANELS, STAYS

        PANELS.register(person_panel)
        STAYS.register(stays_with_former)
