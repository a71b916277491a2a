"""What a stranger can work out, compared with counting every possibility."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llamkay.core.disclosure import WIDTH, Bounds, Sum, bounds, check, hide
from llamkay.core.errors import Refused

BY_SEX = [Sum("all", ("girls", "boys"))]
GRID = [
    Sum("all", ("a", "b")),
    Sum("a", ("a1", "a2")),
    Sum("b", ("b1", "b2")),
    Sum("one", ("a1", "b1")),
    Sum("two", ("a2", "b2")),
    Sum("all", ("one", "two")),
]


def grid(a1, a2, b1, b2):
    return {
        "a1": a1,
        "a2": a2,
        "b1": b1,
        "b2": b2,
        "a": a1 + a2,
        "b": b1 + b2,
        "one": a1 + b1,
        "two": a2 + b2,
        "all": a1 + a2 + b1 + b2,
    }


small = st.integers(0, 6)


@settings(max_examples=60, deadline=None)
@given(st.tuples(small, small, small, small), st.sets(st.sampled_from(["a", "b", "one", "two", "a1", "b2"])))
def test_as_wide_as_counting_every_table(cells, hidden):
    values = grid(*cells)
    hidden = hidden | {"a2", "b1"}
    shown = {key: value for key, value in values.items() if key not in hidden}
    worlds = [
        world
        for four in product(range(values["all"] + 1), repeat=4)
        if sum(four) == values["all"] and all((world := grid(*four))[key] == value for key, value in shown.items())
    ]
    expected = {key: Bounds(min(w[key] for w in worlds), max(w[key] for w in worlds)) for key in hidden}
    assert bounds(shown, GRID) == expected


@pytest.mark.parametrize("times", [1, 10**6, 10**12, 10**20])
def test_numbers_of_any_size_and_sums_that_are_no_table(times):
    """Two by two round a triangle: every denominator is two, and one more value stays open between two ends."""
    pairs = [Sum(total, parts) for total, parts in (("p", ("x", "y")), ("q", ("y", "z")), ("r", ("x", "z")))]
    shown = {"p": 3 * times, "q": 5 * times, "r": 4 * times, "s": 7 * times}
    known = {"x": times, "y": 2 * times, "z": 3 * times}
    assert bounds(shown, pairs) == known_as(known)
    more = bounds(shown, [*pairs, Sum("s", ("z", "u", "v"))])
    assert more == known_as(known) | {"u": Bounds(0, 4 * times), "v": Bounds(0, 4 * times)}


def known_as(values):
    return {key: Bounds(value, value) for key, value in values.items()}


def test_a_value_with_no_sum_over_it_has_no_most():
    assert bounds({"girls": 9}, BY_SEX) == {"all": Bounds(9, None), "boys": Bounds(0, None)}


def test_what_is_told_to_be_under_a_limit_is_known_to_the_stranger():
    with pytest.raises(Refused, match="contradict"):
        bounds({"all": 19}, BY_SEX, below={"girls": 10, "boys": 10})
    assert bounds({"all": 15}, BY_SEX, below={"girls": 10, "boys": 10}) == {"boys": Bounds(6, 9), "girls": Bounds(6, 9)}


@pytest.mark.parametrize("shown", [{"all": 3, "girls": 5}, {"all": 3, "girls": 1, "boys": 1}])
def test_what_contradicts_itself_is_refused(shown):
    with pytest.raises(Refused, match=r"agree|contradict"):
        bounds(shown, BY_SEX)


@settings(max_examples=150, deadline=None)
@given(st.tuples(*[st.integers(0, 60)] * 4))
def test_nothing_hidden_is_given_back(cells):
    values = grid(*cells)
    told = hide(values, GRID)
    hidden = [key for key, value in told.items() if value is None]
    shown = {key: value for key, value in told.items() if value is not None}
    assert all(value >= 10 for value in shown.values())
    assert all(shown[key] == values[key] for key in shown)
    for key, found in bounds(shown, GRID).items():
        assert key in hidden
        assert found.most is None or found.most - found.least >= WIDTH


@pytest.mark.parametrize(
    ("girls", "boys", "told"),
    [
        (20, 24, {"all": 44, "girls": 20, "boys": 24}),
        (0, 44, {"all": 44, "girls": None, "boys": None}),
        (44, 0, {"all": 44, "girls": None, "boys": None}),
        (4, 4, {"all": None, "girls": None, "boys": None}),
        (10, 34, {"all": 44, "girls": 10, "boys": 34}),
        (9, 35, {"all": 44, "girls": None, "boys": None}),
    ],
)
def test_the_few_the_zeros_and_the_whole_are_hidden(girls, boys, told):
    assert hide({"all": girls + boys, "girls": girls, "boys": boys}, BY_SEX) == told


def test_what_is_public_stays_and_one_that_gives_the_rest_away_stops_it():
    values = {"all": 12, "girls": 10, "boys": 2}
    assert hide(values, BY_SEX, public=["all"]) == {"all": 12, "girls": None, "boys": None}
    with pytest.raises(Refused, match="gives away"):
        hide(values, BY_SEX, public=["all", "girls"])


def test_another_table_that_shows_the_same_value_is_found():
    shown = {"all": 44, "by_place": 40}
    assert [f.key for f in check(shown, [*BY_SEX, Sum("by_place", ("boys",))], ["girls", "boys"])] == ["boys", "girls"]
