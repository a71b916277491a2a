"""Write anew the file that an empty database is loaded from, after a migration was added: ``make tables``."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from psycopg import sql

from llamkay.platform.database import prepared
from llamkay.platform.database.backups import whole
from llamkay.platform.database.connection import parameters_of


class Command(BaseCommand):
    """Keep what the tables of a scratch database are that was migrated step by step, and prove the file on another."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises ``CommandError`` where the file would leave another database than the migrations do."""
        with _scratch("each"):
            call_command("migrate", each=True, verbosity=0, interactive=False)
            text, migrated = prepared.text(connection), _whole()
        prepared.write(text)
        with _scratch("file"):
            call_command("migrate", verbosity=0, interactive=False)
            if _whole() != migrated:
                raise CommandError("what is loaded from the file is not what the migrations leave")


@contextmanager
def _scratch(name: str) -> Iterator[None]:
    """An empty database of this server for as long as the block lasts."""
    original, name = connection.settings_dict["NAME"], f"prepared_{name}_{os.getpid()}"
    scratch = sql.Identifier(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(scratch))
        connection.close()
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = original
            cursor.execute(sql.SQL("DROP DATABASE {}").format(scratch))


def _whole() -> tuple[dict[str, str], str]:
    """What every table holds, but when each migration ran and what Django writes after them, and the structure."""
    parameters: Any = parameters_of(connection.settings_dict)
    with psycopg.connect(**parameters, autocommit=True) as db:
        tables, structure = whole(db)
    apart = ("django_migrations", *prepared.WRITTEN_AFTER)
    return {name: what for name, what in tables.items() if not name.startswith(apart)}, structure
