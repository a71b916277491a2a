"""Reads of month closes: which months are open or closed, what keeps one open, what a closed one holds."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse

from llamkay.apps.activities.corrections.queries import adjustments_at
from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.sheets.queries import sheets_in
from llamkay.apps.institutions.queries import establishment_by_code, every_establishment
from llamkay.apps.months.queries import closes
from llamkay.apps.pay.queries import earnings_of, splits_of
from llamkay.apps.people.queries import people_by_ids
from llamkay.apps.remission.queries import counts_of, credits_of, fraction_text
from llamkay.core.values import Month
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Adjustment
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.months.models import MonthClose
    from llamkay.apps.people.models import Person


SUMMARY = ("id", "establishment_id", "month", "at", "by", "totals", "hash", "previous_hash", "law_version")
READY = Count("id", filter=Q(state__in=(SheetState.APPROVED, SheetState.CLOSED)))


class _Key(NamedTuple):
    """A month of an establishment, by number, with how many sheets it has and how many of them are approved."""

    place: int
    month: date
    sheets: int
    approved: int
    closed: bool

    @property
    def state(self) -> str:
        if self.closed:
            return "closed"
        return "ready" if self.approved == self.sheets else "open"


@dataclass(frozen=True)
class MonthLine:
    """One month of one establishment: its sheets and, once closed, its close."""

    establishment: "Establishment"
    month: Month
    sheets: int
    approved: int
    close: "MonthClose | None"

    @property
    def state(self) -> str:
        return _Key(0, self.month.first, self.sheets, self.approved, self.close is not None).state

    @property
    def url(self) -> str:
        return reverse("closing:detail", args=[self.establishment.code, str(self.month)])


class MonthLines(Sequence[MonthLine]):
    """Months in order, whose lines are made when they are read: a page of ten years reads its own closes only."""

    def __init__(self, scope: Scope, keys: list[_Key]) -> None:
        self._scope, self._keys = scope, keys

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, at: int) -> MonthLine: ...
    @overload
    def __getitem__(self, at: slice) -> list[MonthLine]: ...
    def __getitem__(self, at: Any) -> Any:
        keys = self._keys[at] if isinstance(at, slice) else [self._keys[at]]
        found = self._scope.filter(closes().only(*SUMMARY)).filter(
            establishment__in={key.place for key in keys}, month__in={key.month for key in keys}
        )
        closed = {(close.establishment_id, close.month): close for close in found}
        places = every_establishment().in_bulk({key.place for key in keys})
        lines = [
            MonthLine(
                places[key.place], Month.of(key.month), key.sheets, key.approved, closed.get((key.place, key.month))
            )
            for key in keys
        ]
        return lines if isinstance(at, slice) else lines[0]

    def __iter__(self) -> Iterator[MonthLine]:
        return iter(self[:])


def months(
    scope: Scope, *, month: Month | None = None, establishment_id: int | None = None, state: str = ""
) -> MonthLines:
    """Every month with sheets or a close in the scope, the newest first."""
    sheets, made = sheets_in(scope), scope.filter(closes())
    if month:
        sheets, made = sheets.filter(month=month.first), made.filter(month=month.first)
    if establishment_id:
        sheets, made = (
            sheets.filter(activity__establishment=establishment_id),
            made.filter(establishment=establishment_id),
        )
    closed = set(made.values_list("establishment", "month"))
    found = {
        (place, day): _Key(place, day, total, approved, (place, day) in closed)
        for place, day, total, approved in sheets.values_list("activity__establishment", "month").annotate(
            n=Count("id"), ready=READY
        )
    }
    found |= {key: _Key(*key, 0, 0, True) for key in closed - set(found)}
    order = dict(zip(every_establishment().order_by("order", "code").values_list("pk", flat=True), itertools.count()))
    keys = sorted(found.values(), key=lambda key: (-key.month.toordinal(), order[key.place]))
    return MonthLines(scope, [key for key in keys if not state or key.state == state])


def open_month(scope: Scope, place: "Establishment", month: Month) -> MonthLine | None:
    """A month of an establishment that no close ended, if it has sheets."""
    sheets = sheets_in(scope).filter(activity__establishment=place.pk, month=month.first)
    found = sheets.aggregate(all=Count("id"), ready=READY)
    return MonthLine(place, month, found["all"], found["ready"], None) if found["all"] else None


def establishment(scope: Scope, code: str) -> "Establishment | None":
    """The establishment of that code, if the scope covers it."""
    found = establishment_by_code(code)
    return found if found and scope.covers(found.pk) else None


def close_of(place: "Establishment", month: Month) -> "MonthClose | None":
    """The close of a month without its long inputs."""
    return closes(at=place, month=month).only(*SUMMARY).first()


def people_of(close: "MonthClose") -> "QuerySet[Person]":
    """Who the close counted or paid, in the order of the book."""
    counted = counts_of(close).values("person")
    paid = earnings_of(close).values("person")
    return people_by_ids(counted.union(paid)).order_by("sort_name", "id")


@dataclass
class PersonLine:
    """What a close gave one person for its month."""

    person: "Person"
    days: dict[str, int] = field(default_factory=lambda: {"work": 0, "study": 0})
    remitted: Fraction = Fraction(0)
    unsettled: int = 0  # days credited without a ratio
    gross: int = 0
    personal: int = 0

    @property
    def remitted_text(self) -> str:
        return fraction_text(self.remitted)


def person_lines(close: "MonthClose", people: "list[Person]") -> list[PersonLine]:
    """The lines of some people of a close, in the order given; four queries."""
    lines = {person.pk: PersonLine(person) for person in people}
    here = {"person__in": list(lines)}
    for person, kind, days in counts_of(close).filter(**here).values_list("person", "kind", "days"):
        lines[person].days[kind] += days
    for person, ratio, days in (
        credits_of(close).filter(**here, reverses=False).values_list("person", "ratio").annotate(n=Sum("days"))
    ):
        if ratio:
            lines[person].remitted += Fraction(days, ratio)
        else:
            lines[person].unsettled += days
    for person, gross in earnings_of(close).filter(**here).values_list("person").annotate(n=Sum("gross")):
        lines[person].gross = gross
    for person, personal in splits_of(close).filter(**here).values_list("person").annotate(n=Sum("personal")):
        lines[person].personal = personal
    return list(lines.values())


def adjustments_in(close: "MonthClose") -> "QuerySet[Adjustment]":
    """The corrections of earlier months that this close applied."""
    return close.adjustments.select_related("row__person", "row__sheet__activity").order_by("id")


def corrected_later(close: "MonthClose") -> "QuerySet[Adjustment]":
    """Corrections of this month: applied by later closes, or waiting for the next one."""
    return (
        adjustments_at(close.establishment_id)
        .filter(row__sheet__month=close.month)
        .select_related("row__person", "row__sheet__activity")
        .annotate(applied_month=F("applied_in__month"))
        .order_by("id")
    )
