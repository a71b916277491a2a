"""The pages of evaluation: who sees them, what they say, what leaves as paper and data."""

import io
import json
import zipfile

import pytest
from django.urls import reverse
from django.utils import translation

from llamkay.apps.evaluation import services
from llamkay.apps.evaluation.models import Protocol, Run
from llamkay.apps.institutions.models import User
from llamkay.platform.security import scope
from tests.apps.evaluation.conftest import ANSWERS
from tests.apps.evaluation.test_services import HEADING, rows


@pytest.fixture
def run(world, signed):
    """An analysis of a file with a subgroup and a return of a kind that is told and one that is not."""
    programme = services.add_programme(actor=world.analyst, name="Panadería", kind="work", invented=True)
    protocol = signed(programme, "file")
    text = HEADING + rows(400, 1, 80) + rows(400, 0, 120) + rows(3, 0, 3, kind="revoked")
    return services.analyse(actor=world.analyst, protocol=protocol, content=text.encode())


def page(client, name, *args):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_first_verdict_that_a_visitor_reads_is_that_no_difference_was_found(world, enter, run):
    text = page(enter(world.analyst), "evaluation:home")
    assert text.index("No se encontró diferencia") < text.index("Los programas de aquí")
    assert "Carolina del Norte" in text and "Personas inventadas" in text
    assert text.index("Carolina del Norte") < text.index("Panadería")


def test_a_report_says_which_look_it_is_and_names_no_small_count(world, enter, run):
    text = page(enter(world.analyst), "evaluation:report", run.pk)
    assert "Análisis 1 de 1 de este programa" in text
    assert run.document["outcomes"][0]["verdict"]["es"] in text
    assert "Revocación de un beneficio" in text and "menos de 5" in text and "reservado" in text
    services.analyse(actor=world.analyst, protocol=run.protocol, content=(HEADING + rows(60, 1, 9)).encode())
    assert "Análisis 1 de 2 de este programa" in page(enter(world.analyst), "evaluation:report", run.pk)


def test_a_report_reads_in_english(world, enter, run):
    client = enter(world.analyst)
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    text = page(client, "evaluation:report", run.pk)
    assert run.document["outcomes"][0]["verdict"]["en"] in text and "From those released to those compared" in text


def test_the_paper_is_a_tagged_pdf_and_the_data_a_package(world, enter, run):
    client = enter(world.analyst)
    paper = client.get(reverse("evaluation:paper", args=[run.pk]))
    assert paper["Content-Type"] == "application/pdf" and b"/StructTreeRoot" in paper.content
    answer = client.get(reverse("evaluation:package", args=[run.pk]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle:
        description = json.loads(bundle.read("datapackage.json"))
        assert {each["path"] for each in description["resources"]} == set(bundle.namelist()) - {"datapackage.json"}
        assert (
            "revoked,\r\n" in bundle.read("returns.csv").decode() or "revoked,\n" in bundle.read("returns.csv").decode()
        )
    assert description["protocol"]["seal"] == run.protocol.seal and description["invented"] is True


@pytest.mark.parametrize("who", ["director", "press"])
def test_who_sees_it(world, enter, run, who):
    client = enter(getattr(world, who))
    status = {"director": 403, "press": 200}[who]
    assert client.get(reverse("evaluation:report", args=[run.pk])).status_code == status
    assert client.get(reverse("evaluation:write")).status_code == 403


def test_a_protocol_is_written_signed_twice_and_analysed_on_screen(world, enter, db):
    services.add_programme(actor=world.analyst, name="Coro", kind="culture")
    programme = services.Programme.objects.get(name="Coro")
    for name in ("analyst", "officer"):
        user = getattr(world, name)
        user.set_password("secreto-largo-1")
        user.save()
    client = enter(world.analyst)
    sent = {
        "programme": programme.pk,
        "source": "file",
        "first": "2023-01-01",
        "last": "2023-12-31",
        "data_cut": "2025-12-31",
        "windows": "24, 12",
        "outcome": ["new_convicted"],
        "exposure_days": 30,
        "exposure_months": 6,
        "covariates": ["age"],
        "subgroups": ["long_term"],
        **{f"q_{name}": text for name, text in ANSWERS.items()},
    }
    refused = client.post(reverse("evaluation:write"), sent | {"last": "2022-12-31"})
    assert refused.status_code == 422 and "termina antes de empezar" in refused.content.decode()
    client.post(reverse("evaluation:write"), sent)
    protocol = Protocol.objects.get()
    assert protocol.document["windows"] == [12, 24] and protocol.document["subgroups"] == ["long_term"]
    sign = reverse("evaluation:act", args=[protocol.pk, "firmar"])
    assert client.post(sign, {"password": "otra"}).status_code == 422
    assert client.post(sign, {"password": "secreto-largo-1"}).status_code == 302
    again = client.post(sign, {"password": "secreto-largo-1", "csrfmiddlewaretoken": "another page"})
    assert "la segunda firma es de otra persona" in again.content.decode()
    assert client.get(reverse("evaluation:analyse", args=[protocol.pk])).status_code == 404
    with scope.elevated():
        officer = User.objects.get(pk=world.officer.pk)
    enter(officer).post(sign, {"password": "secreto-largo-1"})
    client = enter(world.analyst)
    heading = "released_on,took_part,returned,returned_on,ended_on,age,long_term\n"
    body = "".join(f"2023-03-15,{n % 2},,,,{20 + n % 30},{n % 5 // 3}\n" for n in range(120))
    content = io.BytesIO((heading + body).encode())
    content.name = "cohorte.csv"
    answer = client.post(reverse("evaluation:analyse", args=[protocol.pk]), {"file": content})
    assert answer.status_code == 302 and Run.objects.get().document["protocol"]["subgroups"] == ["long_term"]


def test_the_public_reads_only_what_was_published(world, client, run):
    answer = client.get(reverse("public-evaluations"))
    text = answer.content.decode()
    assert "No se encontró diferencia" in text and "Panadería" not in text
    for name in ("public-evaluation", "public-evaluation-paper", "public-evaluation-data"):
        assert client.get(reverse(name, args=[run.pk])).status_code == 404
    services.publish(actor=world.officer, run=run)
    assert "Panadería" in client.get(reverse("public-evaluations")).content.decode()
    shown = client.get(reverse("public-evaluation", args=[run.pk])).content.decode()
    assert "Personas inventadas" in shown and world.analyst.username not in shown
    for name in ("public-evaluation-paper", "public-evaluation-data"):
        assert client.get(reverse(name, args=[run.pk])).status_code == 200
    for name in ("public-evaluation-north-carolina", "public-evaluation-literature"):
        assert client.get(reverse(name)).status_code == 200


def test_a_sentence_is_read_in_the_language_of_whoever_reads(run):
    from llamkay.apps.evaluation.drawing import report

    with translation.override("en"):
        assert report(run.document).sentence == run.document["outcomes"][0]["verdict"]["en"]
