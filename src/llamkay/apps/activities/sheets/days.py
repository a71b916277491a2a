"""On which days of a month somebody may be marked, and why not on the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.away import ACCIDENT, days_away
from llamkay.apps.activities.exclusions.queries import EXCLUSIONS, PAID, swallowed_days
from llamkay.apps.activities.kinds import SuspensionKind
from llamkay.apps.activities.models import Activity, Allocation, Suspension
from llamkay.apps.activities.sheets import queries
from llamkay.apps.people.kinds import Exit
from llamkay.apps.people.queries import ISOLATION, custody, elsewhere
from llamkay.core.values import Month

ONE = timedelta(days=1)
AWAY = gettext_lazy("ese día no estaba en el establecimiento")
UNPLACED = gettext_lazy("ese día no tenía plaza en la actividad")

SUSPENDED, CANCELLED, NOT_REQUIRED = "suspended", "cancelled", "not_required"
_REGISTRY = (gettext_lazy("según el registro penitenciario"), gettext_lazy("lo corrige el registro penitenciario"))
_HEAD = (gettext_lazy("según la jefatura del área"), gettext_lazy("lo corrige la jefatura del área"))


class Telling(NamedTuple):
    """What stands for a fact on the sheet and how it is put: the mark, the mark where it is paid, the words, who says
    so and who may correct it."""

    mark: int
    paid: int
    words: Any
    source: Any
    cure: Any


# What keeps somebody from a session → how the sheet tells it.
FACTS = {
    "hospital": Telling(4, 4, gettext_lazy("en el hospital"), *_REGISTRY),
    "court": Telling(5, 5, gettext_lazy("en una diligencia judicial"), *_REGISTRY),
    "leave": Telling(13, 13, gettext_lazy("con permiso de salida"), *_REGISTRY),
    ISOLATION: Telling(11, 11, gettext_lazy("en aislamiento"), *_REGISTRY),
    **{exclusion.fact: Telling(exclusion.mark, PAID, exclusion.words, *_HEAD) for exclusion in EXCLUSIONS.values()},
    ACCIDENT: Telling(
        4,
        4,
        gettext_lazy("con descanso por un accidente de trabajo"),
        gettext_lazy("según el registro de accidentes"),
        gettext_lazy("lo corrige quien anotó el accidente"),
    ),
    SUSPENDED: Telling(14, 15, gettext_lazy("con su plaza suspendida"), *_HEAD),
    CANCELLED: Telling(9, 16, gettext_lazy("sin sesión"), *_HEAD),
    NOT_REQUIRED: Telling(18, 19, gettext_lazy("no requerida"), *_HEAD),
}


class Fact(NamedTuple):
    """Why a person was not at a session, as the registry or the head recorded it: half-open days, paid or not."""

    kind: str
    start: date
    end: date | None
    paid: bool = False
    why: str = ""

    @property
    def reason(self) -> int:
        """The number of the mark that stands for it."""
        how = FACTS[self.kind]
        return how.paid if self.paid else how.mark

    @property
    def text(self) -> str:
        """What happened and since when, to be shown on the cell."""
        how = FACTS[self.kind]
        where = f"{how.words} ({self.why})" if self.why else str(how.words)
        if self.kind in (SUSPENDED, CANCELLED, NOT_REQUIRED):
            where += _(", con pago") if self.paid else _(", sin pago")
        elif self.paid:
            where += _(", con pago")
        if self.end is None:
            return _("{where} desde el {start:%d/%m/%Y}, {source}").format(
                where=where, start=self.start, source=how.source
            )
        if self.end == self.start + ONE:
            return _("{where} el {start:%d/%m/%Y}, {source}").format(where=where, start=self.start, source=how.source)
        return _("{where} del {start:%d/%m/%Y} al {last:%d/%m/%Y}, {source}").format(
            where=where, start=self.start, last=self.end - ONE, source=how.source
        )

    @property
    def refusal(self) -> str:
        """Why nothing else may be written there, and who may correct it."""
        cure = FACTS[self.kind].cure
        return _("ese día estaba {fact}; si es un error, {cure}").format(fact=self.text, cure=cure)


@dataclass(frozen=True)
class OpenDays:
    """The days of one person's month on a sheet: placed in the activity, held in the establishment, not elsewhere."""

    placed: frozenset[int] = frozenset()
    held: frozenset[int] = frozenset()
    facts: Mapping[int, Fact] = field(default_factory=dict)
    left: tuple[date, str] | None = None  # when and how the person left the prison within the month

    @cached_property
    def here(self) -> frozenset[int]:
        """The days on which the person was there to be marked."""
        return (self.placed & self.held).difference(self.facts)

    def fact(self, day: int) -> Fact | None:
        """What happened elsewhere on a day on which the person would have been at the activity."""
        return self.facts.get(day) if day in self.held and day in self.placed else None

    def refusal(self, day: int) -> str:
        """Why a day cannot be marked, or nothing."""
        if day not in self.held:
            return self._away(day)
        if day not in self.placed:
            return str(UNPLACED)
        if fact := self.facts.get(day):
            return fact.refusal
        return ""

    def _away(self, day: int) -> str:
        if self.left is None or day < self.left[0].day:
            return str(AWAY)
        return _("{away}: {how} el {on:%d/%m/%Y}, según el registro penitenciario, que es quien lo corrige").format(
            away=AWAY, how=Exit(self.left[1]).label.lower(), on=self.left[0]
        )


def open_days(*, activity: Activity, month: Month, people: Iterable[int]) -> dict[int, OpenDays]:
    """For each person, the days placed, held and elsewhere in the month; seven queries for any number of people.

    The day on which somebody is set free is still theirs: they may have worked that morning. That of a transfer is of
    the prison that receives.
    """
    people = list(people)
    inside = (month.first - ONE, month.end)  # who was set free on the first day left the day before as periods are kept
    running = frozenset(_days(activity.period.lower, activity.period.upper, month))
    columns_read = "person_id", "period__startswith", "period__endswith"
    rows = Allocation.objects.filter(activity=activity, period__overlap=inside)
    if len(people) <= queries.ROWS_A_PART:
        rows = rows.filter(person_id__in=people)  # of a large sheet nearly everybody of the activity is asked for
    places = list(rows.values_list(*columns_read))
    stays = custody(at=activity.establishment_id, within=inside).filter(person_id__in=people)
    spells = list(stays.values_list(*columns_read, "exit"))
    placed, held = _days_of(places, month), _days_of((spell[:3] for spell in spells), month)
    left = {person: (end, how) for person, _start, end, how in spells if end and month.first <= end < month.end}
    freed = {person: end for person, (end, how) in left.items() if how != Exit.TRANSFER}
    for person, end in freed.items():
        held[person] |= {end.day}
    for person, _start, end in places:
        if end and end == freed.get(person):
            placed[person] |= {end.day}
    facts = _not_held(activity, month, people)
    away = days_away(people, first=month.first, end=month.end)
    for person, kind, start, end in [*away, *elsewhere(people, first=month.first, end=month.end)]:
        facts[person].update(dict.fromkeys(_days(start, end, month), Fact(kind, start, end)))
    none: frozenset[int] = frozenset()
    return {
        person: OpenDays(
            placed.get(person, none) & running, held.get(person, none), facts.get(person, {}), left.get(person)
        )
        for person in people
    }


def _not_held(activity: Activity, month: Month, people: Iterable[int]) -> dict[int, dict[int, Fact]]:
    """The days on which a session was cancelled for all, and those on which each person's place was suspended or they
    were not required."""
    inside = (month.first, month.end)
    cancelled = {
        row.on.day: Fact(CANCELLED, row.on, row.on + ONE, row.paid, row.get_reason_display().lower())
        for row in activity.cancellations.filter(on__gte=month.first, on__lt=month.end, restored_at=None)
    }
    swallowed = swallowed_days(activity, people, month)
    facts = {
        person: {
            **{
                day: Fact(kind, start, end, paid) for day, (kind, start, end, paid) in swallowed.get(person, {}).items()
            },
            **cancelled,
        }
        for person in people
    }
    rows = Suspension.objects.filter(allocation__activity=activity, period__overlap=inside)
    columns = ("allocation__person", "kind", "period__startswith", "period__endswith", "paid", "reason")
    for person, kind, start, end, paid, why in rows.values_list(*columns):
        if person in facts:
            fact = Fact(SUSPENDED, start, end, paid)
            if kind == SuspensionKind.NOT_REQUIRED:
                fact = Fact(NOT_REQUIRED, start, end, paid, why)
            facts[person].update(dict.fromkeys(_days(start, end, month), fact))
    return facts


def _days_of(spells: Iterable[tuple[int, date | None, date | None]], month: Month) -> dict[int, frozenset[int]]:
    """The days of the month of each person's spells; most people share the whole month, worked out once."""
    same: dict[tuple[date | None, date | None], frozenset[int]] = {}
    found: dict[int, frozenset[int]] = {}
    for person, low, high in spells:
        if (days := same.get((low, high))) is None:
            days = same[low, high] = frozenset(_days(low, high, month))
        found[person] = found[person] | days if person in found else days
    return found


def _days(low: date | None, high: date | None, month: Month) -> range:
    first, end = max(low or month.first, month.first), min(high or month.end, month.end)
    return range(first.day, first.day + max((end - first).days, 0))
