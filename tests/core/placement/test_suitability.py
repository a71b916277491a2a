"""The rules of suitability: each case by hand, and all at once as one by one."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llamkay.core.placement.suitability import (
    NEVER,
    RULES,
    STAGES,
    UNKNOWN,
    Needs,
    Pairs,
    People,
    Severity,
    judge,
)

TODAY = date(2026, 2, 2).toordinal()
BLOCK = dict.fromkeys(RULES, Severity.BLOCK)
SOMEBODY = {
    "born": date(1990, 5, 1).toordinal(),
    "ends": date(2030, 1, 1).toordinal(),
    "stage": 1,
    "status": 2,
    "schooling": 2,
    "limits": 0,
    "limited": 0,
    "isolated": 0,
    "enrolled": 3,
    "lives": 2,
}
NOTHING = dict.fromkeys(
    ("stages", "barred", "sentenced", "youngest", "oldest", "schooling", "left", "demands", "register", "level"), 0
)


def columns(kind, *rows):
    return kind(**{name: np.array([row[name] for row in rows], dtype=np.int64) for name in rows[0]})


def judged(person=None, need=None, *, separated=False, clashing=False, severities=BLOCK):
    pairs = Pairs(np.array([[separated]]), np.array([[clashing]]))
    people, needs = columns(People, SOMEBODY | (person or {})), columns(Needs, NOTHING | (need or {}))
    return judge(people, needs, pairs, today=TODAY, severities=severities)


def why(*args, **more):
    return [(item.rule, item.severity.name, item.ready) for item in judged(*args, **more).findings(0, 0)]


def test_whoever_has_nothing_against_suits_today():
    found = judged()
    assert found.findings(0, 0) == []
    assert found.suits_on(TODAY).tolist() == [[TODAY]]


MEDIUM = 1 << STAGES.index("closed_ordinary/medium")
EIGHTEEN = date(2026, 4, 30).toordinal()


@pytest.mark.parametrize(
    ("person", "need", "expected"),
    [
        ({}, {"stages": MEDIUM}, [("stage", "BLOCK", NEVER)]),
        ({"stage": 2}, {"stages": MEDIUM}, []),
        ({"stage": 0}, {"stages": MEDIUM}, [("stage", "WARN", 0)]),
        ({"stage": 7}, {"barred": 1 << 7}, [("tools", "BLOCK", NEVER)]),
        # A medium pavilion and a place of minimum security; of a place or a pavilion without a level nothing is told.
        ({}, {"level": 1}, [("pavilion", "BLOCK", NEVER)]),
        ({}, {"level": 2}, []),
        ({"lives": 0}, {"level": 1}, []),
        ({"status": 1}, {"sentenced": 1}, [("status", "BLOCK", NEVER)]),
        ({"status": 0}, {"sentenced": 1}, [("status", "WARN", 0)]),
        # Eighteen on the last day of April: almost. Born on 29 February: of age on 1 March.
        ({"born": date(2008, 4, 30).toordinal()}, {"youngest": 18}, [("youngest", "BLOCK", EIGHTEEN)]),
        (
            {"born": date(2008, 2, 29).toordinal()},
            {"youngest": 18},
            [("youngest", "BLOCK", date(2026, 3, 1).toordinal())],
        ),
        ({"born": date(2008, 2, 2).toordinal()}, {"youngest": 18}, []),
        # Of 29 still on the day before the thirtieth birthday.
        ({"born": date(1996, 2, 3).toordinal()}, {"oldest": 29}, []),
        ({"born": date(1996, 2, 2).toordinal()}, {"oldest": 29}, [("oldest", "BLOCK", NEVER)]),
        ({"born": UNKNOWN}, {"youngest": 18, "oldest": 29}, [("youngest", "WARN", 0), ("oldest", "WARN", 0)]),
        ({"schooling": 1}, {"schooling": 2}, [("schooling", "BLOCK", NEVER)]),
        ({"schooling": UNKNOWN}, {"schooling": 2}, [("schooling", "WARN", 0)]),
        ({"ends": TODAY + 179}, {"left": 180}, [("sentence_left", "BLOCK", NEVER)]),
        ({"ends": TODAY + 180}, {"left": 180}, []),
        ({"ends": UNKNOWN}, {"left": 180}, [("sentence_left", "WARN", 0)]),
        ({"limits": 0b100, "limited": TODAY + 30}, {"demands": 0b110}, [("health", "BLOCK", TODAY + 30)]),
        ({"limits": 0b100, "limited": TODAY + 30}, {"demands": 0b1000}, []),
        ({"limits": 0b100, "limited": TODAY}, {"demands": 0b110}, []),
        ({"limits": 1, "limited": NEVER}, {}, [("health", "BLOCK", NEVER)]),
        ({"isolated": TODAY + 5}, {}, [("isolation", "BLOCK", TODAY + 5)]),
        ({"isolated": TODAY}, {}, []),
        ({"enrolled": 2}, {"register": 1}, [("register", "BLOCK", NEVER)]),
        ({"enrolled": 2}, {"register": 2}, []),
    ],
)
def test_each_rule_at_its_boundary(person, need, expected):
    assert why(person, need) == expected


def test_what_is_of_two_people_or_two_places():
    assert why(separated=True) == [("separation", "BLOCK", NEVER)]
    assert why(clashing=True, severities=BLOCK | {"hours": Severity.WARN}) == [("hours", "WARN", NEVER)]


def test_several_reasons_are_over_when_the_last_is_and_warnings_wait_for_nothing():
    person = {"isolated": TODAY + 5, "limits": 0b10, "limited": TODAY + 30, "schooling": UNKNOWN}
    found = judged(person, {"demands": 0b10, "schooling": 2})
    assert found.suits_on(TODAY).tolist() == [[TODAY + 30]]
    assert found.warnings.tolist() == [[1]]
    assert [item.almost(TODAY) for item in found.findings(0, 0)] == [True, True, False]


@given(st.integers(0, 2**32 - 1))
def test_all_at_once_is_as_one_by_one(seed):
    rng, n, m = np.random.default_rng(seed), 7, 5
    people = People(
        born=rng.choice([UNKNOWN, TODAY - 6500, TODAY - 6570, TODAY - 20_000], n),
        ends=rng.choice([UNKNOWN, TODAY + 100, TODAY + 5000], n),
        stage=rng.integers(0, 10, n),
        status=rng.integers(0, 3, n),
        schooling=rng.integers(-1, 6, n),
        limits=rng.integers(0, 64, n),
        limited=rng.choice([0, TODAY + 40, NEVER], n),
        isolated=rng.choice([0, TODAY + 9, NEVER], n),
        enrolled=rng.integers(0, 4, n),
        lives=rng.integers(0, 4, n),
    )
    needs = Needs(
        stages=rng.integers(0, 1024, m),
        barred=rng.integers(0, 1024, m),
        sentenced=rng.integers(0, 2, m),
        youngest=rng.choice([0, 18], m),
        oldest=rng.choice([0, 29], m),
        schooling=rng.integers(0, 6, m),
        left=rng.choice([0, 180], m),
        demands=rng.integers(0, 64, m),
        register=rng.integers(0, 3, m),
        level=rng.integers(0, 4, m),
    )
    pairs = Pairs(rng.random((n, m)) < 0.2, rng.random((n, m)) < 0.2)
    whole = judge(people, needs, pairs, today=TODAY, severities=BLOCK)
    for at in range(n):
        alone = Pairs(pairs.separated[at : at + 1], pairs.clashing[at : at + 1])
        one = judge(people.only(at), needs, alone, today=TODAY, severities=BLOCK)
        for activity in range(m):
            assert one.findings(0, activity) == whole.findings(at, activity)
