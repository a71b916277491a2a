"""What is known of people that a count of days or of credits rests on: custody, isolation, stages, convictions."""

from collections.abc import Mapping
from typing import Any, TypeVar

from llamkay.apps.people.kinds import Exit
from llamkay.apps.people.models import Conviction, CustodySpell, IsolationSpell, StageEvaluation, StageSpell
from llamkay.core.remission.month import EnrolledSpan, Evaluation, PersonInputs, Span, StageSpan
from llamkay.core.remission.rates import CaseFacts
from llamkay.core.remission.rates import Conviction as Sentenced
from llamkay.platform.database.bulk import Stretch, spells, these


def of_people(
    *, establishment_id: int, index: Mapping[int, int], stretch: Stretch, enrolments: tuple[EnrolledSpan, ...]
) -> PersonInputs:
    """What is known of people on a stretch of days, with the enrolments that activities keep; five queries."""

    def spans(queryset: Any) -> tuple[Span, ...]:
        return tuple(map(Span._make, spells(queryset, index=index, stretch=stretch, touching=True)))

    freed = _freed(establishment_id, index, stretch)
    stages = spells(StageSpell.objects.all(), "regime", "stage", index=index, stretch=stretch, touching=True)
    evaluations = StageEvaluation.objects.filter(person_id__in=these(index), on__lt=stretch.end)
    return PersonInputs(
        custody=_to_the_end(spans(CustodySpell.objects.filter(establishment_id=establishment_id)), freed),
        isolated=_to_the_end(spans(IsolationSpell.objects.all()), {}),
        enrolments=_to_the_end(enrolments, freed),
        stages=_to_the_end(tuple(map(StageSpan._make, stages)), freed),
        evaluations=tuple(
            sorted(
                Evaluation(index[person], (on - stretch.first).days, favourable)
                for person, on, favourable in evaluations.values_list("person_id", "on", "favourable")
            )
        ),
    )


def _freed(establishment_id: int, index: Mapping[int, int], stretch: Stretch) -> dict[int, int]:
    """The day of the stretch on which each person left custody there: they may have worked that morning."""
    left = CustodySpell.objects.filter(
        establishment_id=establishment_id,
        person_id__in=these(index),
        period__endswith__gte=stretch.first,
        period__endswith__lt=stretch.end,
    ).exclude(exit=Exit.TRANSFER)
    return {
        index[person]: (day - stretch.first).days for person, day in left.values_list("person_id", "period__endswith")
    }


_Line = TypeVar("_Line", Span, EnrolledSpan, StageSpan)


def _to_the_end(lines: tuple[_Line, ...], freed: Mapping[int, int]) -> tuple[_Line, ...]:
    """What ends with custody holds on its last day too; what ended before the stretch is left out."""
    reached = (line._replace(end=line.end + 1) if freed.get(line.person) == line.end else line for line in lines)
    return tuple(line for line in reached if line.end > line.start)


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
