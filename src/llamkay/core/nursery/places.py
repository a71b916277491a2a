"""Whether places are enough on every day: how many stretches of days hold at once, and the first day of too many."""

from collections.abc import Iterable
from datetime import date

# A stretch of days from the first up to the last, which is no longer counted; without one it goes on.
Stretch = tuple[date, date | None]


def counts(stretches: Iterable[Stretch], *, within: Stretch) -> list[tuple[date, int]]:
    """The days of ``within`` on which their number changes, the first among them, each with how many hold."""
    first, end = within
    changes: dict[date, int] = {first: 0}
    for start, until in stretches:
        start = max(start, first)
        until = end if until is None else until if end is None else min(until, end)
        if until is not None and until <= start:
            continue
        changes[start] = changes.get(start, 0) + 1
        if until is not None:
            changes[until] = changes.get(until, 0) - 1
    found, there = [], 0
    for day in sorted(changes):
        there += changes[day]
        if end is None or day < end:
            found.append((day, there))
    return found


def fullest(stretches: Iterable[Stretch], *, within: Stretch) -> tuple[int, date]:
    """The most of them that hold on one day of ``within``, and the first such day.

    >>> fullest([(date(2026, 1, 1), date(2026, 2, 1)), (date(2026, 1, 20), None)], within=(date(2026, 1, 15), None))
    (2, datetime.date(2026, 1, 20))
    """
    day, most = max(counts(stretches, within=within), key=lambda found: found[1])
    return most, day
