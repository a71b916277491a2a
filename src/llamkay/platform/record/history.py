"""What the history says that the log does not: rows changed or taken away in no act's transaction.

Every write is a service and leaves its line in the log within its own transaction; whoever changes a row by SQL leaves
only the former row, which a trigger keeps and the application's login can neither read nor remove.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection

from llamkay.platform.clock import LIMA
from llamkay.platform.security.scope import current


@dataclass(frozen=True)
class Change:
    """A row that was changed, or taken away, in no act's transaction."""

    table: str
    name: str
    row: str
    at: datetime
    removed: bool
    columns: tuple[str, ...]

    def __str__(self) -> str:
        at = f"{self.at.astimezone(LIMA):%d/%m/%Y %H:%M:%S}"
        if self.removed:
            return f"{self.name} {self.row} ({self.table}) se borró el {at} y ningún acto del registro lo dice"
        columns = ", ".join(self.columns)
        return f"{self.name} {self.row} ({self.table}) cambió el {at} en {columns} y ningún acto del registro lo dice"


def watched() -> Iterator[tuple[Any, Any]]:
    """Each table whose former rows are stored, with the table of its history, in order of name."""
    found = [(model.pgh_tracked_model, model) for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
    yield from sorted(found, key=lambda pair: pair[0]._meta.db_table)


def how_many() -> int:
    """How many former rows are gone through: none by whoever does not see everything."""
    if not current().everything:
        return 0
    total = 0
    with connection.cursor() as cursor:
        for _model, history in watched():
            cursor.execute("SELECT llamkay_history_size(%s::regclass)", [history._meta.db_table])
            total += cursor.fetchone()[0]
    return total


def changes() -> Iterator[Change]:
    """Each change in no act's transaction since acts know their own; nothing to whoever does not see everything."""
    if not current().everything:
        return
    for model, history in watched():
        stored = {field.column for field in history._meta.fields}
        columns = sorted(field.column for field in model._meta.concrete_fields if field.column in stored)
        table, name = model._meta.db_table, str(model._meta.verbose_name)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM llamkay_changed_without_act(%s::regclass, %s::regclass, %s)",
                [history._meta.db_table, table, columns],
            )
            rows = cursor.fetchall()
        for row, at, removed, changed in rows:
            yield Change(table, name, row, at, removed, tuple(changed or ()))
