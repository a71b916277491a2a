"""The law book answers for a day, or says plainly that it cannot."""

from datetime import date
from itertools import pairwise

import holidays
import pytest

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook, NoRuleInForce, easter_sunday
from llamkay.platform.files.datafiles import yaml_documents

LAW = LawBook.of(yaml_documents("llamkay.law", "pe"))
VALUE = {
    "id": "A",
    "from": date(2020, 1, 1),
    "to": date(2021, 1, 1),
    "value": 2,
    "norm": "N",
    "article": "1",
    "source": "S",
    "confidence": "high",
}


def book(*values: dict) -> LawBook:
    return LawBook.of([{"topic": "t", "unit": "u", "values": [{**VALUE, **v} for v in values]}])


def test_a_period_is_half_open() -> None:
    law = book({}, {"id": "B", "from": date(2021, 1, 1), "to": None, "value": 3})
    assert law.value("t", on=date(2020, 12, 31)).value == 2
    assert law.value("t", on=date(2021, 1, 1)).value == 3
    assert law.boundaries("t") == (date(2020, 1, 1), date(2021, 1, 1))


def test_a_missing_rule_is_an_error() -> None:
    with pytest.raises(NoRuleInForce, match="no rule on «t» was in force on 2021-01-01"):
        book({}).value("t", on=date(2021, 1, 1))
    with pytest.raises(NoRuleInForce):
        book({}).value("unknown", on=date(2021, 1, 1))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"norm": ""}, "lacks norm"),
        ({"confidence": "sure"}, "confidence «sure»"),
        ({"to": date(2019, 1, 1)}, "ends on 2019-01-01"),
        ({"colour": 1}, "unknown key «colour»"),
        ({"from": "2020"}, "needs dates"),
    ],
)
def test_a_value_needs_its_parts(change: dict, says: str) -> None:
    with pytest.raises(Refused, match=says):
        book(change)


def test_an_id_stands_once_and_values_do_not_overlap() -> None:
    with pytest.raises(Refused, match="stands twice"):
        book({}, {})
    with pytest.raises(Refused, match="more than one value"):
        book({}, {"id": "B"}).value("t", on=date(2020, 5, 1))


def test_the_version_is_of_the_content() -> None:
    documents = list(yaml_documents("llamkay.law", "pe"))
    assert LawBook.of(reversed(documents)).version == LAW.version
    assert book({}).version != book({"value": 3}).version
    assert book({}).version != book({"source": "another"}).version


@pytest.mark.parametrize("year", range(2003, 2028))
def test_holidays_agree_with_the_public_list(year: int) -> None:
    ours = LAW.holidays(date(year, 1, 1), date(year + 1, 1, 1))
    theirs = set(holidays.PE(years=year)) - {easter_sunday(year)}  # Easter Sunday is a Sunday already
    assert ours == theirs


def test_single_topics_never_overlap() -> None:
    for topic in LAW.topics("remission."):
        if topic in ("remission.special", "remission.unread"):
            continue
        values = LAW.all(topic)
        for one, other in pairwise(values):
            assert one.end is not None and one.end <= other.start, (one.id, other.id)
