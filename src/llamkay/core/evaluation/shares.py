"""Shares and what may honestly be said of them: limits, differences, the people a question needs, E-values."""

from dataclasses import dataclass
from math import ceil, inf, sqrt

from llamkay.core.errors import Refused
from llamkay.core.evaluation.distributions import beta_quantile, normal_quantile

CONFIDENCE = 0.95
POWER = 0.80


@dataclass(frozen=True, slots=True)
class Share:
    """A share of people with its limits, all between 0 and 1."""

    value: float
    lower: float
    upper: float


def wilson(events: int, people: int, confidence: float = CONFIDENCE) -> Share:
    """A share with Wilson's score limits (1927). Raises ``Refused`` without people or with more events than people.

    >>> share = wilson(81, 263)
    >>> round(share.lower, 4), round(share.upper, 4)
    (0.2553, 0.3662)
    """
    p, z = _share(events, people), normal_quantile(0.5 + confidence / 2)
    middle = p + z * z / (2 * people)
    half = z * sqrt(p * (1 - p) / people + z * z / (4 * people * people))
    scale = 1 + z * z / people
    lower = 0.0 if events == 0 else (middle - half) / scale
    upper = 1.0 if events == people else (middle + half) / scale
    return Share(p, lower, upper)


def clopper_pearson(events: int, people: int, confidence: float = CONFIDENCE) -> Share:
    """A share with the exact limits of Clopper and Pearson (1934): the honest ones where nobody or everybody returned.

    >>> round(clopper_pearson(0, 19).upper, 3)
    0.176
    """
    p, tail = _share(events, people), (1 - confidence) / 2
    lower = 0.0 if events == 0 else beta_quantile(tail, events, people - events + 1)
    upper = 1.0 if events == people else beta_quantile(1 - tail, events + 1, people - events)
    return Share(p, lower, upper)


def honest(events: int, people: int, confidence: float = CONFIDENCE) -> Share:
    """Wilson's limits, or the exact ones where the share is nothing or all."""
    kind = clopper_pearson if events in (0, people) else wilson
    return kind(events, people, confidence)


def newcombe(first: tuple[int, int], second: tuple[int, int], confidence: float = CONFIDENCE) -> Share:
    """The difference first − second of two shares (events, people) with Newcombe's limits (1998, method 10).

    >>> difference = newcombe((56, 70), (48, 80))
    >>> round(difference.value, 4), round(difference.lower, 4), round(difference.upper, 4)
    (0.2, 0.0524, 0.3339)
    """
    a, b = wilson(*first, confidence), wilson(*second, confidence)
    value = a.value - b.value
    return Share(
        value,
        value - sqrt((a.value - a.lower) ** 2 + (b.upper - b.value) ** 2),
        value + sqrt((a.upper - a.value) ** 2 + (b.value - b.lower) ** 2),
    )


def needed(first: float, second: float, *, power: float = POWER, confidence: float = CONFIDENCE) -> int:
    """How many people each of two groups of one size needs to tell the two shares apart (two-sided, normal theory).

    >>> needed(0.30, 0.25)
    1251
    """
    if not (0 <= first <= 1 and 0 <= second <= 1) or first == second:
        raise Refused("two different shares between 0 and 1 are needed to say how many people would tell them apart")
    return ceil(_needed(first, second, power, confidence))


def detectable(share: float, people: int, *, power: float = POWER, confidence: float = CONFIDENCE) -> float:
    """The highest share below this one that groups of so many people could tell from it; 0 if none.

    >>> round(detectable(0.30, 500), 3)
    0.222
    """
    low, high = 0.0, share
    if _needed(share, 0.0, power, confidence) > people:
        return 0.0
    while (middle := (low + high) / 2) not in (low, high):
        if _needed(share, middle, power, confidence) <= people:
            low = middle
        else:
            high = middle
    return low


def _needed(first: float, second: float, power: float, confidence: float) -> float:
    if first == second:
        return inf
    middle = (first + second) / 2
    own = sqrt(first * (1 - first) + second * (1 - second))
    reach = normal_quantile(0.5 + confidence / 2) * sqrt(2 * middle * (1 - middle)) + normal_quantile(power) * own
    return float((reach / (first - second)) ** 2)


def e_value(ratio: float) -> float:
    """How strong an unmeasured cause of both would have to be, as a risk ratio, to explain this one (VanderWeele 2017).

    >>> round(e_value(3.9), 2), round(e_value(0.80), 2)
    (7.26, 1.81)
    """
    if not 0 < ratio < inf:
        raise Refused("an E-value needs a risk ratio above zero")
    above = max(ratio, 1 / ratio)
    return above + sqrt(above * (above - 1))


def e_value_of_limit(lower: float, upper: float) -> float:
    """The E-value of the limit nearer to one; 1 where the limits hold it, for then nothing needs an explanation."""
    if lower <= 1 <= upper:
        return 1.0
    return e_value(lower if lower > 1 else upper)


def holm(values: list[float]) -> list[float]:
    """The p-values of one report put right by Holm's steps (1979), in the order they came in."""
    order = sorted(range(len(values)), key=values.__getitem__)
    adjusted, reached = [0.0] * len(values), 0.0
    for rank, index in enumerate(order):
        reached = max(reached, min(1.0, (len(values) - rank) * values[index]))
        adjusted[index] = reached
    return adjusted


def benjamini_hochberg(values: list[float]) -> list[float]:
    """The p-values of a league of programmes put right by Benjamini and Hochberg (1995), in the order they came in."""
    order = sorted(range(len(values)), key=values.__getitem__, reverse=True)
    adjusted, reached = [0.0] * len(values), 1.0
    for rank, index in enumerate(order):
        reached = min(reached, len(values) / (len(values) - rank) * values[index])
        adjusted[index] = reached
    return adjusted


def _share(events: int, people: int) -> float:
    if people < 1 or not 0 <= events <= people:
        raise Refused("a share needs people, and no more events than people")
    return events / people
