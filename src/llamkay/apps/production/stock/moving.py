"""The one way into the stock: movements that are written together, or none.

Nothing here asks for permission: the services of this app that call it have asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import psycopg.errors
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from llamkay.apps.production.kinds import Move, State
from llamkay.apps.production.models import Balance, Batch, Good, Lot, Movement, Site
from llamkay.core.errors import CHANGED, Refused
from llamkay.core.production.picking import Stocked, pick
from llamkay.core.production.quantities import quantity_text
from llamkay.platform import clock

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity, Company
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person

Where = tuple[Site, str]  # a place and a state


@dataclass(frozen=True, kw_only=True)
class Step:
    """A movement to be written: what goes from where to where; without ``before`` it enters."""

    lot: Lot
    kind: str
    quantity: int
    before: Where | None = None
    after: Where | None = None
    batch: Batch | None = None
    reverses: Movement | None = None


def write(
    *,
    actor: Any,
    establishment: "Establishment",
    steps: Sequence[Step],
    on: date | None = None,
    reason: str = "",
    document: str = "",
) -> list[Movement]:
    """Write movements in one statement and return them in order; call it inside the act's transaction.

    Raises ``Refused``, in the words of what lacks, where a place has less than would leave it, and for a day to come.
    """
    day, now = on or clock.today(), clock.now()
    if day > now.date():
        raise Refused(_("El {day:%d/%m/%Y} todavía no llega.").format(day=day), field="on")
    if any(step.quantity <= 0 for step in steps):
        raise Refused(_("Escriba una cantidad mayor que cero."), field="quantity")
    rows = [
        Movement(
            establishment=establishment,
            lot=step.lot,
            kind=step.kind,
            quantity=step.quantity,
            from_site=step.before[0] if step.before else None,
            from_state=step.before[1] if step.before else "",
            to_site=step.after[0] if step.after else None,
            to_state=step.after[1] if step.after else "",
            batch=step.batch,
            on=day,
            at=now,
            by=actor.username,
            reason=reason.strip()[:200],
            document=document.strip()[:120],
            reverses=step.reverses,
        )
        for step in steps
    ]
    try:
        with transaction.atomic():
            return Movement.objects.bulk_create(rows)
    except IntegrityError as error:
        if isinstance(error.__cause__, psycopg.errors.CheckViolation):
            raise _short(steps) from error
        raise Refused(_("Ese movimiento ya se hizo: recargue la página."), code=CHANGED) from error


def _short(steps: Sequence[Step]) -> Refused:
    """What lacks, in words: the first place that has less than leaves it."""
    leaving: dict[tuple[int, int, str], tuple[Step, int]] = {}
    for step in steps:
        if step.before:
            key = (step.lot.pk, step.before[0].pk, step.before[1])
            leaving[key] = (step, leaving.get(key, (step, 0))[1] + step.quantity)
    there = {
        (b.lot_id, b.site_id, b.state): b.quantity
        for b in Balance.objects.filter(lot__in=[lot for lot, _site, _state in leaving])
    }
    for key, (step, quantity) in leaving.items():
        here = there.get(key, 0)
        if here < quantity and step.before:
            good = step.lot.good
            return Refused(
                _(
                    "No alcanza: del lote {lot} de {good}, en {site} hay {here} en estado «{state}» y usted mueve "
                    "{moved}."
                ).format(
                    lot=step.lot.code,
                    good=good,
                    site=step.before[0],
                    here=quantity_text(here, good.unit),
                    state=State(step.before[1]).label.lower(),
                    moved=quantity_text(quantity, good.unit),
                ),
                field="quantity",
                code=CHANGED,
            )
    return Refused(_("Otra persona movió esas existencias: recargue la página."), code=CHANGED)


@dataclass(frozen=True)
class Owned:
    """Whose goods something is of: one kind of owner, and the one that it names."""

    owner: str
    company: "Company | None" = None
    group: "Activity | None" = None
    person: "Person | None" = None

    def lots(self, rows: QuerySet[Balance]) -> QuerySet[Balance]:
        """The balances of lots of this owner."""
        mine = Q(lot__owner=self.owner, lot__company=self.company)
        return rows.filter(mine, lot__group=self.group, lot__person=self.person)


def owner_of(row: Lot | Batch) -> Owned:
    """Whose goods a lot or a batch is of."""
    group = row.group if isinstance(row, Lot) else (row.activity if row.owner == "group" else None)
    return Owned(row.owner, row.company, group, row.person)


def take(
    *,
    good: Good,
    quantity: int,
    site: Site,
    owner: Owned,
    on: date,
    plan: Mapping[int, int] | None = None,
    state: str = State.AVAILABLE,
) -> list[tuple[Lot, int]]:
    """Lots of a good that its owner has free in a place: the earliest expiry first, or those that a plan names.

    Raises ``Refused`` that says how much lacks.
    """
    rows = Balance.objects.filter(lot__good=good, site=site, state=state, quantity__gt=0)
    free = {row.lot_id: row for row in owner.lots(rows).select_related("lot")}
    stocked = [Stocked(pk, row.quantity, row.lot.expires_on, row.lot.made_on) for pk, row in free.items()]
    picked = pick(stocked, quantity, on=on, plan=plan)
    if picked.short:
        expired = sum(s.quantity for s in stocked if s.expires_on and s.expires_on < on)
        text = _("Falta {good}: se necesita {asked}, hay {here} en {site} y falta {short}.").format(
            good=good,
            asked=quantity_text(quantity, good.unit),
            here=quantity_text(quantity - picked.short, good.unit),
            site=site,
            short=quantity_text(picked.short, good.unit),
        )
        if expired:
            more = _("Hay además {expired} vencido, que no se usa.")
            text = f"{text} {more.format(expired=quantity_text(expired, good.unit))}"
        raise Refused(text, field="quantity", code="short")
    return [(free[lot].lot, part) for lot, part in picked.lots]


def amount_in(lot: Lot, state: str, site: Site | None = None) -> int:
    """How much of a lot stands in a state, in a place or everywhere."""
    rows = Balance.objects.filter(lot=lot, state=state)
    if site is not None:
        rows = rows.filter(site=site)
    return rows.aggregate(total=Sum("quantity"))["total"] or 0


def opposite(movement: Movement) -> Step:
    """The movement that undoes another."""
    before = (movement.to_site, movement.to_state) if movement.to_site else None
    after = (movement.from_site, movement.from_state) if movement.from_site else None
    return Step(
        lot=movement.lot,
        kind=Move.REVERSE,
        quantity=movement.quantity,
        before=before,
        after=after,
        batch=movement.batch,
        reverses=movement,
    )
