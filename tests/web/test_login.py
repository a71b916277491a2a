"""The door: anybody sees the form, a wrong password is said, the right one leads to today."""

from datetime import date

import pytest

from llamkay.apps.institutions.models import Grant, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher():
    user = User.objects.create_user("docente", password="cuna-taller-aula-2026", full_name="Julia Ñaupari")
    role = Role.objects.create(code="prueba", name="Prueba", name_en="Test", actions=["people.view"])
    Grant.objects.create(user=user, role=role, period=(date(2020, 1, 1), None))
    return user


def test_the_form_is_there(client):
    assert "Ingreso del personal" in client.get("/cuenta/login/").content.decode()


def test_the_wrong_password_is_said(client, teacher):
    page = client.post("/cuenta/login/", {"login": "docente", "password": "otra"})
    assert page.status_code == 200
    assert "No se pudo ingresar" in page.content.decode()


def test_the_right_one_leads_to_the_page_asked_for(client, teacher):
    given = {"login": "docente", "password": "cuna-taller-aula-2026", "next": "/oficina/personas/"}
    assert client.post("/cuenta/login/", given).url == "/oficina/personas/"
    assert client.get("/oficina/personas/").status_code == 200


def test_nobody_signs_up_alone(client):
    assert "id_password1" not in client.get("/cuenta/signup/").content.decode()


def test_six_wrong_passwords_lock(client, teacher, settings):
    for _ in range(6):
        page = client.post("/cuenta/login/", {"login": "docente", "password": "otra"})
    assert page.status_code == 429
    assert "bloqueado" in page.content.decode()


def test_the_office_asks_for_a_login(client):
    assert client.get("/oficina/").url == "/cuenta/login/?next=/oficina/"
