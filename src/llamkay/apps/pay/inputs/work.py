"""What people did on the sheets of a month, as closes have corrected them: days, minutes and pieces."""

from collections.abc import Iterable

from django.db import connection

from llamkay.apps.activities.inputs import EVERY_CLOSE
from llamkay.apps.activities.queries import paid_reasons
from llamkay.core.values import Month

Worked = dict[tuple[int, int], list[int]]
_DONE = """
    WITH here AS (
      SELECT r.id, s.activity_id, r.person_id, r.minutes, r.reasons, r.pieces FROM activities_sheetrow r
      JOIN activities_sheet s ON s.id = r.sheet_id WHERE s.month = %(month)s AND s.activity_id = ANY (%(activities)s))
    SELECT activity_id, person_id, count(*) FILTER (WHERE reason = ANY (%(paid)s)),
           coalesce(sum(minutes) FILTER (WHERE reason = ANY (%(paid)s)), 0), coalesce(sum(pieces), 0)
    FROM (
      SELECT r.activity_id, r.person_id, coalesce(c.reason, d.reason) AS reason,
             coalesce(c.minutes, d.minutes) AS minutes, coalesce(c.pieces, d.pieces) AS pieces
      FROM here r
      CROSS JOIN LATERAL unnest(r.minutes, r.reasons, r.pieces) WITH ORDINALITY AS d (minutes, reason, pieces, day)
      LEFT JOIN activities_corrections(%(until)s) c ON c.row_id = r.id AND c.day = d.day) AS corrected
    GROUP BY 1, 2
"""


def worked(activities: Iterable[int], month: Month) -> Worked:
    """(activity, person) → paid days, paid minutes and pieces of a month; two queries for any number of people.

    A correction that still waits for a close is left out: no book has its money yet.
    """
    values = {"month": month.first, "activities": list(activities), "paid": paid_reasons(), "until": EVERY_CLOSE}
    with connection.cursor() as cursor:
        cursor.execute(_DONE, values)
        return {(activity, person): list(map(int, counts)) for activity, person, *counts in cursor.fetchall()}
