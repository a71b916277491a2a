"""The open data: valid by the published profiles, the same bytes again, nothing in them that the attacker undoes."""

import csv
import hashlib
import io
import json
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import python_calamine
from django.urls import reverse

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.institutions.queries import own_institution
from llamkay.apps.press.models import Note
from llamkay.apps.statistics.figures.dictionary import RatioValue, entries, ratios, value_of
from llamkay.apps.statistics.figures.published import PublishedMonth
from llamkay.apps.statistics.hooks import Corrected
from llamkay.apps.statistics.models import Metric, Snapshot
from llamkay.apps.statistics.opendata.audit import Register, audited, everything
from llamkay.apps.statistics.opendata.package import package
from llamkay.apps.statistics.opendata.versions import FILES, versions
from llamkay.apps.statistics.services import record_return
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.web.test_public import report
from tests.worlds.notes import published_before
from tests.worlds.returns import JANUARY

PROFILES = Path(__file__).with_name("profiles")
DECEMBER = Month(2025, 12)


@pytest.fixture
def months(reference):
    """Five prisons in two months; two people study in EP01, three work in EP03 in January."""
    with scope.elevated():
        for month, few in ((DECEMBER, 30), (JANUARY, 3)):
            for code, population, working in (
                ("EP01", 400, 90),
                ("EP02", 500, 120),
                ("EP03", 300, few),
                ("EP04", 350, 70),
                ("EP05", 600, 200),
            ):
                report(
                    code,
                    population,
                    working,
                    month,
                    working_by_trade={"panaderia": working // 3, "tejido": working - working // 3},
                )
        yield [DECEMBER.first, JANUARY.first]


@pytest.fixture
def next_day(months, monkeypatch):
    """On the next day EP05 corrects January."""

    def correct():
        monkeypatch.setenv("LLAMKAY_NOW", "2026-02-03T09:00")
        with scope.elevated():
            report("EP05", 610, 210, JANUARY)

    return correct


@pytest.fixture
def folder(months, tmp_path):
    for name, body in audited(months).items():
        (tmp_path / name).write_bytes(body)
    return tmp_path


def test_frictionless_has_nothing_to_say(folder):
    frictionless = pytest.importorskip("frictionless")
    found = frictionless.validate(str(folder / "datapackage.json"))
    assert found.valid, found.flatten(["type", "message"])


def test_the_description_is_as_its_profile_says(folder):
    jsonschema = pytest.importorskip("jsonschema")
    profile = json.loads((PROFILES / "datapackage-2.0.json").read_text())
    document = json.loads((folder / "datapackage.json").read_text())
    assert list(jsonschema.Draft7Validator(profile).iter_errors(document)) == []


def test_the_catalogue_is_as_its_shapes_say(folder):
    pyshacl, rdflib = pytest.importorskip("pyshacl"), pytest.importorskip("rdflib")
    shapes = rdflib.Graph().parse(PROFILES / "dcat-ap-3.0.1-shapes.ttl")
    text = (folder / "catalog.jsonld").read_text()
    conforms, _graph, report_text = pyshacl.validate(
        rdflib.Graph().parse(data=text, format="json-ld"), shacl_graph=shapes
    )
    assert conforms, report_text
    document = json.loads(text)
    del document["dcat:dataset"][0]["dct:title"]
    broken = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    assert not pyshacl.validate(broken, shacl_graph=shapes)[0]


def test_each_file_has_its_checksum_and_parquet_says_what_csv_says(folder):
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    assert {line.split()[1] for line in lines} == {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
    for line in lines:
        digest, name = line.split()
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    for name in ("cifras", "penales", "diccionario", "cambios"):
        text = list(csv.DictReader(io.StringIO((folder / f"{name}.csv").read_text())))
        columns = pq.read_table(folder / f"{name}.parquet").to_pylist()
        assert len(text) == len(columns) > 0
    cells = pq.read_table(folder / "cifras.parquet").to_pylist()
    written = csv.DictReader(io.StringIO((folder / "cifras.csv").read_text()))
    assert [str(cell["valor"]) if cell["valor"] is not None else "" for cell in cells] == [
        row["valor"] for row in written
    ]


def test_what_somebody_wrote_of_a_correction_is_no_formula(months, monkeypatch):
    formula = '=HYPERLINK("http://prueba.invalid")'
    wrong = Corrected("NC-1", formula, clock.now(), True, "+34", "-3", "@causa")
    monkeypatch.setattr("llamkay.apps.statistics.opendata.package.corrected", lambda _at: [wrong])
    text = package(months)["correcciones.csv"].decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert [row[name] for name in ("corrige", "decia", "debe_decir", "causa")] == [
        f"'{formula}",
        "'+34",
        "'-3",
        "'@causa",
    ]


def test_what_is_kept_back_is_kept_back_here_too(folder):
    cells = csv.DictReader(io.StringIO((folder / "cifras.csv").read_text()))
    by = {(row["mes"], row["lugar"], row["cifra"]): row for row in cells if row["clase"] == "*"}
    small = by["2026-01", "EP03", "working"]
    assert (small["valor"], small["obs_status"], small["conf_status"]) == ("", "Q", "C")
    free = by["2025-12", "EP05", "working"]
    assert (free["valor"], free["obs_status"], free["conf_status"]) == ("200", "A", "F")
    assert by["2025-12", "EP01", "population"]["valor"] == "400"


def test_the_same_moment_gives_the_same_bytes_whatever_came_later(months, next_day):
    moment = Snapshot.objects.order_by("-taken_at").values_list("taken_at", flat=True)[0]
    before = package(months, at=moment)
    next_day()
    assert package(months, at=moment) == before
    assert package(months)["cifras.csv"] != before["cifras.csv"]
    with pytest.raises(Refused, match="no figures"):
        package(months, at=moment - timedelta(days=999))


def test_the_attacker_finds_nothing_in_all_moments_together(months, next_day):
    next_day()
    told = everything(months)
    assert len(told.hidden) > 0 and len(told.sums) > 20
    assert told.leaks() == []


def test_what_follows_of_a_return_stands_beside_its_prison_as_in_the_sums(months, monkeypatch):
    """EP05 corrects January and gives three of the four: the fourth follows, is in the sum, and so is told of it too.
    What is told at both moments then agrees, and a share is over those of whom the part is known."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-03T09:00")
    with scope.elevated():
        figures = {name: {"": 0} for name in ("studying", "work_and_study")}
        record_return(
            actor=Command(),
            establishment=Establishment.objects.get(code="EP05"),
            month=JANUARY,
            as_of=JANUARY.dates()[-1],
            source="Oficio",
            figures=figures | {"population": {"": 610}, "working": {"": 210}},
        )
    read = PublishedMonth(JANUARY.first)
    either = read.figure("work_or_study")
    assert either.of("EP05").value == 210
    # It told its trades before and not again: they stay in the sums, and so do they beside it.
    trade = read.figure("working_by_trade", "tejido")
    assert (trade.of("EP05").number, trade.of("EP05").value) == (1, 134)
    share = read.share("work_or_study", "population")
    assert (share.part, share.whole) == (either.value, read.figure("population").value)
    assert everything(months).leaks() == []
    assert "cifras.csv" in audited([JANUARY.first], at=clock.now())


def test_what_cannot_all_be_true_is_said_in_the_language_of_the_reader(months):
    """A note of before told of two prisons together less than is public of one of them."""
    found = PublishedMonth(JANUARY.first).figure("working").parts
    parts = [next(part for part in found if part.value), next(part for part in found if part.withheld)]
    assert parts[0].value > 10
    note = Note.objects.create(institution=own_institution(), year=2026, acronym="INPE", title="Nota", paragraphs=["2"])
    note.figures.create(
        name="dos",
        metric=Metric.objects.get(code="working"),
        month=JANUARY.first,
        value=10,
        snapshot_ids=[part.snapshot for part in parts],
    )
    published_before(note)
    with pytest.raises(Refused, match="no concuerda consigo mismo"):
        audited(months)


def test_without_protection_the_attacker_finds_it():
    """Three prisons of which one small value alone is kept back: the sum of the country gives it."""
    told = Register()
    cells = [told.tell(f"{n}.working", value) for n, value in ((1, 90), (2, None), (3, 70))]
    told.add(told.tell("all.working", 163), cells)
    (leak,) = told.leaks()
    assert (leak.cell, leak.least, leak.most) == ("2.working", 3, 3)
    # An earlier month's state told one of two that are kept back now.
    told = Register()
    told.add(
        told.tell("all@1.working", 163),
        [told.tell("1.working", 90), told.tell("2.working", None), told.tell("3.working", None)],
    )
    assert told.leaks() == []
    told.add(told.tell("all@0.working", 160), ["1.working", told.tell("3.working", 70)])
    assert [leak.cell for leak in told.leaks()] == ["2.working"]


def test_the_public_takes_a_file_by_an_address_that_does_not_change(months, next_day, client):
    newest = versions()[0]
    page = client.get(reverse("public-data")).content.decode()
    address = reverse("public-data-file", args=[newest.code, newest.stamp, "cifras.csv"])
    assert address in page
    first = client.get(address)
    assert first["Content-Type"].startswith("text/csv") and first.content == package([JANUARY.first])["cifras.csv"]
    next_day()
    assert client.get(address).content == first.content
    assert versions()[0].stamp != newest.stamp
    for wrong in (
        ("2026-01", newest.stamp, "otra.csv"),
        ("2026-13", newest.stamp, FILES[0]),
        ("2026-01", "x", FILES[0]),
    ):
        assert client.get(reverse("public-data-file", args=wrong)).status_code == 404
    assert client.get(reverse("public-data-file", args=["2025-12", versions()[0].stamp, FILES[0]])).status_code == 404


def test_every_figure_stands_in_the_dictionary_and_its_page_leads_there(months, client):
    assert set(entries()) == set(Metric.objects.values_list("code", flat=True))
    page = client.get(reverse("public-dictionary")).content.decode()
    for metric in Metric.objects.filter(public=True):
        assert f'id="{metric.code}"' in page and metric.definition[:40] in page
    assert (
        f"{reverse('public-dictionary')}#working"
        in client.get(reverse("public-figure", args=["working"])).content.decode()
    )


def test_a_ratio_is_over_the_prisons_that_gave_both_or_is_not_told(months):
    by = {ratio.code: ratio for ratio in ratios()}
    report("EP06", 1000, None, DECEMBER)  # it gives its population and no more
    found = value_of(by["share_working"], PublishedMonth(DECEMBER.first))
    assert (found.part, found.whole, found.places, found.percent) == (510, 2150, 5, "23.7")
    majority = value_of(by["share_work_or_study"], PublishedMonth(DECEMBER.first))
    assert majority.half_and_one == 1076 and not majority.is_majority
    assert value_of(by["occupancy"], PublishedMonth(DECEMBER.first)) is None


def test_half_plus_one_of_810_is_406():
    assert RatioValue(406, 810, 1, 1, True).is_majority and not RatioValue(405, 810, 1, 1, True).is_majority


def test_the_bulletin_says_what_the_public_reads_and_nothing_kept_back(months, client):
    paper = client.get(reverse("public-bulletin", args=["2026-01"]))
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF-1.7")
    book = client.get(reverse("public-bulletin-sheets", args=["2026-01"])).content
    read = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book))
    assert read.sheet_names[:4] == ["Resumen", "Partes", "Regiones", "Penales"]
    country = {row[0]: row[1:] for row in read.get_sheet_by_name("Resumen").to_python()}
    assert country["Personas que trabajan"] == ["personas", 483, 5, 510, 5]
    places = {row[0]: row[1:] for row in read.get_sheet_by_name("Penales").to_python()}
    name = Snapshot.objects.filter(establishment__code="EP03").first().establishment.name
    assert places[name][0] == 300 and places[name][1] == "reservado"
    assert client.get(reverse("public-bulletin", args=["2020-01"])).status_code == 404
    assert reverse("public-bulletin", args=["2026-01"]) in client.get(reverse("public-data")).content.decode()
