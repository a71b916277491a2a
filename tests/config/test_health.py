"""The health address and the page of a database that is away: nothing of anybody, and a status that machines read."""

import json
import logging
import os
import re
import subprocess
import sys

import pytest
from django.db import OperationalError, connection
from prometheus_client.parser import text_string_to_metric_families
from psycopg import errors as postgres

from llamkay import __version__
from llamkay.config.logs import Line
from llamkay.platform.operation import metrics
from llamkay.web import errors


def test_it_answers_without_session_whoever_asks_by_whatever_name(client, db, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/salud/", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert json.loads(answer.content) == {"version": __version__, "database": "answers"}
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


def test_it_is_ready_only_with_tables_of_this_version_and_space(client, db, monkeypatch):
    answer = client.get("/salud/listo/")
    assert answer.status_code == 200
    assert json.loads(answer.content) == {
        "version": __version__,
        "database": "answers",
        "tables": "of this version",
        "disk": "has space",
    }
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'people'")
    answer = client.get("/salud/listo/")
    assert (answer.status_code, json.loads(answer.content)["tables"]) == (503, "of another version")
    assert client.get("/salud/").status_code == 200  # it lives: to start it again would mend nothing


def test_the_numbers_are_in_the_common_format_and_tell_of_nobody(client, db):
    metrics.answered("/oficina/personas/45678901/?q=Crecida", 200, 0.3)
    answer = client.get("/metricas/")
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    families = list(text_string_to_metric_families(answer.content.decode()))
    names = {family.name for family in families}
    assert {"llamkay_requests", "llamkay_request_seconds", "llamkay_papers_waiting", "llamkay_database_up"} <= names
    assert {"llamkay_work_failed", "llamkay_disk_free_bytes", "llamkay_database_connections"} <= names
    labels = {label for family in families for sample in family.samples for label in sample.labels}
    assert labels <= {"part", "status", "le", "version", "work", "folder"}
    parts = {sample.labels["part"] for family in families for sample in family.samples if "part" in sample.labels}
    assert parts <= {"office", "api", "account", "static", "public"}


@pytest.mark.parametrize(
    ("sent", "token", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, "", 200),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, "", 404),
        ({"REMOTE_ADDR": "203.0.113.9"}, "", 404),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer "}, "", 404),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer otro"}, "codigo", 404),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer codigo"}, "codigo", 200),
    ],
)
def test_the_numbers_are_for_this_machine_or_for_the_token(client, db, monkeypatch, sent, token, status):
    monkeypatch.setenv("LLAMKAY_METRICS_TOKEN", token)
    assert client.get("/metricas/", **sent).status_code == status


def test_the_numbers_of_several_processes_are_added_up_and_the_dead_wait_no_longer(tmp_path):
    """As ``serve`` runs them: one process that asks, another that counted and was killed with a paper waiting."""
    count = (
        "import os, sys, signal; from llamkay.platform.operation import metrics\n"
        "metrics.answered('/oficina/', 200, 0.2); metrics.PAPERS.inc(); sys.stdout.flush()\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    ask = (
        "from llamkay.platform.operation import metrics as m; from prometheus_client import *\n"
        "from prometheus_client.multiprocess import MultiProcessCollector as M\n"
        f"m.answered('/oficina/', 200, 0.2); m._forget_the_dead(__import__('pathlib').Path({str(tmp_path)!r}))\n"
        "r = CollectorRegistry(); M(r); print(generate_latest(r).decode())"
    )
    environment = os.environ | {metrics.FOLDER: str(tmp_path)}
    subprocess.run([sys.executable, "-c", count], env=environment, check=False)
    out = subprocess.run(
        [sys.executable, "-c", ask], env=environment, check=True, capture_output=True, text=True
    ).stdout
    assert 'llamkay_requests_total{part="office",status="200"} 2.0' in out
    assert "llamkay_papers_waiting 1.0" not in out
