"""Hours that cover others."""

from collections.abc import Iterable


def covered(start: int, end: int, spells: Iterable[tuple[int, int]]) -> bool:
    """Whether some spells together leave nothing of the minutes from one to before another.

    >>> covered(480, 720, [(600, 780), (420, 600)]), covered(480, 720, [(480, 600), (630, 720)])
    (True, False)
    """
    reached = start
    for low, high in sorted(spells):
        if low > reached:
            break
        reached = max(reached, high)
    return reached >= end
