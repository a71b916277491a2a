"""What was entered by hand is still what the log of acts says: entries, reversals, holds, months that are locked."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection

from llamkay.apps.pay import acts
from llamkay.apps.pay.books.services import hold_digest
from llamkay.apps.pay.ledger import digests, lot_digest
from llamkay.apps.pay.models import Entry, Hold, LedgerLock, Posting
from llamkay.apps.people.queries import merged_into
from llamkay.core.values import Month
from llamkay.platform.models import LoggedAction
from llamkay.platform.record import audit

CHUNK = 5_000


def how_many() -> dict[str, int]:
    """How many rows each check of this room goes through."""
    return {
        "entries": Entry.objects.exclude(origin=Entry.Origin.CLOSE).count(),
        "holds": Hold.objects.count(),
        "ledger_locks": LedgerLock.objects.count(),
    }


def entries() -> Iterator[str]:
    """Each entry that no close wrote against the act that wrote it, and what must hold between entries."""
    logged = {int(act.target.partition(":")[2]): act for act in audit.acts(acts.POST)}
    lots = [_Lot(act) for act in audit.acts(acts.POST_MANY)]
    in_lot = {number: lot for lot in lots for number in lot.numbers()}
    rows = Entry.objects.exclude(origin=Entry.Origin.CLOSE).order_by("pk").iterator(CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        contents = digests(chunk)
        for row in chunk:
            if lot := in_lot.pop(row.pk, None):
                lot.add(row, contents[row.pk])
                continue
            act = logged.pop(row.pk, None)
            if act is None:
                yield f"el asiento {row.pk} no está en el registro de actos"
            elif act.actor != row.by or not _says(act, contents[row.pk], _as_before_a_merge(row)):
                yield f"el asiento {row.pk} no es el que dice el registro de actos: «{act.sentence}»"
    yield from (
        f"falta el asiento {pk} que el registro de actos nombra: «{act.sentence}»" for pk, act in logged.items()
    )
    yield from (f"falta el asiento {pk} que el registro de actos nombra" for pk in in_lot)
    yield from (f"los asientos de un acto no son los que dice: «{lot.act.sentence}»" for lot in lots if lot.differs())
    yield from _unlike_what_they_undo()
    yield from _out_of_place()
    yield from _bridges()
    yield from _after_the_lock()


def _says(act: LoggedAction, content: str, before: Iterator[str]) -> bool:
    """Whether an act says a content or, if not, one it had ``before``, which is only then looked for."""
    return act.details["digest"] == content or act.details["digest"] in before


def _as_before_a_merge(row: Entry) -> Iterator[str]:
    """What an entry said while a person in it still had another identity."""
    merged = merged_into(Posting.objects.filter(entry=row).values("account__person"))
    for former, person in merged.values_list("pk", "merged_into"):
        yield digests([row], was={person: former})[row.pk]


class _Lot:
    """The entries of one act, gathered as they are read."""

    def __init__(self, act: LoggedAction) -> None:
        self.act = act
        self.contents: list[tuple[str, str]] = []
        self.others = False

    def numbers(self) -> Iterator[int]:
        for first, last in self.act.details["entries"]:
            yield from range(first, last + 1)

    def add(self, entry: Entry, content: str) -> None:
        self.contents.append((entry.key, content))
        self.others |= entry.by != self.act.actor

    def differs(self) -> bool:
        return self.others or lot_digest(self.contents) != self.act.details["digest"]


def _rows(sql: str, values: Any = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _unlike_what_they_undo() -> Iterator[str]:
    """A reversal and what it undoes leave every account as it was."""
    for undone, undoing in _rows(
        """
        SELECT DISTINCT e.undoes_id, e.id FROM pay_entry e
        JOIN pay_posting p ON p.entry_id IN (e.id, e.undoes_id)
        WHERE e.undoes_id IS NOT NULL GROUP BY e.undoes_id, e.id, p.account_id HAVING sum(p.amount) <> 0
        """
    ):
        yield f"el asiento {undoing} no es el contrario del {undone}, que revierte"


def _out_of_place() -> Iterator[str]:
    """An entry moves accounts of its own establishment."""
    for (number,) in _rows(
        """
        SELECT DISTINCT e.id FROM pay_entry e JOIN pay_posting p ON p.entry_id = e.id
        JOIN pay_account a ON a.id = p.account_id WHERE a.establishment_id <> e.establishment_id ORDER BY e.id LIMIT 20
        """
    ):
        yield f"el asiento {number} mueve cuentas de otro establecimiento"


def _bridges() -> Iterator[str]:
    """What one prison owes another is what the other has to receive."""
    for one, other, off in _rows(
        """
        WITH held AS (
          SELECT e.code AS mine, a.label AS other, coalesce(sum(p.amount), 0)::bigint AS total FROM pay_account a
          JOIN institutions_establishment e ON e.id = a.establishment_id
          LEFT JOIN pay_posting p ON p.account_id = a.id WHERE a.kind = 'bridge' GROUP BY 1, 2
        )
        SELECT h.mine, h.other, h.total + coalesce(o.total, 0) FROM held h
        LEFT JOIN held o ON o.mine = h.other AND o.other = h.mine
        WHERE h.total + coalesce(o.total, 0) <> 0 ORDER BY 1, 2 LIMIT 20
        """
    ):
        yield f"entre {one} y {other} los libros no coinciden: sobran {off} céntimos"


def _after_the_lock() -> Iterator[str]:
    """Nothing was entered in a month after it was locked."""
    for act in audit.acts(acts.LOCK):
        late = Entry.objects.filter(
            establishment__code=act.stream,
            entered_at__gt=act.at,
            posted_on__lt=Month.parse(act.details["month"]).end,
        )
        for number in late.order_by("pk").values_list("pk", flat=True)[:20]:
            yield f"el asiento {number} tiene fecha de un mes que ya estaba cerrado"


def holds() -> Iterator[str]:
    """Each hold against what the log of acts says was ordered or lifted."""
    logged: dict[int, LoggedAction] = {}
    for act in audit.acts(acts.HOLD, acts.LIFT_HOLD):
        logged[act.details["hold"]] = act
    for row in Hold.objects.select_related("person").order_by("pk").iterator(CHUNK):
        last = logged.pop(row.pk, None)
        if last is None or not _says(last, hold_digest(row), _held_before_a_merge(row)):
            yield f"la retención {row.pk} de {row.person.code} no es la que dice el registro de actos"
        elif last.actor != (row.ended_by or row.by):
            yield f"la retención {row.pk} de {row.person.code} la registró o levantó {last.actor}"
    for act in logged.values():
        yield f"falta la retención que el registro de actos nombra: «{act.sentence}»"


def _held_before_a_merge(row: Hold) -> Iterator[str]:
    """What a hold said while its person still had another identity."""
    for former in merged_into([row.person_id]).values_list("pk", flat=True):
        yield hold_digest(row, former)


def locks() -> Iterator[str]:
    """The lock of each establishment is the last that the log of acts tells."""
    logged: dict[str, tuple[date, str]] = {}
    for act in audit.acts(acts.LOCK):
        logged[act.stream] = (Month.parse(act.details["month"]).first, act.actor)
    for row in LedgerLock.objects.select_related("establishment"):
        if logged.pop(row.establishment.code, None) != (row.month, row.by):
            yield f"el cierre de los libros de {row.establishment} no es el que dice el registro de actos"
    yield from (f"los libros de {code} no figuran cerrados y el registro de actos dice que sí" for code in logged)
