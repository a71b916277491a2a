"""Everybody sees who entered their account, or tried to, and from where; nobody sees another's there."""

import re

import pytest

from llamkay.apps.institutions.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "cuna-taller-aula-2026"


def enter(client, username, password, **headers):
    return client.post("/cuenta/login/", {"login": username, "password": password}, headers=headers)


def rows(page):
    text = page.content.decode().partition(">Ingresos</h2>")[2]  # after the open sessions
    return re.findall(r"<tr class=\"govuk-table__row\">\s*<th scope=\"row\".*?</tr>", text, re.DOTALL)


def test_good_and_failed_ones_of_ones_own_account(client):
    User.objects.create_user("docente", password=PASSWORD, full_name="Julia Ñaupari")
    User.objects.create_user("otra", password=PASSWORD, full_name="Rosa Quispe")
    enter(client, "otra", "no es esta", **{"user-agent": "Ajeno"})
    enter(client, "Docente ", "no es esta", **{"user-agent": "Desconocido"})
    assert client.get("/cuenta/ingresos/").status_code == 302
    enter(client, "docente", PASSWORD, **{"user-agent": "Firefox de siempre"})
    found = rows(client.get("/cuenta/ingresos/"))
    assert len(found) == 2
    assert "Ingresó" in found[0] and "Firefox de siempre" in found[0] and "127.0.0.1" in found[0]
    assert "No pudo entrar" in found[1] and "Desconocido" in found[1]
    client.post("/cuenta/logout/")
    enter(client, "docente", PASSWORD)
    assert "salió el" in rows(client.get("/cuenta/ingresos/"))[1]
