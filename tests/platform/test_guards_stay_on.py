"""The office's login cannot switch off the triggers that guard what is signed, published or logged."""

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from llamkay.platform.models import IssuedPaper

CHANGE = "UPDATE platform_issuedpaper SET sha256 = repeat('0', 64)"


@pytest.fixture
def paper(db):
    IssuedPaper.objects.create(code="x", title="Prueba", institution="INPE", issued_at=timezone.now(), sha256="a" * 64)


def switched_off():
    """The setting by which django-pgtrigger lets a session pass its triggers, with every one of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(DISTINCT tgname)::text FROM pg_trigger WHERE NOT tgisinternal")
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", cursor.fetchone())


def test_the_office_passes_no_trigger_by_a_setting(paper, as_application):
    switched_off()
    with pytest.raises(Error, match="Cannot update rows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CHANGE)


def test_the_owner_does_as_a_migration_may_need_it(paper):
    switched_off()
    with connection.cursor() as cursor:
        cursor.execute(CHANGE)
    assert IssuedPaper.objects.get().sha256 == "0" * 64


def test_a_temporary_table_does_not_stand_before_the_history(paper, as_application):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE platform_issuedpaperevent (code text)")
        cursor.execute("UPDATE platform_issuedpaper SET voided_at = now(), void_reason = 'x'")
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT count(*) FROM public.platform_issuedpaperevent")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("ALTER TABLE platform_issuedpaper DISABLE TRIGGER USER", "must be owner"),
        ("SET session_replication_role = 'replica'", "permission denied"),
        ("TRUNCATE platform_issuedpaper CASCADE", "permission denied"),
        (
            "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean "
            "LANGUAGE sql AS 'SELECT true'",
            "permission denied|must be owner",
        ),
    ],
)
def test_the_office_changes_no_guard(paper, as_application, command, said):
    with pytest.raises(Error, match=said), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(command)


def test_the_office_cannot_become_the_owner(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role('llamkay_app', 'llamkay_owner', 'MEMBER')")
        assert cursor.fetchone() == (False,)
