"""The scope reaches the database and comes back, whatever happens."""

import pytest
from django.db import connection, transaction

from llamkay.platform.security import scope
from llamkay.platform.security.scope import EVERYTHING, NOTHING, Scope

MINE = Scope(ids=frozenset({3, 1}))


@pytest.fixture(autouse=True)
def nothing_before(request):
    """A page read by a test before leaves its reader's scope, as it does for the next request of the same process."""
    if "db" in request.fixturenames:
        request.getfixturevalue("db")
        scope.enter(NOTHING)


def told():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('llamkay.scope', true)")
        return cursor.fetchone()[0]


def test_the_database_is_told_and_told_back(db):
    with scope.acting_in(MINE):
        assert (scope.current(), told()) == (MINE, "1,3")
        with scope.elevated():
            assert told() == "all"
        assert told() == "1,3"
    assert (scope.current(), told()) == (NOTHING, "")


def test_an_error_inside_brings_the_scope_back(db):
    with pytest.raises(ZeroDivisionError), scope.elevated():
        raise ZeroDivisionError
    assert (scope.current(), told()) == (NOTHING, "")


def test_a_scope_that_a_rollback_took_from_the_database_is_told_again(db):
    taken = transaction.savepoint()
    scope.enter(MINE)
    transaction.savepoint_rollback(taken)
    assert (scope.current(), told()) == (MINE, "")
    with scope.acting_in(MINE):
        assert told() == "1,3"


def test_what_a_scope_covers():
    assert MINE.covers(3)
    assert not MINE.covers(2)
    assert not MINE.covers(None)
    assert EVERYTHING.covers(2)
    assert not NOTHING.covers(1)


def test_the_database_is_told_once_of_a_scope_within_itself(db, django_assert_num_queries):
    with scope.elevated():
        with django_assert_num_queries(1), scope.elevated():
            pass
        assert told() == "all"
    assert told() == ""
