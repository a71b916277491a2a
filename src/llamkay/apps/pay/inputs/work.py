"""What people did on the sheets of a month, as closes have corrected them: days, minutes and pieces."""

from collections.abc import Iterable
from datetime import date

from django.db import connection

from llamkay.apps.activities.inputs import EVERY_CLOSE
from llamkay.apps.activities.queries import paid_reasons
from llamkay.core.pay.month import PaidActivity
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


_PASSED = """
    SELECT a.id, c.month, (kept->>2)::bigint FROM months_monthclose c
    CROSS JOIN LATERAL jsonb_array_elements(c.inputs->'pay'->'activities') AS kept
    JOIN activities_activity a ON a.id = (kept->>0)::bigint
    WHERE c.establishment_id = %(establishment)s AND (kept->>2)::bigint IS DISTINCT FROM a.company_id
      AND (c.month = %(month)s OR c.month IN (
        SELECT s.month FROM activities_sheetrow r JOIN activities_sheet s ON s.id = r.sheet_id
        WHERE r.person_id = ANY (%(people)s)))
    ORDER BY 2, 1
"""


def passed(
    establishment: int, *, month: Month | None = None, people: Iterable[int] = ()
) -> list[tuple[int, date, int | None]]:
    """(activity, first day, company) of a closed month of a prison, or of those on whose sheets some people stand, that
    an activity worked for another company than now, or for none: whose it was at the close still owes it."""
    values = {"establishment": establishment, "month": month.first if month else None, "people": list(people)}
    with connection.cursor() as cursor:
        cursor.execute(_PASSED, values)
        return [(activity, first, company) for activity, first, company in cursor.fetchall()]


_PAID_AS = """
    SELECT (kept->>0)::bigint, kept->>1, (kept->>2)::bigint FROM months_monthclose c
    CROSS JOIN LATERAL jsonb_array_elements(c.inputs->'pay'->'activities') AS kept
    WHERE c.month = %(month)s AND c.establishment_id = ANY (%(establishments)s)
"""


def paid_as(establishments: Iterable[int], month: Month) -> dict[int, PaidActivity]:
    """How each activity paid in a closed month of some prisons, and for which company, by the key of the activity."""
    values = {"month": month.first, "establishments": list(establishments)}
    with connection.cursor() as cursor:
        cursor.execute(_PAID_AS, values)
        return {row[0]: PaidActivity(*row) for row in cursor.fetchall()}


_PAID_DAYS = """
    SELECT DISTINCT s.month + (d.day - 1)::int FROM activities_sheetrow r
    JOIN activities_sheet s ON s.id = r.sheet_id
    CROSS JOIN LATERAL unnest(r.reasons, r.pieces) WITH ORDINALITY AS d (reason, pieces, day)
    LEFT JOIN activities_corrections(%(until)s) c ON c.row_id = r.id AND c.day = d.day
    WHERE s.activity_id = %(activity)s AND s.state = 'closed' AND s.month >= date_trunc('month', %(since)s::date)
      AND (coalesce(c.reason, d.reason) = ANY (%(paid)s) OR coalesce(c.pieces, d.pieces) > 0)
"""


def paid_days(activity: int, *, since: date) -> set[date]:
    """The days of the closed months since the month of a day on which somebody of an activity was paid."""
    values = {"activity": activity, "since": since, "paid": paid_reasons(), "until": EVERY_CLOSE}
    with connection.cursor() as cursor:
        cursor.execute(_PAID_DAYS, values)
        return {day for (day,) in cursor.fetchall()}


def worked(activities: Iterable[int], month: Month) -> Worked:
    """(activity, person) → paid days, paid minutes and pieces of a month; two queries for any number of people.

    A correction that still waits for a close is left out: no book has its money yet.
    """
    values = {"month": month.first, "activities": list(activities), "paid": paid_reasons(), "until": EVERY_CLOSE}
    with connection.cursor() as cursor:
        cursor.execute(_DONE, values)
        return {(activity, person): list(map(int, counts)) for activity, person, *counts in cursor.fetchall()}
