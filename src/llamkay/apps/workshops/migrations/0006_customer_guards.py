from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, secure


class Migration(migrations.Migration):
    """Row security of the permits of customers."""

    dependencies = [("workshops", "0005_customer_permits")]

    operations = [secure("workshops_customerpermit", by_establishment())]
