"""Which cells of a table go so that the small ones cannot be known: the fewest, by a whole-number program that learns.

A cell goes or stays (1 or 0). Whoever attacks a choice and gets too near to a hidden cell does so by a price on each
sum; by duality the same prices say, for every other choice, how much room its hidden cells give: a row of the program
(Fischetti and Salazar, «Solving the cell suppression problem on tabular data with linear constraints», 2001). The
program is solved, attacked and given rows until nothing is found. Where that takes long, the last choice is mended by
the cheapest movements that give each cell its room, and what is not needed of it is left out again; how many cells
must go at the least is known all the time, so the mended choice is taken when it is near enough.
"""

from dataclasses import dataclass

import numpy as np

from llamkay.core.disclosure.system import Bools, Ints, System
from llamkay.core.errors import Refused
from llamkay.hiding.attack import Attacker, Weak
from llamkay.hiding.solver import INFINITE, Answer, Floats, Program

_NEAR = 1e-7
_NODES = 20
_GAP = 0.02
_TIE = 0.02  # what all ties together may weigh: less than a cell
_NEAR_ENOUGH = 1 - 2 * _TIE  # of the cost: less than a cell
_ENOUGH = 1.03  # a choice is taken when at most this many times as many cells go as must
_ROUNDS = 2
_CYCLES = 3
_MENDING = 6
_AT_ONCE = 64  # weak cells from which a round learns


@dataclass(frozen=True, eq=False)
class Choice:
    """What goes, how narrow the narrowest of it is (none: nothing limits any), how many must go at the least."""

    hidden: Bools
    narrowest: int | None
    least: int


def choose(
    system: System,
    values: Ints,
    must: Bools,
    need: int,
    *,
    never: Bools | None = None,
    cost: Floats | None = None,
) -> Choice:
    """What goes besides ``must`` so that every hidden cell has ``need`` of room, the fewest cells as far as known.

    ``never`` are the cells that are told whatever they are; among as few cells those of a low ``cost`` go. Raises
    ``Refused`` where what must be told gives away what must go. The same table gives the same choice on every run.
    """
    never = np.zeros(system.size, dtype=bool) if never is None else never
    if np.any(must & never):
        raise Refused("a cell cannot both be told and go", cells=np.flatnonzero(must & never).tolist())
    tie = np.log1p(values) if cost is None else cost
    price = 1 + _TIE * tie / max(float(tie.sum()), 1.0)
    search = _Search(system, values, must, need, never, price)
    hidden, proof = search.run()
    return Choice(hidden, proof.narrowest(), int(must.sum()) + search.least)


class _Search:
    def __init__(self, system: System, values: Ints, must: Bools, need: int, never: Bools, price: Floats) -> None:
        self.system, self.values, self.must, self.need, self.price = system, values, must, need, price
        self.never = never
        self.free = np.flatnonzero(~must & ~never)
        self.column = np.full(system.size, -1, dtype=np.int64)
        self.column[self.free] = np.arange(len(self.free))
        self.least = 0
        size = len(self.free)
        self.master = Program(
            price[self.free], np.zeros(size), np.ones(size), whole=True, nodes=_NODES, gap=_GAP, near=_NEAR_ENOUGH
        )
        self._flow: Program | None = None
        # The cells of each sum that are told whatever they are give no room; of the others as much as they hold.
        self._room = np.where(never, 0, values).astype(np.float64)
        self._open = np.where(never, 0.0, 1.0)

    # -- rows

    def _row(self, cell: int, room: Floats, need: float) -> bool:
        """Where the cell goes, the others that go give ``need``, each as much as its ``room``."""
        need -= float(room[self.must].sum())
        if need <= _NEAR:
            return False
        size = np.minimum(room[self.free], need)
        at = np.flatnonzero(size > _NEAR)
        if self.must[cell]:
            self.master.add_row(need, at, size[at])
        else:
            self.master.add_row(0.0, np.append(at, self.column[cell]), np.append(size[at], -need))
        return True

    def _learn(self, weak: Weak, hidden: Bools) -> bool:
        """The row that follows from how a choice was attacked."""
        cell = weak.cell
        if weak.rising is None or weak.falling is None:
            return self._row(cell, np.where(hidden, 0.0, self._open), 1.0)
        room, own = np.zeros(self.system.size), 0.0
        for prices, direction in ((weak.rising, 1.0), (weak.falling, -1.0)):
            weight = self.system.sign * prices[self.system.line]
            change = np.bincount(self.system.cell, weights=weight, minlength=self.system.size)
            change[cell] += direction
            change[np.abs(change) < _NEAR] = 0.0
            gives = np.where(change > 0, float(self.need), -change * self._room) * self._open
            own += gives[cell]
            room += gives
        room[cell] = 0.0
        return self._row(cell, np.minimum(room, self.need - own), self.need - own)

    def _small_rows(self) -> None:
        """What each sum by itself asks of the others in it where a cell holds less than its need."""
        system = self.system
        small = self.values < self.need
        for number in range(system.sums):
            part = slice(system.start[number], system.start[number + 1])
            cells, sign = system.cell[part], system.sign[part]
            for at in np.flatnonzero(small[cells] & (self.must[cells] | (self.values[cells] == 0))):
                cell = int(cells[at])
                if self.never[cell]:
                    continue
                need = float(self.need - self.values[cell])
                gives = np.where(sign == sign[at], np.minimum(self._room[cells], need), need * self._open[cells])
                gives[at] = 0.0
                if gives[self.must[cells]].sum() >= need:
                    continue
                room = np.zeros(system.size)
                room[cells] = gives
                self._row(cell, room, need)

    def _lonely(self, gone: Floats) -> int:
        """Add rows for the cells that go more than all others of a sum together; how many."""
        system, added = self.system, 0
        together = np.bincount(system.line, weights=gone[system.cell], minlength=system.sums)
        entries = np.flatnonzero((2 * gone[system.cell] > together[system.line] + 1e-4) & (gone[system.cell] > 1e-4))
        for entry in entries:
            room = np.zeros(system.size)
            room[system.members(int(system.line[entry]))] = self._open[system.members(int(system.line[entry]))]
            room[system.cell[entry]] = 0.0
            added += self._row(int(system.cell[entry]), room, 1.0)
        return added

    # -- solving

    def _gone(self) -> Floats:
        gone = self.must.astype(np.float64)
        gone[self.free] = self.master.solution()
        return gone

    def _best(self) -> Bools:
        """The choice of the master as it stands, with no cell that is alone in a sum."""
        if not len(self.free):
            return self.must.copy()
        for _ in range(30):
            if self.master.solve(relaxed=True) is not Answer.BEST:
                raise _gives_away()
            if not self._lonely(self._gone()):
                break
        while True:
            answer = self.master.solve()
            if answer is Answer.IMPOSSIBLE:
                raise _gives_away()
            if not self.master.solved:
                return ~self.never
            gone = self._gone() > 0.5
            self._bound(best=answer is Answer.BEST)
            if not self._lonely(gone.astype(np.float64)):
                return np.asarray(gone)

    def _bound(self, *, best: bool) -> None:
        """How many must go at the least, by what the master says, whose answer is its best or not."""
        if self._restricted:
            return
        highest = float(self.price[self.free].max(initial=1.0))
        lowest = self.master.bound
        if best:  # it stopped because it was as near as this
            cost = float(self.price[self.free] @ (self._gone()[self.free] > 0.5))
            lowest = max(lowest, cost - max(_NEAR_ENOUGH, _GAP * cost) - 1e-6)
        self.least = max(self.least, int(np.ceil(lowest / highest - 1e-6)))

    def _attack(self, hidden: Bools) -> tuple[Attacker, list[Weak]]:
        attacker = Attacker(self.system, self.values, hidden)
        return attacker, attacker.weak(self.need, self.values, enough=_AT_ONCE)

    def run(self) -> tuple[Bools, Attacker]:
        self._restricted = False
        self._small_rows()
        best: tuple[Bools, Attacker] | None = None
        for _cycle in range(_CYCLES):
            hidden = self._best()
            for _round in range(_ROUNDS):
                attacker, weak = self._attack(hidden)
                if not weak:
                    return hidden, attacker
                mended = hidden, weak
                for each in weak:
                    self._learn(each, hidden)
                hidden = self._best()
            found = self._mend(*mended)
            if not self._enough(found[0]):
                found = self._leave_out(found)
            if best is None or found[0].sum() < best[0].sum():
                best = found
            if self._enough(best[0]):
                break
        assert best is not None
        return best

    def _enough(self, hidden: Bools) -> bool:
        return bool(hidden.sum() <= _ENOUGH * (self.must.sum() + self.least))

    # -- mending

    def _mend(self, hidden: Bools, weak: list[Weak], *, within: Bools | None = None) -> tuple[Bools, Attacker]:
        """More cells go, by the cheapest movements, until each has its room; none but those ``within``, if any."""
        hidden = hidden.copy()
        shut = self.never if within is None else ~within
        while True:
            before = int(hidden.sum())
            for each in weak:
                hidden |= self._movement(each.cell, hidden, shut)
            if int(hidden.sum()) == before:  # only whole numbers say so
                hidden = self._more(hidden, weak, shut)
            attacker, weak = self._attack(hidden)
            if not weak:
                return hidden, attacker

    def _more(self, hidden: Bools, weak: list[Weak], shut: Bools) -> Bools:
        near = {int(line) for each in weak for line in self.system.line[self.system.cell == each.cell]}
        cells = np.unique(np.concatenate([self.system.members(line) for line in sorted(near)]))
        offered = cells[~hidden[cells] & ~shut[cells]]
        if not len(offered):
            offered = np.flatnonzero(~hidden & ~shut)
        if not len(offered):
            raise _gives_away()
        hidden = hidden.copy()
        hidden[offered[np.argmin(self.price[offered])]] = True
        return hidden

    def _movement(self, cell: int, hidden: Bools, shut: Bools) -> Bools:
        """The cells that move when this one rises by its need, at the least cost of cells that do not go yet."""
        size = self.system.size
        if self._flow is None:
            double = np.zeros(2 * size)
            self._flow = Program(double, double, double)
            start = (2 * self.system.start[:-1]).astype(np.int32)
            column = np.stack([self.system.cell, self.system.cell + size], axis=1).ravel().astype(np.int32)
            value = np.stack([self.system.sign, -self.system.sign], axis=1).ravel().astype(np.float64)
            rows = np.zeros(self.system.sums)
            self._flow.add_rows(rows, rows, start, column, value)
        each = np.where(hidden, 0.001, self.price / np.clip(self.values, 1, self.need))
        up = np.where(shut, 0.0, INFINITE)
        for rises in (self.need, max(self.need - int(self.values[cell]), 1)):
            lower = np.zeros(2 * size)
            upper = np.concatenate([up, np.where(shut, 0.0, self._room)])
            lower[cell] = upper[cell] = rises
            upper[size + cell] = 0.0
            self._flow.set_costs(np.concatenate([np.where(hidden, 0.001, self.price / self.need), each]))
            self._flow.set_bounds(lower, upper)
            if self._flow.solve() is Answer.BEST:
                moved = self._flow.solution()
                return np.asarray((moved[:size] > _NEAR) | (moved[size:] > _NEAR))
        raise _gives_away()

    def _leave_out(self, found: tuple[Bools, Attacker]) -> tuple[Bools, Attacker]:
        """The fewest of what is enough that are enough, by the same program over those alone."""
        enough, _attacker = found
        self._restricted = True
        upper = enough[self.free].astype(np.float64)
        self.master.set_bounds(np.zeros(len(self.free)), upper)
        try:
            for _ in range(_MENDING):
                hidden = self._best()
                attacker, weak = self._attack(hidden)
                if not weak:
                    return hidden, attacker
                for each in weak:
                    self._learn(each, hidden)
            fewer = self._mend(hidden, weak, within=enough)
            return fewer if fewer[0].sum() < enough.sum() else found
        finally:
            self.master.set_bounds(np.zeros(len(self.free)), np.ones(len(self.free)))
            self._restricted = False


def _gives_away() -> Refused:
    return Refused("what must stay public gives away what is hidden")
