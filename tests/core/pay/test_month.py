"""What cannot be paid names the activity and the day, in no language; what can is paid without a database."""

from datetime import date

import numpy as np
import pytest

from llamkay.core.law import LawBook
from llamkay.core.pay.month import NoRate, PaidActivity, PayInputs, RateSpan, pay_month
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


def test_unpaid_work_needs_no_law_of_pay():
    paid = pay_month(sheet(5), INPUTS, PayInputs(activities=(PaidActivity(2, "none", None),)), LawBook.of([]))
    assert (paid.earnings, paid.splits, paid.levies) == ([], [], [])


def test_the_inputs_of_pay_come_back_as_they_were():
    pay = PayInputs(activities=(PaidActivity(2, "day", None),), rates=(RateSpan(2, 3000, 0, 6, 1),))
    assert PayInputs.from_document(pay.as_document()) == pay
