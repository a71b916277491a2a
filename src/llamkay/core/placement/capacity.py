"""What a share of the population at work needs: in each prison, by shift and trade, free places before new ones."""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import NamedTuple

from llamkay.core.values import largest_remainder


class Offer(NamedTuple):
    """An activity of work: its trade, its shift, its places, how many are taken and how many wait for one."""

    activity: int
    trade: str
    shift: str
    capacity: int
    taken: int
    waiting: int = 0

    @property
    def free(self) -> int:
        """The places that nobody has."""
        return max(self.capacity - self.taken, 0)


class Prison(NamedTuple):
    """A prison: who is held, how many of them work, and what it offers."""

    establishment: int
    population: int
    working: int
    offers: tuple[Offer, ...]


class Need(NamedTuple):
    """How many people more in one trade and shift of a prison: into free places, and into places to be opened."""

    establishment: int
    trade: str
    shift: str
    free: int
    new: int


class Plan(NamedTuple):
    """How many people more a prison needs for the share, and where."""

    establishment: int
    population: int
    working: int
    target: int
    needs: tuple[Need, ...]

    @property
    def more(self) -> int:
        """How many people are lacking to the share."""
        return max(self.target - self.working, 0)

    @property
    def free(self) -> int:
        """How many of them a free place takes."""
        return sum(need.free for need in self.needs)

    @property
    def new(self) -> int:
        """How many places must be opened."""
        return sum(need.new for need in self.needs)


def plan(prisons: Iterable[Prison], *, percent: int) -> list[Plan]:
    """What each prison needs to have ``percent`` of its people at work.

    Free places are filled first, where most people wait; what is still lacking is opened in proportion to who waits, or
    where nobody does, to the places that stand: nothing is rounded away.

    >>> (one,) = plan([Prison(1, 100, 28, (Offer(1, "a", "am", 10, 9), Offer(2, "b", "pm", 5, 5, 3)))], percent=30)
    >>> one.more, [(need.trade, need.free, need.new) for need in one.needs]
    (2, [('a', 1, 0), ('b', 0, 1)])
    """
    if not 0 <= percent <= 100:
        raise ValueError(f"{percent} is no share of a population")
    return [_of(prison, percent) for prison in prisons]


def _of(prison: Prison, percent: int) -> Plan:
    target = ceil(prison.population * percent / 100)
    lacking = max(target - prison.working, 0)
    groups: dict[tuple[str, str], list[Offer]] = {}
    for offer in prison.offers:
        groups.setdefault((offer.trade, offer.shift), []).append(offer)
    keys = sorted(groups, key=lambda key: (-sum(offer.waiting for offer in groups[key]), key))
    filled: dict[tuple[str, str], int] = {}
    for key in keys:
        take = min(lacking, sum(offer.free for offer in groups[key]))
        filled[key] = take
        lacking -= take
    opened = dict(zip(keys, _spread(lacking, [groups[key] for key in keys], filled.values()), strict=True))
    needs = tuple(
        Need(prison.establishment, *key, filled[key], opened[key]) for key in sorted(keys) if filled[key] or opened[key]
    )
    if lacking and not keys:
        needs = (Need(prison.establishment, "", "", 0, lacking),)
    return Plan(prison.establishment, prison.population, prison.working, target, needs)


def _spread(lacking: int, groups: Sequence[Sequence[Offer]], filled: Iterable[int]) -> list[int]:
    """The places to be opened in each group."""
    if not groups or not lacking:
        return [0] * len(groups)
    unmet = [max(sum(o.waiting for o in group) - n, 0) for group, n in zip(groups, filled, strict=True)]
    weights = unmet if sum(unmet) else [max(sum(offer.capacity for offer in group), 1) for group in groups]
    return largest_remainder(lacking, weights)
