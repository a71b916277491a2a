"""Passwords are checked a few at a time, so that two hundred sign-ins at once never take the whole machine."""

import threading
import time

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.test import override_settings

from llamkay.platform.security import passwords

OURS = override_settings(PASSWORD_HASHERS=["llamkay.platform.security.passwords.Argon2InTurn"])


def test_a_hash_of_ours_opens_and_another_word_does_not():
    with OURS:
        kept = make_password("cuna-taller-aula-2026")
        assert "m=47104,t=1,p=1" in kept
        assert check_password("cuna-taller-aula-2026", kept) and not check_password("otra", kept)


def test_a_hash_made_at_the_former_cost_still_opens_and_is_made_anew():
    from django.contrib.auth.hashers import Argon2PasswordHasher

    kept = Argon2PasswordHasher().encode("cuna-taller-aula-2026", "saltsaltsalt")
    again = []
    with OURS:
        assert check_password("cuna-taller-aula-2026", kept, again.append)
    assert again == ["cuna-taller-aula-2026"]


def test_two_hundred_at_once_are_hashed_few_at_a_time(monkeypatch):
    """At most ``AT_ONCE`` at work and ``PLACES`` in the process: the others are told at once to come again."""
    working, most, done, refused = 0, 0, 0, 0
    guard, start = threading.Lock(), threading.Barrier(200)

    def one():
        nonlocal working, most, done, refused
        start.wait(30)
        try:
            with passwords.turn():
                with guard:
                    working += 1
                    most = max(most, working)
                time.sleep(0.001)
                with guard:
                    working -= 1
                    done += 1
        except passwords.TooManySignIns:
            with guard:
                refused += 1

    threads = [threading.Thread(target=one) for _ in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert done + refused == 200 and done >= 1
    assert most <= passwords.AT_ONCE
    with passwords.turn():  # every turn was given back
        pass


def test_the_turn_is_of_the_whole_machine(monkeypatch):
    """Another process that hashes holds the turn; whoever waits too long is told so."""
    monkeypatch.setattr(passwords, "PATIENCE", 0.05)
    held = [passwords._turn_of_the_machine() for _ in range(passwords.AT_ONCE)]
    try:
        with pytest.raises(passwords.TooManySignIns), passwords.turn():
            pass
    finally:
        for file in held:
            passwords.os.close(file)


@pytest.mark.django_db
def test_whoever_comes_in_the_crowd_is_told_to_wait(client, monkeypatch):
    def crowd(*_args, **_more):
        raise passwords.TooManySignIns

    monkeypatch.setattr("allauth.account.adapter.authenticate", crowd)
    answer = client.post("/cuenta/login/", {"login": "docente", "password": "otra"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert "espere unos segundos" in answer.content.decode()
