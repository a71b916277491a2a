"""The functions that want a second step open nothing without it; whoever lost it gets in again by two people."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from llamkay.apps.institutions.accounts import recovery
from llamkay.apps.institutions.models import OpenSession, SecondStepRecovery
from llamkay.apps.institutions.tasks import recoveries
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.security.secrets import encrypt

PASSWORD = "cuna-taller-aula-2026"
REASON = {"reason": "En persona, con su DNI"}


def enrolled(user):
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt("LLAMKAYWAYRATAKI")})
    return user


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_function_that_wants_it_is_led_to_it_and_opens_the_office_with_it(house, two_steps):
    user = house("administrator")
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    client.post("/cuenta/login/", {"login": user.username, "password": PASSWORD})
    assert client.get("/oficina/usuarios/").url == "/cuenta/2fa/totp/activate/"
    assert client.get("/api/v1/docs", headers={"accept": "application/json"}).status_code == 401
    again = client.get("/cuenta/2fa/totp/activate/").url
    assert "Su función se ejerce con verificación en dos pasos" in client.get(again).content.decode()
    page = client.post(again, {"password": PASSWORD}, follow=True)
    assert "data:image/svg+xml" in page.content.decode()
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    client.post("/cuenta/2fa/totp/activate/", {"code": code})
    assert client.get("/oficina/usuarios/").status_code == 200
    index = client.get("/cuenta/2fa/").content.decode()
    assert "Su función la pide" in index and "/totp/deactivate/" not in index
    client.post("/cuenta/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_a_function_that_does_not_want_it_and_a_house_without_it_ask_nothing(house, settings):
    settings.SECOND_STEP_BY_FUNCTION = True
    assert browser(house("teacher", "EP16")).get("/oficina/").status_code == 200
    settings.SECOND_STEP_BY_FUNCTION = False
    assert browser(house("administrator")).get("/oficina/").status_code == 200


def test_two_people_take_it_away_and_its_sessions_end(house):
    user, one, two = (
        enrolled(house("director", "EP16")),
        house("administrator"),
        house("administrator", None, "segunda"),
    )
    inside, first, second = browser(user), browser(one), browser(two)
    address = f"/oficina/usuarios/{user.pk}/verificacion/"
    assert first.post(address, {"reason": " "}).status_code == 200 and not SecondStepRecovery.objects.exists()
    assert first.post(address, REASON).status_code == 302
    assert Authenticator.objects.filter(user=user).exists()
    assert "lo confirma otra persona" in first.get(address).content.decode()
    assert first.post(address, REASON | {"confirm": "1"}).status_code == 403
    assert not list(recoveries(one, one.scope, clock.today()))
    (task,) = recoveries(two, two.scope, clock.today())
    assert task.url == address and REASON["reason"] in second.get(address).content.decode()
    assert second.post(address, {"confirm": "1", "reason": "La llamé"}).status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()
    assert not OpenSession.objects.filter(user=user).exists()
    assert inside.get("/oficina/").status_code == 302
    line = LoggedAction.objects.get(verb="institutions.remove_second_step")
    assert (line.actor, line.reason) == ("segunda", "La llamé") and one.username in line.sentence


def test_the_second_person_may_refuse_and_it_may_be_asked_again(house):
    user, one, two = (
        enrolled(house("director", "EP16")),
        house("administrator"),
        house("administrator", None, "segunda"),
    )
    asked = recovery.ask(actor=one, user=user, reason="Por teléfono")
    with pytest.raises(Refused, match="Ya se pidió"):
        recovery.ask(actor=two, user=user, reason="Otra vez")
    with pytest.raises(PermissionDenied):
        recovery.decide(actor=user, recovery=asked, confirm=True, reason="Yo misma")
    recovery.decide(actor=two, recovery=asked, confirm=False, reason="No era ella")
    with pytest.raises(Refused, match="ya lo decidió"):
        recovery.decide(actor=two, recovery=asked, confirm=True, reason="Sí")
    assert Authenticator.objects.filter(user=user).exists()
    recovery.ask(actor=two, user=user, reason="En persona")


def test_the_database_wants_two_people(house):
    one = house("administrator")
    asked = recovery.ask(actor=one, user=enrolled(house("director", "EP16")), reason="En persona")
    with pytest.raises(IntegrityError, match="recovery_by_two_people"), transaction.atomic():
        SecondStepRecovery.objects.filter(pk=asked.pk).update(
            decided_by=one.username, decided_at=asked.asked_at, confirmed=True
        )


def test_whoever_runs_the_server_is_one_of_the_two(house):
    one, user = house("administrator"), enrolled(house("administrator", None, "perdida"))
    call_command("recover_second_step", "perdida", reason="En persona")
    assert Authenticator.objects.filter(user=user).exists()
    recovery.decide(actor=one, recovery=recovery.pending(user), confirm=True, reason="La vi")
    assert not Authenticator.objects.filter(user=user).exists()
    recovery.ask(actor=one, user=enrolled(user), reason="Otra vez")
    call_command("recover_second_step", "perdida", reason="Con su DNI")
    assert not Authenticator.objects.filter(user=user).exists()


def test_where_nobody_else_administers_the_server_does_it_alone_and_says_so(house):
    user = enrolled(house("administrator"))
    call_command("recover_second_step", user.username, reason="En persona")
    assert not Authenticator.objects.filter(user=user).exists()
    assert SecondStepRecovery.objects.get(user=user).decided_by == "sistema (sin otra persona)"


def test_what_an_owner_does_to_their_second_step_is_in_the_log(house, client, django_capture_on_commit_callbacks):
    user = house("teacher", "EP16")
    user.set_password(PASSWORD)
    user.save()
    client.post("/cuenta/login/", {"login": user.username, "password": PASSWORD})
    again = client.get("/cuenta/2fa/totp/activate/").url
    secret = client.post(again, {"password": PASSWORD}, follow=True).context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    for page, sent in (
        ("totp/activate", {"code": code}),
        ("recovery-codes/generate", {}),
        ("totp/deactivate", {}),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"/cuenta/2fa/{page}/", sent)
    assert not Authenticator.objects.filter(user=user).exists()
    lines = LoggedAction.objects.filter(target=f"user:{user.pk}").order_by("id")
    verbs = ("take_own_step", "new_codes", "drop_own_step")
    assert [(line.actor, line.verb) for line in lines] == [(user.username, f"institutions.{verb}") for verb in verbs]
    assert secret not in " ".join(line.sentence for line in lines)
