"""WHO's own survey and the edges of its procedure; every number was expected before it was computed."""

import csv
from datetime import date, timedelta
from importlib import resources

import numpy as np
import pytest

from llamkay.core.errors import Refused
from llamkay.core.nursery import growth
from llamkay.core.nursery.growth import INDICES, LIMITS, NO_AGE, REASONS, grow, scores
from llamkay.core.nursery.tables import LAST_DAY, by_age, by_length

BORN = date(2024, 1, 1)


def survey() -> list[dict[str, str]]:
    """WHO's test survey with WHO's expected values."""
    text = resources.files("pygrowup").joinpath("test_datasets", "MySurvey_z_st.csv").read_text()
    return list(csv.DictReader(text.splitlines()))


def numbers(rows: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([float(row[name] or "nan") if row[name] != "NA" else np.nan for row in rows])


def at(days: int, **facts):
    return grow(**{"sex": "F", "born_on": BORN, "seen_on": BORN + timedelta(days=days)} | facts)


def test_the_survey_of_who_comes_out_to_the_hundredth() -> None:
    rows = survey()
    age = numbers(rows, "age.days")
    ways = {"l": growth.LYING, "h": growth.STANDING, "": growth.UNKNOWN, "NA": growth.UNKNOWN}
    found = scores(
        sex=numbers(rows, "GENDER").astype(int),
        age_days=np.where(np.isnan(age), NO_AGE, np.nan_to_num(age)).astype(np.int64),
        weight_kg=numbers(rows, "WEIGHT"),
        lenhei_cm=numbers(rows, "HEIGHT"),
        way=np.array([ways[row["measure"].lower()] for row in rows]),
        headc_cm=numbers(rows, "HEAD"),
        oedema=np.array([row["oedema"] == "y" for row in rows]),
    )
    older = age > LAST_DAY  # WHO scores them no more: the survey was computed when it went to day 1856
    assert (len(rows), older.sum()) == (498, 4)
    expected_lengths = numbers(rows, "clenhei")
    lengths = np.where(found.length_units < 0, np.nan, found.length_units / 10_000)
    np.testing.assert_allclose(lengths, expected_lengths, atol=1e-5)
    np.testing.assert_allclose(found.bmi, numbers(rows, "cbmi"), rtol=1e-5)
    counted = {}
    for index in INDICES:
        expected = np.where(older, np.nan, numbers(rows, index))
        flags = np.where(older, np.nan, numbers(rows, "f" + index[1:]))
        assert np.array_equal(np.isnan(found.z[index]), np.isnan(expected)), index
        scored = ~np.isnan(expected)
        assert np.abs(found.z[index] - expected)[scored].max() <= 0.005
        assert np.array_equal(found.flags[index][scored], flags[scored].astype(int)), index
        assert np.array_equal(found.why[index] == 0, scored)
        counted[index] = int(scored.sum())
    assert counted == {"zlen": 471, "zwei": 485, "zwfl": 463, "zbmi": 464, "zhc": 94}


def test_the_tables_hold_every_day_and_every_tenth() -> None:
    assert {by_age(index).shape for index in ("zlen", "zwei", "zbmi", "zhc")} == {(3, 2, 1827)}
    assert (by_length(False).shape, by_length(True).shape) == ((3, 2, 651), (3, 2, 551))
    for table in (*(by_age(i) for i in ("zlen", "zwei", "zbmi", "zhc")), by_length(False), by_length(True)):
        assert np.isfinite(table).all() and (table[0] != 0).all() and (table[1:] > 0).all()
    # the published medians at birth and at five years (WHO Child Growth Standards, tables by day)
    assert by_age("zwei")[1, :, 0].tolist() == [3.3464, 3.2322]
    assert by_age("zlen")[1, :, 0].tolist() == [49.8842, 49.1477]
    assert by_age("zhc")[1, :, 0].tolist() == [34.4618, 33.8787]
    assert by_length(False)[1, :, 0].tolist() == [2.441, 2.4607]


@pytest.mark.parametrize("index", ["zlen", "zwei", "zbmi", "zhc"])
@pytest.mark.parametrize("sex", ["F", "M"])
@pytest.mark.parametrize("z", [-3, -2, 0, 2, 3])
def test_the_measure_at_a_line_scores_that_line(index: str, sex: str, z: int) -> None:
    for day in (0, 1, 30, 273, 274, 730, 731, 1095, 1826):
        value = growth.value_at(index, sex=sex, day=day, z=z)
        facts = {
            "zlen": {"lenhei_cm": value},
            "zwei": {"weight_kg": value},
            "zbmi": {"weight_kg": value, "lenhei_cm": 100.0},
            "zhc": {"headc_cm": value},
        }[index]
        assert at(day, sex=sex, **facts).indices[index].z == z


@pytest.mark.parametrize(
    ("days", "way", "corrected", "wrong"),
    [
        (273, "h", 80.0, True),  # under nine months nobody stands: an error, nothing is corrected
        (274, "h", 80.7, False),
        (730, "h", 80.7, False),
        (731, "h", 80.0, False),
        (730, "l", 80.0, False),
        (731, "l", 79.3, False),
        (273, "l", 80.0, False),
        (731, "", 80.0, False),
        (730, "", 80.0, False),
    ],
)
def test_length_and_height(days: int, way: str, corrected: float, wrong: bool) -> None:
    seen = at(days, lenhei_cm=80.0, way=way)
    assert (seen.length_cm, seen.wrong_way) == (corrected, wrong)


def test_height_of_102_4_is_read_from_its_own_row() -> None:
    for lenhei, way, days in ((103.1, "l", 1200), (102.4, "h", 1200)):
        low, high = by_length(True)[:, 1, 1024 - 650], by_length(True)[:, 1, 1025 - 650]
        assert not np.array_equal(low, high)
        l, m, s = low  # noqa: E741
        expected = round(((16.0 / m) ** l - 1) / (l * s), 2)
        assert at(days, lenhei_cm=lenhei, way=way, weight_kg=16.0).indices["zwfl"].z == expected


def test_every_tenth_is_read_from_its_own_row() -> None:
    """Each length typed with one decimal, as it is, 0.7 more and 0.7 less, scores 0 at the median of its row."""
    for standing, first, last in ((False, 450, 1100), (True, 650, 1200)):
        tenths = np.arange(first, last + 1)
        for way, shift in ((0, 0), (growth.STANDING, -7), (growth.LYING, 7)):
            if (way == growth.STANDING) == standing and way:
                continue
            typed = np.array([f"{(t + (shift if way else 0)) / 10:.1f}" for t in tenths]).astype(float)
            n = len(tenths)
            found = scores(
                sex=np.full(n, 2),
                age_days=np.full(n, 1000 if standing else 500),
                weight_kg=by_length(standing)[1, 1],
                lenhei_cm=typed,
                way=np.full(n, way),
                headc_cm=np.full(n, np.nan),
                oedema=np.zeros(n, bool),
            )
            assert np.array_equal(found.length_units, tenths * 1000)
            assert not found.z["zwfl"].any()


def test_weight_for_length_is_interpolated() -> None:
    lower, upper = by_length(False)[:, 0, 5], by_length(False)[:, 0, 6]
    l, m, s = lower + 0.25 * (upper - lower)  # noqa: E741
    seen = at(100, sex="M", lenhei_cm=45.525, way="l", weight_kg=2.7)
    assert seen.indices["zwfl"].z == round(((2.7 / m) ** l - 1) / (l * s), 2)


@pytest.mark.parametrize(
    ("days", "lenhei", "why"),
    [
        (500, 45.0, ""), (500, 44.9, "fuera de rango"), (500, 44.99, "fuera de rango"),
        (500, 110.0, ""), (500, 110.01, "fuera de rango"),
        (800, 65.0, ""), (800, 64.9, "fuera de rango"), (800, 120.0, ""), (800, 120.1, "fuera de rango"),
    ],
)  # fmt: skip
def test_the_ends_of_weight_for_length(days: int, lenhei: float, why: str) -> None:
    assert at(days, lenhei_cm=lenhei, weight_kg=9.0).indices["zwfl"].why == why


def test_only_weight_is_restricted_beyond_three() -> None:
    l, m, s = by_age("zwei")[:, 1, 365]  # noqa: E741
    sd = {k: m * (1 + l * s * k) ** (1 / l) for k in (-3, -2, 2, 3)}
    heavy, light = 2 * sd[3] - sd[2], 2 * sd[-3] - sd[-2]
    assert at(365, weight_kg=heavy).indices["zwei"].z == 4.0
    assert at(365, weight_kg=light).indices["zwei"].z == -4.0
    _, m, s = by_age("zlen")[:, 1, 365]
    assert at(365, lenhei_cm=m * (1 - 5 * s), way="l").indices["zlen"].z == -5.0


def test_oedema_blanks_what_is_weighed_and_nothing_else() -> None:
    seen = at(400, weight_kg=9.0, lenhei_cm=74.0, way="l", headc_cm=45.0, oedema=True)
    assert {name: index.why for name, index in seen.indices.items()} == {
        "zlen": "",
        "zwei": "edema",
        "zwfl": "edema",
        "zbmi": "edema",
        "zhc": "",
    }
    assert seen.bmi is not None


@pytest.mark.parametrize(("days", "why"), [(0, ""), (1, ""), (1826, ""), (1827, "edad fuera de tabla")])
def test_the_first_and_the_last_day(days: int, why: str) -> None:
    seen = at(days, weight_kg=9.0, lenhei_cm=70.0, headc_cm=45.0)
    assert {index.why for index in seen.indices.values()} == {why}


def test_why_each_blank_is_blank() -> None:
    def said(**facts) -> list[str]:
        return [index.why for index in at(400, **facts).indices.values()]

    assert said() == ["sin talla", "sin peso", "sin peso", "sin peso", "sin perímetro cefálico"]
    assert said(weight_kg=0.0, lenhei_cm=-1.0, headc_cm=0.0) == ["medida no válida"] * 5
    assert said(weight_kg=9.0) == ["sin talla", "", "sin talla", "sin talla", "sin perímetro cefálico"]
    assert said(sex="", weight_kg=9.0, lenhei_cm=74.0, headc_cm=45.0) == ["sin sexo"] * 5
    assert set(REASONS) >= {"edema", "fuera de rango", "sin talla", "edad fuera de tabla"}


def test_without_age_only_weight_for_length_is_scored() -> None:
    def seen(**facts):
        return grow(**{"sex": "M", "born_on": None, "seen_on": BORN, "weight_kg": 11.0} | facts)

    assert [i.why for i in seen(lenhei_cm=80.0, headc_cm=47.0).indices.values()] == [
        "sin edad",
        "sin edad",
        "",
        "sin edad",
        "sin edad",
    ]
    lying, standing = seen(lenhei_cm=86.9).indices["zwfl"].z, seen(lenhei_cm=86.9, way="l").indices["zwfl"].z
    assert lying == standing
    assert seen(lenhei_cm=87.0).indices["zwfl"].z == seen(lenhei_cm=87.0, way="h").indices["zwfl"].z
    assert seen(lenhei_cm=87.0, way="h").length_cm == 87.0


def test_the_lines_of_a_chart_by_length() -> None:
    for z in (-3, -2, -1, 0, 1, 2, 3):
        for tenths, standing, days in ((450, False, 100), (1100, False, 700), (650, True, 800), (1200, True, 1800)):
            weight = growth.weight_at(sex="M", tenths=tenths, standing=standing, z=z)
            assert at(days, sex="M", lenhei_cm=tenths / 10, weight_kg=weight).indices["zwfl"].z == z
    with pytest.raises(ValueError, match=r"from 65\.0 to 120\.0 cm, not to 64\.9"):
        growth.weight_at(sex="M", tenths=649, standing=True, z=0)
    with pytest.raises(ValueError, match="to day 1826, not to 1827"):
        growth.value_at("zlen", sex="M", day=1827, z=0)
    with pytest.raises(ValueError, match="the sex is M or F"):
        growth.value_at("zlen", sex="", day=1, z=0)


def test_what_is_beyond_belief_is_flagged_and_kept() -> None:
    for index, (low, high) in LIMITS.items():
        if index == "zwfl":
            continue
        for z, flag in ((low, False), (low - 0.02, True), (high, False), (high + 0.02, True)):
            seen = at(600, **_at_restricted(index, z))
            assert (seen.indices[index].z, seen.indices[index].flag) == (pytest.approx(z), flag)


def _at_restricted(index: str, z: float) -> dict[str, float]:
    """The measure at a far z-score, by the rule of the index."""
    if index in ("zlen", "zhc"):
        return {"lenhei_cm" if index == "zlen" else "headc_cm": growth.value_at(index, sex="F", day=600, z=z)}
    sign = 1 if z > 0 else -1
    third, second = (growth.value_at(index, sex="F", day=600, z=sign * k) for k in (3, 2))
    value = third + sign * (abs(z) - 3) * abs(third - second)
    return {"weight_kg": value} | ({"lenhei_cm": 100.0} if index == "zbmi" else {})


def test_the_half_goes_away_from_zero() -> None:
    assert growth._hundredths(np.array([0.125, -0.125, 0.124, -0.004, 2.0])).tolist() == [0.13, -0.13, 0.12, 0.0, 2.0]


def test_a_visit_before_the_birth_is_refused() -> None:
    with pytest.raises(Refused, match="2023-12-31 is before the birth on 2024-01-01"):
        at(-1)
    with pytest.raises(ValueError, match="sex is M or F"):
        at(1, sex="x")


def test_one_and_many_agree() -> None:
    rng = np.random.default_rng(7)
    n = 300
    facts = {
        "sex": rng.integers(0, 3, n),
        "age_days": rng.integers(0, 1900, n),
        "weight_kg": rng.uniform(2, 25, n).round(2),
        "lenhei_cm": rng.uniform(40, 125, n).round(1),
        "way": rng.integers(0, 3, n),
        "headc_cm": rng.uniform(30, 55, n).round(1),
        "oedema": rng.random(n) < 0.1,
    }
    many = scores(**facts)
    for k in range(n):
        one = at(
            int(facts["age_days"][k]),
            sex=["", "M", "F"][facts["sex"][k]],
            weight_kg=float(facts["weight_kg"][k]),
            lenhei_cm=float(facts["lenhei_cm"][k]),
            way=["", "l", "h"][facts["way"][k]],
            headc_cm=float(facts["headc_cm"][k]),
            oedema=bool(facts["oedema"][k]),
        )
        for index in INDICES:
            assert one.indices[index].why == REASONS[many.why[index][k]]
            assert one.indices[index].z == (None if many.why[index][k] else many.z[index][k])


def test_another_survey_agrees_with_whos_macro_for_another_program() -> None:
    """5704 children scored by WHO's macro for Stata, which blanks what is flagged and scores to day 1856."""
    text = resources.files("pygrowup").joinpath("test_datasets", "test_dataset.csv").read_text()
    rows = list(csv.DictReader(text.splitlines()))

    def day(words: str) -> date:
        month, of_month, year = map(int, words.split("/"))
        return date(year, month, of_month)

    n = len(rows)
    found = scores(
        sex=np.array([{"Male": 1, "Female": 2}[row["gender"]] for row in rows]),
        age_days=np.array([(day(row["screen_date"]) - day(row["dob"])).days for row in rows]),
        weight_kg=numbers(rows, "weight"),
        lenhei_cm=numbers(rows, "height"),
        way=np.zeros(n, int),
        headc_cm=numbers(rows, "head"),
        oedema=np.zeros(n, bool),
    )
    compared, apart = 0, []
    for index in INDICES:
        expected = numbers(rows, f"_{index}")
        scored, theirs = found.why[index] == 0, ~np.isnan(expected)
        assert set(found.flags[index][scored & ~theirs].tolist()) <= {1}
        older = found.age_days > LAST_DAY
        assert (~scored & theirs & ~older).sum() <= 1  # one child has a body mass and no height
        both = scored & theirs
        compared += int(both.sum())
        off = np.flatnonzero(both & (np.abs(found.z[index] - expected) > 0.005))
        apart += [(index, rows[k]["id"], float(found.z[index][k])) for k in off]
    # in forty digits that one is 1.6250001, which rounds as ours does
    assert (compared, apart) == (21509, [("zwfl", "656", 1.63)])
