"""What was signed or decided is not rewritten by the office's login, and verify finds what an owner rewrote."""

from datetime import date

import pytest
from django.db import Error, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.closing.verify import verify
from llamkay.apps.people.models import StageSpell
from llamkay.apps.remission.certificates.services import issue_certificate, void_certificate
from llamkay.apps.remission.models import PriorDays
from llamkay.apps.remission.prior import services as prior
from llamkay.platform.security.access import Command
from tests.worlds import factories
from tests.worlds.fixtures import in_a_demonstration
from tests.worlds.places import sentenced_prison
from tests.worlds.shared import world


@world(on=sentenced_prison)
def prison_with_files(enrolled):
    """A certificate that a later one replaced, that one voided, a third standing; days approved, refused, waiting."""
    with in_a_demonstration():
        head, director = factories.staff("head_work", enrolled.place), factories.staff("director", enrolled.place)
        for year, days, answer in ((2022, 100, True), (2023, 50, False), (2024, 20, None)):
            row = prior.enter(
                actor=head,
                person=enrolled.person,
                kind="work",
                first=date(year, 1, 1),
                last=date(year, 12, 31),
                days=days,
                book="Libro 1",
                folio="7",
            )
            if answer is not None:
                prior.decide(actor=director, row=row, approve=answer, reason="" if answer else "No consta en el libro")
        enrolled.first = issue_certificate(actor=Command(), person=enrolled.person)
        StageSpell.objects.filter(person=enrolled.person).delete()
        StageSpell.objects.create(
            person=enrolled.person, regime="closed_ordinary", stage="maximum", period=DateRange("2025-01-01", None)
        )
        enrolled.second = issue_certificate(actor=Command(), person=enrolled.person)
        void_certificate(actor=Command(), certificate=enrolled.second, reason="Se emitió con otro nombre")
        enrolled.third = issue_certificate(actor=Command(), person=enrolled.person)
    return enrolled


@pytest.fixture
def files(everything, demonstration, prison_with_files):
    return prison_with_files


def refused(sql, match):
    with pytest.raises(Error, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


PAPER = "platform_issuedpaper"
FORBIDDEN = {
    "a signed file": ("UPDATE remission_certificate SET pdf = '\\x00'", "permission denied|Cannot update"),
    "a certificate's number": ("UPDATE remission_certificate SET number = 99", "permission denied|Cannot update"),
    "a certificate": ("DELETE FROM remission_certificate", "permission denied|Cannot"),
    "a statement": ("UPDATE remission_statement SET result = '{}'", "permission denied|Cannot update"),
    "a statement gone": ("DELETE FROM remission_statement", "permission denied|Cannot"),
    "a step": ("DELETE FROM remission_requeststep", "permission denied|Cannot"),
    "a registered hash": (f"UPDATE {PAPER} SET sha256 = repeat('0', 64)", f"Cannot update rows from {PAPER}"),
    "a code": (f"UPDATE {PAPER} SET code = 'x' || id", f"Cannot update rows from {PAPER}"),
    "a registered paper": (f"DELETE FROM {PAPER}", f"Cannot delete rows from {PAPER}"),
    "a void": (
        f"UPDATE {PAPER} SET voided_at = NULL, void_reason = '' WHERE voided_at IS NOT NULL",
        "Cannot update rows",
    ),
    "the reason of a void": (f"UPDATE {PAPER} SET void_reason = 'x' WHERE voided_at IS NOT NULL", "Cannot update rows"),
    "a replacement": (
        f"UPDATE {PAPER} SET replaced_by_id = NULL WHERE replaced_by_id IS NOT NULL",
        "Cannot update rows",
    ),
    "days approved": ("UPDATE remission_priordays SET days = 101 WHERE state = 'approved'", "Cannot update rows"),
    "days waiting": ("UPDATE remission_priordays SET days = 21 WHERE state = 'entered'", "Cannot update rows"),
    "a period": ("UPDATE remission_priordays SET period = '[2020-01-01,2020-02-01)'", "Cannot update rows"),
    "who entered": ("UPDATE remission_priordays SET entered_by = 'x'", "Cannot update rows"),
    "an approval": (
        "UPDATE remission_priordays SET state = 'refused', reason = 'x' WHERE state = 'approved'",
        "Cannot update rows",
    ),
    "a refusal": ("UPDATE remission_priordays SET state = 'approved' WHERE state = 'refused'", "Cannot update rows"),
    "who decided": ("UPDATE remission_priordays SET decided_by = 'x' WHERE state = 'approved'", "Cannot update rows"),
    "days approved by nobody else": (
        "INSERT INTO remission_priordays (person_id, kind, period, days, book, folio, certificate, scan_name, state, "
        "entered_by, entered_at, decided_by, decided_at, reason) "
        "SELECT person_id, kind, '[2020-01-01,2020-03-01)', days, book, folio, '', '', 'approved', 'a', "
        "now(), 'b', now(), '' FROM remission_priordays WHERE days = 100",
        "Cannot insert rows",
    ),
    "earlier days": ("DELETE FROM remission_priordays", "Cannot delete rows"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_office_cannot_rewrite(files, as_application, what):
    refused(*FORBIDDEN[what])


def test_what_waits_is_decided_once(files, as_application):
    row = PriorDays.objects.get(state="entered")
    prior.decide(actor=factories.staff("director", files.place, "otra"), row=row, approve=True)
    refused("UPDATE remission_priordays SET state = 'entered' WHERE days = 20", "Cannot update rows")


TAMPERING = {
    "one byte of a file": (
        "UPDATE remission_certificate SET pdf = set_byte(pdf, 100, get_byte(pdf, 100) # 1) WHERE number = 1",
        "el certificado 0001-2026 de {place} no es el archivo que se firmó",
    ),
    "a file and its hash": (
        "WITH c AS (UPDATE remission_certificate SET pdf = pdf || '\\x0a' WHERE number = 1 RETURNING paper_id, pdf) "
        f"UPDATE {PAPER} p SET sha256 = encode(sha256(c.pdf), 'hex') FROM c WHERE p.id = c.paper_id",
        "el certificado 0001-2026 de {place}: la huella registrada no es la que dice el registro de actos",
    ),
    "a number": (
        "UPDATE remission_certificate SET number = 4 WHERE number = 3",
        "falta el certificado 0003-2026 de EP16: la serie salta ese número",
    ),
    "a void taken back": (
        f"UPDATE {PAPER} SET voided_at = NULL, void_reason = ''",
        "el certificado 0002-2026 de {place}: se anuló por «Se emitió con otro nombre» y no figura así",
    ),
    "a void nobody wrote": (
        f"UPDATE {PAPER} SET voided_at = now(), void_reason = 'x' WHERE voided_at IS NULL",
        "el certificado 0003-2026 de {place}: figura anulado y el registro de actos no lo dice",
    ),
    "a replacement taken back": (
        f"UPDATE {PAPER} SET replaced_by_id = NULL",
        "el certificado 0001-2026 de {place}: el documento que lo reemplaza no es el que dice el registro de actos",
    ),
    "a registered paper without its file": (
        f"INSERT INTO {PAPER} (code, title, institution, issued_at, sha256, void_reason) "
        "VALUES ('AAAA', 'x', 'x', now(), 'x', '')",
        "el documento AAAA está registrado y su archivo no está",
    ),
    "a count and its seal": (
        "UPDATE remission_statement SET hash = repeat('0', 64) WHERE replaces_id IS NULL",
        "el cómputo {count} de {code} no es el que dice el registro de actos",
    ),
    "days": (
        "UPDATE remission_priordays SET days = 101 WHERE days = 100",
        "los días anteriores {prior} de {code} no son los que el registro de actos dice",
    ),
    "a period": (
        "UPDATE remission_priordays SET period = '[2022-01-01,2022-12-31)' WHERE days = 100",
        "los días anteriores {prior} de {code} no son los que el registro de actos dice",
    ),
    "who approved": (
        "UPDATE remission_priordays SET decided_by = 'otra' WHERE days = 100",
        "los días anteriores {prior} de {code}: quien respondió por ellos o su motivo no son los del registro "
        "de actos: «Personal director aprobó 100 días anteriores de {code}.»",
    ),
    "days gone": (
        "DELETE FROM remission_priordays WHERE days = 20",
        "faltan los días anteriores que el registro de actos nombra: "
        "«Personal head_work registró 20 días anteriores de {code}.»",
    ),
}


@pytest.fixture
def unguarded(files):
    """The owner of the tables, with every trigger switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("remission_certificate", PAPER, "remission_priordays", "remission_statement"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return files


def found():
    return [problem for check in verify() for problem in check.problems]


@pytest.mark.parametrize("what", TAMPERING)
def test_verify_finds_what_an_owner_rewrote(unguarded, what):
    assert found() == []
    sql, said = TAMPERING[what]
    words = {
        "place": unguarded.place,
        "code": unguarded.person.code,
        "prior": PriorDays.objects.get(days=100).pk,
        "count": unguarded.first.statement_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert said.format(**words) in found()
