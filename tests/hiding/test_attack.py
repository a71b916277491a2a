"""What a stranger works out: the published cases, and the exact program in fractions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llamkay.core.disclosure import Sum, bounds
from llamkay.core.disclosure.system import System
from llamkay.core.disclosure.tables import read_table
from llamkay.core.errors import Refused
from llamkay.hiding import Attacker
from tests.hiding.conftest import table_of


def attack(text):
    table = read_table([line.split(",") for line in text.split()], hidden=True)
    ends = Attacker(table.system, table.counts, table.hidden).ends()
    low_high = zip(ends.cells, ends.least.tolist(), ends.most.tolist(), strict=True)
    return {table.places[cell][0]: (low, high) for cell, low, high in low_high}


@pytest.mark.parametrize(
    ("shown", "ends"),
    [
        ("x,count *,0 a,0 b, c,", {"b": (0, 0), "c": (0, 0)}),  # 0 = 0 + x + x
        ("x,count *,15 a,10 b,5 c, d,", {"c": (0, 0), "d": (0, 0)}),  # 15 = 10 + 5 + x + x
        ("x,count *,15 a,10 b,3 c, d,", {"c": (0, 2), "d": (0, 2)}),  # 15 = 10 + 3 + x + x
        ("x,count *, a,10 b, c,", {"*": (10, -1), "b": (0, -1), "c": (0, -1)}),
        ("x,count *,7 a,7", {}),
    ],
)
def test_the_cases_of_zeros_and_ones(shown, ends):
    assert attack(shown) == ends


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([(3, 3), (4, 3)]))
def test_the_ends_are_those_of_the_exact_program(seed, shape):
    rng = np.random.default_rng(seed)
    table = table_of(rng.integers(0, 9, shape))
    hidden = rng.random(len(table.places)) < 0.5
    ends = Attacker(table.system, table.counts, hidden).ends()
    names = ["|".join(place) for place in table.places]
    shown = {name: int(n) for name, n, gone in zip(names, table.counts, hidden, strict=True) if not gone}
    sums = [Sum(names[total], tuple(names[part] for part in parts)) for total, parts in table.sums]
    exact = bounds(shown, sums)
    for cell, low, high in zip(ends.cells, ends.least, ends.most, strict=True):
        assert (low, None if high < 0 else high) == (exact[names[cell]].least, exact[names[cell]].most)


def test_whole_numbers_are_nearer_than_fractions():
    """Three pairs that each hold one: half of one each over fractions, nothing over whole numbers."""
    sums = [Sum("ab", ("a", "b")), Sum("bc", ("b", "c")), Sum("ac", ("a", "c"))]
    system, names, counts = System.named({"ab": 1, "bc": 1, "ac": 2, "a": 1, "b": 0, "c": 1}, sums)
    hidden = np.array([len(name) == 1 for name in names])
    ends = Attacker(system, counts, hidden).ends()
    assert ends.least.tolist() == ends.most.tolist() == [1, 0, 1]
    odd = Attacker(system, np.array([1, 1, 1, 0, 0, 0]), hidden)
    with pytest.raises(Refused, match="whole numbers"):
        odd.ends()


def test_what_contradicts_itself_is_refused():
    system, _names, counts = System.named({"all": 3, "a": 2, "b": 0}, [Sum("all", ("a", "b"))])
    with pytest.raises(Refused, match="add up"):
        Attacker(system, counts, np.zeros(3, dtype=bool))
    counts[1] = 5
    with pytest.raises(Refused, match="contradicts"):
        Attacker(system, counts, np.array([False, False, True])).ends()
