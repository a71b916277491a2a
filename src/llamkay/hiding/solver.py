"""HiGHS, held to what a proof may rest on: one thread, one seed, no banner, and no value read that is not the best."""

from collections.abc import Sequence
from enum import StrEnum

import highspy
import numpy as np
from highspy import _core  # the class without callbacks: the public one prints a banner on standard output
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Index = NDArray[np.int32]
INFINITE = float(highspy.kHighsInf)
_SEED = 20260202


class Answer(StrEnum):
    BEST = "best"
    UNBOUNDED = "unbounded"
    IMPOSSIBLE = "impossible"
    UNFINISHED = "unfinished"  # a whole-number program stopped at its limit; it may still have a solution


_ANSWERS = {
    highspy.HighsModelStatus.kOptimal: Answer.BEST,
    highspy.HighsModelStatus.kUnbounded: Answer.UNBOUNDED,
    highspy.HighsModelStatus.kInfeasible: Answer.IMPOSSIBLE,
    highspy.HighsModelStatus.kUnboundedOrInfeasible: Answer.UNBOUNDED,
    highspy.HighsModelStatus.kSolutionLimit: Answer.UNFINISHED,
    highspy.HighsModelStatus.kIterationLimit: Answer.UNFINISHED,
}


class Program:
    """A linear program: the least cost of columns between bounds under rows between bounds.

    A ``whole`` one is solved until the best found is within ``gap`` (a share) or ``near`` (a cost) of the best there
    can be. The effort is limited by nodes, never by time, so that every run of the same program ends alike.
    """

    def __init__(
        self,
        cost: Floats,
        lower: Floats,
        upper: Floats,
        *,
        whole: bool = False,
        nodes: int = 1000,
        gap: float = 0.0,
        near: float = 1e-6,
    ) -> None:
        self.columns = np.arange(len(cost), dtype=np.int32)
        self.whole = whole
        self.runs = 0
        self._highs = _core._Highs()
        for name, value in {
            "output_flag": False,
            "threads": 1,  # another number in one process is not solved, and nothing says so
            "random_seed": _SEED,
            "mip_max_nodes": nodes,
            "mip_rel_gap": gap,
            "mip_abs_gap": near,
        }.items():
            self._highs.setOptionValue(name, value)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(cost), 0
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, lower, upper
        lp.a_matrix_.start_ = np.zeros(len(cost) + 1, dtype=np.int32)
        if whole:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
        self._highs.passModel(lp)

    def add_rows(self, lower: Floats, upper: Floats, start: Index, column: Index, value: Floats) -> None:
        """Add rows, each from ``start`` to the next one's."""
        self._highs.addRows(len(lower), lower, upper, len(column), start, column, value)

    def add_row(self, lower: float, column: Sequence[int] | NDArray[np.int64], value: Floats) -> None:
        """Add one row of at least ``lower``."""
        self._highs.addRow(lower, INFINITE, len(value), np.asarray(column, dtype=np.int32), value)

    def set_costs(self, cost: Floats) -> None:
        self._highs.changeColsCost(len(cost), self.columns, cost)

    def set_bounds(self, lower: Floats, upper: Floats) -> None:
        self._highs.changeColsBounds(len(lower), self.columns, lower, upper)

    def set_bound(self, column: int, lower: float, upper: float) -> None:
        self._highs.changeColBounds(column, lower, upper)

    def solve(self, *, relaxed: bool = False) -> Answer:
        """Look for the least cost; ``relaxed`` forgets that columns are whole."""
        if self.whole:
            self._highs.setOptionValue("solve_relaxation", relaxed)
        self._highs.run()
        self.runs += 1
        if self._highs.getModelStatus() not in _ANSWERS:  # lost on its way from the last corner: from the beginning
            self._highs.clearSolver()
            self._highs.run()
        status = self._highs.getModelStatus()
        if status not in _ANSWERS:
            raise RuntimeError(f"HiGHS ended with {status.name}")
        return _ANSWERS[status]

    @property
    def solved(self) -> bool:
        """Whether there is a solution to read."""
        return bool(self._highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible)

    def solution(self) -> Floats:
        return np.array(self._highs.getSolution().col_value)

    def duals(self) -> Floats:
        return np.array(self._highs.getSolution().row_dual)

    @property
    def bound(self) -> float:
        """What no whole solution costs less than, after a whole run."""
        return float(self._highs.getInfo().mip_dual_bound)
