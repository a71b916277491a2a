"""The statutory split: worked examples first, then what must always hold."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from llamkay.cli.law import law_book
from llamkay.cli.pay import pay
from llamkay.core.errors import Refused
from llamkay.core.law import NoRuleInForce
from llamkay.core.pay import READINGS, SplitRules, reparation_owed, shares, split_many, split_one
from llamkay.core.values import Month, parse_amount

LAW = law_book()
MARCH = Month(2025, 3)
RULES = SplitRules.of(LAW, MARCH)
PARTS = ("institution", "reparation", "alimony", "personal")


@pytest.mark.parametrize(
    ("gross", "facts", "expected"),
    [
        (100_000, {"reparation_pending": True, "alimony": 25_000}, "100.00 200.00 250.00 450.00"),
        (100_000, {"reparation_pending": True}, "100.00 200.00 0.00 700.00"),
        (100_000, {}, "100.00 0.00 0.00 900.00"),
        (100_000, {"alimony": 95_000}, "100.00 0.00 900.00 0.00"),
        (100_001, {"reparation_pending": True}, "100.00 200.00 0.00 700.01"),
        (30_000, {"declared": False}, "45.20 0.00 0.00 254.80"),
        (30_000, {"declared": False, "reparation_pending": True}, "45.20 60.00 0.00 194.80"),
        (5_000, {"declared": False, "reparation_pending": True}, "45.20 4.80 0.00 0.00"),
        (3_000, {"declared": False, "reparation_pending": True}, "30.00 0.00 0.00 0.00"),
        (100_000, {"declared": False}, "100.00 0.00 0.00 900.00"),
        (30_000, {"reading": "floor_for_everybody"}, "45.20 0.00 0.00 254.80"),
        (30_000, {"reading": "floor_when_undeclared"}, "30.00 0.00 0.00 270.00"),
        (0, {}, "0.00 0.00 0.00 0.00"),
    ],
)
def test_worked_examples(gross, facts, expected):
    found = split_one(gross=gross, month=MARCH, law=LAW, **facts)
    assert ([found[name] for name in PARTS], found["status"]) == (expected.split(), "computed")


def test_the_base_in_dispute_gives_both_readings():
    found = split_one(gross=30_000, month=MARCH, law=LAW)
    assert (found["status"], found["reading"]) == ("two_readings", "floor_when_undeclared")
    assert [(other["reading"], other["base"], other["institution"]) for other in found["alternatives"]] == [
        ("floor_when_undeclared", "300.00", "30.00"),
        ("floor_for_everybody", "452.00", "45.20"),
    ]


def test_alimony_that_stays_unpaid_is_reported():
    found = split_one(gross=100_000, month=MARCH, law=LAW, alimony=95_000)
    assert [warning.endswith("50.00") for warning in found["warnings"]] == [True]


def test_a_share_cut_to_the_gross_is_reported_with_the_rules_of_the_presumed_base():
    found = split_one(gross=3_000, month=MARCH, law=LAW, declared=False)
    assert [found[name] for name in ("base", "institution", "personal")] == ["452.00", "30.00", "0.00"]
    assert [warning.endswith("quedan S/ 15.20 por pagar") for warning in found["warnings"]] == [True]
    assert [rule["rule"] for rule in found["rules"]][-2:] == ["INC-05", "INC-06-2025"]


@pytest.mark.parametrize(
    ("month", "base", "due"),
    [("2025-01", "452.00", "45.20"), ("2023-06", "410.00", "41.00"), ("2018-05", "372.00", "37.20")],
)
def test_who_declared_nothing_and_earned_nothing_here_owes_the_tenth_of_the_floor(month, base, due):
    asked = f"split --gross 0.00 --month {month} --reparation none --undeclared --json".split()
    found = json.loads(CliRunner().invoke(pay, asked, catch_exceptions=False).stdout)
    assert (found["base"], found["due"], found["status"]) == (base, due, "computed")
    assert [found[name] for name in ("gross", *PARTS)] == ["0.00"] * 5
    assert [warning.endswith(f"quedan S/ {due} por pagar") for warning in found["warnings"]] == [True]
    shown = CliRunner().invoke(pay, asked[:-1], catch_exceptions=False).stdout
    assert [line.split() for line in shown.splitlines()[1:3]] == [["base", base], ["due", due]]


def test_what_is_due_is_what_is_left_of_the_tenth_in_every_reading():
    assert split_one(gross=100_000, month=MARCH, law=LAW)["due"] == "0.00"
    assert split_one(gross=0, month=MARCH, law=LAW)["due"] == "0.00"
    found = split_one(gross=3_000, month=MARCH, law=LAW)
    assert (found["due"], [other["due"] for other in found["alternatives"]]) == ("0.00", ["0.00", "15.20"])
    found = split_one(gross=0, month=MARCH, law=LAW, declared=False, reading="floor_for_everybody", alimony=100)
    assert (found["base"], found["due"], found["alimony"]) == ("452.00", "45.20", "0.00")


@pytest.mark.parametrize(
    ("month", "floor"),
    [("2018-01", 34_000), ("2018-04", 37_200), ("2022-04", 37_200), ("2022-05", 41_000), ("2025-01", 45_200)],
)
def test_the_presumed_base_follows_the_minimum_wage(month, floor):
    assert SplitRules.of(LAW, Month.parse(month)).floor == floor


@pytest.mark.parametrize("month", ["2010-01", "2017-11", "2017-12"])
def test_no_month_that_began_before_the_rule_is_split(month):
    with pytest.raises(NoRuleInForce, match=r"pay\.split"):
        SplitRules.of(LAW, Month.parse(month))


@pytest.mark.parametrize("facts", [{"gross": -1}, {"gross": 1, "alimony": -1}, {"gross": 1, "reading": "mine"}])
def test_refuses_impossible_facts(facts):
    with pytest.raises(Refused, match=r"must lie|negative|reading"):
        split_one(month=MARCH, law=LAW, **facts)


CASES = st.tuples(
    st.one_of(st.integers(0, 60_000), st.integers(0, 10**8)), st.booleans(), st.integers(0, 10**6), st.booleans()
)


@given(st.lists(CASES, min_size=1, max_size=20), st.sampled_from(READINGS))
def test_many_agree_with_one_and_the_parts_sum_to_the_gross(cases, reading):
    gross, pending, alimony, declared = (np.array(column) for column in zip(*cases, strict=True))
    earned = np.where(pending, gross, 0).tolist()
    owed = np.array([reparation_owed(earned=amount, left=None, rules=RULES) for amount in earned])
    many = shares(gross=gross, owed=owed, alimony=alimony, declared=declared, rules=RULES, reading=reading)
    together = np.stack([getattr(many, name) for name in PARTS])
    assert (together.sum(axis=0) == gross).all() and (together >= 0).all() and together.dtype == np.int64
    for i, (g, p, a, d) in enumerate(cases):
        one = split_one(gross=g, month=MARCH, law=LAW, reparation_pending=p, alimony=a, declared=d, reading=reading)
        assert [parse_amount(one[name]) for name in ("base", *PARTS)] == [
            int(getattr(many, name)[i]) for name in ("base", *PARTS)
        ]


def test_the_rows_of_a_month_are_plain_data():
    rows = split_many(
        law=LAW,
        month=MARCH,
        people=[7, 9],
        gross=np.array([100_000, 30_000]),
        owed=np.array([2_000_000, 0]),
        alimony=np.array([25_000, 0]),
    )
    assert json.loads(json.dumps(rows)) == rows
    assert [(row["person_id"], row["base"], row["personal"]) for row in rows] == [
        (7, 100_000, 45_000),
        (9, 30_000, 27_000),
    ]


def test_the_command_prints_the_document():
    arguments = "split --gross 1000.00 --month 2025-03 --reparation pending --alimony 250.00 --json".split()
    document = json.loads(CliRunner().invoke(pay, arguments, catch_exceptions=False).stdout)
    keys = "gross base institution reparation alimony personal status alternatives rules".split()
    assert list(document)[: len(keys)] == keys
    assert [document[key] for key in keys[:-1]] == [
        "1000.00",
        "1000.00",
        "100.00",
        "200.00",
        "250.00",
        "450.00",
        "computed",
        [],
    ]
    assert document["rules"] and all(set(rule) == {"rule", "norm", "article"} for rule in document["rules"])


def test_a_reparation_takes_no_more_than_what_is_left_of_it():
    owed = [reparation_owed(earned=100_000, left=left, rules=RULES) for left in (None, 25_000, 20_000, 12_345, 0, -5)]
    assert owed == [2_000_000, 2_000_000, 2_000_000, 1_234_500, 0, 0]
    (row,) = split_many(
        law=LAW, month=MARCH, people=[7], gross=np.array([100_000]), owed=np.array([1_234_500]), alimony=np.array([0])
    )
    assert (row["institution"], row["reparation"], row["personal"]) == (10_000, 12_345, 77_655)


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 10**7))
def test_what_a_reparation_takes_never_passes_what_is_left_nor_its_fifth(gross, earned, left):
    earned = min(earned, gross)
    owed = reparation_owed(earned=earned, left=left, rules=RULES)
    (row,) = split_many(
        law=LAW, month=MARCH, people=[7], gross=np.array([gross]), owed=np.array([owed]), alimony=np.array([0])
    )
    assert row["reparation"] <= min(left, earned // 5 + 1)
    assert row["institution"] + row["reparation"] + row["alimony"] + row["personal"] == gross


def test_a_life_sentence_keeps_apart_what_no_rule_shares_out():
    rows = split_many(
        law=LAW,
        month=MARCH,
        people=[7, 9],
        gross=np.array([100_000, 100_000]),
        owed=np.array([2_000_000] * 2),
        alimony=np.array([30_000] * 2),
        undecided=np.array([True, False]),
    )
    assert [(r["institution"], r["reparation"], r["alimony"], r["personal"], r.get("undecided", 0)) for r in rows] == [
        (10_000, 0, 0, 0, 90_000),
        (10_000, 20_000, 30_000, 40_000, 0),
    ]
    assert (rows[0]["status"], rows[0]["rules"][-1]["article"]) == ("no_rule", "14.2")
