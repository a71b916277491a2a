"""Years counted again from the sheets give what the closes gave."""

from datetime import date

import pytest
from psycopg.types.range import DateRange

from llamkay.apps.activities.models import Sheet, SheetRow
from llamkay.apps.closing.recount import moved, recount
from llamkay.apps.closing.services import close_month
from llamkay.apps.education.models import MonthlyMark
from llamkay.apps.months.models import MonthClose
from llamkay.apps.people.models import CustodySpell, IsolationSpell, StageEvaluation, StageSpell
from llamkay.apps.remission.counts.statements import law_today
from llamkay.apps.remission.models import DayCount
from llamkay.core.values import Month
from llamkay.platform.security.access import Command
from tests.worlds.corrections import corrected
from tests.worlds.counted import JANUARY, marks

FEBRUARY = Month(2026, 2)


def counted_again(house, first=JANUARY, last=FEBRUARY):
    found = recount(establishment_id=house.place.pk, first=first, last=last, law=law_today())
    return {
        (person, kind, str(month)): int(days)
        for person, kinds in zip(found.people.tolist(), found.days, strict=True)
        for kind, months in zip(("work", "study"), kinds, strict=True)
        for month, days in zip(found.months, months, strict=True)
        if days
    }


def standing():
    """What the latest close says of each person, kind and month."""
    return {
        (count.person_id, count.kind, f"{count.month:%Y-%m}"): count.days
        for count in DayCount.objects.order_by("id")
        if count.days
    }


@pytest.fixture
def two_months(house, monkeypatch):
    """January closed; February filled, with an isolation, short days and a month of school that was not passed."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    SheetRow.objects.filter(pk=house.rows["ana"].pk).update(minutes=[100] * 31)
    IsolationSpell.objects.create(person=house.ana, period=DateRange(date(2026, 2, 9), date(2026, 2, 12)), act="A-1")
    close_month(actor=Command(), establishment=house.place, month=JANUARY)
    for activity, rows in (
        (house.workshop, ((house.ana, marks(2, 3, 9, 10, 11, 12, 13)), (house.eva, marks(3, 4, minutes=90)))),
        (house.lesson, ((house.eva, marks(5, 6)),)),
    ):
        sheet = Sheet.objects.create(activity=activity, month=FEBRUARY.first, state="approved")
        for who, row in rows:
            SheetRow.objects.create(sheet=sheet, person=who, **row)
    return house


def test_the_recount_is_what_the_closes_say(two_months):
    close_month(actor=Command(), establishment=two_months.place, month=FEBRUARY)
    assert MonthClose.objects.count() == 2
    again = counted_again(two_months)
    assert again == standing()
    ana, eva = two_months.ana.pk, two_months.eva.pk
    # Ana's short days of January leave 40 minutes in the bank; Eva's school of February has no mark.
    assert again[ana, "work", "2026-01"] == 4
    assert again[ana, "work", "2026-02"] == 4
    assert (eva, "study", "2026-02") not in again


def test_the_recount_takes_in_adjustments_and_months_apart(two_months):
    close_month(actor=Command(), establishment=two_months.place, month=FEBRUARY)
    before = counted_again(two_months)
    corrected(two_months.rows["eva"], 9, minutes=240, reason=1, pieces=0)
    after = counted_again(two_months)
    assert {key: after[key] - before.get(key, 0) for key in after if after[key] != before.get(key)} == {
        (two_months.eva.pk, "work", "2026-01"): 1
    }
    assert counted_again(two_months, JANUARY, JANUARY) == {k: v for k, v in after.items() if k[2] == "2026-01"}


def test_an_establishment_without_sheets_has_nothing(two_months):
    found = recount(establishment_id=two_months.place.pk + 1, first=JANUARY, last=FEBRUARY, law=law_today())
    assert (len(found.people), found.days.shape) == (0, (0, 2, 2))


def test_work_and_study_add_up_while_three_evaluations_in_a_row_are_favourable(two_months):
    eva = two_months.eva
    StageSpell.objects.filter(person=eva).update(stage="minimum")
    MonthlyMark.objects.create(activity=two_months.lesson, person=eva, month=FEBRUARY.first, mark=15, passed=True)
    for on, favourable in (
        (date(2025, 6, 1), True),
        (date(2025, 9, 1), True),
        (date(2026, 1, 8), True),
        (date(2026, 2, 6), False),
    ):
        StageEvaluation.objects.create(person=eva, on=on, favourable=favourable)
    close_month(actor=Command(), establishment=two_months.place, month=FEBRUARY)
    again = counted_again(two_months)
    # On the 7th of January work alone stands, on the 8th both; January's close was taken before the evaluations.
    assert again[eva.pk, "study", "2026-01"] == 7
    assert again[eva.pk, "study", "2026-02"] == standing()[eva.pk, "study", "2026-02"] == 2


def test_whose_days_moved_and_why(two_months):
    close_month(actor=Command(), establishment=two_months.place, month=FEBRUARY)
    counted, found = moved(establishment_id=two_months.place.pk, law=law_today())
    assert found == []
    assert counted == DayCount.objects.values("person", "kind", "month").distinct().count()

    row = SheetRow.objects.get(sheet__month=FEBRUARY.first, person=two_months.ana)
    corrected(row, 3, minutes=0, reason=3, pieces=0)
    CustodySpell.objects.filter(person=two_months.eva).update(period=DateRange(date(2026, 2, 4), None))
    _, found = moved(establishment_id=two_months.place.pk, law=law_today())
    told = {(line.person, line.month): (line.stood, line.counts, line.why) for line in found if line.kind == "work"}
    assert told["T1", "2026-02"][2] == "un ajuste de 2026-02 espera el próximo cierre"
    assert told["T1", "2026-02"][0] - told["T1", "2026-02"][1] == 1
    assert told["T2", "2026-01"][1:] == (0, "un dato de la persona o de la actividad cambió después del cierre")
