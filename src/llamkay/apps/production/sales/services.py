"""What may happen to a sale: goods go on consignment, are sold by two people, come back; prices and complaints."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from llamkay.apps.pay import ledger
from llamkay.apps.pay.companies.services import valid_ruc
from llamkay.apps.pay.ledger import Leg
from llamkay.apps.production import acts
from llamkay.apps.production.kinds import Move, Owner, SiteKind, State
from llamkay.apps.production.models import (
    Complaint,
    Consignment,
    ConsignmentLine,
    Customer,
    Good,
    Lot,
    OrderLine,
    PriceFile,
    Sale,
    Site,
)
from llamkay.apps.production.permissions import CONFIRM_SALE, RECIPES, SELL
from llamkay.apps.production.stock import moving
from llamkay.apps.production.stock.moving import Step
from llamkay.core.errors import CHANGED, Refused
from llamkay.core.production.consignments import Tally, commission_of, worth
from llamkay.core.production.quantities import SCALE, UNITS, quantity_text
from llamkay.core.values import format_amount
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment

Stage = Sale.Stage
OUTSIDE = (SiteKind.SHOP, SiteKind.FAIR)


@transaction.atomic
def save_customer(
    *,
    actor: Any,
    establishment: "Establishment",
    kind: str,
    name: str,
    ruc: str = "",
    contact: str = "",
    address: str = "",
    customer: Customer | None = None,
) -> Customer:
    """Write who buys; a taxpayer's number is checked by its last figure. No number of a card is ever written."""
    require(actor, SELL, establishment_id=establishment.pk)
    ruc = ruc.strip()
    if not name.strip():
        raise Refused(_("Escriba el nombre."), field="name")
    if ruc and not valid_ruc(ruc):
        raise Refused(_("«{ruc}» no es un RUC: revise sus 11 cifras.").format(ruc=ruc), field="ruc")
    if kind in (Customer.Kind.COMPANY, Customer.Kind.STATE) and not ruc:
        raise Refused(_("Una empresa o entidad se registra con su RUC."), field="ruc")
    if looks_like_a_card(f"{contact} {address} {name}"):
        raise Refused(_("Ahí parece haber un número de tarjeta: aquí no se guarda ninguno."), field="contact")
    row = customer or Customer(establishment=establishment)
    row.kind, row.name, row.ruc = Customer.Kind(kind), name.strip()[:120], ruc
    row.contact, row.address = contact.strip()[:160], address.strip()[:160]
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(_("Ya hay un cliente con el RUC {ruc}.").format(ruc=ruc), field="ruc") from error
    text = f"{actor} registró al cliente {row.pk}."
    _record(actor, acts.CUSTOMER, f"customer:{row.pk}", text, establishment)
    return row


def looks_like_a_card(text: str) -> bool:
    """Whether a text holds thirteen to nineteen figures that check as those of a payment card do.

    >>> looks_like_a_card("4111 1111 1111 1111"), looks_like_a_card("999 888 777")
    (True, False)
    """
    run = ""
    for sign in [*text, "|"]:
        if sign.isdecimal():
            run += sign
        elif sign not in " -":
            if 13 <= len(run) <= 19 and _luhn(run):
                return True
            run = ""
    return False


def _luhn(figures: str) -> bool:
    doubled = [int(sign) * (2 if at % 2 else 1) for at, sign in enumerate(reversed(figures))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


# ---------------------------------------------------------------------------------------------------- consignments


@transaction.atomic
def send(
    *,
    actor: Any,
    from_site: Site,
    site: Site,
    lines: Sequence[tuple[Lot, int, int]],
    due_on: date,
    commission: int = 0,
    customer: Customer | None = None,
) -> Consignment:
    """Send lots (lot, thousandths, floor in céntimos) to a shop or fair, which has them and never owns them.

    Raises ``Refused`` for a place that is no shop or fair, for what is not there and for a floor of nothing.
    """
    place = from_site.establishment
    require(actor, SELL, establishment_id=place.pk)
    if site.kind not in OUTSIDE or not site.open or site.establishment_id != place.pk:
        raise Refused(_("La consignación va a una tienda o feria en uso."), field="site")
    if due_on < clock.today():
        raise Refused(_("El día de rendir ya pasó."), field="due_on")
    if not lines:
        raise Refused(_("Elija al menos un lote."))
    if any(floor <= 0 for _lot, _quantity, floor in lines):
        raise Refused(_("Escriba el precio mínimo de cada lote."))
    lock(Space.CONSIGNMENTS, place.pk)
    last = Consignment.objects.filter(establishment=place).aggregate(last=Max("number"))["last"] or 0
    made = Consignment.objects.create(
        establishment=place,
        number=last + 1,
        from_site=from_site,
        site=site,
        customer=customer,
        sent_on=clock.today(),
        due_on=due_on,
        commission=commission,
        sent_by=actor.username,
    )
    steps = [
        Step(lot=lot, kind=Move.CONSIGN, quantity=n, before=(from_site, State.AVAILABLE), after=(site, State.CONSIGNED))
        for lot, n, _floor in lines
    ]
    moving.write(actor=actor, establishment=place, steps=steps, document=f"Consignación {made.number}")
    ConsignmentLine.objects.bulk_create(
        ConsignmentLine(consignment=made, lot=lot, sent=quantity, floor=floor) for lot, quantity, floor in lines
    )
    text = f"{actor} envió en consignación {len(lines)} lotes a {site}, n.º {made.number}."
    _record(actor, acts.CONSIGN, f"consignment:{made.pk}", text, place)
    return made


def tally(line: ConsignmentLine) -> Tally:
    """What was sent of a lot and what became of it."""
    sold = line.sales.filter(stage__in=[Stage.ENTERED, Stage.CONFIRMED]).aggregate(n=Sum("quantity"))["n"] or 0
    return Tally(sent=line.sent, sold=sold, returned=line.returned, lost=line.lost, sample=line.sample)


@transaction.atomic
def account_for(
    *, actor: Any, line: ConsignmentLine, returned: int = 0, lost: int = 0, sample: int = 0, why: str = ""
) -> ConsignmentLine:
    """Enter what came back of a consigned lot, what was lost and what was a sample; it adds to what was entered."""
    row = _open_line(line)
    consignment, unit = row.consignment, row.lot.good.unit
    require(actor, SELL, establishment_id=consignment.establishment_id)
    if min(returned, lost, sample) < 0 or not returned + lost + sample:
        raise Refused(_("Escriba cuánto volvió, se perdió o fue muestra."), field="returned")
    if UNITS[unit].whole and any(part % SCALE for part in (returned, lost, sample)):
        raise Refused(_("{good} se cuenta por unidades enteras.").format(good=row.lot.good), field="returned")
    if lost and not why.strip():
        raise Refused(_("Diga cómo se perdió."), field="why")
    left = tally(row).left
    if returned + lost + sample > left:
        raise Refused(
            _("De ese lote quedan por rendir {left}.").format(left=quantity_text(left, unit)), field="returned"
        )
    here = (consignment.site, State.CONSIGNED)
    ends = (
        (Move.BRING_BACK, returned, (consignment.from_site, State.AVAILABLE)),
        (Move.LOSE, lost, (consignment.site, State.LOST)),
        (Move.GIVE_SAMPLE, sample, (consignment.site, State.SAMPLE)),
    )
    steps = [Step(lot=row.lot, kind=kind, quantity=n, before=here, after=after) for kind, n, after in ends if n]
    moving.write(
        actor=actor,
        establishment=consignment.establishment,
        steps=steps,
        reason=why,
        document=f"Consignación {consignment.number}",
    )
    row.returned, row.lost, row.sample = row.returned + returned, row.lost + lost, row.sample + sample
    row.why = why.strip()[:200] or row.why
    row.save()
    text = (
        f"{actor} rindió del lote {row.lot.code}: vuelven {quantity_text(returned, unit)}, "
        f"se perdieron {quantity_text(lost, unit)}, muestras {quantity_text(sample, unit)}."
    )
    _record(actor, acts.ACCOUNT_FOR, f"consignment:{consignment.pk}", text, consignment.establishment, why)
    return row


@transaction.atomic
def close_consignment(*, actor: Any, consignment: Consignment) -> Consignment:
    """Close a consignment: sold, returned, lost and samples are what was sent, and its money was confirmed.

    Raises ``Refused`` that names every lot for which somebody has still to account.
    """
    require(actor, SELL, establishment_id=consignment.establishment_id)
    row = Consignment.objects.select_for_update().get(pk=consignment.pk)
    if row.stage != Consignment.Stage.OPEN:
        raise Refused(_("Esa consignación ya está rendida."), code=CHANGED)
    lines = list(row.lines.select_related("lot__good"))
    open_lines = [(line, tally(line).left) for line in lines]
    if wrong := [
        _("del lote {lot} faltan {left}").format(lot=line.lot.code, left=quantity_text(left, line.lot.good.unit))
        for line, left in open_lines
        if left
    ]:
        raise Refused(_("No cierra: {lots}.").format(lots="; ".join(wrong)))
    if Sale.objects.filter(line__in=lines, stage=Stage.ENTERED).exists():
        raise Refused(_("Hay ventas cuyo dinero nadie confirmó todavía."))
    row.stage, row.closed_by, row.closed_at = Consignment.Stage.CLOSED, actor.username, clock.now()
    row.save()
    text = f"{actor} cerró la consignación n.º {row.number}."
    _record(actor, acts.CLOSE_CONSIGNMENT, f"consignment:{row.pk}", text, consignment.establishment)
    return row


def _open_line(line: ConsignmentLine) -> ConsignmentLine:
    rows = ConsignmentLine.objects.select_for_update(of=("self",)).select_related(
        "consignment__site", "consignment__from_site", "consignment__establishment", "lot__good"
    )
    row = rows.get(pk=line.pk)
    if row.consignment.stage != Consignment.Stage.OPEN:
        raise Refused(_("Esa consignación ya está rendida."), code=CHANGED)
    return row


# ----------------------------------------------------------------------------------------------------------- sales


@transaction.atomic
def sell(
    *,
    actor: Any,
    lot: Lot,
    site: Site,
    quantity: int,
    price: int,
    way: str,
    receipt: str,
    sold_on: date | None = None,
    line: ConsignmentLine | None = None,
    order_line: OrderLine | None = None,
    customer: Customer | None = None,
) -> Sale:
    """Enter a sale of what is free in a place, or on consignment with its ``line``; its money waits for another person.

    Raises ``Refused`` for what is not there, for a price under the floor of the consignment, for what has expired, and
    for goods of a company, which sells its own.
    """
    place = lot.establishment
    require(actor, SELL, establishment_id=place.pk)
    day = sold_on or clock.today()
    if lot.owner == Owner.COMPANY:
        raise Refused(_("El lote {lot} es de {company}: lo vende su dueña.").format(lot=lot, company=lot.company))
    if quantity <= 0 or (UNITS[lot.good.unit].whole and quantity % SCALE):
        raise Refused(_("Escriba cuánto se vendió."), field="quantity")
    if price <= 0:
        raise Refused(_("Escriba el precio."), field="price")
    if not receipt.strip():
        raise Refused(_("Escriba el número de la boleta o el recibo."), field="receipt")
    if lot.expires_on and lot.expires_on < day:
        raise Refused(_("El lote {lot} venció el {day:%d/%m/%Y}.").format(lot=lot, day=lot.expires_on), field="lot")
    commission = 0
    amount = worth(price, quantity)
    state = State.AVAILABLE
    if line is not None:
        row = _open_line(line)
        if price < row.floor:
            raise Refused(
                _("El precio mínimo de ese lote es S/ {floor}.").format(floor=format_amount(row.floor)), field="price"
            )
        site, state = row.consignment.site, State.CONSIGNED
        commission = commission_of(amount, row.consignment.commission)
    step = Step(lot=lot, kind=Move.SELL, quantity=quantity, before=(site, state), after=(site, State.SOLD))
    (movement,) = moving.write(actor=actor, establishment=place, steps=[step], on=day, document=receipt)
    try:
        with transaction.atomic():
            made = Sale.objects.create(
                establishment=place,
                lot=lot,
                site=site,
                line=line,
                order_line=order_line,
                customer=customer,
                quantity=quantity,
                price=price,
                amount=amount,
                commission=commission,
                way=Sale.Way(way),
                receipt=receipt.strip()[:40],
                sold_on=day,
                movement=movement,
                by=actor.username,
                at=clock.now(),
            )
    except IntegrityError as error:
        raise Refused(_("La boleta {receipt} ya tiene ese lote.").format(receipt=receipt), field="receipt") from error
    text = f"{actor} vendió {quantity_text(quantity, lot.good.unit)} de {lot.good} por S/ {format_amount(amount)}."
    _record(actor, acts.SELL, f"sale:{made.pk}", text, place)
    return made


@transaction.atomic
def confirm(*, actor: Any, sale: Sale) -> Sale:
    """Confirm the money of a sale that somebody else entered: it goes into the books, to whom it is owed.

    What a person made on her own account is hers at once; what a workshop or a group made answers for the work that
    the close of the month shares out. The shop's commission never comes in.
    """
    require(actor, CONFIRM_SALE, establishment_id=sale.establishment_id)
    row = _locked(sale, Stage.ENTERED)
    if row.by == actor.username:
        raise Refused(_("Usted registró esta venta: su dinero lo confirma otra persona."))
    row.entry = ledger.post(
        actor=actor,
        establishment=row.establishment,
        legs=_legs(row, row.amount - row.commission),
        text=f"Venta {row.receipt}: {row.lot.good}, lote {row.lot.code}",
        key=f"sale:{row.pk}",
        origin="sale",
        posted_on=ledger.first_open_day(row.establishment, row.sold_on),
        person=row.lot.person,
        evidence=row.receipt,
    )
    row.stage, row.confirmed_by, row.confirmed_at = Stage.CONFIRMED, actor.username, clock.now()
    row.save()
    text = f"{actor} confirmó la venta {row.receipt}: S/ {format_amount(row.amount - row.commission)}."
    _record(actor, acts.CONFIRM_SALE, f"sale:{row.pk}", text, row.establishment)
    return row


def _legs(sale: Sale, amount: int) -> list[Leg]:
    """What came in and whose it is."""
    money = Leg(kind=sale.way, amount=amount)
    if sale.lot.owner == Owner.PERSON:
        return [money, Leg(kind="available", amount=-amount, person=sale.lot.person)]
    return [money, Leg(kind="receivable", amount=-amount)]


@transaction.atomic
def undo(*, actor: Any, sale: Sale, why: str) -> Sale:
    """Take back a sale whose money nobody confirmed: what was sold is again where it was."""
    require(actor, SELL, establishment_id=sale.establishment_id)
    row = _locked(sale, Stage.ENTERED)
    return _back(actor, row, why, Stage.UNDONE, acts.UNDO_SALE, "anuló")


@transaction.atomic
def take_back(*, actor: Any, sale: Sale, why: str) -> Sale:
    """A buyer returns what was bought: the money is reversed in the books and the goods wait for their check again."""
    require(actor, CONFIRM_SALE, establishment_id=sale.establishment_id)
    row = _locked(sale, Stage.CONFIRMED)
    if row.entry is None:
        raise ValueError(f"the sale {row.pk} is confirmed and has no entry")
    if why.strip():
        ledger.reverse(actor=actor, entry=row.entry, reason=why, text=f"Devolución de la venta {row.receipt}")
    return _back(actor, row, why, Stage.RETURNED, acts.TAKE_BACK, "recibió la devolución de")


def _back(actor: Any, row: Sale, why: str, stage: str, verb: Verb, words: str) -> Sale:
    if not why.strip():
        raise Refused(_("Escriba el motivo."), field="reason")
    move = row.movement
    state = move.from_state if stage == Stage.UNDONE or row.line_id else State.PENDING
    step = Step(
        lot=row.lot,
        kind=Move.UNSELL,
        quantity=row.quantity,
        before=(row.site, State.SOLD),
        after=(row.site, state),
    )
    (row.back,) = moving.write(actor=actor, establishment=row.establishment, steps=[step], reason=why)
    row.stage, row.why = stage, why.strip()[:200]
    row.save()
    _record(actor, verb, f"sale:{row.pk}", f"{actor} {words} la venta {row.receipt}.", row.establishment, why)
    return row


def _locked(sale: Sale, stage: str) -> Sale:
    rows = Sale.objects.select_for_update(of=("self",)).select_related(
        "lot__good", "lot__person", "lot__company", "site", "establishment", "movement", "entry__establishment"
    )
    row = rows.get(pk=sale.pk)
    if row.stage != stage:
        raise Refused(
            _("La venta {receipt} está «{stage}»: recargue la página.").format(
                receipt=row.receipt, stage=row.get_stage_display().lower()
            ),
            code=CHANGED,
        )
    return row


# ------------------------------------------------------------------------------------------- prices and complaints


@transaction.atomic
def set_price(
    *,
    actor: Any,
    good: Good,
    price: int,
    costs: tuple[int, int, int],
    market: Mapping[str, int],
    reason: str = "",
) -> PriceFile:
    """Set the price of a product with its file: material, work and other costs, and two prices of the market.

    Raises ``Refused`` without two comparisons, and for a price under its cost without a reason.
    """
    require(actor, RECIPES, establishment_id=good.establishment_id)
    sources = [(name.strip(), value) for name, value in market.items() if name.strip() and value > 0]
    if len(sources) < 2:
        raise Refused(_("Compare con dos precios del mercado: dónde los vio y cuánto piden."), field="first_source")
    if price <= 0:
        raise Refused(_("Escriba el precio."), field="price")
    if price < sum(costs) and not reason.strip():
        raise Refused(
            _("Cuesta S/ {cost}: escriba por qué se vende por menos.").format(cost=format_amount(sum(costs))),
            field="reason",
        )
    made = PriceFile.objects.create(
        good=good,
        on=clock.today(),
        price=price,
        material=costs[0],
        work=costs[1],
        other=costs[2],
        first_source=sources[0][0][:120],
        first_price=sources[0][1],
        second_source=sources[1][0][:120],
        second_price=sources[1][1],
        reason=reason.strip()[:300],
        by=actor.username,
        at=clock.now(),
    )
    Good.objects.filter(pk=good.pk).update(price=price)
    text = f"{actor} fijó el precio de {good} en S/ {format_amount(price)}."
    _record(actor, acts.SET_PRICE, f"good:{good.pk}", text, good.establishment, reason)
    return made


@transaction.atomic
def complain(*, actor: Any, lot: Lot, who: str, what: str, received_on: date | None = None) -> Complaint:
    """Enter what somebody says of a lot."""
    require(actor, SELL, establishment_id=lot.establishment_id)
    if not who.strip() or not what.strip():
        raise Refused(_("Escriba quién reclama y qué dice."), field="what")
    made = Complaint.objects.create(
        establishment=lot.establishment,
        lot=lot,
        received_on=received_on or clock.today(),
        who=who.strip()[:160],
        what=what.strip()[:1000],
        by=actor.username,
        at=clock.now(),
    )
    text = f"{actor} registró un reclamo sobre el lote {lot.code} de {lot.good}."
    _record(actor, acts.COMPLAIN, f"lot:{lot.pk}", text, lot.establishment)
    return made


@transaction.atomic
def answer_complaint(*, actor: Any, complaint: Complaint, cause: str, action: str) -> Complaint:
    """Close a complaint with what was its cause and what was done so that it does not come again."""
    require(actor, SELL, establishment_id=complaint.establishment_id)
    row = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if row.stage != Complaint.Stage.OPEN:
        raise Refused(_("Ese reclamo ya está atendido."), code=CHANGED)
    if not cause.strip() or not action.strip():
        raise Refused(_("Escriba la causa y lo que se hizo para que no se repita."), field="cause")
    row.cause, row.action, row.stage = cause.strip()[:300], action.strip()[:300], Complaint.Stage.ANSWERED
    row.answered_by, row.answered_at = actor.username, clock.now()
    row.save()
    text = f"{actor} atendió el reclamo {row.pk}: {row.action}"
    _record(actor, acts.ANSWER, f"lot:{row.lot_id}", text, complaint.establishment)
    return row


def _record(actor: Any, verb: Verb, target: str, text: str, place: "Establishment", reason: str = "") -> None:
    audit.record(
        actor=actor.username, verb=verb, target=target, sentence=text, stream=place.code, reason=reason.strip()
    )
