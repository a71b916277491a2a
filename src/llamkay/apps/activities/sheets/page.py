"""The page of a sheet: its days, its lines, its totals."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, TypedDict

import numpy as np
from django.utils.translation import gettext as _

from llamkay.apps.activities.corrections.queries import of_sheet
from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.models import (
    DAYS,
    Activity,
    Adjustment,
    MarkEdit,
    Reason,
    RestDayAuthorisation,
    Sheet,
    SheetRow,
)
from llamkay.apps.activities.queries import reasons_by_number, rest_days, scheduled_minutes
from llamkay.apps.activities.sheets import queries
from llamkay.apps.activities.sheets.count import count_sheet
from llamkay.apps.activities.sheets.days import CANCELLED, OpenDays, open_days
from llamkay.apps.activities.sheets.marks import hours_text, mark_text
from llamkay.apps.activities.sheets.queries import find_sheet, ordered_rows
from llamkay.apps.people.names import surnames_first
from llamkay.core.remission.days import DayRules
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.security.scope import Scope

LONG = 3  # signs of a mark that are written smaller beyond
LAST_EDITS = 500  # changed marks that the page tells


@dataclass(frozen=True)
class Column:
    """One day of the sheet."""

    day: int
    letter: str
    minutes: int
    rest: str  # «domingo», «feriado» or nothing
    authorised: bool
    future: bool
    today: bool = False

    @property
    def text(self) -> str:
        return str(self.day)

    @property
    def fillable(self) -> bool:
        """Whether «todas presentes» makes sense: a timetable day that has come and may count."""
        return bool(self.minutes) and not self.future and self.may_count

    @property
    def may_count(self) -> bool:
        """Whether it is no rest day, or the council lets the activity work on it."""
        return not self.rest or self.authorised

    @property
    def heading_tone(self) -> str:
        return f"{self.tone} is-today" if self.today else self.tone

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
    waiting: str = ""
    former: str = ""  # what happened elsewhere, or what the mark was before and who changed it


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
    out: str  # the days on which the person does not stand in the register, for the totals as one types

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
    elsewhere: dict[str, list[int]]
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
            *(row.pk, row.person_id, row.minutes, row.reasons, row.pieces, row.notes, row.elsewhere),
            *(who.code, who.first_surname, who.second_surname, who.given_names),
        )


def _marks_of(sheet: Sheet) -> list[_Marks]:
    """The marks of every row in the order of the book."""
    names = (f"person__{name}" for name in ("code", "first_surname", "second_surname", "given_names"))
    rows = sheet.rows.values_list("pk", "person_id", "minutes", "reasons", "pieces", "notes", "elsewhere", *names)
    return [_Marks._make(row) for row in rows.order_by("person__sort_name", "person__code")]


PlainRow = tuple[str, str, list[str], list[bool]]  # code, name, marks, whether each day is shut


class SheetTotals(TypedDict):
    """What the foot of a sheet says of some of its rows; ``present`` is of each day."""

    present: list[int]
    total_days: int
    total_minutes: int
    total_hours: str
    total_pieces: int


class ChangedCell(NamedTuple):
    """A cell whose mark was changed, corrected, or filled from the registry, to be told beneath the sheet."""

    who: str
    day: int
    before: str
    after: str
    by: str
    at: datetime | None
    why: str = ""
    item: Adjustment | None = None


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
    adjustments: list[ChangedCell]
    edits: list[ChangedCell]
    facts: list[tuple[str, str]]
    unregistered: int
    rule: DayRules | None
    notes: list[dict[str, str]]


def sheet_page(
    *, scope: Scope, pk: int, today: date, actor: Any = None, part: int | None = None, row: int | None = None
) -> SheetPage | None:
    """Everything the sheet screen shows, in a fixed number of queries; nothing outside the scope.

    ``lines`` are those of the ``part`` asked for, counted from one, or that of one ``row``, or all; every total is of
    the whole sheet, and ``plain`` tells every row as code, name, marks and whether each day is shut.
    """
    sheet = find_sheet(scope=scope, pk=pk, actor=actor)
    if sheet is None:
        return None
    activity, month = sheet.activity, Month.of(sheet.month)
    by_pk = {item.pk: item for item in ordered_rows(sheet)} if part is None and row is None else {}
    rows = [_Marks.of(item) for item in by_pk.values()] or _marks_of(sheet)
    by_number = reasons_by_number()
    days = open_days(activity=activity, month=month, people=[item.person_id for item in rows])
    columns = _columns(activity, month, today)
    due = {c.day: c.minutes for c in columns if c.fillable}
    if sheet.state == SheetState.OPEN:
        rows = [with_facts(item, days[item.person_id], due) for item in rows]
    counted = count_sheet(
        activity=activity,
        month=month,
        rows=rows,
        days=days,
        counting=frozenset(c.day for c in columns if c.may_count),
        reasons=by_number,
    )
    parts = max(-(-len(rows) // queries.ROWS_A_PART), 1)
    part = part and min(max(part, 1), parts)
    numbers = {item.pk: at for at, item in enumerate(rows, start=1)}
    wanted = list(numbers) if row is None else [row] if row in numbers else []
    if part:
        wanted = wanted[(part - 1) * queries.ROWS_A_PART : part * queries.ROWS_A_PART]
    if not by_pk:
        by_pk = {item.pk: item for item in sheet.rows.select_related("person").filter(pk__in=wanted)}
    at_pk = {item.pk: item for item in rows}
    for key, item in by_pk.items():
        item.minutes, item.reasons, item.pieces = at_pk[key].minutes, at_pk[key].reasons, at_pk[key].pieces
    changes = _Changes(sheet, at_pk, by_number, columns)
    draw = _Drawing(columns, by_number, changes, days)
    lines = [
        draw.line(by_pk[key], numbers[key], counted.days[numbers[key] - 1], counted.enrolled[numbers[key] - 1])
        for key in wanted
        if key in by_pk
    ]
    here = [item for item in rows if item.pk in by_pk]
    of_row = {item.pk: gives for item, gives in zip(rows, counted.days, strict=True)}
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
        "plain": (draw.plain(item) for item in rows),
        **_totals(rows, columns, by_number, of_row),
        "here": _totals(here, columns, by_number, of_row) if len(here) < len(rows) else None,
        "blank": sum(draw.blank(item) for item in rows),
        "reasons": list(by_number.values()),
        "adjustments": changes.adjustments,
        "edits": changes.edits,
        "facts": [
            *_cancelled(days.values()),
            *(
                (item.full_name, text)
                for item in rows
                for text in dict.fromkeys(_facts(item, days[item.person_id], due))
            ),
        ],
        "unregistered": sum(1 for item, on in zip(rows, counted.enrolled, strict=True) if any(item.reasons) and not on),
        "rule": counted.rule,
        "notes": [
            {"who": item.full_name, "day": day, "text": text, "mark": draw.mark(item, int(day) - 1)}
            for item in rows
            for day, text in sorted(item.notes.items(), key=lambda pair: int(pair[0]))
        ],
    }


def _columns(activity: Activity, month: Month, today: date) -> list[Column]:
    acts = RestDayAuthorisation.objects.filter(activity=activity, on__gte=month.first, on__lt=month.end)
    authorised = set(acts.values_list("on__day", flat=True))
    rest, scheduled = rest_days(month), scheduled_minutes(activity=activity, month=month)
    return [
        Column(
            day=on.day,
            letter="LMXJVSD"[on.weekday()],
            minutes=scheduled[on.day - 1],
            rest=rest.get(on.day, ""),
            authorised=on.day in authorised,
            future=on > today,
            today=on == today,
        )
        for on in month.dates()
    ]


def with_facts(row: "_Marks", open_: OpenDays, due: Mapping[int, int]) -> "_Marks":
    """A row of an open sheet as it will be handed in: what happened elsewhere in its days, what was marked beneath."""
    facts = {day: fact for day in open_.facts if (fact := open_.fact(day))}
    if not facts:
        return row
    minutes, reasons, pieces = list(row.minutes), list(row.reasons), list(row.pieces)
    beneath = {}
    for day, fact in facts.items():
        at = day - 1
        if reasons[at] or pieces[at] or day in due:
            beneath[str(day)] = [reasons[at], minutes[at], pieces[at]]
            stands = fact.reason if day in due else 0
            minutes[at], reasons[at], pieces[at] = due[day] if stands and fact.paid else 0, stands, 0
    return row._replace(minutes=minutes, reasons=reasons, pieces=pieces, elsewhere=beneath)


def _facts(row: "_Marks", open_: OpenDays, due: Collection[int]) -> Iterator[str]:
    """What happened elsewhere in the month, and which days somebody had marked otherwise."""
    for day, fact in sorted(open_.facts.items()):
        if open_.fact(day) and day in due and fact.kind != CANCELLED:
            yield fact.text
    if late := [day for day in sorted(open_.facts) if open_.fact(day) and day in due and str(day) not in row.elsewhere]:
        yield _("la planilla se cerró antes con otra marca los días {days}: pida su ajuste").format(
            days=", ".join(map(str, late))
        )
    if marked := [day for day, held in row.elsewhere.items() if held[0] and held[0] != row.reasons[int(day) - 1]]:
        yield _("tenía otra marca los días {days}: no vale").format(days=", ".join(sorted(marked, key=int)))


def _cancelled(days: Iterable[OpenDays]) -> Iterator[tuple[str, str]]:
    """The sessions of the month that were not held, which are everybody's and are told once."""
    for open_ in days:
        for _day, fact in sorted(open_.facts.items()):
            if fact.kind == CANCELLED:
                yield _("Todas las personas"), fact.text
        return


def _totals(
    rows: Sequence["_Marks"], columns: Sequence[Column], reasons: dict[int, Reason], days: Mapping[int, int]
) -> SheetTotals:
    """What the foot of the sheet says of some rows."""
    minutes = sum(worked(row, reasons) for row in rows)
    there = np.zeros(256, dtype=np.bool_)
    there[[number for number, reason in reasons.items() if reason.present]] = True
    marks = np.array([row.reasons for row in rows], dtype=np.uint8).reshape(-1, DAYS)
    present = there[marks].sum(axis=0).tolist()
    return {
        "present": [present[column.day - 1] for column in columns],
        "total_days": sum(days[row.pk] for row in rows),
        "total_minutes": minutes,
        "total_hours": hours_text(minutes),
        "total_pieces": sum(sum(row.pieces) for row in rows),
    }


def worked(row: "_Marks | SheetRow", reasons: Mapping[int, Reason]) -> int:
    """The minutes of a row on which the person was there; what is paid without coming is no hour worked."""
    automatic = {number for number, reason in reasons.items() if reason.automatic}
    if automatic.isdisjoint(row.reasons):
        return sum(row.minutes)
    return sum(minutes for minutes, reason in zip(row.minutes, row.reasons, strict=True) if reason not in automatic)


class _Changes:
    """The marks of a sheet that were changed while it was open, and the corrections of a closed one."""

    def __init__(
        self, sheet: Sheet, rows: Mapping[int, "_Marks"], reasons: dict[int, Reason], columns: Sequence[Column]
    ) -> None:
        self.reasons, self.scheduled = reasons, [column.minutes for column in columns]
        self.edited: dict[tuple[int, int], MarkEdit] = {}
        self.edits: list[ChangedCell] = []
        now: dict[tuple[int, int], tuple[int, int]] = {}
        for edit in MarkEdit.objects.filter(row__sheet=sheet).order_by("-id")[:LAST_EDITS]:
            key = edit.row_id, edit.day
            row = rows[edit.row_id]
            after = now.get(key, (row.reasons[edit.day - 1], row.minutes[edit.day - 1]))
            self.edited.setdefault(key, edit)
            now[key] = edit.reason, edit.minutes
            before = self.text(edit.reason, edit.minutes, edit.day)
            self.edits.append(
                ChangedCell(row.full_name, edit.day, before, self.text(*after, edit.day), edit.by, edit.at, edit.why)
            )
        self.corrected: dict[tuple[int, int], Adjustment] = {}
        self.waiting: dict[tuple[int, int], Adjustment] = {}
        self.adjustments: list[ChangedCell] = []
        for item in of_sheet(sheet) if sheet.state == SheetState.CLOSED else []:
            (self.waiting if item.waits else self.corrected)[item.row_id, item.day] = item
            self.adjustments.append(self._cell_of(item, rows[item.row_id]))

    def _cell_of(self, item: Adjustment, row: "_Marks") -> ChangedCell:
        before = row.reasons[item.day - 1], row.minutes[item.day - 1], row.pieces[item.day - 1]
        if item.was_reason is not None:
            before = item.was_reason, item.was_minutes or 0, item.was_pieces or 0
        after = item.reason, item.minutes, item.pieces
        return ChangedCell(
            row.full_name, item.day, self.whole(*before, item.day), self.whole(*after, item.day), item.by, item.at,
            item.why, item,
        )  # fmt: skip

    def text(self, reason: int, minutes: int, day: int) -> str:
        scheduled = self.scheduled[day - 1] if day <= len(self.scheduled) else 0
        return mark_text(reason=self.reasons.get(reason), minutes=minutes, scheduled=scheduled) or _("sin marca")

    def whole(self, reason: int, minutes: int, pieces: int, day: int) -> str:
        """A mark with its pieces, where it has some."""
        text = self.text(reason, minutes, day)
        return _("{mark}, {pieces} piezas").format(mark=text, pieces=pieces) if pieces else text


class _Drawing:
    """Draws the rows of a sheet; what is the same for many cells, words among it, is worked out once."""

    def __init__(
        self,
        columns: Sequence[Column],
        reasons: dict[int, Reason],
        changes: _Changes,
        days: Mapping[int, OpenDays],
    ) -> None:
        self.reasons, self.changes, self.days = reasons, changes, days
        self.columns = [(c.day - 1, c.day, str(c.day), c.minutes, c.tone) for c in columns]
        self.later = {c.day for c in columns if c.future}
        # The days of the timetable that have come and may count: left without a mark they are told.
        self.due = frozenset(c.day for c in columns if c.fillable)
        self.not_yet = _("ese día todavía no llega")
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

    def mark(self, row: "SheetRow | _Marks", at: int) -> str:
        return self.text(row.reasons[at], row.minutes[at], self.columns[at][3])

    def blank(self, row: "SheetRow | _Marks") -> int:
        """How many days of the timetable wait for a mark."""
        return sum(1 for day in self.due & self.days[row.person_id].here if not row.reasons[day - 1])

    def plain(self, row: "_Marks") -> PlainRow:
        """A row as its file tells it: code, name, marks and whether each day is shut."""
        here = self.days[row.person_id].here
        shut = self.not_come
        if not self.all_days <= here:
            shut = [late or day not in here for late, (_at, day, *_rest) in zip(shut, self.columns, strict=True)]
        keys = zip(row.reasons, row.minutes, self.scheduled, strict=False)
        marks = [self._texts[key] if key in self._texts else self.text(*key) for key in keys]
        return row.code, row.full_name, marks, shut

    def line(self, row: SheetRow, number: int, days: int, enrolled: frozenset[int]) -> SheetLine:
        return SheetLine(
            row=row,
            key=str(row.pk),
            number=number,
            cells=list(self._cells(row, self.days[row.person_id])),
            days=days,
            minutes=worked(row, self.reasons),
            pieces=sum(row.pieces),
            blank=self.blank(row),
            out=",".join(map(str, sorted(self.all_days - enrolled))),
        )

    def _cells(self, row: SheetRow, open_: OpenDays) -> Iterator[Cell]:
        corrected, waiting, edited = self.changes.corrected, self.changes.waiting, self.changes.edited
        pk, here, reasons, minutes, pieces, notes = row.pk, open_.here, row.reasons, row.minutes, row.pieces, row.notes
        for at, day, text, scheduled, tone in self.columns:
            tones, key, locked = [tone] if tone else [], (pk, day), "" if day in here else open_.refusal(day)
            if locked:
                tones.append("is-elsewhere" if open_.fact(day) or text in row.elsewhere else "is-out")
            elif day in self.later:
                # Shut on the screen; the paper form is filled by hand.
                locked = self.not_yet
                tones.append("is-out is-later")
            if reasons[at] in self.absent:
                tones.append("is-absent")
            instead, proposed, former = "", "", ""
            if item := corrected.get(key):
                tones.append("is-adjusted")
                instead = self.text(item.reason, item.minutes, scheduled) or _("sin marca")
            if item := waiting.get(key):
                tones.append("is-waiting")
                proposed = self.text(item.reason, item.minutes, scheduled) or _("sin marca")
            if key in edited:
                tones.append("is-edited")
                former = self._former(edited[key], day)
            mark = self.text(reasons[at], minutes[at], scheduled)
            if len(mark) > LONG:
                tones.append("is-long")
            note = notes.get(text, "") if notes else ""
            yield Cell(text, mark, str(pieces[at] or ""), locked, note, " ".join(tones), instead, proposed, former)

    def _former(self, edit: MarkEdit, day: int) -> str:
        return _("antes {before}; la cambió {by} el {at:%d/%m/%Y %H:%M}").format(
            before=self.changes.text(edit.reason, edit.minutes, day), by=edit.by, at=edit.at.astimezone(clock.LIMA)
        )
