"""Sessions are listed, ended by their owner or an administrator, and end by themselves after rest and after hours."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from llamkay.apps.institutions.accounts.entry import entry_of
from llamkay.apps.institutions.models import OpenSession, Role, User
from llamkay.apps.institutions.sessions.devices import device
from llamkay.apps.institutions.sessions.services import BEGAN, SEEN
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.models import LoggedAction
from llamkay.platform.security.access import ACTIONS

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 "
    "Chrome/130.0.0.0 Mobile Safari/537.36"
)


PASSWORD = "cuna-taller-aula-2026"


def browser(user, agent=FIREFOX):
    """A browser in which somebody came in by the door."""
    client = Client(headers={"user-agent": agent})
    if not user.has_usable_password() or not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
        user.save()
    assert client.post("/cuenta/login/", {"login": user.username, "password": PASSWORD}).status_code == 302
    return client


def rested(client, key, minutes):
    session = client.session
    session[key] -= minutes * 60
    session.save()


def test_a_session_ends_after_the_rest_of_its_strictest_function(house):
    carer = house("carer", "EP16")
    client = browser(carer)
    rested(client, SEEN, 9)
    assert client.get("/oficina/").status_code == 200
    rested(client, SEEN, 11)
    gone = client.get("/oficina/")
    assert gone.url == "/cuenta/login/?next=/oficina/"
    assert "Pasaron 10 minutos" in client.get(gone.url).content.decode()
    assert not OpenSession.objects.filter(user=carer).exists()


def test_a_session_in_use_ends_with_its_hours_and_reads_nothing_by_the_api(house):
    client = browser(house("judge"))
    rested(client, BEGAN, 4 * 60 + 1)
    assert client.get("/api/v1/people").status_code == 401
    assert client.get("/oficina/").status_code == 302


def test_a_page_costs_no_write_within_a_minute_and_one_after(house):
    user = house("director", "EP16")
    client = browser(user)
    OpenSession.objects.update(
        seen_at=timezone.now() - timedelta(minutes=5), began_at=timezone.now() - timedelta(hours=1)
    )
    before = OpenSession.objects.get(user=user).seen_at
    client.get("/oficina/establecimientos/")
    assert OpenSession.objects.get(user=user).seen_at == before
    rested(client, SEEN, 2)
    client.get("/oficina/establecimientos/")
    assert OpenSession.objects.get(user=user).seen_at > before


def test_whoever_is_inside_sees_their_browsers_in_words_and_ends_one(house):
    user, other = house("director", "EP16"), house("teacher", "EP16")
    here, away = browser(user), browser(user, PHONE)
    browser(other)
    page = here.get("/cuenta/ingresos/").content.decode()
    assert "Firefox 140 en Windows" in page and "Samsung Internet 28 en Android" in page
    assert page.count("/fin/") == 2
    theirs = OpenSession.objects.get(user=other)
    assert here.post(f"/cuenta/ingresos/{theirs.pk}/fin/").status_code == 404
    phone = OpenSession.objects.get(user=user, browser=PHONE)
    assert here.post(f"/cuenta/ingresos/{phone.pk}/fin/").status_code == 302
    assert away.get("/oficina/").status_code == 302 and here.get("/oficina/").status_code == 200
    assert "Samsung Internet 28 en Android" in LoggedAction.objects.get(verb="institutions.end_session").sentence


def test_an_administrator_ends_the_session_of_another_and_a_closed_account_has_none(house):
    user, boss = house("director", "EP16"), browser(house("administrator"))
    inside = browser(user)
    session = OpenSession.objects.get(user=user)
    assert "Firefox 140 en Windows" in boss.get(f"/oficina/usuarios/{user.pk}/").content.decode()
    address = f"/oficina/usuarios/{user.pk}/sesiones/{session.pk}/fin/"
    assert browser(house("teacher", "EP16")).post(address).status_code == 403
    assert boss.post(address).status_code == 302
    assert inside.get("/oficina/").status_code == 302
    browser(user)
    boss.post(f"/oficina/usuarios/{user.pk}/estado/", {"reason": "Memo 1"})
    assert not OpenSession.objects.filter(user=user).exists()


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(reference):
    user = User.objects.create_user("docente", password="cuna-taller-aula-2026", full_name="Julia Ñaupari")
    here, away = (browser(user, agent) for agent in (FIREFOX, PHONE))
    new = "telar-wayra-2026-sur"
    here.post("/cuenta/password/change/", {"oldpassword": "cuna-taller-aula-2026", "password1": new, "password2": new})
    assert here.get("/oficina/").status_code == 200 and away.get("/oficina/").status_code == 302
    row = OpenSession.objects.get(user=user)
    assert row.browser == FIREFOX and row.key == here.session.session_key


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36", "Chrome 141 en Linux"),
        ("… Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0 Windows NT 10.0", "Edge 141 en Windows"),
        ("(iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1", "Safari 18 en iPhone"),
        ("curl/8", "Un navegador que no dice cuál es"),
    ],
)
def test_a_browser_in_words(agent, words):
    assert device(agent) == words


def test_every_function_named_in_the_data_exists_and_whoever_reads_sensitive_data_enters_in_two_steps(reference):
    """Or the data says why not."""
    (data,) = (each for each in yaml_documents("llamkay.data") if each["_file"] == "sign_in.yaml")
    roles = {role.code: role for role in Role.objects.all()}
    assert set(data["functions"]) <= set(roles)
    bare = {
        code
        for code, role in roles.items()
        if any(ACTIONS[action].sensitive for action in role.actions) and not entry_of([code]).second_step
    }
    assert bare == {code for code, row in data["functions"].items() if row.get("without")}
