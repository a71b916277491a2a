"""The few distribution functions that the intervals and tests need: normal, chi-squared, beta.

Series and continued fractions of Abramowitz & Stegun (6.5.29, 6.5.31, 26.5.8), good to about 1e-13; the tests compare
them with R's ``pchisq``, ``qnorm`` and ``qbeta``.
"""

from math import erfc, exp, lgamma, log, log1p, sqrt
from statistics import NormalDist

_TINY = 1e-300
_CLOSE = 1e-16
_MOST_STEPS = 100_000


def normal_quantile(share: float) -> float:
    """The z below which a standard normal falls with this probability.

    >>> round(normal_quantile(0.975), 6)
    1.959964
    """
    return NormalDist().inv_cdf(share)


def two_sided(z: float) -> float:
    """The probability of a standard normal as far from zero as ``z`` or farther."""
    return erfc(abs(z) / sqrt(2))


def chi_squared_tail(value: float, df: int) -> float:
    """The probability that a chi-squared with ``df`` degrees of freedom is above ``value``."""
    if value <= 0:
        return 1.0
    a, x = df / 2, value / 2
    scale = exp(-x + a * log(x) - lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        step = a
        while abs(term) > abs(total) * _CLOSE:
            step += 1
            term *= x / step
            total += term
        return 1 - scale * total
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    fraction = d
    for i in range(1, _MOST_STEPS):
        an = -i * (i - a)
        b += 2
        d = 1 / _away(an * d + b)
        c = _away(b + an / c)
        fraction *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return scale * fraction


def beta_quantile(share: float, a: float, b: float) -> float:
    """The x below which a beta(a, b) falls with this probability: bisection of the incomplete beta function."""
    low, high = 0.0, 1.0
    while (middle := (low + high) / 2) not in (low, high):
        if _beta_share(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return middle


def _beta_share(x: float, a: float, b: float) -> float:
    scale = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return scale * _beta_fraction(x, a, b) / a
    return 1 - scale * _beta_fraction(1 - x, b, a) / b


def _beta_fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, _MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        change = 1.0
        for step in (even, odd):
            d = 1 / _away(1 + step * d)
            c = _away(1 + step / c)
            change = c * d
            fraction *= change
        if abs(change - 1) < _CLOSE:
            break
    return fraction


def _away(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
