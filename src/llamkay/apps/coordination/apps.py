from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "llamkay.apps.coordination"
    label = "coordination"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from llamkay.apps.coordination.citations import citations
        from llamkay.apps.coordination.visits.note import sayings
        from llamkay.apps.coordination.visits.queries import held_on
        from llamkay.apps.education.hooks import OCCASIONS
        from llamkay.apps.press.naming import QUOTED
        from llamkay.apps.statistics.hooks import CITED
        from llamkay.platform.papers.kinds import kind

        kind("visit_minutes", file="pdf")
        OCCASIONS.register(held_on)
        CITED.register(citations)
        QUOTED.register(sayings)
