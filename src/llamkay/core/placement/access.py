"""Who gets places and how long they wait, group by group, without telling of a group that is too small."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

FEWEST = 10  # people of a group that is told apart


class Facts(NamedTuple):
    """What counts of one person: the group, whether they have a place, and the days waited for it, if known."""

    group: str
    placed: bool
    waited: int | None = None


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


def by_group(facts: Sequence[Facts], *, others: str, fewest: int = FEWEST) -> list[Access]:
    """The groups, the largest first; those with fewer people than ``fewest`` are one, joined by the next smallest
    until it is large enough, so that nobody is found by what is left out.

    >>> [(a.group, a.people) for a in by_group([Facts("x", True)] * 20 + [Facts("y", False)] * 3, others="otros")]
    [('otros', 23)]
    """
    members: dict[str, list[Facts]] = {}
    for fact in facts:
        members.setdefault(fact.group, []).append(fact)
    sizes = sorted(members, key=lambda group: (len(members[group]), group))
    joined: list[str] = [group for group in sizes if len(members[group]) < fewest]
    rest = [group for group in sizes if group not in joined]
    while joined and sum(len(members[group]) for group in joined) < fewest and rest:
        joined.append(rest.pop(0))
    found = [_access(group, members[group], fewest) for group in rest]
    if joined and sum(len(members[group]) for group in joined) >= fewest:
        found.append(_access(others, [fact for group in joined for fact in members[group]], fewest))
    return sorted(found, key=lambda item: (-item.people, item.group))


def _access(group: str, facts: Sequence[Facts], fewest: int) -> Access:
    waits = [fact.waited for fact in facts if fact.waited is not None]
    wait = round(median(waits)) if len(waits) >= fewest else None
    return Access(group, len(facts), sum(fact.placed for fact in facts), wait)
