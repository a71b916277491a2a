from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, secure


class Migration(migrations.Migration):
    """Row security: the hours that somebody has excluded are of the prison whose activities they are of."""

    dependencies = [("activities", "0011_excluded_hours_and_late_marks")]

    operations = [secure("activities_hourexclusion", by_establishment())]
