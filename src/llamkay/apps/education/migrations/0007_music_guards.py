from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure


def _of(table, parent, column):
    """Rows are seen with their parent row of education."""
    return secure(f"education_{table}", by_parent(f"education_{parent}", f"education_{table}.{column}"))


class Migration(migrations.Migration):
    """Row security: an ensemble is of the prison of its activity, what is lent of the prison that lends it."""

    dependencies = [("education", "0006_music_tables"), ("activities", "0002_guards")]

    operations = [
        secure("education_ensemble", by_parent("activities_activity", "education_ensemble.activity_id")),
        _of("member", "ensemble", "ensemble_id"),
        _of("repertoirepiece", "ensemble", "ensemble_id"),
        _of("rehearsal", "ensemble", "ensemble_id"),
        _of("rehearsedpiece", "rehearsal", "rehearsal_id"),
        _of("performance", "ensemble", "ensemble_id"),
        _of("programmepiece", "performance", "performance_id"),
        _of("performer", "performance", "performance_id"),
        secure("education_lendingitem", by_establishment()),
        _of("loan", "lendingitem", "item_id"),
    ]
