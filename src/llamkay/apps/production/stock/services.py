"""What may happen to goods: they come in, move, are lost, sampled, given back, counted, detained and freed."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from llamkay.apps.people.queries import is_held
from llamkay.apps.production import acts
from llamkay.apps.production.kinds import ALLERGENS, ON_HAND, GoodKind, Move, Owner, SiteKind, State
from llamkay.apps.production.models import Balance, CountLine, Good, Lot, Movement, Site, StockCount
from llamkay.apps.production.permissions import RECALL, RECIPES, STOCK
from llamkay.apps.production.stock import moving, tracing
from llamkay.apps.production.stock.moving import Step
from llamkay.core.errors import Refused
from llamkay.core.production.quantities import quantity_text
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity, Company
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.pay.models import Agreement
    from llamkay.apps.people.models import Person

# How goods may leave what is available, by hand, and what they become.
BY_HAND = {
    Move.LOSE: State.LOST,
    Move.GIVE_SAMPLE: State.SAMPLE,
    Move.HAND_BACK: State.RETURNED,
    Move.CARRY: State.AVAILABLE,
}
# What is undone by its own act, which keeps more than the movement.
_OF_ACTS = (Move.CONSUME, Move.PRODUCE, Move.ACCEPT, Move.REJECT, Move.REVERSE)
SOLD_BY_ACT = (Move.SELL, Move.UNSELL, Move.CONSIGN, Move.BRING_BACK, Move.RESERVE)


@transaction.atomic
def save_good(*, actor: Any, establishment: "Establishment", good: Good | None = None, **values: Any) -> Good:
    """Write a material or product, or change one; its unit stays once there are lots of it.

    Raises ``Refused`` by field where a value does not fit.
    """
    require(actor, RECIPES, establishment_id=establishment.pk)
    row = good or Good(establishment=establishment)
    before = row.unit
    for name, value in values.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.sku = row.sku.upper()
    if not row.sku or not row.name:
        raise Refused(_("Escriba el código y el nombre."), field="sku" if row.name else "name")
    if good and good.pk and row.unit != before and good.lots.exists():
        raise Refused(_("Ya hay lotes en {unit}: la unidad no cambia.").format(unit=before), field="unit")
    if wrong := set(row.allergens) - set(ALLERGENS):
        raise Refused(_("«{name}» no es un alérgeno de la lista.").format(name=wrong.pop()), field="allergens")
    if row.public and (row.kind != GoodKind.PRODUCT or not row.price):
        raise Refused(_("Solo un producto con precio se muestra al público."), field="public")
    if row.gtin and not valid_gtin(row.gtin):
        raise Refused(_("«{gtin}» no es un GTIN: su última cifra no comprueba.").format(gtin=row.gtin), field="gtin")
    prefix = row.brand.gs1_prefix if row.brand else ""
    if row.gtin and not (prefix and row.gtin.lstrip("0").startswith(prefix)):
        raise Refused(
            _("El GTIN es de la dueña de la marca: registre antes su prefijo GS1, con el que empieza."), field="gtin"
        )
    try:
        with transaction.atomic():
            row.full_clean()
            row.save()
    except ValidationError as error:
        raise Refused.many(
            Refused(message, field=field if field != "__all__" else "sku")
            for field, messages in error.message_dict.items()
            for message in messages
        ) from error
    _record(actor, acts.SAVE_GOOD, f"good:{row.pk}", f"registró {row} ({row.sku})", establishment)
    return row


def valid_gtin(text: str) -> bool:
    """Whether a trade number has 8, 12, 13 or 14 figures and its check figure.

    >>> valid_gtin("7032069804988"), valid_gtin("96385074"), valid_gtin("4006381333932")
    (True, True, False)
    """
    if not (text.isascii() and text.isdecimal()) or len(text) not in (8, 12, 13, 14):
        return False
    total = sum(int(sign) * (3 if at % 2 else 1) for at, sign in enumerate(reversed(text)))
    return total % 10 == 0


@transaction.atomic
def save_site(
    *,
    actor: Any,
    establishment: "Establishment",
    kind: str,
    name: str,
    activity: "Activity | None" = None,
    address: str = "",
    site: Site | None = None,
    open: bool = True,
) -> Site:
    """Write a place where goods lie, or change one; one that still has goods does not close."""
    require(actor, STOCK, establishment_id=establishment.pk)
    row = site or Site(establishment=establishment)
    if not name.strip():
        raise Refused(_("Escriba el nombre del lugar."), field="name")
    if site and not open and Balance.objects.filter(site=site, state__in=ON_HAND, quantity__gt=0).exists():
        raise Refused(_("{site} todavía tiene existencias: trasládelas antes de cerrarlo.").format(site=site))
    row.kind, row.name, row.activity = SiteKind(kind), name.strip()[:80], activity
    row.address, row.open = address.strip()[:160], open
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(_("Ya hay un lugar con ese nombre."), field="name") from error
    _record(actor, acts.SAVE_SITE, f"site:{row.pk}", f"registró el lugar {row}", establishment)
    return row


@transaction.atomic
def receive(
    *,
    actor: Any,
    good: Good,
    site: Site,
    quantity: int,
    code: str = "",
    owner: str = Owner.INSTITUTION,
    company: "Company | None" = None,
    group: "Activity | None" = None,
    person: "Person | None" = None,
    agreement: "Agreement | None" = None,
    expires_on: date | None = None,
    on: date | None = None,
    cost: int = 0,
    supplier: str = "",
    document: str = "",
) -> Lot:
    """Enter what came in as a lot, free to be used. Without a ``code`` the lot gets one.

    Raises ``Refused`` for a lot that has expired, a code that stands, an owner that does not fit.
    """
    place = good.establishment
    require(actor, STOCK, establishment_id=place.pk)
    _here(place, site)
    day = on or clock.today()
    if expires_on and expires_on < day:
        raise Refused(_("Ese lote venció el {day:%d/%m/%Y}: no se recibe.").format(day=expires_on), field="expires_on")
    if agreement and agreement.company_id != getattr(company, "pk", None):
        raise Refused(_("El convenio {agreement} es de otra empresa.").format(agreement=agreement), field="agreement")
    if person and not is_held(person, at=place.pk, on=day):
        raise Refused(_("{person} no está en este establecimiento.").format(person=person), field="person")
    owned = {"owner": owner, "company": company, "group": group, "person": person}
    made = new_lot(
        good=good,
        code=code,
        made_on=day,
        expires_on=expires_on,
        cost=cost,
        supplier=supplier.strip()[:120],
        document=document.strip()[:120],
        agreement=agreement,
        **owned,
    )
    step = Step(lot=made, kind=Move.RECEIVE, quantity=quantity, after=(site, State.AVAILABLE))
    moving.write(actor=actor, establishment=place, steps=[step], on=day, document=document)
    text = f"recibió {quantity_text(quantity, good.unit)} de {good} en {site}, lote {made.code}"
    _record(actor, acts.RECEIVE, f"lot:{made.pk}", text, place, document)
    return made


def new_lot(*, good: Good, code: str = "", made_on: date, **values: Any) -> Lot:
    """A lot under its code, or under the next one of its good and day. Raises ``Refused`` where it does not fit."""
    lock(Space.LOTS, good.pk)
    if not code.strip():
        first = f"{made_on:%y%m%d}"
        code = first
        taken = set(Lot.objects.filter(good=good, code__startswith=first).values_list("code", flat=True))
        number = 1
        while code in taken:
            number += 1
            code = f"{first}-{number}"
    row = Lot(establishment=good.establishment, good=good, code=code.strip().upper()[:30], made_on=made_on, **values)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "one_lot_a_code" in str(error):
            raise Refused(
                _("{good} ya tiene un lote {code}.").format(good=good, code=row.code), field="code"
            ) from error
        raise Refused(_("Diga de quién es el lote: elija a su dueño y solo a él."), field="owner") from error
    return row


@transaction.atomic
def move(
    *,
    actor: Any,
    lot: Lot,
    kind: str,
    quantity: int,
    site: Site,
    to: Site | None = None,
    on: date | None = None,
    reason: str = "",
    document: str = "",
) -> Movement:
    """Carry some of a lot elsewhere, or enter that it was lost, taken as a sample or handed back to its owner."""
    require(actor, STOCK, establishment_id=lot.establishment_id)
    if kind not in BY_HAND:
        raise Refused(_("Ese movimiento se hace desde su propia página."), field="kind")
    target = to or site
    _here(lot.establishment, site, target)
    if kind == Move.CARRY and target == site:
        raise Refused(_("Elija a qué lugar va."), field="to")
    if kind != Move.CARRY and not reason.strip():
        raise Refused(_("Escriba el motivo."), field="reason")
    if kind == Move.HAND_BACK and lot.owner == Owner.INSTITUTION:
        raise Refused(_("El lote {lot} es de la institución: no tiene a quién volver.").format(lot=lot), field="kind")
    state = BY_HAND[Move(kind)]
    step = Step(lot=lot, kind=kind, quantity=quantity, before=(site, State.AVAILABLE), after=(target, state))
    (made,) = moving.write(
        actor=actor, establishment=lot.establishment, steps=[step], on=on, reason=reason, document=document
    )
    what = audit.spanish(made.get_kind_display).lower()
    text = f"{what}: {quantity_text(quantity, lot.good.unit)} de {lot.good}, lote {lot.code}"
    _record(actor, acts.MOVE, f"lot:{lot.pk}", text, lot.establishment, reason)
    return made


@transaction.atomic
def reverse(*, actor: Any, movement: Movement, reason: str) -> Movement:
    """Undo a movement entered wrongly by its opposite, once; both stay. What an act made is undone by that act."""
    require(actor, STOCK, establishment_id=movement.establishment_id)
    if not reason.strip():
        raise Refused(_("Escriba por qué se revierte."), field="reason")
    if movement.kind in (*_OF_ACTS, *SOLD_BY_ACT):
        raise Refused(_("«{kind}» se corrige desde su propia página.").format(kind=movement.get_kind_display()))
    if CountLine.objects.filter(movement=movement).exists():
        raise Refused(_("Ese movimiento explica un conteo: cuente otra vez el lugar."))
    Lot.objects.select_for_update().get(pk=movement.lot_id)
    if Movement.objects.filter(reverses=movement).exists():
        raise Refused(_("Ese movimiento ya se revirtió."))
    (made,) = moving.write(
        actor=actor, establishment=movement.establishment, steps=[moving.opposite(movement)], reason=reason
    )
    what = audit.spanish(movement.get_kind_display).lower()
    text = f"revirtió {what} del lote {movement.lot.code} de {movement.lot.good}"
    _record(actor, acts.REVERSE, f"lot:{movement.lot_id}", text, movement.establishment, reason)
    return made


@transaction.atomic
def count_site(
    *, actor: Any, site: Site, counted: Mapping[int, int], why: Mapping[int, str], on: date | None = None
) -> StockCount:
    """Enter what was counted of each lot in a place; a difference needs its explanation and settles the books.

    ``counted`` is lot → thousandths. A lot that nobody counted is left as it is. Raises ``Refused`` that names every
    lot whose difference nobody explains.
    """
    place = site.establishment
    require(actor, STOCK, establishment_id=place.pk)
    lock(Space.STOCK_COUNT, site.pk)
    rows = Balance.objects.select_for_update().filter(site=site, lot__in=list(counted))
    states: dict[int, dict[str, int]] = {}
    for row in rows.filter(state__in=ON_HAND):
        states.setdefault(row.lot_id, {})[row.state] = row.quantity
    lots = {lot.pk: lot for lot in Lot.objects.filter(pk__in=list(counted), establishment=place).select_related("good")}
    if set(lots) != set(counted):
        raise Refused(_("Uno de los lotes ya no está: recargue la página."))
    if not counted:
        raise Refused(_("Escriba lo que contó de al menos un lote."))
    expected = {pk: sum(states.get(pk, {}).values()) for pk in lots}
    silent = [lots[pk] for pk, n in counted.items() if n != expected[pk] and not why.get(pk, "").strip()]
    if silent:
        raise Refused.many([_unexplained(lot, expected[lot.pk], counted[lot.pk]) for lot in silent])
    made = StockCount.objects.create(
        establishment=place, site=site, on=on or clock.today(), by=actor.username, at=clock.now()
    )
    lines = []
    for pk, number in counted.items():
        movement = None
        if number != expected[pk]:
            text = why[pk].strip()
            step = _difference(lots[pk], site, states.get(pk, {}), number - expected[pk])
            (movement,) = moving.write(actor=actor, establishment=place, steps=[step], on=on, reason=text)
        lines.append(
            CountLine(
                count=made,
                lot=lots[pk],
                expected=expected[pk],
                counted=number,
                why=why.get(pk, "").strip()[:200] if movement else "",
                movement=movement,
            )
        )
    CountLine.objects.bulk_create(lines)
    differing = sum(line.movement is not None for line in lines)
    _record(actor, acts.COUNT, f"site:{site.pk}", f"contó {site}: {len(lines)} lotes, {differing} diferencias", place)
    return made


def _unexplained(lot: Lot, expected: int, counted: int) -> Refused:
    unit = lot.good.unit
    text = _("Explique la diferencia del lote {lot} de {good}: los libros dicen {said} y usted contó {count}.")
    return Refused(
        text.format(
            lot=lot.code, good=lot.good, said=quantity_text(expected, unit), count=quantity_text(counted, unit)
        ),
        field=f"why-{lot.pk}",
        cells=[lot.pk],
    )


def _difference(lot: Lot, site: Site, states: Mapping[str, int], off: int) -> Step:
    """The movement that settles a difference: what is over is free to use, what lacks is lost."""
    if off > 0:
        return Step(lot=lot, kind=Move.SURPLUS, quantity=off, after=(site, State.AVAILABLE))
    # Taken of one state; a shelf that lacks more than its largest part is counted again after a first look.
    state = max(states, key=lambda name: (states[name], name == State.AVAILABLE))
    if states[state] < -off:
        raise Refused(
            _("Al lote {lot} le falta más de lo que está «{state}»: mueva antes lo apartado o en consignación.").format(
                lot=lot.code, state=State(state).label.lower()
            )
        )
    return Step(lot=lot, kind=Move.LOSE, quantity=-off, before=(site, state), after=(site, State.LOST))


@transaction.atomic
def recall(*, actor: Any, lot: Lot, reason: str) -> Sequence[Lot]:
    """Detain a lot and everything made from it, wherever it lies: none of it is used, sold or sent until it is freed.

    Returns the lots of which something was detained; what was already sold is in the trace of the lot.
    """
    require(actor, RECALL, establishment_id=lot.establishment_id)
    if not reason.strip():
        raise Refused(_("Escriba por qué se detiene."), field="reason")
    lots = [lot.pk, *tracing.descendants(lot.pk)]
    free = (State.PENDING, State.AVAILABLE, State.RESERVED, State.CONSIGNED)
    rows = Balance.objects.select_for_update().filter(lot__in=lots, state__in=free, quantity__gt=0)
    there = list(rows.select_related("lot__good", "site").order_by("lot_id", "site_id", "state"))
    if not there:
        raise Refused(_("Del lote {lot} y de lo hecho con él no queda nada que detener.").format(lot=lot.code))
    steps = [
        Step(
            lot=row.lot,
            kind=Move.HOLD,
            quantity=row.quantity,
            before=(row.site, row.state),
            after=(row.site, State.HELD),
        )
        for row in there
    ]
    moving.write(actor=actor, establishment=lot.establishment, steps=steps, reason=reason)
    detained = list({row.lot_id: row.lot for row in there}.values())
    text = f"detuvo el lote {lot.code} de {lot.good} y lo hecho con él: {len(detained)} lotes"
    _record(actor, acts.RECALL, f"lot:{lot.pk}", text, lot.establishment, reason)
    return detained


@transaction.atomic
def free(*, actor: Any, lot: Lot, reason: str) -> None:
    """End the detention of a lot: what is detained of it is available again where it lies."""
    require(actor, RECALL, establishment_id=lot.establishment_id)
    if not reason.strip():
        raise Refused(_("Escriba por qué se libera."), field="reason")
    rows = Balance.objects.select_for_update().filter(lot=lot, state=State.HELD, quantity__gt=0)
    steps = [
        Step(
            lot=lot,
            kind=Move.FREE,
            quantity=row.quantity,
            before=(row.site, State.HELD),
            after=(row.site, State.AVAILABLE),
        )
        for row in rows.select_related("site")
    ]
    if not steps:
        raise Refused(_("El lote {lot} no está detenido.").format(lot=lot.code))
    moving.write(actor=actor, establishment=lot.establishment, steps=steps, reason=reason)
    _record(actor, acts.FREE, f"lot:{lot.pk}", f"liberó el lote {lot.code} de {lot.good}", lot.establishment, reason)


def good_until(good: Good, made_on: date) -> date | None:
    """The last day on which something made that day is good."""
    return made_on + timedelta(days=good.shelf_days) if good.shelf_days else None


def _here(place: "Establishment", *sites: Site) -> None:
    for site in sites:
        if site.establishment_id != place.pk:
            raise Refused(_("{site} es de otro establecimiento.").format(site=site), field="site")
        if not site.open:
            raise Refused(_("{site} está cerrado.").format(site=site), field="site")


def _record(actor: Any, verb: Verb, target: str, text: str, place: "Establishment", reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=target,
        sentence=f"{actor} {text}.",
        stream=place.code,
        reason=reason.strip(),
    )
