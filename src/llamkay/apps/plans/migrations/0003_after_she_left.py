from django.db import migrations

from llamkay.platform.security.row_security import by_parent, secure_anew

# Table → until when the prison that she left is told a row of it; a review is of whoever has her now.
_UNTIL = {
    "plans_interview": 'p.followed_on IS NULL OR plans_interview."on" < p.followed_on',
    "plans_plan": "p.followed_on IS NULL OR (plans_plan.drafted_at AT TIME ZONE 'America/Lima')::date < p.followed_on",
    "plans_review": "p.followed_on IS NULL",
    "plans_councilevaluation": 'p.followed_on IS NULL OR plans_councilevaluation."on" < p.followed_on',
    "plans_treatment": "p.followed_on IS NULL OR plans_treatment.referred_on < p.followed_on",
}


def _custody(table, also=""):
    return by_parent("people_custodyspell", f"{table}.person_id", "person_id", also=also)


class Migration(migrations.Migration):
    """What was planned with a person after another prison had her is not of the prison that she left."""

    dependencies = [("plans", "0002_guards"), ("people", "0005_after_she_left")]

    operations = [secure_anew(table, _custody(table, until), before=_custody(table)) for table, until in _UNTIL.items()]
