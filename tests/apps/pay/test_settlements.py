"""Settling with those who leave: paid or moved, by two people, once, with both books balanced at every moment."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction
from django.db.models import Sum
from django.urls import reverse

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay.books import checks as book_checks
from llamkay.apps.pay.books.services import place_hold
from llamkay.apps.pay.ledger import Leg, post
from llamkay.apps.pay.levy import queries as due_queries
from llamkay.apps.pay.levy.services import agree_plan
from llamkay.apps.pay.models import Account, Entry, Hold, LevyPlan, Posting, Settlement
from llamkay.apps.pay.payouts import services as payout_services
from llamkay.apps.pay.settlements import queries, services
from llamkay.apps.people.custody.services import release_person, transfer_person
from llamkay.core.errors import Refused
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories

TODAY = date(2026, 2, 2)


def build():
    factories.load_reference()
    made = factories.prison("EP16", "Quinchu", 1)
    made.treasurer = factories.staff("treasurer", made.place)
    made.director = factories.staff("director", made.place)
    made.next = Establishment.objects.get(code="EP17")
    bring(made, "savings", 700)
    return made


@pytest.fixture
def prison(everything, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", factories.NOW)
    return build()


def bring(prison, kind, amount, person=None, label=""):
    person = person or prison.person
    legs = [Leg(kind="opening", amount=amount), Leg(kind=kind, amount=-amount, person=person, label=label)]
    key = f"{kind}:{person.pk}:{amount}"
    post(actor=Command(), establishment=prison.place, legs=legs, text="Saldo", key=key, origin="manual")


def kept(person, place, *kinds):
    rows = Posting.objects.filter(account__person=person, account__establishment=place)
    rows = rows.filter(account__kind__in=kinds) if kinds else rows
    return -(rows.aggregate(total=Sum("amount"))["total"] or 0)


def left(prison):
    return {(row["person"], row["establishment"]) for row in queries.unsettled(scope=scope.EVERYTHING, today=TODAY)}


def gone(prison, how="transfer"):
    if how == "transfer":
        transfer_person(
            actor=Command(), person=prison.person, to=prison.next, on=TODAY, reason="R.D. 9", confirmed=True
        )
    else:
        release_person(actor=Command(), person=prison.person, on=TODAY, exit=how, reason="R.J. 12", confirmed=True)
    return Settlement.objects.get(person=prison.person)


def prepared(prison, how="transfer"):
    gone(prison, how)
    return services.prepare(actor=prison.treasurer, person=prison.person, establishment=prison.place, document="Acta 1")


def test_leaving_opens_it_and_the_list_says_so(prison):
    row = gone(prison)
    assert (row.state, row.why, row.left_on, row.establishment) == ("due", "transfer", TODAY, prison.place)
    assert left(prison) == {(prison.person.pk, prison.place.pk)}
    (line,) = queries.unsettled(scope=scope.EVERYTHING, today=TODAY, words="quinchuiana", why="transfer", state="due")
    assert line["money"] == kept(prison.person, prison.place)
    assert queries.owners([prison.place.pk], TODAY) == {prison.place.pk: "Personal treasurer"}


def test_who_leaves_with_nothing_opens_none(prison):
    transfer_person(actor=Command(), person=prison.second, to=prison.next, on=TODAY, reason="R.D. 9", confirmed=True)
    assert not Settlement.objects.filter(person=prison.second).exists()


def test_everything_moves_over_the_bridge(prison):
    cases = Account.objects.filter(person=prison.person, establishment=prison.place).exclude(label="")
    before = {(a.kind, a.label): kept(prison.person, prison.place, a.kind) for a in cases}
    whole = kept(prison.person, prison.place)
    done = services.confirm(actor=prison.director, settlement=prepared(prison))
    assert kept(prison.person, prison.place) == 0
    assert kept(prison.person, prison.next) == whole
    assert kept(prison.person, prison.next, "savings") == 700
    moved = Account.objects.filter(person=prison.person, establishment=prison.next).exclude(label="")
    assert {(a.kind, a.label): kept(prison.person, prison.next, a.kind) for a in moved} == before
    bridge = Account.objects.filter(kind="bridge").annotate(n=Sum("postings__amount"))
    assert {(a.establishment.code, a.label, a.n) for a in bridge} == {("EP16", "EP17", -whole), ("EP17", "EP16", whole)}
    assert {done.entry.establishment, done.entry_to.establishment} == {prison.place, prison.next}
    assert left(prison) == set()
    assert list(book_checks.entries()) == []


def test_holds_debt_and_plan_go_with_the_person(prison):
    place_hold(
        actor=prison.treasurer,
        establishment=prison.place,
        person=prison.person,
        court="Juzgado",
        case_number="R-1",
        since=TODAY,
        amount=500,
    )
    legs = [Leg(kind="debt", amount=600, person=prison.person), Leg(kind="opening", amount=-600)]
    post(actor=Command(), establishment=prison.place, legs=legs, text="Debe", key="debe", origin="levies")
    plan = agree_plan(
        actor=prison.treasurer,
        person=prison.person,
        establishment=prison.place,
        document="Acuerdo",
        parts=6,
        first_due_on=TODAY,
    )
    services.confirm(actor=prison.director, settlement=prepared(prison))
    assert kept(prison.person, prison.next, "debt") == -600
    running = Hold.objects.get(establishment=prison.next)
    assert (running.case_number, running.amount, running.period.upper) == ("R-1", 500, None)
    assert not Hold.objects.filter(establishment=prison.place, period__upper_inf=True).exists()
    plan = LevyPlan.objects.get(pk=plan.pk)
    assert plan.establishment == prison.next
    assert due_queries.plan_view(plan, owed=600, paid=0).left == 600
    assert list(book_checks.holds()) == []


def test_two_people_and_once(prison):
    row = prepared(prison)
    assert (
        services.prepare(actor=prison.treasurer, person=prison.person, establishment=prison.place, document="Acta 1")
        == row
    )
    Settlement.objects.filter(pk=row.pk).update(prepared_by=prison.director.username)
    with pytest.raises(Refused, match="otra persona"):
        services.confirm(actor=prison.director, settlement=row)
    Settlement.objects.filter(pk=row.pk).update(prepared_by=prison.treasurer.username)
    with pytest.raises(PermissionDenied):
        services.confirm(actor=prison.treasurer, settlement=row)
    first = services.confirm(actor=prison.director, settlement=row)
    again = services.confirm(actor=prison.director, settlement=row)
    assert again.entry == first.entry
    assert Entry.objects.filter(origin="settlement").count() == 2


def test_balances_that_changed_are_prepared_again(prison):
    row = prepared(prison)
    bring(prison, "available", 33)
    with pytest.raises(Refused, match="cambiaron"):
        services.confirm(actor=prison.director, settlement=row)
    services.cancel(actor=prison.treasurer, settlement=row, reason="Otro saldo")
    row = services.prepare(actor=prison.treasurer, person=prison.person, establishment=prison.place, document="Acta 2")
    services.confirm(actor=prison.director, settlement=row)
    assert left(prison) == set()


def test_a_payment_on_its_way_comes_first(prison):
    mother = payout_services.enter_beneficiary(
        actor=prison.treasurer,
        person=prison.person,
        full_name="Madre Inventada",
        relation="mother",
        document_kind="dni",
        document_number="00009876",
        authorised_by="Ella",
        authorisation="Carta",
    )
    payout_services.check_beneficiary(actor=prison.director, beneficiary=mother)
    mother.refresh_from_db()
    payout_services.prepare(
        actor=prison.treasurer, person=prison.person, beneficiary=mother, purpose="remittance", amount=100, key="k"
    )
    gone(prison)
    with pytest.raises(Refused, match="pago preparado"):
        services.prepare(actor=prison.treasurer, person=prison.person, establishment=prison.place, document="Acta")


def test_whoever_is_free_is_paid_what_is_free(prison):
    place_hold(
        actor=prison.treasurer,
        establishment=prison.place,
        person=prison.person,
        court="Juzgado",
        case_number="R-1",
        since=TODAY,
        amount=600,
    )
    own = kept(prison.person, prison.place, "available", "savings")
    row = prepared(prison, "release")
    assert {(line.kind, line.fate) for line in queries.lines_from(row.lines)} == {
        ("available", "pay"),
        ("savings", "pay"),
        ("savings", "held"),
        ("reparation", "no_receiver"),
        ("alimony", "no_receiver"),
    }
    services.confirm(actor=prison.director, settlement=row)
    payouts = list(row.payouts.order_by("pk"))
    assert {(p.purpose, p.state, p.beneficiary.relation) for p in payouts} == {("release", "confirmed", "self")}
    assert sum(p.amount for p in payouts) == own - 600
    payout_services.send(actor=prison.treasurer, establishment=prison.place, payouts=payouts, way="cash")
    factories.till(prison.place, own)
    for payout in payouts:
        payout_services.settle(actor=prison.treasurer, payout=payout, reference=f"R-{payout.pk}")
    assert kept(prison.person, prison.place, "available", "savings") == 600
    assert left(prison) == {(prison.person.pk, prison.place.pk)}


def test_the_part_of_a_court_goes_to_whom_it_is_due(prison):
    injured = payout_services.enter_beneficiary(
        actor=prison.treasurer,
        person=prison.person,
        full_name="Agraviada Inventada",
        relation="injured",
        document_kind="dni",
        document_number="00009875",
        authorised_by="Juzgado",
        authorisation="Sentencia",
    )
    payout_services.check_beneficiary(actor=prison.director, beneficiary=injured)
    owed = kept(prison.person, prison.place, "reparation")
    row = services.confirm(actor=prison.director, settlement=prepared(prison, "release"))
    paid = row.payouts.get(purpose="reparation")
    assert (paid.amount, paid.beneficiary, paid.state) == (owed, injured, "confirmed")


@pytest.mark.parametrize(("how", "fate"), [("death", "heirs"), ("escape", "escape")])
def test_where_the_law_says_nothing_it_is_kept(prison, how, fate):
    gone(prison, how)
    lines = queries.lines_of(person=prison.person, establishment=prison.place, why=how, moves=False, today=TODAY)
    assert {line.fate for line in lines if line.kind in ("available", "savings")} == {fate}
    with pytest.raises(Refused, match="Nada puede"):
        services.prepare(actor=prison.treasurer, person=prison.person, establishment=prison.place, document="Acta")
    assert {row["person"] for row in queries.unclaimed(scope=scope.EVERYTHING, today=TODAY)} == {prison.person.pk}


def test_a_payment_of_a_settlement_is_not_given_up_alone(prison):
    row = prepared(prison, "release")
    payout = row.payouts.first()
    for act, more in ((payout_services.confirm, {}), (payout_services.cancel, {"reason": "x"})):
        with pytest.raises(Refused, match="parte de una liquidación"):
            act(actor=Command(), payout=payout, **more)
    services.cancel(actor=prison.treasurer, settlement=row, reason="Error")
    assert set(row.payouts.values_list("state", flat=True)) == {"cancelled"}


def test_a_confirmed_one_is_not_rewritten(prison):
    row = services.confirm(actor=prison.director, settlement=prepared(prison))
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE pay_settlement SET document = 'otra' WHERE id = %s", [row.pk])


def test_whoever_was_told_is_written(prison):
    gone(prison, "release")
    with pytest.raises(Refused, match="entre el día"):
        services.notice(
            actor=prison.treasurer,
            person=prison.person,
            establishment=prison.place,
            on=date(2026, 2, 1),
            who="Su hermana",
            how="Teléfono",
        )
    services.notice(
        actor=prison.treasurer,
        person=prison.person,
        establishment=prison.place,
        on=TODAY,
        who="Su hermana",
        how="Teléfono",
    )
    (row,) = queries.unclaimed(scope=scope.EVERYTHING, today=TODAY)
    assert row["asked_on"] == TODAY


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_write_it_once(monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", factories.NOW)
    with scope.elevated():
        prison = build()
        row = prepared(prison)
        prison.other = factories.staff("director", prison.place, "directora2")
        said = []

        def act(actor):
            try:
                with scope.acting_in(scope.Scope(ids=frozenset({prison.place.pk}))):
                    services.confirm(actor=actor, settlement=row)
                said.append("ok")
            except Refused:
                said.append("refused")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=act, args=[who]) for who in (prison.director, prison.other)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        assert sorted(said) == ["ok", "refused"]
        assert Entry.objects.filter(origin="settlement").count() == 2
        assert kept(prison.person, prison.place) == 0


# -- on screen --------------------------------------------------------------------------------------------------------


def test_from_the_list_to_both_books(prison, client):
    gone(prison)
    client.force_login(prison.treasurer)
    listed = client.get(reverse("pay:settlements"), {"motivo": "transfer"}).content.decode()
    assert prison.person.full_name in listed and "Personal treasurer" in listed
    here = reverse("pay:settlement", args=["EP16", prison.person.pk])
    act = lambda name: reverse("pay:settlement_act", args=["EP16", prison.person.pk, name])  # noqa: E731
    assert "Preparar la liquidación" in client.get(here).content.decode()
    assert client.post(act("preparar"), {"document": ""}).status_code == 422
    assert client.post(act("preparar"), {"document": "Acta 1"}).status_code == 302
    assert client.post(act("confirmar")).status_code == 404  # the treasurer confirms nothing
    client.force_login(prison.director)
    assert "Confirmar la liquidación" in client.get(here).content.decode()
    assert client.post(act("confirmar")).status_code == 302
    assert "Acta 1" in client.get(here).content.decode()
    assert kept(prison.person, prison.place) == 0
    assert client.get(reverse("pay:settlements"), {"formato": "xlsx"}).status_code == 200


def test_the_next_prison_sees_what_arrived_and_not_the_page_of_the_other(prison, client):
    services.confirm(actor=prison.director, settlement=prepared(prison))
    client.force_login(factories.staff("treasurer", prison.next, "tesoreria17"))
    assert client.get(reverse("pay:settlement", args=["EP16", prison.person.pk])).status_code == 404
    statement = client.get(reverse("pay:person_statement", args=[prison.person.pk])).content.decode()
    assert "Liquidación por traslado" in statement
