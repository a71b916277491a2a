"""What the office reads of activities and sheets; the caller's scope comes first."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.models import (
    Activity,
    Adjustment,
    Allocation,
    Company,
    Enrolment,
    Reason,
    RestDayAuthorisation,
    Sheet,
    SheetRow,
    Trade,
)
from llamkay.apps.activities.sheets.marks import hours_text, mark_text, row_totals
from llamkay.apps.institutions.queries import every_establishment, heading_on
from llamkay.apps.months.queries import closes
from llamkay.apps.people.names import surnames_first
from llamkay.apps.people.queries import custody, held_people, last_day, told
from llamkay.core.errors import Refused
from llamkay.core.law import LawBook
from llamkay.core.values import Month
from llamkay.platform.database.search import matching, naming, terms
from llamkay.platform.law import law_of_counts
from llamkay.platform.months import month_title
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


# A sheet of more people than this is shown in parts; on paper and in its file it is whole.
ROWS_A_PART = 100
WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


@cache
def _law() -> LawBook:
    return LawBook.of(law_of_counts())


def rest_days(month: Month) -> dict[int, str]:
    """The Sundays and national holidays of a month: day of the month → what it is."""
    holidays = _law().holidays(month.first, month.end)
    return {
        day.day: "feriado" if day in holidays else "domingo"
        for day in month.dates()
        if day in holidays or day.weekday() == 6
    }


def scheduled_minutes(*, activity: Activity, month: Month) -> list[int]:
    """The timetable's minutes of each day of the month."""
    return [activity.timetable[day.weekday()] for day in month.dates()]


def due_on(*, activity: Activity, month: Month) -> date:
    """The day from which the sheet of a month can be handed in: the last on which the activity works in it."""
    days = [day for day in month.dates() if activity.timetable[day.weekday()] and day in activity.period]
    return days[-1] if days else month.first


# ---------------------------------------------------------------------------------------------------- activities


def activities(
    *, scope: Scope, kind: str = "", establishment_id: int | None = None, words: str = "", on: date | None = None
) -> QuerySet[Activity]:
    """Activities in scope with ``people``: how many are placed on the day ``on``; those running that day when given."""
    rows = scope.filter(Activity.objects.select_related("establishment", "trade", "responsible"))
    if kind:
        rows = rows.filter(kind=kind)
    if establishment_id:
        rows = rows.filter(establishment_id=establishment_id)
    if on:
        rows = rows.filter(period__contains=on).annotate(
            people=Count("allocations", filter=Q(allocations__period__contains=on))
        )
    return naming(rows, words, "name", "code", "trade__name").order_by("establishment__order", "kind", "name", "id")


def activity_page(*, scope: Scope, pk: int, on: date) -> dict[str, Any] | None:
    """An activity with the people placed in it, its acts and its last sheets; nothing outside the scope."""
    activity = (
        scope.filter(Activity.objects.select_related("establishment", "trade", "company", "responsible"))
        .filter(pk=pk)
        .first()
    )
    if activity is None:
        return None
    enrolled = Enrolment.objects.filter(person=OuterRef("person"), kind=activity.kind, period__contains=on)
    held = custody(of=OuterRef("person"), at=activity.establishment_id, on=on)
    allocations = sorted(
        activity.allocations.select_related("person").annotate(enrolled=Exists(enrolled), held=Exists(held)),
        key=lambda item: by_name(item.person),
    )
    placed = [item for item in allocations if on in item.period]
    return {
        "activity": activity,
        "placed": placed,
        "coming": [item for item in allocations if item.period.lower and item.period.lower > on],
        "ended": [item for item in allocations if item.period.upper and item.period.upper <= on],
        "needs_enrolment": activity.kind in ("work", "study"),
        "free": activity.capacity - len(placed),
        "week": [(name, f"{hours_text(m)} h") for name, m in zip(WEEKDAYS, activity.timetable, strict=True) if m],
        "authorisations": list(activity.authorisations.order_by("-on")[:12]),
        "sheets": list(activity.sheets.order_by("-month")[:12]),
    }


def candidates(*, scope: Scope, activity: Activity, words: str, on: date, limit: int = 20) -> "list[Person]":
    """People held in the activity's establishment whose name or code has every word and who are not placed in it."""
    if not terms(words) or not scope.covers(activity.establishment_id):
        return []
    placed = Allocation.objects.filter(activity=activity, person=OuterRef("pk"), period__contains=on)
    enrolled = Enrolment.objects.filter(person=OuterRef("pk"), kind=activity.kind, period__contains=on)
    people = held_people(at=activity.establishment_id, on=on)
    return list(matching(people.annotate(enrolled=Exists(enrolled)).exclude(Exists(placed)), words)[:limit])


def person_activities(*, scope: Scope, person: "Person") -> list[Allocation]:
    """Where a person is or was placed, the newest first."""
    rows = Allocation.objects.filter(person=person).select_related("activity__establishment")
    return list(scope.filter(rows, "activity__establishment_id").order_by("-period"))


def enrolments(*, scope: Scope, person: "Person") -> list[Enrolment]:
    """The entries of a person in the registers of work and education, the newest first."""
    rows = list(told(scope, Enrolment.objects.filter(person=person)).order_by("-period"))
    until = last_day(scope, person.pk, date.max)
    for row in rows:
        if row.period.upper and row.period.upper > until:
            row.period = DateRange(row.period.lower, None)  # when it ended elsewhere is not told
    return rows


def enrolments_of(person: "Person") -> QuerySet[Enrolment]:
    """The entries of a person in the registers, by register and the first first."""
    return Enrolment.objects.filter(person=person).order_by("kind", "period")


# --------------------------------------------------- pieces of the queries of other apps, not evaluated, not narrowed


def activities_in(scope: Scope) -> QuerySet[Activity]:
    """The activities of the scope."""
    return scope.filter(Activity.objects.all())


def activities_at(establishment: "Establishment") -> QuerySet[Activity]:
    """The activities of a prison."""
    return Activity.objects.filter(establishment=establishment)


def activities_by_ids(ids: Iterable[int]) -> QuerySet[Activity]:
    """The activities of those numbers."""
    return Activity.objects.filter(id__in=list(ids))


def placements(
    *, of: Any = None, in_: Any = None, on: date | None = None, within: tuple[date, date] | None = None
) -> QuerySet[Allocation]:
    """The places of a person, in an activity, on a day, or on some of the days from one to before another.

    ``of`` and ``in_`` are a row, its number or an ``OuterRef``.
    """
    rows = Allocation.objects.all()
    if of is not None:
        rows = rows.filter(person=of)
    if in_ is not None:
        rows = rows.filter(activity=in_)
    if on is not None:
        rows = rows.filter(period__contains=on)
    if within is not None:
        rows = rows.filter(period__overlap=within)
    return rows


def sheets_at(establishment: Any) -> QuerySet[Sheet]:
    """The sheets of a prison, or of an ``OuterRef`` that stands for one."""
    return Sheet.objects.filter(activity__establishment=establishment)


def every_sheet() -> QuerySet[Sheet]:
    """Every sheet that the row security in force shows."""
    return Sheet.objects.all()


def sheets_in(scope: Scope) -> QuerySet[Sheet]:
    """The sheets of the scope."""
    return scope.filter(Sheet.objects.all(), "activity__establishment_id")


def rows_of(activity: Any, month: Month) -> QuerySet[SheetRow]:
    """The rows of the sheet of a month of an activity, or of an ``OuterRef`` that stands for one."""
    return rows_of_month(month).filter(sheet__activity=activity)


def rows_of_month(month: Month) -> QuerySet[SheetRow]:
    """The rows of every sheet of a month."""
    return SheetRow.objects.filter(sheet__month=month.first)


def adjustments_at(establishment: Any) -> QuerySet[Adjustment]:
    """The corrections of the closed sheets of a prison."""
    return Adjustment.objects.filter(row__sheet__activity__establishment=establishment)


def authorised_days(activities: Collection[int]) -> set[tuple[int, date]]:
    """(activity, day) of each Sunday or holiday that may count in those activities."""
    return set(RestDayAuthorisation.objects.filter(activity_id__in=activities).values_list("activity_id", "on"))


def paid_reasons() -> list[int]:
    """The numbers of the marks that are paid."""
    return list(Reason.objects.filter(paid=True).values_list("number", flat=True))


def every_company() -> QuerySet[Company]:
    """Every company that gives or gave work, in order of name; what it is called is public."""
    return Company.objects.all()


def trade_names() -> dict[str, str]:
    """Code → name of every specialty, in order of name."""
    return dict(Trade.objects.values_list("code", "name"))


# -------------------------------------------------------------------------------------------------------- sheets

_BY_URGENCY = Case(
    *(When(state=state, then=Value(i)) for i, state in enumerate(SheetState.values)), output_field=IntegerField()
)


def sheets(
    *,
    scope: Scope,
    month: Month | None = None,
    state: str = "",
    kind: str = "",
    establishment_id: int | None = None,
    words: str = "",
) -> QuerySet[Sheet]:
    """Sheets in scope with ``people``, the ones that still wait for work first."""
    rows = scope.filter(Sheet.objects.select_related("activity__establishment"), "activity__establishment_id")
    if month:
        rows = rows.filter(month=month.first)
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(activity__kind=kind)
    if establishment_id:
        rows = rows.filter(activity__establishment_id=establishment_id)
    rows = naming(rows, words, "activity__name", "activity__code")
    return rows.annotate(people=Count("rows"), urgency=_BY_URGENCY).order_by(
        "activity__establishment__order", "urgency", "activity__kind", "activity__name"
    )


def sheet_counts(*, scope: Scope, month: Month) -> dict[str, int]:
    """How many sheets of the month are in each state."""
    rows = scope.filter(Sheet.objects.filter(month=month.first), "activity__establishment_id")
    found = dict(rows.values_list("state").annotate(n=Count("id")))
    return {state: found.get(state, 0) for state in SheetState.values}


def missing_sheets(*, establishment_id: int, month: Month) -> QuerySet[Activity]:
    """Activities that ran in the month with somebody placed in them and have no sheet."""
    inside = (month.first, month.end)
    placed = Allocation.objects.filter(activity=OuterRef("pk"), period__overlap=inside)
    return Activity.objects.filter(establishment_id=establishment_id, period__overlap=inside).filter(
        Exists(placed), ~Exists(Sheet.objects.filter(activity=OuterRef("pk"), month=month.first))
    )


class Missing(NamedTuple):
    """An establishment and how many of its activities lack the sheet of a month."""

    establishment: "Establishment"
    sheets: int


def establishments_missing(*, scope: Scope, month: Month) -> list[Missing]:
    """The establishments in scope of which some activity lacks the month's sheet."""
    inside = (month.first, month.end)
    placed = Allocation.objects.filter(activity=OuterRef("pk"), period__overlap=inside)
    lacking = scope.filter(Activity.objects.filter(period__overlap=inside)).filter(
        Exists(placed), ~Exists(Sheet.objects.filter(activity=OuterRef("pk"), month=month.first))
    )
    counts = dict(lacking.order_by().values_list("establishment_id").annotate(n=Count("id")))
    closed = closes(at=OuterRef("pk"), month=month)
    places = every_establishment().filter(~Exists(closed), pk__in=list(counts))
    return [Missing(place, counts[place.pk]) for place in places]


def paper_heading(activity: Activity, month: Month) -> dict[str, str]:
    """What the printed form says on top: the institution as it was called, the title of the book."""
    try:
        name = heading_on(month.first).name
    except Refused:
        name = ""
    book = {"work": "Planilla de control laboral", "study": "Planilla de control educativo"}
    return {"institution": name, "book": book.get(activity.kind, "Planilla de control de actividades")}


_AWAY = gettext_lazy("ese día no estaba en el establecimiento")
_UNPLACED = gettext_lazy("ese día no tenía plaza en la actividad")


@dataclass(frozen=True)
class OpenDays:
    """The days of one person's month on a sheet: placed in the activity, and held in the establishment."""

    placed: frozenset[int] = frozenset()
    held: frozenset[int] = frozenset()

    def refusal(self, day: int) -> str:
        """Why a day cannot be marked, or nothing."""
        if day not in self.held:
            return str(_AWAY)
        if day not in self.placed:
            return str(_UNPLACED)
        return ""


def open_days(*, activity: Activity, month: Month, people: Iterable[int]) -> dict[int, OpenDays]:
    """For each person, the days placed and held in the month; two queries for any number of people."""
    people = list(people)
    inside = (month.first, month.end)
    running = frozenset(_days(activity.period.lower, activity.period.upper, month))
    columns_read = "person_id", "period__startswith", "period__endswith"
    places = Allocation.objects.filter(activity=activity, period__overlap=inside)
    if len(people) <= ROWS_A_PART:
        places = places.filter(person_id__in=people)  # of a large sheet nearly everybody of the activity is asked for
    spells = custody(at=activity.establishment_id, within=inside).filter(person_id__in=people)
    placed, held = (
        _days_of(places.values_list(*columns_read), month),
        _days_of(spells.values_list(*columns_read), month),
    )
    none: frozenset[int] = frozenset()
    return {person: OpenDays(placed.get(person, none) & running, held.get(person, none)) for person in people}


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


def reasons_by_number() -> dict[int, Reason]:
    return {reason.number: reason for reason in Reason.objects.all()}


def find_sheet(*, scope: Scope, pk: int) -> Sheet | None:
    """A sheet in scope with its activity and establishment."""
    return (
        scope.filter(
            Sheet.objects.select_related("activity__establishment", "activity__responsible", "activity__trade"),
            "activity__establishment_id",
        )
        .filter(pk=pk)
        .first()
    )


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


def by_name(person: "Person") -> tuple[str, str]:
    """The order of the book: strictly alphabetical as Spanish reads, accents aside and ñ after n."""
    return person.sort_name, person.code


def ordered_rows(sheet: Sheet) -> list[SheetRow]:
    """The rows in the order of the book."""
    return list(sheet.rows.select_related("person").order_by("person__sort_name", "person__code"))


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
    parts = max(-(-len(rows) // ROWS_A_PART), 1)
    part = part and min(max(part, 1), parts)
    numbers = {item.pk: at for at, item in enumerate(rows, start=1)}
    wanted = list(numbers) if row is None else [row] if row in numbers else []
    if part:
        wanted = wanted[(part - 1) * ROWS_A_PART : part * ROWS_A_PART]
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
        self.away, self.unplaced, self.not_yet = str(_AWAY), str(_UNPLACED), _("ese día todavía no llega")
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


def imports_of(*, sheet: Sheet) -> QuerySet[Any]:
    """The files that filled a sheet, the newest first; ``can_undo`` while nothing changed since."""
    return sheet.batches.annotate(
        can_undo=Case(When(version_after=F("sheet__version"), undone_at=None, then=Value(1)), default=Value(0))
    ).order_by("-id")
