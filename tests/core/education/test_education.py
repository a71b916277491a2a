"""Stages, absence and rates, without a database."""

from datetime import date

import pytest

from llamkay.core.education.absence import Absence
from llamkay.core.education.rates import Share, cohorts, occupancy
from llamkay.core.education.stages import NONE, Lacking, Ladder, Studied, bars
from llamkay.core.law import LawBook
from llamkay.platform.law import every_law

DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def ladder():
    return Ladder.of(LawBook.of(every_law()), on=DAY)


def whole(stage, proven=True):
    return Studied(stage, True, None, proven)


@pytest.mark.parametrize(
    ("studies", "lacking"),
    [
        ([], Lacking("eba_initial", 1, ("eba_initial", "eba_intermediate", "eba_advanced"), False)),
        (
            [Studied(NONE, False)],
            Lacking("literacy", 1, ("literacy", "eba_initial", "eba_intermediate", "eba_advanced"), False),
        ),
        ([whole("ebr_primary")], Lacking("eba_advanced", 1, ("eba_advanced",), False)),
        ([whole("ebr_secondary")], None),
        ([whole("university")], None),
        (
            [whole("ebr_secondary", proven=False)],
            Lacking("eba_initial", 1, ("eba_initial", "eba_intermediate", "eba_advanced"), True),
        ),
        (
            [whole("eba_intermediate"), Studied("eba_advanced", False, 2, True)],
            Lacking("eba_advanced", 3, ("eba_advanced",), False),
        ),
        (
            [whole("eba_intermediate"), Studied("eba_advanced", False, 2, False)],
            Lacking("eba_advanced", 1, ("eba_advanced",), False),
        ),
        (
            [whole("aux_technician")],
            Lacking("eba_initial", 1, ("eba_initial", "eba_intermediate", "eba_advanced"), False),
        ),
        ([whole("technician")], Lacking("eba_advanced", 1, ("eba_advanced",), False)),
    ],
)
def test_what_is_lacking_of_basic_education(ladder, studies, lacking):
    assert ladder.lacking(studies) == lacking


def test_what_finishes_basic_education(ladder):
    assert set(ladder.finishes_basic()) == {"eba_advanced", "ebr_secondary", "higher_technical", "university"}


def test_only_face_to_face_below_the_advanced_cycle(ladder):
    assert {code for code, stage in ladder.stages.items() if "distance" in stage.modes and stage.basic} == {
        "eba_advanced"
    }


@pytest.mark.parametrize(
    ("stage", "part", "mode", "studies", "passed", "codes"),
    [
        ("eba_initial", 1, "in_person", [], set(), []),
        ("eba_initial", 1, "distance", [], set(), ["mode"]),
        ("eba_advanced", 1, "blended", [whole("ebr_primary")], set(), []),
        ("eba_advanced", 1, "blended", [whole("ebr_primary", proven=False)], set(), ["stage"]),
        ("eba_advanced", 3, "blended", [whole("ebr_primary")], {1}, ["part"]),
        ("eba_advanced", 3, "blended", [whole("ebr_primary"), Studied("eba_advanced", False, 2, True)], set(), []),
        ("aux_technician", 1, "in_person", [], set(), []),
        ("aux_technician", 2, "in_person", [], {1}, []),
        ("aux_technician", 3, "in_person", [], {1}, ["part"]),
        ("technician", 1, "in_person", [], set(), ["stage"]),
        ("technician", 1, "in_person", [whole("eba_intermediate")], set(), []),
        ("university", 1, "distance", [whole("ebr_secondary")], set(), []),
    ],
)
def test_who_may_enter(ladder, stage, part, mode, studies, passed, codes):
    found = bars(ladder.stages[stage], ladder, part=part, mode=mode, age=30, studies=studies, passed=passed)
    assert [bar.code for bar in found] == codes


def test_age(ladder):
    found = bars(ladder.stages["eba_initial"], ladder, part=1, mode="in_person", age=13, studies=[], passed=set())
    assert [(bar.code, bar.value) for bar in found] == [("age", "14")]


def test_exactly_thirty_is_not_more():
    assert not Absence(100, 30).above(30)
    assert Absence(100, 31).above(30)
    assert not Absence(0, 0).above(30)
    assert Absence(40, 5).may_still_miss(total=200, most=30) == 55
    with pytest.raises(ValueError):
        Absence(3, 4)


def test_a_rate_is_a_part_of_its_whole():
    with pytest.raises(ValueError):
        Share(11, 10)
    found = cohorts(
        [(2025, "completed", 6), (2025, "failed", 2), (2025, "transferred", 9), (2026, "active", 3)],
        completed=frozenset({"completed"}),
        endings=frozenset({"completed", "failed"}),
        open_=frozenset({"active"}),
    )
    assert [(c.began, c.completion, c.interrupted, c.studying) for c in found] == [
        (2026, Share(0, 0), 0, 3),
        (2025, Share(6, 8), 9, 0),
    ]
    assert found[0].completion.percent is None
    assert occupancy(placed=34, capacity=30) == (Share(30, 30), 4)
