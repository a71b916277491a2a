"""The days that somebody worked, by the sheets as they stand: approved, still to be approved, or corrected away."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db import connection


class WorkedDay(NamedTuple):
    """A day on which somebody worked in a specialty.

    ``stands``: an approved or closed sheet says so, as corrected; ``awaits``: an open one does. A day that is neither
    was written so on an approved sheet and corrected since.
    """

    person: int
    trade: int | None
    on: date
    stands: bool
    awaits: bool


# A day is of work when its mark says that the person was there and had minutes of it.
_WORKED = """
    WITH mine AS (
      SELECT r.id, r.person_id, s.month, s.state IN ('approved', 'closed') AS approved, a.trade_id, r.minutes, r.reasons
      FROM activities_sheetrow r JOIN activities_sheet s ON s.id = r.sheet_id
      JOIN activities_activity a ON a.id = s.activity_id
      WHERE r.person_id = ANY (%(people)s) AND a.kind = 'work' AND s.month >= date_trunc('month', %(since)s::date)),
    last AS (SELECT * FROM activities_corrections(NULL) WHERE row_id IN (SELECT id FROM mine)),
    days AS (
      SELECT m.person_id, m.trade_id, m.approved, m.month + (d.day - 1)::int AS on,
             d.minutes > 0 AND coalesce(b.present AND NOT b.expelled, false) AS before,
             coalesce(c.minutes, d.minutes) > 0 AND coalesce(n.present AND NOT n.expelled, false) AS now
      FROM mine m CROSS JOIN LATERAL unnest(m.minutes, m.reasons) WITH ORDINALITY AS d (minutes, reason, day)
      LEFT JOIN last c ON c.row_id = m.id AND c.day = d.day
      LEFT JOIN activities_reason b ON b.number = d.reason
      LEFT JOIN activities_reason n ON n.number = coalesce(c.reason, d.reason))
    SELECT person_id, trade_id, "on", bool_or(approved AND now), bool_or(now AND NOT approved)
    FROM days WHERE "on" >= %(since)s AND (now OR before AND approved)
    GROUP BY 1, 2, 3 ORDER BY 3
"""


def worked_days(people: Collection[int], *, since: date) -> list[WorkedDay]:
    """The days from one on that these people worked, whichever their prison; one query for any number of people."""
    with connection.cursor() as cursor:
        cursor.execute(_WORKED, {"people": list(people), "since": since})
        return [WorkedDay(*row) for row in cursor.fetchall()]
