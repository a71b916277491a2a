"""Many rows at once, by COPY where it may and through a table of the connection's own where row security binds."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from llamkay.platform.database.connection import copy_rows
from llamkay.platform.security import scope

COLUMNS = ["code", "first_surname", "second_surname", "given_names", "sex", "nationality", "provisional", "search_text"]


def write(*codes):
    with connection.cursor() as cursor:
        rows = ((code, "Inventada", "", "N", "F", "PE", False, code.lower()) for code in codes)
        return copy_rows(cursor, "people_person", COLUMNS, rows)


def written():
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM people_person WHERE code LIKE 'COPIA-%' ORDER BY code")
        return [code for (code,) in cursor.fetchall()]


@pytest.fixture
def bound(db):
    """The session as the application's login, which row security binds, headquarters' scope in force."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE llamkay_app")
    with scope.elevated():
        yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.mark.usefixtures("bound")
def test_rows_of_one_transaction_are_written_once_each():
    assert (write("COPIA-1", "COPIA-2"), write("COPIA-3"), write()) == (2, 1, 0)
    assert written() == ["COPIA-1", "COPIA-2", "COPIA-3"]


@pytest.mark.usefixtures("bound")
def test_what_was_taken_back_is_not_written_with_what_follows():
    with transaction.atomic():
        write("COPIA-1")
        transaction.set_rollback(True)
    with transaction.atomic():
        write("COPIA-2")
    taken = transaction.savepoint()
    write("COPIA-3")
    transaction.savepoint_rollback(taken)
    write("COPIA-4")
    assert written() == ["COPIA-2", "COPIA-4"]


@pytest.mark.usefixtures("bound")
def test_the_table_between_is_made_once():
    made = []
    for code in ("COPIA-1", "COPIA-2"):
        with CaptureQueriesContext(connection) as queries:
            write(code)
        made.append(sum("CREATE TEMPORARY" in str(query["sql"]) for query in queries.captured_queries))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relname LIKE 'copy\\_people\\_person%%' AND relpersistence = 't'"
        )
        assert cursor.fetchone()[0] == 1
    assert made[1] == 0


def test_nothing_to_write_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert write() == 0
