"""The numbers of the house stay within its limits; ``python -m benchmarks.house`` prints them."""

import pytest

from benchmarks.house import MEASURES, ROOT, Source


@pytest.fixture(scope="module")
def source():
    return Source(ROOT)


@pytest.mark.parametrize("measure", [m for m in MEASURES if m.most is not None], ids=lambda m: m.words)
def test_no_number_of_the_house_is_above_its_limit(source, measure):
    assert measure.take(source) <= measure.most


def test_what_is_measured_is_there(source):
    assert len(source.modules) > 400
    assert len(source.templates) > 200
