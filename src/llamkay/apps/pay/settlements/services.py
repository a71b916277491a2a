"""Settling with those who leave: paid to whoever is free, moved to the next prison of whoever is not; by two people.

INPE liquidates the balances when somebody is released or transferred (D.S. 015-2003-JUS art. 114). A payment goes the
way of every payment that leaves; a transfer is one entry in each of two books, through the account between them.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.pay import acts, ledger
from llamkay.apps.pay.books.services import move_hold
from llamkay.apps.pay.ledger import Leg
from llamkay.apps.pay.levy import queries as due_queries
from llamkay.apps.pay.models import AlimonyOrder, Beneficiary, Entry, MoneyNotice, Payout, ReparationDebt, Settlement
from llamkay.apps.pay.payouts import services as payout_services
from llamkay.apps.pay.payouts.services import Purpose, Relation
from llamkay.apps.pay.permissions import CONFIRM, PREPARE
from llamkay.apps.pay.settlements import queries
from llamkay.apps.pay.settlements.queries import MOVE, PAY, SettlementLine
from llamkay.apps.people.hooks import Leaving
from llamkay.apps.people.queries import custody_on, documents_of, last_custody
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.bulk import these
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import elevated

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import CustodySpell, Person


State = Settlement.State


def on_leaving(leavings: Sequence[Leaving]) -> None:
    """Open the settlements of people who leave with money or a debt; called inside the act that records it, with a
    number of queries that does not grow with them."""
    with_something = queries.anything(leaving.person.pk for leaving in leavings)
    due = [one for one in leavings if (one.person.pk, one.establishment.pk) in with_something]
    if not due:
        return
    rows = Settlement.objects.filter(person__in=these(one.person.pk for one in due))
    waiting = rows.filter(state__in=(State.DUE, State.PREPARED)).select_for_update(of=("self",)).order_by("pk")
    known = {(row.person_id, row.establishment_id): row for row in waiting}
    new, changed, lines = [], [], []
    for one in due:
        row = known.get((one.person.pk, one.establishment.pk))
        if row is None:
            row = Settlement(establishment=one.establishment, person=one.person, opened_at=clock.now())
            row.opened_by = one.actor.username
            new.append(row)
        elif row.state == State.DUE:
            changed.append(row)
        if row.state == State.DUE:
            row.why, row.left_on = one.exit, one.on
        lines.append((one, row))
    Settlement.objects.bulk_create(new)
    Settlement.objects.bulk_update(changed, ["why", "left_on"])
    words = "{code} salió con dinero o deuda por liquidar"
    audit.record_each(
        _line(one.actor, acts.SETTLEMENT_DUE, row, one.establishment, words.format(code=one.person.code))
        for one, row in lines
    )


def opened_by_leaving(left: Mapping[int, date]) -> list[str]:
    """The settlements that were opened because some people left, each on a day."""
    rows = Settlement.objects.filter(person__in=these(left)).select_related("person")
    words = _("{person}: se abrió su liquidación.")
    return [words.format(person=row.person) for row in rows if row.left_on == left[row.person_id]]


@transaction.atomic
def prepare(*, actor: Any, person: "Person", establishment: "Establishment", document: str) -> Settlement:
    """Prepare the settlement: what would be done with each account, for another person to confirm.

    Whoever is held elsewhere has everything moved there; whoever is free has what is free prepared as payments.
    Prepared again with the same content it is the one that stands. Raises ``Refused`` with one sentence.
    """
    require(actor, PREPARE, establishment_id=establishment.pk)
    payout_services.lock_person(person)
    today = clock.today()
    with elevated():
        held = custody_on(person, today)
    if held and held.establishment_id == establishment.pk:
        raise Refused(_("{person.code} está en este establecimiento: no hay qué liquidar.").format(person=person))
    if not document.strip():
        raise Refused(_("Escriba el documento de la liquidación."))
    spell = _last(person, establishment)
    row = _open(person, establishment)
    if row and row.state == State.PREPARED:
        if row.document == document.strip()[:120] and row.prepared_by == actor.username:
            return row
        raise Refused(_("Ya está preparada: confírmela otra persona, o anúlela."))
    lines = queries.lines_of(
        person=person, establishment=establishment, why=spell.exit, moves=held is not None, today=today
    )
    if waits := [line for line in lines if line.fate == "prepared"]:
        raise Refused(
            _("Hay un pago preparado de «{account}»: que se confirme o se anule antes de liquidar.").format(
                account=waits[0].account
            )
        )
    also = queries.bound(person=person, establishment=establishment, today=today)
    if not any(line.moves for line in lines) and not (held and any(also.values())):
        raise Refused(_("Nada puede pagarse ni trasladarse hoy: vea el motivo de cada cuenta."))
    row = row or Settlement(establishment=establishment, person=person, opened_at=clock.now(), opened_by=actor.username)
    row.why, row.left_on, row.to = spell.exit, spell.period.upper, held.establishment if held else None
    row.lines, row.document, row.state = [line.as_row() for line in lines], document.strip()[:120], State.PREPARED
    row.prepared_by, row.prepared_at = actor.username, clock.now()
    row.save()
    if not held:
        for number, line in enumerate(lines):
            if line.fate == PAY:
                _pay(actor, row, line, number)
    total = sum(line.amount for line in lines if line.moves)
    _record(actor, acts.PREPARE_SETTLEMENT, row, f"preparó la liquidación de {person.code}: S/ {ledger.grouped(total)}")
    return row


@transaction.atomic
def confirm(*, actor: Any, settlement: Settlement) -> Settlement:
    """Another person confirms: payments leave the accounts, or both books are written, all or nothing.

    Confirmed again by the same person it stays as it is. Raises ``Refused`` where the balances are no longer
    those that were prepared.
    """
    require(actor, CONFIRM, establishment_id=settlement.establishment_id)
    row = _locked(settlement)
    if row.state == State.CONFIRMED and row.ended_by == actor.username:
        return row
    if row.state != State.PREPARED:
        raise Refused(_("La liquidación está «{state}».").format(state=row.get_state_display().lower()))
    if row.prepared_by == actor.username:
        raise Refused(_("Usted preparó esta liquidación: la confirma otra persona."))
    if row.to is None:
        _confirm_payments(actor, row)
    else:
        with elevated():
            _move(actor, row)
    row.state, row.ended_by, row.ended_at = State.CONFIRMED, actor.username, clock.now()
    row.save()
    total = sum(line.amount for line in queries.lines_from(row.lines) if line.moves)
    where = f" a {row.to}" if row.to else ""
    text = f"confirmó la liquidación de {row.person.code}{where}: S/ {ledger.grouped(total)}"
    _record(actor, acts.CONFIRM_SETTLEMENT, row, text)
    return row


@transaction.atomic
def cancel(*, actor: Any, settlement: Settlement, reason: str) -> Settlement:
    """Give up what was prepared, with the reason; its payments are given up with it."""
    require(actor, PREPARE, establishment_id=settlement.establishment_id)
    if not reason.strip():
        raise Refused(_("Escriba por qué se anula."))
    row = _locked(settlement)
    if row.state != State.PREPARED:
        raise Refused(_("La liquidación está «{state}».").format(state=row.get_state_display().lower()))
    for payout in row.payouts.filter(state=Payout.State.PREPARED):
        payout_services.cancel(actor=actor, payout=payout, reason=reason, settling=True)
    row.state, row.ended_by, row.ended_at = State.CANCELLED, actor.username, clock.now()
    row.reason = reason.strip()[:200]
    row.save()
    _record(actor, acts.CANCEL_SETTLEMENT, row, f"anuló la liquidación de {row.person.code}", reason)
    return row


@transaction.atomic
def notice(
    *, actor: Any, person: "Person", establishment: "Establishment", on: date, who: str, how: str
) -> MoneyNotice:
    """Write down who was told that money of somebody who left waits."""
    require(actor, PREPARE, establishment_id=establishment.pk)
    if not (who.strip() and how.strip()):
        raise Refused(_("Escriba a quién se avisó y cómo."))
    spell = _last(person, establishment)
    if not spell.period.upper or not spell.period.upper <= on <= clock.today():
        raise Refused(_("El aviso va entre el día de la salida y hoy."))
    made = MoneyNotice.objects.create(
        establishment=establishment,
        person=person,
        on=on,
        who=who.strip()[:160],
        how=how.strip()[:160],
        by=actor.username,
    )
    audit.record(
        actor=actor.username,
        verb=acts.MONEY_NOTICE,
        target=f"person:{person.pk}",
        stream=establishment.code,
        sentence=f"{actor} avisó que hay dinero de {person.code} por cobrar.",
    )
    return made


# -- parts ------------------------------------------------------------------------------------------------------------


def _pay(actor: Any, row: Settlement, line: SettlementLine, number: int) -> None:
    """One payment of the settlement, to the person or to whoever a court named."""
    purpose = Purpose.RELEASE if line.receiver is None else Purpose(line.kind)
    case: dict[str, Any] = {}
    if purpose == Purpose.REPARATION:
        case = {"reparation": _of_case(ReparationDebt, row.person, line.label)}
    elif purpose == Purpose.ALIMONY:
        case = {"alimony": _of_case(AlimonyOrder, row.person, line.label)}
    payout_services.prepare(
        actor=actor,
        person=row.person,
        beneficiary=Beneficiary.objects.get(pk=line.receiver) if line.receiver else _self(actor, row),
        purpose=purpose,
        amount=line.amount,
        source=line.kind,
        settlement=row,
        key=f"settlement:{row.pk}:{row.prepared_at:%Y%m%d%H%M%S}:{number}",
        **case,
    )


def _of_case(model: Any, person: "Person", case: str) -> Any:
    found = model.objects.filter(person=person, case_number=case).order_by("-period").first()
    if found is None:
        raise Refused(_("No consta el expediente «{case}»: regístrelo antes.").format(case=case))
    return found


def _self(actor: Any, row: Settlement) -> Beneficiary:
    """The person as who receives their own money; the second person checks it when confirming."""
    standing = row.person.beneficiaries.filter(relation=Relation.SELF, period__contains=clock.today()).first()
    if standing:
        return standing
    paper = documents_of([row.person_id]).order_by("kind", "id").first()
    if paper is None:
        raise Refused(
            _("{person.code} no tiene documento de identidad registrado: regístrelo antes.").format(person=row.person)
        )
    return Beneficiary.objects.create(
        person=row.person,
        full_name=row.person.full_name[:160],
        relation=Relation.SELF,
        document_kind=paper.kind,
        document_number=paper.number,
        authorised_by=row.person.full_name[:160],
        authorisation=row.document,
        entered_by=actor.username,
        entered_at=clock.now(),
        period=DateRange(clock.today(), None),
    )


def _confirm_payments(actor: Any, row: Settlement) -> None:
    waiting = row.payouts.filter(state=Payout.State.PREPARED)
    for receiver in Beneficiary.objects.filter(payouts__in=waiting, checked_by="").distinct():
        payout_services.check_beneficiary(actor=actor, beneficiary=receiver)
    for payout in waiting.order_by("pk"):
        payout_services.confirm(actor=actor, payout=payout, settling=True)


def _move(actor: Any, row: Settlement) -> None:
    """One entry in each book, in the order of the codes, so that two settlements never wait for one another."""
    to, today = row.to, clock.today()
    assert to is not None
    held = custody_on(row.person, today)
    if held is None or held.establishment_id != to.pk:
        raise Refused(
            _("{person.code} ya no está en {to}: anúlela y prepárela otra vez.").format(person=row.person, to=to)
        )
    now = queries.lines_of(person=row.person, establishment=row.establishment, why=row.why, moves=True, today=today)
    if [line.as_row() for line in now] != row.lines:
        raise Refused(_("Los saldos cambiaron desde que se preparó: anúlela y prepárela otra vez."))
    moving = [line for line in now if line.fate == MOVE]
    row.entry, row.entry_to = carry(
        actor,
        row.person,
        moving,
        row.establishment,
        to,
        text=f"Liquidación por traslado de {row.establishment.name} a {to.name}",
        key=f"settlement:{row.pk}",
        evidence=row.document,
    )
    also = queries.bound(person=row.person, establishment=row.establishment, today=today)
    for hold in also["holds"]:
        move_hold(actor=actor, hold=hold, to=to, on=today, reason=row.document)
    if plan := also["plan"]:
        _move_plan(plan, to)


def carry(
    actor: Any,
    person: "Person",
    lines: list[SettlementLine],
    left: "Establishment",
    to: "Establishment",
    *,
    text: str,
    key: str,
    evidence: str,
) -> tuple[Entry | None, Entry | None]:
    """Carry what lines hold from one book to another, through the account between them; the first entry of each book.

    What is kept for the person and what the person owes go apart, so that every entry has a single leg on one side.
    """
    made: dict[Establishment, list[Entry]] = {left: [], to: []}
    deposits, owed = ([line for line in lines if (line.amount > 0) == side] for side in (True, False))
    for place in sorted(made, key=lambda place: place.code):
        for name, mine in (("", deposits), (":debt", owed)):
            if not mine:
                continue
            side, bridge = (1, to) if place == left else (-1, left)
            legs = [Leg(kind=line.kind, amount=side * line.amount, person=person, label=line.label) for line in mine]
            entry = ledger.post(
                actor=actor,
                establishment=place,
                legs=[*legs, Leg(kind="bridge", amount=-sum(leg.amount for leg in legs), label=bridge.code)],
                text=text,
                key=f"{key}:{place.code}{name}",
                origin=Entry.Origin.SETTLEMENT,
                person=person,
                evidence=evidence,
                with_holds=True,
            )
            made[place].append(entry)
    return next(iter(made[left]), None), next(iter(made[to]), None)


def _move_plan(plan: Any, to: "Establishment") -> None:
    """The plan goes on there: what was paid of it before counts as paid."""
    paid = due_queries.paid_total(person=plan.person, establishment=plan.establishment) - plan.paid_before
    plan.paid_before = due_queries.paid_total(person=plan.person, establishment=to) - paid
    plan.establishment = to
    plan.save()


def _open(person: "Person", establishment: "Establishment") -> Settlement | None:
    rows = Settlement.objects.filter(person=person, establishment=establishment, state__in=(State.DUE, State.PREPARED))
    return rows.select_for_update(of=("self",)).first()


def _last(person: "Person", establishment: "Establishment") -> "CustodySpell":
    spell = last_custody(person, at=establishment)
    if spell is None:
        raise Refused(_("{person.code} no ha estado en {place}.").format(person=person, place=establishment))
    return spell


def _locked(settlement: Settlement) -> Settlement:
    payout_services.lock_person(settlement.person)
    rows = Settlement.objects.select_for_update(of=("self",)).select_related("person", "establishment", "to")
    return rows.get(pk=settlement.pk)


def _record(actor: Any, verb: Verb, row: Settlement, text: str, reason: str = "") -> None:
    audit.record_each([_line(actor, verb, row, row.establishment, text, reason)])


def _line(actor: Any, verb: Verb, row: Settlement, place: "Establishment", text: str, reason: str = "") -> audit.Line:
    return {
        "actor": actor.username,
        "verb": verb,
        "target": f"person:{row.person_id}",
        "sentence": f"{actor}: {text}.",
        "stream": place.code,
        "reason": reason.strip(),
        "details": {"settlement": row.pk},
    }


__all__ = ["cancel", "carry", "confirm", "notice", "on_leaving", "prepare"]
