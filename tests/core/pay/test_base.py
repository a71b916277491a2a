"""The 10 % of own-account work, by hand-worked examples and what must always hold."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llamkay.cli.law import law_book
from llamkay.core.errors import Refused
from llamkay.core.pay import least_subsidy, levy_of_month, share_out, training_subsidy
from llamkay.core.values import Month

LAW = law_book()
MARCH = Month(2025, 3)  # minimum wage 1,130.00: 40 % is 452.00


@pytest.mark.parametrize(
    ("declared", "paid", "reading", "expected"),
    [
        (None, 0, None, (45_200, 4_520, "computed")),
        (None, 20_000, None, (25_200, 2_520, "computed")),
        (None, 60_000, None, (0, 0, "computed")),
        (80_000, 0, None, (80_000, 8_000, "computed")),
        (45_200, 0, None, (45_200, 4_520, "computed")),
        (10_005, 0, None, (10_005, 1_001, "two_readings")),
        (10_005, 0, "floor_for_everybody", (45_200, 4_520, "computed")),
        (10_005, 0, "floor_when_undeclared", (10_005, 1_001, "computed")),
        (0, 0, None, (0, 0, "two_readings")),
    ],
)
def test_the_due_of_a_month(declared, paid, reading, expected):
    due = levy_of_month(law=LAW, month=MARCH, declared=declared, paid=paid, reading=reading)
    assert (due["base"], due["amount"], due["status"]) == expected


def test_the_floor_is_of_its_date():
    found = [
        levy_of_month(law=LAW, month=Month(y, m), declared=None)["amount"] for y, m in ((2018, 5), (2022, 6), (2025, 1))
    ]
    assert found == [3_720, 4_100, 4_520]


@pytest.mark.parametrize(("declared", "paid"), [(-1, 0), (5, -1)])
def test_negative_incomes_are_refused(declared, paid):
    with pytest.raises(Refused, match="negative"):
        levy_of_month(law=LAW, month=MARCH, declared=declared, paid=paid)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 20_000), min_size=1, max_size=40).filter(any))
def test_a_sale_is_shared_to_the_last_centimo_and_more_hours_never_get_less(total, minutes):
    parts = share_out(total, minutes)
    assert sum(parts) == total
    ranked = sorted(zip(minutes, parts, strict=True))
    assert all(b[1] >= a[1] - 1 for a, b in pairwise(ranked))


def test_a_sale_without_hours_is_refused():
    assert share_out(0, [0, 0]) == [0, 0]
    with pytest.raises(ValueError, match="weights"):
        share_out(5, [0, 0])


def test_the_subsidy_follows_the_hours_and_never_passes_the_contract():
    found = [training_subsidy(attended={56_500: a}, scheduled=9_600) for a in (0, 1, 4_800, 9_600, 12_000)]
    assert found == [0, 6, 28_250, 56_500, 56_500]


def test_the_least_subsidy_is_half_the_minimum_wage_in_proportion_to_the_timetable():
    found = [least_subsidy(law=LAW, month=MARCH, weekly_minutes=m) for m in (48 * 60, 60 * 60, 24 * 60, 20 * 60)]
    assert found == [56_500, 56_500, 28_250, 23_542]
