from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "llamkay.apps.certificates"
    label = "certificates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.certificates.panels import chapter, person_panel, stays_with_former
        from llamkay.apps.certificates.queries import certified
        from llamkay.apps.people.hooks import PANELS, STAYS, STORY
        from llamkay.apps.production.hooks import CERTIFIED

        CERTIFIED.register(certified)
        PANELS.register(person_panel)
        STORY.register(chapter)
        STAYS.register(stays_with_former)
