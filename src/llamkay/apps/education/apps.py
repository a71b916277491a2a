from django.apps import AppConfig


class EducationConfig(AppConfig):
    name = "llamkay.apps.education"
    label = "education"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.activities.suitability.facts import SCHOOLING_OF
        from llamkay.apps.education.panels import chapter, person_panel
        from llamkay.apps.education.schooling.queries import proven_levels
        from llamkay.apps.people.hooks import PANELS, STORY

        PANELS.register(person_panel)
        STORY.register(chapter)
        SCHOOLING_OF.register(proven_levels)
