from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, secure


class Migration(migrations.Migration):
    """Row security: the close of a day is seen where it was closed."""

    dependencies = [("activities", "0008_days_closed")]

    operations = [secure("activities_dayclose", by_establishment())]
