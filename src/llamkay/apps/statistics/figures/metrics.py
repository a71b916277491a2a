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

# Each row of the month with at least one mark that means present, by somebody allocated to that activity in that month.
# The sheets are named first, as an array, so that the rows of other prisons and months are never read, and who is
# allocated, so that nobody is looked for among all of an activity; the days of a row are the bits of a number. What
# «works» may mean is told apart: who is allocated, and who attended on so many different days, in whichever workshops.
_PEOPLE = """
    WITH present AS (SELECT array_agg(number::int) AS numbers FROM activities_reason WHERE present),
    allocated AS MATERIALIZED (
      SELECT p.person_id, p.activity_id FROM activities_allocation p JOIN activities_activity b ON b.id = p.activity_id
      WHERE b.establishment_id = %(place)s AND p.period && daterange(%(month)s, %(end)s)),
    attended AS MATERIALIZED (
      SELECT r.person_id, m.days, a.kind, a.modality, a.level, t.code AS trade
      FROM activities_effectiverow r
      JOIN activities_sheet s ON s.id = r.sheet_id
      JOIN activities_activity a ON a.id = s.activity_id
      LEFT JOIN activities_trade t ON t.id = a.trade_id
      CROSS JOIN LATERAL (SELECT bit_or(1 << d.at::int) AS days FROM unnest(r.reasons) WITH ORDINALITY AS d(reason, at)
        WHERE d.reason = ANY ((SELECT numbers FROM present)::int[])) m
      WHERE r.sheet_id = ANY (ARRAY(
          SELECT o.id FROM activities_sheet o JOIN activities_activity b ON b.id = o.activity_id
          WHERE b.establishment_id = %(place)s AND o.month = %(month)s))
        AND m.days IS NOT NULL
        AND (r.person_id, a.id) IN (SELECT person_id, activity_id FROM allocated)),
    each AS (
      SELECT person_id, bool_or(kind = 'work') AS works, bool_or(kind = 'study') AS studies
      FROM attended GROUP BY person_id),
    status AS (
      SELECT DISTINCT ON (person_id) person_id, status FROM people_legalstatusspell
      WHERE person_id IN (SELECT person_id FROM each) AND period && daterange(%(month)s, %(day)s::date, '[]')
      ORDER BY person_id, lower(period) DESC),
    who AS (
      SELECT e.works, e.studies, w.sex,
        CASE WHEN l.status = 'sentenced' THEN 'sentenced' ELSE 'remand' END AS status
      FROM each e JOIN people_person w ON w.id = e.person_id LEFT JOIN status l ON l.person_id = e.person_id),
    days AS (
      SELECT person_id, bit_count(bit_or(days)::bit(32)) AS days FROM attended WHERE kind = 'work' GROUP BY person_id)
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
    UNION ALL SELECT 'working_by_sex', sex, count(*) FROM who WHERE works GROUP BY 2
    UNION ALL SELECT 'working_by_status', status, count(*) FROM who WHERE works GROUP BY 2
    UNION ALL SELECT 'studying_by_sex', sex, count(*) FROM who WHERE studies GROUP BY 2
    UNION ALL SELECT 'studying_by_status', status, count(*) FROM who WHERE studies GROUP BY 2
    UNION ALL SELECT 'registered', '', count(DISTINCT p.person_id)
      FROM activities_allocation p JOIN activities_activity a ON a.id = p.activity_id
      WHERE a.establishment_id = %(place)s AND a.kind = 'work' AND p.period && daterange(%(month)s, %(end)s)
    UNION ALL SELECT 'working_8', '', count(*) FILTER (WHERE days >= 8) FROM days
    UNION ALL SELECT 'working_15', '', count(*) FILTER (WHERE days >= 15) FROM days
"""

_PLACE = """
    WITH held AS MATERIALIZED (
      SELECT w.sex, l.status FROM people_custodyspell c JOIN people_person w ON w.id = c.person_id
      LEFT JOIN people_legalstatusspell l ON l.person_id = c.person_id AND l.period @> %(day)s::date
      WHERE c.establishment_id = %(place)s AND c.period @> %(day)s::date)
    SELECT 'population', '', count(*) FROM held
    UNION ALL SELECT 'women', '', count(*) FROM held WHERE sex = 'F'
    UNION ALL SELECT 'sentenced', '', count(*) FROM held WHERE status = 'sentenced'
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

# What is made, in workshops of a brand and in those of which something came out in the month: of five people at the
# least, in round numbers (``SUMS``). Of a person's own goods, and a group's, the sales of five people or none.
_MADE = f"""
    WITH shops AS (
      SELECT a.id, t.code AS trade FROM activities_activity a LEFT JOIN activities_trade t ON t.id = a.trade_id
      WHERE a.establishment_id = %(place)s AND a.kind = 'work' AND (
        EXISTS (SELECT 1 FROM production_brand_activities b WHERE b.activity_id = a.id)
        OR EXISTS (SELECT 1 FROM production_batch b JOIN production_completion c ON c.batch_id = b.id
          WHERE b.activity_id = a.id AND c."on" >= %(month)s AND c."on" < %(end)s))),
    done AS (
      SELECT r.person_id, bool_or(w.trade = 'reciclaje') AS recycles, sum(d.minutes) AS minutes
      FROM activities_effectiverow r JOIN activities_sheet s ON s.id = r.sheet_id JOIN shops w ON w.id = s.activity_id,
      unnest(r.minutes, r.reasons) AS d (minutes, reason)
      WHERE r.sheet_id = ANY (ARRAY(
        SELECT o.id FROM activities_sheet o WHERE o.month = %(month)s AND o.activity_id IN (SELECT id FROM shops)))
        AND d.reason = ANY ((SELECT array_agg(number::int) FROM activities_reason WHERE paid)::int[])
      GROUP BY r.person_id),
    earned AS (
      SELECT e.person_id, sum(e.gross) AS whole,
        sum(e.gross) FILTER (WHERE e.activity_id IN (SELECT id FROM shops)) AS mine
      FROM pay_earning e JOIN months_monthclose c ON c.id = e.close_id
      WHERE EXISTS (SELECT 1 FROM shops) AND c.establishment_id = %(place)s AND e.month = %(month)s
      GROUP BY e.person_id),
    own AS (
      SELECT s.person_id, sum(s.personal + s.alimony) AS own
      FROM pay_split s JOIN months_monthclose c ON c.id = s.close_id
      WHERE EXISTS (SELECT 1 FROM shops) AND c.establishment_id = %(place)s AND s.month = %(month)s
      GROUP BY s.person_id),
    paid AS (
      SELECT sum(e.mine) AS gross, sum(o.own * e.mine / e.whole) AS own
      FROM earned e JOIN own o ON o.person_id = e.person_id WHERE e.mine > 0 HAVING count(*) >= {LIMIT}),
    sold AS (
      SELECT l.owner IN ('person', 'group') AS theirs, l.person_id, l.group_id, s.amount
      FROM production_sale s JOIN production_lot l ON l.id = s.lot_id
      WHERE s.establishment_id = %(place)s AND s.stage = 'confirmed'
        AND s.sold_on >= %(month)s AND s.sold_on < %(end)s),
    sellers AS (
      SELECT person_id FROM sold WHERE person_id IS NOT NULL
      UNION SELECT p.person_id FROM sold JOIN activities_allocation p ON p.activity_id = sold.group_id
        WHERE p.period && daterange(%(month)s, %(end)s)),
    enough AS (SELECT count(*) >= {LIMIT} AS makers, (SELECT count(*) >= {LIMIT} FROM sellers) AS sellers FROM done)
    SELECT 'made_people', '', (round(count(*) / 5.0) * 5)::bigint FROM done HAVING count(*) >= {LIMIT}
    UNION ALL SELECT 'made_hours', '', (round(sum(minutes) / 600.0) * 10)::bigint FROM done HAVING count(*) >= {LIMIT}
    UNION ALL SELECT 'made_paid', '', (round(gross / 10000) * 100)::bigint FROM paid
    UNION ALL SELECT 'made_own', '', (round(own / 10000) * 100)::bigint FROM paid
    UNION ALL SELECT 'made_sold', '', (round(sum(s.amount) / 10000) * 100)::bigint FROM sold s, enough e
      WHERE CASE WHEN s.theirs THEN e.sellers ELSE e.makers END HAVING count(*) > 0
    UNION ALL SELECT 'made_kilograms', '', round(sum(u.quantity - u.scrap - u.loss) / 1000.0)::bigint
      FROM production_consumption u JOIN production_completion c ON c.id = u.completion_id
      JOIN production_batch b ON b.id = c.batch_id JOIN shops w ON w.id = b.activity_id
      JOIN production_good g ON g.id = u.good_id
      WHERE w.trade = 'reciclaje' AND g.unit = 'kg' AND NOT g.food AND c."on" >= %(month)s AND c."on" < %(end)s
        AND (SELECT count(*) FROM done WHERE recycles) >= {LIMIT} HAVING count(*) > 0
"""
_STATEMENTS = (_PEOPLE, _PLACE, _MONEY, _MADE)

# Of each figure of people: who is in it in this month and was not the month before, told apart by whether they were
# held here then; who was in it and is not, told apart by whether they are held here now.
_FLOWS = """
    WITH months (month, day, ends) AS (
      VALUES (%(month)s::date, %(day)s::date, %(end)s::date),
        (%(before)s::date, %(day_before)s::date, %(month)s::date)),
    marks AS (
      SELECT s.month, r.person_id, a.kind, d.at
      FROM activities_effectiverow r
      JOIN activities_sheet s ON s.id = r.sheet_id
      JOIN activities_activity a ON a.id = s.activity_id
      JOIN months m ON m.month = s.month,
      unnest(r.reasons) WITH ORDINALITY AS d(reason, at)
      WHERE r.sheet_id = ANY (ARRAY(
        SELECT o.id FROM activities_sheet o JOIN activities_activity b ON b.id = o.activity_id
        WHERE b.establishment_id = %(place)s AND o.month IN (%(month)s, %(before)s) AND b.kind IN ('work', 'study')))
        AND d.reason = ANY ((SELECT array_agg(number::int) FROM activities_reason WHERE present)::int[])
        AND EXISTS (SELECT 1 FROM activities_allocation p WHERE p.person_id = r.person_id
          AND p.activity_id = a.id AND p.period && daterange(m.month, m.ends))),
    each AS (
      SELECT month, person_id, bool_or(kind = 'work') AS works, bool_or(kind = 'study') AS studies,
        count(DISTINCT at) FILTER (WHERE kind = 'work') AS days
      FROM marks GROUP BY month, person_id),
    held AS (
      SELECT m.month, c.person_id, w.sex = 'F' AS woman, l.status = 'sentenced' AS sentenced
      FROM months m
      JOIN people_custodyspell c ON c.establishment_id = %(place)s AND c.period @> m.day
      JOIN people_person w ON w.id = c.person_id
      LEFT JOIN people_legalstatusspell l ON l.person_id = c.person_id AND l.period @> m.day),
    member (metric, month, person_id) AS (
      SELECT 'population', month, person_id FROM held
      UNION ALL SELECT 'women', month, person_id FROM held WHERE woman
      UNION ALL SELECT 'sentenced', month, person_id FROM held WHERE sentenced
      UNION ALL SELECT 'working', month, person_id FROM each WHERE works
      UNION ALL SELECT 'working_8', month, person_id FROM each WHERE days >= 8
      UNION ALL SELECT 'working_15', month, person_id FROM each WHERE days >= 15
      UNION ALL SELECT 'studying', month, person_id FROM each WHERE studies
      UNION ALL SELECT 'work_or_study', month, person_id FROM each WHERE works OR studies
      UNION ALL SELECT 'work_and_study', month, person_id FROM each WHERE works AND studies
      UNION ALL SELECT 'registered', m.month, p.person_id FROM activities_allocation p
        JOIN activities_activity a ON a.id = p.activity_id AND a.establishment_id = %(place)s AND a.kind = 'work'
        JOIN months m ON p.period && daterange(m.month, m.ends)),
    moved AS (
      SELECT metric, person_id, bool_or(month = %(month)s) AS now, bool_or(month = %(before)s) AS then
      FROM member GROUP BY metric, person_id),
    here AS (
      SELECT person_id, bool_or(month = %(month)s) AS now, bool_or(month = %(before)s) AS then
      FROM held GROUP BY person_id)
    SELECT v.metric,
      count(*) FILTER (WHERE v.now AND NOT v.then AND h.then IS NOT TRUE),
      count(*) FILTER (WHERE v.now AND NOT v.then AND h.then),
      count(*) FILTER (WHERE v.then AND NOT v.now AND h.now IS NOT TRUE),
      count(*) FILTER (WHERE v.then AND NOT v.now AND h.now)
    FROM moved v LEFT JOIN here h ON h.person_id = v.person_id
    GROUP BY v.metric
"""
# Of each figure of people: came, began, left, ended.
Moved = dict[str, tuple[int, int, int, int]]
EXPLAINED = tuple(re.findall(r"SELECT '(\w+)', m?\.?month", _FLOWS))

# Metric → the statement that counts it, to be read by whoever doubts a figure.
QUERIES: dict[str, str] = {
    code: dedent(statement).strip() for statement in _STATEMENTS for code in re.findall(r"SELECT '(\w+)', ", statement)
}


def of_establishment(*, establishment_id: int, month: date, end: date, as_of: date) -> Values:
    """Every metric of one establishment: metric code → key → value; four statements, however many people."""
    parameters: dict[str, Any] = {"place": establishment_id, "month": month, "end": end, "day": as_of}
    found: Values = {}
    # Of one prison by its number; a child who has moved on since is hidden from it, yet lived there that day.
    with scope.elevated(), connection.cursor() as cursor:
        for query in _STATEMENTS:
            cursor.execute(query, parameters)
            for metric, key, value in cursor.fetchall():
                found.setdefault(metric, {})[key] = value
    return found


def moved(*, establishment_id: int, month: date, end: date, day: date, before: date, day_before: date) -> Moved:
    """Who came into each figure of people since the month before, began, left and ended, as the sheets say it now."""
    parameters = {"place": establishment_id, "month": month, "end": end, "day": day}
    parameters |= {"before": before, "day_before": day_before}
    with scope.elevated(), connection.cursor() as cursor:
        cursor.execute(_FLOWS, parameters)
        found = {metric: (came, began, left, ended) for metric, came, began, left, ended in cursor.fetchall()}
    return {metric: found.get(metric, (0, 0, 0, 0)) for metric in EXPLAINED}
