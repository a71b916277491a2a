"""The books in the office: every page opens, every act ends in its entry, a mistake stays on the screen."""

import io
import re
from datetime import date

import pytest
import python_calamine
from django.urls import reverse

from llamkay.apps.pay.books import services
from llamkay.apps.pay.models import Entry, Hold, LedgerLock
from llamkay.platform.models import InteractionLog
from llamkay.platform.security.access import Command
from tests.worlds import factories


@pytest.fixture
def prison(everything, full_prison):
    made = full_prison
    services.open_balance(
        actor=Command(),
        establishment=made.place,
        kind="bank",
        amount=50_000,
        book="3",
        folio="45",
        posted_on=date(2026, 2, 1),
    )
    return made


@pytest.fixture
def office(prison, client):
    client.force_login(factories.staff("treasurer", prison.place))
    return client


def text(response):
    return response.content.decode().replace("\xa0", " ")


def page(client, name, *arguments, query=""):
    response = client.get(reverse(f"pay:{name}", args=arguments) + query)
    assert response.status_code == 200, response.status_code
    return text(response)


def rows(client, name, *arguments, query=""):
    response = client.get(reverse(f"pay:{name}", args=arguments) + f"?formato=xlsx{query}")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    return book.get_sheet_by_index(0).to_python()


def test_one_prison_opens_its_own_book(office, prison):
    assert office.get(reverse("pay:books")).url == reverse("pay:book", args=["EP16"])
    shown = page(office, "book", "EP16")
    assert "S/ 500.00" in shown
    assert "Gasto del 10 %" in shown
    assert "Cerrar un mes" not in shown


def test_headquarters_sees_every_book(prison, client):
    client.force_login(factories.staff("auditor", None))
    other = factories.prison("EP17", "Zorrilla", 2)
    shown = page(client, "books")
    assert prison.place.name in shown
    assert other.place.name in shown
    assert len(rows(client, "books")) == 3


def test_a_statement_shows_and_downloads_every_posting(office, prison):
    shown = page(office, "person_statement", prison.person.pk)
    entry = Entry.objects.get(origin="close", person=prison.person)
    assert f">N.º {entry.pk}</a>" in shown
    assert "Trabajo de enero de 2026" in shown
    found = rows(office, "person_statement", prison.person.pk)
    assert [line[4] for line in found[1:]] == ["Trabajo de enero de 2026"] * 3
    assert InteractionLog.objects.filter(kind="pay", target=f"person:{prison.person.pk}").exists()
    account = entry.postings.get(account__kind="available").account_id
    assert len(rows(office, "person_statement", prison.person.pk, query=f"&cuenta={account}")) == 2
    assert "No hay movimientos" in page(office, "person_statement", prison.person.pk, query="?hasta=2026-01-31")
    assert "Saldo anterior" in page(office, "account", "EP16", _bank(), query="?desde=2026-02-02")


def _bank():
    return Entry.objects.get(origin="opening").postings.get(account__kind="bank").account_id


def test_the_journal_and_its_file(office, prison):
    shown = page(office, "journal", "EP16", query="?mes=2026-02&q=apertura")
    assert "Libro 3, folio 45" in shown
    assert re.search(r"\b1 asiento\s*<", shown)
    found = rows(office, "journal", "EP16", query="&mes=2026-02&origen=opening")
    assert [line[7:] for line in found[1:]] == [["Banco", "", "", 500.0, ""], ["Saldos de apertura", "", "", "", 500.0]]


def test_what_was_entered_by_hand_is_reported(office, prison):
    shown = page(office, "by_hand")
    assert "Libro 3, folio 45" in shown
    assert "Trabajo de enero de 2026" not in shown
    assert "No hay asientos" in page(office, "by_hand", query="?origen=reversal")


def test_the_trial_balance_agrees(office, prison):
    shown = page(office, "trial_balance", "EP16", query="?clase=available")
    assert "Cuadra" in shown
    assert prison.person.full_name in shown
    assert len(rows(office, "trial_balance", "EP16")) > 5


def test_an_entry_by_hand_is_written_and_reversed(office, prison):
    given = {
        "reason": "Corrección", "document": "Informe 7", "posted_on": "2026-02-02", "token": "t",
        "l1-kind": "bank", "l1-debit": "10.50", "l2-kind": "available", "l2-person": prison.second.code,
        "l2-credit": "10.50",
    }  # fmt: skip
    response = office.post(reverse("pay:manual_entry", args=["EP16"]), given)
    made = Entry.objects.get(origin="manual")
    assert response.url == reverse("pay:entry", args=[made.pk])
    assert "Informe 7" in page(office, "entry", made.pk)
    refused = office.post(reverse("pay:reverse_entry", args=[made.pk]), {"reason": "", "posted_on": "2026-02-02"})
    assert refused.status_code == 422
    office.post(reverse("pay:reverse_entry", args=[made.pk]), {"reason": "Error", "posted_on": "2026-02-02"})
    assert "se revirtió" in page(office, "entry", made.pk)
    assert office.get(reverse("pay:reverse_entry", args=[made.pk])).status_code == 404


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"l1-kind": "bank", "l1-debit": "diez"}, "no es un monto"),
        ({"l1-kind": "bank", "l1-debit": "1", "l1-credit": "1"}, "en el debe o en el haber"),
        ({"l1-kind": "available", "l1-debit": "1"}, "Escriba el código de la persona"),
        ({"l1-kind": "bank", "l1-person": "QUI-11", "l1-debit": "1"}, "no es de una persona"),
        ({"l1-kind": "available", "l1-person": "NADIE", "l1-debit": "1"}, "no es el código de nadie"),
        ({"l1-kind": "reparation", "l1-person": "QUI-11", "l1-debit": "1"}, "número de expediente"),
        ({"l1-kind": "bank", "l1-debit": "1"}, "al menos dos líneas"),
        ({"l1-kind": "bank", "l1-debit": "1", "l2-kind": "cash", "l2-credit": "2"}, "no cuadra"),
    ],
)
def test_a_wrong_line_is_told_and_what_was_written_stays(office, prison, line, message):
    given = {"reason": "Corrección", "document": "Informe 7", "posted_on": "2026-02-02", **line}
    response = office.post(reverse("pay:manual_entry", args=["EP16"]), given)
    assert response.status_code == 422
    assert message in text(response)
    assert "Informe 7" in text(response)


def test_the_other_acts_end_where_they_show(office, prison, client, monkeypatch):
    opening = {
        "kind": "savings",
        "person": prison.second.code,
        "amount": "80",
        "book": "1",
        "folio": "2",
        "posted_on": "2026-02-01",
    }
    assert office.post(reverse("pay:opening_balance", args=["EP16"]), opening).status_code == 302
    spending = {"purpose": "Insumos", "amount": "1.00", "source": "bank", "voucher": "F1", "posted_on": "2026-02-01"}
    assert office.post(reverse("pay:spend", args=["EP16"]), spending).status_code == 302
    assert "Insumos" in page(office, "book", "EP16")
    hold = {"court": "Juzgado", "case_number": "Of. 5", "amount": "", "since": "2026-02-01"}
    assert office.post(reverse("pay:hold", args=[prison.second.pk]), hold).status_code == 302
    assert "Todo su saldo está retenido" in page(office, "person_statement", prison.second.pk)
    assert "Of. 5" in page(office, "holds", query="?estado=rigen")
    lifted = {"on": "2026-02-02", "reason": "Of. 9"}
    assert office.post(reverse("pay:lift_hold", args=[Hold.objects.get().pk]), lifted).status_code == 302
    assert "No hay retenciones" in page(office, "holds", query="?estado=rigen")
    assert len(rows(office, "holds")) == 2
    assert office.get(reverse("pay:lock_month", args=["EP16"])).status_code == 403
    client.force_login(factories.staff("director", prison.place))
    assert "Cierre de enero de 2026" in page(client, "lock_month", "EP16")
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    locking = {"month": "2026-02", "reason": "Informe"}
    assert client.post(reverse("pay:lock_month", args=["EP16"]), locking).status_code == 302
    assert LedgerLock.objects.get().month == date(2026, 2, 1)
    assert "Informe" in page(client, "lock_month", "EP16")
