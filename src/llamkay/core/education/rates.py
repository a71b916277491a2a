"""Rates by definition: completed of those who ended, by cohort; places in use on a day. None can pass a hundred.

A rate is a part of a whole that contains it, so it cannot be more than all; nobody caps it. A cohort are those who
began in the same year; whoever was transferred, released or isolated did not end by their own studying and is told
apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole; nothing of nobody.

    >>> Share(part=7, whole=20).percent
    Fraction(35, 1)
    """

    part: int
    whole: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            raise ValueError(f"{self.part} is no part of {self.whole}")

    @property
    def percent(self) -> Fraction | None:
        """In hundredths; nothing where there is nobody to count."""
        return Fraction(100 * self.part, self.whole) if self.whole else None


@dataclass
class Cohort:
    """Those who began in one year: how they ended, who still studies, who was taken away from it."""

    began: int
    completed: int = 0
    ended: int = 0
    studying: int = 0
    interrupted: int = 0
    states: dict[str, int] = field(default_factory=dict)

    @property
    def completion(self) -> Share:
        """Completed of those who ended by their own studying."""
        return Share(self.completed, self.ended)


def cohorts(
    rows: Iterable[tuple[int, str, int]], *, completed: frozenset[str], endings: frozenset[str], open_: frozenset[str]
) -> list[Cohort]:
    """The cohorts of rows (year of beginning, state, how many), the newest first.

    ``completed`` are the states of those who completed, ``endings`` those of all who ended, ``open_`` those who study.
    """
    if not completed <= endings:
        raise ValueError("who completes also ends")
    found: dict[int, Cohort] = {}
    for year, state, count in rows:
        cohort = found.setdefault(year, Cohort(year))
        cohort.states[state] = cohort.states.get(state, 0) + count
        if state in open_:
            cohort.studying += count
        elif state in endings:
            cohort.ended += count
            cohort.completed += count * (state in completed)
        else:
            cohort.interrupted += count
    return [found[year] for year in sorted(found, reverse=True)]


def occupancy(*, placed: int, capacity: int) -> tuple[Share, int]:
    """The places in use of a day, and how many people are above them: whoever is above fills no second place."""
    return Share(min(placed, capacity), capacity), max(0, placed - capacity)
