"""The log: who reads which book, what is told to whom, and that reading it is itself written down."""

import csv
import io
from datetime import date

import pytest
import python_calamine
from django.db import connection, transaction
from django.urls import reverse

from llamkay.apps.institutions.log import queries as log
from llamkay.apps.institutions.models import Establishment
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.models import InteractionLog, LoggedAction
from llamkay.platform.record import acts as registry
from llamkay.platform.record import audit
from llamkay.platform.security.scope import EVERYTHING, Scope

ROLES = {role["code"]: role["actions"] for doc in yaml_documents("llamkay.data") for role in doc.get("roles", ())}
READERS = {"auditor", "data_officer", "administrator"}
CONTENT_READERS = {"auditor", "data_officer"}
ACTS, READS = "/oficina/registro/", "/oficina/registro/consultas/"

# Stream, day, actor, verb, target, sentence, reason.
LINES = [
    ("EP16", "2026-01-05", "registro", "people.admit", "person:7", "Ingresó Luz Ñaupari García.", "Oficio 1"),
    ("EP17", "2026-01-06", "registro", "people.admit", "person:8", "Ingresó Ana Zorrilla.", ""),
    ("national", "2026-01-07", "jefa", "institutions.create_user", "user:9", "Se abrió la cuenta «rosa».", ""),
    ("EP16", "2026-01-31", "jefa", "closing.close", "close:1", "Se cerró enero.", "=1+1"),
]


@pytest.fixture
def written(house, monkeypatch):
    """Four acts in three books."""
    ids = []
    for stream, day, actor, verb, target, sentence, reason in LINES:
        monkeypatch.setenv("LLAMKAY_NOW", f"{day}T23:30:00-05:00")
        with transaction.atomic():
            line = audit.record(
                actor=actor,
                verb=verb,
                target=target,
                sentence=sentence,
                stream=stream,
                reason=reason,
                details={"folio": "12"} if verb == "people.admit" else None,
            )
        ids.append(line.pk)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T10:00:00-05:00")
    return ids


def text(response):
    return response.content.decode()


def main(response):
    return text(response).partition("<main")[2].partition("<table")[2]


def told(**criteria):
    return [line.target for line in log.acts(**{"scope": EVERYTHING, "content": True} | criteria)]


def read_lines():
    return list(InteractionLog.objects.order_by("id").values_list("actor", "kind", "target"))


def test_who_reads_the_log_is_known():
    assert {code for code, actions in ROLES.items() if "institutions.read_log" in actions} == READERS
    assert {code for code, actions in ROLES.items() if "institutions.read_log_content" in actions} == CONTENT_READERS


def test_the_filters_of_acts(written):
    assert told() == ["close:1", "user:9", "person:8", "person:7"]
    assert told(stream="EP16") == ["close:1", "person:7"]
    assert told(stream="national") == ["user:9"]
    assert told(verb="people.admit") == ["person:8", "person:7"]
    assert told(actor="jefa") == ["close:1", "user:9"]
    assert told(target="person:8") == ["person:8"]
    assert told(since=date(2026, 1, 6)) == ["close:1", "user:9", "person:8"]
    # Half past eleven at night in Lima is the next day in Greenwich: the day is that of Lima.
    assert told(until=date(2026, 1, 6)) == ["person:8", "person:7"]
    assert told(words="garcia naupari") == told(words="ÑAUPARI oficio") == ["person:7"]
    assert told(words="marte") == []


def test_a_search_tells_nothing_that_the_list_hides(written):
    assert told(content=False) == ["close:1", "user:9", "person:8", "person:7"]
    assert told(content=False, words="zorrilla") == told(content=False, words="oficio") == []
    assert told(content=False, words="rosa") == ["user:9"]


def test_a_prison_reads_its_own_book(written):
    ids = dict(Establishment.objects.values_list("code", "pk"))
    scope = Scope(ids=frozenset({ids["EP16"]}))
    assert told(scope=scope) == ["close:1", "person:7"]
    assert told(scope=scope, stream="EP17") == told(scope=scope, stream="national") == []
    assert log.streams(scope) == [("EP16", "E.P. Mujeres Chorrillos")]
    assert [code for code, _ in log.streams(EVERYTHING)][:2] == ["national", "EP01"]
    assert len(log.streams(EVERYTHING)) == 70
    assert told(scope=Scope()) == []


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_page_opens_to_its_readers_only(house, client, role):
    client.force_login(house(role))
    assert client.get(ACTS).status_code == (200 if role in READERS else 403)
    assert client.get(READS).status_code == (200 if role in CONTENT_READERS else 403)
    assert client.post(ACTS).status_code == (200 if role in READERS else 403)


def test_the_auditor_reads_all_of_it(written, house, client):
    client.force_login(house("auditor"))
    page = text(client.get(ACTS))
    assert [sentence for *_, sentence, _ in LINES if sentence not in page] == []
    assert "4 actos" in page and "Oficio 1" in page and "<dt>folio</dt><dd>12</dd>" in page
    assert "23:30:00" in page and "05/01/2026" in page and "ingreso" in page
    assert 'href="/oficina/personas/7/"' in page and 'href="/oficina/usuarios/9/"' not in page
    assert "1 acto<" not in page and "2 actos" in text(client.get(ACTS, {"libro": "EP16"}))
    assert "Ningún acto coincide" in text(client.get(ACTS, {"texto": "marte"}))


def test_whoever_runs_the_system_reads_who_and_when_but_not_what_is_said_of_people(written, house, client):
    client.force_login(house("administrator"))
    page = text(client.get(ACTS))
    assert "4 actos" in page and "Se abrió la cuenta «rosa»." in page and "Persona" in page
    for answer in (client.get(ACTS), client.get(ACTS, {"formato": "csv"})):
        content = b"".join(answer) if answer.streaming else answer.content
        assert not [word for word in ("Zorrilla", "Ñaupari", "Oficio 1", "folio") if word in content.decode()]
    book = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(client.get(ACTS, {"formato": "xlsx"}).content)
    ).get_sheet_by_index(0)
    assert [row[8] for row in book.to_python()[1:]] == ["", "Se abrió la cuenta «rosa».", "", ""]
    assert "Consultas" not in page.partition("<main")[2].partition("<form")[0]


def test_a_reader_of_one_prison_sees_its_book_and_no_reads(written, house, client):
    client.force_login(house("auditor", "EP17"))
    page = text(client.get(ACTS))
    assert "1 acto" in page and "Zorrilla" in page and "Ñaupari" not in page and "rosa" not in main(client.get(ACTS))
    assert "EP16" not in page.partition("<main")[2]
    refused = client.get(READS)
    assert refused.status_code == 403 and "las lee la auditoría de la sede central" in text(refused)
    assert "4 actos" not in text(client.get(ACTS, {"libro": "EP16"}))


def test_the_files_hold_what_the_list_holds(written, house, client):
    client.force_login(house("auditor"))
    answer = client.get(ACTS, {"formato": "csv", "libro": "EP16"})
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    lines = {line.pk: line for line in LoggedAction.objects.all()}
    assert rows[1:] == [
        [
            str(written[3]),
            "EP16",
            "2026-01-31",
            "23:30:00",
            "jefa",
            "",
            "closing.close",
            "close:1",
            "Se cerró enero.",
            "'=1+1",
            "",
            lines[written[3]].hash,
        ],
        [
            str(written[0]),
            "EP16",
            "2026-01-05",
            "23:30:00",
            "registro",
            "",
            "people.admit",
            "person:7",
            "Ingresó Luz Ñaupari García.",
            "Oficio 1",
            "{'folio': '12'}",
            lines[written[0]].hash,
        ],
    ]
    answer = client.get(ACTS, {"formato": "xlsx"})
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    assert [int(row[0]) for row in sheet.to_python()[1:]] == written[::-1]


def test_there_is_a_limit_of_lines(written, house, client, monkeypatch):
    monkeypatch.setattr(log, "LIMIT", 2)
    client.force_login(house("auditor"))
    page = text(client.get(ACTS))
    assert "Los 2 últimos" in page and "Ñaupari" not in page
    answer = client.get(ACTS, {"formato": "csv"})
    assert len(b"".join(answer).decode().splitlines()) == 3


def test_reading_the_log_is_logged(written, house, client):
    client.force_login(house("auditor"))
    client.get(ACTS, {"texto": "Zorrilla", "pagina": "1", "libro": ""})
    client.get(ACTS, {"formato": "xlsx", "libro": "EP16"})
    client.get(READS)
    assert read_lines() == [
        ("auditor", "log", "acts:texto=Zorrilla"),
        ("auditor", "export", "acts:libro=EP16"),
        ("auditor", "log", "reads"),
    ]
    assert LoggedAction.objects.count() == 4


def test_who_read_what_and_when(house, client, monkeypatch):
    house("teacher", "EP16", "docente")
    for day, actor, kind, target in (
        ("2026-01-05", "docente", "read", "person:7"),
        ("2026-01-06", "docente", "legal", "person:7"),
        ("2026-01-07", "otra", "export", "people:q=zorrilla"),
    ):
        monkeypatch.setenv("LLAMKAY_NOW", f"{day}T23:30:00-05:00")
        audit.log_access(actor=actor, kind=kind, target=target)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T10:00:00-05:00")
    client.force_login(house("data_officer"))

    def found(**query):
        answer = client.get(READS, query | {"formato": "csv", "hasta": "2026-01-31"})
        rows = csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig")))
        return [(row[1], row[3], row[4], row[6]) for row in rows][1:]

    first = ("2026-01-05", "docente", "Personal docente", "person:7")
    second = ("2026-01-06", "docente", "Personal docente", "person:7")
    third = ("2026-01-07", "otra", "", "people:q=zorrilla")
    assert found() == [third, second, first]
    assert found(consulta="legal") == [second]
    assert found(usuario=" DOCENTE ") == found(sobre="person:7") == [second, first]
    assert found(desde="2026-01-07") == [third]
    page = text(client.get(READS, {"usuario": "docente"}))
    assert "2 consultas" in page and "vio la situación jurídica" in page and "Personal docente" in page
    assert 'href="/oficina/personas/7/"' not in page  # the officer does not open people


def test_the_chain_is_checked_when_asked(written, house, client):
    client.force_login(house("administrator"))
    assert "La cadena" not in text(client.get(ACTS))
    assert "La cadena está entera." in text(client.get(ACTS, {"cadena": "1"}))
    with connection.cursor() as cursor:  # as whoever holds the whole server could
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE platform_loggedaction DISABLE TRIGGER USER")
        cursor.execute("UPDATE platform_loggedaction SET sentence = 'Otra cosa' WHERE id = %s", [written[0]])
        cursor.execute("ALTER TABLE platform_loggedaction ENABLE TRIGGER USER")
        cursor.execute("SET LOCAL ROLE llamkay_app")
    page = text(client.get(ACTS, {"cadena": "1"}))
    assert "La cadena no está entera" in page
    assert f"la línea {written[0]} del registro de actos (EP16) no concuerda" in page
    assert page.count("no concuerda con la anterior") == 1


def test_days_the_wrong_way_round_are_said(house, client):
    client.force_login(house("auditor"))
    page = text(client.get(ACTS, {"desde": "2026-02-01", "hasta": "2026-01-01"}))
    assert "El último día es anterior al primero" in page


def test_an_act_that_nobody_registers_any_more_shows_its_code(house, client, monkeypatch):
    with monkeypatch.context() as before, transaction.atomic():
        before.setitem(registry.ACTS, "people.sing", registry.Act("people.sing", "cantar", of_people=True))
        audit.record(actor="x", verb="people.sing", target="song:1", sentence="Cantó.", stream="national")
    client.force_login(house("auditor"))
    page = text(client.get(ACTS))
    assert "people.sing" in page and "song" in page and "Cantó." in page
    client.force_login(house("administrator"))
    assert "people.sing" in text(client.get(ACTS)) and "Cantó." not in text(client.get(ACTS))


def test_the_addresses():
    assert (reverse("institutions:log"), reverse("institutions:access_log")) == (ACTS, READS)
