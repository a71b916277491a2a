"""Collect the 10 % of own-account work: payments with their receipt, plans of up to six instalments, no interest."""

import calendar
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.pay import acts
from llamkay.apps.pay.ledger import Leg, first_open_day, post, reverse
from llamkay.apps.pay.levy import queries
from llamkay.apps.pay.models import Account, Entry, Instalment, LevyPayment, LevyPlan
from llamkay.apps.pay.permissions import LEVY
from llamkay.apps.remission.counts.statements import law_today
from llamkay.core.errors import Refused
from llamkay.core.values import format_amount, largest_remainder
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security import scope
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


Source = LevyPayment.Source
FIRST_WITHIN = timedelta(days=31)


@transaction.atomic
def collect_levy(
    *,
    actor: Any,
    person: "Person",
    establishment: "Establishment",
    amount: int,
    source: str,
    receipt: str,
    paid_on: date,
) -> LevyPayment:
    """Enter what a person paid of the 10 %; the oldest month is paid first.

    Raises ``Refused``: more than is owed, a receipt that is already there, a balance that is not enough.
    """
    require(actor, LEVY, establishment_id=establishment.pk)
    receipt = receipt.strip()
    if not receipt:
        raise Refused(_("Escriba el número del recibo o de la operación."))
    _lock(person)
    if LevyPayment.objects.filter(establishment=establishment, receipt=receipt).exists():
        raise Refused(_("El recibo {receipt} ya está registrado.").format(receipt=receipt))
    owed = queries.balance(person=person, establishment=establishment)
    if not 1 <= amount <= owed:
        raise Refused(
            _("{person} debe S/ {owed} y usted registra S/ {amount}: escriba lo que pagó, hasta lo que debe.").format(
                person=person, owed=format_amount(max(owed, 0)), amount=format_amount(amount)
            )
        )
    source = Source(source)
    if source == Source.BALANCE:
        payer = Leg(kind=Account.Kind.AVAILABLE, amount=amount, person=person)
    else:
        payer = Leg(kind=Account.Kind.CASH if source == Source.CASH else Account.Kind.BANK, amount=amount)
    entry = post(
        actor=actor,
        establishment=establishment,
        legs=[payer, Leg(kind=Account.Kind.DEBT, amount=-amount, person=person)],
        text=f"Pago del 10 % de {person.code}, recibo {receipt} del {paid_on:%d/%m/%Y}",
        key=f"levies:{establishment.pk}:{receipt}",
        origin=Entry.Origin.LEVY,
        posted_on=first_open_day(establishment, paid_on),
        person=person,
        evidence=receipt,
    )
    made = LevyPayment.objects.create(
        person=person,
        establishment=establishment,
        paid_on=paid_on,
        amount=amount,
        source=source,
        receipt=receipt[:80],
        by=actor.username,
        entry=entry,
    )
    _settle_plan(person, establishment)
    text = f"registró el pago de S/ {format_amount(amount)} del 10 % de {person.code} (recibo {receipt})"
    _record(actor, acts.COLLECT_LEVY, person, establishment, text)
    return made


@transaction.atomic
def undo_payment(*, actor: Any, payment: LevyPayment, reason: str) -> None:
    """Take back a payment that was entered wrongly: its months are owed again, and a plan that it ended runs on."""
    require(actor, LEVY, establishment_id=payment.establishment_id)
    person, place = payment.person, payment.establishment
    _lock(person)
    reverse(actor=actor, entry=payment.entry, reason=reason)
    last = LevyPlan.objects.filter(person=person, establishment=place).order_by("-id").first()
    with scope.elevated():
        running = LevyPlan.objects.filter(person=person, broken_on=None, paid_on=None).exists()
    if last and last.paid_on and not running:
        last.paid_on = None
        last.save()
        _settle_plan(person, place)
    _record(
        actor, acts.UNDO_LEVY, person, place, f"anuló el recibo {payment.receipt} del 10 % de {person.code}", reason
    )


@transaction.atomic
def agree_plan(
    *,
    actor: Any,
    person: "Person",
    establishment: "Establishment",
    document: str,
    parts: int,
    first_due_on: date,
) -> LevyPlan:
    """Agree to pay everything owed today in monthly instalments, as many as the law admits, without interest."""
    require(actor, LEVY, establishment_id=establishment.pk)
    today = clock.today()
    (rule,) = law_today().in_force("procedure.debt", on=today)
    most = int(rule.value["months"])
    if not document.strip():
        raise Refused(_("Escriba el documento del acuerdo."))
    if not 1 <= parts <= most:
        raise Refused(
            _("El acuerdo va de 1 a {most} cuotas mensuales y usted escribe {parts} ({norm}, art. {article}).").format(
                most=most, parts=parts, norm=rule.norm, article=rule.article
            )
        )
    if not today <= first_due_on <= today + FIRST_WITHIN:
        raise Refused(
            _("La primera cuota vence entre hoy y el {last:%d/%m/%Y}: el acuerdo no pasa de {most} meses.").format(
                last=today + FIRST_WITHIN, most=most
            )
        )
    _lock(person)
    with scope.elevated():
        other = LevyPlan.objects.filter(person=person, broken_on=None, paid_on=None).first()
    if other:
        raise Refused(
            _("{person} tiene un acuerdo en curso ({document}): debe terminarse o dejarse sin efecto antes.").format(
                person=person, document=other.document
            )
        )
    owed = queries.balance(person=person, establishment=establishment)
    if owed < parts:
        raise Refused(
            _("{person} no debe nada del 10 %: no hay qué partir en cuotas.").format(person=person)
            if owed <= 0
            else _("La deuda es menor que las cuotas.")
        )
    plan = LevyPlan.objects.create(
        person=person,
        establishment=establishment,
        signed_on=today,
        document=document.strip()[:120],
        amount=owed,
        paid_before=queries.paid_total(person=person, establishment=establishment),
        by=actor.username,
    )
    Instalment.objects.bulk_create(
        Instalment(plan=plan, number=n + 1, due_on=months_later(first_due_on, n), amount=amount)
        for n, amount in enumerate(largest_remainder(owed, [1] * parts))
    )
    text = f"acordó con {person.code} pagar S/ {format_amount(owed)} del 10 % en {parts} cuotas ({plan.document})"
    _record(actor, acts.AGREE_PLAN, person, establishment, text)
    return plan


@transaction.atomic
def break_plan(*, actor: Any, plan: LevyPlan, reason: str) -> LevyPlan:
    """Leave a running plan without effect, with the reason; what it had left is owed at once."""
    require(actor, LEVY, establishment_id=plan.establishment_id)
    _lock(plan.person)
    found = LevyPlan.objects.select_for_update(of=("self",)).select_related("person", "establishment").get(pk=plan.pk)
    if found.broken_on or found.paid_on:
        raise Refused(_("El acuerdo ({document}) ya terminó.").format(document=found.document))
    if not reason.strip():
        raise Refused(_("Escriba por qué se deja sin efecto."))
    found.broken_on, found.broken_why = clock.today(), reason.strip()[:200]
    found.save()
    text = f"dejó sin efecto el acuerdo {found.document} de {found.person.code}"
    _record(actor, acts.BREAK_PLAN, found.person, found.establishment, text, reason)
    return found


def _settle_plan(person: "Person", place: "Establishment") -> None:
    """End the running plan when nothing of it is left."""
    plan = LevyPlan.objects.filter(person=person, establishment=place, broken_on=None, paid_on=None).first()
    if plan is None:
        return
    owed = queries.balance(person=person, establishment=place)
    paid = queries.paid_total(person=person, establishment=place)
    if not queries.plan_view(plan, owed=owed, paid=paid).left:
        plan.paid_on = clock.today()
        plan.save()


def months_later(day: date, n: int) -> date:
    """The same day of a later month, or its last one."""
    year, month = day.year + (day.month - 1 + n) // 12, (day.month - 1 + n) % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _lock(person: "Person") -> None:
    lock(Space.LEVY, person.pk)


def _record(actor: Any, verb: Verb, person: "Person", place: "Establishment", text: str, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{person.pk}",
        sentence=f"{actor} {text}.",
        stream=place.code,
        reason=reason.strip(),
    )
