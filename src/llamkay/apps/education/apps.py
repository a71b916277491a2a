from django.apps import AppConfig


class EducationConfig(AppConfig):
    name = "llamkay.apps.education"
    label = "education"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.activities.books.hooks import BOOKS
        from llamkay.apps.activities.daily.services import ON_DAY_CLOSED
        from llamkay.apps.activities.suitability.facts import SCHOOLING_OF
        from llamkay.apps.education.leaving_services import end_on_leaving, ended_by_leaving
        from llamkay.apps.education.panels import chapter, person_panel
        from llamkay.apps.education.school.book import books
        from llamkay.apps.education.school.removal_services import propose_removals
        from llamkay.apps.education.schooling.queries import proven_levels
        from llamkay.apps.people.hooks import ENDED_BY_LEAVING, ON_LEAVING, PANELS, STORY

        PANELS.register(person_panel)
        STORY.register(chapter)
        SCHOOLING_OF.register(proven_levels)
        ON_DAY_CLOSED.register(propose_removals)
        ON_LEAVING.register(end_on_leaving)
        BOOKS.register(books)
        ENDED_BY_LEAVING.register(ended_by_leaving)
