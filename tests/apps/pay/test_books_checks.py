"""``llamkay verify`` finds whatever was changed in the books behind the back of the log of acts."""

from datetime import date

import pytest
from django.db import connection

from llamkay.apps.closing.verify import verify
from llamkay.apps.pay.books import checks, services
from llamkay.apps.pay.ledger import Draft, Leg, post_many
from llamkay.apps.pay.models import Account, Entry, Hold, Posting
from llamkay.platform import clock
from llamkay.platform.security.access import Command
from tests.worlds import factories


@pytest.fixture
def prison(everything, full_prison):
    made = full_prison
    given = {"actor": Command(), "establishment": made.place}
    services.open_balance(**given, kind="bank", amount=900, book="1", folio="2", posted_on=date(2026, 2, 1))
    legs = [Leg(kind="cash", amount=5), Leg(kind="available", amount=-5, person=made.second)]
    made.wrong = services.enter_by_hand(**given, legs=legs, reason="Hallado", document="Acta 3")
    made.undone = services.reverse_by_hand(actor=Command(), entry=made.wrong, reason="Era de otra")
    drafts = [
        Draft(legs=(Leg(kind="cash", amount=n), Leg(kind="bank", amount=-n)), text="x", key=f"x{n}") for n in (1, 2)
    ]
    made.lot = post_many(**given, drafts=drafts, origin="manual")
    made.hold = services.place_hold(**given, person=made.person, court="J", case_number="1", since=date(2026, 2, 1))
    return made


def found():
    return [problem for check in (checks.entries, checks.holds, checks.locks) for problem in check()]


TABLES = ("pay_entry", "pay_posting", "pay_account", "pay_hold", "pay_ledgerlock")


def tamper(sql, *values):
    """Change the books as somebody with the whole server could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, values)


def test_what_was_entered_agrees(prison):
    assert found() == []
    agreed = {check.name: (check.looked_at, check.problems) for check in verify()}
    assert agreed["entries"] == (5, ())
    assert agreed["holds"] == agreed["ledger_locks"] == (1, ())


@pytest.mark.parametrize(("column", "value"), [("amount", 7), ("account_id", None)])
def test_a_changed_leg_is_found(prison, column, value):
    if column == "account_id":
        value = Account.objects.create(kind="savings", establishment=prison.place, person=prison.second).pk
    tamper(f"UPDATE pay_posting SET {column} = %s WHERE entry_id = %s AND number = 2", value, prison.wrong.pk)
    assert found() == [
        f"el asiento {prison.wrong.pk} no es el que dice el registro de actos: «El sistema registró en los libros: "
        "Hallado.»",
        f"el asiento {prison.undone.pk} no es el contrario del {prison.wrong.pk}, que revierte",
    ]


@pytest.mark.parametrize(("column", "value"), [("posted_on", "2026-01-05"), ("by", "otro"), ("origin", "savings")])
def test_a_changed_entry_is_found(prison, column, value):
    tamper(f"UPDATE pay_entry SET {column} = %s WHERE id = %s", value, prison.wrong.pk)
    (problem,) = found()
    assert problem.startswith(f"el asiento {prison.wrong.pk} no es el que dice el registro de actos")


def test_an_entry_of_a_lot_that_changed_is_found(prison):
    tamper("UPDATE pay_posting SET amount = 3 * amount WHERE entry_id = %s", prison.lot[0])
    assert found() == [
        "los asientos de un acto no son los que dice: «El sistema registró en los libros 2 asientos: x.»"
    ]


def test_an_entry_that_vanished_and_one_that_appeared_are_found(prison):
    gone = Entry.objects.get(origin="opening")
    tamper("DELETE FROM pay_posting WHERE entry_id = %s", gone.pk)
    tamper("DELETE FROM pay_entry WHERE id = %s", gone.pk)
    tamper("DELETE FROM pay_posting WHERE entry_id = %s", prison.lot[1])
    tamper("DELETE FROM pay_entry WHERE id = %s", prison.lot[1])
    new = Entry.objects.create(
        establishment=prison.place,
        posted_on=date(2025, 12, 1),
        month=date(2025, 12, 1),
        text="x",
        key="y",
        origin="manual",
        by="x",
        entered_at=clock.now().replace(year=2027),
    )
    bank, cash = (Account.objects.get(establishment=prison.place, kind=kind) for kind in ("bank", "cash"))
    Posting.objects.create(entry=new, number=1, account=bank, amount=1)
    Posting.objects.create(entry=new, number=2, account=cash, amount=-1)
    assert found() == [
        f"el asiento {new.pk} no está en el registro de actos",
        f"falta el asiento {gone.pk} que el registro de actos nombra: «El sistema registró en los libros: Saldo de "
        "apertura.»",
        f"falta el asiento {prison.lot[1]} que el registro de actos nombra",
        "los asientos de un acto no son los que dice: «El sistema registró en los libros 2 asientos: x.»",
        f"el asiento {new.pk} tiene fecha de un mes que ya estaba cerrado",
    ]


def test_money_of_another_prison_is_found(prison):
    other = factories.prison("EP17", "Zorrilla", 2)
    tamper("UPDATE pay_account SET establishment_id = %s WHERE kind = 'cash'", other.place.pk)
    assert [p for p in found() if "otro establecimiento" in p] == [
        f"el asiento {pk} mueve cuentas de otro establecimiento"
        for pk in (prison.wrong.pk, prison.undone.pk, *prison.lot)
    ]


@pytest.mark.parametrize(
    ("column", "value"), [("amount", 5), ("court", "Otro"), ("ended_why", "x"), ("period", "[2026-01-01,2026-01-02)")]
)
def test_a_changed_hold_is_found(prison, column, value):
    tamper(f"UPDATE pay_hold SET {column} = %s", value)
    assert found() == [f"la retención {prison.hold.pk} de {prison.person.code} no es la que dice el registro de actos"]


def test_a_hold_or_a_lock_that_vanished_is_found(prison):
    tamper("DELETE FROM pay_hold")
    tamper("DELETE FROM pay_ledgerlock")
    assert not Hold.objects.exists()
    assert [problem.partition(":")[0] for problem in found()] == [
        "falta la retención que el registro de actos nombra",
        "los libros de EP16 no figuran cerrados y el registro de actos dice que sí",
    ]


def test_a_lock_moved_on_is_found(prison):
    tamper("UPDATE pay_ledgerlock SET month = '2026-02-01'")
    assert found() == [f"el cierre de los libros de {prison.place} no es el que dice el registro de actos"]


def test_two_identities_that_were_one_person_are_not_a_change(prison):
    given = {"actor": Command(), "establishment": prison.place}
    legs = [
        Leg(kind="cash", amount=10),
        Leg(kind="available", amount=-5, person=prison.person),
        Leg(kind="available", amount=-5, person=prison.second),
    ]
    entry = services.enter_by_hand(**given, legs=legs, reason="Corrección", document="Acta 4")
    services.place_hold(**given, person=prison.second, court="J", case_number="2", since=date(2026, 2, 1))
    stands = factories.person(prison.place, "QUI-13", "Quinchuera", "00001003")
    for model in (Account, Hold):
        model.objects.filter(person=prison.second).update(person=stands)
    prison.second.merged_into = stands
    prison.second.save(update_fields=["merged_into"])
    assert found() == []
    tamper("UPDATE pay_posting SET amount = 2 * amount WHERE entry_id = %s", entry.pk)
    assert len(found()) == 1
