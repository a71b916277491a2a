"""The health address and the page of a database that is away: nothing of anybody, and a status that machines read."""

import json
import logging
import re

import pytest
from django.db import OperationalError, connection
from psycopg import errors as postgres

from llamkay.config.logs import Line
from llamkay.web import errors


def test_it_answers_without_session_whoever_asks_by_whatever_name(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/salud/", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert json.loads(answer.content) == {"version": "0.1.0", "database": "answers"}
    assert not answer.cookies


def test_it_says_when_the_database_does_not_answer(client, db, monkeypatch):
    def away():
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get("/salud/")
    assert (answer.status_code, json.loads(answer.content)["database"]) == (503, "does not answer")


@pytest.mark.parametrize(
    ("cause", "status"),
    [
        (postgres.OperationalError("connection refused"), 503),
        (postgres.AdminShutdown("terminating connection"), 503),
        (postgres.CannotConnectNow("the database system is starting up"), 503),
        (postgres.LockNotAvailable("canceling statement due to lock timeout"), 500),
    ],
)
def test_a_page_says_that_the_database_is_away(rf, cause, status):
    try:
        raise OperationalError(str(cause)) from cause
    except OperationalError:
        answer = errors.server_error(rf.get("/"))
    assert answer.status_code == status
    assert ("La base de datos no responde" in answer.content.decode()) == (status == 503)


def test_a_line_of_the_log_has_its_moment_in_lima_with_the_zone():
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "algo falló", (), None)
    record.created = 1770066420.25
    assert Line().format(record) == "2026-02-02T16:07:00.250-05:00 ERROR django.request: algo falló"
    assert re.match(r"\d{4}-\d\d-\d\dT", Line().format(record))
