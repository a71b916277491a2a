from django.db import migrations

from llamkay.platform.security.row_security import secure


class Migration(migrations.Migration):
    """Row security: a file that was handed in is read through its commitment only, by a service that asks whose it is."""

    dependencies = [("coordination", "0001_tables"), ("platform", "0002_scope_functions")]

    operations = [secure("coordination_evidence", "(SELECT llamkay_sees_all())")]
