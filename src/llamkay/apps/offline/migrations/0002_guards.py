from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure


class Migration(migrations.Migration):
    """Row security: what was taken along is of its prison, each mark of what was taken along."""

    dependencies = [("offline", "0001_tables"), ("platform", "0002_scope_functions")]

    operations = [
        secure("offline_taking", by_establishment()),
        secure("offline_sheetentry", by_parent("offline_taking", "offline_sheetentry.taking_id")),
        secure("offline_dayentry", by_parent("offline_taking", "offline_dayentry.taking_id")),
    ]
