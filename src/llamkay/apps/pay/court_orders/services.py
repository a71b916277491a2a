"""What courts ordered about a person's pay: proposed with its document, approved by another, in force from a day.

Every change sends money elsewhere, so none is made by one person alone. What is already closed is not touched.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.months.queries import last_closed
from llamkay.apps.pay import acts, ledger
from llamkay.apps.pay.court_orders import queries
from llamkay.apps.pay.levy.services import months_later
from llamkay.apps.pay.models import AlimonyOrder, CourtInstalment, CourtOrderChange, CourtPlan, Fine, ReparationDebt
from llamkay.apps.pay.permissions import CONFIRM, COURT_ORDERS
from llamkay.apps.people.queries import custody_on
from llamkay.core.errors import Refused
from llamkay.core.values import largest_remainder
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


Kind, Act, State = CourtOrderChange.Kind, CourtOrderChange.Act, CourtOrderChange.State
MODELS: dict[str, Any] = {Kind.REPARATION: ReparationDebt, Kind.ALIMONY: AlimonyOrder, Kind.FINE: Fine}

MOST_PARTS = 120


@transaction.atomic
def propose(
    *,
    actor: Any,
    person: "Person",
    kind: str,
    act: str,
    since: date,
    document: str,
    reason: str,
    case_number: str = "",
    amount: int | None = None,
    percent: int | None = None,
    counterpart: str = "",
) -> CourtOrderChange:
    """Propose to enter, change from a day or end what a court ordered; nothing changes until another approves it.

    Orders of several cases may rule at once: ``case_number`` says which is changed or ended, where there are several.
    Raises ``Refused`` with one sentence: a day in a closed month, an order that is not there, no document.
    """
    place = _place(person)
    require(actor, COURT_ORDERS, establishment_id=place.pk)
    if not (document.strip() and reason.strip()):
        raise Refused(_("Escriba el documento que lo ordena y el motivo."))
    case_number = " ".join(case_number.split())
    standing = _standing(person, kind, act, since, case_number)
    if act == Act.CREATE:
        if not case_number or not (counterpart.strip() or kind == Kind.FINE):
            raise Refused(_("Escriba el expediente y a favor de quién es."))
    elif standing is None:
        raise Refused(_("Ese día no hay una orden que cambiar o terminar."))
    else:
        case_number = standing.case_number
    _check_day(place, standing, kind, act, since)
    _check_amount(kind, act, amount, percent)
    waiting = CourtOrderChange.objects.filter(person=person, kind=kind, state=State.PROPOSED)
    if waiting.filter(case_number__iexact=case_number).exists():
        raise Refused(
            _("Ya hay un cambio por aprobar del expediente {case}: que se apruebe o se rechace antes.").format(
                case=case_number
            )
        )
    row = CourtOrderChange.objects.create(
        establishment=place,
        person=person,
        kind=kind,
        act=act,
        since=since,
        case_number=case_number[:60],
        amount=None if act == Act.END else amount,
        percent=None if act == Act.END else percent,
        document=document.strip()[:120],
        counterpart=counterpart.strip()[:160],
        reason=reason.strip()[:200],
        by=actor.username,
        at=clock.now(),
        **({} if act == Act.CREATE else {kind: standing}),
    )
    _record(actor, acts.PROPOSE_COURT_ORDER, row, f"propuso {_words(row)}")
    return row


@transaction.atomic
def approve(*, actor: Any, change: CourtOrderChange) -> CourtOrderChange:
    """Another person approves: from its day the money goes where the order says."""
    require(actor, CONFIRM, establishment_id=change.establishment_id)
    row = _locked(change)
    if row.by == actor.username:
        raise Refused(_("Usted propuso este cambio: lo aprueba otra persona."))
    standing = _standing(row.person, row.kind, row.act, row.since, row.case_number)
    _check_day(row.establishment, standing, row.kind, row.act, row.since)
    try:
        with transaction.atomic():
            _apply(row, standing)
    except IntegrityError as error:
        raise Refused(_("Ya rige otra orden en esas fechas: rechácelo y propóngalo otra vez.")) from error
    row.state, row.decided_by, row.decided_at = State.APPROVED, actor.username, clock.now()
    row.save()
    _record(actor, acts.APPROVE_COURT_ORDER, row, f"aprobó {_words(row)}")
    return row


@transaction.atomic
def refuse(*, actor: Any, change: CourtOrderChange, why: str) -> CourtOrderChange:
    """Refuse it, or withdraw one's own, with the reason."""
    own = change.by == actor.username
    require(actor, COURT_ORDERS if own else CONFIRM, establishment_id=change.establishment_id)
    if not why.strip():
        raise Refused(_("Escriba por qué se rechaza."))
    row = _locked(change)
    row.state, row.decided_by, row.decided_at = State.REFUSED, actor.username, clock.now()
    row.decided_why = why.strip()[:200]
    row.save()
    _record(actor, acts.REFUSE_COURT_ORDER, row, f"{'retiró' if own else 'rechazó'} {_words(row)}", why)
    return row


def running(person: "Person", kind: str, on: date) -> list[Any]:
    """The reparations or the orders of alimony of a person that rule that day, one for each case."""
    return list(MODELS[kind].objects.filter(person=person, period__contains=on).order_by("period", "pk"))


# -- instalments ------------------------------------------------------------------------------------------------------


@transaction.atomic
def agree_plan(
    *, actor: Any, person: "Person", kind: str, case_number: str, document: str, parts: int, first_due_on: date
) -> CourtPlan:
    """Enter the monthly instalments in which what is left of a reparation or a fine is to be paid.

    It changes nothing of what a close withholds: it says by when how much should be covered. Raises ``Refused`` with
    one sentence: no such order that day, an amount that is not known, instalments that run already.
    """
    place = _place(person)
    require(actor, COURT_ORDERS, establishment_id=place.pk)
    if not document.strip():
        raise Refused(_("Escriba el documento que fija las cuotas."))
    if kind not in CourtPlan.Kind.values or not 1 <= parts <= MOST_PARTS:
        raise Refused(_("Las cuotas van de 1 a {most}, de una reparación o de una multa.").format(most=MOST_PARTS))
    today = clock.today()
    order = _standing(person, kind, Act.CHANGE, today, " ".join(case_number.split()))
    if order is None:
        raise Refused(_("Hoy no rige ese expediente."))
    if not today <= first_due_on <= today + timedelta(days=366):
        raise Refused(_("La primera cuota vence entre hoy y dentro de un año."))
    (line,) = queries.with_money([order], kind)
    if line.left is None:
        raise Refused(_("No consta cuánto falta de ese expediente: regístrelo antes."))
    if line.left < parts:
        raise Refused(_("De ese expediente faltan S/ {left}.").format(left=ledger.grouped(line.left)))
    standing = CourtPlan.objects.filter(person=person, kind=kind, case_number=order.case_number, ended_on=None)
    if standing.select_for_update().exists():
        raise Refused(_("Ese expediente ya tiene cuotas: déjelas sin efecto antes."))
    plan = CourtPlan.objects.create(
        establishment=place,
        person=person,
        kind=kind,
        case_number=order.case_number,
        document=document.strip()[:120],
        signed_on=today,
        amount=line.left,
        paid_before=line.paid,
        by=actor.username,
    )
    CourtInstalment.objects.bulk_create(
        CourtInstalment(plan=plan, number=n + 1, due_on=months_later(first_due_on, n), amount=amount)
        for n, amount in enumerate(largest_remainder(line.left, [1] * parts))
    )
    text = f"registró {parts} cuotas del expediente {plan.case_number} de {person.code}"
    _record_plan(actor, acts.AGREE_COURT_PLAN, plan, f"{text}: S/ {ledger.grouped(line.left)}")
    return plan


@transaction.atomic
def end_plan(*, actor: Any, plan: CourtPlan, why: str) -> CourtPlan:
    """Leave the instalments without effect, with the reason; what they were stays written."""
    require(actor, COURT_ORDERS, establishment_id=plan.establishment_id)
    if not why.strip():
        raise Refused(_("Escriba por qué se dejan sin efecto."))
    row = CourtPlan.objects.select_for_update(of=("self",)).select_related("person", "establishment").get(pk=plan.pk)
    if row.ended_on:
        raise Refused(_("Esas cuotas ya no rigen."))
    row.ended_on, row.ended_why = clock.today(), why.strip()[:200]
    row.save()
    text = f"dejó sin efecto las cuotas del expediente {row.case_number} de {row.person.code}"
    _record_plan(actor, acts.END_COURT_PLAN, row, text, why)
    return row


def _record_plan(actor: Any, verb: Verb, plan: CourtPlan, text: str, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{plan.person_id}",
        sentence=f"{actor} {text}.",
        stream=plan.establishment.code,
        reason=(reason or plan.document).strip(),
        details={"plan": plan.pk},
    )


# -- parts ------------------------------------------------------------------------------------------------------------


def _standing(person: "Person", kind: str, act: str, since: date, case_number: str) -> Any:
    """The order that a change is about: of its case or, where none is named, the only one that rules that day.

    For a new one, what the same case has then or later, which would be ordered twice.
    """
    if act == Act.CREATE:
        same = MODELS[kind].objects.filter(person=person, case_number__iexact=case_number)
        return same.filter(period__overlap=DateRange(since, None)).order_by("period").first()
    found = running(person, kind, since)
    if case_number:
        return next((row for row in found if row.case_number.casefold() == case_number.casefold()), None)
    if len(found) > 1:
        cases = ", ".join(row.case_number for row in found)
        raise Refused(
            _("Ese día rigen varios expedientes ({cases}): diga cuál.").format(cases=cases), field="case_number"
        )
    return found[0] if found else None


def _apply(row: CourtOrderChange, in_force: Any) -> None:
    if row.act != Act.CREATE:
        if in_force is None:
            raise Refused(_("Ese día no hay una orden que cambiar o terminar."))
        end = in_force.period.upper
        in_force.period, in_force.ended_why = DateRange(in_force.period.lower, row.since), row.reason
        in_force.save()
        if row.act == Act.END:
            return
    else:
        end = None
    values: dict[str, Any] = {"person": row.person, "period": DateRange(row.since, end), "amount": row.amount}
    values["case_number"] = row.case_number
    if row.kind == Kind.FINE:
        Fine.objects.create(**values, resolution=row.document)
    elif row.kind == Kind.REPARATION:
        injured = row.counterpart or getattr(in_force, "injured", "")
        ReparationDebt.objects.create(**values, resolution=row.document, injured=injured)
    else:
        creditor = row.counterpart or getattr(in_force, "creditor", "")
        AlimonyOrder.objects.create(**values, percent=row.percent, document=row.document, creditor=creditor)


def _place(person: "Person") -> "Establishment":
    held = custody_on(person, clock.today())
    if held is None:
        raise Refused(_("{person.code} no está bajo custodia hoy.").format(person=person))
    return held.establishment


def _check_day(place: "Establishment", in_force: Any, kind: str, act: str, since: date) -> None:
    last = last_closed(place)
    if last and since < last.end:
        raise Refused(
            _("El {day:%d/%m/%Y} es de un mes cerrado: el cambio rige desde el {first:%d/%m/%Y} o después.").format(
                day=since, first=last.end
            )
        )
    if act == Act.CREATE:
        if in_force is not None:
            raise Refused(_("Ya rige el expediente {case}: termínelo o cámbielo.").format(case=in_force.case_number))
        return
    if kind == Kind.ALIMONY and act == Act.CHANGE and since.day != 1:
        raise Refused(_("La cuota de alimentos es mensual: cambia desde el primer día de un mes."))
    if in_force is not None and since <= in_force.period.lower:
        raise Refused(_("La orden rige desde ese día: el cambio es al menos un día después."))


def _check_amount(kind: str, act: str, amount: int | None, percent: int | None) -> None:
    if act == Act.END:
        return
    if amount is not None and amount <= 0:
        raise Refused(_("El monto debe ser mayor que cero."))
    if kind == Kind.FINE:
        if amount is None or percent is not None:
            raise Refused(_("Escriba el monto de la multa."))
        return
    if kind == Kind.REPARATION:
        if percent is not None:
            raise Refused(_("La reparación civil se descuenta por ley: no lleva porcentaje propio."))
        return
    if (amount is None) == (percent is None):
        raise Refused(_("Escriba el monto mensual de los alimentos o el porcentaje, uno de los dos."))
    if percent is not None and not 1 <= percent <= 100:
        raise Refused(_("El porcentaje va de 1 a 100."))


def _locked(change: CourtOrderChange) -> CourtOrderChange:
    rows = CourtOrderChange.objects.select_for_update(of=("self",)).select_related("person", "establishment")
    row = rows.get(pk=change.pk)
    if row.state != State.PROPOSED:
        raise Refused(_("Ese cambio ya está «{state}».").format(state=row.get_state_display().lower()))
    return row


def _words(row: CourtOrderChange) -> str:
    what = {Kind.REPARATION: "la reparación civil", Kind.ALIMONY: "los alimentos", Kind.FINE: "la multa"}[
        Kind(row.kind)
    ]
    act = {Act.CREATE: "registrar", Act.CHANGE: "cambiar", Act.END: "terminar"}[Act(row.act)]
    value = f", {row.percent} %" if row.percent else f", S/ {ledger.grouped(row.amount)}" if row.amount else ""
    return f"{act} {what} {row.case_number} de {row.person.code} desde el {row.since:%d/%m/%Y}{value}"


def _record(actor: Any, verb: Verb, row: CourtOrderChange, text: str, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{row.person_id}",
        sentence=f"{actor} {text}.",
        stream=row.establishment.code,
        reason=(reason or row.reason).strip(),
        details={"change": row.pk},
    )
