"""What a test commits is gone before the next one, though the database is not copied again."""

import pytest
from django.db import connection

from llamkay.apps.institutions.models import Establishment, User
from tests.worlds.database import Contents


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_taken_out_again(databases):
    before = databases.contents
    User.objects.create(username="sobrante")
    Establishment.objects.filter(code="EP16").update(name="Otra")
    Establishment.objects.filter(code="EP17").delete()
    databases.clean()
    with databases.beside() as beside:
        after = Contents(beside)
        assert {table: rows for table, rows in after.tables.items() if rows} == before.tables
        assert (after.sequences, after.shape) == (before.sequences, before.shape)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE later (n integer)",
        "ALTER TABLE people_person DISABLE ROW LEVEL SECURITY",
        "REVOKE SELECT ON people_person FROM llamkay_app",
    ],
)
def test_a_change_of_tables_or_rights_needs_a_fresh_copy(databases, change):
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(change)
        assert databases.contents.shape != tuple(cursor.execute(Contents.SHAPE).fetchone())
        cursor.execute("ROLLBACK")
