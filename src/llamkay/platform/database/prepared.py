"""The tables of an empty database in one file: what every migration leaves, without running them (decision 8).

The file names by its first line the migrations it stands for. Where those of the program are others, or the server is
older than the one that wrote it, nothing is loaded and the migrations run one by one, as on a database that has tables.
"""

import hashlib
import inspect
import lzma
import re
import subprocess
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.migrations.loader import MigrationLoader

from llamkay.platform.database.backups import words_of
from llamkay.platform.database.connection import parameters_of, tool

FILE = Path(__file__).with_name("prepared.sql.xz")
SERVER = 180_000  # the first version of PostgreSQL that reads what its pg_dump writes
# What ``migrate`` writes after every run, whatever it found.
WRITTEN_AFTER = ("auth_permission", "django_content_type")
_APPLIED = re.compile(r"^(INSERT INTO public\.django_migrations VALUES \(.*, )'[^']*'\);$", re.MULTILINE)
_SESSION = ("SET ", "SELECT pg_catalog.set_config", "\\", "COMMENT ON EXTENSION")


def migrations_digest(loader: MigrationLoader) -> str:
    """What stands for the migrations of the program, those of its libraries included: their names and sources."""
    digest = hashlib.sha256()
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        digest.update(f"{app}.{name}\0".encode() + Path(inspect.getfile(type(migration))).read_bytes())
    return digest.hexdigest()


def load(connection: Any) -> bool:
    """Give an empty database every table; whether it was done. All of it or, interrupted, nothing."""
    loader = MigrationLoader(connection)
    if loader.applied_migrations or connection.introspection.table_names() or not FILE.exists():
        return False
    head, _, statements = lzma.decompress(FILE.read_bytes()).decode().partition("\n")
    if head != f"-- {migrations_digest(loader)}" or connection.connection.info.server_version < SERVER:
        return False
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET LOCAL check_function_bodies = off")
        cursor.execute("SET LOCAL search_path = ''")
        cursor.execute(statements)
        cursor.execute("UPDATE public.django_migrations SET applied = now()")
    return True


def text(connection: Any) -> str:
    """What the file says, from a database that was migrated step by step and holds nothing else.

    The same tree gives the same text: when each migration ran is no part of it, for ``load`` writes its own moment.
    """
    words, environment = words_of(parameters_of(connection.settings_dict))
    without = [f"--exclude-table-data={name}*" for name in WRITTEN_AFTER]
    done = subprocess.run(
        [tool("pg_dump"), "--no-owner", "--no-privileges", "--inserts", *without, words],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    lines = [line for line in done.stdout.splitlines() if not line.startswith(_SESSION)]
    return timeless("\n".join([f"-- {migrations_digest(MigrationLoader(connection))}", *lines, ""]))


def timeless(text: str) -> str:
    """A text of tables without the moments at which their migrations ran."""
    return _APPLIED.sub(r"\1'epoch');", text)


def write(text: str) -> None:
    """Keep what an empty database is loaded from."""
    FILE.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
