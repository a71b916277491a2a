"""What cannot be paid names the activity and the day, in no language; what can is paid without a database."""

from datetime import date

import numpy as np
import pytest

from llamkay.cli.law import law_book
from llamkay.core.law import LawBook
from llamkay.core.pay.month import NoRate, PaidActivity, PayInputs, RateSpan, Scheduled, pay_month
from llamkay.core.remission.month import (
    ActivityInputs,
    ActivityTraits,
    MonthInputs,
    PersonInputs,
    ReasonTraits,
    SheetRows,
)
from llamkay.core.values import Month

MONTH = Month(2026, 1)
INPUTS = MonthInputs(
    month=MONTH,
    people=(4,),
    persons=PersonInputs(),
    activities=ActivityInputs(
        activities=(ActivityTraits(2, "work", "workshop"),), reasons=(ReasonTraits(1, True, True, True, False),)
    ),
    cases=(),
    case_of=(),
)


def sheet(*days):
    minutes = np.zeros((1, 31), dtype=np.int16)
    minutes[0, [day - 1 for day in days]] = 240
    return SheetRows(
        row=np.array([1]),
        person=np.array([4]),
        activity=np.array([2]),
        minutes=minutes,
        reasons=(minutes > 0).astype(np.uint8),
        pieces=np.zeros((1, 31), dtype=np.int32),
    )


def test_work_on_a_day_without_a_rate_names_the_activity_and_the_day():
    pay = PayInputs(activities=(PaidActivity(2, "day", None),), rates=(RateSpan(2, 3000, 0, 6, 1),))
    with pytest.raises(NoRate) as refused:
        pay_month(sheet(5, 7), INPUTS, pay, LawBook.of([]))
    assert (refused.value.lack, refused.value.activity, refused.value.day) == ("rate", 2, date(2026, 1, 7))


@pytest.mark.parametrize(("basis", "lack"), [("share", "sale"), ("training", "training")])
def test_each_basis_says_what_it_lacks(basis, lack):
    pay = PayInputs(activities=(PaidActivity(2, basis, None),))
    with pytest.raises(NoRate) as refused:
        pay_month(sheet(5), INPUTS, pay, LawBook.of([]))
    assert (refused.value.lack, refused.value.activity) == (lack, 2)


TWO_RATES = (RateSpan(2, 56_500, 0, 15, 1), RateSpan(2, 70_000, 15, 31, 1))


def training(*days, rates=TWO_RATES, scheduled=10_560):
    """What one woman earns who attends 480 minutes on each of these days of January."""
    rows = sheet(*days)
    rows.minutes[0, [day - 1 for day in days]] = 480
    pay = PayInputs(activities=(PaidActivity(2, "training", None),), rates=rates, scheduled=(Scheduled(2, scheduled),))
    return pay_month(rows, INPUTS, pay, law_book())


def test_a_training_subsidy_that_changes_pays_each_day_by_its_rate():
    first, second = range(5, 15), range(16, 27)
    before = training(*first)
    assert [(line.units, line.rate, line.gross) for line in before.earnings] == [(4_800, 56_500, 25_682)]
    assert [split["gross"] for split in before.splits] == [25_682]
    both = training(*first, *second)
    assert [split["gross"] for split in both.splits] == [60_682]
    assert [(line.units, line.rate, line.gross) for line in both.earnings] == [
        (4_800, 56_500, 25_682),
        (5_280, 70_000, 35_000),
    ]


def test_a_training_rate_that_ends_pays_the_days_before_it_and_names_those_after_it_on_which_somebody_attends():
    ends = TWO_RATES[:1]
    assert [line.gross for line in training(*range(5, 15), rates=ends).earnings] == [25_682]
    with pytest.raises(NoRate) as refused:
        training(*range(5, 15), 16, 20, rates=ends)
    assert (refused.value.lack, refused.value.day) == ("rate", date(2026, 1, 16))


def test_more_hours_than_the_timetable_earn_no_more_than_the_whole_at_the_rates_of_their_days():
    assert [line.gross for line in training(5, 6, 16, 17, scheduled=960).earnings] == [28_250, 35_000]
    assert [line.gross for line in training(5, 6, scheduled=480).earnings] == [56_500]


def test_the_rate_shown_is_that_of_the_last_day_worked():
    pay = PayInputs(activities=(PaidActivity(2, "day", None),), rates=(RateSpan(2, 3000, 0, 6, 1),))
    (line,) = pay_month(sheet(2, 5), INPUTS, pay, law_book()).earnings
    assert (line.units, line.rate, line.gross) == (2, 3000, 6000)


def test_unpaid_work_needs_no_law_of_pay():
    paid = pay_month(sheet(5), INPUTS, PayInputs(activities=(PaidActivity(2, "none", None),)), LawBook.of([]))
    assert (paid.earnings, paid.splits, paid.levies) == ([], [], [])


def test_the_inputs_of_pay_come_back_as_they_were():
    pay = PayInputs(activities=(PaidActivity(2, "day", None),), rates=(RateSpan(2, 3000, 0, 6, 1),))
    assert PayInputs.from_document(pay.as_document()) == pay
