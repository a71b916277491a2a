"""How many children there are of each kind on a day: numbers only, for the tables that the public is told."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, Subquery

from llamkay.apps.nursery.health.queries import blood
from llamkay.apps.nursery.models import Child, ChildStay, NurseryPlace, Pregnancy, Problem, Visit
from llamkay.apps.nursery.record import queries
from llamkay.apps.nursery.record.case_file import CaseFile, files
from llamkay.apps.people.queries import custody
from llamkay.core.values.dates import add_months
from llamkay.platform.security import scope

UP_TO_DATE = {"visits": "nursery.cred", "vaccines": "nursery.vaccines"}
MONTHS = 12  # how far back a measure of haemoglobin, or a problem found, is counted


@dataclass
class Counts:
    """Of the prisons that keep their records here, by prison, by sex and age, and by state of health.

    ``health`` holds for ``visits`` and ``vaccines`` how many children are on ``time`` and ``late``; of ``blood`` how
    many were ``anaemic``, ``normal`` or ``untested``; of ``problems`` how many were ``treated`` and still ``open``.
    """

    living: Counter[str] = field(default_factory=Counter)  # by the prison's code
    care: Counter[str] = field(default_factory=Counter)
    women: Counter[str] = field(default_factory=Counter)  # in custody, with a child or without
    pregnant: Counter[str] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)  # sex, band of ``queries.BANDS``
    health: Counter[tuple[str, str]] = field(default_factory=Counter)


def counted_on(day: date) -> Counts:
    """The counts of a day, as the records tell it now; what happened on later days is not counted.

    A child who moved on since is counted where it lived that day.
    """
    found = Counts()
    with scope.elevated():
        there = ChildStay.objects.filter(child=OuterRef("pk"), period__contains=day)
        rows = Child.objects.filter(stays__period__contains=day).annotate(
            stay_id=Subquery(there.values("pk")[:1]), establishment_id=Subquery(there.values("establishment")[:1])
        )
        inside = files(rows, today=day)
        tested = _last_tests(inside, day)
        placed = NurseryPlace.objects.filter(period__contains=day).values_list("nursery__establishment__code")
        expecting = (
            custody(on=day)
            .filter(person__in=Pregnancy.objects.filter(period__contains=day).values("person"))
            .values_list("establishment__code")
        )
        women = custody(on=day).filter(person__sex="F").values_list("establishment__code")
        found.women.update(code for (code,) in women)
        found.care.update(code for (code,) in placed)
        found.pregnant.update(code for (code,) in expecting)
        found.health.update(("problems", state) for state in _problems(inside, day))
    for file in inside:
        found.living[file.stay.establishment.code] += 1
        found.kinds[file.child.sex, _band(file.age_months)] += 1
        for name, topic in UP_TO_DATE.items():
            late = any(entry.topic == topic and entry.state == "overdue" for entry in file.calendar)
            found.health[name, "late" if late else "time"] += 1
        found.health["blood", _blood(file.child, tested.get(file.child.pk))] += 1
    return found


def _band(months: int) -> str:
    return next(name for name, (first, last) in queries.BANDS.items() if first <= months < last)


def _last_tests(inside: list[CaseFile], day: date) -> dict[int, Visit]:
    rows = Visit.objects.standing().filter(
        child__in=[file.child.pk for file in inside],
        haemoglobin__isnull=False,
        on__lte=day,
        on__gt=add_months(day, -MONTHS),
    )
    return {visit.child_id: visit for visit in rows.order_by("on", "id")}


def _blood(child: Child, visit: Visit | None) -> str:
    seen = blood(child, visit) if visit else None
    return "untested" if seen is None else "normal" if seen.code == "normal" else "anaemic"


def _problems(inside: list[CaseFile], day: date) -> list[str]:
    """Treated or open on the day; what ended without treatment, because it was none, is not counted."""
    rows = Problem.objects.filter(
        child__in=[file.child.pk for file in inside], found_on__lte=day, found_on__gt=add_months(day, -MONTHS)
    )
    states = []
    for treated_on, ended_on in rows.values_list("treated_on", "ended_on"):
        if treated_on and treated_on <= day:
            states.append("treated")
        elif ended_on is None or ended_on > day:
            states.append("open")
    return states
