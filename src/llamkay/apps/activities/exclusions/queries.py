"""The excluded hours of many people: of a day, of a week, and the sessions of a month that they leave nothing of."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, time, timedelta
from typing import Any, NamedTuple

import numpy as np
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.kinds import ExclusionKind
from llamkay.apps.activities.models import Activity, HourExclusion
from llamkay.apps.activities.queries import UNKNOWN, spans_on
from llamkay.core.placement.hours import covered
from llamkay.core.values import Month
from llamkay.platform.database.bulk import these
from llamkay.platform.security.scope import Scope

HALF_HOURS = 7 * 48
ONE = timedelta(days=1)


class Telling(NamedTuple):
    """How the sheet tells a session that excluded hours leave nothing of: the fact, its mark, its words."""

    fact: str
    mark: int
    words: Any


EXCLUSIONS = {
    ExclusionKind.HEALTH: Telling("excluded_health", 4, gettext_lazy("con horas excluidas por salud")),
    ExclusionKind.NURSING: Telling("excluded_nursing", 12, gettext_lazy("con horas excluidas por lactancia o cuidado")),
    ExclusionKind.CLASS: Telling("excluded_class", 12, gettext_lazy("con horas excluidas por clase")),
    ExclusionKind.OTHER: Telling("excluded_other", 12, gettext_lazy("con horas excluidas")),
}


PAID = 17  # the mark of a session that paid hours leave nothing of


class Swallowed(NamedTuple):
    """A session that excluded hours leave nothing of: the fact, since when and until when, paid or not."""

    fact: str
    start: date
    end: date | None
    paid: bool


class Spell(NamedTuple):
    """Excluded hours of a day, in minutes from midnight."""

    start: int
    end: int
    kind: str

    @property
    def words(self) -> str:
        """What they are for, and when."""
        label, (hour, minute), (last, rest) = ExclusionKind(self.kind).label, *map(_clock, (self.start, self.end))
        return f"{label} {hour:02}:{minute:02}–{last:02}:{rest:02}"


def _clock(minutes: int) -> tuple[int, int]:
    return divmod(minutes, 60)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def spells_on(people: Iterable[int], on: date) -> dict[int, list[Spell]]:
    """Person → the hours that they have excluded on a day, in order; one query."""
    found: dict[int, list[Spell]] = defaultdict(list)
    rows = _of(people, on, on + ONE).filter(weekdays__contains=[on.weekday()])
    for person, start, end, kind in rows.values_list("person_id", "starts_at", "ends_at", "kind"):
        found[person].append(Spell(_minutes(start), _minutes(end), kind))
    return {person: sorted(spells) for person, spells in found.items()}


def weeks(people: Iterable[int], on: date) -> dict[int, Any]:
    """Person → the half-hours, of the week that begins on a day, that they have excluded; one query."""
    found: dict[int, Any] = {}
    for row in _of(people, on, on + ONE):
        mask = found.setdefault(row.person_id, np.zeros(HALF_HOURS, dtype=np.bool_))
        for weekday in row.weekdays:
            first = (weekday - on.weekday()) % 7 * 48
            mask[first + _minutes(row.starts_at) // 30 : first - (-_minutes(row.ends_at) // 30)] = True
    return found


def swallowed_days(activity: Activity, people: Collection[int], month: Month) -> dict[int, dict[int, Swallowed]]:
    """Person → day → the sessions that excluded hours leave nothing of; paid where each of those hours is."""
    rows: dict[int, list[HourExclusion]] = defaultdict(list)
    for row in _of(people, month.first, month.end):
        rows[row.person_id].append(row)
    spans = {on: spans_on(activity, on) for on in month.dates()} if rows else {}
    found: dict[int, dict[int, Swallowed]] = defaultdict(dict)
    for person, mine in rows.items():
        for on, sessions in spans.items():
            held = [row for row in mine if on in row.period and on.weekday() in row.weekdays]
            hours = [(_minutes(row.starts_at), _minutes(row.ends_at)) for row in held]
            if held and sessions and all(at != UNKNOWN and covered(at, at + n, hours) for at, n in sessions):
                row = min(held, key=lambda row: list(EXCLUSIONS).index(ExclusionKind(row.kind)))
                fact = EXCLUSIONS[ExclusionKind(row.kind)].fact
                paid = all(each.paid for each in held)
                found[person][on.day] = Swallowed(fact, row.period.lower, row.period.upper, paid)
    return found


def _of(people: Iterable[int], first: date, end: date) -> QuerySet[HourExclusion]:
    return HourExclusion.objects.filter(person_id__in=these(people), period__overlap=(first, end)).order_by("id")


def exclusions(*, scope: Scope, on: date) -> QuerySet[HourExclusion]:
    """The excluded hours of the scope that hold on a day or after it."""
    rows = scope.filter(HourExclusion.objects.filter(period__overlap=(on, None)).select_related("person"))
    return rows.order_by("person__sort_name", "starts_at", "id")
