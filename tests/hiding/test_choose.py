"""What is chosen to go: nobody is known nearer than allowed, by counting every table and by a second opinion."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from llamkay.core.disclosure import Sum
from llamkay.core.disclosure.system import System
from llamkay.core.errors import Refused
from llamkay.hiding import Attacker, choose
from tests.hiding.conftest import table_of


def small(table, threshold):
    return (table.counts > 0) & (table.counts < threshold)


def protect(table, threshold):
    return choose(table.system, table.counts, small(table, threshold), threshold - 1)


def worlds(table, hidden):
    """Every table of whole counts that agrees with what is shown, by counting, where there are not too many."""
    free = [at for at, place in enumerate(table.places) if "*" not in place and hidden[at]]
    whole = int(table.counts.max())
    most = {
        at: min(
            [int(table.counts[total]) for total, parts in table.sums if at in parts and not hidden[total]] or [whole]
        )
        for at in free
    }
    assume(math.prod(n + 1 for n in most.values()) <= 30_000)
    inwards = sorted(table.sums, key=lambda each: table.places[each[0]].count("*"))
    for values in product(*(range(most[at] + 1) for at in free)):
        world = np.where(hidden, 0, table.counts)
        world[free] = values
        for total, parts in inwards:
            if hidden[total]:
                world[total] = world[parts].sum()
        if not table.system.over(world).any():
            yield world


@pytest.mark.parametrize(("threshold", "cells"), [(3, 4), (4, 6), (5, 8), (10, 16)])
def test_the_fewest_cells_of_z1(z1, threshold, cells):
    choice = protect(z1, threshold)
    assert choice.hidden.sum() == choice.least == cells
    assert choice.narrowest >= threshold - 1
    if threshold == 4:
        names = {z1.places[at] for at in np.flatnonzero(choice.hidden)}
        assert names == set(product("BDH", ["annet", "arbeid"]))  # the six of τ-Argus OPT and of SSBtools


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(
    st.sampled_from([(2, 2), (2, 3), (2, 2, 2)]).flatmap(
        lambda shape: arrays(np.int64, shape, elements=st.integers(0, 4))
    )
)
def test_no_hidden_cell_is_known_nearer_by_counting_every_table(counts):
    table = table_of(counts)
    choice = protect(table, 3)
    hidden = choice.hidden
    assert not (small(table, 3) & ~hidden).any()
    if hidden[table.places.index(("*",) * counts.ndim)]:
        return  # nothing limits the cells: there is no counting them all
    seen = np.array(list(worlds(table, hidden)))
    width = np.ptp(seen, axis=0)[hidden]
    assert not hidden.any() or width.min() >= 2
    assert not hidden.any() or width.min() == choice.narrowest


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([3, 5, 10]), st.sampled_from([(6, 4), (5, 4, 2), (3, 3, 3)]))
def test_what_goes_holds_against_a_fresh_attacker_and_is_the_same_again(seed, threshold, shape):
    rng = np.random.default_rng(seed)
    table = table_of(rng.poisson(rng.gamma(0.8, 12, shape)))
    choice = protect(table, threshold)
    ends = Attacker(table.system, np.where(choice.hidden, -1, table.counts), choice.hidden).ends()
    assert ends.narrowest == choice.narrowest
    assert choice.narrowest is None or choice.narrowest >= threshold - 1
    true = table.counts[ends.cells]
    assert np.all(ends.least <= true) and np.all((true <= ends.most) | (ends.most < 0))
    assert np.array_equal(protect(table, threshold).hidden, choice.hidden)
    assert choice.hidden.sum() <= max(1.1 * choice.least, choice.least + 1)


def test_three_singletons_are_not_enough_by_themselves():
    table = table_of([[1, 1, 1, 20], [9, 9, 9, 20], [30, 30, 30, 30]])
    choice = protect(table, 5)
    assert choice.narrowest >= 4
    ends = Attacker(table.system, table.counts, choice.hidden).ends()
    assert (ends.most - ends.least).min() >= 4


def test_zeros_may_go_to_hide_others_and_a_cell_that_is_all_of_its_total_is_named():
    table = table_of([[2, 0, 0], [0, 30, 0], [0, 0, 40]])
    choice = protect(table, 3)
    gone = {table.places[at] for at in np.flatnonzero(choice.hidden)}
    assert ("0", "0") in gone and (choice.narrowest is None or choice.narrowest >= 2)
    assert {table.places[at] for at in table.whole()} >= {("1", "1"), ("2", "2")}


def test_nothing_goes_where_nobody_is_few():
    choice = protect(table_of([[10, 20], [30, 40]]), 5)
    assert not choice.hidden.any() and choice.narrowest is None


def test_everything_may_go():
    table = table_of([[1, 0], [0, 1]])
    choice = protect(table, 5)
    assert (choice.hidden[-1] and choice.narrowest is None) or choice.narrowest >= 4


def test_linked_tables_hold_together():
    """Two tables share a margin: each by itself would hold, and their difference would not."""
    values = {"all": 60, "a": 3, "b": 27, "c": 30, "men": 31, "women": 29, "a.men": 3, "a.women": 0}
    sums = [Sum("all", ("a", "b", "c")), Sum("all", ("men", "women")), Sum("a", ("a.men", "a.women"))]
    system, names, counts = System.named(values, sums)
    choice = choose(system, counts, (counts > 0) & (counts < 5), 4)
    gone = {name for name, hidden in zip(names, choice.hidden, strict=True) if hidden}
    assert {"a", "a.men"} < gone and choice.narrowest >= 4


def test_what_must_stay_public_gives_the_rest_away():
    system, _names, counts = System.named({"all": 12, "girls": 10, "boys": 2}, [Sum("all", ("girls", "boys"))])
    must = counts == 2
    with pytest.raises(Refused, match="gives away"):
        choose(system, counts, must, 4, never=np.array([True, True, False]))
    assert choose(system, counts, must, 4, never=np.array([True, False, False])).hidden.tolist() == [False, True, True]
    with pytest.raises(Refused, match="both"):
        choose(system, counts, must, 4, never=must)


def test_among_as_few_cells_the_cheaper_go():
    table = table_of([[2, 50, 50], [50, 50, 50], [50, 50, 50]])
    at = {place: index for index, place in enumerate(table.places)}
    cost = np.ones(len(table.places))
    cost[[at["0", "2"], at["2", "0"], at["2", "2"]]] = 0
    choice = choose(table.system, table.counts, small(table, 5), 4, cost=cost)
    assert {table.places[i] for i in np.flatnonzero(choice.hidden)} == {("0", "0"), ("0", "2"), ("2", "0"), ("2", "2")}
