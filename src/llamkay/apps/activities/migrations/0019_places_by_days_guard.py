from django.db import migrations

from llamkay.platform.security.row_security import by_parent, secure


class Migration(migrations.Migration):
    """Row security: the places that an activity had are of the activity."""

    dependencies = [("activities", "0018_places_by_days_and_paid_hours")]

    operations = [secure("activities_capacity", by_parent("activities_activity", "activities_capacity.activity_id"))]
