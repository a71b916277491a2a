"""The money of a close: every basis of pay, reparations that end, courts and levies, undone by a recount."""

from datetime import date

import pytest
from django.db.models import Sum
from psycopg.types.range import DateRange

from llamkay.apps.activities.models import Activity, Allocation, Company, Sheet, SheetRow
from llamkay.apps.closing.ready import MonthNotReady
from llamkay.apps.closing.services import close_month
from llamkay.apps.closing.verify import verify
from llamkay.apps.pay.court_orders.queries import with_money
from llamkay.apps.pay.inputs.services import enter_sale
from llamkay.apps.pay.models import (
    Account,
    AlimonyOrder,
    Bonus,
    Earning,
    GradedPieces,
    GroupSale,
    IncomeDeclaration,
    Levy,
    Posting,
    Rate,
    ReparationDebt,
    Split,
)
from llamkay.apps.pay.payslips.paper import payslips_of
from llamkay.apps.pay.rates.services import set_rate
from llamkay.apps.people import joins
from llamkay.apps.people.models import Conviction, CustodySpell, StageSpell
from llamkay.apps.remission.models import DayCount
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.security.access import Command
from tests.worlds.corrections import Second, corrected
from tests.worlds.counted import JANUARY, SINCE, marks, person

FEBRUARY = Month(2026, 2)


def close(house, month=JANUARY):
    return close_month(actor=Command(), establishment=house.place, month=month)


def balances(person):
    """Kind and label → céntimos that the institution keeps for the person (a debt is negative)."""
    found = Posting.objects.filter(account__person=person).values_list("account__kind", "account__label")
    return {(kind, label): -total for kind, label, total in found.annotate(Sum("amount"))}


def earned(person):
    lines = Earning.objects.filter(person=person).order_by("basis", "rate")
    return list(lines.values_list("basis", "units", "rate", "gross"))


def works(house, code, basis, **row_of):
    """Another activity of the house with one approved January sheet: name of the person → marks."""
    activity = Activity.objects.create(
        establishment=house.place,
        code=code,
        name=code,
        kind="work",
        modality="own_group",
        place="workshop",
        capacity=20,
        timetable=[240] * 5 + [0, 0],
        pay_basis=basis,
        period=SINCE,
    )
    sheet = Sheet.objects.create(activity=activity, month=JANUARY.first, state="approved")
    for name, row in row_of.items():
        person = getattr(house, name)
        Allocation.objects.create(person=person, activity=activity, period=SINCE)
        SheetRow.objects.create(sheet=sheet, person=person, **row)
    return activity


def proved():
    assert {check.name: check.problems for check in verify() if check.problems} == {}


def test_pieces_of_a_lower_grade_earn_their_own_rate_and_rejected_ones_nothing(house):
    Rate.objects.create(activity=house.workshop, period=SINCE, amount=500, grade=2)
    for day, grade, pieces in ((5, 2, 1), (6, 2, 2), (7, 0, 1)):
        GradedPieces.objects.create(row=house.rows["ana"], day=day, grade=grade, pieces=pieces, by="prueba")
    close(house)
    assert earned(house.ana) == [("piece", 3, 500, 1500), ("piece", 20, 1250, 25000)]
    proved()


def test_more_graded_pieces_than_pieces_stop_the_close(house):
    GradedPieces.objects.create(row=house.rows["ana"], day=5, grade=0, pieces=3, by="prueba")
    with pytest.raises(MonthNotReady, match="más piezas clasificadas"):
        close(house)


def test_paid_work_without_a_rate_stops_the_close_with_the_name_of_the_activity(house):
    Rate.objects.all().delete()
    with pytest.raises(MonthNotReady, match=r"Tejido no tiene tarifa el 01/01/2026, y ese día tiene trabajo pagado"):
        close(house)
    assert not Earning.objects.exists()


def test_a_grade_without_a_rate_stops_the_close(house):
    GradedPieces.objects.create(row=house.rows["ana"], day=5, grade=2, pieces=1, by="prueba")
    with pytest.raises(MonthNotReady, match="calidad 2"):
        close(house)


def test_a_group_shares_what_it_sold_by_hours(house):
    group = works(house, "PAN", "share", ana=marks(20, 21), eva=marks(20))
    with pytest.raises(MonthNotReady, match="no consta su venta"):
        close(house)
    GroupSale.objects.create(
        activity=group, month=JANUARY.first, sold=15_000, costs=5_000, document="Boleta 1", by="prueba", at=clock.now()
    )
    close(house)
    assert ("share", 480, 10_000, 6_667) in earned(house.ana)
    assert ("share", 240, 10_000, 3_333) in earned(house.eva)
    proved()


def test_a_correction_of_one_who_shares_moves_what_each_of_the_group_is_paid(house, monkeypatch):
    group = works(house, "PAN", "share", ana=marks(20, 21), eva=marks(20))
    sale = {"activity": group, "document": "Boleta 1", "by": "prueba", "at": clock.now()}
    GroupSale.objects.create(month=JANUARY.first, sold=15_000, costs=5_000, **sale)
    close(house)
    january = {"month": JANUARY.first, "basis": "share"}

    def shared(person):
        return Earning.objects.filter(person=person, **january).aggregate(gross=Sum("gross"))["gross"]

    baked = SheetRow.objects.get(sheet__activity=group, person=house.ana)
    corrected(baked, 21, reason=3, pieces=0)
    corrected(house.rows["ana"], 5, pieces=1)
    february(house, "2026-03-02", monkeypatch)
    made = close(house, Month(2026, 2))
    assert (shared(house.ana), shared(house.eva)) == (5_000, 5_000)
    (slip,) = payslips_of(house.place.closes.get(month=date(2026, 2, 1)), person=house.eva)
    assert slip.adjusted == [("enero de 2026, por lo que se corrigió de quienes reparten con ella", 1_667, 1_500)]
    assert made.adjusted_people == 2
    corrected(baked, 20, reason=3, pieces=0)
    february(house, "2026-04-02", monkeypatch, Month(2026, 3))
    close(house, Month(2026, 3))  # Eva alone has hours
    assert (shared(house.ana), shared(house.eva)) == (0, 10_000)
    proved()


def test_a_month_that_is_counted_again_is_paid_as_it_was_closed_whatever_changed_since(house, monkeypatch):
    training = works(house, "CAP", "training", eva=marks(20, 21, 22))
    Rate.objects.create(activity=training, period=SINCE, amount=56_500)
    close(house)
    company = Company.objects.create(ruc="20000000001", name="Empresa de después")
    Activity.objects.filter(pk=house.workshop.pk).update(pay_basis="hour", modality="company", company=company)
    Activity.objects.filter(pk=training.pk).update(timetable=[480] * 5 + [0, 0])
    corrected(house.rows["ana"], 5, pieces=12)
    corrected(SheetRow.objects.get(sheet__activity=training), 22, reason=3, pieces=0)
    february(house, "2026-03-02", monkeypatch)
    close(house, Month(2026, 2))
    gross = Split.objects.filter(month=JANUARY.first).values_list("person").annotate(gross=Sum("gross"))
    # Ten pieces more at S/ 12.50; two days of the three that were S/ 77.05, besides Eva's pieces.
    assert dict(gross) == {house.ana.pk: 42_500, house.eva.pk: 5_136 + 10_000}
    owed = Posting.objects.filter(account__company=company, entry__month=JANUARY.first)
    assert owed.aggregate(total=Sum("amount"))["total"] is None
    proved()


def test_what_a_correction_needs_of_a_closed_month_may_still_be_written(house, monkeypatch):
    """A day without a rate and a month without a sale had no work: a correction says that they had."""
    group = works(house, "PAN", "share", ana=marks())
    Rate.objects.update(period=DateRange(date(2025, 1, 1), date(2026, 1, 17)))
    close(house)
    corrected(house.rows["ana"], 19, reason=1, minutes=240, pieces=2)
    corrected(SheetRow.objects.get(sheet__activity=group), 20, reason=1, minutes=240)
    february(house, "2026-03-02", monkeypatch)
    rate = {"actor": Command(), "activity": house.workshop, "amount": 1_000}
    sale = {"actor": Command(), "activity": group, "month": JANUARY, "sold": 700, "costs": 0, "document": "Boleta 1"}
    set_rate(**rate | {"amount": 1_250}, start=date(2026, 2, 1))
    with pytest.raises(MonthNotReady, match=r"no tiene tarifa el 19/01/2026"):
        close(house, Month(2026, 2))
    with pytest.raises(Refused, match="mes cerrado"):
        set_rate(**rate, start=date(2026, 1, 16))
    set_rate(**rate, start=date(2026, 1, 17))
    with pytest.raises(MonthNotReady, match="no consta su venta de enero de 2026"):
        close(house, Month(2026, 2))
    enter_sale(**sale)
    with pytest.raises(Refused, match="está cerrado"):
        enter_sale(**sale)
    close(house, Month(2026, 2))
    again = Earning.objects.filter(person=house.ana, month=JANUARY.first).values_list("basis")
    assert dict(again.annotate(gross=Sum("gross"))) == {"piece": 24 * 1_250 + 2 * 1_000, "share": 700}
    proved()


def test_pieces_that_a_correction_takes_away_are_taken_from_the_lowest_grade(house, monkeypatch):
    Rate.objects.create(activity=house.workshop, period=SINCE, amount=500, grade=2)
    for grade in (0, 2):
        GradedPieces.objects.create(row=house.rows["ana"], day=5, grade=grade, pieces=1, by="prueba")
    close(house)
    corrected(house.rows["ana"], 5, pieces=1)
    february(house, "2026-03-02", monkeypatch)
    close(house, Month(2026, 2))
    assert Split.objects.filter(person=house.ana, month=JANUARY.first).aggregate(g=Sum("gross"))["g"] == 28_000
    proved()


def test_a_training_subsidy_follows_the_hours(house):
    training = works(house, "CAP", "training", eva=marks(20, 21, 22))
    Rate.objects.create(activity=training, period=SINCE, amount=56_500)
    close(house)
    # January has 22 weekdays of four hours, the holiday of the 1st among them: the contract pays for its timetable.
    assert ("training", 720, 56_500, 7_705) in earned(house.eva)


def test_a_bonus_counts_when_a_second_person_approved_it(house):
    for amount, approved in ((5_000, "otra"), (7_000, "")):
        Bonus.objects.create(
            activity=house.workshop,
            person=house.ana,
            month=JANUARY.first,
            amount=amount,
            reason="Feria",
            by="una",
            approved_by=approved,
        )
    close(house)
    assert earned(house.ana) == [("bonus", 1, 5_000, 5_000), ("piece", 24, 1250, 30_000)]


def test_a_reparation_ends_with_its_amount_and_the_rest_is_the_persons(house, monkeypatch):
    ReparationDebt.objects.filter(person=house.ana).update(amount=4_000)
    close(house)  # 300.00: the fifth would be 60.00
    assert balances(house.ana) == {("available", ""): 23_000, ("reparation", "P-1"): 4_000}
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T09:00:00-05:00")
    february(house)
    close(house, Month(2026, 2))
    assert Split.objects.get(person=house.ana, month=date(2026, 2, 1)).reparation == 0
    proved()


def known_again(house):
    """Ana turns out to be somebody who was there in 2020: she is joined to that identity, which is returned."""
    known = person(house.place, 9)
    before = DateRange(date(2020, 1, 1), date(2021, 1, 1))
    CustodySpell.objects.filter(person=known).update(period=before, exit="release")
    StageSpell.objects.filter(person=known).update(period=before)
    join = joins.propose(actor=Command(), former=house.ana, standing=known, reason="Pericia de huellas 33-2026")
    joins.confirm(actor=Second(), join=join)
    return known


def test_a_closed_day_of_a_former_identity_is_corrected_and_its_money_follows(house, monkeypatch):
    close(house)
    former, known = house.ana, known_again(house)
    corrected(house.rows["ana"], 5, reason=3, pieces=0)
    house.ana = known
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T09:00:00-05:00")
    february(house)
    close(house, Month(2026, 2))
    assert not any(balances(former).values())
    # Eleven days of January and two of February, of two pieces at S/ 12.50: 325.00, a tenth and a fifth taken.
    assert balances(known) == {("available", ""): 22_750, ("reparation", "P-1"): 6_500}
    assert DayCount.objects.filter(person=former).latest("id").days == 9
    proved()


def test_what_a_former_identity_paid_of_a_reparation_is_not_paid_again(house, monkeypatch):
    ReparationDebt.objects.filter(person=house.ana).update(amount=4_000)
    close(house)
    house.ana = known = known_again(house)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T09:00:00-05:00")
    february(house)
    close(house, Month(2026, 2))
    assert Split.objects.get(person=known, month=date(2026, 2, 1)).reparation == 0
    assert balances(known)["reparation", "P-1"] == 4_000
    (line,) = with_money(ReparationDebt.objects.filter(person=known), "reparation")
    assert (line.withheld, line.left) == (4_000, 0)
    proved()


def test_a_reparation_that_ends_in_mid_month_takes_its_fifth_of_the_days_before(house):
    debt = ReparationDebt.objects.get(person=house.ana)
    debt.period = DateRange(date(2025, 1, 1), date(2026, 1, 9))
    debt.save()
    ReparationDebt.objects.create(person=house.ana, period=DateRange(date(2026, 1, 13), None), case_number="P-2")
    close(house)
    # Twelve days of two pieces: six of them up to the 8th (the 1st, and the 4th to the 8th), four from the 13th on.
    assert balances(house.ana) == {
        ("available", ""): 22_000,
        ("reparation", "P-1"): 3_000,
        ("reparation", "P-2"): 2_000,
    }
    proved()


def test_alimony_is_kept_for_its_case(house):
    AlimonyOrder.objects.create(person=house.ana, period=SINCE, amount=12_000, case_number="A-7")
    close(house)
    assert balances(house.ana) == {("available", ""): 9_000, ("alimony", "A-7"): 12_000, ("reparation", "P-1"): 6_000}


def test_a_life_sentence_keeps_the_money_apart(house):
    Conviction.objects.filter(person=house.ana).update(tags=["life"])
    close(house)
    assert balances(house.ana) == {("undecided", ""): 27_000}
    assert Split.objects.get(person=house.ana).status == "no_rule"
    proved()


def test_own_account_work_owes_the_tenth_of_what_was_declared_or_of_the_floor(house):
    own = works(house, "ART", "declared", ana=marks(20), eva=marks(20))
    IncomeDeclaration.objects.create(
        person=house.eva,
        activity=own,
        month=JANUARY.first,
        amount=90_000,
        origin="sworn",
        document="DJ 1",
        by="prueba",
        at=clock.now(),
    )
    close(house)
    found = {due.person_id: (due.declared, due.base, due.amount) for due in Levy.objects.all()}
    # Ana declared nothing: 452.00 less the 300.00 on which her workshop withheld already.
    assert found == {house.eva.pk: (90_000, 90_000, 9_000), house.ana.pk: (None, 15_200, 1_520)}
    assert balances(house.eva)["debt", ""] == -9_000
    proved()


def test_a_corrected_day_undoes_and_does_again_the_dues_and_the_cases(house, monkeypatch):
    works(house, "ART", "declared", ana=marks(20))
    close(house)
    before = balances(house.ana)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T09:00:00-05:00")
    corrected(house.rows["ana"], 5, minutes=240, reason=1, pieces=12)
    february(house)
    close(house, Month(2026, 2))
    january = {"month": date(2026, 1, 1), "person": house.ana}
    assert [due.amount for due in Levy.objects.filter(**january).order_by("id")] == [1_520, -1_520, 270]
    assert Split.objects.filter(**january).aggregate(g=Sum("gross"), r=Sum("reparation")) == {"g": 42_500, "r": 8_500}
    assert before["debt", ""] == -1_520
    assert balances(house.ana)["reparation", "P-1"] == 8_500 + 1_000  # February gave the rest
    assert not Account.objects.filter(person=house.ana, kind="reparation", label="").exists()
    proved()


def february(house, today="", monkeypatch=None, month=FEBRUARY):
    """An approved February, or another month, in which nobody but Ana has a mark; it is looked at from a later day."""
    if monkeypatch:
        monkeypatch.setenv("LLAMKAY_NOW", f"{today}T09:00:00-05:00")
    for activity in Activity.objects.filter(establishment=house.place):
        sheet = Sheet.objects.create(activity=activity, month=month.first, state="approved")
        for allocation in activity.allocations.all():
            SheetRow.objects.create(sheet=sheet, person=allocation.person, **marks())
    row = SheetRow.objects.get(sheet__activity=house.workshop, sheet__month=month.first, person=house.ana)
    for name, values in marks(2, 3).items():
        setattr(row, name, values)
    row.save()
