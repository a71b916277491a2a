"""Money, months and periods."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llamkay.core.errors import Refused
from llamkay.core.values import Month, Period, format_amount, largest_remainder, parse_amount


@pytest.mark.parametrize(
    ("text", "céntimos"), [("1000.00", 100_000), ("1,234.5", 123_450), ("S/ 10", 1_000), ("-0.05", -5), (" 7 ", 700)]
)
def test_reads_amounts(text, céntimos):
    assert parse_amount(text) == céntimos


@pytest.mark.parametrize("text", ["", "1.234", "1,23", "1e3", "NaN", "12.", "--1", "1.000,00"])
def test_refuses_what_is_no_amount(text):
    with pytest.raises(Refused, match="is not an amount in soles"):
        parse_amount(text)


@given(st.integers(-(10**13), 10**13))
def test_amounts_come_back_as_they_were_written(céntimos):
    assert parse_amount(format_amount(céntimos)) == céntimos


@given(st.integers(0, 10**12), st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
def test_a_split_sums_to_its_total_and_strays_less_than_a_céntimo(total, weights):
    found = largest_remainder(total, weights)
    assert sum(found) == total
    whole = sum(weights)
    assert all(abs(part * whole - total * weight) < whole for part, weight in zip(found, weights, strict=True))


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, []), (1, [0, 0]), (1, [-1, 2])])
def test_refuses_an_impossible_split(total, weights):
    with pytest.raises(ValueError, match="a split needs"):
        largest_remainder(total, weights)


def test_months_follow_one_another():
    assert str(Month.parse("2025-12").next()) == "2026-01"
    assert str(Month(2026, 1).previous()) == "2025-12"
    assert Month(2026, 2).end == date(2026, 3, 1) and Month(2024, 2).days == len(Month(2024, 2).dates()) == 29
    assert Month.of(date(2026, 2, 2)) == Month(2026, 2)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "26-01", "enero"])
def test_refuses_what_is_no_month(text):
    with pytest.raises(Refused, match="is not a month"):
        Month.parse(text)


def test_periods_are_half_open():
    january = Period(date(2026, 1, 1), date(2026, 2, 1))
    assert date(2026, 1, 31) in january and date(2026, 2, 1) not in january
    assert not january.overlaps(Period(date(2026, 2, 1)))
    assert january.overlaps(Period(date(2026, 1, 31)))
    assert january.clip(date(2026, 2, 1), date(2026, 3, 1)) is None
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2026, 2, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("text", "centimos"),
    [
        ("300.29999999999995", 30_030),
        ("0.30000000000000004", 30),
        ("499.99999999999994", 50_000),
        ("-12.339999999", -1_234),
        ("S/ 1234567.8899999999", 123_456_789),
    ],
)
def test_the_dust_of_a_binary_sum_is_rounded_to_centimos(text, centimos):
    assert parse_amount(text) == centimos


@pytest.mark.parametrize("text", ["300.295", "1.000", "300.299999998", "0.005000000000", "٣.50", "١٢"])
def test_decimals_that_mean_something_are_refused(text):
    with pytest.raises(Refused):
        parse_amount(text)
