"""A published note is not rewritten by the office's login, and its check finds what an owner rewrote."""

import pytest
from django.db import Error, connection, transaction

from llamkay.apps.press import checks, reviews
from llamkay.apps.press.services import import_note, void_note
from tests.worlds.press_office import OLD, publish


@pytest.fixture
def notes(office):
    """An imported note, 098; two of the office, of which the second is voided; a draft, one in review, one approved."""
    office.old = import_note(actor=office.actor, text=OLD)
    office.first = publish(office.draft(), by=office.head)
    second = publish(office.draft("Otra nota", ["Sin cifras."]), by=office.head)
    office.second = void_note(actor=office.actor, note=second, reason="Cifra equivocada")
    office.waiting = office.draft("Borrador")
    office.review = reviews.send(actor=office.actor, note=office.draft("En revisión"))
    office.approved = reviews.send(actor=office.actor, note=office.draft("Aprobada"))
    reviews.approve(actor=office.head, note=office.approved)
    return office


FORBIDDEN = {
    "a text": ("UPDATE press_note SET paragraphs = '[\"x\"]' WHERE number = 99", "Cannot update rows from press_note"),
    "an imported text": ("UPDATE press_note SET raw_text = 'x' WHERE number = 98", "Cannot update rows"),
    "a number": ("UPDATE press_note SET number = 300 WHERE number = 99", "Cannot update rows"),
    "who approved": ("UPDATE press_note SET approved_by = 'x' WHERE number = 99", "Cannot update rows"),
    "a publication": ("UPDATE press_note SET state = 'draft', number = NULL WHERE number = 99", "a note does not go"),
    "a void": ("UPDATE press_note SET state = 'published' WHERE number = 100", "a note does not go"),
    "a text in review": ("UPDATE press_note SET paragraphs = '[\"x\"]' WHERE id = {review}", "Cannot update rows"),
    "a title in review": ("UPDATE press_note SET title = 'x' WHERE id = {review}", "Cannot update rows"),
    "a text with its way back": (
        "UPDATE press_note SET title = 'x', state = 'draft' WHERE id = {review}", "Cannot update rows",
    ),
    "an approved text": ("UPDATE press_note SET paragraphs = '[\"x\"]' WHERE id = {approved}", "Cannot update rows"),
    "an approved title as it goes out": (
        "UPDATE press_note SET title = 'x', state = 'published', number = 300 WHERE id = {approved}", "Cannot update",
    ),
    "a draft published": (
        "UPDATE press_note SET state = 'published', number = 300 WHERE id = {waiting}", "does not go from draft to pub",
    ),
    "a draft approved": (
        "UPDATE press_note SET state = 'approved', approved_by = 'x' WHERE id = {waiting}", "from draft to approved",
    ),
    "a review published": (
        "UPDATE press_note SET state = 'published', number = 300 WHERE id = {review}", "does not go from review to pub",
    ),
    "a note in review gone": ("DELETE FROM press_note WHERE id = {review}", "Cannot delete rows from press_note"),
    "an approved note gone": ("DELETE FROM press_note WHERE id = {approved}", "Cannot delete rows from press_note"),
    "a figure in review": ("UPDATE press_notefigure SET rounding = 5 WHERE note_id = {review}", "in review do not"),
    "a value in review": ("UPDATE press_notefigure SET value = 5 WHERE note_id = {review}", "note in review do not"),
    "a figure of a note in review gone": ("DELETE FROM press_notefigure WHERE note_id = {review}", "in review do not"),
    "a figure approved": ("UPDATE press_notefigure SET rounding = 5 WHERE note_id = {approved}", "in review do not"),
    "an approved figure gone": ("DELETE FROM press_notefigure WHERE note_id = {approved}", "in review do not"),
    "a figure moved into a review": (
        "UPDATE press_notefigure SET note_id = {review}, name = 'x' WHERE note_id = {waiting} AND name = 'parte'",
        "figures of a note in review do not change",
    ),
    "a step": ("UPDATE press_notestep SET words = 'x' WHERE note_id = {review}", "Cannot update rows"),
    "a step gone": ("DELETE FROM press_notestep WHERE note_id = {review}", "the steps of a note stay"),
    "a document that nobody approved": (
        "WITH n AS (UPDATE press_note SET state = 'published', number = 300 WHERE id = {approved}) "
        "INSERT INTO press_publishednote (note_id, document, hash) VALUES ({approved}, '{{}}', 'x')",
        "a note is published as it was approved",
    ),
    "a reason": ("UPDATE press_note SET void_reason = 'x' WHERE number = 100", "Cannot update rows"),
    "a reason without a void": ("UPDATE press_note SET void_reason = 'x' WHERE number = 99", "Cannot update rows"),
    "a note gone": ("DELETE FROM press_note WHERE number = 99", "Cannot delete rows from press_note"),
    "a figure": (
        "UPDATE press_notefigure SET value = 1 WHERE note_id = {first}", "figures of a published note do not change",
    ),
    "a figure moved out": (
        "UPDATE press_notefigure SET note_id = {waiting}, name = 'x' WHERE note_id = {first} AND name = 'parte'",
        "figures of a published note do not change",
    ),
    "a figure moved in": (
        "UPDATE press_notefigure SET note_id = {first}, name = 'x' WHERE note_id = {waiting} AND name = 'parte'",
        "figures of a published note do not change",
    ),
    "a figure gone": ("DELETE FROM press_notefigure WHERE note_id = {first}", "do not change"),
    "a document": ("UPDATE press_publishednote SET document = '{{}}'", "permission denied|Cannot update"),
    "a document gone": ("DELETE FROM press_publishednote", "permission denied|Cannot"),
}  # fmt: skip


def named(notes, sql):
    names = ("first", "waiting", "review", "approved")
    return sql.format(**{name: getattr(notes, name).pk for name in names})


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_office_cannot_rewrite(notes, as_application, what):
    sql, said = FORBIDDEN[what]
    with pytest.raises(Error, match=said), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(named(notes, sql))


TAMPERING = {
    "a title": ("UPDATE press_note SET title = 'Nota con cifra' WHERE number = 99", "el título o la bajada"),
    "one letter": ("UPDATE press_note SET paragraphs = '[\"Sin cifra.\"]' WHERE number = 100", "el texto no es el que"),
    "an imported text": ("UPDATE press_note SET paragraphs = '[]' WHERE number = 98", "el texto no es el que"),
    "a figure": ("UPDATE press_notefigure SET value = value + 1 WHERE note_id = {first}", "no es la que se publicó"),
    "its snapshots": (
        "UPDATE press_notefigure SET snapshot_ids = '[]' WHERE note_id = {first}", "no es la que se publicó",
    ),
    "a figure gone": (
        "DELETE FROM press_notefigure WHERE note_id = {first} AND name = 'parte'", "falta la cifra «parte»",
    ),
    "a document": (
        "UPDATE press_publishednote SET document = jsonb_set(document, '{{title}}', '\"x\"')",
        "el documento no es el que se publicó",
    ),
    "a document gone": (
        "DELETE FROM press_publishednote WHERE note_id = {first}", "no tiene su documento publicado",
    ),
    "a number": ("UPDATE press_note SET number = 101 WHERE number = 100", "falta la nota 100-2026 de inpe"),
    "the approval": ("UPDATE press_note SET approved_by = 'x' WHERE number = 99", "la aprobación no es la que"),
    "who approved in its steps": (
        "UPDATE press_notestep SET by = 'x' WHERE note_id = {first} AND kind = 'approved'", "la aprobación no es la",
    ),
    "an approval gone": (
        "DELETE FROM press_notestep WHERE note_id = {first} AND kind = 'approved'", "no dicen lo mismo de su",
    ),
    "who published": ("UPDATE press_note SET published_by = 'x' WHERE number = 99", "el registro de actos dice"),
    "a void taken back": ("UPDATE press_note SET state = 'published' WHERE number = 100", "se anuló por «Cifra equivo"),
    "a void nobody wrote": (
        "UPDATE press_note SET state = 'voided', void_reason = 'x' WHERE number = 99", "registro de actos no lo dice",
    ),
    "a note gone": (
        "WITH p AS (DELETE FROM press_publishednote WHERE note_id = {first}), "
        "f AS (DELETE FROM press_notefigure WHERE note_id = {first}), "
        "s AS (DELETE FROM press_notestep WHERE note_id = {first}) DELETE FROM press_note WHERE id = {first}",
        "falta la nota que el registro de actos nombra",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERING)
def test_what_an_owner_rewrote_is_found(notes, what):
    assert list(checks.notes()) == []
    sql, said = TAMPERING[what]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("press_note", "press_notefigure", "press_publishednote", "press_notestep"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(named(notes, sql))
    assert any(said in problem for problem in checks.notes())
