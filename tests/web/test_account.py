"""One's own account, in our layout and in Spanish: password, two-step verification, the door with a code."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import reverse

from llamkay.apps.institutions.models import User

PASSWORD = "cuna-taller-aula-2026"
# Words of the account library that show when a sentence was left in English.
ENGLISH = re.compile(
    r"\b(the|your|you|please|password|email|sign (in|out|up)|code|codes|account|confirm|change|enter|"
    r"(?<!Google )authenticator|recovery|activate|deactivate|view|generate|menu)\b",
    re.IGNORECASE,
)
INSIDE = {
    "account_change_password": "Cambiar la contraseña",
    "account_reauthenticate": "Confirme que es usted",
    "account_email": "Correo de la cuenta",
    "account_logout": "¿Salir de la oficina?",
    "mfa_index": "Verificación en dos pasos",
    "mfa_activate_totp": "Activar la verificación en dos pasos",
}
WITH_CODES = {
    "mfa_reauthenticate": "Confirme que es usted",
    "mfa_deactivate_totp": "¿Desactivar la verificación en dos pasos?",
    "mfa_view_recovery_codes": "Códigos de reserva",
    "mfa_generate_recovery_codes": "¿Generar otros códigos de reserva?",
}
OUTSIDE = {
    "account_login": "Ingreso del personal",
    "account_inactive": "Su cuenta está inactiva",
    "account_signup": "Las cuentas no se crean aquí",
    "account_reset_password": "¿Olvidó su contraseña?",
    "account_reset_password_done": "¿Olvidó su contraseña?",
    "account_reset_password_from_key_done": "¿Olvidó su contraseña?",
    "account_email_verification_sent": "No hace falta comprobar el correo",
}


@pytest.fixture
def teacher(db):
    return User.objects.create_user("docente", password=PASSWORD, full_name="Julia Ñaupari")


@pytest.fixture
def inside(client, teacher):
    """A browser that has just come in through the door."""
    enter(client)
    return client


def enter(client):
    return client.post(reverse("account_login"), {"login": "docente", "password": PASSWORD})


def confirm(client, name="mfa_activate_totp"):
    """Say again who one is, as the pages that change how one enters ask for."""
    asked = client.get(reverse(name))
    assert asked.status_code == 302 and asked.url.startswith(reverse("account_reauthenticate"))
    assert client.post(asked.url, {"password": "otra"}).status_code == 200
    assert client.post(asked.url, {"password": PASSWORD}).url == reverse(name)


def code_of(secret):
    """The code that the telephone would show now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def activate(client):
    """Turn the two steps on as a person does: read the secret from the page, type the code of the telephone."""
    confirm(client)
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done.status_code == 302, done.context["form"].errors
    as_if_later()
    return secret


def as_if_later():
    """A code serves once; the same thirty seconds are used again below."""
    for row in Authenticator.objects.filter(type="totp"):
        row.data.pop("last_step", None)
        row.save()


def words(page):
    """What a page says: without marks, and without its one button in English."""
    text = re.sub(r'<button[^>]*lang="en">.*?</button>', "", page.content.decode())
    return re.sub(r"<[^>]+>", " ", text)


def stands_in_our_layout(page, heading):
    assert page.status_code == 200
    text = page.content.decode()
    assert re.search(r"<h1[^>]*>\s*" + re.escape(heading) + r"\s*</h1>", text), heading
    assert 'class="govuk-skip-link"' in text and "llamkay/llamkay.css" in text and 'id="contenido"' in text
    assert '<html lang="es"' in text
    assert ENGLISH.findall(words(page)) == []
    assert "<script>" not in text and " style=" not in text


@pytest.mark.parametrize("name", INSIDE)
def test_inside(inside, name):
    if name == "mfa_activate_totp":
        confirm(inside)
    stands_in_our_layout(inside.get(reverse(name)), INSIDE[name])


@pytest.mark.parametrize("name", WITH_CODES)
def test_inside_once_the_two_steps_are_on(inside, name):
    activate(inside)
    stands_in_our_layout(inside.get(reverse(name)), WITH_CODES[name])


@pytest.mark.parametrize("name", OUTSIDE)
def test_outside(client, db, name):
    stands_in_our_layout(client.get(reverse(name)), OUTSIDE[name])


@pytest.mark.parametrize("name", [*INSIDE, *WITH_CODES])
def test_a_stranger_is_sent_to_the_door(client, db, name):
    gone = client.get(reverse(name))
    assert gone.status_code == 302
    assert gone.url.startswith(reverse("account_login")) or gone.url == reverse("home")


def test_every_field_has_its_label_and_an_error_names_it(inside):
    page = inside.post(reverse("account_change_password"), {"oldpassword": "otra", "password1": "x", "password2": "y"})
    text = page.content.decode()
    fields = re.findall(r'<input\s+class="govuk-input[^"]*"\s+id="([^"]+)"', text)
    assert fields == ["id_oldpassword", "id_password1", "id_password2"]
    assert all(f'for="{name}"' in text for name in fields)
    assert "Revise lo siguiente" in text and 'href="#id_oldpassword"' in text and 'id="id_oldpassword_error"' in text
    assert 'aria-invalid="true"' in text and ENGLISH.findall(words(page)) == []


def test_the_password_is_changed_and_the_old_one_opens_nothing(inside, client, teacher):
    new = "telar-wayra-2026-sur"
    given = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    done = inside.post(reverse("account_change_password"), given, follow=True)
    assert "Se cambió la contraseña." in words(done)
    teacher.refresh_from_db()
    assert teacher.check_password(new) and not teacher.check_password(PASSWORD)


def test_a_wrong_code_turns_nothing_on(inside, teacher):
    confirm(inside)
    inside.get(reverse("mfa_activate_totp"))
    page = inside.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "Código incorrecto" in words(page)
    assert not Authenticator.objects.filter(user=teacher).exists()


def test_the_two_steps_are_turned_on_and_the_door_asks_for_the_code(inside, client, teacher):
    secret = activate(inside)
    kinds = set(Authenticator.objects.filter(user=teacher).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    index = words(inside.get(reverse("mfa_index")))
    assert "Activa" in index and "Quedan 10 sin usar" in index
    inside.post(reverse("account_logout"))

    asked = enter(client)
    assert asked.url == reverse("mfa_authenticate")
    assert client.get(reverse("today")).status_code == 302  # the password alone opens nothing
    stands_in_our_layout(client.get(asked.url), "Código de verificación")
    refused = client.post(asked.url, {"code": "000000"})
    assert "Código incorrecto" in words(refused)
    assert client.post(asked.url, {"code": code_of(secret)}).url == reverse("today")
    assert client.get(reverse("today")).status_code == 200


def test_a_code_of_reserve_opens_the_door_once(inside, client):
    activate(inside)
    codes = inside.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    file = inside.get(reverse("mfa_download_recovery_codes")).content.decode()
    assert len(codes) == 10 and all(code in file for code in codes)
    inside.post(reverse("account_logout"))
    enter(client)
    assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).url == reverse("today")
    client.post(reverse("account_logout"))
    enter(client)
    assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200


def test_the_two_steps_are_turned_off(inside, teacher):
    activate(inside)
    done = inside.post(reverse("mfa_deactivate_totp"), follow=True)
    assert "Verificación en dos pasos desactivada." in words(done)
    assert not Authenticator.objects.filter(user=teacher).exists()
    inside.post(reverse("account_logout"))
    assert enter(inside).url == reverse("today")
