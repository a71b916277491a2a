from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, secure


class Migration(migrations.Migration):
    """Row security: the levels of a prison and of its pavilions are seen where they are."""

    dependencies = [("institutions", "0005_security_levels"), ("platform", "0002_scope_functions")]

    operations = [secure("institutions_securitylevel", by_establishment())]
