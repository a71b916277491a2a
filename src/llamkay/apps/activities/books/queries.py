"""The books of a prison as rows: who was entered in a register, and the attendance of a month of every activity.

Set-based: a fixed number of queries for any number of people, and plain rows in between.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from django.db.models import BinaryField, Exists, F, Func, OuterRef, Subquery

from llamkay.apps.activities.models import DAYS, Activity, Adjustment, Enrolment, Reason, Sheet, SheetRow
from llamkay.apps.activities.queries import reasons_by_number, scheduled_minutes
from llamkay.apps.activities.sheets.marks import mark_text
from llamkay.apps.activities.sheets.queries import sheets
from llamkay.apps.people.names import surnames_first
from llamkay.apps.people.queries import custody
from llamkay.core.values import Month
from llamkay.platform.database.bulk import these
from llamkay.platform.database.search import InOrder
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment

_NAME = ("person__first_surname", "person__second_surname", "person__given_names")


class Entry(NamedTuple):
    """A line of a register: who, from when, until when, when she left the prison, the folio of the book of paper."""

    code: str
    name: str
    start: date
    end: date | None
    left: date | None
    folio: str


def register(establishment: "Establishment", kind: str, *, on: date) -> list[Entry]:
    """Everybody ever entered in a register while held in a prison, as it stands on a day; one query.

    Work by day of entry; education by year and, within it, strictly by name (Directiva 06-2007-INPE, 5.3).
    """
    there = custody(of=OuterRef("person"), at=establishment)
    rows = (
        Enrolment.objects.filter(kind=kind, period__startswith__lte=on)
        .filter(Exists(there.filter(period__overlap=OuterRef("period"))))
        .annotate(left=Subquery(there.order_by("-period__startswith").values("period__endswith")[:1]))
    )
    by_name = ("person__sort_name", "person__code", "pk")
    order = ("period__startswith__year",) if kind == "study" else ("period__startswith",)
    found = rows.order_by(*order, *by_name).values_list(
        "person__code", *_NAME, "period__startswith", "period__endswith", "left", "folio"
    )
    return [
        Entry(code, surnames_first(*name), start, _by(end, on), _by(left, on), folio)
        for code, *name, start, end, left, folio in found
    ]


def _by(day: date | None, on: date) -> date | None:
    return day if day is not None and day <= on else None


class Line(NamedTuple):
    """Somebody's month: a mark for each day, the minutes attended and the days on which there were some."""

    code: str
    name: str
    marks: list[str]
    minutes: int
    days: int


@dataclass(frozen=True)
class Attended:
    """The sheet of an activity in the book of a month, and the corrections of it that two people stand for."""

    sheet: Sheet
    lines: list[Line]
    corrections: list[Adjustment]

    @property
    def activity(self) -> Activity:
        """Whose sheet it is."""
        return self.sheet.activity


def control_book(
    *, scope: Scope, actor: Any, establishment: "Establishment", kind: str, month: Month
) -> list[Attended]:
    """The sheets of a month of a prison that the actor may see, each with everybody in it by name; seven queries."""
    of = sheets(scope=scope, actor=actor, establishment_id=establishment.pk, kind=kind, month=month)
    held = list(
        of.select_related("activity__establishment", "activity__responsible", "activity__trade")
        .prefetch_related("activity__rotas__shifts")
        .order_by(InOrder("activity__name"), "activity__code")
    )
    lines, reasons = _lines(held), reasons_by_number()
    corrected: dict[int, list[Adjustment]] = defaultdict(list)
    standing = Adjustment.objects.filter(row__sheet__in=held, confirmed_at__isnull=False).select_related("row__person")
    for one in standing.order_by("row__person__sort_name", "row__person__code", "day", "id"):
        corrected[one.row.sheet_id].append(one)
    return [
        Attended(sheet, _written(lines[sheet.pk], sheet.activity, month, reasons), corrected[sheet.pk])
        for sheet in held
    ]


def _lines(held: Iterable[Sheet]) -> dict[int, list[tuple[Any, ...]]]:
    """The rows of each sheet in the order of the book; one query."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    rows = SheetRow.objects.filter(sheet_id__in=these(sheet.pk for sheet in held))
    sent = [Func(F(name), function="array_send", output_field=BinaryField()) for name in ("reasons", "minutes")]
    for row in rows.order_by("person__sort_name", "person__code").values_list("sheet", "person__code", *_NAME, *sent):
        found[row[0]].append(row)
    return found


# An array of 31 smallints as PostgreSQL sends it in binary: its dimensions, then each element after its size.
_ARRAY = np.dtype(
    [("about", ">i4", 3), ("days", ">i4"), ("from", ">i4"), ("of", [("size", ">i4"), ("value", ">i2")], DAYS)]
)


def _days(sent: Iterable[bytes], month: Month) -> np.ndarray:
    """People × days of a month, of the arrays of their rows."""
    rows = np.frombuffer(b"".join(sent), dtype=_ARRAY)
    if not (rows["days"] == DAYS).all():
        raise ValueError(f"a sheet row of {month} does not hold {DAYS} days")
    values: np.ndarray = rows["of"]["value"][:, : month.days].astype(np.int64)
    return values


def _written(
    rows: Sequence[tuple[Any, ...]], activity: Activity, month: Month, reasons: dict[int, Reason]
) -> list[Line]:
    """The lines of a sheet, all their marks worked out at once: each different cell is put into words once."""
    if not rows:
        return []
    due = np.array(scheduled_minutes(activity=activity, month=month))
    _sheets, codes, first, second, forenames, *columns = zip(*rows, strict=True)
    numbers, minutes = (_days(column, month) for column in columns)
    came = (minutes > 0) & np.isin(numbers, [n for n, r in reasons.items() if r.present and not r.expelled])
    cells, at = np.unique((numbers << 24) + (minutes << 12) + due, return_inverse=True)
    texts = [
        mark_text(reason=reasons.get(cell >> 24), minutes=cell >> 12 & 4095, scheduled=cell & 4095)
        for cell in cells.tolist()
    ]
    marks = np.array(texts, dtype=object)[at.reshape(numbers.shape)].tolist()
    spent, days = np.where(came, minutes, 0).sum(axis=1).tolist(), came.sum(axis=1).tolist()
    names = map(surnames_first, first, second, forenames)
    return list(map(Line, codes, names, marks, spent, days))
