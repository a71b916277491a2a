"""What a request that cannot be served is told: one clear sentence, and nothing done."""

import importlib

from django.test import Client
from django.urls import reverse

from llamkay.apps.institutions.data_incidents import paper as incident_paper
from llamkay.apps.institutions.data_incidents import services as incidents
from llamkay.apps.institutions.models import Establishment
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from tests.worlds import factories

making = importlib.import_module("llamkay.platform.papers.render")


def test_a_form_from_a_page_left_open_is_told_that_nothing_was_saved(everything):
    answer = Client(enforce_csrf_checks=True).post(reverse("set_language"), {"language": "en"})
    assert answer.status_code == 403
    assert "no se guardó nada" in answer.content.decode()


def test_whose_function_does_not_permit_it_is_told_once_whom_to_ask(everything, client):
    factories.load_reference()
    client.force_login(factories.staff("judge", None))
    answer = client.get(reverse("people:list"))
    assert answer.status_code == 403
    assert "Su función no permite" in answer.content.decode()
    assert answer.content.decode().count("mesa de ayuda") == 1


def test_an_address_that_only_takes_what_a_page_sends_says_so(everything, client):
    factories.load_reference()
    client.force_login(factories.staff("director", Establishment.objects.get(code="EP16")))
    answer = client.get(reverse("activities:open_month"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "no se guardó nada" in answer.content.decode()
    assert client.delete(reverse("activities:open_month")).status_code == 405


def test_another_host_is_refused_in_words(everything):
    answer = Client(raise_request_exception=False).get("/", headers={"host": "otro.example"})
    assert answer.status_code == 400
    assert "La solicitud no se entiende" in answer.content.decode()


def test_a_paper_that_does_not_come_in_time_is_told_and_the_next_one_comes(everything, client, monkeypatch, tmp_path):
    factories.load_reference()
    place = Establishment.objects.get(code="EP16")
    Establishment.objects.filter(pk=place.pk).update(uses_system=True)
    incident = incidents.report(
        actor=factories.staff("carer", place), establishment=place, known_at=clock.now(), data=["children"],
        what="Se extravió el cuaderno azul de la sala con nombres.",
    )  # fmt: skip
    client.force_login(factories.staff("data_officer", None))
    address, acts = reverse("institutions:incident_paper", args=[incident.pk]), LoggedAction.objects.count()
    slow = tmp_path / "slow.typ"
    slow.write_text("#for a in range(3000) { for b in range(3000) { for c in range(3000) { let d = a * b * c } } }")
    with monkeypatch.context() as change:
        change.setattr(incident_paper, "TEMPLATE", slow)
        change.setattr(making, "SECONDS", 1)
        answer = client.post(address)
    assert answer.status_code == 503
    assert "El documento tardó más de 1 segundos y se dejó de hacer." in answer.content.decode()
    assert LoggedAction.objects.count() == acts
    assert client.post(address).content.startswith(b"%PDF")
