"""Tables brought to this version: what will be done, said before; each change whole or not; one process at a time."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from llamkay import __version__
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, held
from llamkay.platform.operation import state

FRESH = timedelta(hours=24)
SHOWN = 6  # steps of a change that are told one by one


@dataclass(frozen=True)
class Change:
    """A change that the tables lack: its name, and each of its steps in words."""

    name: str
    steps: tuple[str, ...]

    def __str__(self) -> str:
        more = f" and {len(self.steps) - SHOWN} more" if len(self.steps) > SHOWN else ""
        return f"{self.name}: {'; '.join(self.steps[:SHOWN])}{more}"


@dataclass(frozen=True)
class Plan:
    """What preparing would do to the tables: ``changes`` in their order; ``in_use`` where somebody has an account."""

    in_use: bool
    changes: Sequence[Change]
    backup: state.Done | None

    @property
    def lines(self) -> list[str]:
        if not self.changes:
            return [f"the tables are those of version {__version__}: nothing to change"]
        if not self.in_use:
            return [
                f"nobody has an account yet: the tables of version {__version__} are made ({len(self.changes)} steps)"
            ]
        return [
            f"{len(self.changes)} changes bring the tables to version {__version__}:",
            *(f"  {change}" for change in self.changes),
            "each is one transaction: interrupted, «llamkay prepare» goes on where it stopped",
            f"the way back is a backup and the former version; the last proven backup: {self._backup}",
        ]

    @property
    def _backup(self) -> str:
        return f"{self.backup.at:%Y-%m-%d %H:%M}, {self.backup.words}" if self.backup else "none"

    def refuse_without_a_way_back(self) -> None:
        """Raises ``Refused`` where tables with data would change and nothing younger than ``FRESH`` was proved."""
        if self.in_use and self.changes and not (self.backup and clock.machine() - self.backup.at < FRESH):
            raise Refused(
                f"{len(self.changes)} changes would be made to tables with data and there is no proven backup of the "
                f"last 24 hours (the last: {self._backup}): run «llamkay backup», or go on with --without-backup"
            )


def plan(data: Path) -> Plan:
    """What this version would change in the database, and the last proven backup that the data folder knows of."""
    executor = MigrationExecutor(connection)
    found = executor.migration_plan(executor.loader.graph.leaf_nodes())
    changes = [
        Change(f"{each.app_label}.{each.name}", tuple(step.describe() for step in each.operations)) for each, _ in found
    ]
    return Plan(_in_use(), changes, state.record_of(data, state.Work.BACKUP).last_good)


def _in_use() -> bool:
    table = get_user_model()._meta.db_table
    if table not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
        return bool(cursor.fetchone()[0])


@contextmanager
def alone() -> Iterator[None]:
    """Wait until no other process prepares this database, and keep others waiting.

    A change of large tables takes as long as it takes; for a table that somebody reads it waits as long as anybody.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
    with held(Space.PREPARATION, "tables"):
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
        yield
