"""The ledger defends itself in the database: nothing is unbalanced, added, rewritten, overdrawn or locked twice."""

from datetime import date

import pytest
from django.db import Error, connection, transaction

from llamkay.apps.pay.models import Account, Entry, LedgerLock, Posting

pytestmark = pytest.mark.usefixtures("everything")


@pytest.fixture
def books(full_prison):
    """A prison with one person who has ten soles available and a bank account."""
    prison = full_prison
    person = prison.second
    books = {
        "place": prison.place,
        "person": person,
        "available": Account.objects.create(kind="available", establishment=prison.place, person=person),
        "bank": Account.objects.create(kind="bank", establishment=prison.place),
    }
    entered(books, "opening", [("bank", 1000), ("available", -1000)])
    return books


def entered(books, key, legs, on=date(2026, 2, 1), numbers=None):
    entry = Entry.objects.create(
        establishment=books["place"],
        person=books["person"],
        posted_on=on,
        month=on.replace(day=1),
        text=key,
        key=key,
        origin="manual",
        by="prueba",
    )
    Posting.objects.bulk_create(
        [
            Posting(entry=entry, number=(numbers or range(1, 9))[i], account=books[kind], amount=amount)
            for i, (kind, amount) in enumerate(legs)
        ]
    )
    return entry


def refused(sql, values=(), match=""):
    with pytest.raises(Error, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_entry_that_does_not_balance_is_refused(books):
    with pytest.raises(Error, match="does not balance"), transaction.atomic():
        entered(books, "x", [("bank", 500), ("available", -499)])


def test_the_legs_of_an_entry_are_numbered_from_one(books):
    with pytest.raises(Error, match="not whole"), transaction.atomic():
        entered(books, "x", [("bank", 500), ("available", -500)], numbers=[2, 3])


def test_nothing_is_added_to_an_entry_later(books):
    entry = Entry.objects.get(key="opening")
    with pytest.raises(Error, match="one_leg_a_number"), transaction.atomic():
        Posting.objects.bulk_create(
            [
                Posting(entry=entry, number=1, account=books["bank"], amount=5),
                Posting(entry=entry, number=2, account=books["available"], amount=-5),
            ]
        )


@pytest.mark.parametrize("table", ["pay_entry", "pay_posting"])
@pytest.mark.parametrize("role", ["llamkay_app", None])
def test_nothing_is_rewritten_or_removed(books, table, role):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}" if role else "RESET ROLE")
    refused(f"UPDATE {table} SET id = id + 1000", match="permission denied|Cannot update or delete")
    refused(f"DELETE FROM {table}", match="permission denied|Cannot update or delete")


def test_neither_the_owner_nor_the_office_can_switch_the_guards_off(books):
    refused("SET LOCAL session_replication_role = 'replica'", match="permission denied")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'pay_posting'::regclass AND NOT tgisinternal "
            "AND tgenabled <> 'A'"
        )
        assert cursor.fetchone() == (0,)


def test_a_payment_never_overdraws_a_person(books):
    with pytest.raises(Error, match="overdrawn by 1"), transaction.atomic():
        entered(books, "x", [("available", 1001), ("bank", -1001)])
    entered(books, "y", [("available", 1000), ("bank", -1000)])
    with pytest.raises(Error, match="overdrawn"), transaction.atomic():
        entered(books, "z", [("available", 1), ("bank", -1)])


def test_a_till_never_holds_less_than_nothing_on_any_day(books):
    books["cash"] = Account.objects.create(kind="cash", establishment=books["place"])
    with pytest.raises(Error, match=r"till .* would hold -1"), transaction.atomic():
        entered(books, "x", [("bank", 1), ("cash", -1)])
    entered(books, "in", [("cash", 100), ("bank", -100)], on=date(2026, 2, 10))
    with pytest.raises(Error, match="on 2026-02-09"), transaction.atomic():
        entered(books, "early", [("bank", 60), ("cash", -60)], on=date(2026, 2, 9))
    entered(books, "late", [("bank", 100), ("cash", -100)], on=date(2026, 2, 12))
    with pytest.raises(Error, match="on 2026-02-12"), transaction.atomic():
        entered(books, "between", [("bank", 1), ("cash", -1)], on=date(2026, 2, 11))


def test_an_entry_has_a_single_leg_on_one_side(books):
    books["cash"] = Account.objects.create(kind="cash", establishment=books["place"])
    with pytest.raises(Error, match="several accounts with several"), transaction.atomic():
        entered(books, "x", [("cash", 10), ("bank", 20), ("available", -15), ("bank", -15)])


def test_a_locked_month_takes_no_entry_and_the_lock_only_moves_forward(books):
    lock = LedgerLock.objects.get(establishment=books["place"], month=date(2026, 1, 1))  # closed with its month
    with pytest.raises(Error, match="locked"), transaction.atomic():
        entered(books, "x", [("available", 5), ("bank", -5)], on=date(2026, 1, 31))
    entered(books, "y", [("available", 5), ("bank", -5)], on=date(2026, 2, 1))
    refused("UPDATE pay_ledgerlock SET month = '2025-12-01' WHERE id = %s", [lock.pk], match="only moves forward")
    refused("DELETE FROM pay_ledgerlock", match="only moves forward")


def test_the_author_of_what_is_entered_by_hand_is_named(books):
    refused(
        "INSERT INTO pay_entry (establishment_id, posted_on, month, text, key, reverses, origin) "
        "VALUES (%s, '2026-01-01', '2026-01-01', 'x', 'x', false, 'manual')",
        [books["place"].pk],
        match="entry_names_its_author",
    )
