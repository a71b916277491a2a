"""Attempts to break the books: by SQL as the office's login, at once, again, and by a process that dies half way."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from django.db import Error, connection, connections, transaction
from django.db.models import Sum

from llamkay.apps.closing.verify import verify
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay.books import checks as book_checks
from llamkay.apps.pay.ledger import Draft, Leg, post, post_many
from llamkay.apps.pay.models import Account, Entry, Posting
from llamkay.core.errors import Refused
from llamkay.platform.database import connection as database
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import Scope


def build(made):
    made.other = Establishment.objects.get(code="EP17")
    bring(made, 1000, "inicio")
    return made


def legs(made, amount):
    return [Leg(kind="opening", amount=amount), Leg(kind="savings", amount=-amount, person=made.second)]


def bring(made, amount, key, **more):
    return post(
        actor=Command(),
        establishment=made.place,
        legs=legs(made, amount),
        text="Saldo",
        key=key,
        origin="manual",
        person=made.second,
        **more,
    )


@pytest.fixture
def prison(everything, full_prison):
    return build(full_prison)


ENTRY = (
    "INSERT INTO pay_entry (id, establishment_id, posted_on, month, text, key, reverses, origin, by) "
    "VALUES (900001, {place}, '2026-02-02', '2026-02-01', 'x', 'ataque', false, 'manual', 'alguien'); "
)
POSTING = "INSERT INTO pay_posting (entry_id, number, account_id, amount) VALUES "
# What somebody who has the login of the office may try, and what the database answers.
ATTEMPTS = {
    "one leg": (ENTRY + POSTING + "(900001, 1, {savings}, 500)", "does not balance"),
    "legs that do not balance": (
        ENTRY + POSTING + "(900001, 1, {savings}, 500), (900001, 2, {opening}, -499)",
        "does not balance",
    ),
    "legs added later": (POSTING + "({entry}, 3, {opening}, 5), ({entry}, 4, {savings}, -5)", "not whole"),
    "more than there is": (
        ENTRY + POSTING + "(900001, 1, {savings}, 1001), (900001, 2, {opening}, -1001)",
        "overdrawn",
    ),
    "an entry of a close without one": (ENTRY.replace("'manual'", "'close'"), "entry_of_a_close_names_it"),
    "without an author": (ENTRY.replace("'alguien'", "''"), "entry_names_its_author"),
    "in another prison": (ENTRY.replace("{place}", "{other}"), "row-level security"),
    "twice under one key": (ENTRY.replace("'ataque'", "'inicio'"), "unique"),
    "in a locked month": (ENTRY.replace("2026-02-02", "2025-11-02"), "locked"),
    "an amount rewritten": ("UPDATE pay_posting SET amount = amount * 2", "permission denied|Cannot"),
    "an entry removed": ("DELETE FROM pay_entry WHERE id = {entry}", "permission denied|Cannot"),
    "all emptied": ("TRUNCATE pay_posting", "permission denied"),
    "the guard switched off": ("ALTER TABLE pay_posting DISABLE TRIGGER ALL", "must be owner"),
    "the guard dropped": ("DROP TRIGGER postings_balance ON pay_posting", "must be owner"),
    "the guard rewritten": (
        "CREATE OR REPLACE FUNCTION llamkay_postings_balance() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NULL; END $$",
        "permission denied|must be owner",
    ),
    "the policy dropped": ("DROP POLICY in_scope ON pay_entry", "must be owner"),
    "triggers off for the session": ("SET session_replication_role = 'replica'", "permission denied"),
    "the lock taken back": ("UPDATE pay_ledgerlock SET month = '2020-01-01'", "only moves forward"),
    "the history rewritten": ("DELETE FROM pay_accountevent", "permission denied"),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_what_the_login_of_the_office_tries_by_sql_is_refused(prison, name):
    sql, answer = ATTEMPTS[name]
    numbers = dict(Account.objects.filter(establishment=prison.place).values_list("kind", "pk"))
    numbers["savings"] = Account.objects.get(kind="savings", person=prison.second).pk
    entry = Entry.objects.get(key="inicio").pk
    before = (Entry.objects.count(), Posting.objects.aggregate(n=Sum("amount"))["n"])
    sql = sql.format(place=prison.place.pk, other=prison.other.pk, entry=entry, **numbers)
    mine = Scope(ids=frozenset({prison.place.pk}))
    with (
        scope.acting_in(mine),
        pytest.raises(Error, match=answer),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL ROLE llamkay_app")
        cursor.execute(sql)
    assert (Entry.objects.count(), Posting.objects.aggregate(n=Sum("amount"))["n"]) == before


def test_what_is_written_past_the_services_is_told_by_the_checks(prison):
    """Balanced legs that no act of the log speaks of go in, and are found."""
    savings = Account.objects.get(kind="savings", person=prison.second).pk
    opening = Account.objects.get(kind="opening", establishment=prison.place).pk
    assert list(book_checks.entries()) == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")
        cursor.execute(
            (ENTRY + POSTING + "(900001, 1, {savings}, 500), (900001, 2, {opening}, -500)").format(
                place=prison.place.pk, savings=savings, opening=opening
            )
        )
        cursor.execute("RESET ROLE")
    assert list(book_checks.entries()) == ["el asiento 900001 no está en el registro de actos"]


def at_once(*acts):
    """Run acts in threads of their own, each with its connection; what each said."""
    said, ready = [], threading.Barrier(len(acts))

    def run(act):
        try:
            with scope.elevated():
                ready.wait(10)
                said.append(act())
        except Refused as error:
            said.append(str(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return said


@pytest.mark.django_db(transaction=True)
def test_the_same_request_ten_times_at_once_is_one_entry(full_prison):
    with scope.elevated():
        made = build(full_prison)
        said = at_once(*[lambda: bring(made, 500, "una").pk] * 10)
        assert len(set(said)) == 1 and len(said) == 10
        assert Entry.objects.filter(key="una").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_lots_with_one_key_in_common_are_one_of_them_whole(full_prison):
    with scope.elevated():
        made = build(full_prison)

        def lot(*keys):
            drafts = [Draft(legs=tuple(legs(made, 10)), text="Lote", key=key, person=made.second) for key in keys]
            return tuple(post_many(actor=Command(), establishment=made.place, drafts=drafts, origin="manual"))

        said = at_once(lambda: lot("a", "b"), lambda: lot("b", "c"))
        written = set(Entry.objects.exclude(key="inicio").exclude(origin="close").values_list("key", flat=True))
        refused = [item for item in said if isinstance(item, str)]
        assert written == {"a", "b", "c"} if not refused else written in ({"a", "b"}, {"b", "c"})


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_is_taken_once_by_five_at_once(full_prison):
    with scope.elevated():
        made = build(full_prison)

        def take(n):
            going = [Leg(kind="savings", amount=1000, person=made.second), Leg(kind="bank", amount=-1000)]
            return post(
                actor=Command(), establishment=made.place, legs=going, text="Sale", key=f"t{n}", origin="manual"
            ).pk

        said = at_once(*[lambda n=n: take(n) for n in range(5)])
        assert sum(isinstance(item, int) for item in said) == 1
        left = Posting.objects.filter(account__kind="savings", account__person=made.second)
        assert left.aggregate(n=Sum("amount"))["n"] == 0


CHILD = """
import django, time
django.setup()
from llamkay.apps.closing.verify import verify
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay import ledger
from llamkay.apps.people.models import Person
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command

write = ledger.audit.record
def slow(**values):
    done = write(**values)
    print("written", flush=True)
    time.sleep(60)
    return done
ledger.audit.record = slow
with scope.elevated():
    person = Person.objects.order_by("pk").first()
    legs = (ledger.Leg(kind="opening", amount=7), ledger.Leg(kind="savings", amount=-7, person=person))
    drafts = [ledger.Draft(legs=legs, text="Lote", key=f"lote:{n}", person=person) for n in range(200)]
    ledger.post_many(actor=Command(), establishment=Establishment.objects.get(code="EP16"), drafts=drafts,
                     origin="manual")
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_in_the_middle_of_a_lot_leaves_nothing(full_prison):
    with scope.elevated():
        build(full_prison)
        before = (Entry.objects.count(), Posting.objects.count(), Account.objects.count())
        address = database.url_of(connection.settings_dict)
        environment = {**os.environ, "DATABASE_URL": address, "DATABASE_OWNER_URL": address}
        child = subprocess.Popen([sys.executable, "-c", CHILD], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert child.stdout.readline() == "written\n"
        finally:
            child.send_signal(signal.SIGKILL)
            child.wait()
            child.stdout.close()
        assert (Entry.objects.count(), Posting.objects.count(), Account.objects.count()) == before
        assert list(book_checks.entries()) == []


def test_what_is_written_in_the_name_of_a_close_is_told_by_the_recount(prison):
    """A close may correct an account below zero, so the guard lets it; the recount of the month does not."""
    assert [check.name for check in verify() if check.problems] == []
    savings = Account.objects.get(kind="savings", person=prison.second).pk
    bank = Account.objects.create(kind="bank", establishment=prison.place).pk
    entry = ENTRY.replace("'manual'", "'close'").replace("origin, by", "origin, by, close_id")
    entry = entry.replace("'alguien'", f"'', {prison.close.pk}")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")
        cursor.execute(
            (entry + POSTING + "(900001, 1, {savings}, 5000), (900001, 2, {bank}, -5000)").format(
                place=prison.place.pk, savings=savings, bank=bank
            )
        )
        cursor.execute("RESET ROLE")
    assert [check.name for check in verify() if check.problems] != []
