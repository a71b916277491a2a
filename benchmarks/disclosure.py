"""A table of 69 prisons × 14 kinds × 2 sexes, against ``hide`` by its growth: ``python -m benchmarks.disclosure``."""

import math
import time

import numpy as np

from llamkay.core.disclosure import Sum, hide
from llamkay.core.disclosure.tables import Table, read_table
from llamkay.hiding import Attacker, choose

THRESHOLD, LINE, FASTER = 5, 5.0, 20.0
CUBE = 3.0  # no more is taken of how fast its time grows: it is enough
SMALLER = ((3, 2, 2), (4, 3, 2), (5, 3, 2))  # what `hide` can do in seconds


def run() -> None:
    """Print what choosing takes, how many cells go, and what ``hide`` would need, from how its time grows."""
    table = _table((69, 14, 2))
    small = (table.counts > 0) & (table.counts < THRESHOLD)
    start = time.perf_counter()
    choice = choose(table.system, table.counts, small, THRESHOLD - 1)
    took = time.perf_counter() - start
    start = time.perf_counter()
    ends = Attacker(table.system, table.counts, choice.hidden).ends()
    attacked = time.perf_counter() - start
    late = "" if took < LINE else f"; more than its {LINE:.0f} s"
    print(f"{'choose what goes of 69 × 14 × 2':<58} {took:8.2f} s{late}")
    print(
        f"  {small.sum()} small, {choice.hidden.sum()} go (at least {choice.least} must), "
        f"the narrowest {choice.narrowest}; every interval worked out in {attacked:.2f} s, narrowest {ends.narrowest}"
    )
    points = [_hide(shape) for shape in SMALLER]
    slope = (math.log(points[-1][1]) - math.log(points[0][1])) / (math.log(points[-1][0]) - math.log(points[0][0]))
    cells, seconds = points[-1]
    power = min(slope, CUBE)
    needed = seconds * (len(table.places) / cells) ** power
    for cells, seconds in points:
        print(f"  hide: {cells} cells in {seconds:.2f} s")
    few = "" if needed / took >= FASTER else f"; less than its {FASTER:.0f}"
    print(f"  its time grows by the power {slope:.1f} of the cells; by {power:.1f} it would need {needed:,.0f} s")
    print(f"  {needed / took:,.0f} times as much{few}")


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
    start = time.perf_counter()
    hide(values, sums, few=THRESHOLD)
    return len(names), time.perf_counter() - start


if __name__ == "__main__":
    run()
