"""Reads of selling: sales, consignments with what is left to account for, orders, prices, complaints, makers' lines."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from llamkay.apps.pay.inputs.work import worked
from llamkay.apps.production.kinds import State
from llamkay.apps.production.models import (
    Balance,
    Complaint,
    Consignment,
    ConsignmentLine,
    Customer,
    Good,
    Order,
    OrderLine,
    PriceFile,
    Sale,
)
from llamkay.apps.production.recipes.queries import book_of, cost_of
from llamkay.core.production.consignments import Tally, worth
from llamkay.core.values import Month
from llamkay.platform.database.search import InOrder, naming
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


def sales(*, scope: Scope, words: str = "", stage: str = "", month: Month | None = None) -> QuerySet[Sale]:
    """The sales of the scope, the newest first."""
    rows = scope.filter(Sale.objects.select_related("lot__good", "lot__group", "site", "customer", "establishment"))
    if stage:
        rows = rows.filter(stage=stage)
    if month:
        rows = rows.filter(sold_on__gte=month.first, sold_on__lt=month.end)
    return naming(rows, words, "receipt", "lot__code", "lot__good__name").order_by("-sold_on", "-id")


def sold_in(rows: QuerySet[Sale]) -> int:
    """What these sales brought in céntimos, of those that stand."""
    standing = rows.filter(stage__in=[Sale.Stage.ENTERED, Sale.Stage.CONFIRMED]).order_by()
    total: int = standing.aggregate(n=Coalesce(Sum(F("amount") - F("commission")), 0))["n"]
    return total


def consignments(*, scope: Scope, stage: str = "") -> QuerySet[Consignment]:
    """The consignments of the scope, the newest first."""
    rows = scope.filter(Consignment.objects.select_related("site", "from_site", "establishment", "customer"))
    if stage:
        rows = rows.filter(stage=stage)
    return rows.annotate(lots=Count("lines")).order_by("-sent_on", "-id")


@dataclass(frozen=True)
class ConsignedLine:
    """A lot of a consignment and what became of it."""

    line: ConsignmentLine
    tally: Tally
    money: int


@dataclass(frozen=True)
class ConsignmentPage:
    """A consignment with its lots and its sales."""

    consignment: Consignment
    lines: list[ConsignedLine]
    sales: list[Sale]

    @property
    def left(self) -> bool:
        return any(line.tally.left for line in self.lines)


def consignment_page(*, scope: Scope, pk: int) -> ConsignmentPage | None:
    """A consignment of the scope, in a number of queries that does not grow with its lots."""
    row = consignments(scope=scope).filter(pk=pk).first()
    if row is None:
        return None
    standing = Q(sales__stage__in=[Sale.Stage.ENTERED, Sale.Stage.CONFIRMED])
    lines = row.lines.select_related("lot__good").annotate(
        sold=Coalesce(Sum("sales__quantity", filter=standing), 0),
        money=Coalesce(Sum(F("sales__amount") - F("sales__commission"), filter=standing), 0),
    )
    return ConsignmentPage(
        consignment=row,
        lines=[
            ConsignedLine(line, Tally(line.sent, line.sold, line.returned, line.lost, line.sample), line.money)
            for line in lines.order_by(InOrder("lot__good__name"), "id")
        ],
        sales=list(Sale.objects.filter(line__consignment=row).select_related("lot__good").order_by("-id")),
    )


def consignable(*, site_id: int) -> QuerySet[Balance]:
    """What is free in a place and may be sent: never what is of a company, nor what has expired."""
    rows = Balance.objects.filter(site=site_id, state=State.AVAILABLE, quantity__gt=0, lot__good__kind="product")
    return (
        rows.exclude(lot__owner="company")
        .select_related("lot__good")
        .order_by(InOrder("lot__good__name"), "lot__expires_on")
    )


def customers(*, scope: Scope) -> QuerySet[Customer]:
    """Who buys in the scope."""
    return scope.filter(Customer.objects.select_related("establishment")).order_by(InOrder("name"))


def orders(*, scope: Scope, stage: str = "", words: str = "") -> QuerySet[Order]:
    """The orders of the scope, the newest first."""
    rows = scope.filter(Order.objects.select_related("customer", "establishment"))
    if stage:
        rows = rows.filter(stage=stage)
    return naming(rows, words, "customer__name").order_by("-requested_on", "-id")


@dataclass(frozen=True)
class OrderedLine:
    """A good of an order: what is there of it, what was delivered, what is shared out and made."""

    line: OrderLine
    free: int
    delivered: int
    pieces: int

    @property
    def amount(self) -> int | None:
        return None if self.line.price is None else worth(self.line.price, self.line.quantity)


@dataclass(frozen=True)
class OrderPage:
    """An order with its lines and its total."""

    order: Order
    lines: list[OrderedLine]

    @property
    def total(self) -> int | None:
        amounts = [line.amount for line in self.lines]
        return None if None in amounts else sum(amount or 0 for amount in amounts)


def order_page(*, scope: Scope, pk: int) -> OrderPage | None:
    """An order of the scope: what it asks for, what is free for it, the pieces that its workshops made so far."""
    row = orders(scope=scope).filter(pk=pk).first()
    if row is None:
        return None
    lines = list(row.lines.select_related("good").prefetch_related("shares__activity__establishment").order_by("id"))
    goods = [line.good_id for line in lines]
    there = Balance.objects.filter(lot__good__in=goods, state=State.AVAILABLE).exclude(lot__owner="company")
    free = dict(there.order_by().values_list("lot__good").annotate(n=Sum("quantity")))
    sold = Sale.objects.filter(order_line__in=lines, stage__in=[Sale.Stage.ENTERED, Sale.Stage.CONFIRMED])
    delivered = dict(sold.order_by().values_list("order_line").annotate(n=Sum("quantity")))
    return OrderPage(
        order=row,
        lines=[
            OrderedLine(line, free.get(line.good_id, 0), delivered.get(line.pk, 0), pieces_of(line)) for line in lines
        ],
    )


def pieces_of(line: OrderLine) -> int:
    """The pieces that the sheets of its workshops hold in the months of its shares, in thousandths."""
    total = 0
    for share in line.shares.all():
        month = Month.of(share.period.lower)
        while month.first < share.period.upper:
            total += sum(counts[2] for counts in worked([share.activity_id], month).values())
            month = Month.of(month.end)
    return total * 1000


def complaints(*, scope: Scope, stage: str = "") -> QuerySet[Complaint]:
    """The complaints of the scope, the newest first."""
    rows = scope.filter(Complaint.objects.select_related("lot__good", "establishment"))
    return rows.filter(stage=stage) if stage else rows


@dataclass(frozen=True)
class PricePage:
    """A product with its files of price and what it costs today."""

    good: Good
    files: list[PriceFile]
    material: int | None


def price_page(good: Good) -> PricePage:
    """The files of a product, the newest first, and its material at the price of the last lots."""
    cost = cost_of(good.establishment, book_of(good.establishment), good.pk)
    return PricePage(good, list(good.price_files.all()), cost.material if cost else None)


def lines_of(person: "Person") -> list[Sale]:
    """What was sold of what a person made on her own account, the newest first: her own lines and no other."""
    rows = Sale.objects.filter(lot__person=person).select_related("lot__good", "site")
    return list(rows.order_by("-sold_on", "-id")[:200])


def late(*, scope: Scope, today: date) -> int:
    """How many consignments are past their day and not accounted for."""
    return consignments(scope=scope, stage=Consignment.Stage.OPEN).filter(due_on__lt=today).count()


def waiting_money(*, scope: Scope) -> int:
    """How many sales wait for somebody to confirm their money."""
    return sales(scope=scope, stage=Sale.Stage.ENTERED).count()
