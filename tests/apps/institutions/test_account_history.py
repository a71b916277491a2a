"""What an account was before it was changed by SQL, by which login of the database; of a password only that."""

from datetime import timedelta

import psycopg
import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection

from llamkay.apps.institutions.accounts import checks, services
from llamkay.apps.institutions.models import User
from llamkay.platform import clock
from llamkay.platform.record import history
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories

pytestmark = pytest.mark.django_db(transaction=True)

CHANGES = [
    "is_active = false",
    "email = 'otra@prueba.pe'",
    "is_superuser = true",
    "full_name = 'Otra', username = 'otra'",
]
LOGINS = ["llamkay_owner", "llamkay_app"]


@pytest.fixture
def rosa(full_prison):
    with scope.elevated():
        user = factories.staff("director", full_prison.place)
        services.set_active(actor=Command(), user=user, active=False, reason="Se prueba.")
        services.set_active(actor=Command(), user=user, active=True, reason="Se prueba.")  # acts: from here on
        yield user


def by_sql(login, what, user, *values):
    """As somebody with a terminal and a login of the database, past everything of ours."""
    there = connection.settings_dict
    address = {"host": there["HOST"], "port": there["PORT"], "dbname": there["NAME"], "user": login}
    with psycopg.connect(**address) as db:
        assert db.execute(f"UPDATE institutions_user SET {what} WHERE id = {user.pk}", values).rowcount == 1
        return db.execute("SELECT now()").fetchone()[0]


def rows(user):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pgh_label, pgh_login, pgh_created_at, username, email, is_active, to_jsonb(e)::text "
            "FROM institutions_userevent e WHERE pgh_obj_id = %s ORDER BY pgh_id",
            [user.pk],
        )
        return cursor.fetchall()


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("what", CHANGES)
def test_a_change_by_sql_leaves_what_was_there_who_and_when(rosa, login, what):
    had = len(rows(rosa))
    at = by_sql(login, what, rosa)
    ((label, who, when, username, email, active, _),) = rows(rosa)[had:]
    assert (label, who, when) == ("update", login, at)
    assert (username, email, active) == (rosa.username, rosa.email, True)
    (change,) = history.changes()
    assert change.table == "institutions_user" and change.at == at
    assert set(change.columns) == {each.split(" = ")[0].strip() for each in what.split(",")}


def test_of_a_password_it_is_written_that_it_changed_and_never_what_it_was(rosa):
    services.set_temporary_password(actor=factories.staff("administrator", None), user=rosa)
    former, fresh, had = User.objects.get(pk=rosa.pk).password, make_password("cuna-taller-aula-2027"), len(rows(rosa))
    assert former and not list(checks.passwords())
    at = by_sql("llamkay_owner", "password = %s", rosa, fresh)
    ((label, who, when, *_, whole),) = rows(rosa)[had:]
    assert (label, who, when) == ("password", "llamkay_owner", at)
    assert former not in whole and fresh not in whole
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM information_schema.columns WHERE table_name LIKE '%event' AND column_name = 'password'"
        )
        assert cursor.fetchone() is None
    (problem,) = checks.passwords()
    assert f"«{rosa.username}»" in problem and "«llamkay_owner»" in problem
    with scope.acting_in(scope.Scope(ids=frozenset({1}))):
        assert list(checks.passwords()) == []


def test_what_a_sign_in_writes_is_no_problem(rosa):
    """The last entry leaves nothing; a password that is stored in a better way leaves a row and is no change by SQL."""
    had = len(rows(rosa))
    by_sql("llamkay_app", "last_login = %s", rosa, clock.now() + timedelta(hours=1))
    assert len(rows(rosa)) == had
    by_sql("llamkay_app", "password = %s", rosa, make_password("cuna-taller-aula-2026"))
    assert [label for label, *_ in rows(rosa)[had:]] == ["password"]
    assert not list(checks.passwords()) and not list(history.changes())


def test_what_a_service_changes_is_no_problem(rosa):
    admin = factories.staff("administrator", None)
    services.set_temporary_password(actor=admin, user=rosa)
    rosa.refresh_from_db()
    services.own_password_chosen(user=rosa)
    services.set_active(actor=admin, user=rosa, active=False, reason="Se prueba.")
    assert {label for label, *_ in rows(rosa)} == {"update", "password"}
    assert not list(checks.passwords()) and not list(history.changes())
