"""Steps, reviews and half years, without a database."""

from datetime import date, timedelta

import pytest

from llamkay.apps.plans.law import bands
from llamkay.core.lifeplan.reviews import Band, brought_forward, put_off, window
from llamkay.core.lifeplan.semesters import Semester
from llamkay.core.lifeplan.steps import Fact, Standing, State, next_step, progress

DAY = date(2026, 2, 2)


def days(*standings):
    return [Fact(DAY + timedelta(days=n), standing) for n, standing in enumerate(standings)]


STANDS, AWAITS, UNDONE = Standing.STANDS, Standing.AWAITS, Standing.UNDONE


@pytest.mark.parametrize(
    ("facts", "needed", "state", "done"),
    [
        ([], 1, State.OPEN, 0),
        (days(STANDS), 1, State.CLOSED, 1),
        (days(STANDS, AWAITS), 2, State.OPEN, 1),
        (days(STANDS, UNDONE), 2, State.REOPENED, 1),
        (days(STANDS, UNDONE, STANDS), 2, State.CLOSED, 2),
        (days(UNDONE), 2, State.OPEN, 0),
    ],
)
def test_a_step_is_as_its_facts(facts, needed, state, done):
    now = progress(facts, needed=needed)
    assert (now.state, now.done) == (state, done)


def test_it_closes_on_the_day_of_the_fact_that_completes_it_whatever_their_order():
    facts = days(STANDS, STANDS, STANDS)
    assert progress(reversed(facts), needed=2).by == facts[1]
    undated = Fact(None)
    assert progress([facts[0], undated], needed=1).by == undated


def test_what_opened_it_again_is_the_last_that_was_taken_back():
    facts = days(UNDONE, STANDS, UNDONE)
    assert progress(facts, needed=3).undone == facts[2]


def test_a_step_that_needs_nothing_is_a_fault():
    with pytest.raises(ValueError, match="closes before it begins"):
        progress([], needed=0)


def test_the_next_step_is_the_first_that_is_open():
    closed, open_ = progress(days(STANDS), needed=1), progress([], needed=1)
    assert next_step([closed, open_, closed]) == 1
    assert next_step([closed]) is None


@pytest.mark.parametrize(
    ("release_on", "opens_on", "due_on"),
    [
        (date(2026, 5, 2), None, None),  # three months: no review, the release is prepared
        (date(2026, 5, 9), date(2026, 3, 2), date(2026, 5, 2)),  # three months and seven days: a week before
        (date(2026, 5, 10), date(2026, 3, 2), date(2026, 5, 2)),
        (date(2026, 8, 2), date(2026, 3, 2), date(2026, 5, 2)),
        (date(2026, 8, 3), date(2026, 4, 2), date(2026, 5, 2)),
        (date(2027, 2, 2), date(2026, 4, 2), date(2026, 5, 2)),
        (None, date(2026, 4, 2), date(2026, 5, 2)),  # nobody knows when: as of a year
        (date(2026, 1, 1), date(2026, 4, 2), date(2026, 5, 2)),  # it has passed
        (date(2031, 2, 2), date(2026, 6, 2), date(2026, 8, 2)),
        (date(2031, 2, 3), date(2026, 12, 2), date(2027, 2, 2)),
    ],
)
def test_the_windows_that_ship(release_on, opens_on, due_on):
    rules, rule = bands(DAY)
    found = window(rules, on=DAY, release_on=release_on)
    assert (found and (found.opens_on, found.due_on)) == (opens_on and (opens_on, due_on))
    assert rule.confidence == "low"


def test_no_band_is_a_fault():
    with pytest.raises(LookupError, match="no band fits"):
        window([Band("last", {"months": 3}, {"days": 0})], on=DAY, release_on=None)
    with pytest.raises(LookupError, match="has no day"):
        window([Band("last", {"months": 3}, {"days": 0}, before_release=7, unknown=True)], on=DAY, release_on=None)


def test_a_transfer_only_brings_forward_and_a_delay_never_does():
    assert brought_forward(date(2026, 6, 1), moved_on=DAY, days=10) == date(2026, 2, 12)
    assert brought_forward(date(2026, 1, 1), moved_on=DAY, days=10) == date(2026, 1, 1)
    assert put_off(date(2026, 2, 4), on=DAY, days=5) == date(2026, 2, 7)
    assert put_off(DAY, on=DAY, days=5) == date(2026, 2, 7)
    assert put_off(date(2026, 2, 1), on=DAY, days=5) is None


def test_half_years():
    assert str(Semester.of(date(2026, 6, 30))) == "2026-I"
    assert str(Semester.of(date(2026, 7, 1))) == "2026-II"
    assert Semester(2026, 1).before() == Semester(2025, 2)
    assert (Semester(2026, 1).first, Semester(2026, 2).first) == (date(2026, 1, 1), date(2026, 7, 1))
    assert Semester.parse("2025-II") == Semester(2025, 2)
    assert [Semester.parse(text) for text in ("", "2025", "2025-III", "٢٠٢٥-I", "0025-I")] == [None] * 5
    with pytest.raises(ValueError, match="two halves"):
        Semester(2026, 3)
