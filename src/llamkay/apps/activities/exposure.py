"""How much people did of a programme before a day, from closed sheets as corrected: days, hours, who only enrolled."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from llamkay.apps.activities.inputs import EVERY_CLOSE
from llamkay.platform.security import scope


class Done(NamedTuple):
    """What a person did of a programme: days and minutes up to a day, and days dated after it, of which there are none.

    ``placed``: had a place in it or stood in its register.
    """

    person: int
    days: int
    minutes: int
    after: int
    placed: bool


_DONE = """
    WITH p AS (
      SELECT * FROM unnest(%(people)s::bigint[], %(since)s::date[], %(until)s::date[], %(back)s::date[])
        AS t(person, since, until, back)
    ), wanted AS (
      SELECT id FROM activities_activity
      WHERE kind = %(kind)s AND (%(trade)s::bigint IS NULL OR trade_id = %(trade)s)
    ), marks AS (
      SELECT p.person, p.since, p.until, p.back, (s.month + m.day::int - 1) AS "on",
             coalesce(c.minutes, m.minutes) AS minutes
      FROM p JOIN activities_sheetrow r ON r.person_id = p.person
      JOIN activities_sheet s ON s.id = r.sheet_id AND s.state = 'closed'
        AND s.month >= date_trunc('month', p.since) AND s.month < coalesce(p.back, 'infinity')
      JOIN wanted a ON a.id = s.activity_id
      CROSS JOIN LATERAL unnest(r.minutes) WITH ORDINALITY AS m(minutes, day)
      LEFT JOIN activities_corrections(%(closes)s) c ON c.row_id = r.id AND c.day = m.day
      WHERE m.minutes > 0 OR c.minutes > 0
    ), done AS (
      SELECT person, count(DISTINCT "on") FILTER (WHERE "on" BETWEEN since AND until) AS days,
             sum(minutes) FILTER (WHERE "on" BETWEEN since AND until) AS minutes,
             count(DISTINCT "on") FILTER (WHERE "on" > until AND "on" < coalesce(back, 'infinity')) AS after
      FROM marks WHERE minutes > 0 GROUP BY person
    )
    SELECT p.person, coalesce(d.days, 0), coalesce(d.minutes, 0), coalesce(d.after, 0),
      EXISTS (SELECT 1 FROM activities_allocation l JOIN wanted a ON a.id = l.activity_id
              WHERE l.person_id = p.person AND l.period && daterange(p.since, p.until, '[]'))
    FROM p LEFT JOIN done d ON d.person = p.person ORDER BY p.person
"""


def done(people: Sequence[tuple[int, date, date, date | None]], *, kind: str, trade: int | None = None) -> list[Done]:
    """What each of the people (person, since, until, day of return or none) did of a kind of activity; one query."""
    columns = list(zip(*people, strict=True)) or [(), (), (), ()]
    values = dict(zip(("people", "since", "until", "back"), map(list, columns), strict=True))
    with scope.elevated(), connection.cursor() as cursor:  # what was done in any prison counts
        cursor.execute(_DONE, {**values, "kind": kind, "trade": trade, "closes": EVERY_CLOSE})
        return [Done._make(row) for row in cursor.fetchall()]
