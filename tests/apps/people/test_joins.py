"""Two known people who are one: proposed, confirmed by another, months and books following, undone in time."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.urls import reverse

from llamkay.apps.activities.models import SheetRow
from llamkay.apps.closing.verify import verify
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.institutions.services import SYSTEM
from llamkay.apps.pay import queries as pay
from llamkay.apps.pay.ledger import Leg, post
from llamkay.apps.pay.models import Account, Entry, Posting
from llamkay.apps.people import joins, queries
from llamkay.apps.people.custody.services import admit_person, release_person
from llamkay.apps.people.models import CustodySpell, IdentityJoin, Person
from llamkay.apps.remission import queries as remission
from llamkay.apps.remission.counts.statements import make_statement
from llamkay.apps.remission.inputs import carries
from llamkay.apps.remission.models import DayCount
from llamkay.core.errors import Refused
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING, Scope
from tests.worlds import factories

REASON = "Pericia de huellas, oficio 33-2026"


@pytest.fixture
def two(everything, full_prison):
    """Somebody with a closed January and money in the books, and the same woman as another prison knew her before."""
    full_prison.clerk = factories.staff("registry", full_prison.place, "registro")
    full_prison.other_clerk = factories.staff("registry", full_prison.place, "registro2")
    known = admit_person(
        actor=SYSTEM,
        establishment=full_prison.place,
        on=date(2020, 1, 1),
        first_surname="Antes",
        given_names="Sol",
        sex="F",
        document=("dni", "00000900"),
        status="sentenced",
    )
    release_person(actor=SYSTEM, person=known, on=date(2021, 1, 1), reason="R.J. 1-2021")
    full_prison.known = known
    return full_prison


def joined(two):
    join = joins.propose(actor=two.clerk, former=two.person, standing=two.known, reason=REASON)
    return joins.confirm(actor=two.other_clerk, join=join)


def money(person):
    rows = Posting.objects.filter(account__person=person).values_list("account__kind")
    return {kind: total for kind, total in rows.annotate(Sum("amount")) if total}


def problems():
    return [problem for check in verify() for problem in check.problems]


def test_months_and_books_follow_and_nothing_sealed_is_rewritten(two):
    before, summary = money(two.person), remission.remission_summary(scope=EVERYTHING, person=two.person)
    paid = [month.month for month in pay.months(scope=EVERYTHING, person=two.person)]
    counted = make_statement(actor=Command(), person=two.person).result
    carried = carries({two.person.pk: 0}, establishment_id=two.place.pk, month=factories.FEBRUARY)
    assert before and summary.days and paid and problems() == []
    join = joined(two)
    two.person.refresh_from_db()
    assert two.person.merged_into == two.known
    assert queries.standing_id(two.person.pk) == two.known.pk
    assert set(queries.visible_people(Scope(ids=frozenset({two.place.pk})))) >= {two.known}
    assert CustodySpell.objects.filter(person=two.known).count() == 2
    assert SheetRow.objects.filter(person=two.person, sheet__state="closed").count() == 2
    assert not SheetRow.objects.filter(person=two.person).exclude(sheet__state="closed").exists()
    assert DayCount.objects.filter(person=two.person).exists()
    assert (money(two.person), money(two.known)) == ({}, before)
    after = remission.remission_summary(scope=EVERYTHING, person=two.known)
    assert (after.days, after.remitted) == (summary.days, summary.remitted)
    assert [month.month for month in pay.months(scope=EVERYTHING, person=two.known)] == paid
    assert carries({two.known.pk: 0}, establishment_id=two.place.pk, month=factories.FEBRUARY) == carried
    again = make_statement(actor=Command(), person=two.known).result
    assert (again["settled"], again["fraction"]) == (counted["settled"], counted["fraction"])
    assert problems() == []
    assert join.moved and joins.until(join) == date(2026, 3, 4)


def test_an_application_of_that_prison_reads_the_sealed_rows_of_the_former_identity(two):
    joined(two)
    for place, seen in ((two.place, True), (Establishment.objects.exclude(pk=two.place.pk)[0], False)):
        with transaction.atomic(), scope.acting_in(Scope(ids=frozenset({place.pk}))):
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE llamkay_app")
            rows = (
                DayCount.objects.filter(person=two.person.pk).exists(),
                Person.objects.filter(pk=two.person.pk).exists(),
                SheetRow.objects.filter(person__code=two.person.code).exists(),
                bool(pay.months(scope=EVERYTHING, person=two.known)),
            )
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
        assert set(rows) == {seen}


def test_it_takes_two_people_and_the_database_says_so_too(two):
    join = joins.propose(actor=two.clerk, former=two.person, standing=two.known, reason=REASON)
    with pytest.raises(Refused, match="la confirma otra persona"):
        joins.confirm(actor=two.clerk, join=join)
    with pytest.raises(Refused, match="Ya hay una unión propuesta"):
        joins.propose(actor=two.other_clerk, former=two.known, standing=two.person, reason=REASON)
    with pytest.raises(PermissionDenied):
        joins.confirm(actor=factories.staff("instructor", two.place), join=join)
    with pytest.raises(IntegrityError, match="two_people_join_identities"), transaction.atomic():
        IdentityJoin.objects.filter(pk=join.pk).update(
            state="confirmed", decided_by="registro", decided_at=join.proposed_at
        )
    joins.refuse(actor=two.other_clerk, join=join, why="Las huellas no coinciden")
    with pytest.raises(Refused, match="ya se decidió"):
        joins.confirm(actor=two.other_clerk, join=join)
    two.person.refresh_from_db()
    assert two.person.merged_into is None


def test_what_cannot_be_joined_is_refused_with_its_reason(two):
    given = {"actor": two.clerk, "former": two.person, "standing": two.known, "reason": REASON}
    with pytest.raises(Refused, match="con qué documento"):
        joins.propose(**given | {"reason": "sí"})
    with pytest.raises(Refused, match="misma identidad"):
        joins.propose(**given | {"standing": two.person})
    with pytest.raises(Refused, match="se cruza con la otra"):
        joins.propose(**given | {"standing": two.second})
    third = admit_person(
        actor=SYSTEM, establishment=two.place, on=date(2018, 1, 1), first_surname="Antes", given_names="Luz", sex="F"
    )
    release_person(actor=SYSTEM, person=third, on=date(2019, 1, 1), reason="R.J. 2-2019")
    earlier = joins.propose(actor=two.clerk, former=third, standing=two.person, reason=REASON)
    joins.confirm(actor=two.other_clerk, join=earlier)
    with pytest.raises(Refused, match="proponga al revés"):
        joins.propose(**given)
    joins.undo(actor=two.clerk, join=earlier, why="Nueva pericia: son dos personas")
    legs = [Leg(kind="debt", amount=500, person=two.person), Leg(kind="institution", amount=-500)]
    post(actor=Command(), establishment=two.place, legs=legs, text="Saldo", key="debe", origin="opening")
    with pytest.raises(Refused, match="debe del 10 %"):
        joins.propose(**given)


def test_it_is_undone_within_its_period_and_everything_goes_back(two, monkeypatch):
    before = money(two.person)
    join = joined(two)
    with pytest.raises(Refused, match="con qué documento"):
        joins.undo(actor=two.clerk, join=join, why="no")
    undone = joins.undo(actor=two.clerk, join=join, why="Nueva pericia: son dos personas")
    assert undone.state == "undone"
    two.person.refresh_from_db()
    assert two.person.merged_into is None
    assert CustodySpell.objects.get(person=two.known).period.upper == date(2021, 1, 1)
    assert two.person.documents.count() == 1 and two.known.documents.count() == 1
    assert (money(two.person), money(two.known)) == (before, {})
    assert all(entry.undone_by for entry in Entry.objects.filter(key__startswith=f"join:{join.pk}:"))
    assert not remission.remission_summary(scope=EVERYTHING, person=two.known).days
    assert problems() == []
    later = joined(two)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-05T10:00:00-05:00")
    with pytest.raises(Refused, match="Se podía deshacer hasta el 04/03/2026"):
        joins.undo(actor=two.clerk, join=later, why="Nueva pericia: son dos personas")


def test_it_is_not_undone_once_its_money_was_spent(two):
    join = joined(two)
    balance = -money(two.known)["available"]
    legs = [Leg(kind="available", amount=balance, person=two.known), Leg(kind="cash", amount=-balance)]
    opening = [Leg(kind="cash", amount=balance), Leg(kind="opening", amount=-balance)]
    post(actor=Command(), establishment=two.place, legs=opening, text="Caja", key="caja", origin="opening")
    post(actor=Command(), establishment=two.place, legs=legs, text="Entregado", key="entregado", origin="manual")
    with pytest.raises(Refused, match="Ese dinero ya salió"):
        joins.undo(actor=two.clerk, join=join, why="Nueva pericia: son dos personas")
    two.person.refresh_from_db()
    assert two.person.merged_into == two.known
    assert Account.objects.filter(person=two.person).exists()


def test_the_pages_compare_confirm_and_undo(two, client):
    client.force_login(two.clerk)
    url = reverse("people:propose_join", args=[two.person.pk])
    assert "es-otra" in client.get(two.person.get_absolute_url()).content.decode()
    sent = client.post(url, {"into": two.known.code, "reason": REASON})
    page = reverse("people:join", args=[IdentityJoin.objects.get().pk])
    assert sent.status_code == 302 and sent.url == page
    shown = client.get(page).content.decode()
    assert "DNI 00000900" in shown and "La propuso usted" in shown
    client.force_login(two.other_clerk)
    assert "Uniones de identidades por confirmar" in client.get(reverse("today")).content.decode()
    assert two.person.code in client.get(reverse("people:joins")).content.decode()
    assert client.post(page, {"confirm": "1"}).status_code == 302
    assert "Se puede deshacer hasta el 4 de marzo de 2026" in client.get(page).content.decode()
    moved = client.get(two.person.get_absolute_url())
    assert moved.status_code == 302 and moved.url == two.known.get_absolute_url()
    assert client.post(page, {"why": "Nueva pericia: son dos personas"}).status_code == 302
    assert "Se separaron" in client.get(page).content.decode()
    assert client.get(two.person.get_absolute_url()).status_code == 200
