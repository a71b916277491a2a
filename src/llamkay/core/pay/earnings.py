"""What work earns, by hour, day or piece, in céntimos; vectors throughout."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Amounts = NDArray[np.int64]


def earnings(*, basis: str, units: NDArray[Any], rate: NDArray[Any]) -> Amounts:
    """The gross of each row in céntimos: the day's units at the day's rate, summed, rounded once.

    ``units`` and ``rate`` are int (r, d): minutes and céntimos an hour for ``hour``, days (0 or 1) for ``day``, pieces
    for ``piece``. Hours round half a céntimo up, once for the row. Raises ``ValueError`` for another basis or a
    negative unit.

    >>> earnings(basis="hour", units=np.array([[90, 0]]), rate=np.array([[335, 335]])).tolist()
    [503]
    """
    if units.size and (int(units.min()) < 0 or int(rate.min()) < 0):
        raise ValueError("units and rates cannot be negative; correct the sheet by an adjustment instead")
    total: Amounts = (units.astype(np.int64) * rate.astype(np.int64)).sum(axis=1)
    if basis in ("day", "piece"):
        return total
    if basis == "hour":
        return (total + 30) // 60
    raise ValueError(f"«{basis}» is not a basis of pay; use hour, day or piece")
