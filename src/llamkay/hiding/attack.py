"""What a stranger can work out of hidden counts, from everything shown at once: fast, over any number of tables.

Each end of an interval is the best of a linear program over whole numbers. An end that is called reached is reached by
a table that the house itself has counted through (``Worlds``); HiGHS only proposes it.
"""

from dataclasses import dataclass
from math import ceil, floor

import numpy as np

from llamkay.core.disclosure.system import Bools, Ints, System, Worlds
from llamkay.core.errors import Refused
from llamkay.hiding.solver import INFINITE, Answer, Floats, Index, Program

_NEAR = 1e-6
_LARGEST = 10**12  # of what is read from the solver: above it a float is no whole number any more
_CROWDS = 24
_IDLE = 4
_NODES = 2000


@dataclass(frozen=True, eq=False)
class Ends:
    """The least and the most that each hidden cell may be, in the order of ``cells``; −1 in ``most``: nothing limits
    it."""

    cells: Ints
    least: Ints
    most: Ints

    @property
    def narrowest(self) -> int | None:
        """The width of the narrowest interval; none where there is none that ends."""
        ended = self.most >= 0
        return int((self.most - self.least)[ended].min()) if ended.any() else None


@dataclass(frozen=True, eq=False)
class Weak:
    """A cell that is known to less than it should be, and the prices of the sums that say so: when it rises, when it
    falls. Without prices only whole numbers say so."""

    cell: int
    rising: Floats | None = None
    falling: Floats | None = None


class Attacker:
    """A stranger who knows the cells shown, the sums, and that counts are whole and not negative."""

    def __init__(self, system: System, shown: Ints, hidden: Bools) -> None:
        self.system, self.hidden = system, hidden
        self.shown = np.where(hidden, 0, shown)
        self.cells = np.flatnonzero(hidden)
        self.worlds = Worlds(system, self.shown, hidden)
        rest = system.over(self.shown)
        used = hidden[system.cell]
        count = np.bincount(system.line[used], minlength=system.sums)
        self._rows = np.flatnonzero(count)
        if (wrong := np.flatnonzero((count == 0) & (rest != 0))).size:
            raise Refused("the parts of a sum that is shown whole do not add up to it", cells=[int(wrong[0])])
        place = np.full(system.size, -1, dtype=np.int32)
        place[self.cells] = np.arange(len(self.cells))
        self._start: Index = np.concatenate([[0], np.cumsum(count[self._rows])]).astype(np.int32)[:-1]
        self._column: Index = place[system.cell[used]]
        self._value = system.sign[used].astype(np.float64)
        self._right = -rest[self._rows].astype(np.float64)
        self._lp = self._program(whole=False)
        self._whole: Program | None = None

    def _program(self, *, whole: bool) -> Program:
        size = len(self.cells)
        program = Program(np.zeros(size), np.zeros(size), np.full(size, INFINITE), whole=whole, nodes=_NODES)
        program.add_rows(self._right, self._right, self._start, self._column, self._value)
        return program

    # -- one question

    def _world(self, solution: Floats) -> Ints | None:
        """The whole table that a solution stands for; none where it is not whole."""
        if solution.max(initial=0) > _LARGEST:
            return None
        near = np.rint(solution)
        if np.abs(near - solution).max(initial=0) > _NEAR:
            return None
        world = self.shown.copy()
        world[self.cells] = near.astype(np.int64)
        return world if self.worlds.take(world) else None

    def _push(self, cost: Floats) -> tuple[Answer, Floats]:
        self._lp.set_costs(cost)
        answer = self._lp.solve()
        return answer, self._lp.solution() if answer is Answer.BEST else np.zeros(0)

    def _fraction(self, at: int, direction: int) -> tuple[float, Floats] | None:
        """The most (``direction`` 1) or the least (−1) of a cell over fractions, with the prices of the sums that limit
        it; none: no limit."""
        answer, solution = self._push(self._cost(at, direction))
        if answer is not Answer.BEST:
            return None
        self._world(solution)
        prices = np.zeros(self.system.sums)
        prices[self._rows] = self._lp.duals()
        return float(solution[at]), prices

    def _end(self, at: int, direction: int) -> int | None:
        """The same over whole numbers."""
        cell, worlds = self.cells[at], self.worlds
        found = self._fraction(at, direction)
        if found is None:
            return None
        end = floor(found[0] + _NEAR) if direction == 1 else ceil(found[0] - _NEAR)
        if worlds.most is not None and worlds.least is not None:
            seen = int(worlds.most[cell] if direction == 1 else worlds.least[cell])
            if seen == end:
                return end
        return self._whole_end(at, direction)

    def _whole_end(self, at: int, direction: int) -> int:
        """The end over whole numbers, where fractions go further. What the search could not finish is taken as far as
        it came, which is nearer than the truth and so on the careful side."""
        if self._whole is None:
            self._whole = self._program(whole=True)
        self._whole.set_costs(self._cost(at, direction))
        answer = self._whole.solve()
        world = self._world(self._whole.solution()) if self._whole.solved else None
        if world is not None:
            return int(world[self.cells[at]])
        if answer is Answer.IMPOSSIBLE:
            raise Refused("no whole numbers agree with what is shown")
        raise Refused("the table is too entangled to be worked out; leave out a dimension")

    def _cost(self, at: int, direction: int) -> Floats:
        cost = np.zeros(len(self.cells))
        cost[at] = -direction
        return cost

    # -- every end

    def start(self) -> None:
        """Refuses what contradicts itself."""
        if not len(self.cells):
            return
        answer, solution = self._push(np.zeros(len(self.cells)))
        if answer is not Answer.BEST:
            raise Refused("what is shown contradicts itself: no counts agree with it")
        self._world(solution)

    def ends(self) -> Ends:
        """The interval of every hidden cell. Raises ``Refused`` for what contradicts itself."""
        self.start()
        low, high = self._limits()
        size = len(self.cells)
        least, most = np.zeros(size, dtype=np.int64), np.full(size, -1, dtype=np.int64)
        self._crowds(low, high)
        for at in range(size):
            seen_low, seen_high = self._seen()
            least[at] = low[at] if seen_low[at] == low[at] else self._reached(at, -1)
            most[at] = high[at] if seen_high[at] == high[at] else self._reached(at, 1)
        return Ends(self.cells, least, most)

    def _reached(self, at: int, direction: int) -> int:
        end = self._end(at, direction)
        return -1 if end is None else end

    def _seen(self) -> tuple[Floats, Floats]:
        if self.worlds.least is None or self.worlds.most is None:
            return np.full(len(self.cells), -1.0), np.full(len(self.cells), -1.0)
        return self.worlds.least[self.cells].astype(float), self.worlds.most[self.cells].astype(float)

    def _crowds(self, low: Floats, high: Floats) -> None:
        """Tables that push many cells to their ends at once, while that helps."""
        weights = np.random.default_rng(1)
        room = np.where(np.isfinite(high), high, float(np.abs(self._right).sum()) + 1)
        self._lp.set_bounds(np.zeros(len(self.cells)), room)
        left = 2 * len(self.cells)
        for _ in range(_CROWDS):
            seen_low, seen_high = self._seen()
            todo = np.where(seen_low != low, 1, 0) + np.where(seen_high != high, 2, 0)
            if left - np.count_nonzero(todo) < 2:
                break
            left = int(np.count_nonzero(todo))
            up = np.where(todo == 3, weights.choice([-1.0, 1.0], len(todo)), np.where(todo == 2, -1.0, 1.0))
            answer, solution = self._push(np.where(todo > 0, up * weights.uniform(0.5, 1, len(todo)), 0.0))
            if answer is Answer.BEST:
                self._world(solution)
        self._lp.set_bounds(np.zeros(len(self.cells)), np.full(len(self.cells), INFINITE))

    def _limits(self) -> tuple[Floats, Floats]:
        """Ends that follow from each sum by itself, again and again: the true ones are inside."""
        system = self.system
        low = np.where(self.hidden, 0.0, self.shown)
        high = np.where(self.hidden, np.inf, self.shown)
        total = system.start[:-1]
        part = np.flatnonzero(system.sign > 0)
        line, cell = system.line[part], system.cell[part]
        for _ in range(6 if system.sums else 0):
            parts_low = np.add.reduceat(np.where(system.sign > 0, low[system.cell], 0), total)
            parts_high = np.add.reduceat(np.where(system.sign > 0, high[system.cell], 0), total)
            totals = system.cell[total]
            np.minimum.at(high, totals, parts_high)
            np.maximum.at(low, totals, parts_low)
            np.minimum.at(high, cell, high[totals][line] - (parts_low[line] - low[cell]))
            endless = np.isinf(parts_high)
            rest = np.where(endless[line], np.inf, parts_high[line] - np.where(endless[line], 0, high[cell]))
            np.maximum.at(low, cell, low[totals][line] - rest)
        return low[self.cells], high[self.cells]

    # -- is there room enough

    def weak(self, need: int, true: Ints, *, enough: int | None = None) -> list[Weak]:
        """The hidden cells that have less room than ``need``, or the first ``enough`` of them; ``true`` is
        the table as it is, the first world."""
        if not len(self.cells):
            return []
        if not self.worlds.take(true):
            raise ValueError("the table itself does not agree with its sums")
        self._crowd(need, true)
        found: list[Weak] = []
        fractional: list[int] = []
        for at in np.flatnonzero(self.worlds.width[self.cells] < need).tolist():
            if enough is not None and len(found) >= enough:
                return found
            rises, falls = self._fraction(at, 1), self._fraction(at, -1)
            if self.worlds.width[self.cells[at]] >= need or rises is None or falls is None:
                continue
            (most, rising), (least, falling) = rises, falls
            if most - least < need - _NEAR:
                found.append(Weak(int(self.cells[at]), rising, falling))
            else:
                fractional.append(at)
        self._rise(fractional, need, true)
        for at in fractional:
            for direction in (1, -1):
                if self.worlds.width[self.cells[at]] < need:
                    self._end(at, direction)
            if self.worlds.width[self.cells[at]] < need:
                found.append(Weak(int(self.cells[at])))
        return found

    def _crowd(self, need: int, true: Ints) -> None:
        """Tables that move many cells away from the true one at once, while that helps."""
        weights = np.random.default_rng(1)
        near = true[self.cells].astype(np.float64)
        idle, steps = 0, 1
        while idle < _IDLE and np.any(todo := self.worlds.width[self.cells] < need):
            # A corner of halves becomes whole at twice the distance; half as far as may be leaves room for that.
            self._lp.set_bounds(near - np.minimum(near / steps, 4 * need), near + 4 * need)
            push = np.where(todo, weights.choice([-1.0, 1.0], len(todo)) * weights.uniform(0.5, 1, len(todo)), 0.0)
            for cost in (push, -push):
                answer, solution = self._push(cost)
                if answer is Answer.BEST:
                    self._world(near + steps * (solution - near))
            steps = 3 - steps
            helped = np.count_nonzero(self.worlds.width[self.cells] < need) < 0.95 * np.count_nonzero(todo)
            idle = 0 if helped else idle + 1
        self._lp.set_bounds(np.zeros(len(near)), np.full(len(near), INFINITE))

    def _rise(self, cells: list[int], need: int, true: Ints) -> None:
        """For each of some cells, the table with the least movement in which it is higher by ``need``."""
        if not cells:
            return
        size = len(self.cells)
        moves = Program(np.ones(2 * size), np.zeros(2 * size), np.zeros(2 * size))
        start, rows = 2 * self._start, np.zeros(len(self._start))
        column = np.stack([self._column, self._column + size], axis=1).ravel().astype(np.int32)
        moves.add_rows(rows, rows, start, column, np.stack([self._value, -self._value], axis=1).ravel())
        held = true[self.cells].astype(np.float64)
        moves.set_bounds(np.zeros(2 * size), np.concatenate([np.full(size, INFINITE), held]))
        for at in cells:
            if self.worlds.width[self.cells[at]] >= need:
                continue
            moves.set_bound(at, need, need)
            moves.set_bound(at + size, 0, 0)
            if moves.solve() is Answer.BEST:
                moved = moves.solution()
                self._world(held + moved[:size] - moved[size:])
            moves.set_bound(at, 0, INFINITE)
            moves.set_bound(at + size, 0, float(held[at]))

    def narrowest(self) -> int | None:
        """The width of the narrowest interval of a hidden cell, exactly; none where no interval ends."""
        if not len(self.cells):
            return None
        low, high = self._limits()
        best: int | None = None
        for at in np.argsort(self.worlds.width[self.cells], kind="stable").tolist():
            seen = int(self.worlds.width[self.cells[at]])
            if best is not None and seen >= best:
                continue
            if seen == high[at] - low[at]:
                best = seen
                continue
            highest = self._end(at, 1)
            if highest is None:
                continue
            width = highest - self._reached(at, -1)
            best = width if best is None else min(best, width)
        return best
