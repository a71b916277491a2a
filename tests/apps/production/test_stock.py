"""Stock that never lies: append-only, never below zero, also in parallel; counts, reversals, owners, the trace."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.db.models import Sum

from llamkay.apps.production.brands.services import save_brand
from llamkay.apps.production.kinds import State
from llamkay.apps.production.models import Balance, CountLine, Lot, Movement
from llamkay.apps.production.stock import moving, services, tracing
from llamkay.core.errors import Refused
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds.workshop import baked, bakery_of, open_day

pytestmark = pytest.mark.usefixtures("everything")


def there(lot, state=State.AVAILABLE, site=None):
    return moving.amount_in(lot, state, site)


def refusal(act, *words):
    with pytest.raises(Refused) as caught:
        act()
    assert [word for word in words if word not in str(caught.value)] == []


def test_what_came_in_is_there_and_is_logged(bakery):
    assert there(bakery.soon) == 6_000
    assert LoggedAction.objects.filter(verb="production.receive", target=f"lot:{bakery.soon.pk}").exists()


def test_a_balance_is_the_sum_of_its_movements(bakery):
    baked(bakery)
    services.move(actor=bakery.head, lot=bakery.fat, kind="carry", quantity=500, site=bakery.site, to=bakery.store)
    for row in Balance.objects.all():
        moves = Movement.objects.filter(lot=row.lot)
        into = moves.filter(to_site=row.site, to_state=row.state).aggregate(n=Sum("quantity"))["n"] or 0
        out = moves.filter(from_site=row.site, from_state=row.state).aggregate(n=Sum("quantity"))["n"] or 0
        assert row.quantity == into - out


def test_more_than_there_is_does_not_leave(bakery):
    refusal(
        lambda: services.move(
            actor=bakery.head, lot=bakery.fat, kind="lose", quantity=2_001, site=bakery.site, reason="Se cayó"
        ),
        "MANT-1",
        "Mantequilla",
        "2 kg",
        "2.001 kg",
    )
    assert there(bakery.fat) == 2_000


def test_the_database_holds_it_without_the_service(bakery):
    row = Movement.objects.filter(lot=bakery.fat).get()
    values = {f: getattr(row, f) for f in ("establishment", "lot", "on", "at", "by")}
    with pytest.raises(IntegrityError, match="nothing_below_zero"), transaction.atomic():
        Movement.objects.create(
            **values,
            kind="lose",
            quantity=3_000,
            from_site=bakery.site,
            from_state="available",
            to_site=bakery.site,
            to_state="lost",
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Movement.objects.filter(pk=row.pk).update(quantity=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Movement.objects.filter(pk=row.pk).delete()
    with pytest.raises(IntegrityError, match="nobody writes it"), transaction.atomic():
        Balance.objects.filter(lot=bakery.fat).update(quantity=9_000)
    with pytest.raises(IntegrityError, match="joins two prisons"), transaction.atomic():
        other = services.save_site(actor=Command(), establishment=bakery.small.there, kind="store", name="Ajeno")
        Movement.objects.create(**values, kind="receive", quantity=1, to_site=other, to_state="available")


def test_a_wrong_movement_is_reversed_once_and_both_stay(bakery):
    lost = services.move(
        actor=bakery.head, lot=bakery.fat, kind="lose", quantity=700, site=bakery.site, reason="Se derritió"
    )
    services.reverse(actor=bakery.head, movement=lost, reason="Era otra bandeja")
    assert there(bakery.fat) == 2_000 and Movement.objects.filter(lot=bakery.fat).count() == 3
    refusal(lambda: services.reverse(actor=bakery.head, movement=lost, reason="Otra vez"), "ya se revirtió")
    received = Movement.objects.get(lot=bakery.late, kind="receive")
    baked(bakery)
    used = Movement.objects.filter(kind="consume").first()
    refusal(lambda: services.reverse(actor=bakery.head, movement=used, reason="No"), "su propia página")
    services.reverse(actor=bakery.head, movement=received, reason="No llegó") if there(bakery.late) == 10_000 else None


def test_what_entered_and_was_used_cannot_be_taken_back(bakery):
    baked(bakery, first=200_000)
    received = Movement.objects.get(lot=bakery.soon, kind="receive")
    refusal(lambda: services.reverse(actor=bakery.head, movement=received, reason="No llegó"), "No alcanza")


def test_a_reversal_is_the_exact_opposite_or_the_database_refuses(bakery):
    lost = services.move(
        actor=bakery.head, lot=bakery.fat, kind="lose", quantity=700, site=bakery.site, reason="Se derritió"
    )
    with pytest.raises(IntegrityError, match="not the opposite"), transaction.atomic():
        Movement.objects.create(
            establishment=lost.establishment,
            lot=lost.lot,
            kind="reverse",
            quantity=600,
            from_site=lost.to_site,
            from_state="lost",
            to_site=lost.from_site,
            to_state="available",
            on=lost.on,
            at=lost.at,
            by="x",
            reverses=lost,
        )


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"kind": "lose", "reason": " "}, "motivo"),
        ({"kind": "carry"}, "a qué lugar"),
        ({"kind": "sell", "reason": "x"}, "su propia página"),
        ({"kind": "lose", "reason": "x", "quantity": 0}, "mayor que cero"),
        ({"kind": "lose", "reason": "x", "on": date(2026, 2, 3)}, "todavía no llega"),
    ],
)
def test_what_a_movement_needs(bakery, values, word):
    fields = {"lot": bakery.fat, "site": bakery.site, "quantity": 100} | values
    refusal(lambda: services.move(actor=bakery.head, **fields), word)


def test_an_expired_lot_is_not_received_and_a_code_is_one(bakery):
    came = {"actor": bakery.head, "good": bakery.flour, "site": bakery.site, "quantity": 1_000}
    refusal(lambda: services.receive(**came, expires_on=date(2026, 2, 1)), "venció")
    refusal(lambda: services.receive(**came, code="saco-1"), "ya tiene un lote SACO-1")
    refusal(lambda: services.receive(**came, owner="company"), "de quién")
    first, second = services.receive(**came), services.receive(**came)
    assert (first.code, second.code) == ("260202", "260202-2")


def test_a_count_explains_its_differences_and_settles_the_books(bakery):
    counted = {bakery.fat.pk: 1_900, bakery.soon.pk: 6_000, bakery.late.pk: 10_500}
    count = {"actor": bakery.head, "site": bakery.site, "counted": counted}
    with pytest.raises(Refused) as caught:
        services.count_site(**count, why={bakery.late.pk: "Saco mal pesado"})
    assert "MANT-1" in str(caught.value) and "SACO-2" not in str(caught.value)
    assert not CountLine.objects.exists()
    why = {bakery.late.pk: "Saco mal pesado", bakery.fat.pk: "Sobras de una bandeja", bakery.soon.pk: "nada"}
    made = services.count_site(**count, why=why)
    assert [there(lot) for lot in (bakery.fat, bakery.soon, bakery.late)] == [1_900, 6_000, 10_500]
    assert there(bakery.fat, State.LOST) == 100
    assert made.lines.exclude(movement=None).count() == 2
    again = services.count_site(**count, why={})
    assert again.lines.exclude(movement=None).count() == 0


def test_a_recall_reaches_what_was_made_and_is_freed_lot_by_lot(bakery):
    lot = baked(bakery)
    services.move(actor=bakery.head, lot=lot, kind="carry", quantity=40_000, site=bakery.site, to=bakery.store)
    detained = services.recall(actor=bakery.director, lot=bakery.soon, reason="Bromato")
    assert {row.pk for row in detained} == {bakery.soon.pk, lot.pk}
    assert there(lot, State.HELD) == 100_000 and there(lot) == 0 and there(bakery.late) == 10_000
    refusal(
        lambda: services.move(actor=bakery.head, lot=lot, kind="lose", quantity=1_000, site=bakery.site, reason="x"),
        "No alcanza",
    )
    services.free(actor=bakery.director, lot=lot, reason="Análisis limpio")
    assert there(lot) == 100_000 and there(lot, site=bakery.store) == 40_000
    with pytest.raises(PermissionDenied):
        services.recall(actor=bakery.baker, lot=bakery.soon, reason="x")


def test_the_trace_goes_both_ways(bakery):
    lot = baked(bakery)
    assert [step.lot for step in tracing.made_from(bakery.soon.pk)] == [lot.pk]
    assert {step.lot for step in tracing.made_of(lot.pk)} == {bakery.soon.pk, bakery.fat.pk}
    assert tracing.made_from(lot.pk) == [] and tracing.made_of(bakery.late.pk) == []


def test_nobody_writes_in_another_prison(bakery):
    with pytest.raises(PermissionDenied):
        services.move(actor=bakery.outsider, lot=bakery.fat, kind="lose", quantity=1, site=bakery.site, reason="x")


def test_a_trade_number_is_of_the_owner_of_the_brand_or_of_nobody(bakery):
    brand = save_brand(actor=Command(), name="Con prefijo", gs1_prefix="775012")
    good = {
        "actor": bakery.head,
        "establishment": bakery.place,
        "sku": "G",
        "name": "Pan",
        "kind": "product",
        "unit": "u",
    }
    refusal(lambda: services.save_good(**good, gtin="7750120000017"), "prefijo GS1")
    refusal(lambda: services.save_good(**good, gtin="4006381333931", brand=brand), "prefijo GS1")
    refusal(lambda: services.save_good(**good, gtin="7750120000018", brand=brand), "última cifra")
    assert services.save_good(**good, gtin="7750120000017", brand=brand).pk


@pytest.mark.django_db(transaction=True)
def test_fifty_take_the_last_one_at_once_and_one_wins(bakery):
    with scope.elevated():
        lot = baked(bakery, first=1_000)
        outcome = []

        def run():
            try:
                with scope.elevated():
                    services.move(
                        actor=Command(), lot=lot, kind="give_sample", quantity=1_000, site=bakery.site, reason="Visita"
                    )
                    outcome.append("took")
            except Refused as error:
                outcome.append(str(error))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run) for _ in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcome.count("took") == 1 and len(outcome) == 50
        assert there(lot) == 0 and there(lot, State.SAMPLE) == 1_000
        assert all("No alcanza" in text for text in outcome if text != "took")


@pytest.mark.django_db(transaction=True)
def test_two_who_move_the_same_lots_in_opposite_order_both_finish(bakery):
    with scope.elevated():
        other = bakery_of(bakery.place, bakery.activity, bakery.company, prefix="B2")
        barrier, outcome = threading.Barrier(2), []

        def run(lots, sites):
            try:
                with scope.elevated():
                    barrier.wait()
                    for _ in range(10):
                        with transaction.atomic():
                            steps = [
                                moving.Step(
                                    lot=lot, kind="carry", quantity=1, before=(site, "available"), after=(site, "held")
                                )
                                for lot, site in zip(lots, sites, strict=True)
                            ]
                            moving.write(actor=Command(), establishment=bakery.place, steps=steps)
                    outcome.append("done")
            finally:
                connections.close_all()

        lots, sites = [bakery.fat, other.fat], [bakery.site, other.site]
        threads = [
            threading.Thread(target=run, args=(lots, sites)),
            threading.Thread(target=run, args=(lots[::-1], sites[::-1])),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcome == ["done", "done"] and there(bakery.fat, State.HELD) == 20


def test_the_application_sees_its_prison_only(bakery, as_application):
    open_day(bakery)
    with scope.acting_in(scope.Scope(ids=frozenset({bakery.small.there.pk}))):
        assert not Lot.objects.exists() and not Movement.objects.exists() and not Balance.objects.exists()
        with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("UPDATE production_movement SET quantity = 1")
