"""What is signed, decided or numbered cannot be rewritten by the office, and is found out when somebody else does."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import Error, connection, transaction

from llamkay.apps.remission import checks
from llamkay.apps.remission.certificates.services import issue_certificate, void_certificate
from llamkay.apps.remission.models import Certificate, PriorDays
from llamkay.apps.remission.prior import services as prior
from llamkay.apps.remission.tasks import older_books
from llamkay.platform.models import IssuedPaper
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import Scope
from tests.worlds import factories

pytestmark = pytest.mark.usefixtures("demonstration")


@pytest.fixture
def certificate(enrolled):
    return issue_certificate(actor=Command(), person=enrolled.person)


@pytest.fixture
def entered(enrolled):
    entering, self_ = factories.staff("registry", enrolled.place, "registro"), enrolled.person
    return prior.enter(
        actor=entering,
        person=self_,
        kind="work",
        first=date(2024, 1, 1),
        last=date(2024, 1, 31),
        days=20,
        book="L1",
        folio="7",
    )


def refused(sql):
    with pytest.raises(Error, match=r"Cannot|permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE remission_certificate SET number = 9",
        "UPDATE remission_certificate SET pdf = 'x'::bytea",
        "DELETE FROM remission_certificate",
        "UPDATE platform_issuedpaper SET sha256 = 'x'",
        "UPDATE platform_issuedpaper SET issued_at = now()",
        "DELETE FROM platform_issuedpaper",
        "UPDATE remission_statement SET result = '{}'",
    ],
)
def test_what_was_signed_is_not_rewritten(certificate, sql):
    refused(sql)
    assert list(checks.certificates()) == []


def test_a_paper_is_voided_once(certificate):
    void_certificate(actor=Command(), certificate=certificate, reason="Error en el nombre")
    refused("UPDATE platform_issuedpaper SET voided_at = NULL, void_reason = ''")
    refused("UPDATE platform_issuedpaper SET void_reason = 'Otra razón'")


def test_entered_days_are_only_decided_and_that_once(entered, enrolled):
    refused("UPDATE remission_priordays SET days = 31")
    refused("DELETE FROM remission_priordays")
    council = factories.staff("council", enrolled.place, "consejo")
    prior.decide(actor=council, row=entered, approve=True)
    refused("UPDATE remission_priordays SET state = 'refused', reason = 'x'")
    assert list(checks.prior_days()) == []


def behind_the_triggers(table, sql, values=()):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_another_file_behind_the_triggers_is_found(certificate):
    changed = bytes(Certificate.objects.get().pdf)[:-1] + b"\x00"
    behind_the_triggers("remission_certificate", "UPDATE remission_certificate SET pdf = %s", [changed])
    (problem,) = checks.certificates()
    assert problem.startswith("el certificado 0001-2026 de") and problem.endswith("no es el archivo que se firmó")


def test_a_gap_in_the_series_is_found(certificate):
    issue_certificate(actor=Command(), person=certificate.statement.person, kind="work")
    paper = certificate.paper_id
    behind_the_triggers("remission_certificate", f"DELETE FROM remission_certificate WHERE id = {certificate.pk}")
    behind_the_triggers("platform_issuedpaper", f"DELETE FROM platform_issuedpaper WHERE id = {paper}")
    assert [problem.split(":")[0] for problem in checks.certificates()] == [
        "falta el certificado que el registro de actos nombra",
        "falta el certificado 0001-2026 de EP16",
    ]
    assert IssuedPaper.objects.count() == 1


@pytest.mark.parametrize(
    "sql", ["SET days = 31", "SET folio = '8'", "SET state = 'refused', reason = 'x', decided_by = 'y'"]
)
def test_days_rewritten_behind_the_triggers_are_found(entered, sql):
    assert list(checks.prior_days()) == []
    behind_the_triggers("remission_priordays", f"UPDATE remission_priordays {sql}")
    (problem,) = checks.prior_days()
    assert "no son los que el registro de actos dice" in problem
    assert PriorDays.objects.count() == 1


def test_days_of_an_older_book_wait_for_a_second_person_of_that_prison(entered, enrolled, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", factories.NOW)
    director, today = factories.staff("director", enrolled.place), date(2026, 2, 2)
    (task,) = older_books(director, director.actions["remission.approve_prior"], today)
    assert entered.person.code in task.text and task.url.endswith("/anteriores/")
    assert (
        list(older_books(SimpleNamespace(username="registro"), Scope(ids=frozenset({enrolled.place.pk})), today)) == []
    )
    assert list(older_books(director, Scope(ids=frozenset({enrolled.place.pk + 1})), today)) == []
    prior.decide(actor=director, row=entered, approve=True)
    assert list(older_books(director, director.actions["remission.approve_prior"], today)) == []
