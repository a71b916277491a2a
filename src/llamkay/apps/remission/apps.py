from django.apps import AppConfig


class RemissionConfig(AppConfig):
    name = "llamkay.apps.remission"
    label = "remission"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.people.hooks import CREDITED, PANELS, STAYS, STORY
        from llamkay.apps.remission.panels import chapter, credited_before, person_panel, stays_with_former
        from llamkay.platform.papers.kinds import kind

        PANELS.register(person_panel)
        CREDITED.register(credited_before)
        STORY.register(chapter)
        STAYS.register(stays_with_former)
        kind("certificate", file="pdf")
