from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, secure


class Migration(migrations.Migration):
    """Row security: a security incident is seen where it happened; those of no prison are of the whole country."""

    dependencies = [("institutions", "0001_tables"), ("platform", "0002_scope_functions")]

    operations = [secure("institutions_dataincident", by_establishment())]
