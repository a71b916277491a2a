"""Classes at their exact limits: the milder class holds the limit."""

from datetime import date

import pytest

from llamkay.core.law import LawBook, NoRuleInForce
from llamkay.core.nursery.classes import classify, trend, with_oedema
from llamkay.platform.files.datafiles import yaml_documents

LAW = LawBook.of(yaml_documents("llamkay.law", "pe"))
ON = date(2026, 2, 2)


@pytest.mark.parametrize(
    ("index", "words"),
    [
        ("zwfl", ("desnutrición aguda severa", "desnutrición aguda", "normal", "sobrepeso", "obesidad")),
        ("zlen", ("talla baja severa", "talla baja", "normal", "alto", "muy alto")),
        ("zwei", ("bajo peso severo", "bajo peso", "normal", "sobrepeso", "sobrepeso")),
        ("zhc", ("microcefalia", "microcefalia", "normal", "macrocefalia", "macrocefalia")),
    ],
)
@pytest.mark.parametrize("on", [date(2017, 9, 1), date(2025, 10, 17), date(2025, 10, 18), ON])
def test_the_limits_belong_to_the_milder_class(index: str, words: tuple[str, ...], on: date) -> None:
    severe, low, normal, high, very_high = words
    for z, word in (
        (-6.0, severe),
        (-3.01, severe),
        (-3.0, low),
        (-2.01, low),
        (-2.0, normal),
        (0.0, normal),
        (1.5, normal),
        (2.0, normal),
        (2.01, high),
        (3.0, high),
        (3.01, very_high),
        (9.0, very_high),
    ):
        found = classify(index, z, on=on, law=LAW)
        assert (found.text, found.to_confirm) == (word, True), z


def test_body_mass_has_the_class_of_risk() -> None:
    said = [classify("zbmi", z, on=ON, law=LAW).code for z in (1.0, 1.01, 2.0, 2.01, 3.0, 3.01, -2.0, -2.01)]
    assert said == [
        "normal",
        "overweight_risk",
        "overweight_risk",
        "overweight",
        "overweight",
        "obesity",
        "normal",
        "wasting",
    ]


def test_no_score_no_class_and_no_norm_no_class() -> None:
    assert classify("zwfl", None, on=ON, law=LAW) is None
    with pytest.raises(NoRuleInForce):
        classify("zwfl", 0.0, on=date(2017, 8, 31), law=LAW)


def test_oedema_is_severe_whatever_was_weighed() -> None:
    found = with_oedema(on=ON, law=LAW)
    assert (found.code, found.text, found.to_confirm) == ("severe_wasting", "desnutrición aguda severa", True)


def test_each_norm_classes_by_its_own_rule() -> None:
    rules = {classify("zlen", 0.0, on=on, law=LAW).rule.id for on in (date(2025, 10, 17), date(2025, 10, 18))}
    assert rules == {"CLA-zlen-137", "CLA-zlen-238"}


def test_a_fall_of_two_thirds_is_a_fall() -> None:
    moved = [trend(0.5, z, on=ON, law=LAW) for z in (0.6, -0.16, -0.17, -1.0)]
    assert [(t.change, t.falling) for t in moved] == [(0.1, False), (-0.66, False), (-0.67, True), (-1.5, True)]
    assert trend(None, 0.1, on=ON, law=LAW) is trend(0.1, None, on=ON, law=LAW) is None
