"""What ends when people leave their establishments: enrolments, ensembles, what they have on loan."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import override

from llamkay.apps.education import acts
from llamkay.apps.education.kinds import StudentState
from llamkay.apps.education.models import Appraisal, CourseMark, Group, Loan, Member, Removal, Student
from llamkay.apps.people.hooks import Leaving
from llamkay.apps.people.kinds import Exit
from llamkay.platform.database.bulk import these
from llamkay.platform.record import audit

ONE = timedelta(days=1)
# How an enrolment stands that ended because somebody left: never as a failure of her studying.
STATES = {
    Exit.TRANSFER: StudentState.TRANSFERRED,
    Exit.RELEASE: StudentState.RELEASED,
    Exit.DEATH: StudentState.DIED,
    Exit.ESCAPE: StudentState.ESCAPED,
}


@override("es")  # kept in Spanish, whoever acts
def reason_of(exit: str, on: date) -> str:
    """The reason of that end, as it is stored."""
    return f"{Exit(exit).label} el {on:%d/%m/%Y}"


def end_on_leaving(leavings: Sequence[Leaving]) -> None:
    """The enrolments and ensembles of people in the prison that they leave end that day; a loan is due. A number of
    queries that does not grow with the people.

    Of a group that was over before, what she studied stands, and so does an enrolment that an act ended.
    """
    of = {leaving.person.pk: leaving for leaving in leavings}
    _end_studies(of)
    _end_memberships(of)
    loans = list(Loan.objects.filter(person__in=these(of), period__endswith=None).select_related("item"))
    due = [row for row in loans if row.item.establishment_id == of[row.person_id].establishment.pk]
    for row in due:
        row.due_on = max(row.period.lower, min(row.due_on or date.max, of[row.person_id].on))
    Loan.objects.bulk_update(due, ["due_on"])


def _end_studies(of: Mapping[int, Leaving]) -> None:
    written = [Exists(model.objects.filter(student=OuterRef("pk"))) for model in (CourseMark, Appraisal, Removal)]
    rows = Student.objects.filter(person__in=these(of), state=StudentState.ACTIVE)
    rows = rows.annotate(written=written[0] | written[1] | written[2])
    rows = rows.select_related("group__activity__establishment", "group__plan", "group__plan__institution")
    ended: dict[int, list[Student]] = defaultdict(list)
    gone: dict[int, list[Student]] = defaultdict(list)
    groups: dict[int, Group] = {}
    for row in rows.order_by("pk"):
        leaving, group = of[row.person_id], row.group
        if group.activity.establishment_id != leaving.establishment.pk or leaving.on >= group.period.upper:
            continue
        groups[group.pk] = group
        if leaving.on <= row.period.lower and not row.written:
            gone[group.pk].append(row)
            continue
        row.period = DateRange(row.period.lower, max(leaving.on, row.period.lower + ONE))
        row.state, row.reason = STATES[Exit(leaving.exit)], reason_of(leaving.exit, leaving.on)
        ended[group.pk].append(row)
    Student.objects.filter(pk__in=[row.pk for some in gone.values() for row in some]).delete()
    Student.objects.bulk_update([row for some in ended.values() for row in some], ["period", "state", "reason"])
    audit.record_each(
        {
            "actor": of[some[0].person_id].actor.username,
            "verb": verb,
            "target": f"group:{pk}",
            "sentence": f"{words} en {groups[pk]} de {_names(some, of)}, con su salida del establecimiento",
            "stream": groups[pk].activity.establishment.code,
            "details": {"students": [row.pk for row in some], "people": [row.person_id for row in some]},
        }
        for verb, words, found in (
            (acts.END_STUDY, "Terminó la matrícula", ended),
            (acts.UNDO_STUDY, "Anuló la matrícula", gone),
        )
        for pk, some in found.items()
    )


def _names(rows: Sequence[Student], of: Mapping[int, Leaving]) -> str:
    return "; ".join(of[row.person_id].person.full_name for row in rows)


def _end_memberships(of: Mapping[int, Leaving]) -> None:
    first = min(leaving.on for leaving in of.values())
    rows = Member.objects.filter(person__in=these(of), period__overlap=(first, None))
    gone, cut = [], []
    for row in rows.select_related("ensemble__activity"):
        leaving = of[row.person_id]
        if row.ensemble.activity.establishment_id != leaving.establishment.pk:
            continue
        if row.period.lower >= leaving.on:
            gone.append(row.pk)
        elif row.period.upper is None or row.period.upper > leaving.on:
            row.period = DateRange(row.period.lower, leaving.on)
            cut.append(row)
    Member.objects.filter(pk__in=gone).delete()
    Member.objects.bulk_update(cut, ["period"])


def ended_by_leaving(left: Mapping[int, date]) -> list[str]:
    """The enrolments that ended because some people left, each on a day."""
    rows = Student.objects.filter(person__in=these(left), state__in=list(STATES.values()))
    words = _("{person}: terminó su matrícula en {group}.")
    return [
        words.format(person=row.person, group=row.group)
        for row in rows.select_related("person", "group__plan").order_by("pk")
        if row.period.upper == left[row.person_id]
    ]
