"""Gross pay: rounded once, never a float."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llamkay.core.pay import earnings


def row(*values: int) -> np.ndarray:
    return np.array([values], dtype=np.int64)


@pytest.mark.parametrize(
    ("basis", "units", "rate", "gross"),
    [
        ("hour", row(90, 0), row(500, 500), 750),
        ("hour", row(1), row(30), 1),  # half a céntimo goes up
        ("hour", row(1), row(29), 0),
        ("hour", row(60, 60), row(500, 600), 1100),  # the rate changes within the month
        ("day", row(1, 0, 1), row(3500, 3500, 3500), 7000),
        ("piece", row(3, 4), row(100, 110), 740),
    ],
)
def test_pays_by_hour_day_and_piece(basis, units, rate, gross):
    assert earnings(basis=basis, units=units, rate=rate).tolist() == [gross]


def test_hours_of_a_month_are_rounded_once():
    minutes = np.full((2, 20), 1, dtype=np.int64)
    assert earnings(basis="hour", units=minutes, rate=np.full((2, 20), 29)).tolist() == [10, 10]


@pytest.mark.parametrize(
    ("basis", "units", "rate", "said"),
    [
        ("week", row(1), row(1), "not a basis"),
        ("day", row(-1), row(1), "negative"),
        ("day", row(1), row(-1), "negative"),
    ],
)
def test_refuses_what_is_not_work(basis, units, rate, said):
    with pytest.raises(ValueError, match=said):
        earnings(basis=basis, units=units, rate=rate)


@given(
    st.lists(st.tuples(st.integers(0, 1440), st.integers(0, 100_000)), min_size=1, max_size=31),
    st.sampled_from(["hour", "day", "piece"]),
)
def test_agrees_with_exact_arithmetic(cells, basis):
    total = sum(units * rate for units, rate in cells)
    expected = (2 * total + 60) // 120 if basis == "hour" else total
    found = earnings(basis=basis, units=row(*(u for u, _ in cells)), rate=row(*(r for _, r in cells)))
    assert found.tolist() == [expected] and found.dtype == np.int64
