"""A study of several lots: each has its own chance, so each is compared within itself."""

import numpy as np
import pytest

from llamkay.core.evaluation.kinds import Return
from llamkay.core.evaluation.study import Followed, grade_of, study
from llamkay.core.evaluation.verdict import Code, Grade

KINDS = list(Return)


def followed(cells, *, draw=True):
    """People by (draw, won, people, returned): nobody dies, all are seen for a year."""
    number, won, back = [], [], []
    for which, lot, people, returned in cells:
        number += [which] * people
        won += [lot] * people
        back += [1] * returned + [0] * (people - returned)
    size = len(won)
    returned = np.zeros((len(KINDS), size), dtype=np.int64)
    returned[KINDS.index(Return.NEW_CONVICTED)] = back
    lot = np.array(won, dtype=np.int8)
    return Followed(
        returned=returned,
        ended=np.zeros(size, dtype=np.int64),
        whole=np.full(size, 12),
        part=np.where(lot == 1, 1, 0).astype(np.int8),
        enrolled=lot == 1,
        covariates={},
        lot=lot,
        waiting=np.zeros(size, dtype=bool),
        prison=np.zeros(size, dtype=np.int64),
        draw=np.array(number) if draw else None,
    )


# The first lot had few places and people who seldom return, the second the contrary; in each, winning changes nothing.
TWO = [(1, 1, 100, 10), (1, 0, 400, 40), (2, 1, 400, 200), (2, 0, 100, 50)]


def test_two_lots_put_together_seem_to_harm_and_each_within_itself_does_not():
    together, apart = (
        study(followed(TWO, draw=draw), windows=[12], outcome=[Return.NEW_CONVICTED]).headline for draw in (False, True)
    )
    assert together.verdict.code is Code.HIGHER and together.verdict.grade is Grade.LOT
    assert apart.found.weighted.difference == pytest.approx(0, abs=1e-9)
    assert apart.verdict.code not in (Code.HIGHER, Code.LOWER)


def test_a_lot_that_all_won_has_nobody_to_compare_with_and_leaves():
    made = study(followed([*TWO, (3, 1, 50, 50)]), windows=[12], outcome=[Return.NEW_CONVICTED]).headline
    assert made.treated.people + made.comparison.people == 1000
    assert made.found.weighted.difference == pytest.approx(0, abs=1e-9)


def test_a_lot_of_too_few_gives_way():
    assert grade_of(followed([(1, 1, 29, 3), (1, 0, 300, 60)])) is Grade.NONE
    assert grade_of(followed([(1, 1, 30, 3), (1, 0, 30, 6)])) is Grade.LOT
