"""The third birthday and what is counted from it; dates by hand first, then properties over every day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llamkay.core.errors import Refused
from llamkay.core.law import LawBook, NoRuleInForce
from llamkay.core.nursery.deadlines import (
    Terms,
    deadlines,
    maltreatment_notice,
    next_working_day,
    outstays,
    third_birthday,
    upe_notice,
)
from llamkay.core.values.dates import add_months, at_age, completed_months
from llamkay.platform.files.datafiles import yaml_documents

LAW = LawBook.of(yaml_documents("llamkay.law", "pe"))
TERMS = Terms.newest(LAW)
DAYS = st.dates(min_value=date(1996, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize(
    ("born", "birthday", "peruvian", "foreign"),
    [
        (date(2023, 5, 10), date(2026, 5, 10), date(2026, 2, 10), date(2025, 11, 10)),
        (date(2024, 2, 29), date(2027, 2, 28), date(2026, 11, 28), date(2026, 8, 28)),
        (date(2025, 2, 28), date(2028, 2, 28), date(2027, 11, 28), date(2027, 8, 28)),
        (date(2025, 5, 31), date(2028, 5, 31), date(2028, 2, 29), date(2027, 11, 30)),
        (date(2024, 5, 31), date(2027, 5, 31), date(2027, 2, 28), date(2026, 11, 30)),
        (date(2023, 8, 31), date(2026, 8, 31), date(2026, 5, 31), date(2026, 2, 28)),
    ],
)
def test_the_birthday_and_the_notice(born: date, birthday: date, peruvian: date, foreign: date) -> None:
    assert third_birthday(born, TERMS) == birthday
    assert upe_notice(born, "PE", TERMS) == peruvian
    assert {upe_notice(born, code, TERMS) for code in ("CO", "VEN", "EXT", "ve", "", " ", "PE/CO")} == {foreign}
    assert upe_notice(born, "per", TERMS) == peruvian


@pytest.mark.parametrize("word", ["peruana", "P", "P3", "PE-CO", "/", "PE/"])
def test_what_is_no_nationality_is_refused(word: str) -> None:
    with pytest.raises(Refused, match="is not a nationality; write PE"):
        upe_notice(date(2024, 1, 1), word, TERMS)


def test_every_deadline_of_a_child_born_on_29_february() -> None:
    found = [(d.on, d.code, d.legal) for d in deadlines(date(2024, 2, 29), "PE", TERMS)]
    assert found == [
        (date(2024, 3, 7), "sis", False),
        (date(2024, 3, 28), "newborn_screening", True),
        (date(2024, 3, 30), "birth_registration_reminder", False),
        (date(2024, 4, 29), "birth_registration", True),
        (date(2026, 2, 28), "stage.plan", False),
        (date(2026, 5, 28), "stage.person", False),
        (date(2026, 8, 28), "stage.evaluations_ordered", False),
        (date(2026, 10, 28), "stage.evaluations", False),
        (date(2026, 11, 28), "upe_notice", True),
        (date(2026, 12, 28), "stage.visits", False),
        (date(2027, 2, 28), "third_birthday", True),
        (date(2027, 3, 28), "stage.follow_up_1", False),
        (date(2027, 5, 28), "stage.follow_up_3", False),
        (date(2027, 8, 28), "stage.follow_up_6", False),
        (date(2028, 2, 28), "stage.follow_up_12", False),
    ]
    marks = {d.code: d.to_confirm for d in deadlines(date(2024, 2, 29), "PE", TERMS)}
    assert {code for code, mark in marks.items() if not mark} == {"third_birthday", "upe_notice", "newborn_screening"}


def test_the_state_of_a_deadline() -> None:
    notice = next(d for d in deadlines(date(2023, 5, 10), "PE", TERMS) if d.code == "upe_notice")
    last = date(2026, 2, 10)
    assert notice.on == last
    assert notice.state(on=last) == "pending"
    assert notice.state(on=last + timedelta(days=1)) == "overdue"
    assert notice.state(on=last, done_on=last) == "done"
    assert notice.state(on=date(2026, 3, 1), done_on=date(2026, 2, 11)) == "done_late"
    assert notice.state(on=date(2026, 2, 11), done_on=date(2026, 2, 20)) == "overdue"


def test_a_child_past_the_birthday_is_an_exception() -> None:
    born = date(2023, 2, 10)
    assert not outstays(born, on=date(2026, 2, 10), terms=TERMS)
    assert outstays(born, on=date(2026, 2, 11), terms=TERMS)


@pytest.mark.parametrize(
    ("reported", "due"),
    [
        (date(2026, 2, 2), date(2026, 2, 3)),  # Monday
        (date(2026, 2, 6), date(2026, 2, 9)),  # Friday
        (date(2026, 2, 7), date(2026, 2, 9)),  # Saturday
        (date(2026, 4, 1), date(2026, 4, 6)),  # the eve of Holy Thursday
        (date(2025, 12, 24), date(2025, 12, 26)),
        (date(2026, 7, 27), date(2026, 7, 30)),  # 28 and 29 July
    ],
)
def test_maltreatment_is_told_the_next_working_day(reported: date, due: date) -> None:
    notice = maltreatment_notice(reported, LAW)
    assert (notice.on, notice.rule.article) == (due, "23.4")


def test_terms_of_a_day_need_a_rule() -> None:
    assert Terms.of(LAW, on=date(2026, 11, 23)).rules == TERMS.rules
    with pytest.raises(NoRuleInForce, match="upe_notice"):
        Terms.of(LAW, on=date(2024, 10, 3))
    with pytest.raises(NoRuleInForce):
        maltreatment_notice(date(2024, 10, 3), LAW)


def test_ages() -> None:
    assert at_age(date(2024, 1, 31), {"months": 1, "days": 1}) == date(2024, 3, 1)
    assert at_age(date(2024, 1, 31), {"weeks": 6}) == date(2024, 3, 13)
    for wrong in ({}, {"years": 1}):
        with pytest.raises(ValueError, match="an age is written in months, weeks, days"):
            at_age(date(2024, 1, 31), wrong)
    with pytest.raises(Refused, match="leaves the calendar"):
        add_months(date(9999, 1, 1), 12)


@given(DAYS, st.integers(-60, 60))
def test_months_keep_the_day_or_take_the_last(day: date, months: int) -> None:
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


@given(DAYS)
def test_the_notice_is_always_before_and_the_foreign_one_earlier(born: date) -> None:
    birthday = third_birthday(born, TERMS)
    assert birthday.year == born.year + 3
    assert (birthday.month, birthday.day) == (born.month, born.day) or (born.month, born.day) == (2, 29)
    assert upe_notice(born, "EXT", TERMS) < upe_notice(born, "PE", TERMS) < birthday
    assert 89 <= (birthday - upe_notice(born, "PE", TERMS)).days <= 92
    # never later than counting forward from the birth
    assert upe_notice(born, "PE", TERMS) <= add_months(born, 33)
    assert upe_notice(born, "", TERMS) == upe_notice(born, "CL", TERMS) <= add_months(born, 30)


@given(DAYS, st.integers(0, 2000))
def test_completed_months_are_reached_and_the_next_is_not(born: date, days: int) -> None:
    on = born + timedelta(days=days)
    months = completed_months(born, on)
    assert add_months(born, months) <= on < add_months(born, months + 1)


@given(st.dates(min_value=date(2003, 1, 1), max_value=date(2040, 12, 31)), st.integers(1, 5))
def test_a_working_day_is_one_and_none_is_passed_over(day: date, count: int) -> None:
    found = next_working_day(day, LAW, count=count)
    off = LAW.holidays(day, found + timedelta(days=1))
    between = [day + timedelta(days=k) for k in range(1, (found - day).days + 1)]
    working = [d for d in between if d.weekday() < 5 and d not in off]
    assert (len(working), working[-1]) == (count, found)
