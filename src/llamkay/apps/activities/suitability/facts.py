"""What the rules of suitability need of many people and many activities, in a fixed number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import connection

from llamkay.apps.activities.exclusions.queries import weeks as excluded_weeks
from llamkay.apps.activities.models import (
    Activity,
    Allocation,
    Enrolment,
    FitnessLimit,
    Requirement,
    SuitabilityOverride,
)
from llamkay.apps.activities.places.rules import rule
from llamkay.apps.activities.queries import UNKNOWN as UNKNOWN_HOUR
from llamkay.apps.activities.queries import spans_on, with_rotas
from llamkay.apps.institutions.queries import security_levels
from llamkay.apps.people.queries import homes_of, suitability_facts
from llamkay.core.placement.suitability import (
    LEVELS,
    LIMITS,
    NEVER,
    REGISTERS,
    SCHOOLING,
    STAGES,
    STATUSES,
    UNKNOWN,
    Array,
    Judgement,
    Needs,
    Pairs,
    People,
    Severity,
    bits,
    judge,
)
from llamkay.platform.database.bulk import these
from llamkay.platform.hooks import Hook

# (people, day) → person → the schooling completed, a word of ``SCHOOLING``; the app of education answers.
SCHOOLING_OF: Hook[[Collection[int], date], Mapping[int, str]] = Hook("activities.schooling_of")
ALL_STAGES = (1 << len(STAGES)) - 1
HALF_HOURS = 7 * 48


@dataclass(frozen=True, eq=False)
class Frame:
    """People and activities with what every rule says of each pair; ``people`` and ``activities`` are its order."""

    people: tuple[int, ...]
    activities: tuple[Activity, ...]
    today: int
    judgement: Judgement
    facts: People
    overridden: Mapping[tuple[int, int], frozenset[str]]

    def severity(self, person: int, activity: int) -> int:
        """The severest rule of a pair that no exception covers."""
        return max(
            (
                item.severity
                for item in self.judgement.findings(person, activity)
                if not self.excepted(person, activity, item.rule)
            ),
            default=Severity.FINE,
        )

    def excepted(self, person: int, activity: int, code: str) -> bool:
        """Whether an exception covers a rule for a pair."""
        pair = self.people[person], self.activities[activity].pk
        return code in self.overridden.get(pair, ())


def frame(people: Sequence[int], activities: Sequence[Activity], *, on: date) -> Frame:
    """Everybody against every activity on a day."""
    people, activities = tuple(people), tuple(with_rotas(activities))
    facts, today = facts_of(people, on), on.toordinal()
    pairs = _pairs(people, activities, on)
    severities = {code: Severity[what.upper()] for code, what in rule("suitability", on=on).items()}
    judgement = judge(facts, needs_of(activities, on), pairs, today=today, severities=severities)
    rows = SuitabilityOverride.objects.filter(
        activity__in=activities, until__gte=on, person__in=these(people)
    ).values_list("person_id", "activity_id", "rules")
    overridden: dict[tuple[int, int], frozenset[str]] = {}
    for person, activity, rules in rows:
        overridden[person, activity] = overridden.get((person, activity), frozenset()) | set(rules)
    return Frame(people, activities, today, judgement, facts, overridden)


def facts_of(people: Sequence[int], on: date) -> People:
    """The facts of some people on a day, in their order; seven queries and what the app of education knows."""
    at = {person: index for index, person in enumerate(people)}
    size = len(people)
    made = {name: np.full(size, UNKNOWN, dtype=np.int64) for name in ("born", "ends", "schooling")}
    made |= {
        name: np.zeros(size, dtype=np.int64)
        for name in ("stage", "status", "limits", "limited", "isolated", "enrolled", "lives")
    }
    stages, statuses = ({code: n for n, code in enumerate(codes)} for codes in (STAGES, STATUSES))
    for person, born, ends, stage, status, isolated, out in suitability_facts(people, on=on):
        n = at[person]
        made["born"][n] = born.toordinal() if born else UNKNOWN
        made["ends"][n] = ends.toordinal() if ends else UNKNOWN
        made["stage"][n], made["status"][n] = stages.get(stage or "", 0), statuses.get(status or "", 0)
        made["isolated"][n] = (out.toordinal() if out else NEVER) if isolated else 0
    limits = FitnessLimit.objects.filter(person_id__in=these(people), period__contains=on)
    for person, codes, until in limits.values_list("person_id", "limits", "period__endswith"):
        made["limits"][at[person]] = bits(LIMITS, codes)
        made["limited"][at[person]] = until.toordinal() if until else NEVER
    register = Enrolment.objects.filter(person_id__in=these(people), period__contains=on)
    for person, kind in register.values_list("person_id", "kind"):
        made["enrolled"][at[person]] |= bits(REGISTERS, [kind])
    homes = homes_of(people, on=on)
    levels = security_levels({place for place, _pavilion in homes.values()}, on=on)
    for person, (place, name) in homes.items():
        made["lives"][at[person]] = LEVELS.index(level_at(levels, place, name))
    for answer in SCHOOLING_OF(people, on):
        for person, level in answer.items():
            if person in at:
                made["schooling"][at[person]] = max(made["schooling"][at[person]], SCHOOLING.index(level))
    return People(**made)


def needs_of(activities: Sequence[Activity], on: date) -> Needs:
    """What some activities ask for; two queries."""
    rows = {row.activity_id: row for row in Requirement.objects.filter(activity__in=activities)}
    levels = security_levels({activity.establishment_id for activity in activities}, on=on)
    barred_by = {topic: {k: bits(STAGES, v) for k, v in rule(topic, on=on).items()} for topic in ("tools", "levels")}
    lines = []
    for activity in activities:
        row, place = rows.get(activity.pk, _NOTHING), activity.establishment_id
        barred = barred_by["tools"][row.tools]
        level = level_at(levels, place, row.pavilion)
        if row.pavilion:  # who lives in the prison is in it already; a pavilion is entered
            barred |= barred_by["levels"].get(level, 0)
        lines.append(
            (
                bits(STAGES, row.stages),
                barred,
                int(row.sentenced),
                row.youngest or 0,
                row.oldest or 0,
                SCHOOLING.index(row.schooling) if row.schooling else 0,
                row.days_left or 0,
                bits(LIMITS, row.demands),
                bits(REGISTERS, [activity.kind]) if activity.kind in REGISTERS else 0,
                LEVELS.index(level),
            )
        )
    return Needs(*np.array(lines, dtype=np.int64).reshape(-1, 10).T)


_NOTHING = Requirement()


def level_at(levels: Mapping[tuple[int, str], str], place: int, pavilion: str) -> str:
    """The level of a pavilion of a prison; one without its own has the prison's."""
    return levels.get((place, pavilion.casefold())) or levels.get((place, ""), "")


def _pairs(people: Sequence[int], activities: Sequence[Activity], on: date) -> Pairs:
    """Who is kept apart from somebody placed there, and whose hours clash with another place or are excluded; four
    queries."""
    at = {person: index for index, person in enumerate(people)}
    shape = (len(people), len(activities))
    separated, clashing = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    here = {activity.pk: n for n, activity in enumerate(activities)}
    with connection.cursor() as cursor:
        cursor.execute(_APART, {"on": on, "activities": list(here), "people": list(people)})
        for person, activity in cursor.fetchall():
            separated[at[person], here[activity]] = True
    own = Allocation.objects.filter(person_id__in=these(people), period__contains=on)
    places = list(own.values_list("person_id", "activity_id"))
    others = {row.pk: row for row in with_rotas(Activity.objects.filter(pk__in={a for _p, a in places}))}
    masks = {pk: week_mask(activity, on) for pk, activity in others.items()}
    asks = np.array([week_mask(activity, on) for activity in activities], dtype=np.bool_)
    meets = {pk: (asks & mask).any(axis=1) for pk, mask in masks.items()}
    for person, mask in excluded_weeks(people, on).items():
        clashing[at[person]] |= (asks & mask).any(axis=1)
    for person, pk in places:
        clashing[at[person]] |= meets[pk]
        if pk in here:
            clashing[at[person], here[pk]] = False
    return Pairs(separated, clashing)


_APART = """
    SELECT DISTINCT p.id, a.activity_id FROM activities_separationorder s
    JOIN LATERAL (VALUES (s.person_id, s.other_id), (s.other_id, s.person_id)) AS p(id, other) ON true
    JOIN activities_allocation a ON a.person_id = p.other AND a.period @> %(on)s
    WHERE s.period @> %(on)s AND a.activity_id = ANY (%(activities)s) AND p.id = ANY (%(people)s)
"""


def week_mask(activity: Activity, on: date) -> Array:
    """The half-hours of the week that begins that day on which an activity meets; none where its hour is not known."""
    mask = np.zeros(HALF_HOURS, dtype=np.bool_)
    for weekday in range(7):
        day = date.fromordinal(on.toordinal() + weekday)
        for begins, minutes in spans_on(activity, day):
            if begins != UNKNOWN_HOUR:
                first = weekday * 48 + begins // 30
                mask[first : first + -(-minutes // 30)] = True
    return mask
