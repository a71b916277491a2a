from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, secure


class Migration(migrations.Migration):
    """Row security of contracts; what is published of agreements is everybody's."""

    dependencies = [("production", "0008_contracts_and_publication")]

    operations = [secure("production_workcontract", by_establishment())]
