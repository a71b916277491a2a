"""The log of acts: each line chained to the one before in its stream, nothing changed afterwards."""

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import DatabaseError

from llamkay.apps.activities.acts import APPROVE_SHEET
from llamkay.platform.models import InteractionLog, LoggedAction
from llamkay.platform.record import audit


def act(stream="EP16", sentence="Aprobó la planilla"):
    with transaction.atomic():
        return audit.record(actor="a", verb=APPROVE_SHEET, target="sheet:1", sentence=sentence, stream=stream)


def test_lines_are_chained_by_stream(everything):
    first, other, second = act(), act("EP17"), act()
    assert (first.previous_hash, other.previous_hash, second.previous_hash) == ("", "", first.hash)
    assert list(audit.broken_links()) == []


@pytest.mark.parametrize("change", ["sentence = 'Otra cosa'", "actor = 'b'", "reason = 'x'", "previous_hash = ''"])
def test_a_changed_line_is_found(everything, change):
    act()
    line = act()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE platform_loggedaction DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE platform_loggedaction SET {change} WHERE id = %s", [line.pk])
        cursor.execute("ALTER TABLE platform_loggedaction ENABLE TRIGGER USER")
    (found,) = audit.broken_links()
    assert str(line.pk) in found


def test_the_database_refuses_to_change_a_line(everything):
    line = act()
    for statement in ("UPDATE platform_loggedaction SET actor = 'b'", "DELETE FROM platform_loggedaction"):
        with pytest.raises((InternalError, DatabaseError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert LoggedAction.objects.get().actor == line.actor


def test_an_act_is_recorded_in_its_transaction(transactional_db):
    with pytest.raises(RuntimeError, match="in the transaction"):
        audit.record(actor="a", verb=APPROVE_SHEET, target="t", sentence="s", stream="national")
    assert not LoggedAction.objects.exists()


def test_a_read_is_logged(everything):
    audit.log_access(actor="a", kind="legal", target="person:" + "9" * 200)
    row = InteractionLog.objects.get()
    assert (row.actor, row.kind, len(row.target)) == ("a", "legal", 120)
