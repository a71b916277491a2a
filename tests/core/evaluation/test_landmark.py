"""A programme that goes on outside: nobody owes a place in a group to having stayed out."""

import numpy as np
import pytest

from llamkay.core.errors import Refused
from llamkay.core.evaluation.landmark import at_landmark

NEVER = np.nan


def six(**changed):
    """Counted from day 90. By hand: C came back and F died before it; B began on day 100, among the others that day."""
    people = {
        "part": [1, 1, 0, 0, 1, 0],
        "began": [30, 100, NEVER, NEVER, 90, NEVER],
        "back": [200, 400, 40, 300, NEVER, NEVER],
        "ended": [NEVER, NEVER, NEVER, NEVER, NEVER, 80],
        "followed": [900] * 6,
    } | changed
    arrays = {name: np.array(values, dtype=float) for name, values in people.items()}
    return at_landmark(np.full(6, 90.0), **arrays | {"part": arrays["part"].astype(np.int8)})


def test_six_people_by_hand():
    at = six()
    assert at.counted.tolist() == [True, True, False, True, True, False]
    assert at.part.tolist() == [1, 0, 0, 0, 1, 0]
    assert np.flatnonzero(at.late).tolist() == [1]
    assert [np.flatnonzero(flags).tolist() for flags in (at.back, at.ended, at.unseen)] == [[2], [5], []]
    assert at.counted.sum() + at.back.sum() + at.ended.sum() + at.unseen.sum() == 6


def test_what_happens_on_the_day_is_not_before_it():
    assert six(back=[90, 400, 40, 300, NEVER, NEVER]).counted[0]
    assert six(followed=[900, 900, 900, 90, 900, 900]).counted[3]
    assert np.flatnonzero(six(followed=[900, 900, 900, 89, 900, 900]).unseen).tolist() == [3]


def test_a_part_after_the_return_is_refused_and_so_is_one_without_its_day():
    with pytest.raises(Refused) as refusal:
        six(began=[30, 401, NEVER, NEVER, 90, NEVER])
    assert (refusal.value.code, refusal.value.cells) == ("immortal_time", ("1",))
    with pytest.raises(Refused) as refusal:
        six(began=[NEVER, 100, NEVER, NEVER, 90, NEVER])
    assert (refusal.value.code, refusal.value.cells) == ("undated", ("0",))
