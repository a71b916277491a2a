from django.db import migrations

from llamkay.platform.security.row_security import by_parent, secure_anew

_SINCE = "(activities_completion.at AT TIME ZONE 'America/Lima')::date"


def _custody(also=""):
    return by_parent("people_custodyspell", "activities_completion.person_id", "person_id", also=also)


class Migration(migrations.Migration):
    """What she completed after another prison had her is not of the prison that she left."""

    dependencies = [("activities", "0012_excluded_hours_guard"), ("people", "0005_after_she_left")]

    operations = [
        secure_anew(
            "activities_completion",
            _custody(f"p.followed_on IS NULL OR {_SINCE} < p.followed_on"),
            before=_custody(),
            writing=_custody(),
        )
    ]
