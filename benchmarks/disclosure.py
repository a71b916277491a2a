"""A table of 69 prisons × 14 kinds × 2 sexes, against ``hide`` by its growth: ``python -m benchmarks.disclosure``.

Seconds of the processor: whoever else is at work on the machine does not count.
"""

import math
import time
from itertools import pairwise

import numpy as np

from llamkay.core.disclosure import Sum, hide
from llamkay.core.disclosure.tables import Table, read_table
from llamkay.hiding import Attacker, Choice, choose

THRESHOLD, LINE, FASTER = 5, 5.0, 20.0
CUBE = 3.0  # no more is taken of how fast its time grows: it is enough
SQUARE = 2.0  # the power of the cells by which the time to choose may grow, at most
GROWING = ((9, 7, 2), (18, 14, 2), (35, 14, 2), (69, 14, 2))
TIMES = 3  # the best of so many: of the smallest tables the machine is most of the time
SMALLER = ((3, 2, 2), (4, 3, 2), (5, 3, 2))  # what `hide` can do in seconds


def run() -> None:
    """Print what choosing takes, how many cells go, and what ``hide`` would need, from how its time grows."""
    chosen = [_choose(shape) for shape in GROWING]
    table, choice, took = chosen[-1]
    small = (table.counts > 0) & (table.counts < THRESHOLD)
    start = time.process_time()
    ends = Attacker(table.system, table.counts, choice.hidden).ends()
    attacked = time.process_time() - start
    late = "" if took < LINE else f"; more than its {LINE:.0f} s"
    print(f"{'choose what goes of 69 × 14 × 2':<58} {took:8.2f} s{late}")
    print(
        f"  {small.sum()} small, {choice.hidden.sum()} go (at least {choice.least} must), "
        f"the narrowest {choice.narrowest}; every interval worked out in {attacked:.2f} s, narrowest {ends.narrowest}"
    )
    for each, _choice, seconds in chosen:
        print(f"  choose: {len(each.places):,} cells in {seconds:.3f} s")
    measured = [(len(each.places), seconds) for each, _choice, seconds in chosen]
    grows, steep = _power(measured), max(_power(list(pair)) for pair in pairwise(measured))
    fast = "" if grows <= SQUARE else f"; more than the square ({SQUARE:.0f})"
    print(f"  its time grows by the power {grows:.2f} of the cells, by {steep:.2f} where it grows fastest{fast}")
    points = [_hide(shape) for shape in SMALLER]
    slope = _power(points)
    cells, seconds = points[-1]
    power = min(slope, CUBE)
    needed = seconds * (len(table.places) / cells) ** power
    for cells, seconds in points:
        print(f"  hide: {cells} cells in {seconds:.2f} s")
    few = "" if needed / took >= FASTER else f"; less than its {FASTER:.0f}"
    print(f"  its time grows by the power {slope:.1f} of the cells; by {power:.1f} it would need {needed:,.0f} s")
    print(f"  {needed / took:,.0f} times as much{few}")


def _choose(shape: tuple[int, ...]) -> tuple[Table, Choice, float]:
    """A table, what goes of it, and the seconds that choosing took."""
    table = _table(shape)
    small = (table.counts > 0) & (table.counts < THRESHOLD)
    best = math.inf
    for _turn in range(TIMES):
        start = time.process_time()
        choice = choose(table.system, table.counts, small, THRESHOLD - 1)
        best = min(best, time.process_time() - start)
    return table, choice, best


def _power(points: list[tuple[int, float]]) -> float:
    """By which power of the first the second grows: the slope of their logarithms, over all points."""
    across, up = (np.log([point[at] for point in points]) for at in (0, 1))
    return float(np.polyfit(across, up, 1)[0])


def _table(shape: tuple[int, ...]) -> Table:
    rng = np.random.default_rng(20260202)
    inner = rng.poisson(rng.gamma(0.7, 12, shape))
    whole = inner
    for axis in range(len(shape)):
        whole = np.concatenate([whole, whole.sum(axis=axis, keepdims=True)], axis=axis)
    rows = [["prison", "kind", "sex", "count"]]
    for at, count in np.ndenumerate(whole):
        rows.append([*("*" if i == n else str(i) for i, n in zip(at, shape, strict=True)), str(count)])
    return read_table(rows)


def _hide(shape: tuple[int, ...]) -> tuple[int, float]:
    table = _table(shape)
    names = ["|".join(place) for place in table.places]
    values = dict(zip(names, table.counts.tolist(), strict=True))
    sums = [Sum(names[total], tuple(names[part] for part in parts)) for total, parts in table.sums]
    start = time.process_time()
    hide(values, sums, few=THRESHOLD)
    return len(names), time.process_time() - start


if __name__ == "__main__":
    run()
