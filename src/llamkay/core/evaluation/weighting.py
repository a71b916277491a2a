"""Two groups made alike before they are compared: propensity, weights, balance, errors, the doubly robust estimate.

The propensity is an unpenalised logit. Overlap weights (Li, Morgan & Zaslavsky 2018) compare the people who might as
well have been in the other group; ``ate`` speaks of everybody, ``att`` of those treated. Errors are the sandwich's with
the weights taken as known, summed by prison where clusters are given.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from llamkay.core.errors import Refused
from llamkay.core.evaluation.survival import Floats

Weights = Literal["overlap", "ate", "att"]
Flags = NDArray[np.bool_]
_STEPS = 60
_SMALL = 1e-11
_FAR = 30.0  # a linear predictor beyond this is a probability of 0 or 1
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """Two means and their difference, treated − comparison, each with its standard error."""

    treated: float
    comparison: float
    difference: float
    se: float
    treated_se: float
    comparison_se: float


def logit(x: Floats, y: NDArray[Any], names: list[str] | None = None) -> Floats:
    """Coefficients of the logistic regression of ``y`` (0 or 1) on the columns of ``x``; the intercept comes first.

    Newton's steps without penalty. Raises ``Refused`` where the groups can be told apart for certain (no finite
    estimate exists) and where columns repeat one another.
    """
    design = np.column_stack([np.ones(len(y)), x])
    beta = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(design @ beta, -_FAR, _FAR)))
        information = design.T @ (design * (p * (1 - p))[:, None])
        if np.linalg.cond(information) > 1e14:
            raise Refused(_separated(x, y, names))
        step = np.linalg.solve(information, design.T @ (y - p))
        beta = beta + step
        if np.abs(step).max() < _SMALL * max(1.0, np.abs(beta).max()):
            return beta
    raise Refused(_separated(x, y, names))


def _separated(x: Floats, y: NDArray[Any], names: list[str] | None) -> str:
    names = names or [f"{number + 1}" for number in range(x.shape[1])]
    for column, name in zip(x.T, names, strict=True):
        if np.ptp(column) == 0:
            return f"the covariate «{name}» is the same for everybody; leave it out"
        with_it, without = column[y == 1], column[y == 0]
        if with_it.min() >= without.max() or without.min() >= with_it.max():
            return f"the covariate «{name}» parts the two groups entirely; there is nobody to compare with"
    return "the covariates part the two groups entirely or repeat one another; use fewer of them"


def propensity(x: Floats, treated: Flags, names: list[str] | None = None) -> Floats:
    """The probability of being treated for each person (n); columns are put on one scale first."""
    if not x.shape[1]:
        return np.full(len(treated), treated.mean())
    spread = x.std(axis=0)
    scaled = (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    beta = logit(scaled, treated.astype(np.float64), names)
    return np.asarray(1 / (1 + np.exp(-(beta[0] + scaled @ beta[1:]))), dtype=np.float64)


def weights(e: Floats, treated: Flags, kind: Weights = "overlap") -> Floats:
    """The weight of each person for the comparison asked for, from the propensity ``e``."""
    if kind == "overlap":
        return np.where(treated, 1 - e, e)
    e = np.clip(e, _LEAST, 1 - _LEAST)
    if kind == "ate":
        return np.where(treated, 1 / e, 1 / (1 - e))
    return np.where(treated, 1.0, e / (1 - e))


def difference(y: Floats, treated: Flags, w: Floats, cluster: NDArray[Any] | None = None) -> Difference:
    """The weighted means of both groups and their difference with the sandwich's error (HC0; G/(G−1) by cluster)."""
    means, influence = [], []
    for group in (treated, ~treated):
        part = np.where(group, w, 0.0)
        mean = float((part * y).sum() / part.sum())
        means.append(mean)
        influence.append(part * (y - mean) / part.sum())
    return Difference(
        means[0],
        means[1],
        means[0] - means[1],
        _error(influence[0] - influence[1], cluster),
        _error(influence[0], cluster),
        _error(influence[1], cluster),
    )


def doubly_robust(
    y: Floats, treated: Flags, x: Floats, e: Floats, cluster: NDArray[Any] | None = None
) -> tuple[float, float]:
    """The difference for everybody by augmented weighting (Robins 1994), with its error: right if either model is.

    The outcome is modelled in each group apart: by a logit where it is 0 or 1, else by least squares.
    """
    e = np.clip(e, _LEAST, 1 - _LEAST)
    binary = bool(np.isin(y, (0.0, 1.0)).all())
    expected = [_expected(x[group], y[group], x, binary) for group in (treated, ~treated)]
    one = expected[0] + treated * (y - expected[0]) / e
    other = expected[1] + ~treated * (y - expected[1]) / (1 - e)
    each = one - other
    value = float(each.mean())
    return value, _error((each - value) / len(y), cluster)


def _expected(x: Floats, y: Floats, everybody: Floats, binary: bool) -> Floats:
    vary = np.ptp(x, axis=0) > 0
    x, everybody = x[:, vary], everybody[:, vary]
    design = np.column_stack([np.ones(len(everybody)), everybody])
    if not binary:
        beta = np.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), y, rcond=None)[0]
        return np.asarray(design @ beta, dtype=np.float64)
    if y.min() == y.max():
        return np.full(len(everybody), y[0])
    return np.asarray(1 / (1 + np.exp(-(design @ logit(x, y)))), dtype=np.float64)


def standardised(x: Floats, treated: Flags, w: Floats) -> Floats:
    """The difference of each column's weighted means in units of the groups' common spread before weighting."""
    spread = np.sqrt((x[treated].var(axis=0, ddof=1) + x[~treated].var(axis=0, ddof=1)) / 2)
    gap = np.average(x[treated], axis=0, weights=w[treated]) - np.average(x[~treated], axis=0, weights=w[~treated])
    return np.where(spread > 0, gap / np.where(spread > 0, spread, 1.0), np.where(gap == 0, 0.0, np.inf))


def effective(w: Floats) -> float:
    """How many people of equal weight these weights are worth (Kish 1965)."""
    return float(w.sum() ** 2 / (w**2).sum())


def _error(influence: Floats, cluster: NDArray[Any] | None) -> float:
    if cluster is None:
        return sqrt(float((influence**2).sum()))
    _, place = np.unique(cluster, return_inverse=True)
    sums = np.bincount(place, weights=influence)
    if len(sums) < 2:
        raise Refused("errors by cluster need at least two clusters")
    return sqrt(float((sums**2).sum()) * len(sums) / (len(sums) - 1))
