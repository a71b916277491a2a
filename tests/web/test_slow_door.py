"""The door is slow to whoever guesses: passwords, codes of the second step, one password over many accounts."""

import threading
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from llamkay.apps.institutions.accounts import brakes
from llamkay.apps.institutions.models import Brake, User
from llamkay.platform.security.secrets import decrypt, is_encrypted

PASSWORD = "cuna-taller-aula-2026"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def teacher(db):
    return User.objects.create_user("docente", password=PASSWORD, full_name="Julia Ñaupari")


@pytest.fixture
def guarded(teacher):
    TOTP.activate(teacher, SECRET)
    return teacher


def code(secret=SECRET, *, ahead=0):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())) + ahead))


def enter(client, name="docente", password=PASSWORD, address="198.51.100.7"):
    return client.post(reverse("account_login"), {"login": name, "password": password}, REMOTE_ADDR=address)


def step(client, typed, address="198.51.100.7"):
    return client.post(reverse("mfa_authenticate"), {"code": typed}, REMOTE_ADDR=address)


def later(by):
    """The failures are so much older than they were."""
    for row in Brake.objects.all():
        row.at, row.until = row.at - by, row.until and row.until - by
        row.save()


def test_the_right_code_is_not_taken_after_a_hundred_and_twenty_wrong_ones(guarded, client):
    enter(client)
    wrong = "000000" if code() != "000000" else "111111"
    for _ in range(120):
        page = step(client, wrong)
    assert "espere" in page.content.decode()
    refused = step(client, code())
    assert refused.status_code == 200 and "espere" in refused.content.decode()
    assert client.get(reverse("today")).status_code == 302
    later(timedelta(hours=1))
    assert step(client, code()).url == reverse("today")


def test_each_wrong_code_beyond_five_doubles_the_wait(guarded, client):
    enter(client)
    waits = []
    for _ in range(9):
        step(client, "000000")
        waits.append(brakes.seconds_left([("code.account", str(guarded.pk))]))
        later(timedelta(seconds=waits[-1]))
    assert waits[:5] == [0] * 5
    assert [round(wait / 30) for wait in waits[5:]] == [1, 2, 4, 8]


def test_codes_are_slowed_by_address_too(client, db):
    """One address over many accounts, each with its five free attempts."""
    for number in range(5):
        user = User.objects.create_user(f"cuenta{number}", password=PASSWORD, full_name="Prueba")
        TOTP.activate(user, SECRET)
        fresh = Client()
        enter(fresh, f"cuenta{number}")
        for _ in range(5):
            page = step(fresh, "000000")
    assert "espere" in page.content.decode()
    assert brakes.seconds_left([("code.address", "198.51.100.7")]) > 0


def test_a_code_opens_once_also_in_another_process(guarded, client):
    enter(client)
    typed = code()
    assert step(client, typed).url == reverse("today")
    other = Client()
    enter(other)
    assert step(other, typed).status_code == 200
    assert other.get(reverse("today")).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_code_that_arrives_twice_at_once_opens_once():
    user = User.objects.create_user("docente", password=PASSWORD, full_name="Julia Ñaupari")
    TOTP.activate(user, SECRET)
    together, answers = threading.Barrier(4), []
    clients = [Client() for _ in range(4)]
    for each in clients:
        enter(each)
    typed = code()  # now: four passwords may take longer than a code lasts

    def send(each):
        together.wait(20)
        answers.append(step(each, typed).status_code)
        connections.close_all()

    senders = [threading.Thread(target=send, args=[each]) for each in clients]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(60)
    assert sorted(answers) == [200, 200, 200, 302]


def test_the_code_that_turned_it_on_does_not_open_the_door(teacher, client, django_capture_on_commit_callbacks):
    enter(client)
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    client.post(page.redirect_chain[-1][0], {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    assert secret not in str(dict(client.session)) and is_encrypted(client.session["mfa.totp.secret"])
    typed = code(secret)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("mfa_activate_totp"), {"code": typed}).status_code == 302
    other = Client()
    enter(other)
    assert step(other, typed).status_code == 200


def test_the_database_holds_no_secret_in_clear(guarded, client):
    row = Authenticator.objects.get(user=guarded)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        kept = cursor.fetchone()[0]
    assert SECRET not in kept and decrypt(row.data["secret"]) == SECRET


def test_secrets_that_stood_in_clear_are_encrypted(teacher):
    from importlib import import_module

    from django.apps import apps

    row = Authenticator.objects.create(user=teacher, type="totp", data={"secret": SECRET})
    codes = Authenticator.objects.create(user=teacher, type="recovery_codes", data={"seed": "abc", "used_mask": 0})
    encrypt_standing = import_module("llamkay.apps.institutions.migrations.0004_secrets_encrypted").encrypt_standing
    for _ in range(2):  # again changes nothing
        encrypt_standing(apps, None)
        row.refresh_from_db()
        codes.refresh_from_db()
        assert (decrypt(row.data["secret"]), decrypt(codes.data["seed"])) == (SECRET, "abc")


def test_a_lost_key_is_told_in_a_sentence(guarded, client, monkeypatch, tmp_path):
    enter(client)
    monkeypatch.setenv("LLAMKAY_DATA", str(tmp_path))
    answer = step(client, code())
    assert answer.status_code == 422 and "secrets-key" in answer.content.decode()


def test_one_password_over_forty_accounts_is_slowed_and_the_right_one_does_not_pass(db):
    """Each attempt from another address: neither the account nor the address tells them."""
    for number in range(8):
        User.objects.create_user(f"cuenta{number}", password=f"otra-clave-{number}-2026", full_name="Prueba")
    lucky = User.objects.create_user("ultima", password="verano2026", full_name="Prueba")
    for number in range(8):
        page = enter(Client(), f"cuenta{number}", "verano2026", f"203.0.113.{number}")
    assert "espere" in page.content.decode()
    fresh = Client()
    assert enter(fresh, lucky.username, "verano2026", "203.0.113.99").status_code == 200
    assert fresh.get(reverse("today")).status_code == 302


def test_whoever_mistakes_one_password_often_sprays_nothing(teacher):
    for number in range(8):
        enter(Client(), "docente", "verano2026", f"203.0.113.{number}")
    assert brakes.seconds_left([("password.tried", "verano2026")]) == 0


def test_an_account_is_slowed_from_many_addresses_but_not_where_its_owner_comes_from(teacher, client):
    assert enter(client, address="192.0.2.10").status_code == 302
    client.post(reverse("account_logout"))
    for number in range(25):
        page = enter(Client(), "docente", f"adivina-{number}", f"203.0.113.{number}")
    assert "espere" in page.content.decode()
    assert enter(Client(), "docente", PASSWORD, "203.0.113.200").status_code == 200
    assert enter(Client(), address="192.0.2.10").status_code == 302


def test_an_address_is_slowed_over_many_accounts(db):
    for number in range(45):
        page = enter(Client(), f"nadie{number}", f"adivina-{number}")
    assert "espere" in page.content.decode()
    assert brakes.seconds_left([("password.address", "198.51.100.7")]) > 0


def test_six_failures_at_one_desk_do_not_lock_the_owner_at_another(teacher, settings):
    for _ in range(6):
        locked = enter(Client(), "docente", "otra", "203.0.113.5")
    assert locked.status_code == 429
    assert enter(Client(), address="192.0.2.10").status_code == 302


def test_the_password_is_slow_inside_too(teacher, client):
    """Whoever finds a session open guesses the password where it is asked again, and where it is changed."""
    enter(client)
    for number in range(25):
        page = client.post(reverse("account_reauthenticate"), {"password": f"adivina-{number}"})
    assert "espere" in page.content.decode()
    new = {"password1": "telar-wayra-2026-sur", "password2": "telar-wayra-2026-sur"}
    page = client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})
    assert page.status_code == 200 and "espere" in page.content.decode()


def test_what_is_remembered_tells_no_word_and_is_forgotten(teacher, client):
    enter(client, password="adivina-1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(b::text, ' ') FROM institutions_brake b")
        kept = cursor.fetchone()[0]
    assert "adivina" not in kept and "docente" not in kept and "198.51" not in kept
    Brake.objects.update(at=timezone.now() - timedelta(days=2))
    enter(client, password="adivina-2")
    assert Brake.objects.filter(at__lt=timezone.now() - timedelta(days=1)).count() == 0


def test_the_pages_of_secrets_are_kept_nowhere(guarded, client):
    enter(client)
    for name in ("mfa_authenticate", "account_login", "account_reset_password"):
        assert "no-store" in client.get(reverse(name)).headers["Cache-Control"], name
    step(client, code())
    for name in ("mfa_index", "mfa_view_recovery_codes", "account_change_password", "account_email"):
        assert "no-store" in client.get(reverse(name)).headers["Cache-Control"], name
