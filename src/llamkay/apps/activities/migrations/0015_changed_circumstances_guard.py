from django.db import migrations

from llamkay.platform.security.row_security import by_parent, secure


class Migration(migrations.Migration):
    """Row security: what changed is of the prison of the activity."""

    dependencies = [("activities", "0014_changed_circumstances")]

    operations = [
        secure(
            "activities_changedcircumstance",
            by_parent("activities_activity", "activities_changedcircumstance.activity_id"),
        )
    ]
