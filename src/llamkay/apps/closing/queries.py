"""Reads of month closes: which months are open or closed, what keeps one open, what a closed one holds."""

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.activities.corrections.queries import adjustments_at
from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.sheets.queries import missing_sheets, sheets_in
from llamkay.apps.closing.models import Decision
from llamkay.apps.closing.rehearsal import SHARES, Line
from llamkay.apps.institutions.queries import establishment_by_code, every_establishment
from llamkay.apps.months.queries import closes, is_past
from llamkay.apps.pay.queries import earnings_of, splits_of
from llamkay.apps.people.queries import people_by_ids
from llamkay.apps.remission.queries import counts_of, credits_of, fraction_text
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.screens.cells import soles
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
    past: bool = False  # a later month is closed, so that this one never can be

    @property
    def state(self) -> str:
        if self.closed or self.past:
            return "closed" if self.closed else "past"
        return "ready" if self.approved == self.sheets else "open"


@dataclass(frozen=True)
class MonthLine:
    """One month of one establishment: its sheets and, once closed, its close."""

    establishment: "Establishment"
    month: Month
    sheets: int
    approved: int
    close: "MonthClose | None"
    past: bool = False

    @property
    def state(self) -> str:
        return _Key(0, self.month.first, self.sheets, self.approved, self.close is not None, self.past).state

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
                places[key.place],
                Month.of(key.month),
                key.sheets,
                key.approved,
                closed.get((key.place, key.month)),
                key.past,
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
    last = dict(made.order_by().values_list("establishment").annotate(last=Max("month")))
    if month:
        sheets, made = sheets.filter(month=month.first), made.filter(month=month.first)
    if establishment_id:
        sheets, made = (
            sheets.filter(activity__establishment=establishment_id),
            made.filter(establishment=establishment_id),
        )
    closed = set(made.values_list("establishment", "month"))
    found = {
        (place, day): _Key(place, day, total, approved, (place, day) in closed, day < last.get(place, day))
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
    past = is_past(establishment_id=place.pk, month=month)
    return MonthLine(place, month, found["all"], found["ready"], None, past) if found["all"] else None


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


@dataclass(frozen=True)
class Compared:
    """What a close gave one person beside what its rehearsal said; nothing where one of the two does not know them."""

    person: "Person"
    seen: Line
    done: Line

    @property
    def same(self) -> bool:
        return self.seen == self.done


def compared(close: "MonthClose", decision: "Decision") -> list[Compared]:
    """Everybody of a close or of its rehearsal, line by line, in the order of the book."""
    seen = {line.person: line for line in map(Line.of, decision.lines)}
    done = final_lines(close)
    people = people_by_ids(seen.keys() | done.keys()).order_by("sort_name", "id")
    return [Compared(each, seen.get(each.pk, Line(each.pk)), done.get(each.pk, Line(each.pk))) for each in people]


def final_lines(close: "MonthClose") -> dict[int, Line]:
    """What a close wrote for each person, read from the tables that it wrote; four queries."""
    found: dict[int, Line] = {}

    def line(person: int) -> Line:
        return found.setdefault(person, Line(person))

    for person, kind, days in counts_of(close).values_list("person", "kind", "days"):
        setattr(line(person), kind, getattr(line(person), kind) + days)
    credited = credits_of(close).filter(reverses=False).order_by()
    for person, ratio, days in credited.values_list("person", "ratio").annotate(n=Sum("days")):
        if ratio:
            line(person).remitted += Fraction(days, ratio)
        else:
            line(person).unsettled += days
    for person, gross in earnings_of(close).order_by().values_list("person").annotate(n=Sum("gross")):
        line(person).gross = gross
    sums = {f"of_{name}": Sum(name) for name in SHARES}
    for person, *parts in splits_of(close).order_by().values_list("person").annotate(**sums):
        for name, part in zip(SHARES, parts, strict=True):
            setattr(line(person), name, part)
    return found


@dataclass(frozen=True)
class TotalPair:
    """A sum of everybody as it was seen and as it was closed, as people write it."""

    label: str
    seen: Any
    done: Any


def compared_totals(lines: Iterable[Compared]) -> list[TotalPair]:
    """The sums of what was seen beside those of what was closed."""
    pairs = list(lines)
    words: dict[str, Any] = {
        "work": _("Días de trabajo"),
        "study": _("Días de estudio"),
        "remitted": _("Días redimidos"),
        "gross": _("Ingresos"),
        "institution": _("El 10 % de la institución"),
        "reparation": _("Reparación civil"),
        "alimony": _("Alimentos"),
        "personal": _("A cada persona"),
    }

    def text(name: str, side: str) -> Any:
        values = [getattr(getattr(pair, side), name) for pair in pairs]
        if name == "remitted":
            return fraction_text(sum(values, Fraction(0)))
        return sum(values) if name in ("work", "study") else soles(sum(values))

    return [TotalPair(label, text(name, "seen"), text(name, "done")) for name, label in words.items()]


def shares_of(close: "MonthClose") -> dict[str, int]:
    """How a close split what its month was paid, all people together, in céntimos."""
    sums = splits_of(close).order_by().aggregate(**{f"of_{name}": Sum(name) for name in SHARES})
    return {name: sums[f"of_{name}"] or 0 for name in SHARES}


def named(people: Collection[int]) -> "QuerySet[Person]":
    """Some people in the order of the book."""
    return people_by_ids(people).order_by("sort_name", "id")


def to_open(scope: Scope, place: "Establishment", month: Month) -> int:
    """How many activities of a prison lack the sheet of a month that has begun, for whoever may open it."""
    if not scope.covers(place.pk) or month.first > clock.today():
        return 0
    return missing_sheets(establishment_id=place.pk, month=month).count()


def decision_of(close: "MonthClose") -> "Decision | None":
    """What whoever closed the month had seen of it; nothing where a program closed it."""
    return Decision.objects.filter(close=close.pk).first()
