"""What was settled, signed or closed over cannot be changed by SQL unseen: ``verify`` reads the history.

Each change is made as the application's login makes it, with the row security of headquarters: the worst that whoever
steals that login can do by an UPDATE or a DELETE that the database allows.
"""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.closing.verify import verify
from llamkay.apps.institutions.services import set_uses_system
from llamkay.apps.nursery.models import Concern, HealthFact
from llamkay.apps.pay.models import Beneficiary, Payout
from llamkay.platform import clock
from llamkay.platform.record import history
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories

pytestmark = pytest.mark.django_db(transaction=True)

# What is changed: the table, and the statement. ``%(…)s`` are of the world.
CHANGES = {
    "a settled payout ten times over": ("pay_payout", "UPDATE pay_payout SET amount = amount * 10"),
    "who received a settled payout": ("pay_payout", "UPDATE pay_payout SET beneficiary_id = %(other)s"),
    "the reference of a settled payout": ("pay_payout", "UPDATE pay_payout SET reference = 'otra'"),
    "the account of who receives": ("pay_beneficiary", "UPDATE pay_beneficiary SET bank_account = '00299999999999'"),
    "the document of who receives": ("pay_beneficiary", "UPDATE pay_beneficiary SET document_number = '00009999'"),
    "who vouched for who receives": ("pay_beneficiary", "UPDATE pay_beneficiary SET checked_by = 'otra'"),
    "a pending adjustment": ("activities_adjustment", "UPDATE activities_adjustment SET minutes = 480, reason = 1"),
    "a pending adjustment taken away": ("activities_adjustment", "DELETE FROM activities_adjustment"),
    "a concern": ("nursery_concern", "UPDATE nursery_concern SET what = 'nada pasó'"),
    "a health fact": ("nursery_healthfact", 'UPDATE nursery_healthfact SET "on" = "on" - 100'),
    "a rate": ("pay_rate", "UPDATE pay_rate SET amount = 9000"),
    "a rate taken away": ("pay_rate", "DELETE FROM pay_rate"),
    "the beginning of a sentence": ("people_conviction", "UPDATE people_conviction SET starts_on = '2020-01-01'"),
    "the day of the crime": ("people_conviction", "UPDATE people_conviction SET committed_on = '2009-01-01'"),
    "the length of a sentence": ("people_conviction", "UPDATE people_conviction SET years = 1"),
    "the beginning of an enrolment": (
        "activities_enrolment",
        "UPDATE activities_enrolment SET period = daterange('2020-01-01', NULL)",
    ),
    "the days in custody": (
        "people_custodyspell",
        "UPDATE people_custodyspell SET period = daterange('2020-01-01', NULL)",
    ),
    "a stage": ("people_stagespell", "UPDATE people_stagespell SET regime = 'open', stage = ''"),
    "days of isolation": ("people_isolationspell", "DELETE FROM people_isolationspell"),
    "a court order": ("pay_alimonyorder", "UPDATE pay_alimonyorder SET amount = 1"),
    "a reparation": ("pay_reparationdebt", "UPDATE pay_reparationdebt SET amount = 1"),
    "a place in a workshop": (
        "activities_allocation",
        "DELETE FROM activities_allocation WHERE id NOT IN (SELECT allocation_id FROM activities_suspension)",
    ),
    "who is whose child": ("nursery_child", "UPDATE nursery_child SET born_on = '2023-03-03'"),
    "a document of identity": ("people_identitydocument", "UPDATE people_identitydocument SET number = '0000' || id"),
    "the function of an account": (
        "institutions_grant",
        "UPDATE institutions_grant SET period = daterange('2020-01-01', NULL), establishment_id = NULL",
    ),
}


def settled(made):
    """A payment that reached who should receive it, and a second who might."""
    common = {
        "person": made.person, "relation": "mother", "document_kind": "dni", "authorised_by": "ella",
        "authorisation": "Carta", "entered_by": "tesorera", "entered_at": clock.now(), "checked_by": "directora",
        "checked_at": clock.now(), "period": DateRange(date(2026, 1, 1), None), "bank": "Banco",
    }  # fmt: skip
    one, other = (
        Beneficiary.objects.create(
            full_name=f"Prueba {n}", document_number=f"0000100{n}", bank_account=f"0011{n}", **common
        )
        for n in (1, 2)
    )
    Payout.objects.create(
        person=made.person, establishment=made.place, beneficiary=one, purpose="remittance",
        source="available", amount=5000, state="settled",
        prepared_by="tesorera", prepared_at=clock.now(), confirmed_by="directora", confirmed_at=clock.now(),
        reference="Recibo 1", key="prueba-1",
    )  # fmt: skip
    return other


@pytest.fixture
def world(full_prison):
    with scope.elevated():
        made = full_prison
        other = settled(made)
        factories.staff("director", made.place)
        Concern.objects.create(
            child=made.child,
            establishment=made.place,
            about="Prueba",
            what="Un golpe",
            seen_on=date(2026, 1, 20),
            reported_at=clock.now(),
            reported_by="cuidadora",
        )
        HealthFact.objects.create(child=made.child, code="mmr.1", on=date(2025, 9, 1), entered_by="salud")
        set_uses_system(actor=Command(), establishment=made.place, uses=False)  # an act: from here on it is proved
        yield {"other": other.pk}


def as_the_application(statement, values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")
        cursor.execute(statement, values)
        assert cursor.rowcount > 0, statement


def found():
    return tuple(map(str, history.changes()))


def test_each_change_by_sql_is_found(world):
    assert found() == ()
    seen = 0
    for what, (table, statement) in CHANGES.items():
        as_the_application(statement, world)
        problems = found()
        assert len(problems) > seen, what
        assert f"({table})" in problems[-1] or any(f"({table})" in line for line in problems), what
        seen = len(problems)
    (check,) = [check for check in verify() if check.name == "history"]
    assert check.problems == found()


def test_what_a_service_changes_is_not_a_problem(world):
    from llamkay.apps.institutions.models import Establishment

    for uses in (True, False, True):
        set_uses_system(actor=Command(), establishment=Establishment.objects.get(code="EP16"), uses=uses)
    assert found() == ()


def test_an_act_written_later_explains_nothing(world):
    as_the_application("UPDATE pay_rate SET amount = 9000", world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(pgh_created_at) FROM pay_rateevent")
        (at,) = cursor.fetchone()
    columns = "stream, at, actor, verb, target, sentence, reason, details, previous_hash, hash"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")
        cursor.execute(
            f"INSERT INTO platform_loggedaction ({columns}, written_at) "
            "VALUES ('EP16', now(), 'x', 'pay.set_rate', 'x', 'x', '', '{}', '', 'x', %s)",
            [at],
        )
    assert len(found()) == 1


def test_the_history_is_told_to_nobody_by_these_functions(world):
    """They say which rows and columns, to whoever sees everything; what was there they say to nobody."""
    as_the_application("UPDATE people_conviction SET offence = '999'", world)
    assert all("999" not in line and "186" not in line for line in found())
    refused = pytest.raises(Exception, match="sees everything")
    with scope.acting_in(scope.Scope(ids=frozenset({1}))):
        assert list(history.changes()) == [] and history.how_many() == 0
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT llamkay_history_size('people_convictionevent')")
