from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, secure


class Migration(migrations.Migration):
    """Row security: a load is of its prison; one of several prisons is of headquarters alone."""

    dependencies = [("intake", "0001_tables"), ("platform", "0002_scope_functions")]

    operations = [secure("intake_load", by_establishment())]
