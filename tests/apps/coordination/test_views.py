"""The desk on screen: what each function sees and writes, and the liaison nothing else."""

from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from llamkay.apps.coordination.agreements import services as agreements
from llamkay.apps.coordination.models import Agreement, Commitment, CommitmentEntry, Evidence, PostDesk
from llamkay.apps.institutions.models import Institution, OfficeHolder
from tests.web.test_budget import routes

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def url(name, *arguments):
    return reverse(f"coordination:{name}", args=arguments)


def page(response):
    assert response.status_code == 200, response.status_code
    return " ".join(unescape(response.content.decode()).split())


@pytest.fixture
def protocolo(two_sides, client):
    client.force_login(two_sides.protocolo, backend=BACKEND)
    return client


@pytest.fixture
def enlace(two_sides, client):
    client.force_login(two_sides.enlace, backend=BACKEND)
    return client


def test_an_agreement_from_its_first_line_to_its_signing(two_sides, protocolo):
    values = {
        "kind": "framework",
        "number": "001-2026",
        "name": "Por las madres",
        "purpose": "Cooperar",
        "starts_on": "2026-02-01",
        "ends_on": "2028-02-01",
        "renewal": "addendum",
        "exit_days": "30",
    }
    refused = page(protocolo.post(url("new_agreement"), {**values, "ends_on": "2025-02-01"}))
    assert "El último día va después del primero." in refused
    response = protocolo.post(url("new_agreement"), values)
    made = Agreement.objects.get()
    assert response.url == made.get_absolute_url()
    for institution, post in ((two_sides.inpe, "Presidencia"), (two_sides.ministry, "Ministra")):
        protocolo.post(
            url("agreement_act", made.pk, "parte"),
            {"institution": institution.pk, "post": two_sides.posts[post].pk, "coordinator": ""},
        )
    party = made.parties.get(institution=two_sides.ministry)
    owed = {"party": party.pk, "text": "Dar dos talleres", "due_on": "2026-03-01", "evidence": "acta"}
    protocolo.post(url("agreement_act", made.pk, "obligacion"), owed)
    assert "MIMP" in page(protocolo.get(url("agreement_act", made.pk, "obligacion")))
    protocolo.post(url("agreement_act", made.pk, "firma"), {"on": "2026-02-02"})
    text = page(protocolo.get(url("agreement", made.pk)))
    assert "Eva Luna" in text and "Vigente" in text and "C-001-2026" in text and "Dar dos talleres" in text
    assert protocolo.get(url("agreement_act", made.pk, "firma")).status_code == 404
    file = SimpleUploadedFile("convenio.pdf", b"%PDF-1.7")
    protocolo.post(url("agreement_act", made.pk, "documento"), {"file": file})
    assert protocolo.get(url("agreement_file", made.pk)).content == b"%PDF-1.7"
    assert "Por las madres" in page(protocolo.get(url("agreements") + "?q=madres&estado=in_force"))
    assert "Por las madres" not in page(protocolo.get(url("agreements") + "?estado=expired"))


def test_the_liaison_sees_her_commitments_and_answers_one(two_sides, promised, enlace):
    mine = promised(what="Capacitar a las cuidadoras")
    other = promised(what="Pintar el patio de visitas", post=two_sides.posts["Directora"])
    text = page(enlace.get(url("commitments")))
    assert mine.what in text and other.what not in text
    assert enlace.get(url("commitment", other.pk)).status_code == 404
    given = {"status": "limited", "words": "Se dio el primer taller.", "files": SimpleUploadedFile("a.pdf", b"%PDF-1")}
    assert enlace.post(url("commitment_entry", other.pk, "informe"), given).status_code == 404
    assert enlace.post(url("commitment_entry", mine.pk, "revision"), given).status_code == 404
    given["files"] = SimpleUploadedFile("a.pdf", b"%PDF-1")
    assert enlace.post(url("commitment_entry", mine.pk, "informe"), given).url == mine.get_absolute_url()
    text = page(enlace.get(url("commitment", mine.pk)))
    assert "Se dio el primer taller." in text and "por Noemí Paz" in text
    assert enlace.get(url("evidence", Evidence.objects.get().pk)).content == b"%PDF-1"


def test_the_evidence_of_others_is_not_hers(two_sides, promised, client):
    other = promised(post=two_sides.posts["Directora"])
    client.force_login(two_sides.estadistica, backend=BACKEND)
    file = SimpleUploadedFile("a.pdf", b"%PDF-1")
    given = {"status": "limited", "words": "Se vio el patio.", "files": file}
    client.post(url("commitment_entry", other.pk, "revision"), given)
    assert CommitmentEntry.objects.get().kind == "review"
    address = url("evidence", Evidence.objects.get().pk)
    assert client.get(address).status_code == 200
    client.force_login(two_sides.enlace, backend=BACKEND)
    assert client.get(address).status_code == 404


HERS = {
    "coordination:liaison",
    "coordination:liaison_referral",
    "coordination:commitments",
    "coordination:commitment",
    "coordination:commitment_entry",
    "coordination:evidence",
}
EVERYBODY = {"today", "kit", "institutions:report_incident"}


def test_the_liaison_is_refused_everything_else(two_sides, enlace):
    """Every named address of the office is tried; what opens is named here."""

    shut, opened = [], []
    for name, (_path, pattern) in routes().items():
        arguments = {
            key: "00000000-0000-0000-0000-000000000000" if type(kind).__name__ == "UUIDConverter" else "1"
            for key, kind in pattern.pattern.converters.items()
        }
        response = enlace.get(reverse(name, kwargs=arguments))
        (shut if response.status_code in (403, 405) else opened).append(name)
    assert set(opened) == HERS | EVERYBODY
    assert {"statistics:list", "statistics:detail", "press:list", "institutions:list", "people:list"} <= set(shut)
    assert two_sides.enlace.scope.ids == frozenset() and not two_sides.enlace.scope.everything


def test_an_authority_and_who_answers_for_a_post(two_sides, protocolo):
    protocolo.post(
        url("authority_act", "institucion"),
        {"name": "Ministerio de Salud", "acronym": "MINSA", "since": "2002-01-01", "norm": "Ley 27657"},
    )
    health = Institution.objects.get(code="minsa")
    protocolo.post(
        url("authority_act", "autoridad"),
        {"institution": health.pk, "post_title": "Ministro", "name": "Luis Mar", "on": "2026-01-01", "act": "R.S. 1"},
    )
    assert OfficeHolder.objects.get(post__institution=health).name == "Luis Mar"
    post = health.post_set.get()
    protocolo.post(
        url("authority_act", "responde"), {"post": post.pk, "user": two_sides.enlace.pk, "since": "2026-02-01"}
    )
    desk = PostDesk.objects.get(post=post)
    assert "Luis Mar" in page(protocolo.get(url("authorities")))
    protocolo.post(url("unseat", desk.pk))
    assert desk.__class__.objects.get(pk=desk.pk).period.upper == date(2026, 2, 2)
    refused = protocolo.post(
        url("authority_act", "institucion"), {"name": "Otro", "acronym": "minsa", "since": "2002-01-01", "norm": "x"}
    )
    assert "Ya hay una institución con la sigla" in page(refused)


def test_the_public_reads_what_was_made_public(two_sides, promised, client):
    promised(what="Capacitar a las cuidadoras", due_on=date(2026, 2, 1))
    promised(what="Un asunto reservado entre las dos", public=False)
    text = page(client.get("/compromisos/"))
    assert "Capacitar a las cuidadoras" in text and "1 día de atraso" in text and "asunto reservado" not in text
    assert "Noemí Paz" not in text
    answer = client.get("/compromisos/?formato=csv").content.decode()
    assert "C-001-2026,Capacitar a las cuidadoras,MIMP,Dirección de Enlace" in answer and "reservado" not in answer


def test_what_is_signed_is_not_edited_on_screen(two_sides, draft, protocolo):
    made = draft()
    assert "Atención de madres" in page(protocolo.get(url("edit_agreement", made.pk)))
    agreements.sign(actor=two_sides.protocolo, agreement=made, on=date(2026, 2, 2))
    assert protocolo.get(url("edit_agreement", made.pk)).url == made.get_absolute_url()


def test_a_commitment_is_entered_and_its_term_extended(two_sides, protocolo):
    values = {
        "what": "Entregar cunas nuevas",
        "post": two_sides.posts["Ministra"].pk,
        "due_on": "2026-02-20",
        "indicator": "cunas en la sala",
        "evidence": "acta",
        "made_on": "2026-02-02",
        "meeting": "Visita",
        "public": "on",
        "metric": "",
        "key": "",
        "establishment": "",
        "target": "",
        "agreement": "",
    }
    protocolo.post(url("commit"), values)
    made = Commitment.objects.get()
    protocolo.post(url("commitment_entry", made.pk, "plazo"), {"new_due_on": "2026-03-20", "why": "Faltan los pagos."})
    assert "plazo ampliado" in page(protocolo.get(url("commitment", made.pk)))
