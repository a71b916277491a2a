"""Lines of counts that are kept back in groups: a stranger may know the sum of a group, and whoever works in one of its
places that place's own part besides; no other value of the group follows from that.

A line is what one place says: how many of its people are in each cell. Two kinds of table have bounds that are exact
and need no program (Hoffman's conditions on the flow between lines and cells):

- **counts of people of whom the rest are known** (work, study, both, either, out of everybody held there): each cell is
  a union of the boxes «only works, only studies, both, neither», a table whose margins are public, so a value lies
  between what the other places cannot hold of the sum and what its own place can hold of it (Fréchet);
- **a total told apart by classes** where somebody may be in two (trades, modalities, levels): each class is at most the
  total of its place, all of them at least.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from llamkay.core.disclosure.cells import is_small
from llamkay.core.disclosure.suppress import WIDTH

Numbers = NDArray[np.int64]
UNLIMITED = 10**12


@dataclass(frozen=True)
class Line:
    """What one place says: its cells, the most that each may be (none: nothing limits it), the region it lies in.

    In a table ``by classes`` the most is the total that the classes tell apart.
    """

    key: str
    cells: Mapping[str, int]
    most: int | None = None
    region: str = ""
    weight: int = 0  # what its size is taken by, where it is not its largest cell

    @property
    def small(self) -> bool:
        """Whether a cell points at somebody."""
        return any(map(is_small, self.cells.values()))

    @property
    def size(self) -> int:
        return self.weight or max(self.cells.values(), default=0)


def added(lines: Sequence[Line], *, key: str = "") -> Line:
    """The sum of some lines as one: each cell over those that have it."""
    cells: dict[str, int] = {}
    for line in lines:
        for name, value in line.cells.items():
            cells[name] = cells.get(name, 0) + value
    limits = [line.most for line in lines]
    return Line(key, cells, None if None in limits else sum(limit or 0 for limit in limits), key)


def reach(lines: Sequence[Line], *, by_classes: bool = False) -> dict[tuple[str, str], tuple[int, int]]:
    """The least and the most of each cell of a group whose sums are known: line and cell → both.

    >>> pair = [Line("a", {"work": 3}, 50), Line("b", {"work": 40}, 45)]
    >>> reach(pair)
    {('a', 'work'): (0, 43), ('b', 'work'): (0, 43)}
    """
    names = sorted(lines[0].cells) if lines else []
    values, limits = _arrays(lines, names)
    least, most = _reach(values, limits, by_classes)
    return {
        (line.key, name): (int(least[at, of]), int(most[at, of]))
        for at, line in enumerate(lines)
        for of, name in enumerate(names)
    }


def holds(lines: Sequence[Line], *, by_classes: bool = False, width: int = WIDTH) -> bool:
    """Whether nothing follows from the sums of a group: to a stranger each value of a cell that somebody of the group
    is in may be one of more than ``width``, or of all that its place can hold; to whoever knows one line, of two.

    >>> holds([Line("a", {"work": 3}, 50), Line("b", {"work": 40}, 45)])  # who works in b subtracts its own
    False
    >>> holds([Line("a", {"work": 3}, 50), Line("b", {"work": 40}, 45), Line("c", {"work": 9}, 80)])
    True
    """
    if len({frozenset(line.cells) for line in lines}) > 1:
        return False
    names = sorted(lines[0].cells) if lines else []
    values, limits = _arrays(lines, names)
    if not _wide(values, limits, by_classes, width):
        return False
    for at in range(len(lines)):
        rest = np.delete(values, at, axis=0), np.delete(limits, at)
        if not _wide(*rest, by_classes, 1):
            return False
    return True


def _arrays(lines: Sequence[Line], names: Sequence[str]) -> tuple[Numbers, Numbers]:
    values = np.array([[line.cells[name] for name in names] for line in lines], dtype=np.int64)
    limits = [
        # Who was there in the month may have left by its last day: the true value is never above its limit.
        UNLIMITED if line.most is None else max(line.most, *line.cells.values())
        for line in lines
    ]
    return values.reshape(len(lines), len(names)), np.array(limits, dtype=np.int64)


def _reach(values: Numbers, limits: Numbers, by_classes: bool) -> tuple[Numbers, Numbers]:
    sums = values.sum(axis=0)
    most = np.minimum(limits[:, None], sums[None, :])
    others = limits.sum() - limits
    least = np.maximum(0, sums[None, :] - others[:, None])
    if by_classes:
        least = np.maximum(least, limits[:, None] - (sums.sum() - sums)[None, :])
    return least, most


def _wide(values: Numbers, limits: Numbers, by_classes: bool, width: int) -> bool:
    if not values.size:
        return True
    least, most = _reach(values, limits, by_classes)
    there = values.sum(axis=0) > 0  # where nobody is of any place of the group, everybody knows it and nobody is shown
    enough = (most - least) >= np.minimum(width, limits)[:, None]
    return bool(np.all(enough | ~there[None, :]))


@dataclass(frozen=True)
class Batch:
    """What comes out of some lines at once: the groups that are kept back, the regions whose sum is, who must wait."""

    groups: tuple[frozenset[str], ...] = ()
    closed: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()

    @property
    def reserved(self) -> frozenset[str]:
        return frozenset().union(*self.groups)


def batch(
    lines: Iterable[Line],
    *,
    forced: Collection[str] = (),
    closed: Collection[str] = (),
    before: Mapping[str, Line] | None = None,
    by_classes: bool = False,
) -> Batch:
    """What may be told of lines that come out together, the sum of the country and of each region being told too.

    A line is kept back where it is small or ``forced``, and with it the smallest others of its region until nothing
    follows from their sum; where the region has not enough, its sum is kept back as well, and with it those of others.
    ``closed`` are the regions that are kept back already, ``before`` what of each region was told earlier.
    Lines that no other can hide wait.
    """
    groups: list[frozenset[str]] = []
    shut, waiting = set(closed), set()
    by_cells: dict[frozenset[str], list[Line]] = {}
    for line in lines:
        by_cells.setdefault(frozenset(line.cells), []).append(line)
    for alike in by_cells.values():
        plan = _Plan(alike, set(forced), shut, before or {}, by_classes)
        if plan.solve():
            groups += [frozenset(line.key for line in group) for group in plan.groups if group]
            shut = plan.closed
        else:
            waiting |= {line.key for line in plan.pool}
    return Batch(tuple(groups), frozenset(shut), frozenset(waiting))


class _Plan:
    """Lines with the same cells: which groups of regions hold by themselves, and the one that several regions share."""

    def __init__(
        self, lines: Sequence[Line], forced: set[str], closed: set[str], before: Mapping[str, Line], by_classes: bool
    ) -> None:
        self.lines = sorted(lines, key=lambda line: (line.size, line.key))
        self.must = {line.key for line in lines if line.small or line.key in forced}
        self.closed, self.new = set(closed), set[str]()
        self.before, self.by_classes = before, by_classes
        self.groups: list[list[Line]] = []
        self.pool: list[Line] = []

    def solve(self) -> bool:
        """Whether every line that is kept back is in a group that holds."""
        if self.by_classes:  # no sum of a region is told of classes
            self.pool = [line for line in self.lines if line.key in self.must]
        else:
            for region in dict.fromkeys(line.region for line in self.lines):
                self._region(region, [line for line in self.lines if line.region == region])
        while self.pool and not self._pool_holds():
            free = [line for line in self.lines if line not in self.pool]
            if not free:
                return False
            self._share(min(free, key=self._loss))
        self.groups.append(self.pool)
        return True

    def _region(self, region: str, inside: list[Line]) -> None:
        must = [line for line in inside if line.key in self.must]
        if region in self.closed:
            self.pool += must
            return
        others = [line for line in inside if line.key not in self.must]
        group = list(must)
        while group and others and not holds(group):
            group.append(others.pop(0))
        whole = added([*inside, *([self.before[region]] if region in self.before else [])])
        if not whole.small and (not group or holds(group)):
            self.groups.append(group)
        else:
            self._close(region)
            self.pool += must

    def _loss(self, line: Line) -> tuple[int, int, str]:
        """How much the public loses with a line: itself where the sum of its region is lost already, else that sum."""
        region = [line] if self.by_classes or line.region in self.closed else self.lines
        return sum(each.size for each in region if each.region == line.region), line.size, line.key

    def _close(self, region: str) -> None:
        self.closed.add(region)
        self.new.add(region)

    def _share(self, line: Line) -> None:
        """A line joins those that several regions share; its region closes, and what it kept back joins too."""
        self.pool.append(line)
        if self.by_classes or line.region in self.closed:
            return
        self._close(line.region)
        for group in [group for group in self.groups if group and group[0].region == line.region]:
            self.groups.remove(group)
            self.pool += [each for each in group if each.key != line.key]

    def _pool_holds(self) -> bool:
        if not holds(self.pool, by_classes=self.by_classes):
            return False
        if not self.new:
            return True
        regions = dict.fromkeys(line.region for line in self.pool)
        sums = [added([line for line in self.pool if line.region == region], key=region) for region in regions]
        values, limits = _arrays(sums, sorted(sums[0].cells))
        return _wide(values, limits, False, WIDTH)
