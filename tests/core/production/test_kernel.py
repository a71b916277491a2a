"""The kernel of production against worked examples, published ones where there are any, and properties."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llamkay.core.errors import Refused
from llamkay.core.production.balances import MaterialBalance, split_consumed
from llamkay.core.production.cloth import pattern
from llamkay.core.production.consignments import Tally, commission_of, worth
from llamkay.core.production.picking import Stocked, pick
from llamkay.core.production.quantities import parse_quantity, quantity_text
from llamkay.core.production.recipes import (
    Part,
    Recipe,
    allergens_of,
    cost_of,
    exploded,
    ingredients_of,
    left_after,
    minutes_of,
    needs,
    share_until,
)

FLOUR, SUGAR, BUTTER, DOUGH, BREAD, EGG = range(1, 7)
# 10 kg of dough from 6 kg of flour and 1 kg of sugar; 8 kg of bread from 10 kg of dough, of which 20 % dries out.
BOOK = {
    DOUGH: Recipe(DOUGH, 10_000, (Part(FLOUR, 6_000), Part(SUGAR, 1_000)), minutes=60),
    BREAD: Recipe(BREAD, 10_000, (Part(DOUGH, 10_000), Part(EGG, 20_000)), loss=200_000, minutes=30),
}


def test_losses_multiply_through_levels():
    """The example of a public tracker: 10 kg less 66.67 % and then 82 % leave 0.6 kg, where adding gave 1.8."""
    left = 10_000 * left_after([666_700, 820_000])
    assert quantity_text(round(left / 10) * 10, "kg") == "0.6 kg"
    # The same as recipes: to leave 0.6 kg takes ten.
    book = {
        2: Recipe(2, 10_000, (Part(1, 10_000),), loss=666_700),
        3: Recipe(3, 1_000, (Part(2, 1_000),), loss=820_000),
    }
    assert round(float(exploded(book, 3, 600)[1]) / 1000, 2) == 10.0


def test_what_is_bought_for_a_kilogram_of_bread():
    bought = exploded(BOOK, BREAD, 8_000)
    assert bought == {FLOUR: 6_000, SUGAR: 1_000, EGG: 20_000}
    assert needs(BOOK[BREAD], 8_000) == {DOUGH: 10_000, EGG: 20_000}
    assert minutes_of(BOOK, BREAD, 8_000) == 90


def test_allergens_and_ingredients_come_through_the_dough():
    own = {FLOUR: ["gluten"], EGG: ["egg"], DOUGH: ["milk"]}
    assert allergens_of(BOOK, BREAD, own) == ("egg", "gluten", "milk")
    assert ingredients_of(BOOK, BREAD) == [EGG, FLOUR, SUGAR]


def test_the_cost_of_a_unit():
    cost = cost_of(BOOK, BREAD, prices={FLOUR: 300, SUGAR: 400, EGG: 60}, minute=Fraction(10), overhead=100_000)
    # 8 kg: 6 × 300 + 1 × 400 + 20 × 60 = 3400 céntimos, 90 minutes; a kilogram 425 and 112.5, a tenth on top.
    assert (cost.material, cost.work, cost.overhead, cost.total) == (425, 112, 54, 591)
    with pytest.raises(Refused):
        cost_of(BOOK, BREAD, prices={FLOUR: 300})


def test_a_recipe_that_needs_itself_is_refused():
    with pytest.raises(Refused):
        exploded({1: Recipe(1, 1000, (Part(2, 1),)), 2: Recipe(2, 1000, (Part(1, 1),))}, 1, 1000)


@given(st.integers(1, 10**9), st.lists(st.integers(1, 500), min_size=1, max_size=12))
def test_completions_consume_the_whole_however_they_are_cut(total, parts):
    planned = sum(parts)
    consumed, done = 0, 0
    for part in parts:
        done += part
        share = share_until(total, done, planned) - consumed
        assert share >= 0
        consumed += share
    assert consumed == total


@given(st.lists(st.tuples(st.integers(0, 50), st.none() | st.integers(1, 20)), max_size=12), st.integers(0, 300))
def test_nothing_is_taken_that_expires_later_while_something_earlier_is_left(rows, quantity):
    today = date(2026, 1, 10)
    stock = [Stocked(n, q, e and date(2026, 1, e)) for n, (q, e) in enumerate(rows)]
    picked = pick(stock, quantity, on=today)
    taken, by_lot = dict(picked.lots), {item.lot: item for item in stock}
    assert sum(taken.values()) + picked.short == quantity
    assert all(part <= by_lot[lot].quantity for lot, part in taken.items())
    assert all((by_lot[lot].expires_on or date.max) >= today for lot in taken)
    if taken:
        last = max((by_lot[lot].expires_on or date.max) for lot in taken)
        earlier = [s for s in stock if s.expires_on and today <= s.expires_on < last and s.quantity]
        assert all(taken.get(s.lot) == s.quantity for s in earlier)


def test_a_plan_is_obeyed_and_says_what_lacks():
    stock = [Stocked(1, 5, date(2026, 2, 1)), Stocked(2, 5, date(2026, 3, 1))]
    picked = pick(stock, 4, on=date(2026, 1, 1), plan={2: 3})
    assert (picked.lots, picked.short) == (((2, 3),), 1)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("10", "kg", 10_000), ("0.05", "kg", 50), ("1,250.5", "l", 1_250_500), ("750 g", "kg", 750), ("3", "u", 3_000)],
)
def test_quantities_are_read(text, unit, value):
    assert parse_quantity(text, unit) == value
    assert parse_quantity(quantity_text(value), unit) == value


@pytest.mark.parametrize(
    ("text", "unit"),
    [("1.5", "u"), ("10 kg", "l"), ("-1", "kg"), ("1e3", "kg"), ("١", "kg"), ("1.2345", "kg"), ("", "u")],
)
def test_what_is_no_quantity_is_refused(text, unit):
    with pytest.raises(Refused):
        parse_quantity(text, unit)


def test_a_consignment_closes_when_everything_is_accounted_for():
    assert Tally(sent=50, sold=30, returned=15, lost=3, sample=2).closes
    assert Tally(sent=50, sold=30, returned=15, lost=3, sample=1).left == 1
    assert Tally(sent=50, sold=51).left == -1
    assert (commission_of(1_200, 150_000), worth(1_550, 3_000)) == (180, 4_650)


@given(st.integers(0, 10**9), st.integers(0, 999_999), st.integers(0, 1000), st.integers(0, 1000))
def test_what_was_consumed_is_in_products_scrap_or_loss(consumed, loss, good, scrap):
    parts = split_consumed(consumed, loss=loss, good=good, scrap=scrap)
    assert sum(parts) == consumed and min(parts) >= 0


def test_a_material_that_does_not_add_up_says_by_how_much():
    balance = MaterialBalance(received=100, in_products=60, scrap=10, loss=5, returned=5, left=19)
    assert balance.difference == 1


def test_a_cloth_is_always_the_same_and_a_name_has_its_own():
    assert pattern("Bolso") == pattern("Bolso") != pattern("Cartera")
    assert len({pattern(f"Producto {n}") for n in range(200)}) == 200
    assert 'aria-label="A &quot;B&quot; &lt;c>"' in pattern("x", title='A "B" <c>')
