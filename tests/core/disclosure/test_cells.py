"""No value of one to four people can be read, nor found by subtraction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llamkay.core.disclosure import is_small, protect


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({}, {}),
        ({"a": 0, "b": 5}, {"a": 0, "b": 5}),
        ({"a": 4, "b": 34, "c": 10}, {"a": None, "b": 34, "c": None}),
        ({"a": 4, "b": 3, "c": 10}, {"a": None, "b": None, "c": 10}),
        ({"a": 1, "b": 1, "c": 10, "d": 99}, {"a": None, "b": None, "c": None, "d": 99}),
        ({"a": 4, "b": 4, "c": 10}, {"a": None, "b": None, "c": None}),
        ({"a": 2}, {"a": None}),
    ],
)
def test_small_values_and_what_would_give_them_away_are_withheld(cells, shown):
    assert protect(cells, sensitive=True) == shown


def test_a_table_that_is_not_sensitive_is_shown_whole():
    assert protect({"a": 1, "b": 2}, sensitive=False) == {"a": 1, "b": 2}


@given(st.dictionaries(st.integers(), st.integers(0, 60), max_size=12))
def test_nothing_small_is_shown_and_one_alone_is_never_withheld_while_another_could_be(cells):
    shown = protect(cells, sensitive=True)
    withheld = [key for key, value in shown.items() if value is None]
    assert not any(value is not None and is_small(value) for value in shown.values())
    assert len(withheld) != 1 or sum(value > 0 for value in cells.values()) == 1
    assert all(value == cells[key] for key, value in shown.items() if value is not None)
