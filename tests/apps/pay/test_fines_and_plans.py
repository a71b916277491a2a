"""Fines are paid from the person's own part; instalments say by when how much of a case should be covered."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from llamkay.apps.pay.books.services import enter_by_hand, reverse_by_hand
from llamkay.apps.pay.court_orders import queries, services
from llamkay.apps.pay.ledger import Leg
from llamkay.apps.pay.models import CourtInstalment, CourtOrderChange, CourtPlan, Fine, ReparationDebt
from llamkay.apps.pay.payouts import services as payouts
from llamkay.apps.pay.tasks import of_courts
from llamkay.core.errors import Refused
from llamkay.platform.security import scope
from tests.worlds import factories

TODAY = date(2026, 2, 2)


@pytest.fixture
def prison(everything, full_prison):
    made = full_prison
    made.treasurer = factories.staff("treasurer", made.place)
    made.director = factories.staff("director", made.place)
    return made


def fined(prison, amount=3_000):
    change = services.propose(
        actor=prison.treasurer,
        person=prison.person,
        kind="fine",
        act="create",
        since=date(2026, 2, 1),
        case_number="MUL-1",
        amount=amount,
        document="Sentencia 4",
        reason="Días multa",
    )
    services.approve(actor=prison.director, change=change)
    return Fine.objects.get(case_number="MUL-1")


def receiver(prison, relation="state"):
    made = payouts.enter_beneficiary(
        actor=prison.treasurer,
        person=prison.person,
        full_name="Banco de la Nación",
        relation=relation,
        document_kind="dni",
        document_number="00004444",
        authorised_by="La interna",
        authorisation="Carta",
    )
    payouts.check_beneficiary(actor=prison.director, beneficiary=made)
    made.refresh_from_db()
    return made


def paid(prison, fine, amount, key="m1"):
    payout = payouts.prepare(
        actor=prison.treasurer,
        person=prison.person,
        beneficiary=receiver(prison),
        purpose="fine",
        amount=amount,
        key=key,
        fine=fine,
    )
    payouts.confirm(actor=prison.director, payout=payout)
    payouts.send(actor=prison.treasurer, establishment=prison.place, payouts=[payout], way="cash")
    factories.till(prison.place, amount)
    return payouts.settle(actor=prison.treasurer, payout=payout, reference="Recibo 1")


def line(prison, kind="fine"):
    (found,) = queries.with_money(queries.MODELS[kind].objects.filter(person=prison.person), kind)
    return found


def plan(prison, kind="fine", case="MUL-1", parts=3, **values):
    given = {"document": "Resolución 9", "first_due_on": TODAY} | values
    return services.agree_plan(
        actor=prison.treasurer, person=prison.person, kind=kind, case_number=case, parts=parts, **given
    )


def test_a_fine_is_entered_by_two_people_and_paid_from_her_own_part(prison):
    fine = fined(prison)
    with pytest.raises(Refused, match=r"quedan S/ 30\.00"):
        paid(prison, fine, 3_001)
    payouts.end_beneficiary(actor=prison.treasurer, beneficiary=prison.person.beneficiaries.get(), reason="x")
    prison.person.beneficiaries.update(document_number="00009999")
    paid(prison, fine, 1_000)
    assert (line(prison).handed, line(prison).left, line(prison).withheld) == (1_000, 2_000, 0)


def test_a_fine_needs_its_amount_and_goes_to_whom_it_is_due(prison):
    with pytest.raises(Refused, match="monto de la multa"):
        fined(prison, None)
    fine = fined(prison)
    mother = receiver(prison, "mother")
    given = {"actor": prison.treasurer, "person": prison.person, "beneficiary": mother, "purpose": "fine", "amount": 5}
    with pytest.raises(Refused, match="de qué expediente"):
        payouts.prepare(**given, key="a")
    with pytest.raises(Refused, match="no va a quien"):
        payouts.prepare(**given, key="a", fine=fine)


def test_instalments_are_covered_in_their_order_and_told_when_late(prison, monkeypatch):
    fine = fined(prison)
    made = plan(prison)
    assert [each.amount for each in made.instalments.all()] == [1_000] * 3
    paid(prison, fine, 1_400)
    orders = {
        kind: queries.with_money(model.objects.filter(person=prison.person), kind)
        for kind, model in queries.MODELS.items()
    }
    (view,) = queries.plans(scope=scope.EVERYTHING, person=prison.person, orders=orders, today=date(2026, 3, 10))
    assert [(each.covered, each.late) for each in view.lines] == [(1_000, False), (400, True), (0, False)]
    assert not list(of_courts(None, scope.EVERYTHING, TODAY))
    (task,) = of_courts(None, scope.EVERYTHING, date(2026, 3, 10))
    assert (task.count, task.url.partition("?")[2]) == (1, "clase=fine&estado=late")
    late = queries.orders(scope=scope.EVERYTHING, kind="fine", today=date(2026, 3, 10), state="late")
    assert list(late) == [fine]


def test_a_reparation_counts_what_was_withheld_and_what_she_added_by_hand(prison):
    ReparationDebt.objects.filter(person=prison.person).update(amount=6_000)
    withheld = line(prison, "reparation").withheld
    case = f"Expediente {prison.word}"
    made = plan(prison, "reparation", case, parts=2)
    assert made.amount == 6_000 - withheld
    legs = [
        Leg(kind="available", amount=500, person=prison.person),
        Leg(kind="reparation", amount=-500, person=prison.person, label=case),
    ]
    given = {"actor": prison.treasurer, "establishment": prison.place}
    entry = enter_by_hand(**given, legs=legs, reason="Abona a su reparación", document="Carta")
    assert line(prison, "reparation").left == 6_000 - withheld - 500
    reverse_by_hand(actor=prison.treasurer, entry=entry, reason="Error")
    assert line(prison, "reparation").left == 6_000 - withheld


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"parts": 121}, "de 1 a 120"),
        ({"kind": "alimony"}, "de una reparación o de una multa"),
        ({"case": "otro"}, "no rige"),
        ({"document": " "}, "documento"),
        ({"first_due_on": date(2026, 2, 1)}, "vence entre"),
        ({"parts": 120, "amount": 100}, "faltan"),
    ],
)
def test_instalments_that_cannot_be(prison, values, said):
    fined(prison, values.pop("amount", 3_000))
    with pytest.raises(Refused, match=said):
        plan(prison, **values)


def test_one_plan_a_case_until_it_is_left_without_effect(prison):
    fined(prison)
    made = plan(prison)
    with pytest.raises(Refused, match="ya tiene cuotas"):
        plan(prison)
    with pytest.raises(IntegrityError, match="one_court_plan_a_case"), transaction.atomic():
        CourtPlan.objects.create(
            establishment=prison.place, person=prison.person, kind="fine", case_number="MUL-1", document="x",
            signed_on=TODAY, amount=5, by="x",
        )  # fmt: skip
    services.end_plan(actor=prison.treasurer, plan=made, why="Resolución 12")
    assert plan(prison, parts=2).instalments.count() == 2


def test_from_the_page_to_the_fine_its_instalments_and_their_end(prison, client):
    client.force_login(prison.treasurer)
    here = [prison.person.pk]
    sent = {"case_number": "MUL-1", "amount": "30", "since": "2026-02-01", "document": "S", "reason": "R"}
    assert client.post(reverse("pay:propose_court_order", args=[*here, "nueva-multa"]), sent).status_code == 302
    services.approve(actor=prison.director, change=CourtOrderChange.objects.get())
    sent = {"case": "fine:MUL-1", "parts": "3", "first_due_on": "2026-02-20", "document": "Res 1"}
    assert (
        client.post(reverse("pay:propose_court_order", args=[*here, "cuotas"]), sent | {"parts": "0"}).status_code
        == 422
    )
    assert client.post(reverse("pay:propose_court_order", args=[*here, "cuotas"]), sent).status_code == 302
    page = client.get(reverse("pay:person_court_orders", args=here)).content.decode()
    assert "Cuotas del expediente MUL-1" in page and "20/04/2026" in page and CourtInstalment.objects.count() == 3
    client.post(reverse("pay:end_court_plan", args=[CourtPlan.objects.get().pk]), {"texto": "Pagada afuera"})
    assert CourtPlan.objects.get().ended_why == "Pagada afuera"
    listed = client.get(reverse("pay:court_orders"), {"clase": "fine"}).content.decode()
    assert "MUL-1" in listed and "Descontado" not in listed
