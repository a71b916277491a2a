"""What may happen to an order: requested, quoted, accepted, shared out over workshops, delivered, paid, or dropped."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.utils.translation import gettext as _

from llamkay.apps.production import acts
from llamkay.apps.production.kinds import State
from llamkay.apps.production.models import Balance, Customer, Good, Order, OrderLine, OrderShare, Sale
from llamkay.apps.production.permissions import SELL
from llamkay.apps.production.sales.services import sell
from llamkay.core.errors import CHANGED, Refused
from llamkay.core.production.picking import Stocked, pick
from llamkay.core.production.quantities import SCALE, UNITS, quantity_text
from llamkay.core.values import largest_remainder
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.record import audit
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity
    from llamkay.apps.institutions.models import Establishment

Stage = Order.Stage


@transaction.atomic
def request_order(
    *,
    actor: Any,
    establishment: "Establishment",
    customer: Customer,
    lines: Mapping[Good, int],
    due_on: date | None = None,
    note: str = "",
) -> Order:
    """Write what somebody asks for; goods are of the prison that takes the order."""
    require(actor, SELL, establishment_id=establishment.pk)
    if not lines:
        raise Refused(_("Elija al menos un producto."))
    if due_on and due_on < clock.today():
        raise Refused(_("Ese día ya pasó."), field="due_on")
    for good, quantity in lines.items():
        if good.establishment_id != establishment.pk or customer.establishment_id != establishment.pk:
            raise Refused(_("El producto y el cliente son de este establecimiento."))
        if quantity <= 0 or (UNITS[good.unit].whole and quantity % SCALE):
            raise Refused(_("Escriba cuánto se pide de {good}.").format(good=good))
    lock(Space.ORDERS, establishment.pk)
    last = Order.objects.filter(establishment=establishment).aggregate(last=Max("number"))["last"] or 0
    made = Order.objects.create(
        establishment=establishment,
        number=last + 1,
        customer=customer,
        requested_on=clock.today(),
        due_on=due_on,
        note=note.strip()[:300],
        by=actor.username,
        at=clock.now(),
    )
    OrderLine.objects.bulk_create(
        OrderLine(order=made, good=good, quantity=quantity) for good, quantity in lines.items()
    )
    _record(actor, made, "registró el pedido")
    return made


@transaction.atomic
def quote(*, actor: Any, order: Order, prices: Mapping[int, int]) -> Order:
    """Put a price on every line (line → céntimos a unit); the last quotation stands."""
    row = _locked(actor, order, Stage.REQUESTED, Stage.QUOTED)
    lines = list(row.lines.all())
    if any(prices.get(line.pk, 0) <= 0 for line in lines):
        raise Refused(_("Escriba el precio de cada línea."))
    for line in lines:
        line.price = prices[line.pk]
    OrderLine.objects.bulk_update(lines, ["price"])
    return _moved(actor, row, Stage.QUOTED, "cotizó")


@transaction.atomic
def accept(*, actor: Any, order: Order) -> Order:
    """The buyer accepts the quotation."""
    return _moved(actor, _locked(actor, order, Stage.QUOTED), Stage.ACCEPTED, "registró que se aceptó")


@transaction.atomic
def share_out(
    *, actor: Any, line: OrderLine, workshops: Sequence[tuple["Activity", int]], first: date, last: date
) -> list[OrderShare]:
    """Share a line over workshops of one or more prisons by the pieces that each can make in the days (activity,
    pieces); whole units, by largest remainder. Raises ``Refused`` where together they cannot make it in time."""
    order = _locked(actor, line.order, Stage.ACCEPTED)
    if last < first:
        raise Refused(_("El último día va después del primero."), field="last")
    if order.due_on and last > order.due_on:
        raise Refused(_("El pedido se entrega el {day:%d/%m/%Y}.").format(day=order.due_on), field="last")
    able = sum(pieces for _activity, pieces in workshops)
    if able * SCALE < line.quantity:
        raise Refused(
            _("Entre todos hacen {able} en esos días y el pedido es de {asked}.").format(
                able=quantity_text(able * SCALE, line.good.unit), asked=quantity_text(line.quantity, line.good.unit)
            )
        )
    parts = largest_remainder(-(-line.quantity // SCALE), [pieces for _activity, pieces in workshops])
    OrderShare.objects.filter(line=line).delete()
    period = DateRange(first, last + timedelta(days=1))
    made = OrderShare.objects.bulk_create(
        OrderShare(line=line, activity=activity, quantity=part * SCALE, period=period)
        for (activity, _pieces), part in zip(workshops, parts, strict=True)
        if part
    )
    _record(actor, order, f"repartió entre {len(made)} talleres el pedido")
    return made


@transaction.atomic
def deliver(*, actor: Any, order: Order, receipt: str, way: str) -> list[Sale]:
    """Deliver an accepted order from what is free, the earliest expiry first: each lot is a sale to be confirmed.

    Raises ``Refused`` that names everything that is short; then nothing is delivered.
    """
    row = _locked(actor, order, Stage.ACCEPTED)
    today, made, short = clock.today(), [], []
    for line in row.lines.select_related("good").order_by("id"):
        there = Balance.objects.filter(lot__good=line.good, state=State.AVAILABLE, quantity__gt=0)
        free = {
            balance.pk: balance
            for balance in there.exclude(lot__owner="company").select_related("lot__good", "lot__establishment", "site")
        }
        stock = [Stocked(pk, b.quantity, b.lot.expires_on, b.lot.made_on) for pk, b in free.items()]
        picked = pick(stock, line.quantity, on=today)
        if picked.short:
            lacks = quantity_text(picked.short, line.good.unit)
            short.append(_("de {good} faltan {short}").format(good=line.good, short=lacks))
            continue
        for pk, part in picked.lots:
            made.append(
                sell(
                    actor=actor,
                    lot=free[pk].lot,
                    site=free[pk].site,
                    quantity=part,
                    price=line.price or 0,
                    way=way,
                    receipt=receipt,
                    order_line=line,
                    customer=row.customer,
                )
            )
    if short:
        raise Refused(_("No se puede entregar: {lines}.").format(lines="; ".join(short)), code="short")
    _moved(actor, row, Stage.DELIVERED, "entregó")
    return made


@transaction.atomic
def paid(*, actor: Any, order: Order) -> Order:
    """The order is paid once the money of each of its sales was confirmed."""
    row = _locked(actor, order, Stage.DELIVERED)
    if Sale.objects.filter(order_line__order=row, stage=Sale.Stage.ENTERED).exists():
        raise Refused(_("Falta confirmar el dinero de alguna de sus ventas."))
    return _moved(actor, row, Stage.PAID, "dio por pagado")


@transaction.atomic
def drop(*, actor: Any, order: Order, why: str) -> Order:
    """The order comes to nothing, with the reason; what was delivered is no longer dropped."""
    row = _locked(actor, order, Stage.REQUESTED, Stage.QUOTED, Stage.ACCEPTED)
    if not why.strip():
        raise Refused(_("Escriba el motivo."), field="reason")
    row.why = why.strip()[:200]
    return _moved(actor, row, Stage.DROPPED, "cerró sin hacerse")


def _locked(actor: Any, order: Order, *stages: str) -> Order:
    require(actor, SELL, establishment_id=order.establishment_id)
    row = Order.objects.select_for_update(of=("self",)).select_related("customer", "establishment").get(pk=order.pk)
    if row.stage not in stages:
        raise Refused(
            _("El pedido {number} está «{stage}»: recargue la página.").format(
                number=row.number, stage=row.get_stage_display().lower()
            ),
            code=CHANGED,
        )
    return row


def _moved(actor: Any, row: Order, stage: str, words: str) -> Order:
    row.stage = stage
    row.save()
    _record(actor, row, f"{words} el pedido")
    return row


def _record(actor: Any, order: Order, words: str) -> None:
    audit.record(
        actor=actor.username,
        verb=acts.ORDER,
        target=f"order:{order.pk}",
        sentence=f"{actor} {words} n.º {order.number}.",
        stream=order.establishment.code,
    )
