from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure_anew

# Table → the day on which a row of it begins.
_SINCE = {
    "people_temporaryabsence": "lower(people_temporaryabsence.period)",
    "people_legalstatusspell": "lower(people_legalstatusspell.period)",
    "people_stagespell": "lower(people_stagespell.period)",
    "people_conviction": "people_conviction.starts_on",
    "people_stageevaluation": 'people_stageevaluation."on"',
    "people_isolationspell": "lower(people_isolationspell.period)",
    "activities_enrolment": "lower(activities_enrolment.period)",
    "remission_priordays": "(remission_priordays.entered_at AT TIME ZONE 'America/Lima')::date",
    "remission_statement": "(remission_statement.at AT TIME ZONE 'America/Lima')::date",
    "nursery_otherchild": "nursery_otherchild.noted_on",
    "nursery_pregnancy": "lower(nursery_pregnancy.period)",
}
# What closes wrote of a person: those of one's own prison, and of the months that had passed when another had her.
_OF_CLOSES = ("remission_daycount", "remission_credit", "pay_earning", "pay_split", "pay_levy")
_WITH_PRISON = ("remission_daycount", "remission_credit")
_PERSON = {"nursery_otherchild": "mother_id"}


def _custody(table, also=""):
    return by_parent("people_custodyspell", f"{table}.{_PERSON.get(table, 'person_id')}", "person_id", also=also)


def _operations():
    for table, since in _SINCE.items():
        until = f"p.followed_on IS NULL OR {since} < p.followed_on"
        yield secure_anew(table, _custody(table, until), before=_custody(table))
    for table in _OF_CLOSES:
        until = f"p.followed_on IS NULL OR {table}.month + interval '1 month' <= p.followed_on"
        own = by_parent("months_monthclose", f"{table}.close_id")
        if table in _WITH_PRISON:  # a close reads what it wrote before its own row stands
            own += f" OR ({by_establishment(f'{table}.establishment_id')})"
        # A close counts whoever it ever held, before its own row stands.
        seen, held = f"({_custody(table, until)}) OR ({own})", _custody(table)
        yield secure_anew(table, seen, before=held, writing=held)


class Migration(migrations.Migration):
    """What happened to a person after another prison had her is not of the prison that she left."""

    dependencies = [
        ("people", "0004_joined_identities_are_seen"),
        ("activities", "0002_guards"),
        ("months", "0002_guards"),
        ("remission", "0003_days_of_their_prison"),
        ("pay", "0002_guards"),
        ("nursery", "0002_guards"),
    ]

    operations = list(_operations())
