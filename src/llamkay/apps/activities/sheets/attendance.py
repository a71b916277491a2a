"""What the sheets of an activity say of each person between two days, as corrected: one statement for everybody."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

UNJUSTIFIED = "F"  # the mark of the legend: absent without a reason (Directiva 06-2007-INPE, 5.3.c)
# Rest, no session, and who was told beforehand that they need not come; with pay or without: nobody misses such a day.
NOT_DUE = ("D", "N", "Q", "R", "Y")


@dataclass(frozen=True, slots=True)
class Attendance:
    """Minutes and days present; days missed with and without a reason."""

    minutes: int = 0
    present: int = 0
    justified: int = 0
    unjustified: int = 0

    @property
    def due(self) -> int:
        """The days of which something is marked and on which the person had to be there."""
        return self.present + self.justified + self.unjustified


_SQL = """
SELECT r.person_id,
  coalesce(sum(d.minutes), 0)::int,
  count(*) FILTER (WHERE m.present)::int,
  count(*) FILTER (WHERE NOT m.present AND m.key <> ALL (%(not_due)s) AND m.key <> %(unjustified)s)::int,
  count(*) FILTER (WHERE m.key = %(unjustified)s)::int
FROM activities_effectiverow r
JOIN activities_sheet s ON s.id = r.sheet_id
CROSS JOIN LATERAL unnest(r.minutes, r.reasons) WITH ORDINALITY AS d (minutes, reason, at)
JOIN activities_reason m ON m.number = d.reason
WHERE s.activity_id = ANY (%(activities)s) AND s.month >= date_trunc('month', %(first)s::date) AND s.month < %(end)s
  AND s.month + d.at::int - 1 >= %(first)s AND s.month + d.at::int - 1 < %(end)s
GROUP BY 1
"""


def attendance(activities: list[int], *, first: date, end: date) -> dict[int, Attendance]:
    """Person → what the sheets of the activities say of the days from one to before another."""
    values: dict[str, Any] = {"activities": activities, "first": first, "end": end}
    values |= {"unjustified": UNJUSTIFIED, "not_due": list(NOT_DUE)}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, values)
        return {person: Attendance(*counts) for person, *counts in cursor.fetchall()}


_BY_DAY = """
SELECT s.month + d.at::int - 1 AS day, count(*)::int
FROM activities_effectiverow r
JOIN activities_sheet s ON s.id = r.sheet_id
CROSS JOIN LATERAL unnest(r.minutes, r.reasons) WITH ORDINALITY AS d (minutes, reason, at)
JOIN activities_reason m ON m.number = d.reason AND m.present
WHERE s.activity_id = %(activity)s AND s.month >= date_trunc('month', %(first)s::date) AND s.month < %(end)s
  AND s.month + d.at::int - 1 >= %(first)s AND s.month + d.at::int - 1 < %(end)s
GROUP BY 1 ORDER BY 1 DESC
"""


def present_by_day(activity: int, *, first: date, end: date) -> dict[date, int]:
    """Day → how many were present, for the days of an activity with somebody present, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_DAY, {"activity": activity, "first": first, "end": end})
        return dict(cursor.fetchall())
