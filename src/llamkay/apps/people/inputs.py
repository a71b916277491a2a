"""What is known of people that a count of days or of credits rests on: custody, isolation, stages, convictions."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import connection

from llamkay.apps.people.kinds import Exit
from llamkay.apps.people.models import Conviction, CustodySpell, IsolationSpell, StageEvaluation, StageSpell
from llamkay.core.remission.month import EnrolledSpan, Evaluation, PersonInputs, Returned, Span, StageSpan
from llamkay.core.remission.rates import CaseFacts
from llamkay.core.remission.rates import Conviction as Sentenced
from llamkay.platform.database.bulk import Stretch, array_of, spells, these
from llamkay.platform.security import scope


def of_people(
    *, establishment_id: int | None, index: Mapping[int, int], stretch: Stretch, enrolments: tuple[EnrolledSpan, ...]
) -> PersonInputs:
    """What is known of people on a stretch of days, with the enrolments that activities keep; six queries.

    Custody is that of one prison, or without one that of any.
    """

    def spans(queryset: Any) -> tuple[Span, ...]:
        return tuple(map(Span._make, spells(queryset, index=index, stretch=stretch, touching=True)))

    freed = _freed(establishment_id, index, stretch)
    stages = spells(StageSpell.objects.all(), "regime", "stage", index=index, stretch=stretch, touching=True)
    evaluations = StageEvaluation.objects.filter(person_id__in=these(index), on__lt=stretch.end)
    return PersonInputs(
        custody=_custody(index, stretch, establishment_id, freed),
        isolated=_to_the_end(spans(IsolationSpell.objects.all()), {}),
        enrolments=_to_the_end(enrolments, freed),
        stages=_to_the_end(tuple(map(StageSpan._make, stages)), freed),
        evaluations=tuple(
            sorted(
                Evaluation(index[person], (on - stretch.first).days, favourable)
                for person, on, favourable in evaluations.values_list("person_id", "on", "favourable")
            )
        ),
        returned=tuple(
            sorted(
                Returned(index[person], (day - stretch.first).days)
                for person, days in returns(index).items()
                for day in days
                if stretch.first <= day < stretch.end
            )
        ),
    )


def custody_of(index: Mapping[int, int], stretch: Stretch, establishment_id: int | None = None) -> tuple[Span, ...]:
    """The days on which a prison, or any, held each person; the last one too of who was set free."""
    return _custody(index, stretch, establishment_id, _freed(establishment_id, index, stretch))


def _custody(
    index: Mapping[int, int], stretch: Stretch, establishment_id: int | None, freed: Mapping[int, int]
) -> tuple[Span, ...]:
    rows = _at(establishment_id)
    return _to_the_end(tuple(map(Span._make, spells(rows, index=index, stretch=stretch, touching=True))), freed)


def _at(establishment_id: int | None) -> Any:
    rows = CustodySpell.objects.all()
    return rows if establishment_id is None else rows.filter(establishment_id=establishment_id)


def _freed(establishment_id: int | None, index: Mapping[int, int], stretch: Stretch) -> dict[int, int]:
    """The day of the stretch on which each person left custody there: they may have worked that morning."""
    left = (
        _at(establishment_id)
        .filter(
            person_id__in=these(index),
            period__endswith__gte=stretch.first,
            period__endswith__lt=stretch.end,
        )
        .exclude(exit=Exit.TRANSFER)
    )
    return {
        index[person]: (day - stretch.first).days for person, day in left.values_list("person_id", "period__endswith")
    }


_Line = TypeVar("_Line", Span, EnrolledSpan, StageSpan)


def _to_the_end(lines: tuple[_Line, ...], freed: Mapping[int, int]) -> tuple[_Line, ...]:
    """What ends with custody holds on its last day too; what ended before the stretch is left out."""
    reached = (line._replace(end=line.end + 1) if freed.get(line.person) == line.end else line for line in lines)
    return tuple(line for line in reached if line.end > line.start)


# After each release of these people, or of anybody, the stay that came next, if it did not begin on that very day.
_RETURNS = """
    SELECT c.person_id, n.began FROM people_custodyspell c
    CROSS JOIN LATERAL (
      SELECT lower(period) AS began FROM people_custodyspell
      WHERE person_id = c.person_id AND period > c.period ORDER BY period LIMIT 1) n
    WHERE c.exit = 'release' AND {whose} AND n.began > upper(c.period) ORDER BY 1, 2
"""
_IN_SEVERAL = """
    SELECT person_id FROM people_custodyspell WHERE person_id = ANY (%s::bigint[])
    GROUP BY person_id HAVING min(establishment_id) <> max(establishment_id)
"""
_ELSEWHERE = """
    SELECT DISTINCT person_id FROM people_custodyspell WHERE person_id = ANY (%s::bigint[]) AND establishment_id <> %s
"""


def returns(people: Iterable[int] | None = None) -> dict[int, list[date]]:
    """The days on which each of these people, or anybody, came back after a release: there a new stay begins."""
    found: dict[int, list[date]] = {}
    ids = None if people is None else array_of(people)
    if ids == "{}":
        return found
    whose = "true" if ids is None else "c.person_id = ANY (%s::bigint[])"
    with scope.elevated(), connection.cursor() as cursor:  # the prison that had them before is another's
        cursor.execute(_RETURNS.format(whose=whose), [] if ids is None else [ids])
        for person, day in cursor.fetchall():
            found.setdefault(person, []).append(day)
    return found


def held_in_several(people: Iterable[int]) -> set[int]:
    """Who of these people was held in more than one prison."""
    with scope.elevated(), connection.cursor() as cursor:
        cursor.execute(_IN_SEVERAL, [array_of(people)])
        return {person for (person,) in cursor.fetchall()}


def held_elsewhere(people: Iterable[int], place: int) -> list[int]:
    """Who of these people was ever held in a prison other than this one, in order."""
    with scope.elevated(), connection.cursor() as cursor:
        cursor.execute(_ELSEWHERE, [array_of(people), place])
        return sorted(person for (person,) in cursor.fetchall())


_ORDER = """
    SELECT person_id, establishment_id, min(lower(period)) FROM people_custodyspell
    WHERE person_id = ANY (%s::bigint[]) AND period && daterange(%s, %s) GROUP BY 1, 2
"""


def arrivals(people: Iterable[int], stretch: Stretch) -> dict[tuple[int, int], date]:
    """Since when each prison had each of these people, of the prisons that had them in the stretch."""
    with scope.elevated(), connection.cursor() as cursor:
        cursor.execute(_ORDER, [array_of(people), stretch.first, stretch.end])
        return {(person, place): day for person, place, day in cursor.fetchall()}


def cases(people: tuple[int, ...]) -> tuple[tuple[CaseFacts, ...], tuple[int, ...]]:
    """The distinct legal cases and, for each person, which one it is; thousands of people are a few hundred cases."""
    found: dict[int, list[Sentenced]] = {}
    flags: dict[int, tuple[bool, bool]] = {}
    rows = Conviction.objects.filter(person_id__in=these(people)).order_by("person_id", "id")
    for person, offence, paragraph, tags, committed, final, recidivist, habitual in rows.values_list(
        "person_id", "offence", "paragraph", "tags", "committed_on", "final_on", "recidivist", "habitual"
    ):
        found.setdefault(person, []).append(
            Sentenced(
                offence=offence,
                paragraph=paragraph or None,
                tags=frozenset(tags),
                committed_on=committed,
                final_on=final,
            )
        )
        before = flags.get(person, (False, False))
        flags[person] = (before[0] or recidivist, before[1] or habitual)
    number: dict[CaseFacts, int] = {}
    case_of = []
    for person in people:
        recidivist, habitual = flags.get(person, (False, False))
        case = CaseFacts(
            convictions=tuple(sorted(found.get(person, ()), key=_order)), recidivist=recidivist, habitual=habitual
        )
        case_of.append(number.setdefault(case, len(number)))
    return tuple(number), tuple(case_of)


def _order(item: Sentenced) -> tuple[str, ...]:
    dates = (str(day or "") for day in (item.committed_on, item.final_on))
    return (item.offence, item.paragraph or "", *sorted(item.tags), *dates)
