"""Where an agreement and a commitment stand follows from their facts, a day on each side of every border."""

from datetime import date, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llamkay.core.coordination import ALARMS, SCALE, Stage, Standing, Term, alarm, review_due, stage, visits

SIGNED, START, END = date(2025, 1, 10), date(2025, 1, 15), date(2026, 12, 31)
TERM = Term(SIGNED, START, END)
DAY = timedelta(days=1)
days = st.dates(date(2024, 1, 1), date(2028, 1, 1))


@pytest.mark.parametrize(
    ("term", "on", "expected"),
    [
        (Term(None, START, END), END, Stage.IN_PROCESS),
        (TERM, SIGNED - DAY, Stage.IN_PROCESS),
        (TERM, SIGNED, Stage.SIGNED),
        (TERM, START - DAY, Stage.SIGNED),
        (TERM, START, Stage.IN_FORCE),
        (TERM, END - 181 * DAY, Stage.IN_FORCE),
        (TERM, END - 180 * DAY, Stage.ENDING),
        (TERM, END, Stage.ENDING),
        (TERM, END + DAY, Stage.EXPIRED),
        (Term(SIGNED, START, END, date(2026, 3, 1)), date(2026, 2, 28), Stage.IN_FORCE),
        (Term(SIGNED, START, END, date(2026, 3, 1)), date(2026, 3, 1), Stage.LEFT),
        (Term(SIGNED, START, END, date(2026, 3, 1)), END + DAY, Stage.LEFT),
        (Term(SIGNED, START), date(2050, 1, 1), Stage.IN_FORCE),
    ],
)
def test_the_stage_of_an_agreement(term, on, expected):
    assert stage(term, on) == expected


@pytest.mark.parametrize(
    ("left", "expected"), [(181, None), (180, 180), (91, 180), (90, 90), (31, 90), (30, 30), (0, 30), (-1, None)]
)
def test_the_alarms_sound_at_180_90_and_30_days(left, expected):
    assert alarm(TERM, END - left * DAY) == expected


def test_what_was_left_or_has_no_end_alarms_nobody():
    assert alarm(Term(SIGNED, START, END, END - 10 * DAY), END - 5 * DAY) is None
    assert alarm(Term(SIGNED, START), END) is None
    assert alarm(Term(None, START, END), END) is None


@given(signed=days, start=days, length=st.integers(0, 900), left=st.none() | days, on=days)
def test_an_alarm_sounds_only_while_an_agreement_is_about_to_end(signed, start, length, left, on):
    term = Term(signed, start, start + length * DAY, left)
    assert (stage(term, on) == Stage.ENDING) == (alarm(term, on) is not None)
    assert alarm(term, on) in (None, *ALARMS)


DUE = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("standing", "on", "late", "owner", "review"),
    [
        (Standing(DUE), DUE, False, True, False),
        (Standing(DUE), DUE + DAY, True, True, True),
        (Standing(DUE), DUE - 31 * DAY, False, False, False),
        (Standing(DUE), DUE - 30 * DAY, False, True, False),
        (Standing(DUE, "limited", 1), DUE + DAY, True, True, True),
        (Standing(DUE, "complete", 1), DUE + DAY, False, False, True),
        (Standing(DUE, "complete", 1, "limited", 2), DUE + DAY, True, True, False),
        (Standing(DUE, "complete", 3, "limited", 2), DUE + DAY, False, False, True),
        (Standing(DUE, "complete", 1, "complete", 2), DUE + DAY, False, False, False),
        (Standing(DUE, "limited", 3, "complete", 2), DUE + DAY, True, True, True),
        (Standing(DUE, "", 0, "complete", 1), DUE + DAY, False, False, False),
    ],
)
def test_whom_a_commitment_waits_for(standing, on, late, owner, review):
    assert (standing.late(on), standing.waits_for_owner(on), standing.waits_for_review(on)) == (late, owner, review)


points = st.sampled_from(["", *SCALE])


@given(own=points, found=points, numbers=st.permutations([1, 2]), on=days)
def test_what_is_late_is_asked_of_its_owner_and_what_is_done_of_nobody(own, found, numbers, on):
    standing = Standing(DUE, own, numbers[0] if own else 0, found, numbers[1] if found else 0)
    assert not standing.late(on) or standing.waits_for_owner(on)
    assert not standing.done or not (standing.late(on) or standing.waits_for_owner(on))


def test_somebody_else_looks_within_four_months():
    assert review_due(date(2026, 10, 31)) == date(2027, 2, 28)


def facts(**values):
    whole = {
        "hosts_without_holder": [],
        "hosts": 2,
        "visitors": 1,
        "uncleared": [],
        "leads": True,
        "outcome": True,
        "stops": 11,
        "unwritten": [],
        "commitments": 1,
        "none_why": False,
        "note": True,
        "no_note_why": False,
        "lessons": True,
        "unsigned": False,
        "on": date(2026, 2, 2),
    }
    return visits.Facts(**{**whole, **values})


@pytest.mark.parametrize(
    ("values", "step", "expected"),
    [
        ({}, "briefed", []),
        ({"outcome": False, "uncleared": ["Ana"]}, "briefed", ["outcome", "clearance"]),
        ({"visitors": 0, "leads": False}, "briefed", ["visitors"]),
        ({"leads": False, "hosts_without_holder": ["Penal"]}, "briefed", ["holders", "leads"]),
        ({"hosts": 0, "stops": 0}, "briefed", ["hosts", "stops"]),
        ({"unwritten": ["Patio"]}, "held", ["unwritten"]),
        ({"on": date(2026, 2, 3)}, "held", ["day"]),
        ({"commitments": 0}, "minuted", ["commitments"]),
        ({"commitments": 0, "none_why": True}, "minuted", []),
        ({"note": False, "lessons": False}, "closed", ["note", "lessons"]),
        ({"unsigned": True}, "closed", ["signatures"]),
        ({"note": False, "no_note_why": True}, "closed", []),
    ],
)
def test_what_a_visit_lacks_for_its_next_step(values, step, expected):
    assert visits.lacking(facts(**values), visits.Step(step), date(2026, 2, 2)) == expected


@given(stops=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), max_size=9))
def test_the_timetable_leaves_no_minute_out(stops):
    slots = visits.timetable(time(8), stops)
    assert len(slots) == len(stops)
    assert all(one.ends <= two.starts for one, two in pairwise(slots))
    if slots:
        end = slots[-1].ends
        assert (end.hour - 8) * 60 + end.minute == visits.length(stops) % (24 * 60)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((16, 0, 0), {"inmates": 16}),
        ((10, 5, 6), {"inmates": 10, "former": 5, "business": 6}),
        ((10, 4, 6), {}),
        ((None, 1, None), {}),
        ((None, None, None), {}),
    ],
)
def test_few_former_inmates_are_told_apart_in_no_paper(counts, expected):
    assert visits.exhibitor_kinds(*counts) == expected
