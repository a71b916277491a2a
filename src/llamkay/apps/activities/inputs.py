"""What activities give to the count of days: sheets as corrected, enrolments, and what activities and marks mean."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

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
from llamkay.platform.database.bulk import Stretch, binary, spells

EVERY_CLOSE = 2**62  # of ``corrections``: what any close has applied, and nothing that waits for one


def corrections(rows: Collection[int], *, applied_until: int | None = None) -> list[tuple[int, int, int, int, int]]:
    """The cells of sheet rows that adjustments changed, as they stand: row, day, minutes, reason and pieces.

    ``applied_until`` leaves out what no close up to that one has applied; without it every adjustment counts.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_id, day, minutes, reason, pieces FROM activities_corrections(%s) WHERE row_id = ANY (%s)",
            [applied_until, list(rows)],
        )
        found: list[tuple[int, int, int, int, int]] = cursor.fetchall()
    return found


# An array of smallint as PostgreSQL sends it in binary: its dimensions, then each element after its size.
_ARRAY = np.dtype(
    [("about", ">i4", 3), ("days", ">i4"), ("from", ">i4"), ("of", [("size", ">i4"), ("value", ">i2")], 31)]
)
_MARKS = np.dtype(
    [("row", "i8"), ("person", "i8"), ("activity", "i8"), ("month", "i4"), ("minutes", "i2", 31), ("reasons", "u1", 31)]
)


def days_of(sent: bytes) -> np.ndarray:
    """Sheet rows × 31 days, of the arrays that PostgreSQL sent in binary one after the other."""
    rows = np.frombuffer(sent, dtype=_ARRAY)
    if not (rows["days"] == 31).all():
        raise ValueError("a sheet row does not hold 31 days")
    values: np.ndarray = rows["of"]["value"]
    return values


def sheet_rows(
    *, establishment_id: int, month: Month, people: Iterable[int] | None = None, applied_until: int | None = None
) -> SheetRows:
    """The rows of a month as corrected, in two queries; ``people`` limits them, ``applied_until`` the corrections."""
    condition = ""
    values: list[Any] = [establishment_id, month.first]
    if people is not None:
        condition, values = " AND r.person_id = ANY (%s)", [*values, list(people)]
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


def marks_of_year(
    establishment_id: int, stretch: Stretch, year: int, *, elsewhere: Collection[int] | None = None
) -> np.ndarray:
    """The rows of work and study of a year, not yet corrected, ``month`` as the offset of its first day.

    Those of an establishment or, of the people of ``elsewhere``, those of every other one.
    The server answers with one line a month whose columns hold the values of all its rows in binary: millions of
    rows cost no more than their bytes.
    """
    months = binary(
        "SELECT s.month - %(origin)s::date, string_agg(int8send(r.id), ''), string_agg(int8send(r.person_id), ''), "
        "string_agg(int8send(s.activity_id), ''), string_agg(array_send(r.minutes), ''), "
        "string_agg(array_send(r.reasons), '') FROM activities_sheetrow r "
        "JOIN activities_sheet s ON s.id = r.sheet_id JOIN activities_activity a ON a.id = s.activity_id "
        "WHERE CASE WHEN %(elsewhere)s::bigint[] IS NULL THEN a.establishment_id = %(place)s "
        "ELSE a.establishment_id <> %(place)s AND r.person_id = ANY (%(elsewhere)s::bigint[]) END "
        "AND a.kind = ANY (%(kinds)s) "
        "AND s.month >= %(first)s AND s.month < %(end)s GROUP BY s.month",
        {
            "origin": stretch.first,
            "place": establishment_id,
            "elsewhere": None if elsewhere is None else list(elsewhere),
            "kinds": list(KINDS),
            "first": max(date(year, 1, 1), stretch.first),
            "end": min(date(year + 1, 1, 1), stretch.end),
        },
    )
    tables = [np.empty(0, dtype=_MARKS)]
    for month, *columns in months:
        read = [np.frombuffer(column, dtype=">i8") for column in columns[:3]]
        table = np.empty(len(read[0]), dtype=_MARKS)
        table["month"] = month
        for name, values in zip(("row", "person", "activity"), read, strict=True):
            table[name] = values
        for name, column in zip(("minutes", "reasons"), columns[3:], strict=True):
            table[name] = days_of(column)
        tables.append(table)
    return np.concatenate(tables)


def corrections_of_months(
    establishment_id: int, stretch: Stretch, *, elsewhere: Collection[int] = ()
) -> Sequence[tuple[int, date, int, int, int]]:
    """The corrected cells of an establishment's rows, and of these people's rows elsewhere, in a stretch: row, month,
    day, minutes and reason."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.row_id, s.month, c.day, c.minutes, c.reason FROM activities_corrections(NULL) c "
            "JOIN activities_sheetrow r ON r.id = c.row_id JOIN activities_sheet s ON s.id = r.sheet_id "
            "JOIN activities_activity a ON a.id = s.activity_id "
            "WHERE (a.establishment_id = %s OR r.person_id = ANY (%s)) AND s.month >= %s AND s.month < %s",
            [establishment_id, list(elsewhere), stretch.first, stretch.end],
        )
        found: list[tuple[int, date, int, int, int]] = cursor.fetchall()
    return found
