"""What courts ordered about pay: by two people, from a day of an open month; the close withholds what it says."""

import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.urls import reverse

from llamkay.apps.activities.models import Allocation, Sheet, SheetRow
from llamkay.apps.closing.services import close_month
from llamkay.apps.closing.verify import verify
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay.court_orders import queries, services
from llamkay.apps.pay.models import AlimonyOrder, CourtOrderChange, Payout, ReparationDebt, Split
from llamkay.apps.pay.payouts import services as payouts
from llamkay.apps.pay.payslips.paper import payslips_of
from llamkay.apps.people.custody.services import transfer_person
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories

FEBRUARY = Month(2026, 2)
MARCH_FIRST = "2026-03-02T10:00:00-05:00"


@pytest.fixture
def prison(everything, full_prison):
    made = full_prison
    made.treasurer = factories.staff("treasurer", made.place)
    made.director = factories.staff("director", made.place)
    return made


def propose(prison, kind="reparation", act="end", since=date(2026, 2, 10), **values):
    given = {"document": "Resolución 3", "reason": "Lo dice el juzgado"} | values
    return services.propose(actor=prison.treasurer, person=prison.person, kind=kind, act=act, since=since, **given)


def changed(prison, **values):
    return services.approve(actor=prison.director, change=propose(prison, **values))


def closed(prison, monkeypatch, minutes=240):
    """February with twenty days of work, closed; the split of the person."""
    monkeypatch.setenv("LLAMKAY_NOW", MARCH_FIRST)
    SheetRow.objects.filter(sheet=prison.open_sheet).delete()
    SheetRow.objects.create(
        sheet=prison.open_sheet, person=prison.person, **factories.marks(*range(2, 22), minutes=minutes)
    )
    for at in prison.place.activities.exclude(sheets__month=FEBRUARY.first):
        Sheet.objects.create(activity=at, month=FEBRUARY.first, state="approved")
    Sheet.objects.filter(activity__establishment=prison.place, month=FEBRUARY.first).update(state="approved")
    close_month(actor=Command(), establishment=prison.place, month=FEBRUARY)
    return Split.objects.get(person=prison.person, month=FEBRUARY.first, close__establishment=prison.place)


def test_nothing_changes_until_another_approves(prison):
    row = propose(prison)
    assert services.running(prison.person, "reparation", date(2026, 2, 10))
    with pytest.raises(PermissionDenied):
        services.approve(actor=prison.treasurer, change=row)
    CourtOrderChange.objects.filter(pk=row.pk).update(by=prison.director.username)
    with pytest.raises(Refused, match="otra persona"):
        services.approve(actor=prison.director, change=row)
    CourtOrderChange.objects.filter(pk=row.pk).update(by=prison.treasurer.username)
    services.approve(actor=prison.director, change=row)
    assert services.running(prison.person, "reparation", date(2026, 2, 10)) == []
    (ended,) = services.running(prison.person, "reparation", date(2026, 2, 9))
    assert ended.ended_why == "Lo dice el juzgado"
    with pytest.raises(Refused, match="aprobado"):
        services.approve(actor=prison.director, change=row)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"since": date(2026, 1, 31)}, "mes cerrado"),
        ({"document": " "}, "documento"),
        ({"act": "create", "case_number": "expediente  QUINCHU", "counterpart": "Alguien"}, "Ya rige el expediente"),
        ({"case_number": "X-9"}, "no hay una orden"),
        ({"kind": "alimony", "act": "change", "since": date(2026, 2, 10), "amount": 500}, "primer día"),
        ({"kind": "alimony", "act": "change", "since": date(2026, 3, 1), "amount": 5, "percent": 5}, "uno de los dos"),
        ({"kind": "alimony", "act": "change", "since": date(2026, 3, 1)}, "uno de los dos"),
        ({"act": "change", "percent": 5}, "no lleva porcentaje"),
        ({"act": "change", "amount": 0}, "mayor que cero"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(prison, values, said):
    with pytest.raises(Refused, match=said):
        propose(prison, **values)


def test_one_change_waits_at_a_time_and_may_be_withdrawn(prison):
    row = propose(prison)
    with pytest.raises(Refused, match="por aprobar"):
        propose(prison)
    services.refuse(actor=prison.treasurer, change=row, why="Error mío")
    row.refresh_from_db()
    assert (row.state, row.decided_why) == ("refused", "Error mío")
    propose(prison)


def test_a_reparation_covered_in_the_middle_of_the_month_leaves_the_rest_to_the_person(prison, monkeypatch):
    withheld = queries.with_money(ReparationDebt.objects.filter(person=prison.person), "reparation")[0].withheld
    changed(prison, act="change", since=date(2026, 2, 2), amount=withheld + 1000)
    split = closed(prison, monkeypatch)
    assert split.gross == 40_000
    assert (split.institution, split.reparation) == (4_000, 1_400)  # January was corrected: 400 less were withheld
    assert split.alimony + split.personal == 34_600
    assert {rule["rule"] for rule in split.rules} >= {"INC-02-reparation", "INC-03"}
    line = queries.with_money(ReparationDebt.objects.filter(period__upper_inf=True), "reparation")[0]
    assert (line.left, line.withheld) == (0, withheld + 1000)
    (payslip,) = [x for x in payslips_of(split.close) if x.person == prison.person]
    assert payslip.ended


def test_a_reparation_ended_by_the_court_takes_only_its_days(prison, monkeypatch):
    changed(prison, since=date(2026, 2, 12))
    split = closed(prison, monkeypatch)
    assert split.reparation == 4_000  # ten of twenty days
    assert {rule["rule"] for rule in split.rules} >= {"INC-02-reparation", "INC-03"}


def test_alimony_as_a_percentage_of_what_was_earned(prison, monkeypatch):
    AlimonyOrder.objects.filter(person=prison.person).delete()
    changed(
        prison,
        kind="alimony",
        act="create",
        since=date(2026, 2, 1),
        case_number="A-2",
        counterpart="Su hija",
        percent=30,
    )
    split = closed(prison, monkeypatch)
    assert (split.alimony, split.personal) == (12_000, 16_000)


def test_an_order_of_a_month_is_withheld_once_in_two_prisons(prison, monkeypatch):
    other = factories.prison("EP17", "Yaku", 2)
    AlimonyOrder.objects.filter(person=prison.person).update(amount=15_000)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-20T10:00:00-05:00")
    transfer_person(
        actor=Command(),
        person=prison.person,
        to=Establishment.objects.get(code="EP17"),
        on=date(2026, 2, 12),
        reason="R.D. 9",
        confirmed=True,
    )
    Allocation.objects.create(person=prison.person, activity=other.workshop, period=factories.SINCE)
    closed(prison, monkeypatch)
    other.person = prison.person
    closed(other, monkeypatch)
    taken = Split.objects.filter(person=prison.person, month=FEBRUARY.first)
    assert taken.count() == 2
    assert taken.aggregate(n=Sum("alimony"))["n"] == 15_000


def another(prison, kind, case, **values):
    """An order of another case, from February."""
    given = {"kind": kind, "act": "create", "since": date(2026, 2, 1), "case_number": case, "counterpart": "Alguien"}
    return changed(prison, **given | values)


def test_two_reparations_share_the_one_fifth_and_two_orders_of_alimony_the_part_of_the_person(prison, monkeypatch):
    another(prison, "reparation", "REP-2")
    another(prison, "alimony", "ALI-2", amount=3_000)
    split = closed(prison, monkeypatch)
    assert (split.gross, split.institution, split.reparation) == (40_000, 4_000, 8_000)
    assert (split.alimony, split.personal) == (4_000, 24_000)
    (slip,) = [each for each in payslips_of(split.close) if each.person == prison.person]
    assert slip.cases == [
        ("alimony", "ALI-2", 3_000),
        ("alimony", "Alimentos Quinchu", 1_000),
        ("reparation", "Expediente Quinchu", 4_000),
        ("reparation", "REP-2", 4_000),
    ]
    lines = queries.with_money(ReparationDebt.objects.filter(case_number="REP-2"), "reparation")
    assert [line.withheld for line in lines] == [4_000]
    assert not [check.problems for check in verify() if check.problems]


def test_a_case_nearly_paid_leaves_what_it_does_not_ask_to_the_other(prison, monkeypatch):
    another(prison, "reparation", "REP-2", amount=400)
    split = closed(prison, monkeypatch)
    assert split.reparation == 8_000
    parts = {case: amount for kind, case, amount in payslips_of(split.close)[0].cases if kind == "reparation"}
    assert parts == {"Expediente Quinchu": 7_619, "REP-2": 381}  # in proportion to 8,000 and 400


def test_orders_beyond_what_the_person_has_are_shared_in_proportion(prison, monkeypatch):
    AlimonyOrder.objects.filter(person=prison.person).update(amount=20_000)
    another(prison, "alimony", "ALI-2", amount=40_000)
    split = closed(prison, monkeypatch)
    assert (split.alimony, split.personal) == (28_000, 0)
    parts = {case: amount for kind, case, amount in payslips_of(split.close)[0].cases if kind == "alimony"}
    assert parts == {"Alimentos Quinchu": 9_333, "ALI-2": 18_667}


def test_of_several_cases_the_change_says_which(prison, client):
    another(prison, "alimony", "ALI-2", percent=10)
    with pytest.raises(Refused, match="varios expedientes"):
        propose(prison, kind="alimony", since=date(2026, 3, 1))
    client.force_login(prison.treasurer)
    page = reverse("pay:person_court_orders", args=[prison.person.pk])
    assert {"ALI-2", "Alimentos Quinchu"} <= set(
        re.findall(r'<option value="([^"]+)"', client.get(page).content.decode())
    )
    url = reverse("pay:propose_court_order", args=[prison.person.pk, "terminar-alimentos"])
    sent = {"since": "2026-03-01", "document": "Resolución 9", "reason": "Mayor de edad"}
    assert client.post(url, sent).status_code == 422
    assert client.post(url, sent | {"case_number": "ALI-2"}).status_code == 302
    services.approve(actor=prison.director, change=CourtOrderChange.objects.get(state="proposed"))
    (left,) = services.running(prison.person, "alimony", date(2026, 3, 1))
    assert left.case_number == "Alimentos Quinchu"


def test_the_database_holds_one_order_of_a_case_a_day_whatever_its_capitals(prison):
    with pytest.raises(IntegrityError, match="one_reparation_a_case_and_day"), transaction.atomic():
        ReparationDebt.objects.create(person=prison.person, period=factories.SINCE, case_number="EXPEDIENTE quinchu")


def test_a_payment_of_one_case_ties_nothing_of_another(prison, monkeypatch):
    another(prison, "reparation", "REP-2")
    closed(prison, monkeypatch)
    injured = payouts.enter_beneficiary(
        actor=prison.treasurer,
        person=prison.person,
        full_name="Agraviada Inventada",
        relation="injured",
        document_kind="dni",
        document_number="00002222",
        authorised_by="Juzgado",
        authorisation="Sentencia",
    )
    payouts.check_beneficiary(actor=prison.director, beneficiary=injured)
    injured.refresh_from_db()
    for n, debt in enumerate(ReparationDebt.objects.filter(person=prison.person)):
        payouts.prepare(
            actor=prison.treasurer,
            person=prison.person,
            beneficiary=injured,
            purpose="reparation",
            amount=4_000,
            key=f"k{n}",
            reparation=debt,
        )
    assert {row.case_number for row in Payout.objects.all()} == {"Expediente Quinchu", "REP-2"}


def test_the_effect_is_shown_before_it_is_approved(prison):
    row = propose(prison)
    (item,) = queries.page(scope=scope.EVERYTHING, person=prison.person, today=date(2026, 2, 2))["waiting"]
    parts = {line["name"]: (line["before"], line["after"]) for line in item["effect"]["rows"]}
    fifth = item["effect"]["gross"] // 5
    assert parts["Reparación civil"] == (fifth, 0)
    assert parts["Para la persona"][1] - parts["Para la persona"][0] == fifth
    assert item["change"] == row


def test_from_the_form_to_the_order(prison, client):
    client.force_login(prison.treasurer)
    url = reverse("pay:propose_court_order", args=[prison.person.pk, "terminar-reparacion"])
    sent = {"since": "2026-02-10", "document": "Resolución 9", "reason": "Pagada"}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent | {"since": "2026-01-10"}).status_code == 422
    client.force_login(prison.director)
    page = reverse("pay:person_court_orders", args=[prison.person.pk])
    assert "Con el cambio" in client.get(page).content.decode()
    row = CourtOrderChange.objects.get()
    client.post(reverse("pay:decide_court_order", args=[row.pk, "aprobar"]))
    row.refresh_from_db()
    assert row.state == "approved"
    assert "Resolución 9" in client.get(page).content.decode()
    assert prison.person.full_name in client.get(reverse("pay:court_orders"), {"clase": "alimony"}).content.decode()
