"""The share that returned, where some die or leave the country first: Aalen–Johansen (1978) with competing events.

One minus Kaplan–Meier would count the dead as people who may still return. Ties are counted as they are, so that two
runs give one answer.
"""

from dataclasses import dataclass

import numpy as np

from llamkay.core.evaluation.survival import Floats, Interval, Steps, limits


@dataclass(frozen=True, eq=False, slots=True)
class Incidence:
    """For each kind of event (rows) and time (columns) the share that had it, its variance and limits."""

    time: Floats
    share: Floats
    variance: Floats
    lower: Floats
    upper: Floats

    def at(self, kind: int, time: float) -> tuple[float, float, float, float]:
        """Share, variance, lower and upper limit of kind 1, 2 … at a time; nothing before the first step."""
        index = int(np.searchsorted(self.time, time, side="right")) - 1
        if index < 0:
            return 0.0, 0.0, float("nan"), float("nan")
        row = kind - 1
        return tuple(float(part[row, index]) for part in (self.share, self.variance, self.lower, self.upper))  # type: ignore[return-value]


def aalen_johansen(steps: Steps, interval: Interval = "log-log") -> Incidence:
    """The cumulative incidence of every kind of event, with the variance of the delta method (Aalen, as in ``cmprsk``).

    The limits are on the scale asked for of the share itself, as in R's ``survfit`` of several states.
    """
    n, events, each = steps.at_risk, steps.any_event, steps.events
    with np.errstate(divide="ignore", invalid="ignore"):
        survival = np.cumprod(np.where(n > 0, 1 - events / n, 1.0))
        before = np.concatenate([[1.0], survival[:-1]])
        share = np.cumsum(before * np.where(n > 0, each / n, 0.0), axis=1)
        variance = _variance(n, events, each, before, share)
        error = np.sqrt(variance) / share
    return Incidence(steps.time, share, variance, *limits(share, error, interval))


def _variance(n: Floats, events: Floats, each: Floats, before: Floats, share: Floats) -> Floats:
    """The variance at each time from running sums, with no second loop over earlier times.

    A martingale of its own for the kind and for all others together (Gray 1988), ties drawn without replacement.
    """
    left = before * (n - events) / np.where(n > 0, n, 1.0)
    rest = np.where(left > 0, 1 / np.where(left > 0, left, 1.0), 0.0)
    own, others = _jump(n, each, before), _jump(n, events - each, before) * (left > 0)
    with_it, without = 1 + rest * share, rest * share
    square = np.cumsum(with_it**2 * own + without**2 * others, axis=1)
    cross = np.cumsum(rest * (with_it * own + without * others), axis=1)
    scale = np.cumsum(rest**2 * (own + others), axis=1)
    return np.maximum(square + share**2 * scale - 2 * share * cross, 0.0)


def _jump(n: Floats, events: Floats, before: Floats) -> Floats:
    ties = np.where(events > 1, 1 - (events - 1) / np.maximum(n - 1, 1.0), 1.0)
    return np.asarray(before**2 * ties * events / np.where(n > 0, n, 1.0) ** 2, dtype=np.float64)
