"""What may happen to a batch: it opens and freezes its recipe, gives its goods in parts, is checked, ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Sum
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import require_write
from llamkay.apps.activities.kinds import Kind, Modality
from llamkay.apps.people.queries import is_held
from llamkay.apps.production import acts
from llamkay.apps.production.kinds import Move, Owner, Scrap, State
from llamkay.apps.production.models import (
    Batch,
    BatchNeed,
    Completion,
    Consumption,
    Lot,
    QualityCheck,
    Recipe,
    SanitaryRegistration,
    Site,
)
from llamkay.apps.production.permissions import CHECK, MAKE
from llamkay.apps.production.recipes.queries import kernel_recipe
from llamkay.apps.production.stock import moving
from llamkay.apps.production.stock.moving import Step
from llamkay.apps.production.stock.services import good_until, new_lot
from llamkay.core.errors import CHANGED, Refused
from llamkay.core.production.balances import split_consumed
from llamkay.core.production.quantities import SCALE, UNITS, quantity_text
from llamkay.core.production.recipes import needs, share_until
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity
    from llamkay.apps.pay.models import Agreement
    from llamkay.apps.people.models import Person

# Whose goods a workshop makes, by how its work is organised.
_OWNERS = {
    Modality.COMPANY: Owner.COMPANY,
    Modality.OWN_GROUP: Owner.GROUP,
    Modality.OWN_INDIVIDUAL: Owner.PERSON,
}
_LONGEST = 92  # days of a batch


@transaction.atomic
def open_batch(
    *,
    actor: Any,
    activity: "Activity",
    recipe: Recipe,
    site: Site,
    planned: int,
    first: date,
    last: date | None = None,
    code: str = "",
    person: "Person | None" = None,
    agreement: "Agreement | None" = None,
) -> Batch:
    """Open a batch of a workshop: the version of its recipe and what it takes of each good are frozen.

    What it makes is of whoever the workshop works for: the institution, its company, its group, or ``person``. Raises
    ``Refused`` for a recipe that is not in force, a day outside the workshop's dates, a place of another prison.
    """
    place = activity.establishment
    require_write(actor, MAKE, activity)
    if activity.kind != Kind.WORK:
        raise Refused(_("{activity} no es una actividad de trabajo.").format(activity=activity), field="activity")
    if recipe.establishment_id != place.pk or site.establishment_id != place.pk or not site.open:
        raise Refused(_("La receta y el lugar son de este establecimiento, y el lugar está abierto."), field="site")
    row = Recipe.objects.select_related("good").prefetch_related("parts__good").get(pk=recipe.pk)
    if row.stage != Recipe.Stage.CURRENT:
        raise Refused(_("Esa versión de la receta no está en uso."), field="recipe")
    if planned <= 0 or (UNITS[row.good.unit].whole and planned % SCALE):
        raise Refused(_("Escriba cuánto se va a hacer."), field="planned")
    end = (last or first) + timedelta(days=1)
    if not timedelta() < end - first <= timedelta(days=_LONGEST):
        raise Refused(_("Un lote va de un día a {most} días.").format(most=_LONGEST), field="last")
    if first not in activity.period or end - timedelta(days=1) not in activity.period:
        raise Refused(_("{activity} no funciona en esos días.").format(activity=activity), field="first")
    owner = _OWNERS.get(Modality(activity.modality), Owner.INSTITUTION)
    if (owner == Owner.PERSON) != (person is not None):
        whose = _("Diga quién lo hace: el trabajo individual es de cada persona.")
        raise Refused(whose if owner == Owner.PERSON else _("Ese taller no es individual."), field="person")
    if person and not is_held(person, at=place.pk, on=first):
        raise Refused(_("{person} no está en este establecimiento.").format(person=person), field="person")
    if agreement and agreement.company_id != activity.company_id:
        raise Refused(_("El convenio {agreement} es de otra empresa.").format(agreement=agreement), field="agreement")
    lock(Space.BATCHES, activity.pk)
    made = Batch.objects.create(
        establishment=place,
        activity=activity,
        recipe=row,
        code=_code(activity, code, first),
        site=site,
        owner=owner,
        company=activity.company if owner == Owner.COMPANY else None,
        person=person,
        agreement=agreement,
        planned=planned,
        period=DateRange(first, end),
        opened_by=actor.username,
        opened_at=clock.now(),
    )
    parts = {part.good_id: part for part in row.parts.all()}
    BatchNeed.objects.bulk_create(
        BatchNeed(batch=made, good_id=good, quantity=_whole(quantity, parts[good].good.unit), loss=parts[good].loss)
        for good, quantity in needs(kernel_recipe(row), planned).items()
    )
    text = f"abrió el lote {made.code}: {quantity_text(planned, row.good.unit)} de {row.good}, receta v{row.version}"
    _record(actor, acts.OPEN_BATCH, made, text)
    return made


def _code(activity: "Activity", code: str, first: date) -> str:
    """The code that somebody wrote, or the next of the workshop and day."""
    if code.strip():
        code = code.strip().upper()[:30]
        if Batch.objects.filter(establishment=activity.establishment, code=code).exists():
            raise Refused(_("Ya hay un lote {code}.").format(code=code), field="code")
        return code
    start = f"{activity.code}-{first:%y%m%d}"[:26].upper()
    taken = set(
        Batch.objects.filter(establishment=activity.establishment, code__startswith=start).values_list(
            "code", flat=True
        )
    )
    number = next(n for n in range(1, len(taken) + 2) if f"{start}-{n}" not in taken)
    return f"{start}-{number}"


@dataclass(frozen=True, kw_only=True)
class Output:
    """What a completion gave, in thousandths."""

    first: int = 0
    second: int = 0
    scrap: int = 0
    scrap_reason: str = ""

    @property
    def total(self) -> int:
        return self.first + self.second + self.scrap


@transaction.atomic
def complete(
    *, actor: Any, batch: Batch, output: Output, on: date | None = None, plan: Mapping[int, int] | None = None
) -> Completion:
    """Enter that some of a batch is made: its share of every good is consumed, what came out waits for its check.

    Lots are taken by earliest expiry, or those of ``plan`` (lot → thousandths). Raises ``Refused`` that says what is
    short; then nothing was consumed.
    """
    require_write(actor, MAKE, batch.activity)
    row = _open(batch)
    good, day = row.recipe.good, on or clock.today()
    if min(output.first, output.second, output.scrap) < 0 or not output.total:
        raise Refused(_("Escriba cuánto salió."), field="first")
    if UNITS[good.unit].whole and any(part % SCALE for part in (output.first, output.second, output.scrap)):
        raise Refused(_("{good} se cuenta por unidades enteras.").format(good=good), field="first")
    if output.scrap and output.scrap_reason not in Scrap.values:
        raise Refused(_("Diga por qué se desechó."), field="scrap_reason")
    if day not in row.period or day > clock.today():
        raise Refused(_("El {day:%d/%m/%Y} no es un día de este lote que ya llegó.").format(day=day), field="on")
    before = totals(row)
    done = before.total + output.total
    needed = list(row.needs.select_related("good").order_by("good_id"))
    consumed = dict(
        Consumption.objects.filter(completion__batch=row).values_list("good").annotate(total=Sum("quantity"))
    )
    made = Completion.objects.create(
        batch=row,
        number=row.completions.count() + 1,
        on=day,
        first=output.first,
        second=output.second,
        scrap=output.scrap,
        scrap_reason=output.scrap_reason if output.scrap else "",
        by=actor.username,
        at=clock.now(),
    )
    steps, lines, short = [], [], []
    for need in needed:
        due = _whole(share_until(need.quantity, done, row.planned), need.good.unit)
        share = due - consumed.get(need.good_id, 0)
        if share <= 0:
            continue
        try:
            taken = moving.take(
                good=need.good,
                quantity=share,
                site=row.site,
                owner=moving.owner_of(row),
                on=day,
                plan=_plan_of(plan, need.good_id),
            )
        except Refused as error:
            short.append(error)
            continue
        for lot, part in taken:
            where = (row.site, State.AVAILABLE), (row.site, State.CONSUMED)
            steps.append(Step(lot=lot, kind=Move.CONSUME, quantity=part, before=where[0], after=where[1], batch=row))
        _used, scrap, loss = split_consumed(
            share, loss=need.loss, good=output.first + output.second, scrap=output.scrap
        )
        lines.append(Consumption(completion=made, good=need.good, quantity=share, scrap=scrap, loss=loss))
    if short:
        raise Refused.many(short)
    Consumption.objects.bulk_create(lines)
    steps += _outputs(row, made, output, cost=_cost(steps, output))
    moving.write(actor=actor, establishment=row.establishment, steps=steps, on=day)
    text = f"registró en el lote {row.code} {quantity_text(output.first, good.unit)} de {good}"
    more = [
        f"{quantity_text(part, good.unit)} {name}"
        for part, name in ((output.second, "de segunda"), (output.scrap, "desechados"))
        if part
    ]
    _record(actor, acts.COMPLETE, row, ", ".join([text, *more]))
    return made


def _whole(quantity: int, unit: str) -> int:
    """A quantity that can be taken: of what comes whole, no part of one."""
    return -(-quantity // SCALE) * SCALE if UNITS[unit].whole else quantity


def _plan_of(plan: Mapping[int, int] | None, good: int) -> dict[int, int] | None:
    """The part of a plan that names lots of the good; none where it names none, and then the earliest goes first."""
    if not plan:
        return None
    mine = set(Lot.objects.filter(pk__in=list(plan), good=good).values_list("pk", flat=True))
    return {lot: part for lot, part in plan.items() if lot in mine} or None


def _cost(steps: list[Step], output: Output) -> int:
    """Céntimos a unit of what came out: what its material cost, carried by what is good."""
    spent = sum(step.lot.cost * step.quantity for step in steps)  # céntimos a unit × thousandths
    good = output.first + output.second
    return round(spent / good) if good else 0


def _outputs(batch: Batch, completion: Completion, output: Output, *, cost: int) -> list[Step]:
    """A lot for each grade of a completion, or what is added to that of the same day; all of it waits for its check."""
    good, steps = batch.recipe.good, []
    for grade, quantity in ((1, output.first), (2, output.second)):
        if not quantity:
            continue
        owner = {"owner": batch.owner, "company": batch.company, "person": batch.person}
        lot = new_lot(
            good=good,
            code=f"{batch.code}-{completion.number}{'' if grade == 1 else 'B'}",
            made_on=completion.on,
            expires_on=good_until(good, completion.on),
            group=batch.activity if batch.owner == Owner.GROUP else None,
            agreement=batch.agreement,
            batch=batch,
            grade=grade,
            cost=cost,
            **owner,
        )
        steps.append(
            Step(lot=lot, kind=Move.PRODUCE, quantity=quantity, after=(batch.site, State.PENDING), batch=batch)
        )
    return steps


def totals(batch: Batch) -> Output:
    """What a batch has given so far."""
    sums = batch.completions.aggregate(first=Sum("first"), second=Sum("second"), scrap=Sum("scrap"))
    return Output(first=sums["first"] or 0, second=sums["second"] or 0, scrap=sums["scrap"] or 0)


@transaction.atomic
def end_batch(*, actor: Any, batch: Batch, why: str = "") -> Batch:
    """End a batch; one that gave less than it planned says why."""
    require_write(actor, MAKE, batch.activity)
    row = _open(batch)
    done = totals(row)
    if not done.total:
        raise Refused(_("De este lote todavía no salió nada: anúlelo si no se hará."))
    if done.total < row.planned and not why.strip():
        raise Refused(
            _("Salió {done} de {planned}: escriba por qué.").format(
                done=quantity_text(done.total, row.recipe.good.unit),
                planned=quantity_text(row.planned, row.recipe.good.unit),
            ),
            field="why",
        )
    return _ended(actor, row, Batch.Stage.DONE, why, acts.END_BATCH, f"terminó el lote {row.code}")


@transaction.atomic
def cancel_batch(*, actor: Any, batch: Batch, why: str) -> Batch:
    """Cancel a batch of which nothing came out."""
    require_write(actor, MAKE, batch.activity)
    row = _open(batch)
    if not why.strip():
        raise Refused(_("Escriba por qué se anula."), field="why")
    if row.completions.exists():
        raise Refused(_("Ya salió algo de este lote: termínelo y diga por qué no se hizo todo."))
    return _ended(actor, row, Batch.Stage.CANCELLED, why, acts.CANCEL_BATCH, f"anuló el lote {row.code}")


def _ended(actor: Any, row: Batch, stage: str, why: str, verb: Verb, text: str) -> Batch:
    row.stage, row.why = stage, why.strip()[:200]
    row.ended_by, row.ended_at = actor.username, clock.now()
    row.save()
    _record(actor, verb, row, text, why)
    return row


@transaction.atomic
def check_lot(*, actor: Any, lot: Lot, passed: int, rejected: int = 0, note: str = "") -> QualityCheck:
    """Enter what was seen of what waits for its check: what passed is available, what did not is rejected.

    Raises ``Refused`` where more is told of than waits, where what is rejected has no reason, and where the sanitary
    registration of a food has run out.
    """
    require(actor, CHECK, establishment_id=lot.establishment_id)
    row = Lot.objects.select_for_update(of=("self",)).select_related("good", "batch").get(pk=lot.pk)
    if passed < 0 or rejected < 0 or not passed + rejected:
        raise Refused(_("Escriba cuánto pasó la revisión y cuánto no."), field="passed")
    if rejected and not note.strip():
        raise Refused(_("Diga por qué se rechaza."), field="note")
    if passed and (ran_out := registration_ran_out(row)):
        raise Refused(
            _("El registro sanitario {number} de {good} venció: no se puede liberar hasta renovarlo.").format(
                number=ran_out, good=row.good
            )
        )
    waiting = row.balances.filter(state=State.PENDING, quantity__gt=0).select_related("site").order_by("site_id")
    steps: list[Step] = []
    left = {State.AVAILABLE: passed, State.REJECTED: rejected}
    for here in waiting:
        free = here.quantity
        for state, kind in ((State.AVAILABLE, Move.ACCEPT), (State.REJECTED, Move.REJECT)):
            part = min(free, left[state])
            if part:
                before, after = (here.site, State.PENDING), (here.site, state)
                steps.append(Step(lot=row, kind=kind, quantity=part, before=before, after=after, batch=row.batch))
                left[state] -= part
                free -= part
    if any(left.values()):
        raise Refused(
            _("Del lote {lot} esperan revisión {here}.").format(
                lot=row.code, here=quantity_text(moving.amount_in(row, State.PENDING), row.good.unit)
            ),
            field="passed",
            code=CHANGED,
        )
    made = QualityCheck.objects.create(
        lot=row,
        on=clock.today(),
        passed=passed,
        rejected=rejected,
        note=note.strip()[:200],
        by=actor.username,
        at=clock.now(),
    )
    moving.write(actor=actor, establishment=row.establishment, steps=steps, reason=note)
    text = (
        f"revisó el lote {row.code} de {row.good}: pasan {quantity_text(passed, row.good.unit)}, "
        f"no {quantity_text(rejected, row.good.unit)}"
    )
    audit.record(
        actor=actor.username,
        verb=acts.CHECK,
        target=f"lot:{row.pk}",
        sentence=f"{actor} {text}.",
        stream=row.establishment.code,
        reason=note.strip(),
    )
    return made


def registration_ran_out(lot: Lot) -> str:
    """The number of the last sanitary registration of a food, where it had one and none is in force today."""
    if not lot.good.food:
        return ""
    rows = SanitaryRegistration.objects.filter(good=lot.good).order_by("-period")
    today = clock.today()
    known = list(rows)
    return "" if not known or any(today in row.period for row in known) else known[0].number


def _open(batch: Batch) -> Batch:
    rows = Batch.objects.select_for_update(of=("self",)).select_related(
        "recipe__good", "site", "activity", "establishment", "company", "person", "agreement"
    )
    row = rows.get(pk=batch.pk)
    if row.stage != Batch.Stage.OPEN:
        raise Refused(_("El lote {code} ya no está abierto.").format(code=row.code), code=CHANGED)
    return row


def _record(actor: Any, verb: Verb, batch: Batch, text: str, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"production_batch:{batch.pk}",
        sentence=f"{actor} {text}.",
        stream=batch.establishment.code,
        reason=reason.strip(),
    )
