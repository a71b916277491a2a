"""How places compare, which says nothing of the people in them: an ecological comparison, always called one."""

from collections.abc import Sequence

import numpy as np

from llamkay.core.evaluation.survival import Floats

LEAST_PLACES = 5


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Spearman's rank correlation of two shares over places; none of fewer than five, or where one does not vary.

    >>> correlation([(0.1, 0.3), (0.2, 0.25), (0.3, 0.2), (0.4, 0.15), (0.5, 0.1)])
    -1.0
    """
    if len(pairs) < LEAST_PLACES:
        return None
    first, second = (_ranks(np.array(column)) for column in zip(*pairs, strict=True))
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return round(float(np.corrcoef(first, second)[0, 1]), 12)


def _ranks(values: Floats) -> Floats:
    """Ranks from 1, ties sharing their middle rank."""
    _distinct, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts).astype(np.float64)
    return np.asarray((last - (counts - 1) / 2)[place], dtype=np.float64)
