"""Count years again from the sheets alone: one grid of days an establishment, whatever its closes say.

The days go through the same kernel as the month close; nothing is decided, paid or written.
"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import psycopg
from django.db import connection
from django.utils.translation import gettext as _

from llamkay.apps.activities.models import Activity, Adjustment, Enrolment, Reason, RestDayAuthorisation
from llamkay.apps.closing import facts as reading
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.months.models import MonthClose
from llamkay.apps.people.models import CustodySpell, IsolationSpell, Person
from llamkay.apps.remission.models import DayCount
from llamkay.core.law import LawBook
from llamkay.core.remission import days as kernel
from llamkay.core.values import Month

BLOCK = 200  # people counted at once: ten years of them stay within some tens of megabytes


@dataclass(frozen=True)
class Recount:
    """Days counted of each person, kind and month: ``people`` (p,) ids, ``days`` (p, 2, m) for ``months``."""

    people: np.ndarray
    months: tuple[Month, ...]
    days: np.ndarray


def recount(*, establishment_id: int, first: Month, last: Month, law: LawBook) -> Recount:
    """Count every day from ``first`` to ``last`` from the sheets as adjusted, with no minutes brought along.

    The holidays and the facts of each day are those known now. One reading of the sheets a year, and some queries.
    """
    months = [first]
    while months[-1] < last:
        months.append(months[-1].next())
    grid = Grid(establishment_id, months, law)
    blocks = [grid.count(low, low + BLOCK) for low in range(0, len(grid.people), BLOCK)]
    days = np.concatenate(blocks) if blocks else np.zeros((0, 2, len(months)), dtype=np.int32)
    return Recount(people=grid.people, months=tuple(months), days=days)


class Grid:
    """The marks as one row a person and activity and one column a day, in the order of the people."""

    def __init__(self, establishment_id: int, months: list[Month], law: LawBook) -> None:
        first, end = months[0].first, months[-1].end
        self.clip = reading.Clip(first=first, days=(end - first).days)
        self.starts = [(month.first - first).days for month in months]
        self._read_marks(establishment_id)
        self._read_passed()
        self._read_activities(law)
        self._read_people(establishment_id)

    def _read_marks(self, establishment_id: int) -> None:
        years = range(self.clip.first.year, self.clip.end.year + 1)
        marks = np.concatenate([_marks(establishment_id, self.clip, year) for year in years])
        self.people, person = np.unique(marks["person"], return_inverse=True)
        self.activities, activity = np.unique(marks["activity"], return_inverse=True)
        self.rows, row = np.unique(person * len(self.activities) + activity, return_inverse=True)
        self.person, self.activity = np.divmod(self.rows, max(len(self.activities), 1))
        self.minutes = np.zeros((len(self.rows), self.clip.days), dtype=np.int16)
        self.reasons = np.zeros((len(self.rows), self.clip.days), dtype=np.uint8)
        for start, stop in pairwise([*self.starts, self.clip.days]):
            this = np.flatnonzero(marks["month"] == start)
            self.minutes[row[this], start:stop] = marks["minutes"][this, : stop - start]
            self.reasons[row[this], start:stop] = marks["reasons"][this, : stop - start]
        at = dict(zip(marks["row"].tolist(), row.tolist(), strict=True))
        for pk, month, day, minutes, reason in (
            Adjustment.objects.filter(row__sheet__activity__establishment_id=establishment_id)
            .order_by("id")
            .values_list("row_id", "row__sheet__month", "day", "minutes", "reason")
        ):
            if pk in at:
                on = (month - self.clip.first).days + day - 1
                self.minutes[at[pk], on], self.reasons[at[pk], on] = minutes, reason

    def _read_passed(self) -> None:
        """Which months of each row have a passing mark; work needs none."""
        self.passed = np.zeros((len(self.rows), len(self.starts)), dtype=bool)
        for month, activity, person in _binary(
            "SELECT month - %(first)s::date, string_agg(int8send(activity_id), ''), "
            "string_agg(int8send(person_id), '') FROM education_monthlymark "
            "WHERE passed AND activity_id = ANY (%(activities)s) AND month >= %(first)s AND month < %(end)s "
            "GROUP BY month",
            {"first": self.clip.first, "end": self.clip.end, "activities": self.activities.tolist()},
        ):
            people, known = _find(self.people, np.frombuffer(person, dtype=">i8"))
            activities, _ = _find(self.activities, np.frombuffer(activity, dtype=">i8"))
            rows, found = _find(self.rows, people * len(self.activities) + activities)
            self.passed[rows[known & found], self.starts.index(month)] = True

    def _read_activities(self, law: LawBook) -> None:
        position = {activity: i for i, activity in enumerate(self.activities.tolist())}
        self.kind = np.zeros(len(position), dtype=np.uint8)
        self.place_counts = np.zeros(len(position), dtype=bool)
        for pk, kind, place in Activity.objects.filter(id__in=position).values_list("id", "kind", "place"):
            self.kind[position[pk]], self.place_counts[position[pk]] = reading.KINDS.index(kind), place != "cell"
        self.authorised = np.zeros((len(position), self.clip.days), dtype=bool)
        for pk, on in RestDayAuthorisation.objects.filter(
            activity_id__in=position, on__gte=self.clip.first, on__lt=self.clip.end
        ).values_list("activity_id", "on"):
            self.authorised[position[pk], (on - self.clip.first).days] = True
        flags = np.zeros((256, 3), dtype=bool)
        for number, *behaviour in Reason.objects.values_list("number", "present", "counts", "expelled"):
            flags[number] = behaviour
        self.present, self.counts, self.expelled = flags.T.copy()
        self.dates = np.arange(self.clip.first, self.clip.end, dtype="datetime64[D]")
        holidays = sorted(law.holidays(self.clip.first, self.clip.end))
        self.holiday = np.isin(self.dates, np.array(holidays, dtype="datetime64[D]"))

    def _read_people(self, establishment_id: int) -> None:
        index = {person: i for i, person in enumerate(self.people.tolist())}

        def spells(queryset: Any, *columns: str) -> list[list[Any]]:
            return reading.spells_of(queryset, *columns, index=index, clip=self.clip)

        self.custody = self._days(spells(CustodySpell.objects.filter(establishment_id=establishment_id)))
        self.isolated = self._days(spells(IsolationSpell.objects.all()))
        self.accumulates = self._days(reading.accumulating(index=index, clip=self.clip))
        enrolled = [self._days(spells(Enrolment.objects.filter(kind=kind))) for kind in reading.KINDS]
        self.enrolled = np.stack(enrolled, axis=1)

    def _days(self, spells: list[list[int]]) -> np.ndarray:
        found = np.zeros((len(self.people), self.clip.days), dtype=bool)
        for i, low, high in spells:
            found[i, low:high] = True
        return found

    def count(self, low: int, high: int) -> np.ndarray:
        """The days of the people from ``low`` to ``high``: (p, 2, m)."""
        rows, people = slice(*np.searchsorted(self.person, [low, high])), slice(low, high)
        activity, reasons = self.activity[rows], self.reasons[rows]
        expelled = self.expelled[reasons]
        context = kernel.Context(
            dates=self.dates,
            holiday=self.holiday,
            enrolled=self.enrolled[people],
            isolated=self.isolated[people],
            in_custody=self.custody[people],
            accumulates=self.accumulates[people],
            carry=np.zeros((len(self.people[people]), 2), dtype=np.int32),
        )
        marks = kernel.Rows(
            person=self.person[rows] - low,
            kind=self.kind[activity],
            minutes=np.where((self.present[reasons] & (reasons > 0)) | expelled, self.minutes[rows], 0),
            counts=self.counts[reasons],
            place_counts=self.place_counts[activity],
            authorised=self.authorised[activity],
            expelled=expelled,
            passed=np.repeat(self.passed[rows], np.diff([*self.starts, self.clip.days]), axis=1),
        )
        credits = kernel.count_days(marks, context, kernel.DayRules()).credits
        return np.add.reduceat(credits, self.starts, axis=2, dtype=np.int32)


def _find(among: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each value stands among sorted ones, and whether it does."""
    at = np.minimum(np.searchsorted(among, wanted), len(among) - 1)
    return at, among[at] == wanted


def _binary(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The lines of a query in binary; Django's own cursors read text only."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(query, values, binary=True).fetchall()


def _marks(establishment_id: int, clip: reading.Clip, year: int) -> np.ndarray:
    """The rows of work and study of a year, ``month`` as the offset of its first day in the stretch.

    The server answers with one line a month whose columns hold the values of all its rows in binary: millions of
    rows cost no more than their bytes.
    """
    months = _binary(
        "SELECT s.month - %(origin)s::date, string_agg(int8send(r.id), ''), string_agg(int8send(r.person_id), ''), "
        "string_agg(int8send(s.activity_id), ''), string_agg(array_send(r.minutes), ''), "
        "string_agg(array_send(r.reasons), '') FROM activities_sheetrow r "
        "JOIN activities_sheet s ON s.id = r.sheet_id JOIN activities_activity a ON a.id = s.activity_id "
        "WHERE a.establishment_id = %(place)s AND a.kind = ANY (%(kinds)s) "
        "AND s.month >= %(first)s AND s.month < %(end)s GROUP BY s.month",
        {
            "origin": clip.first,
            "place": establishment_id,
            "kinds": list(reading.KINDS),
            "first": max(date(year, 1, 1), clip.first),
            "end": min(date(year + 1, 1, 1), clip.end),
        },
    )
    tables = [np.empty(0, dtype=_MARKS)]
    for month, *columns in months:
        read = [np.frombuffer(column, dtype=form) for column, form in zip(columns, _SENT, strict=True)]
        table = np.empty(len(read[0]), dtype=_MARKS)
        table["month"] = month
        for name, values in zip(("row", "person", "activity"), read[:3], strict=True):
            table[name] = values
        for name, values in zip(("minutes", "reasons"), read[3:], strict=True):
            if not (values["days"] == 31).all():
                raise ValueError(f"a sheet row of {year} does not hold 31 days")
            table[name] = values["of"]["value"]
        tables.append(table)
    return np.concatenate(tables)


# An array of smallint as PostgreSQL sends it in binary: its dimensions, then each element after its size.
_ARRAY = np.dtype(
    [("about", ">i4", 3), ("days", ">i4"), ("from", ">i4"), ("of", [("size", ">i4"), ("value", ">i2")], 31)]
)
_SENT = (">i8", ">i8", ">i8", _ARRAY, _ARRAY)
_MARKS = np.dtype(
    [("row", "i8"), ("person", "i8"), ("activity", "i8"), ("month", "i4"), ("minutes", "i2", 31), ("reasons", "u1", 31)]
)


@dataclass(frozen=True)
class Moved:
    """One person's month that counts another number of days today than its close says, and why."""

    establishment: str
    person: str
    month: str
    kind: str
    stood: int
    counts: int
    why: str


def moved(*, establishment_id: int, law: LawBook) -> tuple[int, list[Moved]]:
    """Count an establishment again from its first closed month to its last; how many months of people, whose moved.

    Nothing is written: what a close said stands until an adjustment or a new count says otherwise.
    """
    closes = MonthClose.objects.filter(establishment_id=establishment_id).defer("facts").order_by("month")
    versions = {Month.of(close.month): close.law_version for close in closes}
    if not versions:
        return 0, []
    first, last = min(versions), max(versions)
    again = recount(establishment_id=establishment_id, first=first, last=last, law=law)
    stood = {
        (person, kind, Month.of(month)): days
        for person, kind, month, days in DayCount.objects.filter(close__establishment_id=establishment_id)
        .order_by("person_id", "kind", "month", "-id")
        .distinct("person_id", "kind", "month")
        .values_list("person_id", "kind", "month", "days")
    }
    columns = [at for at, month in enumerate(again.months) if month in versions]
    counts = {
        (person, kind, again.months[at]): int(again.days[i, k, at])
        for i, person in enumerate(again.people.tolist())
        for k, kind in enumerate(reading.KINDS)
        for at in columns
        if again.days[i, k, at]
    }
    keys = sorted(key for key in {*stood, *counts} if stood.get(key, 0) != counts.get(key, 0))
    codes = dict(Person.objects.filter(pk__in={key[0] for key in keys}).values_list("pk", "code"))
    place = Establishment.objects.get(pk=establishment_id).code
    waiting = _waiting(establishment_id)
    found = [
        Moved(
            establishment=place,
            person=codes[person],
            month=str(month),
            kind=kind,
            stood=stood.get((person, kind, month), 0),
            counts=counts.get((person, kind, month), 0),
            why=_why(waiting.get(person), month, versions[month], law),
        )
        for person, kind, month in keys
    ]
    return sum(1 for key in stood if key[2] in versions), found


def _waiting(establishment_id: int) -> dict[int, Month]:
    """The earliest month of each person that an adjustment corrects and no close has applied yet."""
    rows = Adjustment.objects.filter(applied_in=None, row__sheet__activity__establishment_id=establishment_id)
    found: dict[int, Month] = {}
    for person, month in rows.order_by("-row__sheet__month").values_list("row__person_id", "row__sheet__month"):
        found[person] = Month.of(month)
    return found


def _why(waiting: Month | None, month: Month, version: str, law: LawBook) -> str:
    if waiting and waiting <= month:
        return _("un ajuste de {waiting} espera el próximo cierre").format(waiting=waiting)
    if version != law.version:
        return _("se cerró con las normas {version}; hoy rigen en el sistema las {law.version}").format(
            version=version, law=law
        )
    return _("un dato de la persona o de la actividad cambió después del cierre")
