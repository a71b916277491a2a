"""Those set free in a period and what followed, for whoever evaluates programmes: three set-based queries, no names.

What is a release and what a return is decided in ``core/evaluation`` (decision 14); here it is read from the spells of
custody, the grounds that the papers gave and the dates of the offences.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection

from llamkay.core.evaluation.cohort import RELEASES
from llamkay.platform.security import scope


class Freed(NamedTuple):
    """A person's first release in the period; ``person`` is a number that leaves no page and no file."""

    person: int
    on: date
    establishment: int
    ground: str
    provisional: bool
    sex: str
    born_on: date | None
    nationality: str
    entered_on: date
    entries_before: int
    term_months: float | None
    remand: bool | None


class Back(NamedTuple):
    """A stay that began after the release: on which day, on what ground, for offences of when."""

    person: int
    on: date
    ground: str
    convicted: bool
    new: bool
    old: bool
    undated: bool


@dataclass(frozen=True)
class Released:
    """The releases of a period in the order of the people, the stays that followed, exits of unknown reason."""

    freed: list[Freed]
    back: list[Back]
    unknown: int


# Stays begin with an entry and hold the transfers that follow it; people joined into another have no spells left.
_STAYS = """
    WITH spells AS (
      SELECT person_id, establishment_id, lower(period) AS began, upper(period) AS ended, entry, entry_ground, exit,
             exit_ground, count(*) FILTER (WHERE entry = 'entry') OVER earlier AS stay
      FROM people_custodyspell
      WINDOW earlier AS (PARTITION BY person_id ORDER BY lower(period) ROWS UNBOUNDED PRECEDING)
    ), freed AS (
      SELECT DISTINCT ON (person_id) person_id, establishment_id, ended AS released_on, exit_ground, stay
      FROM spells
      WHERE exit = 'release' AND ended BETWEEN %(first)s AND %(last)s AND exit_ground <> ALL (%(no_release)s)
      ORDER BY person_id, ended
    )
"""
_FREED = (
    _STAYS
    + """
    , entered AS (
      SELECT f.person_id, min(s.began) AS entered_on, count(DISTINCT before.stay) AS entries_before
      FROM freed f JOIN spells s ON s.person_id = f.person_id AND s.stay = f.stay
      LEFT JOIN spells before ON before.person_id = f.person_id AND before.stay < f.stay AND before.entry = 'entry'
      GROUP BY f.person_id
    ), terms AS (
      SELECT f.person_id, max(c.years * 12 + c.months + c.days / 30.0) AS months
      FROM freed f JOIN people_conviction c ON c.person_id = f.person_id AND c.starts_on < f.released_on
        AND c.final_on IS NOT NULL AND c.final_on <= f.released_on
      GROUP BY f.person_id
    )
    SELECT f.person_id, f.released_on, f.establishment_id, f.exit_ground, p.provisional, p.sex, p.born_on,
           p.nationality, e.entered_on, e.entries_before, nullif(t.months, 0)::float8, l.status = 'remand'
    FROM freed f JOIN people_person p ON p.id = f.person_id JOIN entered e ON e.person_id = f.person_id
    LEFT JOIN terms t ON t.person_id = f.person_id
    LEFT JOIN people_legalstatusspell l ON l.person_id = f.person_id AND l.period @> e.entered_on
    ORDER BY f.person_id
"""
)
_BACK = (
    _STAYS
    + """
    , stays AS (
      SELECT person_id, stay, min(began) AS began, (array_agg(entry_ground ORDER BY began))[1] AS ground,
             max(coalesce(ended, 'infinity')) AS ended
      FROM spells GROUP BY person_id, stay
    )
    SELECT f.person_id, s.began, s.ground,
           coalesce(bool_or(c.committed_on >= f.released_on AND c.final_on <= %(cut)s), false),
           coalesce(bool_or(c.committed_on >= f.released_on), false),
           coalesce(bool_or(c.committed_on < f.released_on), false),
           coalesce(bool_or(c.id IS NOT NULL AND c.committed_on IS NULL), false)
    FROM freed f JOIN stays s ON s.person_id = f.person_id AND s.stay > f.stay AND s.began <= %(cut)s
    LEFT JOIN people_conviction c ON c.person_id = f.person_id AND c.starts_on >= s.began AND c.starts_on < s.ended
    GROUP BY f.person_id, s.stay, s.began, s.ground ORDER BY f.person_id, s.began
"""
)
_UNKNOWN = """
    SELECT count(*) FROM people_custodyspell
    WHERE exit = 'release' AND upper(period) BETWEEN %(first)s AND %(last)s AND exit_ground = 'unknown'
"""


def released(*, first: date, last: date, cut: date) -> Released:
    """Each person's first release between two days, both included, and every stay after it up to the data cut.

    A release without a written ground is one; those that the papers call something else (an expulsion, a mistake) or
    whose ground is unknown are none, the last are counted.
    """
    values = {
        "first": first,
        "last": last,
        "cut": cut,
        "no_release": [ground for ground, is_one in RELEASES.items() if is_one is not True],
    }
    with scope.elevated(), connection.cursor() as cursor:  # who returns does so to any prison
        cursor.execute(_FREED, values)
        freed = [Freed._make(row) for row in cursor.fetchall()]
        cursor.execute(_BACK, values)
        back = [Back._make(row) for row in cursor.fetchall()]
        cursor.execute(_UNKNOWN, values)
        (unknown,) = cursor.fetchone()
    return Released(freed, back, unknown)
