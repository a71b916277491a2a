from django.db import migrations

from llamkay.platform.security.row_security import by_parent, secure


class Migration(migrations.Migration):
    """Row security: places, their requests and sessions are of the activity's prison; what somebody completed, of
    the prisons that have or had the person."""

    dependencies = [("activities", "0004_places"), ("people", "0002_guards")]

    operations = [
        secure("activities_placerequest", by_parent("activities_activity", "activities_placerequest.activity_id")),
        secure("activities_suspension", by_parent("activities_allocation", "activities_suspension.allocation_id")),
        secure(
            "activities_completion", by_parent("people_custodyspell", "activities_completion.person_id", "person_id")
        ),
        secure("activities_rota", by_parent("activities_activity", "activities_rota.activity_id")),
        secure("activities_shift", by_parent("activities_rota", "activities_shift.rota_id")),
        secure("activities_cancellation", by_parent("activities_activity", "activities_cancellation.activity_id")),
    ]
