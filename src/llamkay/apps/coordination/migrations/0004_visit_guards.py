from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure

# A visit is seen by whoever sees one of its prisons; a stop and what is told there, by whoever sees its own.
_OF_A_HOST = (
    "(SELECT llamkay_sees_all()) OR EXISTS (SELECT 1 FROM coordination_visithost h "
    "WHERE h.visit_id = coordination_visit.id AND h.establishment_id = ANY ((SELECT llamkay_scope())::bigint[]))"
)
_OF_THE_VISIT = "visitor talkingpoint gift quotation".split()


class Migration(migrations.Migration):
    """Row security: where somebody goes, with whom and when is known in the prisons that receive, and nowhere else."""

    dependencies = [("coordination", "0003_visits"), ("platform", "0002_scope_functions")]

    operations = [
        secure("coordination_visit", _OF_A_HOST),
        secure("coordination_visithost", by_establishment()),
        secure("coordination_stop", by_parent("coordination_visithost", "host_id")),
        secure("coordination_stopfigure", by_parent("coordination_stop", "stop_id")),
        # A brief tells every prison of its visit: it is read by a service that asks whether all of them are seen.
        secure("coordination_visitpaper", "(SELECT llamkay_sees_all())"),
        *(secure(f"coordination_{table}", by_parent("coordination_visit", "visit_id")) for table in _OF_THE_VISIT),
    ]
