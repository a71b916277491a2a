"""No line of the log tells of anybody, whatever a request carried and however it failed."""

import io
import json
import logging
from types import SimpleNamespace

import pytest
from django.db import DataError, IntegrityError
from django.test import override_settings
from django.urls import path
from psycopg import errors as postgres

from llamkay.config import urls
from llamkay.config.logs import Json, Line
from llamkay.platform.security.access import public

NAME, NUMBER = "Inventada Crecida", "00045678"
WORDS = (NAME, NUMBER, "Crecida", "secreto-de-prueba")


@public
def fails(request, text):
    """A page that fails while it holds what somebody typed."""
    try:
        raise ValueError(f"{NAME} {text}")
    except ValueError as error:
        raise IntegrityError(f'Key (document)=({NUMBER}) already exists, "{request.POST or request.GET}"') from error


@public
def overflows(request, text):
    raise DataError(f"value {NUMBER} of {NAME} is out of range")


urlpatterns = [path("falla/<str:text>/", fails), path("desborda/<str:text>/", overflows), *urls.urlpatterns]
handler500 = urls.handler500


@pytest.fixture(params=[Line, Json])
def log(request):
    """What the console would show, in each of the two ways of writing it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(request.param())
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request", "llamkay")]
    for logger in loggers:
        logger.addHandler(handler)
    yield out
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.mark.parametrize("address", ["falla", "desborda"])
@override_settings(ROOT_URLCONF=__name__)
def test_a_request_that_fails_leaves_nobody_in_the_log(client, db, log, address):
    client.raise_request_exception = False
    sent = {"documento": NUMBER, "nombre": NAME, "clave": "secreto-de-prueba"}
    secret = {"Authorization": "Bearer llk_secreto-de-prueba", "Cookie": "sessionid=secreto-de-prueba"}
    client.post(f"/{address}/{NAME}/?q={NUMBER}", sent, headers=secret)
    client.get(f"/{address}/{NUMBER}/", {"q": NAME})
    text = log.getvalue()
    assert text and not [word for word in WORDS if word in text]
    assert f"{address}/<str:text>/" in text
    assert "Error" in text and (address != "falla" or "builtins.ValueError" in text)


def test_somebody_who_fails_to_enter_is_named_by_no_line(client, db, log):
    for _ in range(2):
        client.post("/cuenta/login/", {"login": "Crecida", "password": "secreto-de-prueba"})
    assert not [word for word in WORDS if word in log.getvalue()]


def test_of_an_error_of_the_database_its_code_and_rule_stand():
    error = postgres.UniqueViolation(f"Key (document)=({NUMBER}) already exists")
    record = logging.LogRecord("llamkay", logging.ERROR, "", 0, "algo falló", (), (type(error), error, None))
    assert "UniqueViolation (23505)" in Line().format(record)
    document = json.loads(Json().format(record))
    assert document["error"] == ["psycopg.errors.UniqueViolation (23505)"]
    assert NUMBER not in json.dumps(document)


def test_a_document_of_the_log_has_its_moment_its_route_and_its_status():
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s: %s", ("Failed", "/personas/7/"), None)
    record.created, record.status_code = 1770066420.25, 500
    record.request = SimpleNamespace(path="/personas/7/", resolver_match=SimpleNamespace(route="personas/<int:pk>/"))
    assert json.loads(Json().format(record)) == {
        "at": "2026-02-02T16:07:00.250-05:00",
        "level": "ERROR",
        "logger": "django.request",
        "message": "Failed: personas/<int:pk>/",
        "status": 500,
    }
