import io
from datetime import date

import pytest
import python_calamine
from django.urls import reverse

from llamkay.apps.institutions import queries, services
from llamkay.apps.institutions.accounts import services as accounts
from llamkay.apps.institutions.models import Establishment, Role
from llamkay.apps.people.custody.services import admit_person
from llamkay.platform.security import scope

SYSTEM = services.SYSTEM


@pytest.fixture
def enter(reference, client):
    """A signed-in browser: ``enter("administrator")``; EP16 uses the system and holds one person."""
    prison = Establishment.objects.get(code="EP16")

    def make(role, at=None):
        with scope.elevated():
            services.set_uses_system(actor=SYSTEM, establishment=prison, uses=True)
            admit_person(
                actor=SYSTEM,
                establishment=prison,
                on=date(2026, 1, 5),
                first_surname="Rojas",
                given_names="Luz",
                sex="F",
            )
            user = accounts.create_user(actor=SYSTEM, username="x", full_name="X", password="un-llano-en-llamas")
            accounts.grant_role(
                actor=SYSTEM,
                user=user,
                role=Role.objects.get(code=role),
                establishment=Establishment.objects.get(code=at) if at else None,
                start=date(2020, 1, 1),
            )
        client.force_login(user)
        return client

    return make


def text(response):
    return response.content.decode()


def test_the_list_of_establishments(enter):
    client = enter("registry", "EP17")
    page = text(client.get(reverse("institutions:list")))
    assert "69 establecimientos" in page and page.count("<tr") == 70
    filtered = text(client.get(reverse("institutions:list"), {"q": "mujeres chorrillos", "orden": "capacity"}))
    assert "2 establecimientos" in filtered
    assert filtered.index("EP16") < filtered.index("EP17")
    assert "Ningún establecimiento coincide" in text(client.get(reverse("institutions:list"), {"q": "marte"}))


def test_population_is_shown_within_the_scope(enter):
    client = enter("analyst")
    download = client.get(reverse("institutions:list"), {"formato": "xlsx", "dia": "2026-01-05", "q": "chorrillos"})
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(download.content)).get_sheet_by_index(0)
    assert [(row[0], row[6]) for row in sheet.to_python()[1:]] == [("EP16", 1.0), ("EP17", "")]
    detail = reverse("institutions:detail", args=["EP16"])
    assert "<strong>1</strong>" in text(client.get(detail))
    assert "<strong>0</strong>" in text(client.get(detail, {"dia": "2026-01-04"}))
    assert "todavía no usa el sistema" in text(client.get(reverse("institutions:detail", args=["EP17"])))
    assert client.get(reverse("institutions:detail", args=["EP99"])).status_code == 404


def test_population_of_another_establishment_is_not_told(enter):
    client = enter("registry", "EP17")
    assert "No está en su ámbito" in text(client.get(reverse("institutions:detail", args=["EP16"])))


def test_an_authority_is_registered(enter):
    client = enter("administrator")
    url = reverse("institutions:appoint", args=["EP16"])
    data = {"post": "Dirección", "name": "Ana Prueba", "on": "2026-01-01", "act": "R.P. 1-2026"}
    assert client.post(url, data).status_code == 302
    assert "asumió «Dirección»" in text(client.post(url, data | {"name": "Otra Prueba"}))
    prison = Establishment.objects.get(code="EP16")
    (post,) = queries.posts(establishment=prison, on=date(2026, 1, 1))
    assert [holder.name for holder in post.current] == ["Ana Prueba"]
    page = text(client.get(prison.get_absolute_url()))
    assert "Ana Prueba" in page and "R.P. 1-2026" in page and "Registrar autoridad" in page
    assert "Vacante" in text(client.get(prison.get_absolute_url(), {"dia": "2025-12-31"}))


def test_only_who_may_registers_authorities(enter):
    client = enter("registry", "EP16")
    assert client.get(reverse("institutions:appoint", args=["EP16"])).status_code == 403
    assert "Registrar autoridad" not in text(client.get(reverse("institutions:detail", args=["EP16"])))
