"""The file that an empty database is loaded from: only where it stands for the migrations, whole or not at all."""

import re
from contextlib import contextmanager

import pytest
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from llamkay.platform.database import prepared


@contextmanager
def scratch(blocker, name):
    """A connection of its own to an empty database of the test server, for as long as the block lasts."""
    with blocker.unblock():
        own = connection.copy(alias="prepared")
        own.settings_dict["NAME"] = name = f"{connection.settings_dict['NAME']}_{name}"
        connections["prepared"] = own
        with connection._nodb_cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
            try:
                yield own
            finally:
                own.close()
                del connections["prepared"]
                # Without FORCE, which is refused while an autovacuum is at work there.
                cursor.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def test_the_file_stands_for_the_migrations_of_the_program(databases, django_db_blocker):
    """That it leaves what they leave is proved where it is written («make tables»), which runs them all."""
    with scratch(django_db_blocker, "file") as own:
        assert prepared.load(own), "a migration changed: run «make tables»"
        assert not prepared.load(own)  # what has tables is migrated
        assert not MigrationExecutor(own).migration_plan(MigrationLoader(own).graph.leaf_nodes())
        text = prepared.lzma.decompress(prepared.FILE.read_bytes()).decode()
        # No moment of its making is in it: the same tree gives the same bytes.
        assert not re.search(r"\d{4}-\d\d-\d\d \d\d:", text)


def test_a_file_of_other_migrations_is_left_aside(databases, django_db_blocker, monkeypatch, tmp_path):
    text = prepared.lzma.decompress(prepared.FILE.read_bytes())
    other = tmp_path / "prepared.sql.xz"
    other.write_bytes(prepared.lzma.compress(b"-- of another day\n" + text.partition(b"\n")[2], preset=0))
    with scratch(django_db_blocker, "other") as own:
        for file in (other, tmp_path / "none"):
            monkeypatch.setattr(prepared, "FILE", file)
            assert not prepared.load(own) and not own.introspection.table_names()


def test_what_is_interrupted_leaves_nothing(databases, django_db_blocker, monkeypatch, tmp_path):
    text = prepared.lzma.decompress(prepared.FILE.read_bytes())
    cut = tmp_path / "prepared.sql.xz"
    begun = text[: text.index(b"CREATE TABLE")] + b"CREATE TABLE public.one (n integer); SELECT 1/0;"
    cut.write_bytes(prepared.lzma.compress(begun, preset=0))
    monkeypatch.setattr(prepared, "FILE", cut)
    with scratch(django_db_blocker, "halted") as own:
        with pytest.raises(Exception, match="division by zero"):
            prepared.load(own)
        assert not own.introspection.table_names()
