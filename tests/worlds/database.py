"""The test database: migrated once for each state of the migrations, then copied from a template in a moment.

A template belongs to one hash of the migrations and of the locked requirements; the newest few stay on the server.
Every worker gets a copy of its own when it starts, and what a test commits is taken out again after it.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
KEPT = 3  # templates that stay on the server, so that going back to a branch costs nothing
LOCK = 7263  # workers arrive together; one makes the template


def _hash() -> str:
    """What a migrated database depends on: every migration, how they run and what they grant, the apps that bring
    their own."""
    digest = hashlib.sha256()
    for path in sorted([*ROOT.glob("src/llamkay/**/migrations/*.py"), *ROOT.glob("src/llamkay/**/*.sql")]):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    for name in (
        "requirements/base.txt",
        "src/llamkay/platform/database/batched.py",
        "src/llamkay/platform/security/grants.py",
    ):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()[:12]


class Databases:
    """The template and the copy that this worker's tests use."""

    def __init__(self, worker: str) -> None:
        self.original = connection.settings_dict["NAME"]
        self.name = f"test_{self.original}" + (f"_{worker}" if worker else "")
        self.prefix = f"template_{self.original}_"
        self.template = self.prefix + _hash()
        self.written = False  # whether a test has committed into this copy

    def _use(self, name: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name

    def _templates(self, cursor) -> list[str]:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC", [self.prefix]
        )
        return [name for (name,) in cursor.fetchall()]

    def prepare(self, *, again: bool) -> None:
        """Migrate a template if these migrations have none yet, or if asked again."""
        with connection._nodb_cursor() as cursor:
            _wait_for_the_lock(cursor)
            standing = self._templates(cursor)
            if again or self.template not in standing:
                unfinished = f"unfinished_{self.template}"
                for name in (unfinished, self.template):
                    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
                cursor.execute(
                    sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(unfinished))
                )
                self._use(unfinished)
                call_command("migrate", verbosity=0, interactive=False)
                self._use(self.original)
                cursor.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                        sql.Identifier(unfinished), sql.Identifier(self.template)
                    )
                )
                for name in self._templates(cursor)[KEPT:]:
                    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))

    def copy(self) -> None:
        """A fresh copy of the template for this worker; whatever was in the last one is gone."""
        self._use(self.original)
        name, template = sql.Identifier(self.name), sql.Identifier(self.template)
        with connection._nodb_cursor() as cursor:
            # Only one may copy a template at a time.
            _wait_for_the_lock(cursor)
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, template))
            cursor.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(name))
        self._use(self.name)
        self.written = False
        self.contents = None
        with suppress(psycopg.OperationalError), self.beside() as beside:
            self.contents = Contents(beside)

    def beside(self) -> psycopg.Connection:
        """A connection of the server's own user, who alone may leave triggers out; refused on a server of others."""
        host, port = (connection.settings_dict[name] or None for name in ("HOST", "PORT"))
        return psycopg.connect(host=host, port=port, dbname=self.name, user="postgres", options="-c lock_timeout=60s")

    def clean(self) -> None:
        """As it was copied, if a test has committed since; a fresh copy where a test has changed more than rows."""
        if not self.written:
            return
        connection.close()
        if self.contents:
            with self.beside() as beside:
                if self.contents.restore(beside):
                    self.written = False
                    return
        self.copy()


class Contents:
    """What stands in the tables and sequences of a fresh copy, which is little."""

    SHAPE = """
        SELECT md5(string_agg(each, ',' ORDER BY each)) FROM (
            SELECT concat_ws(' ', oid, relacl, relrowsecurity, relforcerowsecurity, relnatts, reloptions) FROM pg_class
            UNION ALL SELECT concat_ws(' ', oid, tgenabled) FROM pg_trigger
            UNION ALL SELECT concat_ws(' ', oid, prosrc) FROM pg_proc WHERE oid >= 16384
            UNION ALL SELECT concat_ws(' ', oid, pg_get_expr(polqual, polrelid)) FROM pg_policy
            UNION ALL SELECT oid::text FROM pg_constraint
        ) AS each (each)"""
    FILLED = """
        SELECT relname FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"""
    ALWAYS = "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgenabled = 'A'"
    SEQUENCES = "SELECT sequencename, last_value, start_value FROM pg_sequences WHERE schemaname = 'public'"

    def __init__(self, beside: psycopg.Connection) -> None:
        self.shape = beside.execute(self.SHAPE).fetchone()
        self.tables = {table: _rows(beside, table) for (table,) in beside.execute(self.FILLED).fetchall()}
        self.sequences = set(beside.execute(self.SEQUENCES).fetchall())

    def restore(self, beside: psycopg.Connection) -> bool:
        """Rows and sequences as they were, whatever was committed; ``False`` if tables, rights or rules changed."""
        if beside.execute(self.SHAPE).fetchone() != self.shape:
            return False
        beside.execute("SET LOCAL session_replication_role = replica")
        always = beside.execute(self.ALWAYS).fetchall()
        self._triggers(beside, always, sql.SQL("DISABLE TRIGGER"))
        for (table,) in beside.execute(self.FILLED).fetchall():
            before = self.tables.get(table, b"")
            if before and _rows(beside, table) == before:
                continue
            beside.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            if before:
                with beside.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as rows:
                    rows.write(before)
        for name, last, start in self.sequences - set(beside.execute(self.SEQUENCES).fetchall()):
            beside.execute(
                "SELECT setval(%s, %s, %s)", [f'"{name}"', start if last is None else last, last is not None]
            )
        self._triggers(beside, always, sql.SQL("ENABLE ALWAYS TRIGGER"))
        return True

    @staticmethod
    def _triggers(beside: psycopg.Connection, triggers: list[tuple[str, str]], act: sql.SQL) -> None:
        for table, name in triggers:
            beside.execute(sql.SQL("ALTER TABLE {} {} {}").format(sql.Identifier(table), act, sql.Identifier(name)))


def _rows(beside: psycopg.Connection, table: str) -> bytes:
    with beside.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as rows:
        return b"".join(rows)


def _wait_for_the_lock(cursor) -> None:
    """However long another worker migrates or copies: a machine under load takes its time."""
    cursor.execute("SET lock_timeout = 0")
    cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])


@pytest.fixture(scope="session")
def databases(request, django_test_environment, django_db_blocker, django_db_createdb):
    """The worker's database, made from the template; ``--create-db`` migrates the template again."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    with django_db_blocker.unblock():
        made = Databases(worker)
        made.prepare(again=django_db_createdb and worker in ("", "gw0"))
        made.copy()
    return made


@pytest.fixture(scope="session")
def django_db_setup(databases):
    """In place of pytest-django's own, which migrates in every worker."""
