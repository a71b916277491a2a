"""How long people stay out: Kaplan–Meier, its limits, the mean until a horizon, the log-rank test.

Durations are counted, never sorted by person: whole numbers by their value, others by their distinct values. A person
is at risk after the entry and until the time, both in the units of the caller; an event and a censoring on one day
leave the censored person at risk of it. Values equal those of R's ``survival`` 3.5 (``survfit``, ``survdiff``).
"""

from dataclasses import dataclass
from math import sqrt
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from llamkay.core.errors import Refused
from llamkay.core.evaluation.distributions import chi_squared_tail, normal_quantile
from llamkay.core.evaluation.shares import CONFIDENCE

Interval = Literal["log-log", "log", "plain"]
Floats = NDArray[np.float64]
Array = NDArray[Any]
_MOST_DAYS = 1_000_000  # beyond it whole numbers are not counted by their value


@dataclass(frozen=True, eq=False, slots=True)
class Steps:
    """The distinct times of a group, ascending, with those at risk just before each and the events at it.

    ``events`` has a row for each kind of event, so (kinds, times); at least one row.
    """

    time: Floats
    at_risk: Floats
    events: Floats

    @property
    def any_event(self) -> Floats:
        """Events of every kind at each time."""
        return np.asarray(self.events.sum(axis=0), dtype=np.float64)


@dataclass(frozen=True, eq=False, slots=True)
class Curve:
    """The share still out after each time, with limits; ``nan`` where the limits are not defined (0 and 1)."""

    time: Floats
    at_risk: Floats
    survival: Floats
    lower: Floats
    upper: Floats

    def at(self, time: float) -> tuple[float, float, float]:
        """Share, lower and upper limit at a time; before the first step the share is one."""
        index = int(np.searchsorted(self.time, time, side="right")) - 1
        if index < 0:
            return 1.0, float("nan"), float("nan")
        return float(self.survival[index]), float(self.lower[index]), float(self.upper[index])


def count(time: Array, event: Array, entry: Array | None = None) -> Steps:
    """The steps of a group of people: ``time`` (n), ``event`` (n; 0 censored, 1, 2 … kinds), ``entry`` (n, late).

    Raises ``Refused`` for a group without people, a time that is missing or below zero, or a late entry.

    >>> count(np.array([5, 6, 6, 8]), np.array([1, 0, 1, 0])).any_event.tolist()
    [1.0, 1.0, 0.0]
    """
    _check(time, event, entry)
    kinds = max(1, int(event.max()))
    if np.issubdtype(time.dtype, np.integer) and entry is None and time.max() <= _MOST_DAYS:
        by_day = np.bincount(time)
        at = np.flatnonzero(by_day)
        leaving = by_day[at].astype(np.float64)
        events = np.array([np.bincount(time[event == kind], minlength=len(by_day))[at] for kind in range(1, kinds + 1)])
        distinct = at.astype(np.float64)
    else:
        # a late entry is a step of its own, so that the number at risk is right between the times too
        every = time.astype(np.float64) if entry is None else np.concatenate([time, entry]).astype(np.float64)
        distinct, place = np.unique(every, return_inverse=True)
        place = place[: len(time)]
        leaving = np.bincount(place, minlength=len(distinct)).astype(np.float64)
        events = np.array([np.bincount(place[event == kind], minlength=len(distinct)) for kind in range(1, kinds + 1)])
    at_risk = leaving[::-1].cumsum()[::-1]
    if entry is not None:
        entered = np.sort(entry.astype(np.float64))
        at_risk = at_risk - (len(entered) - np.searchsorted(entered, distinct, side="left"))
    return Steps(distinct, at_risk, events.astype(np.float64))


def kaplan_meier(steps: Steps, interval: Interval = "log-log", confidence: float = CONFIDENCE) -> Curve:
    """The share still out after each time, with pointwise limits from Greenwood's error."""
    events, n = steps.any_event, steps.at_risk
    with np.errstate(divide="ignore", invalid="ignore"):
        survival: Floats = np.cumprod(np.where(n > 0, 1 - events / n, 1.0), dtype=np.float64)
        error = np.sqrt(np.cumsum(np.where(events > 0, events / (n * (n - events)), 0.0)))
    lower, upper = limits(survival, error, interval, confidence)
    return Curve(steps.time, n, survival, lower, upper)


def limits(share: Floats, error: Floats, interval: Interval, confidence: float = CONFIDENCE) -> tuple[Floats, Floats]:
    """Lower and upper limits of shares whose logarithm has this standard error, on the scale asked for."""
    z = normal_quantile(0.5 + confidence / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        if interval == "plain":
            lower, upper = share - z * error * share, share + z * error * share
            lower, upper = np.where(share > 0, lower, np.nan), np.where(share > 0, upper, np.nan)
            return np.maximum(lower, 0.0), np.minimum(upper, 1.0)
        logarithm = np.log(share)
        if interval == "log":
            lower, upper = np.exp(logarithm - z * error), np.exp(logarithm + z * error)
            lower, upper = np.where(share > 0, lower, np.nan), np.where(share > 0, upper, np.nan)
            return lower, np.minimum(upper, 1.0)
        half = z * error / logarithm
        inside = (share > 0) & (share < 1)
        lower = np.where(inside, np.exp(logarithm * np.exp(-half)), np.nan)
        upper = np.where(inside, np.exp(logarithm * np.exp(half)), np.nan)
        return lower, upper


def restricted_mean(steps: Steps, until: float) -> tuple[float, float]:
    """The mean time out until a horizon, with its standard error: the area under the curve.

    Raises ``Refused`` where the last person was lost to sight before the horizon, for the area is then unknown.
    """
    events, n = steps.any_event, steps.at_risk
    if until <= 0:
        raise Refused("the horizon of a mean time must be above zero")
    last_leaves_nobody = events[-1] == n[-1]
    if until > steps.time[-1] and not last_leaves_nobody:
        raise Refused(
            f"nobody was followed until {until:g}; the last was seen at {steps.time[-1]:g}: ask for that at most"
        )
    inside = steps.time < until
    time, n, events = steps.time[inside], n[inside], events[inside]
    survival = np.concatenate([[1.0], np.cumprod(1 - events / n)])
    areas = survival * np.diff(np.concatenate([[0.0], time, [until]]))
    after = areas[::-1].cumsum()[::-1][1:]  # from each time to the horizon
    left = n - events
    variance = np.sum(np.where(left > 0, after**2 * events / np.where(left > 0, n * left, 1.0), 0.0))
    return float(areas.sum()), sqrt(float(variance))


@dataclass(frozen=True, slots=True)
class Test:
    """A test's statistic with its degrees of freedom and its p-value."""

    chi2: float
    df: int
    p: float


def log_rank(groups: list[Steps]) -> Test:
    """Whether groups leave at one rate (Mantel 1966, Peto 1972). Raises ``Refused`` for fewer than two groups."""
    if len(groups) < 2:
        raise Refused("a log-rank test compares at least two groups")
    times = np.unique(np.concatenate([steps.time[steps.any_event > 0] for steps in groups]))
    if not len(times):
        return Test(0.0, len(groups) - 1, 1.0)
    n = np.array([at_risk(steps, times) for steps in groups])
    events = np.array([_events_at(steps, times) for steps in groups])
    all_n, all_events = n.sum(axis=0), events.sum(axis=0)
    share = n / all_n
    difference = (events - all_events * share).sum(axis=1)
    scale = all_events * np.where(all_n > 1, (all_n - all_events) / np.maximum(all_n - 1, 1), 0.0)
    variance = np.diag((share * scale).sum(axis=1)) - (share * scale) @ share.T
    with_risk = np.flatnonzero(np.diag(variance) > 0)[1:]  # all but one: they sum to nothing
    if not len(with_risk):
        return Test(0.0, 0, 1.0)
    part = difference[with_risk]
    chi2 = float(part @ np.linalg.solve(variance[np.ix_(with_risk, with_risk)], part))
    return Test(chi2, len(with_risk), chi_squared_tail(chi2, len(with_risk)))


def at_risk(steps: Steps, times: Floats) -> Floats:
    """Those at risk just before each of these times; nobody after the last step."""
    index = np.searchsorted(steps.time, times, side="left")
    padded = np.append(steps.at_risk, 0.0)
    return np.asarray(padded[index], dtype=np.float64)


def _events_at(steps: Steps, times: Floats) -> Floats:
    index = np.minimum(np.searchsorted(steps.time, times, side="left"), len(steps.time) - 1)
    return np.where(steps.time[index] == times, steps.any_event[index], 0.0)


def _check(time: Array, event: Array, entry: Array | None) -> None:
    if not len(time):
        raise Refused("the group has no people")
    if len(event) != len(time) or (entry is not None and len(entry) != len(time)):
        raise ValueError("time, event and entry must have one length")
    if not (np.isfinite(time).all() and (time >= 0).all()):
        raise Refused("a time is missing or below zero")
    if not (np.equal(np.mod(event, 1), 0).all() and (event >= 0).all()):
        raise Refused("an event is 0 where the person was last seen without one, or the number of its kind: 1, 2 …")
    if entry is not None and not (np.isfinite(entry).all() and (entry < time).all()):
        raise Refused("an entry must be before its time")
