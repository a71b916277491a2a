"""What a stranger can work out of a hidden value: the least and the most that the published sums allow, exactly.

A program of linear sums over whole numbers, solved in fractions (simplex, Bland's rule): no rounding, so a verdict is
never an accident of the arithmetic. Where each value stands in one table of rows and columns, the least and the most
over fractions are whole numbers and therefore the true ones (the sums of such a table are totally unimodular).
Elsewhere the true ones may be narrower, so both ends are brought to the nearest whole number inside.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from llamkay.core.errors import Refused

Row = list[Fraction]


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
    rows, right = _rows(shown, sums, at, limits)
    start = _Simplex(rows, right)
    found = {}
    for key, index in at.items():
        least, most = start.lowest(index), start.highest(index)
        found[key] = Bounds(ceil(least), None if most is None else floor(most))
    return found


def _rows(
    shown: Mapping[str, int], sums: Iterable[Sum], at: Mapping[str, int], limits: Mapping[str, int]
) -> tuple[list[Row], Row]:
    wide = len(at) + len(limits)
    rows, right = [], []
    for line in sums:
        row, value = [Fraction(0)] * wide, Fraction(0)
        for key, sign in ((line.total, -1), *((part, 1) for part in line.parts)):
            if key in at:
                row[at[key]] += sign
            else:
                value -= sign * shown[key]
        if any(row):
            rows.append(row)
            right.append(value)
    for place, (key, limit) in enumerate(sorted(limits.items())):
        row = [Fraction(0)] * wide
        row[at[key]] = row[len(at) + place] = Fraction(1)
        rows.append(row)
        right.append(Fraction(limit))
    return rows, right


class _Simplex:
    """The corner from which every question about the same sums starts."""

    def __init__(self, rows: list[Row], right: Row) -> None:
        self.wide = len(rows[0]) if rows else 0
        signed = [
            ([-x for x in row], -value) if value < 0 else (row, value) for row, value in zip(rows, right, strict=True)
        ]
        high = len(signed)
        self.table = [
            [*row, *(Fraction(int(i == j)) for j in range(high)), value] for i, (row, value) in enumerate(signed)
        ]
        self.basis = [self.wide + i for i in range(high)]
        _descend(self.table, self.basis, [Fraction(int(j >= self.wide)) for j in range(self.wide + high)])
        if any(row[-1] for row, basic in zip(self.table, self.basis, strict=True) if basic >= self.wide):
            raise Refused("what is shown contradicts itself")
        lines = []
        for i, basic in enumerate(self.basis):  # what is left over of the start leaves, or its sum said nothing new
            if basic < self.wide:
                lines.append(i)
            elif (column := next((j for j in range(self.wide) if self.table[i][j]), None)) is not None:
                _pivot(self.table, self.basis, i, column)
                lines.append(i)
        self.table = [[*self.table[i][: self.wide], self.table[i][-1]] for i in lines]
        self.basis = [self.basis[i] for i in lines]

    def lowest(self, index: int) -> Fraction:
        found = self._least(index, 1)
        assert found is not None  # no value is under zero
        return found

    def highest(self, index: int) -> Fraction | None:
        found = self._least(index, -1)
        return None if found is None else -found

    def _least(self, index: int, sign: int) -> Fraction | None:
        table, basis = [list(row) for row in self.table], list(self.basis)
        return _descend(table, basis, [Fraction(sign * (j == index)) for j in range(self.wide)])


def _descend(table: list[Row], basis: list[int], cost: Row) -> Fraction | None:
    """The least of a cost, from corner to corner; none when there is no least."""
    line = [*cost, Fraction(0)]
    for row, basic in zip(table, basis, strict=True):
        if factor := line[basic]:
            line = [x - factor * y for x, y in zip(line, row, strict=True)]
    while (column := next((j for j, x in enumerate(line[:-1]) if x < 0), None)) is not None:
        steps = [(row[-1] / row[column], basis[i], i) for i, row in enumerate(table) if row[column] > 0]
        if not steps:
            return None
        at = min(steps)[2]
        _pivot(table, basis, at, column)
        factor = line[column]
        line = [x - factor * y for x, y in zip(line, table[at], strict=True)]
    return -line[-1]


def _pivot(table: list[Row], basis: list[int], at: int, column: int) -> None:
    by = table[at][column]
    table[at] = [x / by for x in table[at]]
    for i, row in enumerate(table):
        if i != at and (factor := row[column]):
            table[i] = [x - factor * y for x, y in zip(row, table[at], strict=True)]
    basis[at] = column
