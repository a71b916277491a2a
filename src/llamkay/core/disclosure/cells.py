"""Small cells: which values of a table may not be shown, so that nobody is recognised in a count."""

from collections.abc import Mapping
from typing import TypeVar

LIMIT = 5  # a count of one to four people can point at somebody
K = TypeVar("K")


def is_small(value: int) -> bool:
    """Whether a count can point at somebody: one to four; zero points at nobody.

    >>> [is_small(n) for n in (0, 1, 4, 5)]
    [False, True, True, False]
    """
    return 0 < value < LIMIT


def protect(cells: Mapping[K, int], *, sensitive: bool) -> dict[K, int | None]:
    """The cells of a table whose total is public, with ``None`` where the value is withheld.

    In a sensitive table every value of one to four is withheld. Whoever subtracts the rest from the total must not get
    them back, so the smallest other values follow until at least two are withheld and their sum leaves more than one
    answer. A table that is not sensitive is shown whole; so is the total of a table, which is not a cell of it.

    >>> protect({"a": 3, "b": 9, "c": 40, "d": 0}, sensitive=True)
    {'a': None, 'b': None, 'c': 40, 'd': 0}
    """
    shown: dict[K, int | None] = dict(cells)
    if not sensitive:
        return shown
    withheld = [key for key, value in cells.items() if is_small(value)]
    rest = sorted((key for key, value in cells.items() if value >= LIMIT), key=lambda key: cells[key])
    while withheld and rest and _given_away([cells[key] for key in withheld]):
        withheld.append(rest.pop(0))
    return shown | dict.fromkeys(withheld)


def _given_away(values: list[int]) -> bool:
    """Whether the sum of withheld values tells each of them: only one, all at the least, or all at the most."""
    count, total = len(values), sum(values)
    return count < 2 or total == count or (max(values) < LIMIT and total == count * (LIMIT - 1))
