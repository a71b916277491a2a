from django.db import migrations

from llamkay.platform.security.row_security import by_parent, secure_anew

# Table → the day on which a row of it begins. Of an act that of the end of what it closes: its own policy asks its lines.
_SINCE = {
    "education_schooling": "(education_schooling.entered_at AT TIME ZONE 'America/Lima')::date",
    "education_studyneed": "lower(education_studyneed.period)",
    "education_finalline": "education_finalline.ended_on",
}


def _custody(table, also=""):
    return by_parent("people_custodyspell", f"{table}.person_id", "person_id", also=also)


class Migration(migrations.Migration):
    """What somebody studied after another prison had her is not of the prison that she left."""

    dependencies = [("education", "0007_music_guards"), ("people", "0005_after_she_left")]

    operations = [
        secure_anew(
            table,
            _custody(table, f"p.followed_on IS NULL OR {since} < p.followed_on"),
            before=_custody(table),
            writing=_custody(table),
        )
        for table, since in _SINCE.items()
    ]
