"""Which counts of a study are withheld, so that no subtraction between its tables gives back one to four people.

Every table of a study speaks of the same people: a subgroup is part of the whole, a later horizon holds the earlier
ones, the kinds that count as a return add up to the returns. A count is withheld where it, or its difference from
another that is shown, is one to four; and where others that are shown would give back one that is withheld.
"""

from collections.abc import Collection, Sequence
from itertools import combinations

from llamkay.core.disclosure import LIMIT, is_small
from llamkay.core.evaluation.kinds import Return
from llamkay.core.evaluation.study import Counted, Group, Outcome, Point

GROUPS = ("treated", "comparison")
_HALVES = (("long_term", "short_term"), ("worked_before", "not_working_before"))

Cell = tuple[int, str, str]  # the outcome's place, the group, what is counted


def withheld(outcomes: Sequence[Outcome], counting: Collection[Return]) -> frozenset[Cell]:
    """The cells that are not told: (place of the outcome, ``treated`` or ``comparison``, ``people`` and the like).

    ``counting`` are the kinds that count as a return; a kind is named by its value, beside ``people``, ``returned`` and
    ``ended``.
    """
    counts = {
        (row, group, name): n
        for row, outcome in enumerate(outcomes)
        for group in GROUPS
        for name, n in _counts(getattr(outcome, group)).items()
    }
    hidden = {cell for cell, n in counts.items() if is_small(n)}
    hidden |= {
        (row, group, "returned")
        for row, outcome in enumerate(outcomes)
        for group in GROUPS
        if is_small(getattr(outcome, group).people - getattr(outcome, group).returned)
    }
    # How many are compared in all is told: of two groups neither is left when the other is taken from it.
    if {(0, group, "people") for group in GROUPS} & hidden:
        hidden |= {(0, group, "people") for group in GROUPS}
    names = sorted({name for _, _, name in counts})
    nested, halves = _nested(outcomes), _pairs(outcomes)
    parts = sorted(str(kind) for kind in counting)
    while True:
        before = len(hidden)
        for group in GROUPS:
            for name in names:
                for whole, part, leaves in nested:
                    one, other = (whole, group, name), (part, group, name)
                    if not {one, other} & hidden and is_small(abs(counts[one] - counts[other])):
                        hidden.add((leaves, group, name))
                for first, second in halves:
                    pair = {(first, group, name), (second, group, name)}
                    rest = counts[0, group, name] - sum(counts[cell] for cell in pair)
                    if (0, group, name) not in hidden and (pair & hidden or is_small(rest)):
                        hidden |= pair
            for row in range(len(outcomes)):
                kinds = [(row, group, name) for name in parts]
                lacking = [cell for cell in kinds if cell in hidden]
                others = [cell for cell in kinds if cell not in hidden]
                if len(lacking) == 1 and others and (row, group, "returned") not in hidden:
                    hidden.add(min(others, key=lambda cell: (counts[cell] == 0, counts[cell])))
        if len(hidden) == before:
            return frozenset(hidden)


def open_points(
    curve: Group, group: str, outcomes: Sequence[Outcome], hidden: Collection[Cell], marks: Collection[int]
) -> tuple[Point, ...]:
    """The points of a group's curve that stay at least five people from every count they could be subtracted from.

    A share of everybody in a group is a count of it. It stands beside the returns that the tables show, those at the
    ``marks`` (months at whose end the people still followed are shown), the points before and the whole group; of what
    is withheld it must not tell even the count itself.
    """
    shown, secret = {0, curve.people}, set[int]()
    for row, outcome in enumerate(outcomes):
        closed = not {(row, group, "people"), (row, group, "returned")}.isdisjoint(hidden)
        (secret if closed else shown).add(getattr(outcome, group).returned)
    open_returns = frozenset(shown)
    shown |= {sum(point.events for point in curve.points if point.month <= mark) for mark in marks}
    found, back = [], 0
    for point in curve.points:
        back += point.events
        apart = back in open_returns or all(abs(back - n) >= LIMIT for n in secret)
        if apart and not any(is_small(abs(back - n)) for n in shown):
            found.append(point)
            shown.add(back)
    return tuple(found)


def _counts(group: Counted) -> dict[str, int]:
    kinds = {str(kind): n for kind, n in group.kinds.items()}
    return {"people": group.people, "returned": group.returned, "ended": group.ended, **kinds}


def _nested(outcomes: Sequence[Outcome]) -> list[tuple[int, int, int]]:
    """Pairs of outcomes of which one holds the other, with the one that is withheld where their difference is few."""
    whole = [row for row, outcome in enumerate(outcomes) if not outcome.subgroup]
    later = [(one, other, other) for one, other in combinations(whole, 2)]
    return later + [(0, row, row) for row, outcome in enumerate(outcomes) if outcome.subgroup]


def _pairs(outcomes: Sequence[Outcome]) -> list[tuple[int, int]]:
    """The two halves of everybody, where both are declared."""
    at = {outcome.subgroup: row for row, outcome in enumerate(outcomes)}
    return [(at[first], at[second]) for first, second in _HALVES if first in at and second in at]
