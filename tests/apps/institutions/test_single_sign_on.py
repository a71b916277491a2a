"""Entering by an identity server that runs: who it names enters the account of that user name, nobody else."""

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from oidc_provider_mock import User as Identity
from oidc_provider_mock import run_server_in_thread

from llamkay.apps.institutions.accounts.services import set_temporary_password
from llamkay.apps.institutions.models import User
from llamkay.platform.models import LoggedAction

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib")]
PEOPLE = [
    Identity(sub="a-1", claims={"preferred_username": "Docente"}),
    Identity(sub="a-2", claims={"preferred_username": "docente"}),
    Identity(sub="a-3", claims={"preferred_username": "nadie"}),
    Identity(sub="a-4", claims={}),
]


@pytest.fixture(scope="module")
def server():
    with run_server_in_thread(user_claims=PEOPLE) as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture
def institution(server, settings):
    settings.OIDC_URL, settings.OIDC_NAME = server, "INPE"
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "institucion",
                    "name": "INPE",
                    "client_id": "llamkay",
                    "secret": "secreto",
                    "settings": {"server_url": server},
                }
            ],
        }
    }


@pytest.fixture
def teacher():
    return User.objects.create_user("docente", password="cuna-taller-aula-2026", full_name="Julia Ñaupari")


def enter(sub, client=None, **form):
    """Go to the identity server as a browser does, say there who one is, and come back."""
    client = client or Client(SERVER_NAME="localhost")
    leaving = client.post("/cuenta/institucion/", form)
    back = requests.post(leaving.url, {"sub": sub}, allow_redirects=False, timeout=5).headers["location"]
    return client, client.get(back.partition("localhost")[2])


def test_whoever_is_named_enters_and_is_tied_once(institution, teacher):
    assert "Ingresar con INPE" in Client().get("/cuenta/login/").content.decode()
    client, answer = enter("a-1", next="/oficina/kit/")
    assert answer.url == "/oficina/kit/" and client.get("/oficina/").status_code == 200
    assert SocialAccount.objects.get(user=teacher).uid == "a-1"
    _again, answer = enter("a-1")
    assert answer.url == "/oficina/"
    assert LoggedAction.objects.filter(verb="institutions.link_identity").count() == 1


def test_another_identity_of_the_same_name_is_refused_until_the_administration_unties_it(institution, teacher, house):
    enter("a-1")
    client, answer = enter("a-2")
    assert answer.status_code == 403 and "otra identidad" in answer.content.decode()
    assert client.get("/oficina/").status_code == 302
    set_temporary_password(actor=house("administrator"), user=teacher)
    _client, answer = enter("a-2")
    assert answer.status_code == 302 and SocialAccount.objects.get(user=teacher).uid == "a-2"


@pytest.mark.parametrize("sub", ["a-3", "a-4"])
def test_nobody_gets_an_account_by_it(institution, teacher, sub):
    client, answer = enter(sub)
    assert answer.status_code == 403 and "No hay una cuenta activa" in answer.content.decode()
    assert client.get("/oficina/").status_code == 302 and User.objects.count() == 1


def test_a_closed_account_stays_closed(institution, teacher):
    enter("a-1")
    User.objects.update(is_active=False)
    client, _answer = enter("a-1")
    assert client.get("/oficina/").status_code == 302


def test_an_answer_that_nobody_asked_for_opens_nothing(institution, teacher):
    client = Client()
    assert client.get("/cuenta/oidc/institucion/login/callback/?code=x&state=y").status_code == 403
    assert client.get("/oficina/").status_code == 302


def test_a_server_that_does_not_answer_leaves_the_password(institution, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9"
    page = Client().post("/cuenta/institucion/")
    assert page.status_code == 403 and "no responde" in page.content.decode()


def test_a_server_that_says_it_is_another_one_is_not_gone_to(institution, settings):
    settings.OIDC_URL += "/otro"
    page = Client().post("/cuenta/institucion/")
    assert page.status_code == 403 and "dice ser otro" in page.content.decode()


def test_without_an_address_there_is_no_such_way():
    assert "institucion" not in Client().get("/cuenta/login/").content.decode()
    assert Client().post("/cuenta/institucion/").status_code == 404
