"""Cells of counts and the sums between them, as arrays: what a stranger knows of several tables at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from llamkay.core.disclosure.bounds import Sum

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class System:
    """``size`` cells and the sums between them: sum ``s`` has the entries ``start[s]`` to ``start[s + 1]``, each a
    ``cell`` with its ``sign``, −1 for the total (which comes first), 1 for a part. A cell may stand in any number."""

    size: int
    start: Ints
    cell: Ints
    sign: Ints

    @classmethod
    def of(cls, size: int, sums: Sequence[tuple[int, Sequence[int]]]) -> "System":
        """The cells 0 … ``size`` − 1 with their sums, each a total and its parts."""
        start = np.cumsum([0, *(1 + len(parts) for _total, parts in sums)], dtype=np.int64)
        cell = np.array([each for total, parts in sums for each in (total, *parts)], dtype=np.int64)
        sign = np.ones(len(cell), dtype=np.int64)
        sign[start[:-1]] = -1
        return cls(size, start, cell, sign)

    @classmethod
    def named(cls, values: Mapping[str, int], sums: Sequence[Sum]) -> tuple["System", list[str], Ints]:
        """The same of cells with names: the system, the names in its order and their values."""
        names = list(values)
        at = {name: index for index, name in enumerate(names)}
        system = cls.of(len(names), [(at[each.total], [at[part] for part in each.parts]) for each in sums])
        return system, names, np.array([values[name] for name in names], dtype=np.int64)

    @property
    def sums(self) -> int:
        """How many sums there are."""
        return len(self.start) - 1

    @cached_property
    def line(self) -> Ints:
        """The sum that each entry is of."""
        return np.repeat(np.arange(self.sums), np.diff(self.start))

    def over(self, values: Ints) -> Ints:
        """By how much the parts of each sum exceed its total, exactly."""
        found = np.zeros(self.sums, dtype=np.int64)
        np.add.at(found, self.line, self.sign * values[self.cell])
        return found

    def members(self, number: int) -> Ints:
        """The cells of a sum, its total first."""
        return self.cell[self.start[number] : self.start[number + 1]]


class Worlds:
    """What the hidden cells may be, as far as it is proved: each world taken in is a table of whole counts, none of
    them negative, that agrees with every cell shown and with every sum; exact, whoever proposed it.

    ``least`` and ``most`` are the ends seen so far: the true interval of a cell is at least as wide.
    """

    def __init__(self, system: System, shown: Ints, hidden: Bools) -> None:
        self._system, self._shown, self._hidden = system, shown, hidden
        self.least: Ints | None = None
        self.most: Ints | None = None

    def take(self, world: Ints) -> bool:
        """Take in a world of all cells, if it is one; whether it is."""
        agrees = bool(np.all(world >= 0)) and bool(np.all(world[~self._hidden] == self._shown[~self._hidden]))
        if not agrees or np.any(self._system.over(world)):
            return False
        if self.least is None or self.most is None:
            self.least, self.most = world.copy(), world.copy()
        else:
            np.minimum(self.least, world, out=self.least)
            np.maximum(self.most, world, out=self.most)
        return True

    @property
    def width(self) -> Ints:
        """How wide each cell is at least; 0 before the first world."""
        if self.least is None or self.most is None:
            return np.zeros(self._system.size, dtype=np.int64)
        return self.most - self.least
