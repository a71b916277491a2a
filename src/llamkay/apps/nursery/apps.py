from django.apps import AppConfig


class NurseryConfig(AppConfig):
    name = "llamkay.apps.nursery"
    label = "nursery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.activities.away import HOURS_AWAY
        from llamkay.apps.activities.waiting.facts import CARES_FOR_A_CHILD
        from llamkay.apps.nursery.day.queries import feeding_hours
        from llamkay.apps.nursery.health.queries import why_shielded
        from llamkay.apps.nursery.record.queries import with_a_child
        from llamkay.apps.nursery.record.timeline import chapter
        from llamkay.apps.nursery.separation.queries import asked_before_mother_leaves
        from llamkay.apps.people.hooks import ASKED_ON_LEAVING, SHIELDS, STORY

        ASKED_ON_LEAVING.register(asked_before_mother_leaves)
        SHIELDS.register(why_shielded)
        STORY.register(chapter)
        HOURS_AWAY.register(feeding_hours)
        CARES_FOR_A_CHILD.register(with_a_child)
