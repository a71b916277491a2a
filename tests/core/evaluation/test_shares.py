"""Shares, their limits and what a question needs, against published tables."""

import math

import pytest

from llamkay.core.errors import Refused
from llamkay.core.evaluation import shares


@pytest.mark.parametrize(
    ("events", "people", "score", "exact"),
    [  # Newcombe 1998, Statistics in Medicine 17:857, table I
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_limits_of_a_share(events, people, score, exact):
    for found, right in ((shares.wilson, score), (shares.clopper_pearson, exact)):
        share = found(events, people)
        assert share.value == events / people
        assert (share.lower, share.upper) == pytest.approx(right, abs=5e-5)


def test_nobody_came_back_is_no_certainty():
    share = shares.honest(0, 19)
    assert (share.value, share.lower) == (0, 0)
    assert share.upper == pytest.approx(0.1765, abs=5e-5)
    assert shares.clopper_pearson(0, 19, confidence=0.90).upper == pytest.approx(1 - 0.05 ** (1 / 19), abs=1e-12)
    everybody = shares.honest(19, 19)
    assert (everybody.lower, everybody.upper) == (pytest.approx(1 - share.upper), 1)


def test_difference_of_two_shares():
    found = shares.newcombe((56, 70), (48, 80))  # Newcombe 1998, Statistics in Medicine 17:873, table II, row a
    assert (found.value, found.lower, found.upper) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    turned = shares.newcombe((48, 80), (56, 70))
    assert (turned.lower, turned.upper) == pytest.approx((-found.upper, -found.lower))


def test_people_that_a_question_needs():
    assert shares.needed(0.30, 0.25) == shares.needed(0.25, 0.30) == 1251
    assert shares.needed(0.30, 0.28) == 8080
    assert shares.detectable(0.30, 500) == pytest.approx(0.222, abs=5e-4)
    assert shares.detectable(0.05, 10) == 0
    with pytest.raises(Refused):
        shares.needed(0.3, 0.3)


@pytest.mark.parametrize(
    ("ratio", "limits", "estimate", "limit"),
    [  # VanderWeele & Ding 2017
        (3.9, (1.8, 8.7), 7.26, 3.00),
        (0.80, (0.71, 0.91), 1.81, 1.43),
        (1.1, (0.9, 1.3), 1.43, 1.0),
    ],
)
def test_e_values(ratio, limits, estimate, limit):
    assert shares.e_value(ratio) == pytest.approx(estimate, abs=0.005)
    assert shares.e_value_of_limit(*limits) == pytest.approx(limit, abs=0.005)


def test_many_questions_at_once():
    values = [0.01, 0.04, 0.03, 0.005]
    assert shares.holm(values) == pytest.approx([0.03, 0.06, 0.06, 0.02])  # R: p.adjust(p, "holm")
    assert shares.benjamini_hochberg(values) == pytest.approx([0.02, 0.04, 0.04, 0.02])  # R: p.adjust(p, "BH")
    assert shares.holm([0.9, 0.8]) == [1.0, 1.0]


@pytest.mark.parametrize(("events", "people"), [(1, 0), (-1, 5), (6, 5)])
def test_impossible_shares_are_refused(events, people):
    with pytest.raises(Refused):
        shares.wilson(events, people)


def test_an_e_value_of_nothing_is_refused():
    for ratio in (0, -1, math.inf):
        with pytest.raises(Refused):
            shares.e_value(ratio)
