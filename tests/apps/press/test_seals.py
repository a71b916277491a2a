"""A published note and an accepted return do not change; what is changed behind the triggers is found."""

import json

import pytest
from django.db import Error, connection, transaction

from llamkay.apps.press import checks
from llamkay.apps.press.services import document_digest, void_note
from llamkay.apps.statistics.models import MonthlyReturn
from tests.worlds.press_office import publish


def refused(sql):
    match = r"Cannot|does not go|do not change|permission denied"
    with pytest.raises(Error, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def published(office):
    return publish(office.draft(), by=office.head)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE press_note SET title = 'Otra'",
        "UPDATE press_note SET number = 99",
        "UPDATE press_note SET state = 'draft', number = NULL",
        "DELETE FROM press_note",
        "UPDATE press_notefigure SET value = 1",
        "DELETE FROM press_notefigure",
        "UPDATE press_publishednote SET hash = 'x'",
        "UPDATE statistics_monthlyreturn SET figures = '{}'",
        "UPDATE statistics_monthlyreturn SET state = 'draft'",
        "DELETE FROM statistics_monthlyreturn",
        "UPDATE statistics_figure SET value = 1",
        "DELETE FROM statistics_snapshot",
    ],
)
def test_what_was_published_is_not_rewritten(published, sql):
    assert MonthlyReturn.objects.filter(state="accepted").count() == 2
    refused(sql)
    assert list(checks.notes()) == []


def test_a_voided_note_stays_voided(office, published):
    void_note(actor=office.actor, note=published, reason="Cifra equivocada")
    refused("UPDATE press_note SET state = 'published', void_reason = ''")
    assert list(checks.notes()) == []


@pytest.mark.parametrize(
    ("table", "change", "found"),
    [
        ("press_note", "SET title = 'Otra'", "el título o la bajada no son"),
        ("press_notefigure", "SET value = value + 1 WHERE value > 1", "no es la que se publicó"),
        (
            "press_publishednote",
            "SET document = jsonb_set(document, '{title}', '\"Otra\"')",
            "el documento no es el que se publicó",
        ),
    ],
)
def test_what_is_rewritten_behind_the_triggers_is_found(published, table, change, found):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} {change}")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert found in next(checks.notes())


def test_a_whole_document_rewritten_with_its_seal_is_found_by_the_log(published):
    document = published.published.document
    document["paragraphs"][-1] = "La cuna se cerró."
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("press_note", "press_publishednote"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("UPDATE press_note SET paragraphs = jsonb_set(paragraphs, '{-1}', %s)", ['"La cuna se cerró."'])
        cursor.execute(
            "UPDATE press_publishednote SET document = %s, hash = %s", [json.dumps(document), document_digest(document)]
        )
        for table in ("press_note", "press_publishednote"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    seal, approved = checks.notes()
    assert seal.endswith("el sello no es el que el registro de actos dice")
    assert approved.endswith("lo que se publicó no es lo que se aprobó")
