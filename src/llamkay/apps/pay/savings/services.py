"""Saving: a percentage of her own part that each close puts aside at a person's word, until her goal is reached."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.months.queries import last_closed
from llamkay.apps.pay import acts, ledger
from llamkay.apps.pay.ledger import Draft, Leg
from llamkay.apps.pay.models import Account, Entry, SavingsRule
from llamkay.apps.pay.models.ledger import MAX_AMOUNT
from llamkay.apps.pay.permissions import MOVE
from llamkay.apps.pay.savings import queries
from llamkay.apps.people.queries import custody_on
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


Kind = Account.Kind


@transaction.atomic
def agree(
    *, actor: Any, person: "Person", percent: int, goal: int, purpose: str, document: str, since: date
) -> SavingsRule:
    """Enter what a person decided to save of her own part; the rule that ran until then ends where this one begins.

    Raises ``Refused`` with one sentence: a day of a closed month, a percentage or a goal that cannot be, no document.
    """
    place = _place(person)
    require(actor, MOVE, establishment_id=place.pk)
    if not (purpose.strip() and document.strip()):
        raise Refused(_("Escriba para qué ahorra y el documento en que lo pide."))
    if not 1 <= percent <= 100:
        raise Refused(_("El porcentaje va de 1 a 100."), field="percent")
    if not 0 < goal <= MAX_AMOUNT:
        raise Refused(_("La meta debe ser mayor que cero."), field="goal")
    last = last_closed(place)
    if last and since < last.end:
        raise Refused(
            _("El {day:%d/%m/%Y} es de un mes cerrado: la regla rige desde el {first:%d/%m/%Y} o después.").format(
                day=since, first=last.end
            ),
            field="since",
        )
    rows = SavingsRule.objects.select_for_update().filter(person=person)
    standing = rows.filter(period__overlap=DateRange(since, None)).order_by("-period").first()
    if standing and standing.period.lower >= since:
        raise Refused(_("Ya hay una regla desde ese día o después: termínela antes."))
    if standing:
        standing.period = DateRange(standing.period.lower, since)
        standing.ended_by, standing.ended_why = actor.username, f"La reemplaza: {document.strip()}"[:200]
        standing.save()
    made = SavingsRule.objects.create(
        person=person,
        period=DateRange(since, None),
        percent=percent,
        goal=goal,
        purpose=purpose.strip()[:120],
        document=document.strip()[:120],
        by=actor.username,
    )
    text = f"registró que {person.code} ahorra el {percent} % de su parte hasta S/ {ledger.grouped(goal)}"
    _record(actor, acts.AGREE_SAVINGS, made, place, text, made.document)
    return made


@transaction.atomic
def end(*, actor: Any, rule: SavingsRule, why: str) -> SavingsRule:
    """End a rule from today, with the reason; what was saved stays saved."""
    place = _place(rule.person)
    require(actor, MOVE, establishment_id=place.pk)
    if not why.strip():
        raise Refused(_("Escriba por qué termina."))
    row = SavingsRule.objects.select_for_update(of=("self",)).select_related("person").get(pk=rule.pk)
    if row.period.upper:
        raise Refused(_("Esa regla ya terminó."))
    today = clock.today()
    row.period = DateRange(row.period.lower, max(today, row.period.lower + timedelta(days=1)))
    row.ended_by, row.ended_why = actor.username, why.strip()[:200]
    row.save()
    _record(actor, acts.END_SAVINGS, row, place, f"terminó la regla de ahorro de {row.person.code}", why)
    return row


@transaction.atomic
def take(*, actor: Any, person: "Person", amount: int, document: str, token: str = "") -> Entry:
    """Give savings back to what she has available, at her word; nothing leaves her accounts."""
    place = _place(person)
    require(actor, MOVE, establishment_id=place.pk)
    if not document.strip():
        raise Refused(_("Escriba el documento en que lo pide."))
    if amount <= 0:
        raise Refused(_("El monto debe ser mayor que cero."))
    entry = ledger.post(
        actor=actor,
        establishment=place,
        legs=[
            Leg(kind=Kind.SAVINGS, amount=amount, person=person),
            Leg(kind=Kind.AVAILABLE, amount=-amount, person=person),
        ],
        text=f"Ahorro que pasa a disponible de {person.code}",
        key=f"savings:{token or uuid4()}",
        origin=Entry.Origin.SAVINGS,
        person=person,
        evidence=document.strip(),
    )
    audit.record(
        actor=actor.username,
        verb=acts.TAKE_SAVINGS,
        target=f"person:{person.pk}",
        sentence=f"{actor} pasó S/ {ledger.grouped(amount)} del ahorro de {person.code} a su disponible.",
        stream=place.code,
        reason=document.strip(),
    )
    return entry


def put_aside(*, actor: Any, establishment: "Establishment", close_id: int, month: Month) -> int:
    """Put aside what the rules ask of the month that a close has just paid; returns how many people saved.

    Never beyond the goal, nor beyond what is free. A later correction of the month moves what is available alone.
    Whoever calls has asked for permission, and does so inside the transaction of the close.
    """
    drafts = [
        Draft(
            legs=(
                Leg(kind=Kind.AVAILABLE, amount=saved.amount, person=saved.person),
                Leg(kind=Kind.SAVINGS, amount=-saved.amount, person=saved.person),
            ),
            text=f"Ahorro de {month}",
            key=f"savings:{close_id}:{saved.person.pk}",
            person=saved.person,
            evidence=saved.rule.document,
        )
        for saved in queries.to_put_aside(establishment=establishment, close_id=close_id, month=month)
    ]
    if drafts:
        ledger.post_many(actor=actor, establishment=establishment, drafts=drafts, origin=Entry.Origin.SAVINGS)
    return len(drafts)


def _place(person: "Person") -> "Establishment":
    held = custody_on(person, clock.today())
    if held is None:
        raise Refused(_("{person.code} no está bajo custodia hoy.").format(person=person))
    return held.establishment


def _record(actor: Any, verb: Verb, rule: SavingsRule, place: "Establishment", text: str, reason: str) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{rule.person_id}",
        sentence=f"{actor} {text}.",
        stream=place.code,
        reason=reason.strip(),
        details={"rule": rule.pk},
    )
