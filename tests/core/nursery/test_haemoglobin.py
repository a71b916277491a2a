"""Haemoglobin by both rules, at the edges of their tables."""

from datetime import date

import pytest

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook, NoRuleInForce
from llamkay.core.nursery.haemoglobin import GROUPS, altitude_adjustment, group_of_child, group_of_pregnancy, read
from llamkay.platform.files.datafiles import yaml_documents

LAW = LawBook.of(yaml_documents("llamkay.law", "pe"))
OLD, NEW = date(2024, 4, 8), date(2024, 4, 9)


@pytest.mark.parametrize(
    ("metres", "old", "new"),
    [
        (0, 0, 0), (499, 0, 0), (500, 0, 4), (999, 0, 4), (1000, 1, 8), (1900, 7, 11), (2750, 15, 18), (3260, 22, 21),
        (3400, 24, 21), (3830, 31, 25), (4999, 54, 33),
    ],
)  # fmt: skip
def test_the_altitude_by_both_rules(metres: int, old: int, new: int) -> None:
    assert [altitude_adjustment(metres, on=on, law=LAW)[0] for on in (OLD, NEW)] == [old, new]


def test_the_table_of_2024_agrees_with_its_equation() -> None:
    """Sharma 2019: 0.0056384·m + 0.0000003·m² g/L at the middle of each band, to the nearest gram."""
    for low in range(500, 5000, 500):
        middle = low + 250
        grams = 0.0056384 * middle + 0.0000003 * middle**2
        assert abs(altitude_adjustment(middle, on=NEW, law=LAW)[0] - grams) < 0.7


@pytest.mark.parametrize(
    ("group", "on", "limits"),
    [
        ("child_6_23", NEW, (105, 95, 70)), ("child_6_23", OLD, (110, 100, 70)),
        ("child_24_59", NEW, (110, 100, 70)), ("child_24_59", OLD, (110, 100, 70)),
        ("pregnant_2", NEW, (105, 95, 70)), ("pregnant_2", OLD, (110, 100, 70)),
        ("pregnant_1", NEW, (110, 100, 70)), ("pregnant_3", NEW, (110, 100, 70)),
        ("woman", NEW, (120, 110, 80)),
    ],
)  # fmt: skip
def test_a_limit_belongs_to_the_milder_class(group: str, on: date, limits: tuple[int, int, int]) -> None:
    said = [read(value, group=group, metres=0, on=on, law=LAW).code for limit in limits for value in (limit, limit - 1)]
    assert said == ["normal", "mild", "mild", "moderate", "moderate", "severe"]


def test_under_six_months_there_are_no_degrees() -> None:
    for group, limit in (("child_0_1", 135), ("child_2_5", 95)):
        said = [read(value, group=group, metres=0, on=NEW, law=LAW).text for value in (limit, limit - 1)]
        assert said == ["sin anemia", "anemia"]


def test_what_is_shown_of_a_test() -> None:
    found = read(121, group="child_6_23", metres=2750, on=NEW, law=LAW)
    assert (found.observed, found.adjustment, found.adjusted, found.code) == (121, 18, 103, "mild")
    assert (found.cuts.id, found.altitude.id, found.to_confirm) == ("HB-213", "HB-213-altitude", True)
    earlier = read(121, group="child_6_23", metres=2750, on=OLD, law=LAW)
    assert (earlier.adjusted, earlier.code, earlier.cuts.id) == (106, "mild", "HB-134")


def test_the_groups() -> None:
    born = date(2024, 2, 29)
    days = [date(2024, 4, 28), date(2024, 4, 29), date(2024, 8, 29), date(2026, 2, 27), date(2026, 2, 28)]
    assert [group_of_child(born, day) for day in days] == [
        "child_0_1",
        "child_2_5",
        "child_6_23",
        "child_6_23",
        "child_24_59",
    ]
    assert [group_of_pregnancy(w) for w in (0, 13, 14, 27, 28, 42)] == [
        "pregnant_1",
        "pregnant_1",
        "pregnant_2",
        "pregnant_2",
        "pregnant_3",
        "pregnant_3",
    ]
    for day in (date(2024, 2, 28), date(2029, 2, 28)):
        with pytest.raises(Refused, match="not under five years"):
            group_of_child(born, day)
    with pytest.raises(Refused, match="not a week of gestation"):
        group_of_pregnancy(46)
    assert all(set(LAW.value("nursery.haemoglobin.cuts", on=on).value) == set(GROUPS) for on in (OLD, NEW))


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(Refused, match="5000 m is outside the table of NTS 213"):
        read(110, group="woman", metres=5000, on=NEW, law=LAW)
    with pytest.raises(Refused, match="outside the table"):
        read(110, group="woman", metres=-1, on=OLD, law=LAW)
    with pytest.raises(Refused, match="9 g/L is not a haemoglobin"):
        read(9, group="woman", metres=0, on=NEW, law=LAW)
    with pytest.raises(Refused, match="«man» is not a group"):
        read(110, group="man", metres=0, on=NEW, law=LAW)
    with pytest.raises(NoRuleInForce):
        read(110, group="woman", metres=0, on=date(2017, 4, 12), law=LAW)
