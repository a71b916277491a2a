"""A programme that goes on after the release: everybody is counted from one later day, by what they had done until it.

Whoever stays out longer has more time to begin. Counted from the release, those who began would owe it to having
stayed out (immortal time). From a landmark on, only those still out are compared, each in the group of that day:
whoever begins later stays among those who had not begun (Anderson, Cain & Gelber 1983).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llamkay.core.errors import Refused
from llamkay.core.evaluation.weighting import Flags

Days = NDArray[Any]  # from the release; not a number where it never happened


@dataclass(frozen=True, eq=False, slots=True)
class AtLandmark:
    """Who is counted (n), what each had done by then (n: 1, 0, −1 for too little), and who began only later (n)."""

    counted: Flags
    part: NDArray[np.int8]
    late: Flags
    back: Flags  # came back before it
    ended: Flags  # died or left before it
    unseen: Flags  # not followed until it


def at_landmark(
    landmark: Days, *, part: NDArray[np.int8], began: Days, back: Days, ended: Days, followed: Days
) -> AtLandmark:
    """The people (n) at their landmark, every argument in days from the release of each.

    ``part`` is what the records say of the whole time, ``back`` the first return of any kind. What happens on the day
    of the landmark is not before it. Raises ``Refused`` for who took part and has no day of it, and for a part begun
    after the return or the end of that person.

    >>> day, never = np.array([90.0, 90.0]), np.array([np.nan, np.nan])
    >>> part, began = np.array([1, 1], dtype=np.int8), np.array([30.0, 120.0])
    >>> at_landmark(day, part=part, began=began, back=never, ended=never, followed=day * 9).part.tolist()
    [1, 0]
    """
    undated = (part != 0) & np.isnan(began)
    if undated.any():
        raise Refused("somebody took part and no day says since when", code="undated", cells=_rows(undated))
    first = np.fmin(back, ended)
    after = began > first  # not a number is never later
    if after.any():
        raise Refused("somebody begins after having come back, died or left", code="immortal_time", cells=_rows(after))
    gone, dead = back < landmark, (ended < landmark) & ~(back < landmark)
    unseen = (followed < landmark) & ~gone & ~dead
    late = (part != 0) & (began > landmark)
    counted = ~gone & ~dead & ~unseen
    return AtLandmark(counted, np.where(late, 0, part).astype(np.int8), late & counted, gone, dead, unseen)


def _rows(flags: Flags) -> list[str]:
    return [str(row) for row in np.flatnonzero(flags)[:20]]
