"""The test database: migrated once for each state of the migrations, then copied from a template in a moment.

A template belongs to one hash of the migrations and of the locked requirements; the newest few stay on the server.
Every worker gets a copy of its own when it starts, and a test that commits leaves a fresh copy behind it.
"""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
KEPT = 3  # templates that stay on the server, so that going back to a branch costs nothing
LOCK = 7263  # workers arrive together; one makes the template


def _hash() -> str:
    """What a migrated database depends on: every migration and how they run, the apps that bring their own."""
    digest = hashlib.sha256()
    for path in sorted([*ROOT.glob("src/llamkay/**/migrations/*.py"), *ROOT.glob("src/llamkay/**/*.sql")]):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    for name in ("requirements/base.txt", "src/llamkay/platform/database/batched.py"):
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

    def clean(self) -> None:
        """A fresh copy if a test has committed since the last one."""
        if self.written:
            self.copy()


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
