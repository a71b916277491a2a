"""The day counted: presence at every moment, the ratio by half-hour against a count minute by minute."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from llamkay.core.nursery.day import Move, Span, gaps, overlaps, present, slots, stays, together

LIMA = ZoneInfo("America/Lima")
EIGHT = datetime(2026, 2, 2, 8, tzinfo=LIMA)
MINUTE = timedelta(minutes=1)


def at(minutes: int) -> datetime:
    return EIGHT + minutes * MINUTE


MOVES = st.lists(st.builds(Move, st.integers(1, 5), st.integers(0, 240).map(at), st.booleans()), max_size=25)
SPANS = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 240), st.integers(1, 120)).map(
        lambda t: Span(t[0], at(t[1]), at(t[1] + t[2]))
    ),
    max_size=8,
)


@settings(max_examples=200, deadline=None)
@given(MOVES)
def test_arrivals_less_departures_are_the_children_present_at_every_moment(moves):
    spans, wrong = stays(moves)
    used = len(moves) - len(wrong)
    assert sum(1 + (span.end is not None) for span in spans) == used
    for minute in range(0, 241, 7):
        arrived = sum(span.start <= at(minute) for span in spans)
        left = sum(span.end is not None and span.end <= at(minute) for span in spans)
        assert arrived - left == len(present(spans, at(minute)))
    for one, other in pairwise(spans):
        assert one.start <= other.start
    for child in {span.who for span in spans}:
        mine = sorted((s.start, s.end) for s in spans if s.who == child and s.end)
        assert all(a[1] <= b[0] for a, b in pairwise(mine))


@settings(max_examples=100, deadline=None)
@given(MOVES)
def test_the_order_of_entry_changes_nothing(moves):
    assert stays(moves) == stays(list(reversed(moves)))


@settings(max_examples=150, deadline=None)
@given(SPANS, SPANS, st.integers(1, 6))
def test_each_half_hour_is_as_bad_as_its_worst_minute(children, adults, per_adult):
    found = slots(children, adults, opens=at(0), closes=at(240), per_adult=per_adult)
    assert [slot.start for slot in found] == [at(30 * n) for n in range(8)]
    for slot in found:
        minutes = [slot.start + n * MINUTE for n in range(30)]
        beyond = [len(present(children, m)) - per_adult * len(present(adults, m)) for m in minutes]
        assert slot.children - slot.adults * per_adult == max(beyond)
        assert slot.at == minutes[beyond.index(max(beyond))]
        assert slot.enough is (max(beyond) <= 0)


def test_the_exact_limit_is_enough():
    children = [Span(n, at(0), at(60)) for n in range(8)]
    two = [Span(1, at(0), at(60)), Span(2, at(0), at(40))]
    full, short = slots(children, two, opens=at(0), closes=at(60), per_adult=4)
    assert (full.children, full.adults, full.enough) == (8, 2, True)
    assert (short.at, short.adults, short.enough) == (at(40), 1, False)


def test_one_adult_with_two_shifts_is_one_adult():
    (slot,) = slots(
        [Span(1, at(0)), Span(2, at(0))],
        [Span(7, at(0), at(30)), Span(7, at(0), at(30))],
        opens=at(0),
        closes=at(30),
        per_adult=1,
    )
    assert (slot.adults, slot.enough) == (1, False)


def test_moves_that_do_not_fit_are_named():
    spans, wrong = stays([Move(1, 9, True), Move(1, 10, True), Move(2, 9, False), Move(1, 12, False)])
    assert (spans, wrong) == ([Span(1, 9, 12)], ["absent 2", "twice 1"])


def test_a_child_who_leaves_and_comes_back_at_the_same_minute_was_always_there():
    spans, wrong = stays([Move(1, 9, True), Move(1, 12, False), Move(1, 12, True)])
    assert (present(spans, 12), wrong) == ({1}, [])


def test_time_in_the_nursery():
    assert together([Span(1, 9, 12), Span(1, 14, None), Span(2, 5, 6)], opens=8, closes=16) == {1: 5}


def test_a_feed_on_a_shift():
    assert overlaps((600, 630), [(480, 601)])
    assert not overlaps((600, 630), [(480, 600), (630, 700)])


def test_when_nobody_looks_after_a_room():
    assert gaps([Span(1, 9, 11), Span(2, 10, 12)], opens=8, closes=16) == [(8, 9), (12, 16)]
    assert gaps([], opens=8, closes=16) == [(8, 16)]
