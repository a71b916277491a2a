from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure

_HELD = "people_custodyspell"


class Migration(migrations.Migration):
    """Row security: what is asked is of the activity's prison; limits of health, of the prison that has the person."""

    dependencies = [("activities", "0006_suitability_and_rounds"), ("people", "0005_after_she_left")]

    operations = [
        secure("activities_requirement", by_parent("activities_activity", "activities_requirement.activity_id")),
        secure(
            "activities_fitnesslimit",
            by_parent(_HELD, "activities_fitnesslimit.person_id", "person_id", also="p.followed_on IS NULL"),
        ),
        secure("activities_separationorder", by_establishment()),
        secure(
            "activities_suitabilityoverride",
            by_parent("activities_activity", "activities_suitabilityoverride.activity_id"),
        ),
        secure("activities_round", by_establishment()),
        secure("activities_roundoffer", by_parent("activities_round", "activities_roundoffer.round_id")),
        secure("activities_roundwish", by_parent("activities_round", "activities_roundwish.round_id")),
    ]
