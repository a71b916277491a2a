"""The named queries behind the metrics: every figure of one establishment and month in a few statements.

Attendance is read from the rows as corrected by adjustments. A value under the empty key is the total.
"""

import re
from datetime import date
from textwrap import dedent
from typing import Any

from django.db import connection

from llamkay.core.disclosure import LIMIT
from llamkay.platform.security import scope

Values = dict[str, dict[str, int]]

# Each attendance of the month once for each person and activity: at least one mark that means present, by somebody
# allocated to that activity in that month. The sheets are named first, as an array, so that the rows of other prisons
# and months are never read; CASE, because the planner takes «&&» to keep one row in a hundred when it keeps most.
_ATTENDED = """
    SELECT DISTINCT r.person_id, a.id, a.kind, a.modality, a.level, t.code AS trade
    FROM activities_effectiverow r
    JOIN activities_sheet s ON s.id = r.sheet_id
    JOIN activities_activity a ON a.id = s.activity_id
    LEFT JOIN activities_trade t ON t.id = a.trade_id
    WHERE r.sheet_id = ANY (ARRAY(
        SELECT o.id FROM activities_sheet o JOIN activities_activity b ON b.id = o.activity_id
        WHERE b.establishment_id = %(place)s AND o.month = %(month)s))
      AND CASE WHEN r.reasons && (SELECT array_agg(number::int) FROM activities_reason WHERE present) THEN true END
      AND EXISTS (SELECT 1 FROM activities_allocation p WHERE p.person_id = r.person_id AND p.activity_id = a.id
        AND p.period && daterange(%(month)s, %(end)s))
"""

_PEOPLE = f"""
    WITH attended AS ({_ATTENDED}),
    each AS (
      SELECT person_id, bool_or(kind = 'work') AS works, bool_or(kind = 'study') AS studies
      FROM attended GROUP BY person_id)
    SELECT 'working', '', count(*) FILTER (WHERE works) FROM each
    UNION ALL SELECT 'studying', '', count(*) FILTER (WHERE studies) FROM each
    UNION ALL SELECT 'work_or_study', '', count(*) FILTER (WHERE works OR studies) FROM each
    UNION ALL SELECT 'work_and_study', '', count(*) FILTER (WHERE works AND studies) FROM each
    UNION ALL SELECT 'working_by_modality', modality, count(DISTINCT person_id)
      FROM attended WHERE kind = 'work' GROUP BY 2
    UNION ALL SELECT 'working_by_trade', coalesce(trade, 'sin-especialidad'), count(DISTINCT person_id)
      FROM attended WHERE kind = 'work' GROUP BY 2
    UNION ALL SELECT 'studying_by_level', level, count(DISTINCT person_id)
      FROM attended WHERE kind = 'study' GROUP BY 2
"""

_PLACE = """
    SELECT 'population', '', count(*) FROM people_custodyspell
      WHERE establishment_id = %(place)s AND period @> %(day)s::date
    UNION ALL SELECT 'capacity', '', capacity FROM institutions_establishment WHERE id = %(place)s
    UNION ALL SELECT 'establishments', '', 1
    UNION ALL SELECT 'children_living_in', '', count(*) FROM nursery_childstay
      WHERE establishment_id = %(place)s AND period @> %(day)s::date
    UNION ALL SELECT 'children_attending', '', count(*)
      FROM nursery_nurseryplace p JOIN nursery_nursery n ON n.id = p.nursery_id
      WHERE n.establishment_id = %(place)s AND p.period @> %(day)s::date
    UNION ALL SELECT 'pregnant', '', count(*)
      FROM nursery_pregnancy g JOIN people_custodyspell c ON c.person_id = g.person_id
      WHERE c.establishment_id = %(place)s AND c.period @> %(day)s::date AND g.period @> %(day)s::date
    UNION ALL SELECT 'activities', '', count(*) FROM activities_activity
      WHERE establishment_id = %(place)s AND period && daterange(%(month)s, %(end)s)
    UNION ALL SELECT 'workshops', '', count(*) FROM activities_activity
      WHERE establishment_id = %(place)s AND period && daterange(%(month)s, %(end)s)
        AND modality IN ('company', 'institution')
"""

# Sums of money, to the nearest hundred soles and of five people at the least (``LIMIT``): no sum tells what one of a
# few gave, nor two of one month what a single correction was.
_MONEY = f"""
    WITH given AS (
      SELECT s.person_id, s.reparation, s.institution FROM pay_split s JOIN months_monthclose c ON c.id = s.close_id
        WHERE c.establishment_id = %(place)s AND s.month = %(month)s
      UNION ALL SELECT l.person_id, 0, l.amount FROM pay_levy l JOIN months_monthclose c ON c.id = l.close_id
        WHERE c.establishment_id = %(place)s AND l.month = %(month)s),
    each AS (
      SELECT person_id, sum(reparation) AS reparation, sum(institution) AS institution FROM given GROUP BY person_id)
    SELECT 'reparation_withheld', '', (round(sum(reparation) / 10000) * 100)::bigint
      FROM each WHERE reparation > 0 HAVING count(*) >= {LIMIT}
    UNION ALL SELECT 'institution_tenth', '', (round(sum(institution) / 10000) * 100)::bigint
      FROM each WHERE institution > 0 HAVING count(*) >= {LIMIT}
"""

# Metric → the statement that counts it, to be read by whoever doubts a figure.
QUERIES: dict[str, str] = {
    code: dedent(statement).strip()
    for statement in (_PEOPLE, _PLACE, _MONEY)
    for code in re.findall(r"SELECT '(\w+)', ", statement)
}


def of_establishment(*, establishment_id: int, month: date, end: date, as_of: date) -> Values:
    """Every metric of one establishment: metric code → key → value; three statements, however many people."""
    parameters: dict[str, Any] = {"place": establishment_id, "month": month, "end": end, "day": as_of}
    found: Values = {}
    # Of one prison by its number; a child who has moved on since is hidden from it, yet lived there that day.
    with scope.elevated(), connection.cursor() as cursor:
        for query in (_PEOPLE, _PLACE, _MONEY):
            cursor.execute(query, parameters)
            for metric, key, value in cursor.fetchall():
                found.setdefault(metric, {})[key] = value
    return found
