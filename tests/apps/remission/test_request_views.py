"""The pages of a request: what is missing and the clock are always shown; a mistake stays on the screen."""

import io
from datetime import date

import pytest
import python_calamine
from django.urls import reverse

from llamkay.apps.people.models import Conviction
from llamkay.apps.remission.models import Request
from llamkay.apps.remission.requests.services import compute_request, file_request
from llamkay.apps.remission.requests.views import ACTS
from llamkay.platform.models import InteractionLog
from llamkay.platform.security.access import Command
from tests.worlds import factories

pytestmark = pytest.mark.usefixtures("demonstration")


@pytest.fixture
def office(enrolled, client, monkeypatch):
    """The director at her desk on Friday 6 March 2026, with somebody convicted of an offence under judicial control."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-06T09:00:00-05:00")
    Conviction.objects.filter(person=enrolled.person).delete()
    Conviction.objects.create(
        person=enrolled.person, offence="108", final_on=date(2025, 3, 1), starts_on=date(2020, 5, 1), years=6
    )
    client.force_login(factories.staff("director", enrolled.place))
    return enrolled


def filed(person, **more):
    return file_request(actor=Command(), person=person, purpose="served", filed_by="La interna", **more)


def act(client, found, which, **data):
    return client.post(reverse("remission:request_act", args=[found.pk, which]), data)


def text(response):
    return response.content.decode()


def detail(client, found):
    return text(client.get(reverse("remission:request", args=[found.pk])))


def test_from_the_desk_to_the_decision(office, client, as_application):
    address = reverse("remission:file_request", args=[office.person.pk])
    assert "Recibir una solicitud" in text(client.get(address))
    given = {"purpose": "served", "filed_by": "La interna", "filed_at": "2026-03-06T08:00", "debt": "none"}
    response = client.post(address, given)
    found = Request.objects.get()
    assert response.url == reverse("remission:request", args=[found.pk])
    page = detail(client, found)
    for words in ("Solicitud 0001-2026", "El cómputo del área.", "Quedan 47 horas", "Plazos en conflicto", "47-A.1"):
        assert words in page
    assert act(client, found, "computar").status_code == 302
    assert act(client, found, "certificar", kind="both").status_code == 302
    for paper in found.papers.filter(received_on=None):
        day = {"code": paper.code, "received_on": "2026-03-06", "reference": "12"}
        assert act(client, found, "papel", **day).status_code == 302
    assert "Nada: el expediente está completo." in detail(client, found)
    sending = {"court": "Juzgado", "sent_at": "2026-03-06T09:00", "charge": "5"}
    assert act(client, found, "enviar", **sending).status_code == 302
    deciding = {"granted": "granted", "resolution": "7", "notified_at": "2026-03-06T09:00", "ground": "Cumple."}
    assert act(client, found, "resolver", **deciding).status_code == 302
    assert act(client, found, "excarcelar", released_at="2026-03-06T09:00", reference="Oficio 1").status_code == 302
    found.refresh_from_db()
    assert (found.state, found.due_at) == ("granted", None)
    page = detail(client, found)
    assert "concedió la solicitud 0001-2026" in page
    assert "Qué hacer" not in page


def test_a_mistake_is_told_with_its_form_open(office, client):
    found = compute_request(actor=Command(), request=filed(office.person, debt="owed"))
    response = act(client, found, "certificar", kind="work")
    assert response.status_code == 422
    assert text(response).count("espera su pago") >= 2  # in what is missing and over the form
    assert 'id="acto-certificar" open>' in text(response)
    assert 'href="#acto-certificar"' in text(response)
    response = act(client, found, "enviar", court="J", sent_at="2026-03-06T09:00", charge="1")
    assert response.status_code == 422
    assert "Al expediente le falta" in text(response)
    response = act(client, found, "papel", code="sentence", received_on="2026-03-07", reference="1")
    assert response.status_code == 422
    assert "todavía no llega" in text(response)
    response = client.post(reverse("remission:file_request", args=[office.person.pk]), {"purpose": "served"})
    assert response.status_code == 422


def test_only_the_acts_of_ones_function_are_offered(office, client):
    found = compute_request(actor=Command(), request=filed(office.person))

    def offered(role):
        client.force_login(factories.staff(role, office.place, f"otra-{role}"))
        page = detail(client, found)
        return {code for code in ACTS if reverse("remission:request_act", args=[found.pk, code]) in page}

    assert offered("director") == {"computar", "deuda", "papel", "certificar", "enviar", "desistir"}
    assert offered("council") == {"papel", "consejo", "desistir"}
    assert offered("registry") == {"computar", "deuda", "papel", "certificar", "desistir"}
    assert offered("head_work") == {"computar", "deuda", "certificar"}
    assert offered("judge") == set()


def test_who_may_not_act_is_told_nothing(office, client):
    found = filed(office.person)
    client.force_login(factories.staff("judge", office.place))
    assert act(client, found, "desistir", reason="x").status_code == 403
    client.force_login(factories.staff("auditor", office.place))
    assert act(client, found, "desistir", reason="x").status_code == 404
    assert act(client, found, "nada").status_code == 404
    client.force_login(factories.staff("teacher", office.place))
    assert client.get(reverse("remission:requests")).status_code == 403
    found.refresh_from_db()
    assert found.state == "filed"


def test_the_list_filters_and_goes_to_a_sheet(office, client, monkeypatch):
    filed(office.person)
    filed(office.second)
    address = reverse("remission:requests")

    def shown(query):
        page = text(client.get(address + query))
        return {number for number in ("0001-2026", "0002-2026") if number in page}

    assert shown("") == shown("?estado=open") == shown("?clase=served") == {"0001-2026", "0002-2026"}
    assert shown("?q=0002-2026") == {"0002-2026"}
    assert shown(f"?q={office.person.code}") == {"0001-2026"}
    assert shown("?estado=granted") == shown("?vencidas=on") == shown("?clase=conditional") == set()
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-11T09:00:00-05:00")
    assert shown("?vencidas=on") == {"0001-2026", "0002-2026"}
    assert "2 solicitudes" in text(client.get(address))
    assert "Vencido" in text(client.get(address))
    sheet = client.get(address + "?formato=xlsx&q=0001")
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["Número", "0001-2026"]
    assert InteractionLog.objects.filter(kind="export", target="requests").count() == 1


def test_who_completes_the_time(office, client):
    address = reverse("remission:completing")
    assert "Nadie cumple su tiempo" in text(client.get(address))
    found = compute_request(actor=Command(), request=filed(office.person))
    page = text(client.get(address))
    assert office.person.full_name in page
    assert "En trámite" in page
    act(client, found, "desistir", reason="Otra vez")
    page = text(client.get(address))
    assert reverse("remission:file_request", args=[office.person.pk]) in page
    sheet = client.get(address + "?formato=xlsx")
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["Código", office.person.code]


def test_a_refused_request_can_be_filed_again(office, client):
    found = filed(office.person)
    Conviction.objects.filter(person=office.person).update(offence="122")
    compute_request(actor=Command(), request=found)
    deciding = {"granted": "refused", "resolution": "7", "notified_at": "2026-03-06T09:00", "ground": "No cumple."}
    assert act(client, found, "resolver", **deciding).status_code == 302
    page = detail(client, found)
    assert "Presentar de nuevo" in page
    assert "No cumple." in page
    again = filed(office.person)
    assert "renueva la denegada" in detail(client, again)


def test_reading_a_request_is_logged(office, client):
    found = filed(office.person)
    detail(client, found)
    assert InteractionLog.objects.filter(target=f"request:{found.pk}", actor="director").count() == 1
