"""What is entered by hand: each act balances, is asked of who may, names its evidence, is undone by its opposite."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from llamkay.apps.pay.books import services
from llamkay.apps.pay.books.queries import balances, books, place_accounts
from llamkay.apps.pay.ledger import Leg, available_balance
from llamkay.apps.pay.models import Account, Entry, Hold, LedgerLock, Posting
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from tests.worlds import factories


@pytest.fixture
def prison(everything, full_prison):
    """A prison on 2 February with its January closed, its treasurer and its director."""
    made = full_prison
    made.treasurer = factories.staff("treasurer", made.place)
    made.director = factories.staff("director", made.place)
    return made


def opened(prison, kind="bank", amount=100_000, **more):
    given = {"book": "3", "folio": "45", **more}
    return services.open_balance(actor=prison.treasurer, establishment=prison.place, kind=kind, amount=amount, **given)


def entered(prison, *legs, **more):
    given = {"reason": "Corrección", "document": "Informe 7", **more}
    return services.enter_by_hand(actor=prison.treasurer, establishment=prison.place, legs=legs, **given)


def lines(entry):
    rows = Posting.objects.filter(entry=entry).order_by("number")
    return list(rows.values_list("account__kind", "account__person", "account__label", "amount"))


def held(prison, kind):
    return {b.account.kind: b.amount for b in balances(place_accounts(establishment=prison.place))}.get(kind, 0)


def test_an_entry_by_hand_moves_what_is_free_and_says_why(prison):
    a, b = prison.person, prison.second
    there = available_balance(establishment=prison.place, person=a, kind="available")
    made = entered(prison, Leg(kind="available", amount=500, person=a), Leg(kind="available", amount=-500, person=b))
    assert lines(made) == [("available", a.pk, "", 500), ("available", b.pk, "", -500)]
    assert (made.origin, made.by, made.text, made.evidence, made.person) == (
        "manual",
        "treasurer",
        "Corrección",
        "Informe 7",
        None,
    )
    assert made.entered_at.isoformat() == "2026-02-02T10:00:00-05:00"
    assert available_balance(establishment=prison.place, person=a, kind="available") == there - 500
    assert LoggedAction.objects.filter(verb="pay.post", target=f"entry:{made.pk}", actor="treasurer").count() == 1


@pytest.mark.parametrize("kind", ["transit", "debt", "receivable", "bridge", "opening", "spent"])
def test_what_has_its_own_screen_is_not_moved_by_hand(prison, kind):
    person = prison.person if kind in ("transit", "debt") else None
    with pytest.raises(Refused, match="no se mueve a mano"):
        entered(prison, Leg(kind=kind, amount=5, person=person), Leg(kind="bank", amount=-5))


@pytest.mark.parametrize(("more", "message"), [({"reason": " "}, "el motivo"), ({"document": ""}, "el documento")])
def test_a_reason_and_a_document_are_asked(prison, more, message):
    with pytest.raises(Refused, match=message):
        entered(prison, Leg(kind="bank", amount=5), Leg(kind="cash", amount=-5), **more)


def test_nobody_of_another_prison_has_an_account_here(prison):
    other = factories.prison("EP17", "Zorrilla", 2)
    with pytest.raises(Refused, match="no ha estado"):
        entered(prison, Leg(kind="bank", amount=5), Leg(kind="available", amount=-5, person=other.person))


def test_several_accounts_on_both_sides_are_refused_with_the_cure(prison):
    legs = [Leg(kind="bank", amount=5), Leg(kind="cash", amount=5)]
    legs += [Leg(kind="available", amount=-4, person=prison.second), Leg(kind="institution", amount=-6)]
    with pytest.raises(Refused, match="varias cuentas al debe y varias al haber"):
        entered(prison, *legs)
    assert entered(prison, Leg(kind="bank", amount=10), *legs[2:]).postings.count() == 3


def test_the_till_holds_no_less_than_nothing_on_any_day_and_a_reversal_is_no_way_round(prison):
    out = (Leg(kind="bank", amount=300), Leg(kind="cash", amount=-300))
    with pytest.raises(Refused, match=r"el 02/02/2026 en la caja hay S/ 0\.00 y salen S/ 3\.00"):
        entered(prison, *out)
    came = entered(prison, Leg(kind="cash", amount=300), Leg(kind="bank", amount=-300))
    with pytest.raises(Refused, match=r"el 01/02/2026 en la caja hay S/ 0\.00"):
        entered(prison, *out, posted_on=date(2026, 2, 1))
    entered(prison, *out)
    with pytest.raises(Refused, match="No alcanza"):
        services.reverse_by_hand(actor=prison.treasurer, entry=came, reason="Error")


def test_a_part_of_a_court_names_its_case(prison):
    with pytest.raises(Refused, match="expediente"):
        entered(prison, Leg(kind="bank", amount=5), Leg(kind="reparation", amount=-5, person=prison.person))


def test_who_may_not_is_told(prison):
    for actor in (prison.director, factories.staff("auditor", None)):
        with pytest.raises(PermissionDenied):
            services.enter_by_hand(actor=actor, establishment=prison.place, legs=[], reason="x", document="x")
    with pytest.raises(PermissionDenied):
        services.lock_month(actor=prison.treasurer, establishment=prison.place, month=factories.JANUARY, reason="x")


def test_the_same_form_twice_is_one_entry(prison):
    legs = (Leg(kind="cash", amount=5), Leg(kind="bank", amount=-5))
    assert entered(prison, *legs, token="t") == entered(prison, *legs, token="t")
    assert Entry.objects.filter(origin="manual").count() == 1


def test_a_reversal_is_the_opposite_and_both_stay(prison):
    made = entered(prison, Leg(kind="bank", amount=5), Leg(kind="available", amount=-5, person=prison.second))
    undone = services.reverse_by_hand(actor=prison.treasurer, entry=made, reason="Era de otra")
    assert lines(undone) == [("bank", None, "", -5), ("available", prison.second.pk, "", 5)]
    assert (undone.origin, undone.evidence, undone.undoes) == ("reversal", "Era de otra", made)
    for entry, message in ((made, "ya se revirtió"), (undone, "no se revierte")):
        with pytest.raises(Refused, match=message):
            services.reverse_by_hand(actor=prison.treasurer, entry=entry, reason="x")


def test_what_the_close_wrote_is_not_reversed_here(prison):
    entry = Entry.objects.filter(origin="close").first()
    with pytest.raises(Refused, match="planilla"):
        services.reverse_by_hand(actor=prison.treasurer, entry=entry, reason="x")


@pytest.mark.parametrize(
    ("kind", "sign", "of_person", "label"),
    [("bank", 1, False, ""), ("cash", 1, False, ""), ("institution", -1, False, ""), ("available", -1, True, ""),
     ("savings", -1, True, ""), ("debt", 1, True, ""), ("reparation", -1, True, "Exp. 9")],
)  # fmt: skip
def test_an_opening_balance_stands_on_the_side_of_its_account(prison, kind, sign, of_person, label):
    person = prison.second if of_person else None
    made = opened(prison, kind, 700, person=person, label=label, posted_on=date(2026, 2, 1))
    assert lines(made) == [(kind, person and person.pk, label, sign * 700), ("opening", None, "", -sign * 700)]
    assert (made.evidence, made.origin, made.posted_on) == ("Libro 3, folio 45", "opening", date(2026, 2, 1))


def test_an_account_is_opened_once_until_it_is_reversed(prison):
    first = opened(prison, "cash", 700)
    with pytest.raises(Refused, match=f"asiento {first.pk}"):
        opened(prison, "cash", 800)
    services.reverse_by_hand(actor=prison.treasurer, entry=first, reason="Folio equivocado")
    assert opened(prison, "cash", 800).pk > first.pk
    assert held(prison, "cash") == 800


@pytest.mark.parametrize("more", [{"book": " "}, {"folio": ""}, {"amount": 0}])
def test_an_opening_without_evidence_is_refused(prison, more):
    with pytest.raises(Refused):
        opened(prison, **more)


def spent(prison, amount, **more):
    given = {"purpose": "Insumos", "source": "bank", "voucher": "F001-12", **more}
    return services.spend(actor=prison.treasurer, establishment=prison.place, amount=amount, **given)


def test_the_ten_per_cent_is_spent_within_what_there_is(prison):
    given = held(prison, "institution")
    with pytest.raises(Refused, match=r"banco quedan S/ 0\.00"):
        spent(prison, 1)
    opened(prison, "bank", given + 500)
    made = spent(prison, given - 1)
    assert lines(made) == [("spent", None, "Insumos", given - 1), ("bank", None, "", 1 - given)]
    assert (made.text, made.evidence) == ("Gasto del 10 %: Insumos", "F001-12")
    with pytest.raises(Refused, match=r"institución quedan S/ 0\.01 y se gastan S/ 0\.02"):
        spent(prison, 2)
    (book,) = books(scope=scope.EVERYTHING, establishment=prison.place)
    assert (book.recognised, book.spent, book.left, book.bank) == (given, given - 1, 1, 501)


def test_a_spending_sent_twice_is_one(prison):
    opened(prison, "bank", 1)
    assert spent(prison, 1, token="t") == spent(prison, 1, token="t")


def hold(prison, **more):
    given = {"court": "1.er Juzgado", "case_number": "Of. 5", "since": date(2026, 2, 1), **more}
    return services.place_hold(actor=prison.treasurer, establishment=prison.place, person=prison.person, **given)


def test_a_hold_binds_until_it_is_lifted(prison):
    there = available_balance(establishment=prison.place, person=prison.person, kind="available")
    made = hold(prison, amount=100)
    assert available_balance(establishment=prison.place, person=prison.person, kind="available") == there - 100
    with pytest.raises(Refused, match="ya rige"):
        hold(prison)
    services.lift_hold(actor=prison.treasurer, hold=made, on=date(2026, 2, 2), reason="Of. 9")
    assert available_balance(establishment=prison.place, person=prison.person, kind="available") == there
    made = Hold.objects.get()
    assert (made.period.lower, made.period.upper, made.ended_by, made.ended_why) == (
        date(2026, 2, 1),
        date(2026, 2, 2),
        "treasurer",
        "Of. 9",
    )
    with pytest.raises(Refused, match="ya se levantó"):
        services.lift_hold(actor=prison.treasurer, hold=made, on=date(2026, 2, 2), reason="x")
    verbs = LoggedAction.objects.filter(verb__in=["pay.hold", "pay.lift_hold"]).order_by("id")
    assert list(verbs.values_list("verb", "reason")) == [("pay.hold", "1.er Juzgado"), ("pay.lift_hold", "Of. 9")]


def test_a_hold_of_the_whole_lets_nothing_leave(prison):
    hold(prison)
    assert available_balance(establishment=prison.place, person=prison.person, kind="available") == 0
    with pytest.raises(Refused, match="No alcanza"):
        entered(prison, Leg(kind="available", amount=1, person=prison.person), Leg(kind="bank", amount=-1))


@pytest.mark.parametrize(
    ("more", "message"),
    [({"amount": 0}, "mayor que cero"), ({"court": " "}, "juzgado"), ({"since": date(2026, 2, 3)}, "todavía"),
     ({"since": date(2024, 1, 1)}, "no estaba")],
)  # fmt: skip
def test_a_hold_that_cannot_be(prison, more, message):
    with pytest.raises(Refused, match=message):
        hold(prison, **more)


@pytest.mark.parametrize("on", [date(2026, 1, 31), date(2026, 2, 3)])
def test_a_hold_is_lifted_between_its_start_and_today(prison, on):
    with pytest.raises(Refused, match="entre el"):
        services.lift_hold(actor=prison.treasurer, hold=hold(prison), on=on, reason="x")


def lock(prison, month, reason="Informe mensual"):
    return services.lock_month(actor=prison.director, establishment=prison.place, month=month, reason=reason)


def test_a_locked_month_takes_nothing_more(prison):
    assert list(LedgerLock.objects.values_list("month", "reason")) == [(date(2026, 1, 1), "Cierre de enero de 2026")]
    with pytest.raises(Refused, match=r"enero de 2026 están cerrados: .* 01/02/2026 o posterior"):
        opened(prison, posted_on=date(2026, 1, 31))
    assert opened(prison, posted_on=date(2026, 2, 1))
    for month, message in ((factories.JANUARY, "ya están"), (Month(2026, 2), "no termina")):
        with pytest.raises(Refused, match=message):
            lock(prison, month)
    with pytest.raises(Refused, match="por qué"):
        lock(prison, factories.JANUARY, " ")


def test_nothing_was_written_by_what_was_refused(prison):
    before = Entry.objects.count(), Account.objects.count()
    for attempt in (lambda: spent(prison, 10**6), lambda: opened(prison, folio="")):
        with pytest.raises(Refused):
            attempt()
    assert (Entry.objects.count(), Account.objects.count()) == before
