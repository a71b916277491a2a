"""Statements, journal and trial balance against the same sums done by hand."""

from datetime import date

import pytest

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay.books import queries
from llamkay.apps.pay.ledger import Draft, Leg, post, post_many
from llamkay.apps.pay.models import Account, Posting
from llamkay.core.values import Month
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING, Scope


@pytest.fixture
def prison(everything, full_prison):
    """Books of a prison that has closed no month, so that every day of theirs is open."""
    full_prison.place = Establishment.objects.get(code="EP18")
    return full_prison


def move(prison, amount, on, key, kind="available"):
    legs = [Leg(kind="bank", amount=amount), Leg(kind=kind, amount=-amount, person=prison.second)]
    return post(
        actor=Command(),
        establishment=prison.place,
        legs=legs,
        text=f"Movimiento {key}",
        key=key,
        origin="manual",
        posted_on=on,
        person=prison.second,
    )


def mine(prison):
    return list(queries.accounts_of(scope=EVERYTHING, person=prison.second))


def told(found):
    return [(str(line.posting.entry.posted_on), line.amount, line.after) for line in found.lines(found.rows)]


def test_the_balance_runs_in_the_order_of_the_days_whatever_the_order_of_entry(prison):
    move(prison, 1000, date(2026, 1, 10), "a")
    move(prison, -300, date(2026, 1, 20), "b")
    late = move(prison, 50, date(2026, 1, 15), "c")
    found = queries.statement(mine(prison), newest=False)
    assert told(found) == [("2026-01-10", 1000, 1000), ("2026-01-15", 50, 1050), ("2026-01-20", -300, 750)]
    assert told(queries.statement(mine(prison))) == told(found)[::-1]
    lines = {line.posting.entry_id: line.late for line in found.lines(found.rows)}
    assert lines[late.pk] == date(2026, 2, 2)


@pytest.mark.parametrize(
    ("on", "amount"),
    [(date(2026, 1, 9), 0), (date(2026, 1, 10), 1000), (date(2026, 1, 14), 1000), (date(2026, 1, 15), 1050),
     (date(2026, 1, 31), 750), (None, 750)],
)  # fmt: skip
def test_the_balance_of_a_day_holds_what_was_dated_back_to_it(prison, on, amount):
    move(prison, 1000, date(2026, 1, 10), "a")
    move(prison, -300, date(2026, 1, 20), "b")
    move(prison, 50, date(2026, 1, 15), "c")
    assert [line.amount for line in queries.balances(mine(prison), on)] == [amount]


def test_between_two_days_the_balance_goes_on_from_what_there_was(prison):
    move(prison, 1000, date(2026, 1, 10), "a")
    move(prison, 400, date(2026, 1, 10), "s", "savings")
    move(prison, -300, date(2026, 1, 20), "b")
    move(prison, 5, date(2026, 1, 25), "d")
    accounts = mine(prison)
    found = queries.statement(accounts, since=date(2026, 1, 20), until=date(2026, 1, 20))
    assert told(found) == [("2026-01-20", -300, 700)]
    assert [(b.account.kind, b.amount) for b in queries.brought(found, accounts)] == [
        ("available", 1000),
        ("savings", 400),
    ]


def test_what_another_prison_keeps_is_not_told(prison):
    move(prison, 1000, date(2026, 1, 10), "a")
    assert not queries.accounts_of(scope=Scope(ids=frozenset({999})), person=prison.second)


def draft(prison, kind, amount, key):
    label = "9" if kind == "reparation" else ""
    legs = (Leg(kind="bank", amount=amount), Leg(kind=kind, amount=-amount, person=prison.second, label=label))
    return Draft(legs=legs, text="Trabajo", key=key)


def test_ten_years_run_to_the_balance_of_each_account(prison):
    month = Month(2016, 1)
    earned, paid = (("available", 41_000), ("savings", 5_000), ("reparation", 9_000)), (("available", -900),)
    while month < Month(2026, 1):
        for lot in (earned, paid):
            drafts = [draft(prison, kind, amount, f"{month}:{kind}:{amount}") for kind, amount in lot]
            on = date(month.year, month.number, 28)
            post_many(actor=Command(), establishment=prison.place, drafts=drafts, origin="manual", posted_on=on)
        month = month.next()
    found = queries.statement(mine(prison), newest=False)
    lines = found.lines(found.rows)
    assert len(lines) == 480
    sums: dict = {}
    for line in lines:
        sums[line.posting.account_id] = sums.get(line.posting.account_id, 0) + line.amount
        assert line.after == sums[line.posting.account_id]


def entries(**more):
    return [e.key for e in queries.journal(scope=EVERYTHING, **more)]


def test_the_journal_is_narrowed_by_month_words_origin_and_author(prison):
    a = move(prison, 1000, date(2026, 1, 10), "a")
    move(prison, 7, date(2025, 12, 31), "b")
    place = prison.place
    assert entries(establishment=place, month=Month(2025, 12)) == ["b"]
    assert entries(establishment=place, month=Month(2026, 1)) == ["a"]
    assert entries(words="movimiento B") == ["b"]
    assert entries(words=str(a.pk)) == ["a"]
    assert entries(by_hand=True) == ["a", "b"]
    assert entries(by_hand=True, sort="antes") == ["b", "a"]
    assert entries(by_hand=True, sort="monto") == ["a", "b"]
    assert set(entries(origin="manual")) == {"a", "b"}
    assert set(entries(who="sistema")) >= {"a", "b"}
    assert entries(who="nadie") == []
    assert entries(words="quinchuosa") == ["a", "b"]


def test_the_trial_balance_sums_the_same_on_both_sides(prison):
    move(prison, 1000, date(2026, 1, 10), "a")
    lines = queries.trial_balance(establishment=prison.place, on=date(2026, 2, 2))
    sums = queries.totals(lines)
    assert sums["debit"] == sums["credit"] == 1000
    assert sums["debtor"] == sums["creditor"]
    whole = Posting.objects.filter(amount__gt=0, account__establishment=prison.place).values_list("amount", flat=True)
    assert sums["debit"] == sum(whole)
    before = queries.trial_balance(establishment=prison.place, on=date(2026, 1, 31))
    assert [(line.kind, line.debit, line.credit) for line in before] == [("available", 0, 1000), ("bank", 1000, 0)]
    accounts = queries.accounts_holding(establishment=prison.place, on=date(2026, 1, 31))
    assert [(a.kind, a.balance) for a in accounts] == [("available", 1000), ("bank", 1000)]


def test_an_account_is_read_in_the_sense_in_which_it_grows():
    assert {kind: queries.sense(kind) for kind in Account.Kind} == {
        **dict.fromkeys(["available", "savings", "reparation", "alimony", "undecided", "transit", "institution"], -1),
        **dict.fromkeys(["debt", "spent", "receivable", "bank", "cash", "bridge", "opening"], 1),
    }
