"""What the office reads of activities and sheets; the caller's scope comes first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from llamkay.apps.activities.marks import hours_text, mark_text, row_totals
from llamkay.apps.activities.models import (
    Activity,
    Adjustment,
    Allocation,
    Enrolment,
    MonthClose,
    Reason,
    RestDayAuthorisation,
    Sheet,
    SheetRow,
    SheetState,
)
from llamkay.apps.institutions.models import Establishment, Institution
from llamkay.apps.institutions.queries import name_on
from llamkay.apps.people.models import CustodySpell, Person
from llamkay.core.law import LawBook
from llamkay.core.values import Month
from llamkay.platform.access import decide
from llamkay.platform.datafiles import yaml_documents
from llamkay.platform.scope import Scope
from llamkay.platform.search import fold, matching

MONTH_NAMES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


def month_title(month: Month) -> str:
    """The month as screens write it, in the reader's language; papers and the log use ``month_name``."""
    return date_format(month.first, "YEAR_MONTH_FORMAT")


def month_name(month: Month) -> str:
    """«enero de 2026», as papers write it."""
    return f"{MONTH_NAMES[month.number - 1]} de {month.year}"


@cache
def _law() -> LawBook:
    return LawBook.of(yaml_documents("llamkay.law", "pe"))


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
    for word in words.split()[:6]:
        rows = rows.filter(Q(name__icontains=word) | Q(code__icontains=word) | Q(trade__name__icontains=word))
    return rows.order_by("establishment__order", "kind", "name", "id")


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
    held = CustodySpell.objects.filter(
        person=OuterRef("person"), establishment=activity.establishment_id, period__contains=on
    )
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


def candidates(*, scope: Scope, activity: Activity, words: str, on: date, limit: int = 20) -> list[Person]:
    """People held in the activity's establishment whose name or code has every word and who are not placed in it."""
    if not fold(words) or not scope.covers(activity.establishment_id):
        return []
    placed = Allocation.objects.filter(activity=activity, person=OuterRef("pk"), period__contains=on)
    enrolled = Enrolment.objects.filter(person=OuterRef("pk"), kind=activity.kind, period__contains=on)
    people = Person.objects.filter(
        custody__establishment=activity.establishment_id, custody__period__contains=on, merged_into=None
    )
    return list(matching(people.annotate(enrolled=Exists(enrolled)).exclude(Exists(placed)), words)[:limit])


def person_activities(*, scope: Scope, person: Person) -> list[Allocation]:
    """Where a person is or was placed, the newest first."""
    rows = Allocation.objects.filter(person=person).select_related("activity__establishment")
    return list(scope.filter(rows, "activity__establishment_id").order_by("-period"))


def enrolments(*, person: Person) -> list[Enrolment]:
    """The entries of a person in the registers of work and education, the newest first."""
    return list(Enrolment.objects.filter(person=person).order_by("-period"))


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
    for word in words.split()[:6]:
        rows = rows.filter(Q(activity__name__icontains=word) | Q(activity__code__icontains=word))
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


def establishments_missing(*, scope: Scope, month: Month) -> list[Establishment]:
    """The establishments in scope with ``missing``: how many of their activities lack the month's sheet."""
    inside = (month.first, month.end)
    placed = Allocation.objects.filter(activity=OuterRef("pk"), period__overlap=inside)
    lacking = scope.filter(Activity.objects.filter(period__overlap=inside)).filter(
        Exists(placed), ~Exists(Sheet.objects.filter(activity=OuterRef("pk"), month=month.first))
    )
    counts = dict(lacking.order_by().values_list("establishment_id").annotate(n=Count("id")))
    closed = MonthClose.objects.filter(establishment=OuterRef("pk"), month=month.first)
    found = list(Establishment.objects.filter(~Exists(closed), pk__in=list(counts)))
    for place in found:
        place.missing = counts[place.pk]
    return found


def paper_heading(activity: Activity, month: Month) -> dict[str, str]:
    """What the printed form says on top: the institution as it was called, the title of the book."""
    institution = Institution.objects.filter(code="inpe").first() or Institution.objects.first()
    try:
        name = name_on(institution, month.first).name if institution else ""
    except LookupError:
        name = ""
    book = {"work": "Planilla de control laboral", "study": "Planilla de control educativo"}
    return {"institution": name, "book": book.get(activity.kind, "Planilla de control de actividades")}


def is_closed(*, establishment_id: int, month: Month) -> bool:
    """Whether the month of the establishment is closed."""
    return MonthClose.objects.filter(establishment_id=establishment_id, month=month.first).exists()


@dataclass(frozen=True)
class OpenDays:
    """The days of one person's month on a sheet: placed in the activity, and held in the establishment."""

    placed: frozenset[int] = frozenset()
    held: frozenset[int] = frozenset()

    def refusal(self, day: int) -> str:
        """Why a day cannot be marked, or nothing."""
        if day not in self.held:
            return _("ese día no estaba en el establecimiento")
        if day not in self.placed:
            return _("ese día no tenía plaza en la actividad")
        return ""


def open_days(*, activity: Activity, month: Month, people: Iterable[int]) -> dict[int, OpenDays]:
    """For each person, the days placed and held in the month; two queries for any number of people."""
    people = list(people)
    inside = (month.first, month.end)
    running = _days(activity.period, month)
    placed: dict[int, set[int]] = {}
    held: dict[int, set[int]] = {}
    for person, period in Allocation.objects.filter(
        activity=activity, person_id__in=people, period__overlap=inside
    ).values_list("person_id", "period"):
        placed.setdefault(person, set()).update(_days(period, month) & running)
    for person, period in CustodySpell.objects.filter(
        establishment_id=activity.establishment_id, person_id__in=people, period__overlap=inside
    ).values_list("person_id", "period"):
        held.setdefault(person, set()).update(_days(period, month))
    return {person: OpenDays(frozenset(placed.get(person, ())), frozenset(held.get(person, ()))) for person in people}


def _days(period: Any, month: Month) -> set[int]:
    low = max(period.lower or month.first, month.first)
    high = min(period.upper or month.end, month.end)
    return set(range(low.day, low.day + max((high - low).days, 0)))


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


@dataclass(frozen=True)
class Cell:
    """One day of one person: the mark as text, the pieces, and why it cannot be written, if so."""

    day: str
    mark: str
    pieces: str
    locked: str
    note: str
    tone: str
    adjusted: str = ""


@dataclass(frozen=True)
class Line:
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


def by_name(person: Person) -> tuple[str, str]:
    """The order of the book: strictly alphabetical as Spanish reads, accents aside and ñ after n."""
    return fold(person.full_name.lower().replace("ñ", "nzz")), person.code


def ordered_rows(sheet: Sheet) -> list[SheetRow]:
    """The rows in the order of the book."""
    return sorted(sheet.rows.select_related("person"), key=lambda row: by_name(row.person))


def sheet_page(*, scope: Scope, pk: int, today: date) -> dict[str, Any] | None:
    """Everything the sheet screen shows, in a fixed number of queries; nothing outside the scope."""
    sheet = find_sheet(scope=scope, pk=pk)
    if sheet is None:
        return None
    activity, month = sheet.activity, Month.of(sheet.month)
    rows = ordered_rows(sheet)
    by_number = reasons_by_number()
    days = open_days(activity=activity, month=month, people=[row.person_id for row in rows])
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
    lines = [
        _line(row, at, columns, by_number, days[row.person_id], adjustments) for at, row in enumerate(rows, start=1)
    ]
    present = [sum(1 for row in rows if (mark := row.reasons[c.day - 1]) and by_number[mark].present) for c in columns]
    return {
        "sheet": sheet,
        "activity": activity,
        "month": month,
        "month_name": month_title(month),
        "month_text": str(month),
        "columns": columns,
        "lines": lines,
        "present": present,
        "total_days": sum(line.days for line in lines),
        "total_minutes": sum(line.minutes for line in lines),
        "total_pieces": sum(line.pieces for line in lines),
        "blank": sum(line.blank for line in lines),
        "reasons": list(by_number.values()),
        "adjustments": list(adjustments.values()),
        "notes": [
            {"line": line, "day": day, "text": text, "mark": line.cells[int(day) - 1].mark}
            for line in lines
            for day, text in sorted(line.row.notes.items(), key=lambda item: int(item[0]))
        ],
    }


def _line(
    row: SheetRow,
    number: int,
    columns: Sequence[Column],
    reasons: dict[int, Reason],
    open_: OpenDays,
    adjustments: dict[tuple[int, int], Adjustment],
) -> Line:
    cells, blank = [], 0
    for column in columns:
        at = column.day - 1
        mark = row.reasons[at]
        locked = open_.refusal(column.day) or (_("ese día todavía no llega") if column.future else "")
        text = mark_text(reason=reasons.get(mark), minutes=row.minutes[at], scheduled=column.minutes)
        tones = [column.tone, "is-out" if locked else ""]
        if mark and not reasons[mark].counts:
            tones.append("is-absent")
        adjusted = adjustments.get((row.id, column.day))
        shown = ""
        if adjusted:
            tones.append("is-adjusted")
            shown = (
                mark_text(reason=reasons.get(adjusted.reason), minutes=adjusted.minutes, scheduled=column.minutes)
                or "sin marca"
            )
        if not mark and not locked and column.minutes and (not column.rest or column.authorised):
            blank += 1
        cells.append(
            Cell(
                day=str(column.day),
                mark=text,
                pieces=str(row.pieces[at] or ""),
                locked=locked,
                note=row.notes.get(str(column.day), ""),
                tone=" ".join(filter(None, tones)),
                adjusted=shown,
            )
        )
    days, minutes, pieces = row_totals(minutes=row.minutes, marks=row.reasons, pieces=row.pieces, reasons=reasons)
    return Line(
        row=row, key=str(row.pk), number=number, cells=cells, days=days, minutes=minutes, pieces=pieces, blank=blank
    )


def waiting(*, user: Any, scope: Scope, month: Month) -> list[dict[str, Any]]:
    """What the sheets ask of this member of staff today: ``text``, ``url`` and ``count`` for the first page."""
    counts = sheet_counts(scope=scope, month=month)
    found = []
    for action, state, text in (
        ("activities.fill_sheet", SheetState.OPEN, _("Planillas de %(month)s por llenar y entregar")),
        ("activities.approve_sheet", SheetState.SUBMITTED, _("Planillas de %(month)s por aprobar")),
    ):
        if counts[state] and decide(user, action):
            found.append(
                {
                    "text": text % {"month": month_title(month)},
                    "url": f"{reverse('activities:sheets')}?mes={month}&estado={state}",
                    "count": counts[state],
                }
            )
    return found


def imports_of(*, sheet: Sheet) -> QuerySet[Any]:
    """The files that filled a sheet, the newest first; ``can_undo`` while nothing changed since."""
    return sheet.batches.annotate(
        can_undo=Case(When(version_after=F("sheet__version"), undone_at=None, then=Value(1)), default=Value(0))
    ).order_by("-id")
