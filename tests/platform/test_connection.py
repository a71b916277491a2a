"""The address of a database: every option is honoured or refused, and the office never works as the owner."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.db import connection

from llamkay.core.errors import Refused
from llamkay.platform.database import connection as database
from llamkay.platform.database import readiness

FULL = (
    "postgresql://llam%40kay:s%2Fcreto@db.example:6432/casa?sslmode=verify-full&sslrootcert=/etc/root.crt"
    "&connect_timeout=7&application_name=llamkay&options=-c%20statement_timeout%3D5000"
)


@pytest.fixture
def addresses(monkeypatch):
    """Set the two addresses, or take them away."""

    def given(url=None, owner=None):
        for name, value in (("DATABASE_URL", url), ("DATABASE_OWNER_URL", owner)):
            monkeypatch.delenv(name, raising=False)
            if value:
                monkeypatch.setenv(name, value)

    return given


def test_every_option_reaches_the_connection_and_the_child_processes(addresses):
    addresses(FULL)
    made = database.settings_for("app")
    assert (made["HOST"], made["PORT"], made["USER"], made["PASSWORD"], made["NAME"]) == (
        "db.example", "6432", "llam@kay", "s/creto", "casa",
    )  # fmt: skip
    options = made["OPTIONS"]
    assert (options["sslmode"], options["sslrootcert"]) == ("verify-full", "/etc/root.crt")
    assert (options["connect_timeout"], options["application_name"]) == ("7", "llamkay")
    assert options["options"].startswith(database.LIMITS)
    assert options["options"].endswith("-c statement_timeout=5000")  # the last one said counts
    again = psycopg.conninfo.conninfo_to_dict(database.url_of(made))
    assert again == {key: str(value) for key, value in psycopg.conninfo.conninfo_to_dict(FULL).items()} | {
        "connect_timeout": again["connect_timeout"]
    }
    addresses(database.url_of(made))
    assert database.settings_for("app") == made


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u@h/db?sslmod=verify-full", "postgresql://u@h/db?nothing=1", "mysql://u@h/db", "postgresql://u@h",
        "postgresql://u@h/db?client_encoding=LATIN1", "not an address",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_by_the_name_of_the_setting(addresses, url):
    addresses(url)
    with pytest.raises(Refused, match="DATABASE_URL"):
        database.settings_for("app")
    addresses("postgresql://u@h/db", owner=url)
    with pytest.raises(Refused, match="DATABASE_OWNER_URL"):
        database.settings_for("owner")


def test_the_office_needs_an_address_of_its_own(addresses):
    addresses(owner="postgresql://owner@h/db")
    with pytest.raises(Refused, match="DATABASE_URL is missing"):
        database.settings_for("app")
    assert database.settings_for("owner")["USER"] == "owner"


def test_the_owner_is_not_served_and_the_application_is(db, as_application):
    readiness.refuse_the_owner()
    readiness.refuse_other_tables()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    with pytest.raises(Refused, match="DATABASE_URL names «llamkay_owner», which owns the tables"):
        readiness.refuse_the_owner()


def test_tables_of_another_version_are_refused_with_what_to_do(db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations)")
    with pytest.raises(Refused, match="run «llamkay prepare»"):
        readiness.refuse_other_tables()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('pay', '9999_later', now())")
    with pytest.raises(Refused, match=r"newer version of the program \(pay\.9999_later"):
        readiness.refuse_other_tables()
    with pytest.raises(Refused, match="newer"):
        readiness.refuse_newer_tables()


def test_the_site_is_refused_to_the_owner_in_one_sentence(tmp_path):
    address = database.url_of(connection.settings_dict)
    done = subprocess.run(
        [sys.executable, "-P", "-m", "llamkay.cli", "serve", "--port", "65535"],
        env=os.environ | {"DATABASE_URL": "", "DATABASE_OWNER_URL": address, "LLAMKAY_DATA": str(tmp_path)},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "llamkay: DATABASE_URL is missing: the address of the application's login, beside DATABASE_OWNER_URL\n"
    )


def test_a_server_that_does_not_answer_is_said_in_one_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, "-P", "-m", "llamkay.cli", "serve", "--port", "65535"],
        env=os.environ | {"DATABASE_URL": "postgresql://a@127.0.0.1:1/x", "LLAMKAY_DATA": str(tmp_path)},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("llamkay: the database does not answer: ") and done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("bigint", []),
        ("bigint", [3, -2, 2**40]),
        ("bigint", [1, None]),
        ("bigint", [[1, 2], [3, 4]]),
        ("bool", [True, False]),
        ("text", ["1", 'a"b']),
    ],
)
def test_a_list_goes_to_the_database_and_comes_back(db, kind, values):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s::{kind}[]", [values])
        assert cursor.fetchone() == (values,)
