"""What people did of a programme before a day, by closed sheets as corrected, and how they stood for a place in it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from llamkay.apps.activities.inputs import EVERY_CLOSE
from llamkay.core.placement.states import WAITING
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


class Stood(NamedTuple):
    """How somebody stood for a place in a programme on a day.

    ``lot`` is 1 or 0 where a lot among equals gave a place or none, −1 where none was drawn; ``draw`` numbers the group
    that drew: one round, one priority, the same choices left by the hard rules. ``waiting``: asked, no place yet.
    """

    person: int
    lot: int
    draw: int
    waiting: bool


# Those of one priority with the same choices left have one chance: only the lot parts who got a place from the rest.
_STOOD = """
    WITH p AS (
      SELECT * FROM unnest(%(people)s::bigint[], %(since)s::date[], %(until)s::date[]) AS t(person, since, until)
    ), wanted AS (
      SELECT id FROM activities_activity
      WHERE kind = %(kind)s AND (%(trade)s::bigint IS NULL OR trade_id = %(trade)s)
    ), drawn AS (
      SELECT r.id, (r.drawn_at AT TIME ZONE 'America/Lima')::date AS on,
             array_agg(DISTINCT a.kind) AS kinds
      FROM activities_round r JOIN activities_roundoffer o ON o.round_id = r.id
      JOIN activities_activity a ON a.id = o.activity_id
      WHERE r.drawn_at IS NOT NULL GROUP BY r.id
      HAVING bool_or(a.id IN (SELECT id FROM wanted))
    ), wishes AS (
      SELECT d.id AS round, d.on, w.person_id AS person, w.activity_id IN (SELECT id FROM wanted) IS TRUE AS placed,
        EXISTS (SELECT 1 FROM activities_allocation l JOIN activities_activity a ON a.id = l.activity_id
                WHERE l.person_id = w.person_id AND l.period @> d.on AND a.kind = ANY(d.kinds)) AS already,
        (SELECT array_agg((c.choice ->> 0)::bigint ORDER BY c.n)
         FROM jsonb_array_elements(w.decided) WITH ORDINALITY AS c(choice, n)
         WHERE c.choice ->> 2 IN ('', 'lot', 'priority', 'unneeded')) AS left_over
      FROM drawn d JOIN activities_roundwish w ON w.round_id = d.id
    ), equals AS (
      SELECT *, dense_rank() OVER (ORDER BY round, already, left_over) AS draw,
        bool_or(placed) OVER same AND NOT bool_and(placed) OVER same AS parted
      FROM wishes WHERE left_over && (SELECT array_agg(id) FROM wanted)
      WINDOW same AS (PARTITION BY round, already, left_over)
    ), first AS (
      SELECT DISTINCT ON (p.person) p.person, e.placed, e.draw
      FROM p JOIN equals e ON e.person = p.person AND e.parted AND e.on BETWEEN p.since AND p.until
      ORDER BY p.person, e.on, e.round
    )
    SELECT p.person, coalesce(f.placed::int, -1), coalesce(f.draw, 0),
      EXISTS (SELECT 1 FROM activities_placerequest q JOIN wanted a ON a.id = q.activity_id
              WHERE q.person_id = p.person AND q.requested_on <= p.until AND q.allocation_id IS NULL
                AND (q.state = ANY(%(waiting)s) OR q.decided_on >= p.until))
    FROM p LEFT JOIN first f ON f.person = p.person ORDER BY p.person
"""


def stood(people: Sequence[tuple[int, date, date]], *, kind: str, trade: int | None = None) -> dict[int, Stood]:
    """Person → how they stood for a kind of activity, of (person, since, until); by the first lot in that time."""
    columns = list(zip(*people, strict=True)) or [(), (), ()]
    values = dict(zip(("people", "since", "until"), map(list, columns), strict=True))
    with scope.elevated(), connection.cursor() as cursor:
        cursor.execute(_STOOD, {**values, "kind": kind, "trade": trade, "waiting": list(WAITING)})
        return {row[0]: Stood._make(row) for row in cursor.fetchall()}
