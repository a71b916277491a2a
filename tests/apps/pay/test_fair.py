"""The real pay of an hour before and after the split, beside the minimum wage by the hour."""

import io
from datetime import date

import pytest
import python_calamine

from llamkay.apps.activities.models import Activity, Adjustment, Allocation, Company, Sheet, SheetRow
from llamkay.apps.closing.services import close_month
from llamkay.apps.months.models import MonthClose
from llamkay.apps.pay.inputs.work import worked
from llamkay.apps.pay.models import IncomeDeclaration
from llamkay.apps.pay.rates import queries
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING, Scope
from tests.worlds import factories
from tests.worlds.factories import FEBRUARY, JANUARY

pytestmark = pytest.mark.usefixtures("everything")


@pytest.fixture
def prison(monkeypatch, full_prison):
    """January closed: one person, twenty hours at S/ 5.00, reparation and alimony due."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    return full_prison


def close_february(prison, *activities):
    """February with one row of two days of two hours for each activity, and an empty workshop."""
    Sheet.objects.filter(pk=prison.open_sheet.pk).update(state="approved")
    Sheet.objects.create(activity=prison.lesson, month=FEBRUARY.first, state="approved")
    for activity in activities:
        sheet = Sheet.objects.create(activity=activity, month=FEBRUARY.first, state="approved")
        for allocation in Allocation.objects.filter(activity=activity):
            SheetRow.objects.create(sheet=sheet, person=allocation.person, **factories.marks(2, 3, minutes=120))
    close_month(actor=Command(), establishment=prison.place, month=FEBRUARY)


def test_the_reference_is_the_minimum_wage_by_240_hours():
    found = queries.Reference.of(JANUARY)
    assert found.centimos == 471  # 1,130.00 by 240
    assert [value.id for value in found.values] == ["INC-06-2025", "REF-01", "REF-02"]
    assert queries.Reference.of(Month(1996, 1)) is None


def test_an_hour_before_and_after_the_split(prison):
    (line,) = queries.fair_pay(scope=EVERYTHING, until=JANUARY)
    assert (line.activity, line.people, line.hours, line.gross) == (prison.workshop, 1, "20:00", 10_000)
    assert (line.hourly, line.hourly_after, line.percent, line.below) == (500, 350, 106, 0)


def test_a_closed_month_shows_how_it_paid_and_for_whom_then(prison):
    was, other = prison.workshop.company.name, Company.objects.create(ruc="20000000028", name="Otra empresa")
    Activity.objects.filter(pk=prison.workshop.pk).update(company=other, pay_basis="none")
    (line,) = queries.fair_pay(scope=EVERYTHING, until=JANUARY)
    assert (line.basis, line.company, line.hourly) == ("hour", was, 500)
    assert queries.fair_pay(scope=EVERYTHING, until=JANUARY, words="otra empresa") == []
    assert queries.fair_pay(scope=EVERYTHING, until=JANUARY, basis="piece") == []


def test_a_corrected_month_counts_the_hours_that_stand(prison):
    close_february(prison)  # applies the adjustment: one of the five days of January goes
    (line,) = queries.fair_pay(scope=EVERYTHING, until=JANUARY)
    assert (line.minutes, line.gross, line.hourly) == (960, 8_000, 500)
    assert worked([prison.workshop.pk], JANUARY) == {(prison.workshop.pk, prison.person.pk): [4, 960, 0]}


def test_of_own_account_work_only_those_who_declared_are_known(prison):
    Adjustment.objects.all().delete()
    own = factories.activity(prison.place, "PROPIA", pay_basis="declared")
    for person in (prison.person, prison.second):
        Allocation.objects.create(person=person, activity=own, period=factories.SINCE)
    IncomeDeclaration.objects.create(
        person=prison.second,
        activity=own,
        month=FEBRUARY.first,
        amount=1_200,
        origin="sworn",
        document="DJ",
        by="alguien",
        at=clock.now(),
    )
    close_february(prison, own)
    (line,) = queries.fair_pay(scope=EVERYTHING, until=FEBRUARY)
    assert (line.people, line.hours, line.hourly, line.hourly_after, line.below) == (1, "4:00", 300, 270, 1)


def test_several_months_words_basis_and_scope_narrow_the_table(prison):
    def found(**asked):
        return [(str(x.month), x.activity.code) for x in queries.fair_pay(**{"scope": EVERYTHING, **asked})]

    assert found(until=FEBRUARY, months=3) == [("2026-01", "TAL1")]
    assert found(until=JANUARY, words="empresa 1") == [("2026-01", "TAL1")]
    assert found(until=JANUARY, words="otra") == []
    assert found(until=JANUARY, basis="piece") == []
    assert found(until=JANUARY, scope=Scope()) == []
    assert queries.last_closed(EVERYTHING) == JANUARY
    assert MonthClose.objects.filter(month__gt=date(2026, 1, 1)).count() == 0


def test_the_screen_and_its_file_are_for_who_may_see_pay(prison, client):
    client.force_login(factories.staff("instructor", prison.place))
    assert client.get("/oficina/pagos/por-hora/").status_code == 403
    client.force_login(factories.staff("treasurer", prison.place))
    text = client.get("/oficina/pagos/por-hora/").content.decode()
    assert [w for w in ("Taller Quinchu", "106 %", "D.S. 003-97-TR", "por confirmar") if w not in text] == []
    book = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(client.get("/oficina/pagos/por-hora/?formato=xlsx").content)
    )
    row = book.get_sheet_by_index(0).to_python()[1]
    assert row[2:] == ["Taller Quinchu", "Por hora", 1.0, 20.0, 100.0, 5.0, 3.5, 4.71, 106.0, 0.0]
