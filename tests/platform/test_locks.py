"""Advisory locks: one table of spaces, taken only in the transaction that they guard."""

import ast
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from llamkay.platform.database import connection as database
from llamkay.platform.database import locks
from llamkay.platform.database.locks import Space, lock, lock_each
from tests.worlds.source import nodes, tree_of

SOURCE = Path(locks.__file__).resolve().parents[2]


@pytest.fixture
def elsewhere(db):
    """The key 1 of the months, held by another session."""
    with psycopg.connect(database.url_of(connection.settings_dict)) as other, connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
        other.execute(locks.STATEMENT, locks.parameters(Space.MONTHS, 1))
        yield other
        other.rollback()
        cursor.execute("RESET lock_timeout")


def test_the_same_key_waits_until_the_other_transaction_ends(elsewhere):
    with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
        lock(Space.MONTHS, 1)
    elsewhere.rollback()
    with transaction.atomic():
        lock(Space.MONTHS, 1)


@pytest.mark.parametrize("other", [(Space.MONTHS, 2), (Space.MONTHS, 1, 1), (Space.RELEASES, 1)])
def test_another_key_or_another_space_does_not_wait(elsewhere, other):
    with transaction.atomic():
        lock(*other)


def test_each_of_many_keys_waits(elsewhere):
    with transaction.atomic():
        lock_each(Space.MONTHS, [(2,), (3,)])
    with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
        lock_each(Space.MONTHS, [(2,), (1,)])
    with pytest.raises(RuntimeError, match="in the transaction that they guard"):
        lock_each(Space.MONTHS, [(2,)])


def test_a_lock_outside_a_transaction_is_refused(transactional_db):
    with pytest.raises(RuntimeError, match="in the transaction that it guards"):
        lock(Space.MONTHS, 1)


def test_the_block_around_a_test_is_no_transaction_of_ours(db):
    with pytest.raises(RuntimeError, match="in the transaction that it guards"):
        lock(Space.MONTHS, 1)


def test_a_lock_names_its_key(db):
    with pytest.raises(ValueError, match="needs a key"), transaction.atomic():
        lock(Space.MONTHS)


def test_no_other_file_speaks_of_advisory_locks():
    files = [path for kind in ("py", "sql") for path in SOURCE.rglob(f"*.{kind}")]
    naming = {path.relative_to(SOURCE).as_posix() for path in files if "advisory" in path.read_text().lower()}
    assert naming == {"platform/database/locks.py", "platform/database/connection.py"}


def test_every_space_is_locked_by_one_module():
    """Two meanings of one space would make strangers wait for one another."""
    using: dict[str, set[str]] = {space.name: set() for space in Space}
    for path in SOURCE.rglob("*.py"):
        for node in nodes(tree_of(path)):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Space":
                using[node.attr].add(path.relative_to(SOURCE).as_posix())
    assert {name: where for name, where in using.items() if len(where) != 1} == {}
