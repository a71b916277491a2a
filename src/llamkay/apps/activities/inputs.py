"""What activities give to the count of days: sheets as corrected, enrolments, and what activities and marks mean."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from llamkay.apps.activities.models import Activity, Enrolment, Reason, RestDayAuthorisation, SheetRow
from llamkay.core.remission.month import (
    KINDS,
    ActivityInputs,
    ActivityTraits,
    EnrolledSpan,
    ReasonTraits,
    RestDay,
    SheetRows,
)
from llamkay.core.values import Month
from llamkay.platform.database.bulk import Stretch, array_of, each_binary, spells

EVERY_CLOSE = 2**62  # of ``corrections``: what any close has applied, and nothing that waits for one


def corrections(rows: Collection[int], *, applied_until: int | None = None) -> list[tuple[int, int, int, int, int]]:
    """The cells of sheet rows that adjustments changed, as they stand: row, day, minutes, reason and pieces.

    ``applied_until`` leaves out what no close up to that one has applied; without it every adjustment counts.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_id, day, minutes, reason, pieces FROM activities_corrections(%s) "
            "WHERE row_id = ANY (%s::bigint[])",
            [applied_until, array_of(rows)],
        )
        found: list[tuple[int, int, int, int, int]] = cursor.fetchall()
    return found


def sheet_rows(
    *, establishment_id: int, month: Month, people: Iterable[int] | None = None, applied_until: int | None = None
) -> SheetRows:
    """The rows of a month as corrected, in two queries; ``people`` limits them, ``applied_until`` the corrections."""
    condition = ""
    values: list[Any] = [establishment_id, month.first]
    if people is not None:
        condition, values = " AND r.person_id = ANY (%s::bigint[])", [*values, array_of(people)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, r.person_id, s.activity_id, r.minutes, r.reasons, r.pieces FROM activities_sheetrow r "
            "JOIN activities_sheet s ON s.id = r.sheet_id JOIN activities_activity a ON a.id = s.activity_id "
            f"WHERE a.establishment_id = %s AND s.month = %s{condition} ORDER BY r.id",
            values,
        )
        found = cursor.fetchall()
    days = month.days

    def ids(column: int) -> np.ndarray:
        return np.array([item[column] for item in found], dtype=np.int64)

    def cells(column: int, form: Any) -> np.ndarray:
        return np.array([item[column] for item in found], dtype=form).reshape(-1, 31)[:, :days].copy()

    rows = SheetRows(
        row=ids(0),
        person=ids(1),
        activity=ids(2),
        minutes=cells(3, np.int16),
        reasons=cells(4, np.uint8),
        pieces=cells(5, np.int32),
    )
    at = {row: index for index, row in enumerate(rows.row.tolist())}
    for row, day, minutes, reason, pieces in corrections(at, applied_until=applied_until):
        if day <= days:
            cell = at[row], day - 1
            rows.minutes[cell], rows.reasons[cell], rows.pieces[cell] = minutes, reason, pieces
    return rows


def on_sheets_with(people: Iterable[int], *, activities: Iterable[int], since: Month) -> set[int]:
    """These people and whoever stands, from a month on, on a sheet of those activities with one of them, or with one
    who does."""
    rows = SheetRow.objects.filter(sheet__activity__in=list(activities), sheet__month__gte=since.first)
    found: set[int] = set()
    more = set(people)
    while more != found:
        found = more
        sheets = rows.filter(person__in=found).values("sheet")
        more = found | set(rows.filter(sheet__in=sheets).values_list("person_id", flat=True))
    return found


def first_month_of(people: Collection[int]) -> Month | None:
    """The month of the first sheet that names any of these people."""
    rows = SheetRow.objects.filter(person_id__in=list(people)).order_by("sheet__month")
    found = rows.values_list("sheet__month", flat=True).first()
    return Month.of(found) if found else None


def prisons_of(activities: Collection[int]) -> list[int]:
    """The prison of each activity, in the order of their ids."""
    return list(Activity.objects.filter(id__in=list(activities)).order_by("id").values_list("establishment", flat=True))


def of_activities(activities: Collection[int], stretch: Stretch) -> ActivityInputs:
    """What some activities and the marks on their sheets are to a count; three queries."""
    ids = list(activities)
    rest = RestDayAuthorisation.objects.filter(activity_id__in=ids, on__gte=stretch.first, on__lt=stretch.end)
    return ActivityInputs(
        activities=tuple(
            ActivityTraits(*item)
            for item in Activity.objects.filter(id__in=ids).order_by("id").values_list("id", "kind", "place")
        ),
        authorised=tuple(
            RestDay(activity, (on - stretch.first).days)
            for activity, on in rest.order_by("activity_id", "on").values_list("activity_id", "on")
        ),
        reasons=tuple(
            ReasonTraits(*item)
            for item in Reason.objects.order_by("number").values_list("number", "present", "paid", "counts", "expelled")
        ),
    )


def enrolments(index: Mapping[int, int], stretch: Stretch) -> tuple[EnrolledSpan, ...]:
    """The days on which each person stands in the register of each kind."""
    rows = spells(Enrolment.objects.all(), "kind", index=index, stretch=stretch, touching=True)
    return tuple(EnrolledSpan(person, KINDS.index(kind), start, end) for person, kind, start, end in rows)


# ------------------------------------------------------------------------------------------------------------- years


class MonthMarks(NamedTuple):
    """The rows of work and study of a month, not yet corrected.

    ``month`` is the offset of its first day, ``person`` and ``activity`` are ids (n,), ``minutes`` int16 (n, 31) and
    ``reasons`` uint8 (n, 31).
    """

    month: int
    person: np.ndarray
    activity: np.ndarray
    minutes: np.ndarray
    reasons: np.ndarray

    def only(self, those: np.ndarray) -> "MonthMarks":
        """Some of the rows."""
        return MonthMarks(self.month, *(column[those] for column in self[1:]))


def marks_of_years(establishment_id: int, stretch: Stretch) -> list[MonthMarks]:
    """The marks of an establishment, month by month.

    The server sends one line a sheet whose columns hold the values of all its rows in binary: millions of rows cost
    little more than their bytes, and nothing is sorted or gathered but the sheets. Each activity's sheets are found by
    their key (``OFFSET 0``), because those of the country would otherwise be read for each prison.
    """
    return _marks(
        "SELECT s.month - %(origin)s::date, s.activity_id, r.* FROM ("
        " SELECT s.* FROM activities_activity a CROSS JOIN LATERAL ("
        "  SELECT s.id, s.month, s.activity_id FROM activities_sheet s"
        "  WHERE s.activity_id = a.id AND s.month >= %(first)s AND s.month < %(end)s OFFSET 0) s"
        " WHERE a.establishment_id = %(place)s AND a.kind = ANY (%(kinds)s) ORDER BY s.month, s.id) s"
        f" CROSS JOIN LATERAL (SELECT {_COLUMNS} FROM activities_sheetrow r WHERE r.sheet_id = s.id) r",
        _span(establishment_id, stretch),
    )


def marks_elsewhere(establishment_id: int, stretch: Stretch, people: Collection[int]) -> list[MonthMarks]:
    """The marks of these people in every other establishment, month by month."""
    return _marks(
        f"SELECT s.month - %(origin)s::date, s.activity_id, {_COLUMNS} FROM activities_sheetrow r"
        " JOIN activities_sheet s ON s.id = r.sheet_id JOIN activities_activity a ON a.id = s.activity_id"
        " WHERE a.establishment_id <> %(place)s AND r.person_id = ANY (%(people)s::bigint[])"
        " AND a.kind = ANY (%(kinds)s) AND s.month >= %(first)s AND s.month < %(end)s"
        " GROUP BY s.month, s.id, s.activity_id ORDER BY s.month, s.id",
        _span(establishment_id, stretch) | {"people": list(people)},
    )


def _span(establishment_id: int, stretch: Stretch) -> dict[str, Any]:
    return {
        "origin": stretch.first,
        "place": establishment_id,
        "kinds": list(KINDS),
        "first": stretch.first,
        "end": stretch.end,
    }


# The people of a sheet as bytes, and its minutes and reasons, each as one array of rows by days.
_COLUMNS = "string_agg(int8send(r.person_id), ''), array_send(array_agg(r.minutes)), array_send(array_agg(r.reasons))"


def _marks(query: str, values: dict[str, Any]) -> list[MonthMarks]:
    found = []
    for month, sheets in groupby(each_binary(query, values), key=itemgetter(0)):
        signed = [sheet[1:] for sheet in sheets if sheet[2]]  # a sheet may have no row
        if not signed:
            continue
        activities, people, minutes, reasons = zip(*signed, strict=True)
        found.append(
            MonthMarks(
                month=month,
                person=np.frombuffer(b"".join(people), dtype=">i8").astype(np.int64),
                activity=np.repeat(np.array(activities, dtype=np.int64), [len(each) // 8 for each in people]),
                minutes=_cells(minutes).astype(np.int16),
                reasons=_cells(reasons).astype(np.uint8),
            )
        )
    return found


# PostgreSQL sends an array of smallint in binary as its two dimensions, then each element after its size.
_BEFORE, _DAYS = 28, (31).to_bytes(4)


def _cells(sheets: Iterable[bytes]) -> np.ndarray:
    """The days of the rows of some sheets, as they were sent (n, 31)."""
    if any(sheet[20:24] != _DAYS for sheet in sheets):
        raise ValueError("a sheet row does not hold 31 days")
    words = np.frombuffer(b"".join(sheet[_BEFORE:] for sheet in sheets), dtype=">i2")
    return words[2::3].reshape(-1, 31)


def corrections_of_months(
    establishment_id: int, stretch: Stretch, *, elsewhere: Collection[int] = ()
) -> Sequence[tuple[int, int, date, int, int, int]]:
    """The corrected cells of an establishment's rows, and of these people's rows elsewhere, in a stretch: person,
    activity, month, day, minutes and reason."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.person_id, s.activity_id, s.month, c.day, c.minutes, c.reason "
            "FROM activities_corrections(NULL) c "
            "JOIN activities_sheetrow r ON r.id = c.row_id JOIN activities_sheet s ON s.id = r.sheet_id "
            "JOIN activities_activity a ON a.id = s.activity_id "
            "WHERE (a.establishment_id = %s OR r.person_id = ANY (%s)) AND s.month >= %s AND s.month < %s",
            [establishment_id, list(elsewhere), stretch.first, stretch.end],
        )
        found: list[tuple[int, int, date, int, int, int]] = cursor.fetchall()
    return found
