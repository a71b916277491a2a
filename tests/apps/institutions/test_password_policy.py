"""A password of the staff: long by the norm, none of the words of the house, none that leaked."""

import hashlib

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from llamkay.apps.institutions.accounts.policy import stands_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("password", ["quena-molino-77", "tres ríos y una luna", "cuna-taller-aula-2026"])
def test_long_ones_of_other_words_are_taken(password):
    validate_password(password)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("quena-molino-7", "password_too_short"),
        ("InpeChorrillos2026", "password_of_the_house"),
        ("Administración-Marzo-2025", "password_of_the_house"),
        ("Contraseña.del.Perú.1", "password_of_the_house"),
    ],
)
def test_short_ones_and_those_that_anybody_would_try_here_are_not(password, code):
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert code in {error.code for error in refused.value.error_list}


def test_beside_a_second_step_twelve_are_enough(house, two_steps):
    validate_password("quena-molin7", house("administrator"))
    with pytest.raises(ValidationError):
        validate_password("quena-molin7", house("teacher", "EP16"))


def test_a_leaked_one_is_found_in_a_sorted_file_and_no_other(tmp_path, monkeypatch):
    leaked = [f"robada-número-{n}" for n in range(200)]
    digests = sorted(hashlib.sha1(each.encode()).hexdigest().upper() for each in leaked)
    file = tmp_path / "robadas.txt"
    file.write_text("".join(f"{digest}:{n * n}\r\n" for n, digest in enumerate(digests)))
    assert all(stands_in(file, digest) for digest in digests)
    assert not any(stands_in(file, hashlib.sha1(f"otra {n}".encode()).hexdigest().upper()) for n in range(200))
    monkeypatch.setenv("LLAMKAY_LEAKED_PASSWORDS", str(file))
    with pytest.raises(ValidationError, match="robadas"):
        validate_password("robada-número-77")
    validate_password("robada-número-777")
