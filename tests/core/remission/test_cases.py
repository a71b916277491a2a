"""Every legal case in ``cases/remission`` holds; a lawyer can read them and add to them.

A file holds the cases of one topic, one YAML document after another, each with its own ``expect``.
"""

from collections import Counter

import pytest

from llamkay.core.remission.assumptions import ASSUMPTIONS
from llamkay.core.remission.expect import differences
from llamkay.core.remission.rates import DISPUTES
from llamkay.core.remission.words import in_words
from tests.worlds.corpus import CASES, LAW, counted

RESTS_ON = {"norm", "ruling", "announcement", "our reading"}


@pytest.mark.parametrize(("topic", "document"), CASES, ids=[f"{topic}/{case['id']}" for topic, case in CASES])
def test_case(topic: str, document: dict) -> None:
    assert document["title"] and document["expect"]
    assert document["rests_on"]["kind"] in RESTS_ON
    assert document["rests_on"]["text"]
    assert differences(document["expect"], in_words(counted(document))) == []


def test_there_are_cases() -> None:
    assert len(CASES) >= 220
    assert [case for case, times in Counter(document["id"] for _, document in CASES).items() if times > 1] == []


def test_every_open_question_is_seen_open_and_settled_both_ways() -> None:
    """Each disputed reading stands in a case of two readings, and each of its answers in a case that names it."""
    asked = {
        name
        for _, document in CASES
        if document["expect"].get("status") == "two_readings"
        for alternative in document["expect"]["alternatives"]
        for name in alternative.get("reading", {})
    }
    answered = {(name, option) for _, document in CASES for name, option in (document.get("parameters") or {}).items()}
    assert asked == set(DISPUTES)
    options = {(name, option) for name, known in DISPUTES.items() for option in known}
    assert answered >= {(name, option) for name, option in options if not option.startswith("between_")}
    assert answered >= {(name, option) for name, found in ASSUMPTIONS.items() for option in found.options}
    shown = {other["parameter"] for _, document in CASES for other in document["expect"].get("other_readings", ())}
    assert shown == set(ASSUMPTIONS)


def test_every_rule_of_the_law_data_decides_a_case() -> None:
    """No row of ratios, lists or bars goes untried: each decides a stretch of time in some case."""
    rules = {value.id for topic in LAW.topics("remission.ratio.") for value in LAW.all(topic)}
    rules |= {value.id for value in LAW.all("remission.special")}
    decided = set()
    for _, document in CASES:
        for segment in counted(document)["segments"]:
            decided.update(part["rule"] for part in [segment, *segment.get("alternatives", [])])
    assert rules - decided == set()
