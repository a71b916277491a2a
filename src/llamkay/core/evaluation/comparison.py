"""One comparison whole: crude, weighted, doubly robust, balance, effective size, E-value, and their verdict."""

from dataclasses import dataclass
from math import exp, inf, log, nan, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llamkay.core.errors import Refused
from llamkay.core.evaluation.distributions import normal_quantile
from llamkay.core.evaluation.shares import CONFIDENCE, Share, e_value, e_value_of_limit, newcombe
from llamkay.core.evaluation.survival import Floats
from llamkay.core.evaluation.verdict import Code, Evidence, Grade, Verdict, judge
from llamkay.core.evaluation.weighting import (
    Difference,
    Flags,
    Weights,
    difference,
    doubly_robust,
    effective,
    propensity,
    standardised,
    weights,
)


@dataclass(frozen=True, slots=True)
class Balance:
    """A covariate's standardised difference before and after weighting."""

    name: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was computed of two groups; shares are treated − comparison, E-values ``nan`` where they have no meaning."""

    treated: int
    comparison: int
    crude: Difference
    crude_limits: Share
    weighted: Difference
    weighted_limits: Share
    doubly_robust: tuple[float, float]
    balance: tuple[Balance, ...]
    effective: tuple[float, float]
    e_value: float
    e_value_of_limit: float
    verdict: Verdict
    evidence: Evidence


def compare(
    treated: Flags,
    outcome: Floats,
    covariates: Floats,
    names: list[str],
    *,
    kind: Weights = "overlap",
    design: Grade = Grade.MATCHED,
    control: Floats | None = None,
    cluster: NDArray[Any] | None = None,
) -> Comparison:
    """Compare those treated with the others; ``outcome`` (n) is 0 or 1 for each person, ``covariates`` (n, columns).

    ``control`` is an outcome that the programme cannot change. An outcome that is no yes or no is computed, without a
    verdict. Raises ``Refused`` for an empty group, a column that tells the groups apart for certain, a missing value.
    """
    _check(treated, outcome, covariates)
    binary = bool(np.isin(outcome, (0.0, 1.0)).all())
    e = propensity(covariates, treated, names)
    w = weights(e, treated, kind)
    alike = np.ones(len(treated))
    crude, weighted = difference(outcome, treated, alike, cluster), difference(outcome, treated, w, cluster)
    before, after = standardised(covariates, treated, alike), standardised(covariates, treated, w)
    balance = [Balance(n, float(b), float(a)) for n, b, a in zip(names, before, after, strict=True)]
    limits = _limits(weighted)
    moved = None if control is None else _limits(difference(control, treated, w, cluster))
    returns = [int(outcome[group].sum()) if binary else 0 for group in (treated, ~treated)]
    people = [int(treated.sum()), int((~treated).sum())]
    if binary and cluster is None:
        crude_limits = newcombe((returns[0], people[0]), (returns[1], people[1]))
    else:
        crude_limits = _limits(crude)
    evidence = Evidence(
        treated=people[0],
        comparison=people[1],
        treated_returns=returns[0],
        comparison_returns=returns[1],
        shares=(min(max(weighted.treated, 0.0), 1.0), min(max(weighted.comparison, 0.0), 1.0)),
        lower=limits.lower,
        upper=limits.upper,
        imbalance=max(((b.name, b.after) for b in balance), key=lambda item: abs(item[1]), default=None),
        control=None if moved is None else (moved.lower, moved.upper),
    )
    verdict = judge(evidence, design) if binary else Verdict(Code.REFUSED, design, "not_a_share", {})
    strength = _e_values(weighted) if binary else (nan, nan)
    return Comparison(
        treated=people[0],
        comparison=people[1],
        crude=crude,
        crude_limits=crude_limits,
        weighted=weighted,
        weighted_limits=limits,
        doubly_robust=doubly_robust(outcome, treated, covariates, e, cluster),
        balance=tuple(balance),
        effective=(effective(w[treated]), effective(w[~treated])),
        e_value=strength[0],
        e_value_of_limit=strength[1],
        verdict=verdict,
        evidence=evidence,
    )


def _limits(value: Difference) -> Share:
    half = normal_quantile(0.5 + CONFIDENCE / 2) * value.se
    return Share(value.difference, value.difference - half, value.difference + half)


def _e_values(value: Difference) -> tuple[float, float]:
    """The E-values of the risk ratio and of its limit nearer to one (delta method on the logarithm)."""
    if not 0 < value.treated < inf or not 0 < value.comparison < inf:
        return nan, nan
    ratio = log(value.treated / value.comparison)
    se = sqrt((value.treated_se / value.treated) ** 2 + (value.comparison_se / value.comparison) ** 2)
    half = normal_quantile(0.5 + CONFIDENCE / 2) * se
    return e_value(exp(ratio)), e_value_of_limit(exp(ratio - half), exp(ratio + half))


def _check(treated: Flags, outcome: Floats, covariates: Floats) -> None:
    if not treated.any() or treated.all():
        raise Refused("a comparison needs people in both groups")
    if not (np.isfinite(outcome).all() and np.isfinite(covariates).all()):
        raise Refused("a value is missing; leave those people out and say how many they are")
