"""A certificate is issued once, verified by anybody, replaced by a later count, recomputed by a stranger."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.institutions.models import Institution
from llamkay.apps.institutions.services import rename_institution
from llamkay.apps.people.models import Conviction, StageSpell
from llamkay.apps.remission.certificates.judge_file import archive
from llamkay.apps.remission.certificates.services import authority, issue_certificate, void_certificate
from llamkay.apps.remission.models import Certificate
from llamkay.core.errors import Refused
from llamkay.core.remission.words import in_words
from llamkay.platform.models import IssuedPaper, LoggedAction
from llamkay.platform.papers import signatures
from llamkay.platform.security.access import Command
from tests.worlds import factories

pytestmark = pytest.mark.usefixtures("demonstration")


def issue(person, **more):
    return issue_certificate(actor=Command(), person=person, **more)


def promoted(person):
    StageSpell.objects.filter(person=person).delete()
    StageSpell.objects.create(
        person=person, regime="closed_ordinary", stage="maximum", period=DateRange("2025-01-01", None)
    )


def test_issued_once_numbered_and_signed(enrolled):
    first = issue(enrolled.person)
    assert issue(enrolled.person).pk == first.pk
    assert str(first) == "0001-2026"
    assert [s.good for s in signatures(bytes(first.pdf), root=authority().root)] == [True]
    work = issue(enrolled.person, kind="work")
    assert (str(work), work.kind) == ("0002-2026", "work")
    assert LoggedAction.objects.filter(verb="remission.certify").count() == 2


def test_each_is_headed_by_what_the_institution_was_called_on_its_day(enrolled, monkeypatch, client):
    before = issue(enrolled.person)
    rename_institution(
        actor=Command(),
        institution=Institution.objects.get(code="inpe"),
        name="Superintendencia Nacional de Internamiento y Reinserción",
        acronym="SUNIR",
        on=date(2026, 8, 1),
        norm="Decreto Legislativo 1710",
    )
    monkeypatch.setenv("LLAMKAY_NOW", "2026-08-03T10:00:00-05:00")
    after = issue(enrolled.person, kind="work")
    assert (str(before), str(after)) == ("0001-2026", "0002-2026")  # one row of numbers a year, whatever it is called
    before.refresh_from_db()
    names = "Instituto Nacional Penitenciario", "Superintendencia Nacional de Internamiento y Reinserción"
    assert (before.paper.institution, after.paper.institution) == names
    for made, name in zip((before, after), names, strict=True):
        page = client.get(f"/verificar/{made.paper.code}/").content.decode()
        assert name in page and all(name == other or other not in page for other in names)
        assert [s.good for s in signatures(bytes(made.pdf), root=authority().root)] == [True]


def test_a_later_count_replaces_it(enrolled):
    first = issue(enrolled.person)
    promoted(enrolled.person)
    second = issue(enrolled.person)
    first.paper.refresh_from_db()
    assert first.paper.replaced_by == second.paper
    assert second.statement.replaces == first.statement


def test_a_void_is_final_and_says_why(enrolled):
    made = issue(enrolled.person)
    with pytest.raises(Refused, match="por qué"):
        void_certificate(actor=Command(), certificate=made, reason=" ")
    void_certificate(actor=Command(), certificate=made, reason="Se emitió con otro nombre")
    with pytest.raises(Refused, match="ya estaba anulado"):
        void_certificate(actor=Command(), certificate=made, reason="otra vez")
    assert issue(enrolled.person).pk != made.pk


def test_nothing_is_left_when_it_cannot_be_signed(enrolled, settings):
    settings.DEMO = False
    with pytest.raises(Refused, match="No hay llave"):
        issue(enrolled.person)
    assert not Certificate.objects.exists()
    assert not IssuedPaper.objects.exists()


def test_a_sentence_without_a_term_and_nobody_sentenced(enrolled):
    Conviction.objects.filter(person=enrolled.person).update(years=0)
    assert "release" in issue(enrolled.person).statement.result
    Conviction.objects.filter(person=enrolled.person).update(final_on=None)
    assert issue(enrolled.person).statement.result["status"] == "not_final"


def test_who_may(enrolled):
    with pytest.raises(PermissionDenied):
        issue_certificate(actor=factories.staff("instructor", enrolled.place), person=enrolled.person)


def test_a_stranger_recomputes_the_file(enrolled, tmp_path):
    made = issue(enrolled.person)
    content = archive(actor=Command(), certificate=made)
    assert content == archive(actor=Command(), certificate=made)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        book.extractall(tmp_path / "file")
        assert book.read("certificado.pdf") == bytes(made.pdf)
        lines = book.read("planillas.csv").decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 4 + 3  # the heading; the fifth day of work was taken back
    command = [str(Path(sys.executable).with_name("llamkay")), "remission", "compute", "caso.yaml", "--json"]
    done = subprocess.run(command, cwd=tmp_path / "file", capture_output=True, text=True, check=True)
    assert (
        json.loads(done.stdout)
        == json.loads((tmp_path / "file" / "resultado.json").read_text())
        == in_words(made.statement.result)
    )


def page(client, made, **more):
    return client.get(reverse("public-verify", args=[made.paper.code]), **more)


def test_anybody_verifies_it_and_learns_nothing_else(enrolled, client):
    made = issue(enrolled.person)
    found = page(client, made)
    text = found.content.decode()
    assert found.status_code == 200
    assert "sigue vigente" in text
    assert enrolled.person.code not in text
    assert enrolled.word not in text
    assert enrolled.place.name not in text

    def upload(content, to):
        file = io.BytesIO(content)
        file.name = "c.pdf"
        return client.post(to, {"file": file}).content.decode()

    own, ask = reverse("public-verify", args=[made.paper.code]), reverse("public-verify-ask")
    changed = bytearray(made.pdf)
    changed[len(changed) // 2] ^= 1
    assert "letra por letra" in upload(bytes(made.pdf), own)
    assert "su contenido cambió" in upload(bytes(changed), own)
    assert "letra por letra" in upload(bytes(made.pdf), ask)
    assert "no está como salió" in upload(bytes(changed), ask)

    promoted(enrolled.person)
    issue(enrolled.person)
    assert "Otro documento lo reemplazó" in page(client, made).content.decode()
    void_certificate(actor=Command(), certificate=made, reason="x")
    assert "No vale" in page(client, made).content.decode()


@pytest.mark.parametrize("code", ["AAAA-AAAA-AAAA-AAAA", "x", "0" * 300])
def test_an_unknown_code_is_said_to_be_unknown(db, client, code):
    found = client.get(reverse("public-verify", args=[code]))
    assert found.status_code == 404
    assert "Ningún documento tiene ese código" in found.content.decode()


def test_a_code_with_a_slip_is_refused_and_kept(db, client):
    found = client.post(reverse("public-verify-ask"), {"code": "4F7K-2M9Q"})
    assert found.status_code == 422
    assert "4F7K-2M9Q" in found.content.decode()
