"""One bag's way: plastic weighed, worked on the sheet, checked, lotted, at a fair, sold, its maker paid, her family
sent the money, its QR opened by a buyer; and what must agree, agrees, after what goes wrong on the way."""

from datetime import date, timedelta

import pytest
from django.db.models import Sum

from llamkay.apps.activities.models import Allocation, Sheet, SheetRow, Trade
from llamkay.apps.closing.services import close_month
from llamkay.apps.closing.verify import verify
from llamkay.apps.pay.models import PayoutBatch, Posting, Rate
from llamkay.apps.pay.payouts import services as payouts
from llamkay.apps.production.bakery.label import public_path
from llamkay.apps.production.making import services as making
from llamkay.apps.production.making.services import Output
from llamkay.apps.production.models import Balance, Consumption, Movement
from llamkay.apps.production.recipes import services as recipes
from llamkay.apps.production.sales import services as sales
from llamkay.apps.production.stock import moving, tracing
from llamkay.apps.production.stock import services as stock
from llamkay.platform import clock
from llamkay.platform.security.access import Command
from tests.worlds import factories
from tests.worlds.factories import FEBRUARY, SINCE

pytestmark = pytest.mark.usefixtures("everything")
DAY = date(2026, 2, 12)


@pytest.fixture
def prison(full_prison, monkeypatch):
    """February with a workshop of recycling paid by the piece, in which one woman made four bags in two days."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    made = full_prison
    made.head = factories.staff("head_work", made.place, "jefa")
    made.treasurer = factories.staff("treasurer", made.place, "tesorera")
    made.director = factories.staff("director", made.place, "direccion")
    made.trade = Trade.objects.get(code="reciclaje")
    made.recycling = factories.activity(made.place, "REC", trade=made.trade, pay_basis="piece")
    Rate.objects.create(activity=made.recycling, period=SINCE, amount=1_500)
    Allocation.objects.create(person=made.person, activity=made.recycling, period=SINCE)
    sheet = Sheet.objects.create(activity=made.recycling, month=FEBRUARY.first, state="approved")
    SheetRow.objects.create(sheet=sheet, person=made.person, **factories.marks(11, 12, pieces=2))
    Sheet.objects.filter(month=FEBRUARY.first).update(state="approved")
    Sheet.objects.get_or_create(activity=made.lesson, month=FEBRUARY.first, defaults={"state": "approved"})
    here = {"actor": made.head, "establishment": made.place}
    made.bench = stock.save_site(**here, kind="workshop", name="Taller de reciclaje", activity=made.recycling)
    made.fair = stock.save_site(**here, kind="fair", name="Feria")
    made.plastic = stock.save_good(**here, sku="PLA", name="Plástico", kind="material", unit="kg")
    made.bag = stock.save_good(
        **here,
        sku="BOL",
        name="Bolso",
        kind="product",
        unit="u",
        price=4_500,
        public=True,
        trade=made.trade,
        composition="Plástico reciclado",
    )
    made.weighed = stock.receive(
        actor=made.head,
        good=made.plastic,
        site=made.bench,
        quantity=60_000,
        code="ACOPIO",
        on=date(2026, 2, 9),
        cost=50,
    )
    draft = recipes.save_recipe(
        actor=made.head, good=made.bag, makes=4_000, lines=[(made.plastic, 4_800, 40_000)], minutes=960
    )
    made.recipe = recipes.use_recipe(actor=made.head, recipe=draft)
    made.made = making.open_batch(
        actor=made.head,
        activity=made.recycling,
        recipe=made.recipe,
        site=made.bench,
        planned=4_000,
        first=date(2026, 2, 11),
        last=DAY,
    )
    making.complete(actor=made.head, batch=made.made, output=Output(first=3_000, second=1_000), on=DAY)
    made.lot = made.made.lots.get(grade=1)
    making.check_lot(actor=made.head, lot=made.lot, passed=3_000)
    return made


def at_the_fair(made, sent=3_000):
    return sales.send(
        actor=made.head,
        from_site=made.bench,
        site=made.fair,
        lines=[(made.lot, sent, 4_000)],
        due_on=clock.today() + timedelta(days=9),
        commission=100_000,
    )


def wrong():
    return [(check.name, check.problems) for check in verify() if check.problems]


def test_from_plastic_to_her_familys_purse(prison, client):
    made = prison
    line = at_the_fair(made).lines.get()
    sale = sales.sell(
        actor=made.head, lot=made.lot, site=made.fair, line=line, quantity=1_000, price=4_500, way="cash", receipt="B-1"
    )
    sales.confirm(actor=made.treasurer, sale=sale)
    close_month(actor=Command(), establishment=made.place, month=FEBRUARY)
    earned = Posting.objects.filter(account__kind="receivable", account__company=None, entry__origin="close")
    # Four bags at fifteen soles are owed by the workshop; the sale, less the fair's tenth, answers for a part.
    assert earned.filter(entry__month=FEBRUARY.first).aggregate(n=Sum("amount"))["n"] == 6_000
    owed = Posting.objects.filter(account__kind="receivable", account__company=None)
    assert owed.aggregate(n=Sum("amount"))["n"] == 6_000 - 4_050
    mother = payouts.enter_beneficiary(
        actor=made.treasurer,
        person=made.person,
        full_name="Madre Inventada",
        relation="mother",
        document_kind="dni",
        document_number="00009876",
        authorised_by="La interna",
        authorisation="Carta",
    )
    payouts.check_beneficiary(actor=made.director, beneficiary=mother)
    mother.refresh_from_db()
    free = -(
        Posting.objects.filter(account__person=made.person, account__kind="available").aggregate(n=Sum("amount"))["n"]
    )
    assert free > 0
    payout = payouts.prepare(
        actor=made.treasurer, person=made.person, beneficiary=mother, purpose="remittance", amount=free, key="familia"
    )
    payouts.confirm(actor=made.director, payout=payout)
    payouts.send(actor=made.treasurer, establishment=made.place, payouts=[payout], way=PayoutBatch.Way.CASH)
    payout.refresh_from_db()
    assert payout.state == "sent"
    text = client.get(public_path(made.lot)).content.decode()
    assert "Plástico reciclado" in text and "febrero de 2026" in text and "1.25 kg" in text
    assert made.person.code not in text and "Quinchu" not in text and made.place.name not in text
    assert {step.lot for step in tracing.made_of(made.lot.pk)} == {made.weighed.pk}
    assert wrong() == []


def test_what_goes_wrong_on_the_way_leaves_everything_agreeing(prison):
    made = prison
    sent = at_the_fair(made)
    line = sent.lines.get()
    sell = {"actor": made.head, "lot": made.lot, "site": made.fair, "line": line, "quantity": 1_000, "way": "cash"}
    back = sales.confirm(actor=made.treasurer, sale=sales.sell(**sell, price=4_500, receipt="B-1"))
    sales.take_back(actor=made.treasurer, sale=back, why="No era su color")
    sales.set_price(
        actor=made.head,
        good=made.bag,
        price=4_200,
        costs=(300, 2_000, 100),
        market={"Tienda A": 5_000, "Feria B": 4_000},
    )
    sales.confirm(actor=made.treasurer, sale=sales.sell(**sell, price=4_200, receipt="B-2"))
    sales.account_for(actor=made.head, line=line, lost=1_000, why="Se perdió una caja")
    sales.account_for(actor=made.head, line=line, returned=1_000)
    sales.close_consignment(actor=made.head, consignment=sent)
    close_month(actor=Command(), establishment=made.place, month=FEBRUARY)
    assert wrong() == []


def test_a_program_that_dies_in_the_middle_of_a_batch_leaves_nothing_behind(prison, monkeypatch):
    made = prison
    other = making.open_batch(
        actor=made.head,
        activity=made.recycling,
        recipe=made.recipe,
        site=made.bench,
        planned=1_000,
        first=DAY,
        last=DAY,
    )
    before = list(Balance.objects.order_by("pk").values_list("pk", "quantity"))

    def dies(**_rest):
        raise SystemExit

    monkeypatch.setattr(moving, "write", dies)
    with pytest.raises(SystemExit):
        making.complete(actor=made.head, batch=other, output=Output(first=1_000), on=DAY)
    monkeypatch.undo()
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-02T10:00:00-05:00")
    assert list(Balance.objects.order_by("pk").values_list("pk", "quantity")) == before
    assert not other.completions.exists() and not other.lots.exists()


def test_verify_sees_what_no_screen_would_do(prison):
    made = prison
    assert wrong() == []
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE production_balance DISABLE TRIGGER balance_of_movements")
        cursor.execute("UPDATE production_balance SET quantity = quantity + 1 WHERE lot_id = %s", [made.lot.pk])
        cursor.execute("ALTER TABLE production_balance ENABLE ALWAYS TRIGGER balance_of_movements")
        cursor.execute("ALTER TABLE production_consumption DISABLE TRIGGER USER")
        cursor.execute("UPDATE production_consumption SET quantity = quantity - 1")
        cursor.execute("ALTER TABLE production_consumption ENABLE TRIGGER USER")
    names = {name for name, _problems in wrong()}
    assert {"stock", "batches"} <= names
    assert Movement.objects.exists() and Consumption.objects.exists()


def test_something_made_on_a_day_without_work_is_seen(prison):
    made = prison
    batch = making.open_batch(
        actor=made.head,
        activity=made.recycling,
        recipe=made.recipe,
        site=made.bench,
        planned=1_000,
        first=date(2026, 2, 20),
    )
    stock.receive(actor=made.head, good=made.plastic, site=made.bench, quantity=5_000, on=date(2026, 2, 19))
    making.complete(actor=made.head, batch=batch, output=Output(first=1_000), on=date(2026, 2, 20))
    assert wrong() == []  # the month is open: its sheet may still be filled
    close_month(actor=Command(), establishment=made.place, month=FEBRUARY)
    assert [name for name, _problems in wrong()] == ["batches"]
