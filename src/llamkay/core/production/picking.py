"""Which lots are taken: the earliest expiry first, unless a plan names them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Stocked:
    """How much of a lot lies free in a place, and until when it is good."""

    lot: int
    quantity: int
    expires_on: date | None = None
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class Picked:
    """Lots with what is taken of each, and how much lacks."""

    lots: tuple[tuple[int, int], ...]
    short: int = 0


def pick(stock: Iterable[Stocked], quantity: int, *, on: date, plan: Mapping[int, int] | None = None) -> Picked:
    """Take a quantity from what is there: lots whose expiry is nearest first, then the oldest; none that has expired.

    With a ``plan`` the lots that it names are taken, each up to what it says, and no other. A lot is good through the
    day on which it expires.

    >>> pick([Stocked(1, 5, date(2026, 3, 1)), Stocked(2, 5, date(2026, 2, 1))], 7, on=date(2026, 1, 1)).lots
    ((2, 5), (1, 2))
    """
    good = [item for item in stock if item.quantity > 0 and (item.expires_on is None or item.expires_on >= on)]
    if plan is not None:
        good = [replace(item, quantity=min(item.quantity, plan[item.lot])) for item in good if item.lot in plan]
    taken, left = [], quantity
    for item in in_order(good):
        if left <= 0:
            break
        part = min(item.quantity, left)
        if part:
            taken.append((item.lot, part))
            left -= part
    return Picked(tuple(taken), max(left, 0))


def in_order(stock: Iterable[Stocked]) -> Sequence[Stocked]:
    """The order in which lots are taken: what expires first, what never does last; then what came first."""
    return sorted(stock, key=lambda s: (s.expires_on or date.max, s.received_on or date.min, s.lot))
