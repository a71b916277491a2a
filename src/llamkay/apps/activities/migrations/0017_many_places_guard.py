from django.db import migrations

from llamkay.platform.security.row_security import by_parent, secure


class Migration(migrations.Migration):
    """Row security: an act on many places is of its activity, a removal of its place."""

    dependencies = [("activities", "0016_many_places_and_removals")]

    operations = [
        secure("activities_placebatch", by_parent("activities_activity", "activities_placebatch.activity_id")),
        secure("activities_placeremoval", by_parent("activities_allocation", "activities_placeremoval.allocation_id")),
    ]
