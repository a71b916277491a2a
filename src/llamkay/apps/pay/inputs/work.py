"""What people did on the sheets of a month, corrections included: days, minutes and pieces."""

from collections.abc import Iterable

from django.db import connection

from llamkay.apps.activities.models import Adjustment, Reason, SheetRow
from llamkay.core.values import Month

Worked = dict[tuple[int, int], list[int]]
_DONE = """
    SELECT r.id, s.activity_id, r.person_id, count(*) FILTER (WHERE d.reason = ANY (%s)),
           coalesce(sum(d.minutes) FILTER (WHERE d.reason = ANY (%s)), 0), coalesce(sum(d.pieces), 0)
    FROM activities_sheetrow r JOIN activities_sheet s ON s.id = r.sheet_id
    CROSS JOIN LATERAL unnest(r.minutes, r.reasons, r.pieces) AS d (minutes, reason, pieces)
    WHERE s.month = %s AND s.activity_id = ANY (%s) GROUP BY 1, 2, 3
"""


def worked(activities: Iterable[int], month: Month) -> Worked:
    """(activity, person) → paid days, paid minutes and pieces of a month; four queries for any number of people."""
    paid, ids = list(Reason.objects.filter(paid=True).values_list("number", flat=True)), list(activities)
    with connection.cursor() as cursor:
        cursor.execute(_DONE, [paid, paid, month.first, ids])
        rows = {row: [activity, person, counts] for row, activity, person, *counts in cursor.fetchall()}
    for row, counts in _corrected(ids, month, set(paid)):
        rows[row][2] = counts
    done: Worked = {}
    for activity, person, counts in rows.values():
        done[activity, person] = [int(count) for count in counts]
    return done


def _corrected(ids: list[int], month: Month, paid: set[int]) -> Iterable[tuple[int, list[int]]]:
    """The rows that applied adjustments changed, counted again."""
    changes = Adjustment.objects.filter(
        row__sheet__activity__in=ids, row__sheet__month=month.first, applied_in__isnull=False
    )
    rows = {row.pk: row for row in SheetRow.objects.filter(pk__in=changes.values("row"))}
    for pk, day, minutes, reason, pieces in changes.order_by("id").values_list(
        "row_id", "day", "minutes", "reason", "pieces"
    ):
        row = rows[pk]
        row.minutes[day - 1], row.reasons[day - 1], row.pieces[day - 1] = minutes, reason, pieces
    for pk, row in rows.items():
        on = [reason in paid for reason in row.reasons]
        yield pk, [sum(on), sum(m for m, yes in zip(row.minutes, on, strict=True) if yes), sum(row.pieces)]
