from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "llamkay.apps.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.people.hooks import ENDED_BY_LEAVING, ON_LEAVING, PANELS, STAYS, STORY
        from llamkay.apps.plans.panels import person_panel, stays_with_former
        from llamkay.apps.plans.reviews.services import bring_forward
        from llamkay.apps.plans.stories.queries import chapter
        from llamkay.apps.plans.treatment.services import end_on_leaving, ended_by_leaving

        PANELS.register(person_panel)
        STAYS.register(stays_with_former)
        STORY.register(chapter)
        ON_LEAVING.register(bring_forward)
        ON_LEAVING.register(end_on_leaving)
        ENDED_BY_LEAVING.register(ended_by_leaving)
