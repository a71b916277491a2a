"""The keys of the API in the office: made for an account, shown once, listed with what they may, revoked."""

import re

import pytest
from django.test import Client

from llamkay.api.models import ApiToken
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from tests.worlds import factories


@pytest.fixture
def boss(client, world):
    with scope.elevated():
        client.force_login(factories.staff("administrator", None))
    return client


def test_a_key_is_made_shown_once_listed_and_revoked(boss, world):
    form = {"username": world.user.username, "name": "Tablero", "days": "30", "actions": ["people.view"]}
    program = Client()
    text = re.search(r"llk_[\w-]+", boss.post("/oficina/llaves/nueva/", form).content.decode())[0]
    headers = {"Authorization": f"Bearer {text}"}
    assert program.get("/api/v1/people", headers=headers).status_code == 200
    page = boss.get("/oficina/llaves/").content.decode()
    assert "Tablero" in page and "Vigente" in page and world.user.username in page and text not in page
    token = ApiToken.objects.get(name="Tablero")
    assert boss.post(f"/oficina/llaves/{token.pk}/anular/").status_code == 302
    assert program.get("/api/v1/people", headers=headers).status_code == 401
    assert "Anulada" in boss.get("/oficina/llaves/").content.decode()
    assert LoggedAction.objects.filter(verb__in=("api.issue_token", "api.revoke_token")).count() == 2


def test_a_key_is_no_more_than_its_account_and_nobody_makes_their_own(boss, world):
    form = {"username": world.user.username, "name": "x", "days": "30", "actions": ["people.view"]}
    for change, words in (
        ({"days": "4000"}, "366"),
        ({"username": "nadie"}, "No hay una cuenta activa"),
        ({"actions": ["closing.close"]}, "Qué puede"),
    ):
        assert words in boss.post("/oficina/llaves/nueva/", form | change).content.decode()
    assert boss.post("/oficina/llaves/nueva/", form | {"username": "administrator"}).status_code in (200, 403)
    assert not ApiToken.objects.exists()


def test_whoever_administers_one_prison_sees_no_key(client, world):
    with scope.elevated():
        client.force_login(factories.staff("administrator", world.here.place))
    for address in ("/oficina/llaves/", "/oficina/llaves/nueva/"):
        assert client.get(address).status_code == 403
