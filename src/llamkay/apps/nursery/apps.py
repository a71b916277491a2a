from django.apps import AppConfig


class NurseryConfig(AppConfig):
    name = "llamkay.apps.nursery"
    label = "nursery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.activities.away import HOURS_AWAY
        from llamkay.apps.nursery.day.queries import feeds_in_activity
        from llamkay.apps.nursery.health.queries import why_shielded
        from llamkay.apps.nursery.separation.queries import asked_before_mother_leaves
        from llamkay.apps.people.hooks import ASKED_ON_LEAVING, SHIELDS

        ASKED_ON_LEAVING.register(asked_before_mother_leaves)
        SHIELDS.register(why_shielded)
        HOURS_AWAY.register(feeds_in_activity)
