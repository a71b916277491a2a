"""What somebody did for a company, by the sheets of closed months: what a certificate of skill rests on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from llamkay.apps.activities.inputs import EVERY_CLOSE


@dataclass(frozen=True)
class CompanyWork:
    """The work of one person in the workshops of one company in one prison, from its first day to its last."""

    company: int
    name: str
    ruc: str
    establishment: int
    trades: tuple[str, ...]
    months: int
    days: int
    minutes: int
    first: date
    last: date


# A day counts when its mark, as closes have corrected it, says that the person was there.
_WORK = """
    WITH mine AS (
      SELECT r.id, s.month, CASE WHEN g.activity IS NULL THEN a.company_id ELSE g.company END AS company_id,
             a.establishment_id, a.trade_id, r.minutes, r.reasons
      FROM activities_sheetrow r JOIN activities_sheet s ON s.id = r.sheet_id
      JOIN activities_activity a ON a.id = s.activity_id
      LEFT JOIN unnest(%(activities)s::bigint[], %(months)s::date[], %(companies)s::bigint[])
        AS g (activity, month, company) ON g.activity = a.id AND g.month = s.month
      WHERE r.person_id = ANY (%(people)s) AND s.state = 'closed' AND a.kind = 'work'
        AND a.establishment_id = %(establishment)s),
    days AS (
      SELECT m.company_id, m.establishment_id, m.trade_id, m.month, m.month + (d.day - 1)::int AS on,
             coalesce(c.minutes, d.minutes) AS minutes, coalesce(c.reason, d.reason) AS reason
      FROM mine m CROSS JOIN LATERAL unnest(m.minutes, m.reasons) WITH ORDINALITY AS d (minutes, reason, day)
      LEFT JOIN activities_corrections(%(until)s) c ON c.row_id = m.id AND c.day = d.day)
    SELECT d.company_id, k.name, k.ruc, d.establishment_id,
           array_remove(array_agg(DISTINCT t.name ORDER BY t.name), NULL), count(DISTINCT d.month),
           count(DISTINCT d.on), sum(d.minutes), min(d.on), max(d.on)
    FROM days d JOIN activities_reason r ON r.number = d.reason AND r.present AND NOT r.expelled
    JOIN activities_company k ON k.id = d.company_id LEFT JOIN activities_trade t ON t.id = d.trade_id
    WHERE d.minutes > 0 GROUP BY 1, 2, 3, 4 ORDER BY 2
"""


def company_work(
    people: Collection[int], *, establishment: int, passed: Sequence[tuple[int, date, int | None]] = ()
) -> list[CompanyWork]:
    """What a person, by every number that is theirs, did for each company in a prison; in one query.

    ``passed`` are the months of activities, by their first day, that were of another company than now, or of none.
    """
    activities, months, companies = (list(part) for part in zip(*passed, strict=True)) if passed else ([], [], [])
    values = {
        "people": list(people),
        "establishment": establishment,
        "until": EVERY_CLOSE,
        "activities": activities,
        "months": months,
        "companies": companies,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WORK, values)
        return [
            CompanyWork(company, name, ruc, place, tuple(trades or ()), months, days, int(minutes), first, last)
            for company, name, ruc, place, trades, months, days, minutes, first, last in cursor.fetchall()
        ]
