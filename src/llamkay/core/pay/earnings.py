"""What work earns, in céntimos: by hour, day or piece and its grade, a share of a sale, a training subsidy."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llamkay.core.law import LawBook
from llamkay.core.values import Month, largest_remainder

FULL_WEEK = 48 * 60  # minutes of a full timetable (D.Leg 854 art. 1), to which the training subsidy is in proportion

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


def share_out(total: int, minutes: list[int]) -> list[int]:
    """What a group sold, less its costs, among those who worked, by their minutes; the parts sum to the total.

    Raises ``ValueError`` where there is something to share and nobody worked.

    >>> share_out(1000, [60, 120, 0])
    [333, 667, 0]
    """
    if not total:
        return [0] * len(minutes)
    return largest_remainder(total, minutes)


def training_subsidy(*, attended: Mapping[int, int], scheduled: int) -> int:
    """The month's subsidy in proportion to the minutes attended of those scheduled, half a céntimo up, once.

    ``attended`` are the minutes under each monthly rate, what the contract pays for its whole timetable (D.S.
    025-2017-JUS arts. 26-29). More minutes than those scheduled earn no more than the whole.

    >>> training_subsidy(attended={56500: 2400}, scheduled=4800)
    28250
    >>> training_subsidy(attended={56500: 4800, 70000: 5280}, scheduled=10560)
    60682
    """
    if scheduled <= 0:
        raise ValueError("a training contract needs a timetable with hours in the month")
    whole = max(scheduled, sum(attended.values()))
    earned = sum(monthly * minutes for monthly, minutes in attended.items())
    return (2 * earned + whole) // (2 * whole)


def least_subsidy(*, law: LawBook, month: Month, weekly_minutes: int) -> int:
    """The least monthly subsidy of a training contract: half the minimum wage, in proportion to the timetable.

    INC-15: D.S. 025-2017-JUS arts. 26-29. Raises ``NoRuleInForce`` before the first minimum wage on record.
    """
    half = int(law.value("pay.minimum_wage", on=month.first).value) // 2
    return -(-half * min(weekly_minutes, FULL_WEEK) // FULL_WEEK)
