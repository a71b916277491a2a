from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "llamkay.apps.activities"
    label = "activities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.activities.inbox.services import tell_stage
        from llamkay.apps.activities.panels import chapter, marked_from, person_panel, stays_with_former
        from llamkay.apps.activities.places.leaving_services import end_on_leaving, ended_by_leaving
        from llamkay.apps.activities.sheets.elsewhere import follow, follow_leaving
        from llamkay.apps.activities.sheets.queries import waiting_months
        from llamkay.apps.months.hooks import WAITING
        from llamkay.apps.people.hooks import (
            ENDED_BY_LEAVING,
            MARKED,
            ON_ELSEWHERE,
            ON_LEAVING,
            ON_STAGE,
            PANELS,
            STAYS,
            STORY,
        )

        WAITING.register(waiting_months)
        PANELS.register(person_panel)
        STORY.register(chapter)
        ON_LEAVING.register(end_on_leaving)
        ENDED_BY_LEAVING.register(ended_by_leaving)
        ON_LEAVING.register(follow_leaving)
        ON_ELSEWHERE.register(follow)
        ON_STAGE.register(tell_stage)
        STAYS.register(stays_with_former)
        MARKED.register(marked_from)
