"""Money that leaves: two people, once, never more than there is; what comes back returns to where it was."""

import hashlib
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import Sum
from django.urls import reverse

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay.books.services import place_hold
from llamkay.apps.pay.ledger import grouped
from llamkay.apps.pay.models import Beneficiary, Entry, Payout, PayoutBatch, Posting, ReparationDebt
from llamkay.apps.pay.payouts import checks, forms, services
from llamkay.apps.people.custody.services import transfer_person
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.models import InteractionLog
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories

WHO = {
    "full_name": "Madre Inventada",
    "relation": "mother",
    "document_kind": "dni",
    "document_number": "00009876",
    "authorised_by": "La interna",
    "authorisation": "Carta del 2 de febrero",
}


def build(made):
    made.treasurer = factories.staff("treasurer", made.place)
    made.director = factories.staff("director", made.place)
    made.mother = services.enter_beneficiary(
        actor=made.treasurer, person=made.person, **WHO, bank="Banco", bank_account="00212345678901234567"
    )
    services.check_beneficiary(actor=made.director, beneficiary=made.mother)
    made.mother.refresh_from_db()
    return made


@pytest.fixture
def prison(everything, full_prison):
    return build(full_prison)


def held(person, kind="available"):
    rows = Posting.objects.filter(account__person=person, account__kind=kind)
    return -(rows.aggregate(total=Sum("amount"))["total"] or 0)


def prepare(prison, amount=1000, key="k1", **values):
    return services.prepare(
        actor=prison.treasurer,
        person=prison.person,
        beneficiary=prison.mother,
        purpose="remittance",
        amount=amount,
        key=key,
        **values,
    )


def sent(prison, amount=1000, way="bank"):
    payout = services.confirm(actor=prison.director, payout=prepare(prison, amount))
    services.send(actor=prison.treasurer, establishment=prison.place, payouts=[payout], way=way)
    return Payout.objects.get(pk=payout.pk)


def test_a_remittance_from_the_account_to_the_family(prison):
    before = held(prison.person)
    payout = prepare(prison)
    assert held(prison.person) == before  # nothing leaves while nobody else has confirmed it
    services.confirm(actor=prison.director, payout=payout)
    assert (held(prison.person), held(prison.person, "transit")) == (before - 1000, 1000)
    batch = services.send(actor=prison.treasurer, establishment=prison.place, payouts=[payout], way="bank")
    assert batch.file.decode().splitlines()[1] == (
        f"{batch},{payout.pk},DNI,00009876,Madre Inventada,Banco,00212345678901234567,PEN,10.00"
    )
    done = services.settle(actor=prison.treasurer, payout=payout, reference="OP-77")
    assert (done.state, done.reference) == ("settled", "OP-77")
    assert (held(prison.person), held(prison.person, "transit")) == (before - 1000, 0)
    bank = Posting.objects.filter(account__kind="bank", account__establishment=prison.place)
    assert bank.aggregate(total=Sum("amount"))["total"] == -1000


def test_the_form_says_what_is_free_asks_nothing_that_is_not_owed_and_to_whom_a_purpose_goes(prison):
    form = forms.PrepareForm(person=prison.person)
    assert form.fields["amount"].help_text == f"De lo disponible quedan S/ {grouped(held(prison.person))}."
    assert "fine" not in form.fields and "reparation" in form.fields
    assert "fine" not in dict(form.fields["purpose"].choices)
    sent = {"beneficiary": prison.mother.pk, "purpose": "reparation", "amount": "1.00", "key": "k"}
    (error,) = forms.PrepareForm(sent, person=prison.person).errors["beneficiary"]
    assert "Madre Inventada es «madre»: «Reparación civil» va a: agraviado o su representante" in error


def test_nothing_in_the_file_of_a_batch_is_taken_for_a_formula(prison):
    payout = services.confirm(actor=prison.director, payout=prepare(prison))
    Beneficiary.objects.filter(pk=payout.beneficiary_id).update(full_name="=1+1, Inventada", bank="@SUM(A1)")
    batch = services.send(actor=prison.treasurer, establishment=prison.place, payouts=[payout], way="bank")
    assert ",\"'=1+1, Inventada\",'@SUM(A1)," in batch.file.decode()


def test_what_comes_back_returns_to_the_account(prison):
    before = held(prison.person)
    payout = sent(prison)
    services.give_back(actor=prison.treasurer, payout=payout, reason="Cuenta cerrada")
    payout.refresh_from_db()
    assert (payout.state, payout.reason) == ("returned", "Cuenta cerrada")
    assert (held(prison.person), held(prison.person, "transit")) == (before, 0)
    with pytest.raises(Refused, match="ya no corresponde"):
        services.settle(actor=prison.treasurer, payout=payout, reference="OP-1")


@pytest.mark.parametrize("confirmed", [False, True])
def test_given_up_before_it_is_sent(prison, confirmed):
    before = held(prison.person)
    payout = prepare(prison)
    if confirmed:
        services.confirm(actor=prison.director, payout=payout)
    services.cancel(actor=prison.treasurer, payout=payout, reason="Se equivocó de monto")
    assert (held(prison.person), held(prison.person, "transit")) == (before, 0)
    assert prepare(prison, before, key="k2").amount == before  # all of it is free again


def test_the_one_who_prepares_does_not_confirm(prison):
    both = factories.staff("director", prison.place, "doble")
    payout = prepare(prison)
    Payout.objects.filter(pk=payout.pk).update(prepared_by=both.username)
    with pytest.raises(Refused, match="lo confirma otra persona"):
        services.confirm(actor=both, payout=payout)
    made = services.enter_beneficiary(
        actor=prison.treasurer, person=prison.person, **WHO | {"document_number": "00005555"}
    )
    with pytest.raises(PermissionDenied):
        services.check_beneficiary(actor=prison.treasurer, beneficiary=made)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"document_number": "123"}, "123"),
        ({"full_name": " "}, "Escriba el nombre"),
        ({"authorisation": ""}, "con qué documento"),
        ({"bank": "Banco"}, "o ninguno de los dos"),
        ({"bank": "Banco", "bank_account": "12-34"}, "no es una cuenta"),
        ({}, "ya está entre quienes reciben"),
    ],
)
def test_a_beneficiary_that_cannot_be_is_refused_in_one_sentence(prison, change, said):
    with pytest.raises(Refused, match=said):
        services.enter_beneficiary(actor=prison.treasurer, person=prison.person, **WHO | change)
    assert Beneficiary.objects.count() == 1


def test_more_than_there_is_and_what_a_court_holds_do_not_leave(prison):
    free = held(prison.person)
    with pytest.raises(Refused, match="No alcanza"):
        prepare(prison, free + 1)
    prepare(prison, free - 500)
    with pytest.raises(Refused, match=r"quedan S/ 5\.00 libres"):
        prepare(prison, 501, key="k2")
    place_hold(
        actor=prison.treasurer,
        establishment=prison.place,
        person=prison.person,
        court="Juzgado",
        case_number="E-1",
        since=clock.today(),
        amount=free,
    )
    with pytest.raises(Refused, match=r"quedan S/ 0\.00 libres"):
        prepare(prison, 1, key="k3")


def test_a_request_sent_twice_is_one_payment_and_another_under_its_key_is_refused(prison):
    assert prepare(prison).pk == prepare(prison).pk
    with pytest.raises(Refused, match="con otros datos"):
        prepare(prison, 2000)
    assert Payout.objects.count() == 1


def test_who_receives_must_be_checked_in_force_and_fit_the_purpose(prison):
    with pytest.raises(Refused, match="no va a quien está registrado"):
        services.prepare(
            actor=prison.treasurer,
            person=prison.person,
            beneficiary=prison.mother,
            purpose="reparation",
            amount=1,
            key="r",
        )
    aunt = services.enter_beneficiary(
        actor=prison.treasurer, person=prison.person, **WHO | {"document_number": "00001111"}
    )
    with pytest.raises(Refused, match="Falta que otra persona compruebe"):
        services.prepare(
            actor=prison.treasurer, person=prison.person, beneficiary=aunt, purpose="remittance", amount=1, key="a"
        )
    with pytest.raises(Refused, match="no está registrado para esta persona"):
        services.prepare(
            actor=prison.treasurer,
            person=prison.second,
            beneficiary=prison.mother,
            purpose="remittance",
            amount=1,
            key="b",
        )


def test_a_reparation_is_paid_of_its_own_case(prison):
    debt = ReparationDebt.objects.filter(person=prison.person).first()
    injured = services.enter_beneficiary(
        actor=prison.treasurer, person=prison.person, **WHO | {"document_number": "00002222", "relation": "injured"}
    )
    services.check_beneficiary(actor=prison.director, beneficiary=injured)
    injured.refresh_from_db()
    told = {"actor": prison.treasurer, "person": prison.person, "beneficiary": injured, "purpose": "reparation"}
    with pytest.raises(Refused, match="de qué expediente"):
        services.prepare(**told, amount=1, key="x")
    owed = held(prison.person, "reparation")
    if debt and owed:
        payout = services.prepare(**told, amount=owed, key="y", reparation=debt)
        services.confirm(actor=prison.director, payout=payout)
        assert held(prison.person, "reparation") == 0


def test_the_bank_needs_an_account_and_the_till_does_not(prison):
    Beneficiary.objects.filter(pk=prison.mother.pk).update(bank="", bank_account="")
    payout = services.confirm(actor=prison.director, payout=prepare(prison))
    with pytest.raises(Refused, match="no tiene cuenta de banco"):
        services.send(actor=prison.treasurer, establishment=prison.place, payouts=[payout], way="bank")
    batch = services.send(actor=prison.treasurer, establishment=prison.place, payouts=[payout], way="cash")
    with pytest.raises(Refused, match=r"en la caja hay S/ 0\.00 y salen S/ 10\.00"):
        services.settle(actor=prison.treasurer, payout=payout, reference="Recibo 1")
    factories.till(prison.place, 1500)
    services.settle(actor=prison.treasurer, payout=payout, reference="Recibo 1")
    till = Posting.objects.filter(account__kind="cash", account__establishment=prison.place)
    assert (batch.number, till.aggregate(total=Sum("amount"))["total"]) == (1, 500)


def test_what_was_sent_is_kept_letter_by_letter_and_a_difference_is_told(prison, client):
    payout = sent(prison)
    batch = PayoutBatch.objects.get()
    Beneficiary.objects.filter(pk=prison.mother.pk).update(bank_account="00999999999999999999")
    client.force_login(prison.treasurer)
    answer = client.get(reverse("pay:batch_file", args=[batch.pk]))
    assert b"00212345678901234567" in answer.content
    assert hashlib.sha256(answer.content).hexdigest() == batch.file_sha256
    page = client.get(reverse("pay:batch", args=[batch.pk])).content.decode()
    assert "«00212345678901234567» en el archivo, «00999999999999999999» hoy" in page
    assert f"Pago {payout.pk}, cuenta" in page
    assert list(checks.batches()) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        PayoutBatch.objects.update(file=b"otro")


def test_a_batch_sent_before_files_were_kept_is_made_again_only_if_it_is_the_same(prison, client):
    sent(prison)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE pay_payoutbatch DISABLE TRIGGER USER")
        cursor.execute("UPDATE pay_payoutbatch SET file = NULL")
        cursor.execute("ALTER TABLE pay_payoutbatch ENABLE TRIGGER USER")
    batch = PayoutBatch.objects.get()
    client.force_login(prison.treasurer)
    answer = client.get(reverse("pay:batch_file", args=[batch.pk]))
    assert hashlib.sha256(answer.content).hexdigest() == batch.file_sha256
    Beneficiary.objects.filter(pk=prison.mother.pk).update(bank_account="00999999999999999999")
    answer = client.get(reverse("pay:batch_file", args=[batch.pk]), follow=True)
    assert "ya no puede darse el mismo" in answer.content.decode()


def test_a_batch_changed_behind_the_log_is_found(prison):
    sent(prison)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE pay_payoutbatch DISABLE TRIGGER USER")
        cursor.execute("UPDATE pay_payoutbatch SET file = 'otro'::bytea")
        cursor.execute("ALTER TABLE pay_payoutbatch ENABLE TRIGGER USER")
    assert list(checks.batches()) == [f"el lote 0001-2026 de {prison.place} no es el archivo que se envió"]


def test_a_batch_is_sent_whole_or_not_at_all(prison):
    one = services.confirm(actor=prison.director, payout=prepare(prison))
    two = prepare(prison, 500, key="k2")
    with pytest.raises(Refused, match="no está confirmado"):
        services.send(actor=prison.treasurer, establishment=prison.place, payouts=[one, two], way="bank")
    assert not Payout.objects.exclude(batch=None).exists()


def test_after_a_transfer_the_former_prison_prepares_nothing(prison):
    there = Establishment.objects.get(code="EP17")
    transfer_person(actor=Command(), person=prison.person, to=there, on=clock.today(), reason="R.D. 9", confirmed=True)
    with pytest.raises(PermissionDenied):
        prepare(prison)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_spend_the_same_money(full_prison):
    with scope.elevated():
        made = build(full_prison)
        free = held(made.person)
    outcome = []

    def run(key):
        try:
            with scope.elevated():
                outcome.append(prepare(made, free, key=key).pk)
        except Refused as error:
            outcome.append(str(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(f"t{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scope.elevated():
        assert Payout.objects.count() == 1 and sum(isinstance(item, str) for item in outcome) == 1
        assert not Entry.objects.filter(origin="payout").exists()


# -- on screen --------------------------------------------------------------------------------------------------------


OTHER = WHO | {"document_number": "00007654", "full_name": "Hermana Inventada", "relation": "sibling"}


def test_from_the_form_to_the_family(prison, client):
    here = reverse("pay:person_payouts", args=[prison.person.pk])
    client.force_login(prison.treasurer)
    answer = client.post(reverse("pay:enter_beneficiary", args=[prison.person.pk]), OTHER | {"document_number": "12"})
    assert answer.status_code == 422 and "Revise lo siguiente" in answer.content.decode()
    answer = client.post(reverse("pay:enter_beneficiary", args=[prison.person.pk]), OTHER, follow=True)
    assert "Por comprobar" in answer.content.decode() and "00007654" not in answer.content.decode()
    made = Beneficiary.objects.get(document_number="00007654")
    client.force_login(prison.director)
    assert "Vi sus documentos" in client.get(here).content.decode()
    client.post(reverse("pay:beneficiary_act", args=[made.pk, "comprobar"]))
    client.force_login(prison.treasurer)
    form = {"beneficiary": made.pk, "purpose": "remittance", "amount": "1,000,000.00", "key": "abc"}
    assert "No alcanza" in client.post(reverse("pay:prepare_payout", args=[prison.person.pk]), form).content.decode()
    amount = f"{held(prison.person) / 100:.2f}"
    for _twice in range(2):
        client.post(reverse("pay:prepare_payout", args=[prison.person.pk]), form | {"amount": amount})
    payout = Payout.objects.get()
    client.force_login(prison.director)
    assert "Confirmar" in client.get(reverse("pay:payouts")).content.decode()
    client.post(reverse("pay:payout_act", args=[payout.pk, "confirmar"]))
    client.force_login(prison.treasurer)
    page = client.post(reverse("pay:send_payouts"), {"pago": payout.pk, "medio": "cash"}, follow=True).content.decode()
    assert "Se envió el lote 0001-2026 (caja, con recibo): 1 pago, S/ " in page and amount in page
    payout.refresh_from_db()
    file = client.get(reverse("pay:batch_file", args=[payout.batch_id]))
    assert file["Content-Type"].startswith("text/csv") and amount in file.content.decode()
    client.post(reverse("pay:payout_act", args=[payout.pk, "devuelto"]), {"texto": "No vino"})
    payout.refresh_from_db()
    assert (payout.state, payout.reason, held(prison.person)) == ("returned", "No vino", payout.amount)
    assert "No vino" in client.get(reverse("pay:payouts")).content.decode()


def test_another_prison_sees_none_of_it(prison, client):
    payout = prepare(prison)
    factories.prison("EP17", "Zorrilla", 2)
    client.force_login(factories.staff("treasurer", Establishment.objects.get(code="EP17"), "otra"))
    assert "Madre Inventada" not in client.get(reverse("pay:payouts")).content.decode()
    assert client.get(reverse("pay:person_payouts", args=[prison.person.pk])).status_code == 404
    for name, args in (
        ("payout_act", [payout.pk, "anular"]),
        ("beneficiary_act", [prison.mother.pk, "baja"]),
        ("prepare_payout", [prison.person.pk]),
        ("enter_beneficiary", [prison.person.pk]),
    ):
        assert client.post(reverse(f"pay:{name}", args=args), {"texto": "x"}).status_code == 404
    assert Payout.objects.get().state == "prepared"


def test_who_vouches_is_told_and_shown_the_number_and_each_look_is_logged(prison, client):
    given = WHO | {"document_number": "00007654", "bank_account": "002191234567", "bank": "Banco"}
    aunt = services.enter_beneficiary(actor=prison.treasurer, person=prison.person, **given)
    address = reverse("pay:person_payouts", args=[prison.person.pk])

    def looked():
        return InteractionLog.objects.filter(kind="documents", target=f"beneficiary:{aunt.pk}").count()

    client.force_login(prison.director)
    assert address in client.get(reverse("today")).content.decode()
    page = client.get(address).content.decode()
    assert "00007654" in page and "002191234567" in page and "Vi sus documentos" in page and looked() == 1
    client.force_login(prison.treasurer)
    page = client.get(address).content.decode()
    assert "00007654" not in page and "···654" in page and "002191234567" not in page and looked() == 1
    client.force_login(prison.director)
    client.post(reverse("pay:beneficiary_act", args=[aunt.pk, "comprobar"]))
    assert "00007654" not in client.get(address).content.decode() and looked() == 1
    assert "Ver los documentos" not in client.get(reverse("today")).content.decode()
