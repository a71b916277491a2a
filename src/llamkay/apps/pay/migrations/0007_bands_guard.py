from django.db import migrations

from llamkay.platform.security.row_security import by_parent, secure


class Migration(migrations.Migration):
    """Row security: the bands of a place are of the place."""

    dependencies = [("pay", "0006_bands")]

    operations = [secure("pay_placeband", by_parent("activities_allocation", "pay_placeband.allocation_id"))]
