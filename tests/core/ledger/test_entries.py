"""Entries balance or do not exist; a reversal undoes everything."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llamkay.core.ledger import Account, Entry, Kind, Posting, balances, postings_for_split, reverse

DAY = date(2025, 4, 1)
BANK = Account(kind=Kind.BANK)
DUE = Account(kind=Kind.RECEIVABLE, holder="company")


def test_refuses_an_entry_that_does_not_balance():
    legs = (Posting(account=BANK, amount=100), Posting(account=DUE, amount=-99))
    with pytest.raises(ValueError, match="does not balance: debits less credits are 1 céntimos"):
        Entry(key="k", posted_on=DAY, text="t", postings=legs)


@pytest.mark.parametrize("amount", [0, 1.5, True])
def test_refuses_amounts_that_are_no_céntimos(amount):
    with pytest.raises(ValueError, match="whole number"):
        Posting(account=BANK, amount=amount)


def test_refuses_an_empty_entry_and_a_personal_account_without_a_person():
    with pytest.raises(ValueError, match="no postings"):
        Entry(key="k", posted_on=DAY, text="t", postings=())
    with pytest.raises(ValueError, match="name the holder"):
        Account(kind=Kind.SAVINGS)


@given(st.lists(st.integers(0, 10**9), min_size=4, max_size=4).filter(any))
def test_a_split_posts_in_balance_and_its_reversal_leaves_nothing(shares):
    institution, reparation, alimony, personal = shares
    parts = {"institution": institution, "reparation": reparation, "alimony": alimony, "personal": personal}
    legs = postings_for_split(gross=sum(shares), **parts, person="7", payer="company")
    entry = Entry(key="2025-03/7", posted_on=DAY, text="Marzo", postings=legs)
    held = balances([entry])
    assert sum(held.values()) == 0
    assert held[DUE] == sum(shares)
    assert held.get(Account(kind=Kind.AVAILABLE, holder="7"), 0) == -personal
    undone = reverse(entry, posted_on=DAY)
    assert set(balances([entry, undone]).values()) == {0}
    assert (undone.reverses, undone.key) == (entry.key, "2025-03/7:reversal")


def test_refuses_shares_that_do_not_make_the_gross():
    with pytest.raises(ValueError, match="sum to its gross of 100"):
        postings_for_split(gross=100, institution=10, reparation=0, alimony=0, personal=89, person="7")


def test_every_kind_has_a_label():
    assert all(kind.label for kind in Kind)
