"""Preterm children: the published table, the choice of the standard, two ages that are never mixed."""

from datetime import date, timedelta

import pytest

from llamkay.core.errors import Refused
from llamkay.core.nursery.preterm import (
    BASES,
    INTERGROWTH,
    WHO,
    gestation_in_words,
    place,
    postnatal_value,
    postnatal_z,
)

# Villar 2015, weight of boys (kg) at -3 … +3 SD, as the tables of the standard give it.
WEIGHT_OF_BOYS = {
    27: (0.36, 0.44, 0.55, 0.67, 0.83, 1.02, 1.25),
    28: (0.46, 0.56, 0.68, 0.83, 1.01, 1.23, 1.50),
    29: (0.57, 0.69, 0.83, 1.00, 1.21, 1.46, 1.76),
    30: (0.69, 0.83, 0.99, 1.19, 1.42, 1.70, 2.04),
    31: (0.83, 0.98, 1.17, 1.39, 1.65, 1.96, 2.33),
    32: (0.97, 1.14, 1.35, 1.60, 1.89, 2.23, 2.63),
}
BORN = date(2025, 3, 1)


def seen(days: int, *, gestation: int | None, **facts):
    known = {"sex": "M", "weight_kg": 3.3, "lenhei_cm": 50.0, "headc_cm": 35.0} | facts
    return place(born_on=BORN, seen_on=BORN + timedelta(days=days), gestation_days=gestation, **known)


@pytest.mark.parametrize("week", WEIGHT_OF_BOYS)
def test_weight_agrees_with_the_published_table(week: int) -> None:
    for z, weight in zip(range(-3, 4), WEIGHT_OF_BOYS[week], strict=True):
        assert postnatal_value("weight", boy=True, pma_days=week * 7, z=z) == pytest.approx(weight, abs=0.0051)


def test_a_gestation_of_weeks_and_days_is_read_by_its_days() -> None:
    measured = {"weight_kg": 2.9, "lenhei_cm": 49.0}
    for gestation, weight, length in ((36 * 7 + 6, -1.13, -0.96), (36 * 7, -0.69, -0.48)):
        (reading,) = seen(21, gestation=gestation, **measured).readings
        assert (reading.standard, reading.age_days) == (INTERGROWTH, gestation + 21)
        assert (reading.indices["zwei"].z, reading.indices["zlen"].z) == (weight, length)
    assert gestation_in_words(36 * 7 + 6) == "36 semanas y 6 días"
    assert gestation_in_words(253) == "36 semanas y 1 día" and gestation_in_words(252) == "36 semanas"


def test_length_agrees_with_the_published_value() -> None:
    assert postnatal_value("length", boy=False, pma_days=64 * 7, z=0) == pytest.approx(64.68, abs=0.005)
    assert postnatal_z("length", boy=False, pma_days=64 * 7, value=64.68) == 0.0


@pytest.mark.parametrize("measure", ["weight", "length", "head"])
@pytest.mark.parametrize("boy", [True, False])
def test_the_measure_at_a_line_scores_that_line(measure: str, boy: bool) -> None:
    for pma in (27 * 7, 200, 40 * 7, 64 * 7):
        for z in (-3, -2, 0, 2, 3):
            value = postnatal_value(measure, boy=boy, pma_days=pma, z=z)
            assert postnatal_z(measure, boy=boy, pma_days=pma, value=value) == z


def test_outside_27_to_64_weeks_there_is_no_standard() -> None:
    assert postnatal_z("weight", boy=True, pma_days=27 * 7 - 1, value=0.9) is None
    assert postnatal_z("weight", boy=True, pma_days=64 * 7 + 1, value=7.0) is None
    with pytest.raises(ValueError, match="27 to 64 weeks"):
        postnatal_value("head", boy=True, pma_days=500, z=0)
    with pytest.raises(ValueError, match="not measured here"):
        postnatal_z("arm", boy=True, pma_days=280, value=1.0)


def readings(days: int, gestation: int | None) -> list[tuple[str, str, int]]:
    return [(r.standard, r.basis, r.age_days) for r in seen(days, gestation=gestation).assessments]


def test_the_choice_of_the_standard() -> None:
    assert readings(30, 259) == [(WHO, "chronological", 30)]  # 37 weeks: at term
    assert readings(30, 258) == [(INTERGROWTH, "post-menstrual", 288)]
    assert readings(64 * 7 - 224, 224) == [(INTERGROWTH, "post-menstrual", 448)]  # 64 weeks exactly
    assert readings(64 * 7 - 224 + 1, 224) == [(WHO, "chronological", 225), (WHO, "corrected", 169)]
    assert readings(730 + 56, 224) == [(WHO, "chronological", 786), (WHO, "corrected", 730)]
    assert readings(731 + 56, 224) == [(WHO, "chronological", 787)]
    assert readings(30, None) == [(WHO, "chronological", 30)]
    assert {"chronological", "corrected"} == set(BASES)


def test_an_unknown_gestation_is_said_and_an_impossible_one_refused() -> None:
    (note,) = seen(30, gestation=None).notes
    assert note.startswith("Edad gestacional desconocida")
    assert seen(30, gestation=280).notes == ()
    with pytest.raises(Refused, match="21 weeks and 6 days"):
        seen(30, gestation=153)


def test_the_corrected_age_is_scored_as_a_child_of_that_age() -> None:
    by_birth, corrected = seen(300, gestation=224, weight_kg=8.0, lenhei_cm=68.0).assessments
    at_term = place(
        sex="M",
        born_on=BORN,
        seen_on=BORN + timedelta(days=244),
        gestation_days=280,
        weight_kg=8.0,
        lenhei_cm=68.0,
        headc_cm=35.0,
    ).assessments[0]
    assert corrected.indices == at_term.indices
    assert corrected.indices["zwei"].z > by_birth.indices["zwei"].z
    assert corrected.indices["zwfl"] == by_birth.indices["zwfl"]  # weight for length does not look at the age


def test_blanks_of_the_preterm_standard_say_why() -> None:
    def why(gestation=240, days=10, **facts):
        return {
            name: index.why for name, index in seen(days, gestation=gestation, **facts).assessments[0].indices.items()
        }

    outside = "fuera de esta norma"
    assert why() == {"zlen": "", "zwei": "", "zwfl": outside, "zbmi": outside, "zhc": ""}
    assert why(oedema=True, lenhei_cm=None, headc_cm=-1.0) == {
        "zlen": "sin talla",
        "zwei": "edema",
        "zwfl": outside,
        "zbmi": outside,
        "zhc": "medida no válida",
    }
    early = seen(5, gestation=170)
    assert early.assessments[0].indices["zwei"].why == "edad fuera de tabla"
    assert any("27 semanas" in note for note in early.notes)
