"""The inputs of a month go through JSON and come back; the law of each day is asked, never assumed."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml

import llamkay
from llamkay.core.law import LawBook, NoRuleInForce
from llamkay.core.remission.month import (
    ActivityInputs,
    ActivityTraits,
    Banked,
    EnrolledSpan,
    Evaluation,
    MonthInputs,
    PassedMark,
    People,
    PersonInputs,
    ReasonTraits,
    RestDay,
    SheetRows,
    Span,
    StageSpan,
    Terms,
    accumulates,
    marks_of,
)
from llamkay.core.remission.rates import CaseFacts, Conviction
from llamkay.core.values import Month

HERE = Path(llamkay.__file__).parent
LAW = LawBook.of(
    document
    for file in sorted((HERE / "law/pe").rglob("*.yaml"))
    if file.parent.name in ("remission", "calendar")
    for document in yaml.safe_load_all(file.read_text(encoding="utf-8"))
)
INPUTS = MonthInputs(
    month=Month(2026, 1),
    people=(4, 9),
    persons=PersonInputs(
        custody=(Span(0, 0, 31), Span(1, 3, 20)),
        enrolments=(EnrolledSpan(0, 0, 0, 31), EnrolledSpan(1, 1, 0, 31)),
        stages=(StageSpan(0, "closed_ordinary", "minimum", 0, 31),),
        evaluations=(Evaluation(0, -100, True), Evaluation(0, 5, True), Evaluation(1, 2, False)),
    ),
    activities=ActivityInputs(
        activities=(
            ActivityTraits(2, "work", "cell"),
            ActivityTraits(3, "study", "classroom"),
            ActivityTraits(5, "music", "x"),
        ),
        authorised=(RestDay(2, 3),),
        reasons=(
            ReasonTraits(0, False, False, False, False),
            ReasonTraits(1, True, True, True, False),
            ReasonTraits(7, False, False, False, True),
        ),
    ),
    cases=(
        CaseFacts(),
        CaseFacts(convictions=(Conviction("297", "1", frozenset({"b", "a"}), date(2020, 1, 2), None),), habitual=True),
    ),
    case_of=(1, 0),
    passed=(PassedMark(3, 1),),
    carry=(Banked(0, 0, 120),),
)


def test_inputs_come_back_from_json_as_they_were():
    document = INPUTS.as_document()
    kept = json.loads(json.dumps(document))
    assert kept == document
    assert MonthInputs.from_document(kept) == INPUTS
    assert MonthInputs.from_document(kept).as_document() == document


def test_a_document_with_other_keys_is_refused():
    document = INPUTS.as_document()
    document["persons"]["custodia"] = document["persons"].pop("custody")
    with pytest.raises(ValueError, match="custodia, custody"):
        MonthInputs.from_document(document)


def test_only_work_and_study_are_laid_out_and_only_the_minutes_of_those_present():
    minutes = np.full((3, 31), 240, dtype=np.int16)
    reasons = np.ones((3, 31), dtype=np.uint8)
    reasons[0, :2] = (0, 7)
    rows = SheetRows(
        row=np.array([1, 2, 3]),
        person=np.array([4, 9, 9]),
        activity=np.array([2, 3, 5]),
        minutes=minutes,
        reasons=reasons,
        pieces=np.zeros((3, 31), dtype=np.int32),
    )
    marks = marks_of(rows, INPUTS)
    assert (marks.person.tolist(), marks.kind.tolist(), marks.cell.tolist()) == ([0, 1], [0, 1], [True, False])
    assert marks.minutes[0, :3].tolist() == [0, 240, 240]
    assert marks.expelled[0, :3].tolist() == [False, True, False]
    assert marks.authorised[:, 3].tolist() == [True, False]
    assert marks.passed.tolist() == [True, True]


def test_people_from_an_index_on_are_the_same_people():
    whole = People.of(INPUTS.persons, size=2, days=31)
    second = People.of(INPUTS.persons, first=1, size=1, days=31)
    for name in ("enrolled", "isolated", "in_custody", "minimum", "favourable"):
        assert getattr(whole, name)[1:].tolist() == getattr(second, name).tolist()
    assert whole.favourable[0, [0, 4, 5, 30]].tolist() == [1, 1, 2, 2]


def test_each_day_is_of_the_law_of_that_day():
    terms = Terms.of(LAW, first=date(2017, 1, 1), days=31)
    assert terms.cells_count.tolist() == [True] * 7 + [False] * 24
    assert terms.holiday[0]
    terms = Terms.of(LAW, first=date(2023, 11, 1), days=30)
    assert (terms.evaluations == 3).tolist() == [False] * 22 + [True] * 8
    assert [(low, high, rules.cap) for low, high, rules in terms.spans] == [(0, 30, 240)]


def test_before_the_first_rule_of_the_day_nobody_is_counted():
    with pytest.raises(NoRuleInForce, match=r"remission\.day\.minutes"):
        Terms.of(LAW, first=date(2003, 9, 1), days=30)


@pytest.mark.parametrize(
    ("evaluations", "stage", "adds_up"),
    [
        ("+++", "minimum", True),
        ("+++", "medium", False),
        ("++", "minimum", False),
        ("+++-", "minimum", False),
        ("-+++", "minimum", True),
    ],
)
def test_work_and_study_add_up_after_the_last_evaluations_in_a_row(evaluations, stage, adds_up):
    dated = [(date(2025, 1 + at, 1), sign == "+") for at, sign in enumerate(evaluations)]
    found = accumulates(LAW, evaluations=dated, stage=stage, on=date(2025, 12, 1))
    assert found is adds_up
    assert not accumulates(LAW, evaluations=dated, stage=stage, on=date(2023, 11, 22))
