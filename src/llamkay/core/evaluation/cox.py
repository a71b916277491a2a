"""The Cox model of how fast people return: coefficients, their errors, and whether the hazards stay proportional.

Newton's steps on the partial likelihood with Efron's or Breslow's way with ties, late entries allowed; the test of
proportional hazards is the score test of R's ``cox.zph`` (``survival`` 3.x) on the Kaplan–Meier scale of time.
"""

from dataclasses import dataclass
from math import exp
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from llamkay.core.errors import Refused
from llamkay.core.evaluation.distributions import chi_squared_tail, normal_quantile, two_sided
from llamkay.core.evaluation.shares import CONFIDENCE
from llamkay.core.evaluation.survival import Floats, Test

Ties = Literal["efron", "breslow"]
_STEPS = 50
_SMALL = 1e-11
_FAR = 15.0  # a coefficient of a standardised covariate beyond this has no finite estimate


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One covariate's log hazard ratio with its standard error, its ratio with limits, and Wald's p."""

    name: str
    coef: float
    se: float
    hazard_ratio: float
    lower: float
    upper: float
    p: float


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model; ``proportionality`` has a test for each covariate and, last, the one for all together."""

    coefficients: tuple[Coefficient, ...]
    null: float
    fitted: float
    concordance: float
    proportionality: tuple[Test, ...]


@dataclass(frozen=True, eq=False, slots=True)
class _Risk:
    """People in order of time, and for each death (tied ones one after another) where its risk set begins.

    Sums over those at risk are differences of running sums from the last person back.
    """

    x: Floats
    deaths: NDArray[np.intp]  # rows of x that are deaths, in order
    first: NDArray[np.intp]  # for each death, the first row still at risk at its time
    group: NDArray[np.intp]  # for each death, the number of its time
    part: Floats  # for each death, the share of the tied deaths taken out of the risk set
    late: NDArray[np.intp]  # rows in order of entry
    entered: NDArray[np.intp]  # for each death, the first of ``late`` that enters at its time or after
    time: Floats  # for each death


def cox(
    time: NDArray[Any],
    event: NDArray[Any],
    covariates: Floats,
    names: list[str],
    *,
    entry: NDArray[Any] | None = None,
    ties: Ties = "efron",
    confidence: float = CONFIDENCE,
) -> Model:
    """Fit ``covariates`` (people, columns) to times and events (0 or 1).

    Raises ``Refused`` without events, for a column that does not vary, for columns that repeat one another, and where
    no finite estimate exists.
    """
    if not event.any():
        raise Refused("nobody had the event; a Cox model needs some")
    for column, name in zip(covariates.T, names, strict=True):
        if np.ptp(column) == 0:
            raise Refused(f"the covariate «{name}» is the same for everybody; leave it out")
    middle, spread = covariates.mean(axis=0), covariates.std(axis=0)
    risk = _at_risk(time, event, (covariates - middle) / spread, entry, ties)
    beta = np.zeros(len(names))
    null, score, information = _likelihood(risk, beta)
    likelihood = null
    for _ in range(_STEPS):
        if np.linalg.matrix_rank(information, tol=1e-9 * np.abs(information).max()) < len(names):
            raise Refused("some covariates repeat one another; leave one of them out")
        step = np.linalg.solve(information, score)
        next_likelihood, next_score, next_information = _likelihood(risk, beta + step)
        while next_likelihood < likelihood - 1e-9 * abs(likelihood) and np.abs(step).max() > _SMALL:
            step /= 2
            next_likelihood, next_score, next_information = _likelihood(risk, beta + step)
        beta, score, information = beta + step, next_score, next_information
        if np.abs(beta).max() > _FAR:
            raise Refused("no finite estimate: one covariate parts those with the event from those without")
        done, likelihood = np.abs(step).max() < _SMALL, next_likelihood
        if done:
            break
    else:
        raise Refused("the model does not settle; leave out covariates that few people have")
    error = np.sqrt(np.diag(np.linalg.inv(information))) / spread
    coefficients = [
        _coefficient(name, value, se, confidence) for name, value, se in zip(names, beta / spread, error, strict=True)
    ]
    return Model(
        tuple(coefficients),
        null,
        likelihood,
        concordance(time, event, covariates @ (beta / spread), entry),
        _proportionality(risk, beta, time, event, entry),
    )


def concordance(time: NDArray[Any], event: NDArray[Any], risk: Floats, entry: NDArray[Any] | None = None) -> float:
    """Of the pairs that can be ordered, the share in which who returned first had the higher risk; ties count half."""
    last = (event == 0).astype(np.int64)
    _, rank = np.unique(risk, return_inverse=True)
    when = np.unique(np.stack([time.astype(np.float64), last], axis=1), axis=0, return_inverse=True)[1].ravel()
    dead = event > 0
    less, equal, total = _later(when[dead], rank[dead], when, rank)
    if entry is not None:
        # who had not yet entered was not at risk: an entry at the time of the event comes after it
        moments = np.unique(np.concatenate([time, entry]).astype(np.float64))
        at, entered = np.searchsorted(moments, time[dead]), np.searchsorted(moments, entry)
        not_less, not_equal, not_total = _later(at - 1, rank[dead], entered, rank)
        less, equal, total = less - not_less, equal - not_equal, total - not_total
    return (less + equal / 2) / total if total else float("nan")


def _later(
    when: NDArray[Any], rank: NDArray[Any], others_when: NDArray[Any], others_rank: NDArray[Any]
) -> tuple[int, int, int]:
    """Pairs (one, other later than it) in which the other's rank is less, equal, and all such pairs.

    Counted by halves of time: of each block of moments split in two, the ones of the first half against the others of
    the second, so n log² n.
    """
    top = int(max(when.max(initial=0), others_when.max(initial=0))) + 2
    shift = int(max(rank.max(initial=0), others_rank.max(initial=0))) + 1
    less = up_to = total = 0
    when, width = when + 1, 1  # a moment before all others may be asked for
    others_when = others_when + 1
    while width <= top:
        block, others_block = when // width, others_when // width
        first, second = block % 2 == 0, others_block % 2 == 1
        keys = np.sort((others_block[second] - 1) * shift + others_rank[second])
        own = block[first] * shift
        start = np.searchsorted(keys, own, side="left")
        less += int((np.searchsorted(keys, own + rank[first], side="left") - start).sum())
        up_to += int((np.searchsorted(keys, own + rank[first], side="right") - start).sum())
        total += int((np.searchsorted(keys, own + shift, side="left") - start).sum())
        width *= 2
    return less, up_to - less, total


def _at_risk(time: NDArray[Any], event: NDArray[Any], x: Floats, entry: NDArray[Any] | None, ties: Ties) -> _Risk:
    order = np.argsort(time, kind="stable")
    time, event, x = time[order].astype(np.float64), event[order], x[order]
    deaths = np.flatnonzero(event > 0)
    _, group, size = np.unique(time[deaths], return_inverse=True, return_counts=True)
    begins = np.concatenate([[0], np.cumsum(size)[:-1]])
    part = (np.arange(len(deaths)) - begins[group]) / size[group] if ties == "efron" else np.zeros(len(deaths))
    first = np.searchsorted(time, time[deaths], side="left")
    if entry is None:
        late, entered = np.zeros(0, dtype=np.intp), np.zeros(len(deaths), dtype=np.intp)
    else:
        entry = entry[order]
        late = np.argsort(entry, kind="stable")
        entered = np.searchsorted(entry[late], time[deaths], side="left")
    return _Risk(x, deaths, first, group, part, late, entered, time[deaths])


def _moments(risk: _Risk, beta: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """For each death the linear predictor's sums over its risk set: log of the sum, mean (p) and variance (p, p)."""
    eta = risk.x @ beta
    top = eta.max()
    weight = np.exp(eta - top)
    p = risk.x.shape[1]
    rows, columns = np.triu_indices(p)
    each = np.column_stack([weight, weight[:, None] * risk.x, weight[:, None] * risk.x[:, rows] * risk.x[:, columns]])
    back = np.concatenate([each[::-1].cumsum(axis=0)[::-1], np.zeros((1, each.shape[1]))])
    sums = back[risk.first]
    if len(risk.late):
        late = np.concatenate([each[risk.late][::-1].cumsum(axis=0)[::-1], np.zeros((1, each.shape[1]))])
        sums = sums - late[risk.entered]
    tied = np.zeros((risk.group[-1] + 1, each.shape[1]))
    np.add.at(tied, risk.group, each[risk.deaths])
    sums = sums - risk.part[:, None] * tied[risk.group]
    mean = sums[:, 1 : p + 1] / sums[:, :1]
    square = np.zeros((len(sums), p, p))
    square[:, rows, columns] = square[:, columns, rows] = sums[:, p + 1 :] / sums[:, :1]
    return np.log(sums[:, 0]) + top, mean, square - mean[:, :, None] * mean[:, None, :], eta


def _likelihood(risk: _Risk, beta: Floats) -> tuple[float, Floats, Floats]:
    logarithm, mean, variance, eta = _moments(risk, beta)
    value = float(eta[risk.deaths].sum() - logarithm.sum())
    return value, (risk.x[risk.deaths] - mean).sum(axis=0), variance.sum(axis=0)


def _proportionality(
    risk: _Risk, beta: Floats, time: NDArray[Any], event: NDArray[Any], entry: NDArray[Any] | None
) -> tuple[Test, ...]:
    """Whether a coefficient moves with time: the score test of each covariate times g(t), and of all together."""
    from llamkay.core.evaluation.survival import count

    steps = count(time, (event > 0).astype(np.int64), entry)
    survival = np.cumprod(1 - steps.any_event / np.maximum(steps.at_risk, 1.0))
    before = np.concatenate([[1.0], survival[:-1]])
    g = 1 - before[np.searchsorted(steps.time, risk.time)]
    g = g - g.mean()
    _, mean, variance, _ = _moments(risk, beta)
    score = (g[:, None] * (risk.x[risk.deaths] - mean)).sum(axis=0)
    plain = variance.sum(axis=0)
    once = (g[:, None, None] * variance).sum(axis=0)
    twice = ((g**2)[:, None, None] * variance).sum(axis=0)
    tests = []
    for chosen in (*([j] for j in range(len(beta))), list(range(len(beta)))):
        cross = once[:, chosen]
        inner = twice[np.ix_(chosen, chosen)] - cross.T @ np.linalg.solve(plain, cross)
        part = score[chosen]
        chi2 = float(part @ np.linalg.solve(inner, part))
        tests.append(Test(chi2, len(chosen), chi_squared_tail(chi2, len(chosen))))
    return tuple(tests)


def _coefficient(name: str, value: float, se: float, confidence: float) -> Coefficient:
    z = normal_quantile(0.5 + confidence / 2)
    return Coefficient(
        name, float(value), float(se), exp(value), exp(value - z * se), exp(value + z * se), two_sided(value / se)
    )
