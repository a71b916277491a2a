from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, secure


class Migration(migrations.Migration):
    """Row security: the close of a month is seen by its establishment."""

    dependencies = [("months", "0001_tables"), ("platform", "0002_scope_functions")]

    operations = [secure("months_monthclose", by_establishment())]
