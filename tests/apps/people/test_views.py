import io
from datetime import date

import pytest
import python_calamine
from django.urls import reverse

from llamkay.apps.institutions.services import SYSTEM
from llamkay.apps.people.custody.services import release_person
from llamkay.apps.people.hooks import PANELS
from llamkay.apps.people.models import CustodySpell, Person
from llamkay.apps.people.situation.services import add_conviction
from llamkay.platform.models import InteractionLog
from llamkay.platform.screens.panels import Panel
from llamkay.platform.security import scope

TODAY = "2026-02-02T10:00:00"


@pytest.fixture
def office(db, client, staff, monkeypatch):
    """A signed-in browser, bound by row security from then on: ``office("registry", prison)``."""
    from django.db import connection

    monkeypatch.setenv("LLAMKAY_NOW", TODAY)

    def enter(role, at=None):
        client.force_login(staff(role, at))
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE llamkay_app")
        return client

    yield enter
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.fixture
def two(admit, prisons):
    """One person here and one in another prison."""
    with scope.elevated():
        here = admit("Ñahui", "María", dni="00000017", status="sentenced")
        there = admit("Rojas", "Luz", dni="00000025", at=prisons[1])
        add_conviction(
            actor=SYSTEM, person=here, offence="186", starts_on=date(2026, 1, 5), final_on=date(2026, 1, 20), years=8
        )
    return here, there


def text(response):
    return response.content.decode()


def test_the_list_shows_the_people_of_the_caller(office, two, prisons):
    client = office("instructor", prisons[0])
    page = text(client.get(reverse("people:list"), {"q": "maria NAHUI"}))
    assert "Ñahui, María" in page and "1 persona" in page and "Sentenciada" in page
    everyone = text(client.get(reverse("people:list")))
    assert "Rojas" not in everyone and "E.P. Anexo" not in everyone
    assert "Registrar ingreso" not in everyone
    assert "Nadie coincide" in text(client.get(reverse("people:list"), {"q": "rojas"}))
    assert "Nadie coincide" in text(client.get(reverse("people:list"), {"etapa": "open/", "orden": "entry"}))
    assert "Nadie coincide" in text(client.get(reverse("people:list"), {"dia": "2026-01-04"}))


def test_the_list_as_a_spreadsheet_is_logged(office, two, prisons):
    client = office("registry", prisons[0])
    response = client.get(reverse("people:list"), {"formato": "xlsx", "q": "nahui"})
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert [rows[1][1], rows[1][2], rows[1][4]] == ["Ñahui, María", "00000017", "E.P. Mujeres Chorrillos"]
    assert len(rows) == 2
    assert set(InteractionLog.objects.filter(kind="export").values_list("actor", flat=True)) == {"personal"}


def test_the_page_of_a_person(office, two, prisons):
    client = office("instructor", prisons[0])
    page = text(client.get(two[0].get_absolute_url()))
    assert "Ñahui, María" in page and "DNI 00000017" in page and "Número de demostración" in page
    assert "Ingresó a E.P. Mujeres Chorrillos." in page
    assert "186" not in page and "situacion" not in page and "Registrar traslado" not in page
    assert client.get(two[1].get_absolute_url()).status_code == 404
    assert client.get(reverse("people:detail", args=[999_999])).status_code == 404
    assert set(InteractionLog.objects.values_list("kind", "target")) == {("read", f"person:{two[0].pk}")}


def test_the_legal_section_is_for_who_may_and_is_logged(office, two, prisons):
    client = office("registry", prisons[0])
    page = text(client.get(two[0].get_absolute_url()))
    assert "Art. 186 del Código Penal" in page and "8 años" in page
    assert "Registrar traslado" in page and "Registrar retorno" not in page
    assert ("legal", f"person:{two[0].pk}") in set(InteractionLog.objects.values_list("kind", "target"))


def test_panels_of_higher_apps_are_drawn(office, two, prisons, monkeypatch):
    panel = Panel("Otra sección", "lists/_pages.html", {})
    others = (lambda request, person: panel, lambda request, person: None)
    monkeypatch.setattr(PANELS, "functions", (*PANELS.functions, *others))
    page = text(office("instructor", prisons[0]).get(two[0].get_absolute_url()))
    assert page.count("Otra sección") == 2


def test_admission_on_the_screen(office, two, prisons):
    client = office("registry", prisons[0])
    data = {
        "establishment": prisons[0].pk,
        "on": "2026-02-01",
        "document_kind": "dni",
        "number": "00000033",
        "first_surname": "Apaza",
        "given_names": "Eva",
        "sex": "F",
        "nationality": "PE",
    }
    assert 'value="2026-02-02"' in text(client.get(reverse("people:admit")))
    wrong = text(client.post(reverse("people:admit"), data | {"number": "12"}))
    assert "debe tener 8 dígitos" in wrong
    assert "ni" in text(client.post(reverse("people:admit"), data | {"number": ""}))
    elsewhere = client.post(reverse("people:admit"), data | {"establishment": prisons[1].pk})
    assert "govuk-error-summary" in text(elsewhere)
    taken = data | {"number": "00000025", "first_surname": "Rojas", "given_names": "Luz"}
    assert "ya está bajo custodia en E.P. Anexo" in text(client.post(reverse("people:admit"), taken))
    response = client.post(reverse("people:admit"), data, follow=True)
    assert "Apaza, Eva" in text(response) and "Se registró el ingreso." in text(response)


def test_acts_on_the_screen(office, two, prisons):
    client, (here, there) = office("registry", prisons[0]), two
    acts = [
        ("salida-temporal", {"reason": "court", "start": "2026-01-10"}),
        ("retorno", {"on": "2026-01-11"}),
        ("etapa", {"regime_stage": "closed_ordinary/medium", "on": "2026-01-12"}),
        ("evaluacion", {"on": "2026-01-13", "favourable": "0"}),
        ("situacion", {"status": "remand", "on": "2026-01-14"}),
        ("condena", {"offence": "189", "starts_on": "2026-01-05"}),
        ("aislamiento", {"start": "2026-01-15", "end": "2026-01-16", "act": "R.D. 1"}),
        ("documento", {"kind": "passport", "number": "ab 12345"}),
        ("traslado", {"to": prisons[1].pk, "on": "2026-02-01"}),
    ]
    for kind, data in acts:
        url = reverse("people:act", args=[here.pk, kind])
        assert "govuk-button" in text(client.get(url))
        assert client.post(url, data).status_code == 302, kind
    page = text(client.get(here.get_absolute_url()))
    assert "Salió por traslado" in page and "AB12345" not in page  # papers go with the person
    assert "Llegó por traslado" not in page and "Registrar" not in page
    assert client.get(reverse("people:act", args=[there.pk, "traslado"])).status_code == 404
    assert client.get(reverse("people:act", args=[here.pk, "volar"])).status_code == 404
    refused = client.post(reverse("people:act", args=[here.pk, "libertad"]), {"exit": "release", "on": "2026-02-02"})
    assert refused.status_code == 403
    with scope.elevated():
        assert CustodySpell.objects.filter(person=here).count() == 2


def test_who_may_not_act_is_told_why(office, two, prisons):
    client = office("instructor", prisons[0])
    response = client.get(reverse("people:act", args=[two[0].pk, "traslado"]))
    assert response.status_code == 403 and "Su función no permite" in text(response)
    assert client.get(reverse("people:merge", args=[two[0].pk])).status_code == 403
    client.logout()
    assert client.get(reverse("people:list")).status_code == 302


def test_merging_on_the_screen_compares_first(office, two, admit, prisons):
    with scope.elevated():
        unknown = admit("N.", "N.", on=date(2026, 2, 1))
        release_person(actor=SYSTEM, person=two[0], on=date(2026, 1, 30), reason="R.J. 12")
    client = office("registry", prisons[0])
    url = reverse("people:merge", args=[unknown.pk])
    assert "No hay una persona" in text(client.post(url, {"into": "00000099", "reason": "Huellas"}))
    assert "Revise" in text(client.post(url, {"into": "", "reason": ""}))
    data = {"into": "00000017", "reason": "Huellas, oficio 1"}
    compared = text(client.post(url, data))
    assert "Ñahui, María" in compared and "Unir las identidades" in compared
    assert not Person.objects.filter(pk=unknown.pk, merged_into__isnull=False).exists()
    assert "se cruza" in text(client.post(url, {"into": "00000025", "reason": "x", "confirmed": "1"}))
    done = client.post(url, data | {"confirmed": "1"})
    assert done.status_code == 302 and done.url == two[0].get_absolute_url()
    old = client.get(unknown.get_absolute_url())
    assert old.status_code == 302 and old.url == two[0].get_absolute_url()


def test_the_list_costs_the_same_for_more_people(office, admit, prisons, django_assert_max_num_queries):
    with scope.elevated():
        for at in range(60):
            admit("Rojas", f"Luz {at}")
    client = office("registry", prisons[0])
    client.get(reverse("people:list"))
    with django_assert_max_num_queries(14):
        page = text(client.get(reverse("people:list"), {"pagina": "2"}))
    assert "Página 2 de 2" in page


@pytest.mark.parametrize(("everywhere", "first"), [(True, '<option value="" selected>Elija…</option>'), (False, "")])
def test_no_prison_is_chosen_beforehand_where_there_are_several(office, prisons, everywhere, first):
    client = office("registry") if everywhere else office("registry", prisons[0])
    options = text(client.get(reverse("people:admit"))).partition('name="establishment"')[2].partition("</select>")[0]
    assert first in options
    assert (options.count("<option") > 2) is everywhere
