"""The 10 % of own-account work: debts of each month, payments, plans, and the gate of the certificate."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.urls import reverse

from llamkay.apps.activities.models import Adjustment, Allocation, Sheet, SheetRow
from llamkay.apps.closing.services import close_month
from llamkay.apps.pay import tasks
from llamkay.apps.pay.ledger import Leg, post
from llamkay.apps.pay.levy import queries, services
from llamkay.apps.pay.models import IncomeDeclaration, LevyPayment, LevyPlan, Posting
from llamkay.apps.remission.certificates.services import issue_certificate
from llamkay.apps.remission.debts import strictest
from llamkay.apps.remission.requests import services as requests
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING, Scope
from tests.worlds import factories

pytestmark = pytest.mark.usefixtures("everything")
FEBRUARY, MARCH, APRIL = Month(2026, 2), Month(2026, 3), Month(2026, 4)


@pytest.fixture
def prison(monkeypatch, settings, tmp_path):
    """One person works on her own account; February declared S/ 600.00, March not: S/ 60.00 and S/ 45.20 due."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-04-06T10:00:00-05:00")
    settings.DEMO = True
    monkeypatch.setenv("LLAMKAY_DATA", str(tmp_path))
    factories.load_reference()
    made = factories.prison("EP16", "Quinchu", 1)
    Adjustment.objects.all().delete()
    Allocation.objects.filter(person=made.person).delete()
    Sheet.objects.filter(pk=made.open_sheet.pk).delete()
    made.treasurer = factories.staff("treasurer", made.place)
    made.own = factories.activity(made.place, "PROPIA", pay_basis="declared", modality="own_individual")
    Allocation.objects.create(person=made.second, activity=made.own, period=factories.SINCE)
    work(made, FEBRUARY, 60_000)
    work(made, MARCH)
    made.at = lambda day: monkeypatch.setenv("LLAMKAY_NOW", f"{day}T10:00:00-05:00")
    return made


def work(prison, month, declared=None):
    sheet = Sheet.objects.create(activity=prison.own, month=month.first, state="approved")
    SheetRow.objects.create(sheet=sheet, person=prison.second, **factories.marks(2, 3, 4))
    if declared is not None:
        IncomeDeclaration.objects.create(
            person=prison.second,
            activity=prison.own,
            month=month.first,
            amount=declared,
            origin="sworn",
            document="DJ 1",
            by="alguien",
            at=clock.now(),
        )
    close_month(actor=Command(), establishment=prison.place, month=month)


def refusal(act, *words):
    with pytest.raises(Refused) as caught:
        act()
    assert [word for word in words if word not in str(caught.value)] == []


def pay(prison, amount, receipt="R-1", source="cash", on=None):
    return services.collect_levy(
        actor=prison.treasurer,
        person=prison.second,
        establishment=prison.place,
        amount=amount,
        source=source,
        receipt=receipt,
        paid_on=on or clock.today(),
    )


def agree(prison, parts=6, first=date(2026, 5, 5), document="Acuerdo 3"):
    return services.agree_plan(
        actor=prison.treasurer,
        person=prison.second,
        establishment=prison.place,
        document=document,
        parts=parts,
        first_due_on=first,
    )


def months(prison):
    lines = queries.months(person=prison.second, establishment=prison.place)
    return [(str(line.month), line.amount, line.paid) for line in lines]


def view(prison):
    return queries.plans(person=prison.second, establishment=prison.place)[0]


def in_books(prison, *kinds):
    rows = Posting.objects.filter(account__establishment=prison.place, account__kind__in=kinds)
    return dict(rows.values_list("account__kind").annotate(total=Sum("amount")))


def test_each_month_is_due_and_the_oldest_is_paid_first(prison):
    assert months(prison) == [("2026-02", 6_000, 0), ("2026-03", 4_520, 0)]
    pay(prison, 7_000)
    assert months(prison) == [("2026-02", 6_000, 6_000), ("2026-03", 4_520, 1_000)]
    assert in_books(prison, "cash", "debt") == {"cash": 7_000, "debt": 3_520}


def test_a_payment_out_of_the_balance_asks_for_money_that_is_there(prison):
    refusal(lambda: pay(prison, 1_000, source="balance"), "No alcanza")
    legs = [Leg(kind="bank", amount=800), Leg(kind="available", amount=-800, person=prison.second)]
    post(actor=prison.treasurer, establishment=prison.place, legs=legs, text="Abono", key="x", origin="manual")
    pay(prison, 800, source="balance")
    assert in_books(prison, "available", "debt")["debt"] == 9_720
    assert LevyPayment.objects.get().source == "balance"


def test_a_payment_is_refused_in_one_sentence(prison):
    pay(prison, 100)
    refusal(lambda: pay(prison, 100), "R-1", "ya está registrado")
    refusal(lambda: pay(prison, 10_421, "R-2"), "debe S/ 104.20", "S/ 104.21")
    refusal(lambda: pay(prison, 0, "R-2"), "S/ 0.00")
    refusal(lambda: pay(prison, 5, " "), "recibo")
    refusal(lambda: pay(prison, 5, "R-2", on=date(2026, 4, 7)), "todavía no llega")
    with pytest.raises(PermissionDenied):
        services.collect_levy(
            actor=factories.staff("head_work", prison.place),
            person=prison.second,
            establishment=prison.place,
            amount=5,
            source="cash",
            receipt="R-3",
            paid_on=clock.today(),
        )


def test_a_correction_that_leaves_less_due_gives_back_what_was_paid(prison):
    pay(prison, 10_520)
    row = SheetRow.objects.get(sheet__month=MARCH.first, person=prison.second)
    for day in (2, 3, 4):
        Adjustment.objects.create(
            row=row,
            day=day,
            minutes=0,
            reason=0,
            why="No fue",
            by="alguien",
            at=clock.now(),
            confirmed_by="otra",
            confirmed_at=clock.now(),
        )
    prison.at("2026-05-04")
    work(prison, APRIL, 10_000)
    assert months(prison) == [("2026-02", 6_000, 6_000), ("2026-04", 1_000, 1_000)]
    assert queries.balance(person=prison.second, establishment=prison.place) == 7_000 - 10_520


def test_a_plan_has_equal_instalments_each_month_and_ends_when_paid(prison):
    agree(prison, first=date(2026, 4, 30))
    lines = [(x.instalment.due_on, x.instalment.amount) for x in view(prison).lines]
    assert [day.isoformat() for day, _ in lines] == [
        "2026-04-30",
        "2026-05-30",
        "2026-06-30",
        "2026-07-30",
        "2026-08-30",
        "2026-09-30",
    ]
    assert sorted({amount for _, amount in lines}) == [1_753, 1_754]
    assert sum(amount for _, amount in lines) == 10_520
    refusal(lambda: agree(prison, document="Otro"), "un acuerdo en curso (Acuerdo 3)")
    pay(prison, 2_000)
    assert (view(prison).left, view(prison).covered) == (8_520, 1)
    last = pay(prison, 8_520, "R-2")
    assert LevyPlan.objects.get().paid_on == date(2026, 4, 6)
    services.undo_payment(actor=prison.treasurer, payment=last, reason="Era de otra persona")
    assert LevyPlan.objects.get().paid_on is None
    assert (view(prison).left, view(prison).state(clock.today())) == (8_520, "running")
    refusal(lambda: services.undo_payment(actor=prison.treasurer, payment=last, reason="x"), "ya se revirtió")


def test_a_plan_counts_only_what_is_paid_after_it(prison):
    pay(prison, 4_000)
    plan = agree(prison, parts=2)
    assert (plan.amount, plan.paid_before, view(prison).left) == (6_520, 4_000, 6_520)


def test_a_plan_is_refused_in_one_sentence(prison):
    refusal(lambda: agree(prison, parts=7), "de 1 a 6 cuotas")
    refusal(lambda: agree(prison, first=date(2026, 6, 1)), "primera cuota", "07/05/2026")
    refusal(lambda: agree(prison, document=" "), "documento")
    pay(prison, 10_520)
    refusal(lambda: agree(prison), "no debe nada")


def test_a_broken_plan_leaves_room_for_another(prison):
    plan = agree(prison)
    refusal(lambda: services.break_plan(actor=prison.treasurer, plan=plan, reason=""), "por qué")
    services.break_plan(actor=prison.treasurer, plan=plan, reason="Pagó otra cosa")
    refusal(lambda: services.break_plan(actor=prison.treasurer, plan=plan, reason="x"), "ya terminó")
    agree(prison, document="Acuerdo 4")
    assert [item.plan.document for item in queries.plans(person=prison.second, establishment=prison.place)] == [
        "Acuerdo 4",
        "Acuerdo 3",
    ]


# The certificate


def said(prison):
    found = strictest(prison.second)
    return str(found.debt), found.text


def test_the_books_tell_the_certificate_what_is_owed(prison):
    assert strictest(prison.person) is None
    assert said(prison) == ("owed", "Debe S/ 105.20: febrero de 2026, marzo de 2026.")
    agree(prison, parts=2)
    assert said(prison) == ("plan", "Acuerdo al día (Acuerdo 3): 0 de 2 cuotas pagadas y quedan S/ 105.20.")
    prison.at("2026-05-06")
    assert said(prison)[0] == "owed"
    assert "cuotas vencidas" in said(prison)[1]
    pay(prison, 5_260)
    assert said(prison)[0] == "plan"
    work(prison, APRIL, 20_000)
    assert said(prison)[0] == "owed"
    assert "no cubre S/ 20.00" in said(prison)[1]
    pay(prison, 7_260, "R-9")
    assert said(prison)[0] == "paid"


def test_the_request_waits_for_payment_or_a_plan_and_says_so(prison):
    """Even where somebody noted that nothing is owed: the books answer first."""
    found = requests.file_request(
        actor=Command(), person=prison.second, purpose="served", filed_by="La interna", debt="none"
    )
    found = requests.compute_request(actor=Command(), request=found)

    def certify(ground=""):
        return requests.certify_request(actor=Command(), request=found, kind="work", ground=ground)

    refusal(certify, "espera su pago o un acuerdo", "Debe S/ 105.20")
    refusal(lambda: issue_certificate(actor=Command(), person=prison.second), "Debe S/ 105.20")
    assert requests.certify_request(actor=Command(), request=found, kind="study").kind == "study"
    agree(prison)
    refusal(certify, "Escriba el fundamento")
    assert certify("Acuerdo 3, al día").kind == "work"


def test_the_page_of_the_request_tells_what_is_owed_until_it_is_paid(prison, client):
    found = requests.file_request(actor=Command(), person=prison.second, purpose="served", filed_by="La interna")
    client.force_login(factories.staff("director", prison.place))
    page = reverse("remission:request", args=[found.pk])
    assert "Debe S/ 105.20: febrero de 2026, marzo de 2026." in client.get(page).content.decode()
    pay(prison, 10_520)
    text = client.get(page).content.decode()
    assert "Debe S/" not in text
    assert "La deuda del 10 % está cancelada" in text


# The screens


def test_the_list_is_narrowed_and_what_waits_is_told(prison):
    def codes(state, today=None):
        rows = queries.debtors(scope=EVERYTHING, today=today or clock.today(), state=state)
        return [row.person.code for row in rows]

    code = prison.second.code
    assert [codes(state) for state in queries.STATES] == [[code], [code], [], [], []]
    told = [task.text for task in tasks.from_debtors(None, EVERYTHING, clock.today())]
    assert told == ["Personas que deben el 10 % y no tienen acuerdo"]
    agree(prison)
    assert [codes(state) for state in queries.STATES] == [[code], [], [code], [], []]
    assert codes("late", date(2026, 5, 6)) == [code]
    pay(prison, 2_000)
    assert codes("late", date(2026, 5, 6)) == []
    assert queries.debtors(scope=Scope(), today=clock.today()).count() == 0


def test_the_screens(prison, client):
    client.force_login(prison.treasurer)
    page = f"/oficina/pagos/deudas/EP16/{prison.second.pk}/"
    assert prison.second.full_name in client.get("/oficina/pagos/deudas/?estado=unplanned").content.decode()
    sent = {"amount": "60", "source": "cash", "receipt": "R-7", "paid_on": "2026-04-06"}
    assert client.post(f"{page}pagar/", sent).status_code == 302
    assert client.post(f"{page}pagar/", sent).status_code == 302  # twice is once
    assert months(prison)[0] == ("2026-02", 6_000, 6_000)
    wrong = client.post(f"{page}pagar/", sent | {"amount": "600", "receipt": "R-8"})
    assert wrong.status_code == 422
    assert "debe S/ 45.20 y usted registra S/ 600.00" in wrong.content.decode()
    assert (
        client.post(
            f"{page}acordar/", {"document": "Acuerdo 9", "parts": "3", "first_due_on": "2026-05-01"}
        ).status_code
        == 302
    )
    text = client.get(page).content.decode()
    assert [w for w in ("Acuerdo 9", "R-7", "01/05/2026", "01/07/2026") if w not in text] == []
    receipt = client.get(f"/oficina/pagos/deudas/recibo/{LevyPayment.objects.get().pk}/").content.decode()
    assert "Recibo R-7" in receipt
    client.force_login(factories.staff("head_work", prison.place))
    assert client.post(f"{page}pagar/", sent | {"receipt": "R-9"}).status_code == 403
