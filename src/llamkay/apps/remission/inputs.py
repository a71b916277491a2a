"""What remission gives to the count of a month: the minutes each person brings along, from whatever prison.

The counts of a person stand in a chain, in the order of the days they count: by month and, within a month, by the day
on which each prison received them. Each begins with the minutes that the one before it left, whichever was closed
first; after a release it begins at nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from llamkay.apps.people.inputs import arrivals, held_in_several, returns
from llamkay.apps.people.queries import former_identities, led_to
from llamkay.core.remission.month import KINDS, Banked
from llamkay.core.values import Month
from llamkay.platform.database.bulk import Stretch, array_of
from llamkay.platform.security import scope


class Link(NamedTuple):
    """What one count of the chain brought along and left."""

    person: int
    kind: str
    establishment: int
    month: date
    carry_in: int
    carry_out: int


Key = tuple[date, date, int]  # where a count stands in its chain: its month, the day of arrival, the prison


# Of each prison the last count before the month, and of the others theirs of the month itself.
_BEFORE = """
    SELECT * FROM (
      SELECT DISTINCT ON (person_id, kind, establishment_id)
        person_id, kind, establishment_id, month, carry_in, carry_out FROM remission_daycount
      WHERE person_id = ANY (%(people)s::bigint[]) AND month < %(month)s
      ORDER BY person_id, kind, establishment_id, month DESC, id DESC) earlier
    UNION ALL SELECT * FROM (
      SELECT DISTINCT ON (person_id, kind, establishment_id)
        person_id, kind, establishment_id, month, carry_in, carry_out FROM remission_daycount
      WHERE person_id = ANY (%(people)s::bigint[]) AND month = %(month)s AND establishment_id <> %(here)s
      ORDER BY person_id, kind, establishment_id, id DESC) meanwhile
"""
_CHAIN = """
    SELECT DISTINCT ON (person_id, kind, month, establishment_id)
      person_id, kind, establishment_id, month, carry_in, carry_out
    FROM remission_daycount WHERE person_id = ANY (%(people)s::bigint[])
    ORDER BY person_id, kind, month, establishment_id, id DESC
"""
# Days of closed months that count in a prison although, as is known now, it no longer held the person. The rows are
# looked up by arrays: joined to the few who left, the planner would read every sheet of the country.
_AFTER_LEAVING = """
    WITH gone AS (SELECT person_id, min(upper(period)) AS since FROM people_custodyspell
                  WHERE establishment_id = %(here)s AND upper(period) IS NOT NULL GROUP BY 1),
    signed AS (SELECT person_id, person_id AS id, since FROM gone
               UNION ALL SELECT o.person_id, j.former_id, o.since FROM gone o
               JOIN people_identityjoin j ON j.standing_id = o.person_id AND j.state = 'confirmed'),
    counted AS MATERIALIZED (SELECT g.person_id, g.id, c.kind, c.month, c.excluded FROM signed g
      CROSS JOIN LATERAL (
        SELECT DISTINCT ON (kind, month) kind, month, excluded FROM remission_daycount
        WHERE person_id = g.id AND establishment_id = %(here)s AND month >= date_trunc('month', g.since)
        ORDER BY kind, month, id DESC) c)
    SELECT DISTINCT c.person_id, c.month FROM counted c
    JOIN activities_effectiverow r ON r.person_id = c.id
    JOIN activities_sheet s ON s.id = r.sheet_id AND s.month = c.month
    JOIN activities_activity a ON a.id = s.activity_id AND a.establishment_id = %(here)s AND a.kind = c.kind
    CROSS JOIN LATERAL unnest(r.minutes, r.reasons) WITH ORDINALITY AS d(minutes, reason, at)
    JOIN activities_reason q ON q.number = d.reason AND q.present AND q.counts
    WHERE d.minutes > 0
      AND r.person_id = ANY (ARRAY(SELECT id FROM counted))
      AND r.sheet_id = ANY (ARRAY(
        SELECT t.id FROM activities_sheet t JOIN activities_activity b ON b.id = t.activity_id
        WHERE b.establishment_id = %(here)s AND t.month = ANY (ARRAY(SELECT month FROM counted))))
      AND NOT EXISTS (SELECT 1 FROM people_custodyspell h WHERE h.person_id = c.person_id
                      AND h.establishment_id = %(here)s AND h.period @> (c.month + d.at::int - 1))
      AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(c.excluded) e WHERE (e->>0)::int = d.at)
"""
# Whose chain is not plainly one count after another: the few that are looked at one by one.
_SUSPECT = """
    WITH standing AS (SELECT DISTINCT ON (person_id, kind, month, establishment_id) * FROM remission_daycount
                      ORDER BY person_id, kind, month, establishment_id, id DESC),
         linked AS (SELECT person_id, carry_in, count(*) OVER (PARTITION BY person_id, kind, month) AS prisons,
                      lag(carry_out) OVER (PARTITION BY person_id, kind ORDER BY month, establishment_id) AS brought
                    FROM standing)
    SELECT DISTINCT person_id FROM linked WHERE prisons > 1 OR carry_in <> coalesce(brought, 0)
"""


def carries(index: Mapping[int, int], *, establishment_id: int, month: Month) -> tuple[Banked, ...]:
    """What each person brings to a month of a prison: what the count before it in their chain left."""
    links = _links(_BEFORE, people=index, month=month.first, here=establishment_id)
    held = _Arrivals(links, here=(establishment_id, month.first))
    back = returns({link.person for link in links})
    latest: dict[tuple[int, str], Link] = {}
    for link in links:
        if link.month == month.first and held.key(link) > held.of(link.person, establishment_id, month.first):
            continue  # there after she left here
        key = link.person, link.kind
        if key not in latest or held.key(latest[key]) < held.key(link):
            latest[key] = link
    return tuple(
        sorted(
            Banked(index[link.person], KINDS.index(link.kind), _left(link, month.first, back))
            for link in latest.values()
        )
    )


class Chain:
    """The counts that stand of some people, each in its place."""

    def __init__(self, people: Iterable[int]) -> None:
        links = _links(_CHAIN, people=list(people))
        self._held, back = _Arrivals(links), returns({link.person for link in links})
        # Of each person the first count that did not begin with what the one before it left.
        self.broken: dict[int, Key] = {}
        before: dict[tuple[int, str], Link] = {}
        for link in sorted(links, key=lambda link: (link.person, *self._held.key(link))):
            last = before.get((link.person, link.kind))
            brought = _left(last, link.month, back) if last else 0
            if brought != link.carry_in:
                self.broken.setdefault(link.person, self._held.key(link))
            before[link.person, link.kind] = link

    def key(self, person: int, place: int, month: Month) -> Key:
        """Where the count of a month of a prison stands, or would stand."""
        return self._held.of(person, place, month.first)


def followed(people: Iterable[int]) -> list[int]:
    """Who of these people may have a chain that a close of one prison does not see whole: held in several, or back
    after a release."""
    return sorted(held_in_several(people) | set(returns(people)))


def counted_after_leaving(establishment_id: int) -> list[tuple[int, Month]]:
    """Who has days counted in a prison after leaving it, and in which months: a departure was entered late."""
    with scope.elevated(), connection.cursor() as cursor:
        cursor.execute(_AFTER_LEAVING, {"here": establishment_id})
        return [(person, Month.of(month)) for person, month in cursor.fetchall()]


def suspects() -> list[int]:
    """Everybody, of the scope in force, whose chain must be looked at link by link."""
    with connection.cursor() as cursor:
        cursor.execute(_SUSPECT)
        found = {person for (person,) in cursor.fetchall()}
    joined = led_to(found)  # their counts stand in the chain of the identity they lead to
    return sorted({joined.get(person, person) for person in found} | set(returns()))


def _links(query: str, *, people: Collection[int], **values: Any) -> list[Link]:
    """The counts of the people, and of the identities that were joined to them: these stand in their chain."""
    with scope.elevated(), connection.cursor() as cursor:  # days of every prison count
        joined = former_identities(people)
        cursor.execute(query, values | {"people": array_of([*people, *joined] if joined else people)})
        links = map(Link._make, cursor.fetchall())
        return [link._replace(person=joined.get(link.person, link.person)) for link in links]


def _left(link: Link, month: date, back: Mapping[int, Sequence[date]]) -> int:
    """The minutes that a count leaves to a later month: none if she was released between them."""
    return 0 if any(Month.of(link.month).end <= day <= month for day in back.get(link.person, ())) else link.carry_out


class _Arrivals:
    """The place of a count in its chain: days of arrival are asked only of months with counts of several prisons."""

    def __init__(self, links: Sequence[Link], here: tuple[int, date] | None = None) -> None:
        places: dict[tuple[int, date], set[int]] = {}
        for link in links:
            places.setdefault((link.person, link.month), set()).add(link.establishment)
            if here and here[1] == link.month:
                places[link.person, link.month].add(here[0])
        shared: dict[date, list[int]] = {}
        for (person, month), those in places.items():
            if len(those) > 1:
                shared.setdefault(month, []).append(person)
        self._since = {
            (person, place, month): day
            for month, who in shared.items()
            for (person, place), day in arrivals(who, Stretch.of(Month.of(month))).items()
        }

    def of(self, person: int, place: int, month: date) -> Key:
        return month, self._since.get((person, place, month), month), place

    def key(self, link: Link) -> Key:
        return self.of(link.person, link.establishment, link.month)
