"""Selling: consignments that close or say what lacks, cash by two people, makers paid through the books, orders."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.db.models import Sum

from llamkay.apps.pay.models import Entry, Posting
from llamkay.apps.production.kinds import State
from llamkay.apps.production.models import Customer, Good, Sale
from llamkay.apps.production.orders import services as orders
from llamkay.apps.production.sales import queries, services
from llamkay.apps.production.stock import moving
from llamkay.apps.production.stock import queries as stock_queries
from llamkay.apps.production.stock import services as stock
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING

pytestmark = pytest.mark.usefixtures("everything")


def refusal(act, *words):
    with pytest.raises(Refused) as caught:
        act()
    assert [word for word in words if word not in str(caught.value)] == []


def sell(market, quantity=1_000, price=4_500, receipt="R-1", **more):
    given = {"lot": market.sold.lot, "site": market.sold.store, "way": "cash"} | more
    return services.sell(actor=market.seller, quantity=quantity, price=price, receipt=receipt, **given)


def balance(place, kind, **more):
    rows = Posting.objects.filter(account__establishment=place, account__kind=kind, **more)
    return rows.aggregate(n=Sum("amount"))["n"] or 0


def test_a_consignment_closes_when_sold_returned_lost_and_samples_are_what_was_sent(market):
    made = market.sold
    line = {"line": made.line}
    sold = sell(market, quantity=12_000, **line)
    assert (sold.amount, sold.commission, sold.site) == (54_000, 8_100, made.fair)
    services.account_for(actor=market.seller, line=made.line, returned=5_000, sample=1_000)
    refusal(lambda: services.close_consignment(actor=market.seller, consignment=made.consignment), made.lot.code, "2 u")
    refusal(lambda: services.account_for(actor=market.seller, line=made.line, lost=1_000), "cómo se perdió")
    refusal(lambda: services.account_for(actor=market.seller, line=made.line, lost=3_000, why="Caja"), "2 u")
    services.account_for(actor=market.seller, line=made.line, lost=2_000, why="Se perdió una caja en el camión")
    refusal(lambda: services.close_consignment(actor=market.seller, consignment=made.consignment), "nadie confirmó")
    services.confirm(actor=market.treasurer, sale=sold)
    closed = services.close_consignment(actor=market.seller, consignment=made.consignment)
    assert closed.stage == "closed"
    assert moving.amount_in(made.lot, State.CONSIGNED) == 0 and moving.amount_in(made.lot, State.LOST) == 2_000
    assert moving.amount_in(made.lot, State.AVAILABLE, made.store) == 50_000 - 20_000 - 2_000 + 5_000
    refusal(lambda: services.account_for(actor=market.seller, line=made.line, returned=1_000), "ya está rendida")


def test_no_money_enters_on_sending_but_on_sale_confirmed_by_another(market):
    before = balance(market.place, "cash")
    sale = sell(market, quantity=2_000, receipt="R-2")
    assert balance(market.place, "cash") == before and not sale.entry_id
    with pytest.raises(PermissionDenied):
        services.confirm(actor=market.seller, sale=sale)
    entered = services.sell(
        actor=Command(),
        lot=market.sold.lot,
        site=market.sold.store,
        quantity=1_000,
        price=4_500,
        way="bank",
        receipt="R-3",
    )
    refusal(lambda: services.confirm(actor=Command(), sale=entered), "otra persona")
    sale = services.confirm(actor=market.treasurer, sale=sale)
    assert balance(market.place, "cash") == before + 9_000
    # What a workshop made answers for its work: what was owed for work falls by what was sold.
    assert sale.entry.origin == Entry.Origin.SALE
    refusal(lambda: services.confirm(actor=market.treasurer, sale=sale), "«confirmada»")


def test_what_a_person_made_is_hers_at_once_and_her_lines_are_hers_alone(market):
    came = {"actor": market.seller, "good": market.sold.bag, "site": market.sold.store}
    own = stock.receive(**came, quantity=3_000, owner="person", person=market.person)
    before = -balance(market.place, "available", account__person=market.person)
    sale = sell(market, quantity=2_000, lot=own, receipt="R-5")
    services.confirm(actor=market.treasurer, sale=sale)
    assert -balance(market.place, "available", account__person=market.person) == before + 9_000
    assert [row.receipt for row in queries.lines_of(market.person)] == ["R-5"]
    assert queries.lines_of(market.second) == []


def test_a_return_reverses_the_money_and_the_goods_wait_for_their_check(market):
    before = balance(market.place, "cash")
    sale = services.confirm(actor=market.treasurer, sale=sell(market, quantity=2_000, receipt="R-6"))
    refusal(lambda: services.take_back(actor=market.treasurer, sale=sale, why=" "), "motivo")
    back = services.take_back(actor=market.treasurer, sale=sale, why="Venía descosido")
    assert back.stage == "returned" and balance(market.place, "cash") == before
    assert moving.amount_in(market.sold.lot, State.PENDING) == 2_000
    refusal(lambda: services.take_back(actor=market.treasurer, sale=sale, why="Otra vez"), "«devuelta»")


def test_a_sale_that_was_a_mistake_is_undone_before_its_money(market):
    there = moving.amount_in(market.sold.lot, State.AVAILABLE)
    sale = sell(market, quantity=2_000, receipt="R-7")
    services.undo(actor=market.seller, sale=sale, why="Era otro lote")
    assert moving.amount_in(market.sold.lot, State.AVAILABLE) == there
    again = sell(market, receipt="R-7")
    assert again.stage == "entered"
    refusal(lambda: sell(market, receipt="R-7"), "ya tiene ese lote")


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"quantity": 0}, "cuánto se vendió"),
        ({"quantity": 500}, "cuánto se vendió"),
        ({"price": 0}, "precio"),
        ({"receipt": " "}, "boleta"),
        ({"quantity": 40_000_000}, "No alcanza"),
        ({"sold_on": date(2026, 2, 9)}, "todavía no llega"),
    ],
)
def test_what_a_sale_needs(market, values, word):
    refusal(lambda: sell(market, **values), word)


def test_the_floor_of_a_consignment_the_company_and_the_expired(market):
    refusal(lambda: sell(market, price=3_999, line=market.sold.line), "S/ 40.00")
    company = market.workshop.company
    came = {"actor": market.seller, "good": market.sold.bag, "site": market.sold.store, "quantity": 2_000}
    theirs = stock.receive(**came, owner="company", company=company)
    refusal(lambda: sell(market, lot=theirs), str(company), "su dueña")
    old = stock.receive(**came, expires_on=date(2026, 2, 2))
    assert sell(market, lot=old, receipt="R-9").amount == 4_500  # good through the day on which it expires
    type(old).objects.filter(pk=old.pk).update(made_on=date(2026, 1, 1), expires_on=date(2026, 2, 1))
    old.refresh_from_db()
    refusal(lambda: sell(market, lot=old, receipt="R-10"), "venció el 01/02/2026")


def test_a_customer_has_a_ruc_that_checks_and_never_a_card(market):
    given = {"actor": market.seller, "establishment": market.place}
    refusal(lambda: services.save_customer(**given, kind="company", name="X"), "RUC")
    refusal(lambda: services.save_customer(**given, kind="company", name="X", ruc="20000000029"), "no es un RUC")
    refusal(
        lambda: services.save_customer(**given, kind="person", name="Ana", contact="4111-1111 1111 1111"), "tarjeta"
    )
    assert services.save_customer(**given, kind="person", name="Ana", contact="01 4567890").pk
    assert services.save_customer(**given, kind="state", name="Municipalidad", ruc="20000000028").pk


def test_an_order_from_request_to_payment(market):
    order = market.sold.order
    refusal(lambda: orders.accept(actor=market.seller, order=order), "«solicitado»")
    refusal(lambda: orders.quote(actor=market.seller, order=order, prices={}), "precio de cada línea")
    orders.quote(actor=market.seller, order=order, prices={market.sold.order_line.pk: 4_200})
    orders.accept(actor=market.seller, order=order)
    (sale,) = orders.deliver(actor=market.seller, order=order, receipt="F001-1", way="bank")
    assert (sale.amount, sale.order_line, sale.customer) == (12_600, market.sold.order_line, market.sold.customer)
    refusal(lambda: orders.paid(actor=market.seller, order=order), "confirmar el dinero")
    services.confirm(actor=market.treasurer, sale=sale)
    assert orders.paid(actor=market.seller, order=order).stage == "paid"
    refusal(lambda: orders.drop(actor=market.seller, order=order, why="No"), "«pagado»")


def test_an_order_that_is_short_delivers_nothing_and_says_what_lacks(market):
    customer = market.sold.customer
    order = orders.request_order(
        actor=market.seller, establishment=market.place, customer=customer, lines={market.sold.bag: 90_000}
    )
    line = order.lines.get()
    orders.quote(actor=market.seller, order=order, prices={line.pk: 4_000})
    orders.accept(actor=market.seller, order=order)
    refusal(lambda: orders.deliver(actor=market.seller, order=order, receipt="F-2", way="bank"), "faltan 62 u")
    assert not Sale.objects.filter(order_line=line).exists()


def test_a_hundred_and_twenty_six_thousand_masks_over_eight_workshops(market):
    """A true case: 126,275 masks in eight regions, shared by what each can make, whole and to the last one."""
    from tests.worlds import factories

    mask = stock.save_good(
        actor=market.seller, establishment=market.place, sku="MASC", name="Mascarilla", kind="product", unit="u"
    )
    order = orders.request_order(
        actor=market.seller,
        establishment=market.place,
        customer=market.sold.customer,
        lines={mask: 126_275_000},
        due_on=date(2026, 4, 30),
    )
    line = order.lines.get()
    orders.quote(actor=market.seller, order=order, prices={line.pk: 80})
    orders.accept(actor=market.seller, order=order)
    shops = [factories.activity(market.place, f"MAS{n}") for n in range(8)]
    able = [30_000, 25_000, 20_000, 18_000, 15_000, 12_000, 9_000, 7_000]
    days = {"first": date(2026, 2, 3), "last": date(2026, 4, 20)}
    share = {"actor": market.seller, "line": line}
    refusal(lambda: orders.share_out(**share, workshops=list(zip(shops[:3], able, strict=False)), **days), "75,000 u")
    refusal(
        lambda: orders.share_out(
            **share, workshops=list(zip(shops, able, strict=True)), first=days["first"], last=date(2026, 5, 2)
        ),
        "30/04/2026",
    )
    shares = orders.share_out(**share, workshops=list(zip(shops, able, strict=True)), **days)
    assert sum(each.quantity for each in shares) == 126_275_000
    assert all(each.quantity % 1_000 == 0 for each in shares)
    assert all(each.quantity <= n * 1_000 for each, n in zip(shares, able, strict=True))


def test_a_price_has_two_comparisons_and_a_reason_under_its_cost(market):
    good = market.sold.bag
    given = {"actor": market.seller, "good": good, "costs": (1_000, 2_500, 300)}
    refusal(lambda: services.set_price(**given, price=5_000, market={"Tienda A": 5_500}), "dos precios")
    market_ = {"Tienda A, 20 de enero": 5_500, "Feria B, 25 de enero": 4_800}
    refusal(lambda: services.set_price(**given, price=3_000, market=market_), "S/ 38.00")
    services.set_price(**given, price=3_000, market=market_, reason="Liquidación de campaña")
    assert Good.objects.get(pk=good.pk).price == 3_000
    assert queries.price_page(good).files[0].cost == 3_800


def test_a_complaint_ends_with_its_cause_and_what_was_done(market):
    complaint = market.sold.complaint
    refusal(
        lambda: services.answer_complaint(actor=market.seller, complaint=complaint, cause="Hilo", action=" "), "causa"
    )
    done = services.answer_complaint(
        actor=market.seller, complaint=complaint, cause="Hilo vencido", action="Se cambió de proveedor"
    )
    assert done.stage == "answered"


def test_a_consignment_goes_to_a_shop_or_fair_of_the_prison(market):
    made = market.sold
    given = {"actor": market.seller, "from_site": made.store, "lines": [(made.lot, 1_000, 4_000)]}
    soon = clock.today() + timedelta(days=3)
    refusal(lambda: services.send(**given, site=made.store, due_on=soon), "tienda o feria")
    refusal(lambda: services.send(**given, site=made.fair, due_on=date(2026, 1, 1)), "día de rendir")
    refusal(lambda: services.send(**given | {"lines": [(made.lot, 1_000, 0)]}, site=made.fair, due_on=soon), "mínimo")
    page = queries.consignment_page(scope=EVERYTHING, pk=made.consignment.pk)
    assert page.left and page.lines[0].tally.left == 20_000


@pytest.mark.django_db(transaction=True)
def test_fifty_sales_of_the_last_one_at_once_are_one_sale(market):
    with scope.elevated():
        came = {"actor": Command(), "good": market.sold.bag, "site": market.sold.store}
        lot = stock.receive(**came, quantity=1_000, code="ULTIMO")
        outcome = []

        def run(n):
            try:
                with scope.elevated():
                    services.sell(
                        actor=Command(),
                        lot=lot,
                        site=market.sold.store,
                        quantity=1_000,
                        price=4_500,
                        way="cash",
                        receipt=f"U-{n}",
                    )
                    outcome.append("sold")
            except Refused as error:
                outcome.append(str(error))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(n,)) for n in range(50)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcome.count("sold") == 1 and len(outcome) == 50
        assert Sale.objects.filter(lot=lot).count() == 1 and moving.amount_in(lot, State.SOLD) == 1_000


@pytest.mark.parametrize("words", ["wlodarczyk nunez", "NÚÑEZ", "Strasse", "strauss wlodarczyk"])
def test_what_is_sold_ordered_made_and_stored_is_found_as_people_type_it(market, words):
    name = "Włodarczyk Núñez Strauß, Hauptstraße"
    Good.objects.filter(pk=market.sold.bag.pk).update(name=name)
    Customer.objects.filter(pk=market.sold.customer.pk).update(name=name)
    scoped = {"scope": EVERYTHING, "words": words}
    assert market.sold.sale in queries.sales(**scoped)
    assert market.sold.order in queries.orders(**scoped)
    assert market.sold.lot.pk in [line.lot_id for line in stock_queries.balances(**scoped)]
    for text in ("王", "nadie así"):
        nobody = {"scope": EVERYTHING, "words": text}
        found = [queries.sales(**nobody), queries.orders(**nobody), stock_queries.balances(**nobody)]
        assert not any(rows.exists() for rows in found)


def test_two_words_of_a_sale_may_stand_in_two_of_its_columns(market):
    words = f"quinchu {market.sold.sale.receipt}"
    assert list(queries.sales(scope=EVERYTHING, words=words)) == [market.sold.sale]
