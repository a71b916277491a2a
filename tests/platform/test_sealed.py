"""What is sealed is the same text for the same content."""

from collections import namedtuple

import pytest

from llamkay.platform.record.sealed import Texts, digest, written

Line = namedtuple("Line", "person days")


def test_the_order_of_keys_is_no_difference_and_a_named_tuple_is_a_list():
    assert written({"b": Line(1, [2]), "a": "año"}) == '{"a":"año","b":[1,[2]]}'.encode()
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1}) != digest({"a": 1, "b": 3})


def test_what_is_no_plain_data_is_refused():
    with pytest.raises(TypeError, match="set"):
        written([{1, 2}])


def test_lists_of_lines_are_written_each_as_it_is():
    texts, shared = Texts(), [{"code": "x"}]
    assert [texts.of(value) for value in (shared, [], shared, [1])] == ['[{"code":"x"}]', "[]", '[{"code":"x"}]', "[1]"]
    assert [texts.of([n]) for n in range(5)] == [f"[{n}]" for n in range(5)]  # lists that nobody else keeps
