"""The page of a sheet: its days, its lines, its totals."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypedDict

from django.utils.translation import gettext as _

from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.models import Activity, Adjustment, Reason, RestDayAuthorisation, Sheet, SheetRow
from llamkay.apps.activities.queries import reasons_by_number, rest_days
from llamkay.apps.activities.sheets import queries
from llamkay.apps.activities.sheets.days import AWAY, UNPLACED, OpenDays, open_days
from llamkay.apps.activities.sheets.marks import hours_text, mark_text, row_totals
from llamkay.apps.activities.sheets.queries import find_sheet, ordered_rows
from llamkay.apps.people.names import surnames_first
from llamkay.core.values import Month
from llamkay.platform.months import month_title
from llamkay.platform.security.scope import Scope


@dataclass(frozen=True)
class Column:
    """One day of the sheet."""

    day: int
    letter: str
    minutes: int
    rest: str  # «domingo», «feriado» or nothing
    authorised: bool
    future: bool

    @property
    def text(self) -> str:
        return str(self.day)

    @property
    def fillable(self) -> bool:
        """Whether «todas presentes» makes sense: a timetable day that has come and may count."""
        return bool(self.minutes) and not self.future and (not self.rest or self.authorised)

    @property
    def minutes_text(self) -> str:
        return str(self.minutes)

    @property
    def tone(self) -> str:
        return ("is-authorised" if self.authorised else "is-rest") if self.rest else ""


class Cell(NamedTuple):
    """One day of one person: the mark as text, the pieces, and why it cannot be written, if so."""

    day: str
    mark: str
    pieces: str
    locked: str
    note: str
    tone: str
    adjusted: str = ""


@dataclass(frozen=True)
class SheetLine:
    """One person's row on the sheet with its totals."""

    row: SheetRow
    key: str
    number: int
    cells: list[Cell]
    days: int
    minutes: int
    pieces: int
    blank: int

    @property
    def hours(self) -> str:
        return hours_text(self.minutes)


class _Marks(NamedTuple):
    """What the totals of a sheet need of each row, lighter to read than the rows."""

    pk: int
    person_id: int
    minutes: list[int]
    reasons: list[int]
    pieces: list[int]
    notes: dict[str, str]
    code: str
    first_surname: str
    second_surname: str
    given_names: str

    @property
    def full_name(self) -> str:
        return surnames_first(self.first_surname, self.second_surname, self.given_names)

    @classmethod
    def of(cls, row: SheetRow) -> "_Marks":
        who = row.person
        return cls(
            *(row.pk, row.person_id, row.minutes, row.reasons, row.pieces, row.notes),
            *(who.code, who.first_surname, who.second_surname, who.given_names),
        )


def _marks_of(sheet: Sheet) -> list[_Marks]:
    """The marks of every row in the order of the book."""
    names = (f"person__{name}" for name in ("code", "first_surname", "second_surname", "given_names"))
    rows = sheet.rows.values_list("pk", "person_id", "minutes", "reasons", "pieces", "notes", *names)
    return [_Marks._make(row) for row in rows.order_by("person__sort_name", "person__code")]


PlainRow = tuple[str, str, list[str], list[bool]]  # code, name, marks, whether each day is shut


class SheetTotals(TypedDict):
    """What the foot of a sheet says of some of its rows; ``present`` is of each day."""

    present: list[int]
    total_days: int
    total_minutes: int
    total_hours: str
    total_pieces: int


class SheetPage(SheetTotals):
    """Everything the sheet screen shows; the totals are of the whole sheet, those ``here`` of the part drawn."""

    sheet: Sheet
    activity: Activity
    month: Month
    month_name: str
    month_text: str
    columns: list[Column]
    people: int
    part: int | None
    parts: int
    lines: list[SheetLine]
    plain: Iterator[PlainRow]
    here: SheetTotals | None
    blank: int
    reasons: list[Reason]
    adjustments: list[Adjustment]
    notes: list[dict[str, str]]


def sheet_page(
    *, scope: Scope, pk: int, today: date, part: int | None = None, row: int | None = None
) -> SheetPage | None:
    """Everything the sheet screen shows, in a fixed number of queries; nothing outside the scope.

    ``lines`` are those of the ``part`` asked for, counted from one, or that of one ``row``, or all; every total is of
    the whole sheet, and ``plain`` tells every row as code, name, marks and whether each day is shut.
    """
    sheet = find_sheet(scope=scope, pk=pk)
    if sheet is None:
        return None
    activity, month = sheet.activity, Month.of(sheet.month)
    by_pk = {item.pk: item for item in ordered_rows(sheet)} if part is None and row is None else {}
    rows = [_Marks.of(item) for item in by_pk.values()] or _marks_of(sheet)
    by_number = reasons_by_number()
    days = open_days(activity=activity, month=month, people=[item.person_id for item in rows])
    authorised = set(
        RestDayAuthorisation.objects.filter(activity=activity, on__gte=month.first, on__lt=month.end).values_list(
            "on__day", flat=True
        )
    )
    adjustments: dict[tuple[int, int], Adjustment] = {}
    if sheet.state == SheetState.CLOSED:
        for item in Adjustment.objects.filter(row__sheet=sheet).order_by("id"):
            adjustments[item.row_id, item.day] = item
    rest = rest_days(month)
    columns = [
        Column(
            day=on.day,
            letter="LMXJVSD"[on.weekday()],
            minutes=activity.timetable[on.weekday()],
            rest=rest.get(on.day, ""),
            authorised=on.day in authorised,
            future=on > today,
        )
        for on in month.dates()
    ]
    parts = max(-(-len(rows) // queries.ROWS_A_PART), 1)
    part = part and min(max(part, 1), parts)
    numbers = {item.pk: at for at, item in enumerate(rows, start=1)}
    wanted = list(numbers) if row is None else [row] if row in numbers else []
    if part:
        wanted = wanted[(part - 1) * queries.ROWS_A_PART : part * queries.ROWS_A_PART]
    if not by_pk:
        by_pk = {item.pk: item for item in sheet.rows.select_related("person").filter(pk__in=wanted)}
    draw = _Drawing(columns, by_number, adjustments)
    lines = [draw.line(by_pk[key], numbers[key], days[by_pk[key].person_id]) for key in wanted if key in by_pk]
    here = [item for item in rows if item.pk in by_pk]
    return {
        "sheet": sheet,
        "activity": activity,
        "month": month,
        "month_name": month_title(month),
        "month_text": str(month),
        "columns": columns,
        "people": len(rows),
        "part": part,
        "parts": parts,
        "lines": lines,
        "plain": (draw.plain(item, days[item.person_id]) for item in rows),
        **_totals(rows, columns, by_number),
        "here": _totals(here, columns, by_number) if len(here) < len(rows) else None,
        "blank": sum(draw.blank(item, days[item.person_id]) for item in rows),
        "reasons": list(by_number.values()),
        "adjustments": list(adjustments.values()),
        "notes": [
            {"who": item.full_name, "day": day, "text": text, "mark": draw.mark(item, int(day) - 1)}
            for item in rows
            for day, text in sorted(item.notes.items(), key=lambda pair: int(pair[0]))
        ],
    }


def _totals(rows: Sequence[_Marks], columns: Sequence[Column], reasons: dict[int, Reason]) -> SheetTotals:
    """What the foot of the sheet says of some rows."""
    sums = [row_totals(minutes=m.minutes, marks=m.reasons, pieces=m.pieces, reasons=reasons) for m in rows]
    days, minutes, pieces = (sum(column) for column in zip(*sums, strict=True)) if sums else (0, 0, 0)
    marks = [Counter(row.reasons[column.day - 1] for row in rows) for column in columns]
    there = {number for number, reason in reasons.items() if reason.present}
    return {
        "present": [sum(people for mark, people in of_day.items() if mark in there) for of_day in marks],
        "total_days": days,
        "total_minutes": minutes,
        "total_hours": hours_text(minutes),
        "total_pieces": pieces,
    }


class _Drawing:
    """Draws the rows of a sheet; what is the same for many cells, words among it, is worked out once."""

    def __init__(
        self,
        columns: Sequence[Column],
        reasons: dict[int, Reason],
        adjustments: dict[tuple[int, int], Adjustment],
    ) -> None:
        self.reasons, self.adjustments = reasons, adjustments
        self.columns = [(c.day - 1, c.day, str(c.day), c.minutes, c.tone) for c in columns]
        self.later = {c.day for c in columns if c.future}
        # The days of the timetable that have come and may count: left without a mark they are told.
        self.due = frozenset(c.day for c in columns if c.fillable)
        self.away, self.unplaced, self.not_yet = str(AWAY), str(UNPLACED), _("ese día todavía no llega")
        self.not_come = [c.future for c in columns]
        self.scheduled = [c.minutes for c in columns]
        self.all_days = frozenset(c.day for c in columns)
        self.absent = {number for number, reason in reasons.items() if not reason.counts}
        self._texts: dict[tuple[int, int, int], str] = {}

    def text(self, reason: int, minutes: int, scheduled: int) -> str:
        key = reason, minutes, scheduled
        if key not in self._texts:
            self._texts[key] = mark_text(reason=self.reasons.get(reason), minutes=minutes, scheduled=scheduled)
        return self._texts[key]

    def mark(self, row: SheetRow | _Marks, at: int) -> str:
        return self.text(row.reasons[at], row.minutes[at], self.columns[at][3])

    def blank(self, row: SheetRow | _Marks, open_: OpenDays) -> int:
        """How many days of the timetable wait for a mark."""
        return sum(1 for day in self.due & open_.placed & open_.held if not row.reasons[day - 1])

    def plain(self, row: _Marks, open_: OpenDays) -> PlainRow:
        """A row as its file tells it: code, name, marks and whether each day is shut."""
        days = open_.placed & open_.held
        shut = self.not_come
        if not self.all_days <= days:
            shut = [late or day not in days for late, (_at, day, *_rest) in zip(shut, self.columns, strict=True)]
        keys = zip(row.reasons, row.minutes, self.scheduled, strict=False)
        marks = [self._texts[key] if key in self._texts else self.text(*key) for key in keys]
        return row.code, row.full_name, marks, shut

    def line(self, row: SheetRow, number: int, open_: OpenDays) -> SheetLine:
        days, minutes, pieces = row_totals(
            minutes=row.minutes, marks=row.reasons, pieces=row.pieces, reasons=self.reasons
        )
        return SheetLine(
            row=row,
            key=str(row.pk),
            number=number,
            cells=list(self._cells(row, open_)),
            days=days,
            minutes=minutes,
            pieces=pieces,
            blank=self.blank(row, open_),
        )

    def _cells(self, row: SheetRow, open_: OpenDays) -> Iterator[Cell]:
        for at, day, text, scheduled, tone in self.columns:
            locked, shut = "", "is-out"
            if day not in open_.held:
                locked = self.away
            elif day not in open_.placed:
                locked = self.unplaced
            elif day in self.later:
                locked, shut = self.not_yet, "is-out is-later"  # shut on the screen; the paper form is filled by hand
            if locked:
                tone = f"{tone} {shut}" if tone else shut
            if row.reasons[at] in self.absent:
                tone = f"{tone} is-absent" if tone else "is-absent"
            adjusted = self.adjustments.get((row.pk, day))
            instead = ""
            if adjusted:
                tone = f"{tone} is-adjusted" if tone else "is-adjusted"
                instead = self.text(adjusted.reason, adjusted.minutes, scheduled) or "sin marca"
            mark = self.text(row.reasons[at], row.minutes[at], scheduled)
            note = row.notes.get(text, "") if row.notes else ""
            yield Cell(text, mark, str(row.pieces[at] or ""), locked, note, tone, instead)
