"""What a stranger can work out of a hidden value: the least and the most that the published sums allow, exactly.

A program of linear sums over whole numbers, solved without rounding, so that a verdict is never an accident of the
arithmetic (simplex with Bland's rule; whole numbers over one denominator, as Edmonds and Bareiss have them). Where each
value stands in one table of rows and columns, the least and the most over fractions are whole numbers and therefore the
true ones (the sums of such a table are totally unimodular). Elsewhere the true ones may be narrower, so both ends are
brought to the nearest whole number inside.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from llamkay.core.errors import Refused

Table = NDArray[Any]
LARGEST = 2**62  # of what a machine word takes, with room for a difference


@dataclass(frozen=True)
class Sum:
    """A total that is its parts put together, each named by its key."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Bounds:
    """The least and the most that a value may be; ``most`` is none where nothing limits it."""

    least: int
    most: int | None

    @property
    def width(self) -> int | None:
        return None if self.most is None else self.most - self.least


def bounds(
    shown: Mapping[str, int], sums: Sequence[Sum], *, below: Mapping[str, int] | None = None
) -> dict[str, Bounds]:
    """The bounds of every value that stands in a sum and is not shown; ``below`` says what is told to be under a limit.

    Raises ``Refused`` when what is shown contradicts itself: it is not the truth, and nothing follows from it.

    >>> bounds({"all": 12, "girls": 9}, [Sum("all", ("girls", "boys"))])["boys"]
    Bounds(least=3, most=3)
    """
    hidden = sorted({key for line in sums for key in (line.total, *line.parts) if key not in shown})
    for line in sums:
        whole = line.total in shown and all(part in shown for part in line.parts)
        if whole and shown[line.total] != sum(shown[part] for part in line.parts):
            raise Refused(f"the sum of {line.total} does not agree with its parts")
    if not hidden:
        return {}
    at = {key: index for index, key in enumerate(hidden)}
    limits = {key: limit - 1 for key, limit in (below or {}).items() if key in at}
    start = _Simplex(_rows(shown, sums, at, limits))
    found = {}
    for key, index in at.items():
        least, most = start.lowest(index), start.highest(index)
        found[key] = Bounds(ceil(least), None if most is None else floor(most))
    return found


def _rows(shown: Mapping[str, int], sums: Iterable[Sum], at: Mapping[str, int], limits: Mapping[str, int]) -> Table:
    """The equations, one a line, its value last: of each sum, and of each limit with what is left of it."""
    wide = len(at) + len(limits)
    rows = []
    for line in sums:
        row = [0] * (wide + 1)
        for key, sign in ((line.total, -1), *((part, 1) for part in line.parts)):
            if key in at:
                row[at[key]] += sign
            else:
                row[-1] -= sign * shown[key]
        if any(row[:-1]):
            rows.append(row)
    for place, (key, limit) in enumerate(sorted(limits.items())):
        row = [0] * (wide + 1)
        row[at[key]] = row[len(at) + place] = 1
        row[-1] = limit
        rows.append(row)
    return np.array(rows, dtype=object).reshape(len(rows), wide + 1)


class _Simplex:
    """A corner of what is possible, from which every question about the same sums goes on.

    ``table`` holds whole numbers, each to be divided by ``over``: a line an equation, its value last.
    """

    def __init__(self, rows: Table) -> None:
        high, self.wide = len(rows), rows.shape[1] - 1
        rows = np.where(rows[:, -1:] < 0, -rows, rows)
        self.table = _narrow(np.hstack([rows[:, :-1], np.eye(high, dtype=object), rows[:, -1:]]))
        self.basis = [self.wide + i for i in range(high)]
        self.over = 1
        self._descend([int(j >= self.wide) for j in range(self.wide + high)])
        if any(self.table[i, -1] for i, basic in enumerate(self.basis) if basic >= self.wide):
            raise Refused("what is shown contradicts itself")
        lines = []
        for i, basic in enumerate(self.basis):  # what is left over of the start leaves, or its sum said nothing new
            if basic < self.wide:
                lines.append(i)
            elif (columns := np.flatnonzero(self.table[i, : self.wide])).size:
                self._pivot(i, int(columns[0]))
                lines.append(i)
        self.table = np.hstack([self.table[lines, : self.wide], self.table[lines, -1:]])
        self.basis = [self.basis[i] for i in lines]

    def lowest(self, index: int) -> Fraction:
        found = self._descend([int(j == index) for j in range(self.wide)])
        assert found is not None  # no value is under zero
        return found

    def highest(self, index: int) -> Fraction | None:
        found = self._descend([-int(j == index) for j in range(self.wide)])
        return None if found is None else -found

    def _descend(self, cost: list[int]) -> Fraction | None:
        """The least of a cost, from corner to corner; none when there is no least."""
        line = np.array([*cost, 0], dtype=object) * self.over
        for i, basic in enumerate(self.basis):
            if cost[basic]:
                line = line - cost[basic] * self.table[i].astype(object)
        self.table = _narrow(np.vstack([self.table.astype(object), line]))
        try:
            while (columns := np.flatnonzero(self.table[-1, :-1] < 0)).size:
                column = int(columns[0])
                lines = np.flatnonzero(self.table[:-1, column] > 0)
                if not lines.size:
                    return None
                values, steps = self.table[lines, -1].tolist(), self.table[lines, column].tolist()
                least = min(
                    (Fraction(value, step), self.basis[i], i)
                    for i, value, step in zip(lines.tolist(), values, steps, strict=True)
                )
                self._pivot(least[2], column)
            return Fraction(-int(self.table[-1, -1]), self.over)
        finally:
            self.table = self.table[:-1]

    def _pivot(self, at: int, column: int) -> None:
        """Let a column enter the basis for a line: every line over the new denominator, divided without a rest."""
        if self.table[at, column] < 0:
            self.table[at] *= -1
        if self.table.dtype != object and 2 * int(np.abs(self.table).max()) ** 2 >= LARGEST:
            self.table = self.table.astype(object)
        by, line = self.table[at, column], self.table[at].copy()
        factors = self.table[:, column].copy()
        factors[at] = 0
        if by == self.over:
            lines = np.flatnonzero(factors)
            self.table[lines] -= np.outer(factors[lines], line) // by
        else:
            self.table = (self.table * by - np.outer(factors, line)) // self.over
            self.table[at] = line
        self.over = int(by)
        self.basis[at] = column


def _narrow(table: Table) -> Table:
    """A table of machine words where its numbers are small, which they nearly always are."""
    return table.astype(np.int64) if table.size and int(np.abs(table).max()) < 2**31 else table
