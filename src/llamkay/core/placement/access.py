"""Who gets places and how long they wait, group by group, without telling of a group that is too small."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

FEWEST = 10  # people of a group that is told apart


class Facts(NamedTuple):
    """Some people of one group: how many, how many of them with a place, the days waited of whom they are known."""

    group: str
    people: int
    placed: int
    waits: Sequence[int] = ()


class Access(NamedTuple):
    """A group: how many, how many of them with a place, and the median of their wait where enough waited."""

    group: str
    people: int
    placed: int
    wait: int | None

    @property
    def percent(self) -> int:
        """Of a hundred of the group, how many have a place; never above 100: the placed are some of them."""
        return round(100 * self.placed / self.people)


def by_group(facts: Iterable[Facts], *, others: str, fewest: int = FEWEST) -> list[Access]:
    """The groups, the largest first; those with fewer people than ``fewest`` are one, joined by the next smallest
    until it is large enough, so that nobody is found by what is left out. A group may come in parts.

    >>> [(a.group, a.people) for a in by_group([Facts("x", 20, 9), Facts("y", 2, 0), Facts("y", 1, 1)], others="otros")]
    [('otros', 23)]
    """
    groups: dict[str, Facts] = {}
    for fact in facts:
        groups[fact.group] = _together(fact.group, groups.get(fact.group), fact)
    sizes = sorted(groups.values(), key=lambda fact: (fact.people, fact.group))
    small = next((n for n, fact in enumerate(sizes) if fact.people >= fewest), len(sizes))
    while small and sum(fact.people for fact in sizes[:small]) < fewest and small < len(sizes):
        small += 1
    apart = sizes[small:]
    if sum(fact.people for fact in sizes[:small]) >= fewest:
        apart.append(_together(others, *sizes[:small]))
    return sorted((_access(fact, fewest) for fact in apart), key=lambda item: (-item.people, item.group))


def _together(group: str, *facts: Facts | None) -> Facts:
    each = [fact for fact in facts if fact]
    waits = [days for fact in each for days in fact.waits]
    return Facts(group, sum(fact.people for fact in each), sum(fact.placed for fact in each), waits)


def _access(fact: Facts, fewest: int) -> Access:
    wait = round(median(fact.waits)) if len(fact.waits) >= fewest else None
    return Access(fact.group, fact.people, fact.placed, wait)
