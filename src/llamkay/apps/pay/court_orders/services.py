"""What courts ordered about a person's pay: proposed with its document, approved by another, in force from a day.

Every change sends money elsewhere, so none is made by one person alone. What is already closed is not touched.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.months.queries import last_closed
from llamkay.apps.pay import acts, ledger
from llamkay.apps.pay.models import AlimonyOrder, CourtOrderChange, ReparationDebt
from llamkay.apps.pay.permissions import CONFIRM, COURT_ORDERS
from llamkay.apps.people.queries import custody_on
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


Kind, Act, State = CourtOrderChange.Kind, CourtOrderChange.Act, CourtOrderChange.State
MODELS: dict[str, Any] = {Kind.REPARATION: ReparationDebt, Kind.ALIMONY: AlimonyOrder}


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

    Raises ``Refused`` with one sentence: a day in a closed month, an order that is not there, no document.
    """
    place = _place(person)
    require(actor, COURT_ORDERS, establishment_id=place.pk)
    if not (document.strip() and reason.strip()):
        raise Refused(_("Escriba el documento que lo ordena y el motivo."))
    standing = running(person, kind, since)
    if act == Act.CREATE:
        if not case_number.strip() or not counterpart.strip():
            raise Refused(_("Escriba el expediente y a favor de quién es."))
    elif standing is None:
        raise Refused(_("Ese día no hay una orden que cambiar o terminar."))
    else:
        case_number = standing.case_number
    _check_day(place, standing, kind, act, since)
    _check_amount(kind, act, amount, percent)
    waiting = CourtOrderChange.objects.filter(person=person, kind=kind, state=State.PROPOSED)
    if waiting.exists():
        raise Refused(_("Ya hay un cambio por aprobar de esta obligación: que se apruebe o se rechace antes."))
    row = CourtOrderChange.objects.create(
        establishment=place,
        person=person,
        kind=kind,
        act=act,
        since=since,
        case_number=case_number.strip()[:60],
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
    standing = running(row.person, row.kind, row.since)
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


def running(person: "Person", kind: str, on: date) -> Any:
    """The reparation or the order of alimony of a person that rules that day."""
    return MODELS[kind].objects.filter(person=person, period__contains=on).first()


# -- parts ------------------------------------------------------------------------------------------------------------


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
    if row.kind == Kind.REPARATION:
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
    what = "la reparación civil" if row.kind == Kind.REPARATION else "los alimentos"
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
