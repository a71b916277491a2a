"""Places day by day, and names that nobody mistakes."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from llamkay.core.nursery.day import Span, crowd
from llamkay.core.nursery.names import Named, called
from llamkay.core.nursery.places import counts, fullest

DAYS = st.dates(date(2026, 1, 1), date(2026, 2, 15))
STRETCHES = st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=8)


@given(STRETCHES, DAYS)
def test_the_fullest_day_is_found_as_by_counting_every_day(stretches, first):
    end = first + timedelta(days=60)
    every = [first + timedelta(days=n) for n in range(60)]
    by_hand = [sum(a <= day and (b is None or day < b) for a, b in stretches) for day in every]
    assert fullest(stretches, within=(first, end)) == (max(by_hand), every[by_hand.index(max(by_hand))])
    assert counts(stretches, within=(first, end))[0] == (first, by_hand[0])


def test_a_stretch_ends_before_its_last_day_and_the_next_may_begin_on_it():
    stretches = [(date(2026, 1, 1), date(2026, 1, 15)), (date(2026, 1, 15), None)]
    assert fullest(stretches, within=(date(2026, 1, 1), None)) == (1, date(2026, 1, 1))


def test_the_crowd_counts_those_there_at_once():
    assert crowd([]) == (0, None)
    assert crowd([Span(1, 8, 9), Span(2, 9, 10), Span(3, 9)]) == (2, 9)


NAMES = st.sampled_from(["Mía", "Mia", "Illari"])
SURNAMES = st.sampled_from(["Quispe", "Quispe Rojas", "Quiroz", "Q", "Rojas", ""])


@given(st.lists(st.tuples(NAMES, SURNAMES), max_size=7))
def test_no_two_children_are_called_the_same_and_none_by_its_first_name_alone(names):
    children = [Named(n, given, surnames, f"N{n:05}") for n, (given, surnames) in enumerate(names)]
    found = called(children)
    assert list(found) == [child.key for child in children]
    assert len({name.casefold() for name in found.values()}) == len(children)
    for child in children:
        assert found[child.key].startswith(child.given_names)
        assert not child.surnames or found[child.key] != child.given_names


def test_three_of_one_name_in_one_room():
    mias = [Named(1, "Mía", "Quispe Flores", "N00001"), Named(2, "Mía", "Quispe Rojas", "N00002")]
    twin = Named(3, "Mia", "Quispe Rojas", "N00003")
    assert called(mias) == {1: "Mía Quispe F.", 2: "Mía Quispe R."}
    assert called([*mias, twin]) == {1: "Mía Quispe F.", 2: "Mía Q. (N00002)", 3: "Mia Q. (N00003)"}
