"""Many entries at once obey the same rules as one: balance, keys, locks, what is free, one act in the log."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.pay.ledger import Draft, Leg, available_balance, available_balances, digest, digests, post, post_many
from llamkay.apps.pay.models import Account, Entry, Hold, Posting
from llamkay.core.errors import Refused
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command


@pytest.fixture
def place(full_prison):
    with scope.elevated():
        yield full_prison


def bring(made, amount=1000, key="a", person=None, kind="available"):
    person = person or made.second
    legs = (Leg(kind="opening", amount=amount), Leg(kind=kind, amount=-amount, person=person))
    return Draft(legs=legs, text="Saldo", key=key, person=person)


def take(made, amount, key, kind="available"):
    legs = (Leg(kind=kind, amount=amount, person=made.second), Leg(kind="bank", amount=-amount))
    return Draft(legs=legs, text="Sale", key=key, person=made.second)


def many(made, *drafts, origin="manual", **more):
    return post_many(actor=Command(), establishment=made.place, drafts=drafts, origin=origin, **more)


def hand():
    return Entry.objects.exclude(origin="close")


def test_they_are_written_whole_with_one_act(place):
    first, second = many(place, bring(place, 1000, "a"), bring(place, 500, "b", kind="savings"))
    assert list(hand().order_by("pk").values_list("pk", "key", "by", "origin", "person")) == [
        (first, "a", "sistema", "manual", place.second.pk),
        (second, "b", "sistema", "manual", place.second.pk),
    ]
    assert list(Posting.objects.filter(entry=first).values_list("number", "amount").order_by("number")) == [
        (1, 1000),
        (2, -1000),
    ]
    act = LoggedAction.objects.get(verb="pay.post_many")
    assert act.details["entries"] == [[first, second]]
    assert available_balance(establishment=place.place, person=place.second, kind="available") == 1000


def test_the_same_keys_again_are_the_same_entries(place):
    drafts = [bring(place, 1000, "a"), bring(place, 500, "b")]
    before = many(place, *drafts)
    assert many(place, *drafts, bring(place, 1, "c"))[:2] == before
    assert hand().count() == 3
    with pytest.raises(Refused, match="otros datos"):
        many(place, bring(place, 1001, "a"))


def test_one_and_many_give_the_same_content(place):
    one = post(actor=Command(), establishment=place.place, origin="manual", **vars(bring(place, 1000, "a")))
    assert many(place, bring(place, 1000, "a")) == [one.pk]
    assert digests([one]) == {one.pk: digest(one)}


@pytest.mark.parametrize(
    ("drafts", "message"),
    [
        (
            lambda p: [Draft(legs=(Leg(kind="bank", amount=5), Leg(kind="cash", amount=-4)), text="x", key="x")],
            "cuadra",
        ),
        (lambda p: [Draft(legs=(), text="x", key="x")], "cuadra"),
        (lambda p: [bring(p, 999, "w"), take(p, 600, "x"), take(p, 600, "y")], "No alcanza"),
    ],
)
def test_all_or_none(place, drafts, message):
    with pytest.raises(Refused, match=message):
        many(place, bring(place, 5, "good"), *drafts(place))
    assert not hand().exists()


def test_what_a_court_holds_does_not_leave(place):
    many(place, bring(place, 1000, "a"), bring(place, 1000, "r", kind="reparation"))
    Hold.objects.create(
        person=place.second,
        establishment=place.place,
        period=DateRange(date(2026, 1, 1), None),
        amount=300,
        court="Juzgado",
        case_number="1",
        by="x",
    )
    accounts = dict(Account.objects.filter(person=place.second).values_list("kind", "pk"))
    assert available_balances(establishment=place.place, accounts=accounts.values()) == {
        accounts["available"]: 700,
        accounts["reparation"]: 1000,
    }
    with pytest.raises(Refused, match=r"hasta S/ 7\.00 y se pide S/ 7\.01"):
        many(place, take(place, 701, "b"))
    many(place, take(place, 700, "b"))


def test_a_locked_month_takes_none(place):
    with pytest.raises(Refused, match="cerrados"):
        many(place, bring(place), posted_on=date(2026, 1, 31))
    assert many(place, bring(place), posted_on=date(2026, 2, 1))


def test_the_office_writes_many_bound_by_row_security(place, as_application):
    with scope.acting_in(scope.Scope(ids=frozenset({place.place.pk}))):
        assert len(many(place, bring(place, 5, "a"), bring(place, 7, "b"))) == 2


def test_a_hold_binds_what_is_available_and_saved_together(place):
    many(place, bring(place, 8000, "a"), bring(place, 8000, "s", kind="savings"))
    made = Hold.objects.create(
        person=place.second,
        establishment=place.place,
        period=DateRange(date(2026, 1, 1), None),
        amount=10_000,
        court="Juzgado",
        case_number="1",
        by="x",
    )
    accounts = dict(Account.objects.filter(person=place.second).values_list("kind", "pk"))
    room = available_balances(establishment=place.place, accounts=accounts.values())
    assert room == {accounts["available"]: 6000, accounts["savings"]: 6000}
    moved = Draft(
        legs=(
            Leg(kind="available", amount=8000, person=place.second),
            Leg(kind="savings", amount=-8000, person=place.second),
        ),
        text="Ahorra",
        key="m",
    )
    many(place, moved)
    both = (take(place, 3000, "x", kind="savings"), take(place, 3001, "y", kind="savings"))
    with pytest.raises(Refused, match=r"hasta S/ 60\.00"):
        many(place, *both)
    many(place, take(place, 6000, "z", kind="savings"))
    assert available_balance(establishment=place.place, person=place.second, kind="savings") == 0
    made.amount = None
    made.save()
    with pytest.raises(Refused, match=r"hasta S/ 0\.00"):
        many(place, take(place, 1, "w", kind="savings"))


def test_from_both_accounts_no_more_leaves_than_the_court_lets_go(place):
    many(place, bring(place, 8000, "a"), bring(place, 8000, "s", kind="savings"))
    Hold.objects.create(
        person=place.second,
        establishment=place.place,
        period=DateRange(date(2026, 1, 1), None),
        amount=10_000,
        court="Juzgado",
        case_number="1",
        by="x",
    )
    with pytest.raises(Refused, match="No alcanza"):
        many(place, take(place, 5000, "x"), take(place, 5000, "y", kind="savings"))
    many(place, take(place, 3000, "x"), take(place, 3000, "y", kind="savings"))
