"""The waiting list, the round of choices and the planner: by hand, and what must always hold of them."""

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llamkay.core.placement.access import Facts, by_group
from llamkay.core.placement.capacity import Offer, Prison, plan
from llamkay.core.placement.choices import Wish, draw, lots
from llamkay.core.placement.order import Criterion, Waiting, ahead, rank

CRITERIA = [Criterion("wait", 1, 30, 24), Criterion("first_place", 12), Criterion("young", 4)]


def waiting(*people):
    """People as (since, code, wait, first place, young)."""
    since, codes, *values = zip(*people, strict=True)
    names = ("wait", "first_place", "young")
    return Waiting(since, codes, {name: np.array(value) for name, value in zip(names, values, strict=True)})


def test_points_then_wait_then_the_older_code():
    lines = rank(
        waiting(
            (50, "P3", 95, True, False),
            (10, "P2", 800, False, True),
            (50, "P1", 95, True, False),
            (60, "P4", 29, False, False),
        ),
        CRITERIA,
    )
    assert [(line.person, line.total) for line in lines] == [(1, 28), (2, 15), (0, 15), (3, 0)]
    assert lines[0].points == {"wait": 24, "first_place": 0, "young": 4}
    mine, before = ahead(lines, 0)
    assert (mine.place, before.person) == (3, 2)
    assert ahead(lines, 1)[1] is None


def test_the_order_of_the_question_changes_nothing():
    people = [(100 + n % 7, f"P{n}", n * 13 % 400, n % 3 == 0, n % 2 == 0) for n in range(60)]
    first = [people[line.person][1] for line in rank(waiting(*people), CRITERIA)]
    random.Random(7).shuffle(people)
    assert [people[line.person][1] for line in rank(waiting(*people), CRITERIA)] == first


def test_a_round_by_hand():
    """Two places in the choir, one in the band; Eva has priority, Ana is barred from the choir, Bea and Cleo draw."""
    numbers = lots("acta 1", [1, 2, 3, 4])
    bea, cleo = sorted((2, 3), key=numbers.get)
    outcomes = {
        item.person: item
        for item in draw(
            [Wish(1, (10, 20)), Wish(2, (10, 20)), Wish(3, (10, 20)), Wish(4, (10,), priority=1)],
            {10: 2, 20: 1},
            seed="acta 1",
            barred={(1, 10): "stage"},
        )
    }
    assert outcomes[4].activity == outcomes[bea].activity == 10
    assert (outcomes[1].choices[0].rule, outcomes[bea].choices[1].rule) == ("stage", "unneeded")
    assert (outcomes[cleo].choices[0].rule, outcomes[cleo].choices[0].lot) == ("lot", numbers[bea])
    second = sorted((1, cleo), key=numbers.get)[0]
    assert outcomes[second].activity == 20
    assert Counter(item.activity for item in outcomes.values()) == {10: 2, 20: 1, None: 1}


def test_priority_is_told_where_only_priority_decided():
    (low, _high) = draw([Wish(1, (5,)), Wish(2, (5,), priority=3)], {5: 1}, seed="x")
    assert (low.choices[0].rule, low.activity) == ("priority", None)


def round_of(rng, people=300, activities=12):
    wishes = [
        Wish(n, tuple(rng.sample(range(activities), rng.randint(1, min(5, activities)))), rng.choice([0, 0, 0, 1]))
        for n in range(people)
    ]
    barred = {(n, a): "stage" for n in range(people) for a in range(activities) if rng.random() < 0.1}
    return wishes, {a: rng.randint(0, 30) for a in range(activities)}, barred


def test_three_hundred_drawn_twice_are_the_same_and_fair():
    wishes, capacity, barred = round_of(random.Random(20260202))
    first = draw(wishes, capacity, seed="acta 9-2026", barred=barred)
    again = draw(wishes[::-1], capacity, seed="acta 9-2026", barred=barred)
    assert sorted(first) == sorted(again)
    assert draw(wishes, capacity, seed="acta 10-2026", barred=barred) != first
    fair(wishes, capacity, barred, first)


def fair(wishes, capacity, barred, outcomes):
    """Nobody is passed over: whoever has a place that another target more goes before them; no place stays empty."""
    of = {wish.person: wish for wish in wishes}
    held = Counter(item.activity for item in outcomes)
    inside = {a: [o for o in outcomes if o.activity == a] for a in capacity}
    assert all(held[a] <= n for a, n in capacity.items())
    for item in outcomes:
        wish = of[item.person]
        assert (item.activity is None) == (not any(choice.placed for choice in item.choices))
        for activity, choice in zip(wish.choices, item.choices, strict=True):
            assert choice.activity == activity
            if choice.placed:
                break
            if (item.person, activity) in barred:
                assert choice.rule == barred[item.person, activity]
                continue
            assert held[activity] == capacity[activity]
            for other in inside[activity]:
                assert (-of[other.person].priority, other.lot) < (-wish.priority, item.lot)
            if choice.rule == "lot":
                assert choice.lot < item.lot


@given(st.integers(0, 10**6))
def test_every_round_is_fair(seed):
    wishes, capacity, barred = round_of(random.Random(seed), people=25, activities=4)
    fair(wishes, capacity, barred, draw(wishes, capacity, seed=str(seed), barred=barred))


def test_a_round_of_nonsense_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="two lists"):
        draw([Wish(1, (5,)), Wish(1, (5,))], {5: 1}, seed="x")
    with pytest.raises(ValueError, match="no capacity"):
        draw([Wish(1, (6,))], {5: 1}, seed="x")


def test_the_plan_of_the_nation_adds_up():
    prisons = [
        Prison(1, 810, 200, (Offer(1, "tejido", "mañana", 40, 30, 12), Offer(2, "panadería", "noche", 20, 20, 30))),
        Prison(2, 685, 300, (Offer(3, "tejido", "mañana", 40, 40),)),
        Prison(3, 100, 0, ()),
    ]
    first, second, third = plan(prisons, percent=30)
    assert (first.target, first.more, first.free, first.new) == (243, 43, 10, 33)
    # Thirty wait for the bakery and two still for knitting: 33 new places by that proportion.
    assert {need.trade: need.new for need in first.needs} == {"panadería": 31, "tejido": 2}
    assert (second.more, second.needs) == (0, ())
    assert (third.more, [need.new for need in third.needs]) == (30, [30])


@given(
    st.integers(0, 3000),
    st.integers(0, 3000),
    st.integers(0, 100),
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["am", "pm"]), *[st.integers(0, 60)] * 3), max_size=6),
)
def test_nobody_is_lost_between_what_lacks_and_where_it_goes(population, working, percent, offers):
    found = [Offer(n, trade, shift, size, taken, wait) for n, (trade, shift, size, taken, wait) in enumerate(offers)]
    (one,) = plan([Prison(1, population, min(working, population), tuple(found))], percent=percent)
    assert one.free + one.new == one.more
    assert all(need.free >= 0 and need.new >= 0 for need in one.needs)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.booleans(), st.integers(0, 400) | st.none()), max_size=120))
def test_no_small_group_is_told_nor_found_by_what_is_left_out(people):
    facts = [Facts(group, 1, int(placed), () if days is None else (days,)) for group, placed, days in people]
    found = by_group(facts, others="otros")
    assert all(item.people >= 10 and item.placed <= item.people and item.percent <= 100 for item in found)
    left_out = len(facts) - sum(item.people for item in found)
    assert left_out == 0 or not found or left_out == len(facts)
    assert left_out < 10


def test_a_wait_is_told_of_ten_who_waited():
    (one,) = by_group([Facts("a", 9, 9, [30] * 9), Facts("a", 9, 0)], others="otros")
    assert (one.people, one.percent, one.wait) == (18, 50, None)
    (one,) = by_group([Facts("a", 10, 10, range(0, 100, 10))], others="otros")
    assert one.wait == 45
