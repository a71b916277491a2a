"""What is entered in the books by hand: entries, reversals, opening balances, spending of the 10 %, holds, locks."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Sum
from django.utils.translation import gettext as _

from llamkay.apps.pay import acts, ledger
from llamkay.apps.pay.ledger import Leg
from llamkay.apps.pay.models import Account, Entry, Hold, LedgerLock, Posting
from llamkay.apps.pay.permissions import HOLD, LOCK, MOVE
from llamkay.apps.people.queries import visible_people
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_name
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


Kind, Origin = Account.Kind, Entry.Origin
# What a person may move by hand. The rest moves from its own screen, which keeps more than the entry: payments on
# their way, what companies and people owe, opening balances, spending.
BY_HAND = (
    Kind.AVAILABLE,
    Kind.SAVINGS,
    Kind.REPARATION,
    Kind.ALIMONY,
    Kind.UNDECIDED,
    Kind.INSTITUTION,
    Kind.BANK,
    Kind.CASH,
)
OPENED = (*BY_HAND, Kind.DEBT)
WITH_CASE = (Kind.REPARATION, Kind.ALIMONY)


@transaction.atomic
def enter_by_hand(
    *,
    actor: Any,
    establishment: "Establishment",
    legs: Sequence[Leg],
    reason: str,
    document: str,
    posted_on: date | None = None,
    token: str = "",
) -> Entry:
    """Write an entry that no other act of the system makes, with its reason and the document that supports it.

    Raises ``Refused`` where an account is not moved by hand, or where the books refuse it.
    """
    require(actor, MOVE, establishment_id=establishment.pk)
    if missing := [
        name for name, text in ((_("el motivo"), reason), (_("el documento"), document)) if not text.strip()
    ]:
        raise Refused(_("Escriba {missing} del asiento.").format(missing=missing[0]))
    for leg in legs:
        _check_leg(establishment, leg, BY_HAND)
    people = {leg.person.pk: leg.person for leg in legs if leg.person}
    return ledger.post(
        actor=actor,
        establishment=establishment,
        legs=legs,
        text=reason.strip(),
        key=f"manual:{token or uuid4()}",
        origin=Origin.MANUAL,
        posted_on=posted_on,
        person=next(iter(people.values())) if len(people) == 1 else None,
        evidence=document.strip(),
    )


def _check_leg(establishment: "Establishment", leg: Leg, kinds: Sequence[str]) -> None:
    name = Kind(leg.kind).label
    if leg.kind not in kinds:
        raise Refused(_("«{account}» no se mueve a mano: se registra en su propia pantalla.").format(account=name))
    if leg.person is not None:
        here = visible_people(Scope(ids=frozenset({establishment.pk})))
        if not here.filter(pk=leg.person.pk).exists():
            raise Refused(
                _("{person} no ha estado en {establishment}: no tiene cuenta en esos libros.").format(
                    person=leg.person.code, establishment=establishment.name
                )
            )
    if leg.kind in WITH_CASE and not leg.label:
        raise Refused(_("«{account}» pide el número de expediente.").format(account=name))


@transaction.atomic
def reverse_by_hand(*, actor: Any, entry: Entry, reason: str, posted_on: date | None = None) -> Entry:
    """Enter the opposite of a manual entry, an opening balance or a spending; the rest is undone where it was made."""
    require(actor, MOVE, establishment_id=entry.establishment_id)
    if not may_be_reversed(entry):
        raise Refused(why_not_reversed(entry))
    return ledger.reverse(actor=actor, entry=entry, reason=reason, posted_on=posted_on)


def may_be_reversed(entry: Entry) -> bool:
    """Whether an entry is reversed from the books themselves, and has not been yet."""
    return entry.origin in (Origin.MANUAL, Origin.OPENING) and not Entry.objects.filter(undoes=entry).exists()


def why_not_reversed(entry: Entry) -> str:
    """Why an entry is not reversed from the books, and what to do instead."""
    if entry.origin in (Origin.MANUAL, Origin.OPENING):
        return _("Ese asiento ya se revirtió.")
    if entry.origin == Origin.CLOSE:
        return _("Un asiento de un cierre se corrige ajustando el día en su planilla; el cierre siguiente lo aplica.")
    if entry.origin == Origin.REVERSAL:
        return _("Una reversión no se revierte: registre otra vez el asiento.")
    return _("Un asiento de «{origin}» se deshace desde el acto que lo hizo, que también cambia de estado.").format(
        origin=entry.get_origin_display().lower()
    )


@transaction.atomic
def open_balance(
    *,
    actor: Any,
    establishment: "Establishment",
    kind: str,
    amount: int,
    book: str,
    folio: str,
    person: "Person | None" = None,
    label: str = "",
    posted_on: date | None = None,
) -> Entry:
    """Bring the balance that an account had in the paper books, once, with the book and folio that show it."""
    require(actor, MOVE, establishment_id=establishment.pk)
    if amount <= 0:
        raise Refused(_("El saldo de apertura debe ser mayor que cero."))
    if not (book.strip() and folio.strip()):
        raise Refused(_("Escriba el libro y el folio donde consta el saldo."))
    side = 1 if kind in (Kind.BANK, Kind.CASH, Kind.DEBT) else -1
    leg = Leg(kind=kind, amount=side * amount, person=person, label=label.strip())
    _check_leg(establishment, leg, OPENED)
    key = _opening_key(establishment, leg)
    standing = Entry.objects.filter(key__startswith=f"{key}:", undone_by=None).first()
    if standing:
        raise Refused(
            _("Esa cuenta ya tiene saldo de apertura, en el asiento {number}: reviértalo antes.").format(
                number=standing.pk
            )
        )
    times = Entry.objects.filter(key__startswith=f"{key}:").count()
    return ledger.post(
        actor=actor,
        establishment=establishment,
        legs=[leg, Leg(kind=Kind.OPENING, amount=-leg.amount)],
        text="Saldo de apertura",
        key=f"{key}:{times + 1}",
        origin=Origin.OPENING,
        posted_on=posted_on,
        person=person,
        evidence=f"Libro {book.strip()}, folio {folio.strip()}",
    )


def _opening_key(establishment: "Establishment", leg: Leg) -> str:
    """The account an opening balance is of, short enough for a key whatever its case number."""
    label = hashlib.sha256(leg.label.encode()).hexdigest()[:12] if leg.label else ""
    return f"opening:{establishment.code}:{leg.kind}:{leg.person.pk if leg.person else ''}:{label}"


@transaction.atomic
def spend(
    *,
    actor: Any,
    establishment: "Establishment",
    purpose: str,
    amount: int,
    source: str,
    voucher: str,
    posted_on: date | None = None,
    token: str = "",
) -> Entry:
    """Spend of the 10 % of the institution, from the bank or the till, for a purpose, with its voucher.

    Raises ``Refused`` where the 10 % or the place it is paid from holds less. CEP art. 75; the directive on
    what it may be spent on is the institution's.
    """
    require(actor, MOVE, establishment_id=establishment.pk)
    if source not in (Kind.BANK, Kind.CASH):
        raise ValueError(f"the 10 % is not spent from {source}")
    if amount <= 0:
        raise Refused(_("El gasto debe ser mayor que cero."))
    if not (purpose.strip() and voucher.strip()):
        raise Refused(_("Escriba en qué se gastó y el comprobante."))
    key = f"spend:{token or uuid4()}"
    sums = _locked_sums(establishment, (Kind.INSTITUTION, Kind.SPENT, source))
    left = {
        _("el 10 % de la institución"): -sums.get(Kind.INSTITUTION, 0) - sums.get(Kind.SPENT, 0),
        _("la caja") if source == Kind.CASH else _("el banco"): sums.get(source, 0),
    }
    short = {name: value for name, value in left.items() if value < amount}
    if short and not Entry.objects.filter(key=key).exists():
        name, value = next(iter(short.items()))
        raise Refused(
            _("No alcanza: en {account} quedan S/ {left} y se gastan S/ {asked}.").format(
                account=name, left=ledger.grouped(max(value, 0)), asked=ledger.grouped(amount)
            )
        )
    return ledger.post(
        actor=actor,
        establishment=establishment,
        legs=[Leg(kind=Kind.SPENT, amount=amount, label=purpose.strip()[:60]), Leg(kind=source, amount=-amount)],
        text=f"Gasto del 10 %: {purpose.strip()}",
        key=key,
        origin=Origin.MANUAL,
        posted_on=posted_on,
        evidence=voucher.strip(),
    )


def _locked_sums(establishment: "Establishment", kinds: Sequence[str]) -> dict[str, int]:
    """What accounts of an establishment hold, locked so that two who spend at once wait for each other."""
    mine = Account.objects.filter(establishment=establishment, kind__in=kinds, person=None).order_by("pk")
    # The account of the 10 % is always there to be locked, spent or not.
    Account.objects.bulk_create([Account(kind=Kind.INSTITUTION, establishment=establishment)], ignore_conflicts=True)
    accounts = list(mine.select_for_update(no_key=True))
    rows = Posting.objects.filter(account__in=accounts).order_by().values_list("account__kind")
    return dict(rows.annotate(total=Sum("amount")))


# -- holds ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def place_hold(
    *,
    actor: Any,
    establishment: "Establishment",
    person: "Person",
    court: str,
    case_number: str,
    since: date,
    amount: int | None = None,
) -> Hold:
    """Keep an amount of what a person has (all of it, without one) untouched, as a court orders (CEP art. 76)."""
    require(actor, HOLD, establishment_id=establishment.pk)
    here = visible_people(Scope(ids=frozenset({establishment.pk})), since)
    if not here.filter(pk=person.pk).exists():
        raise Refused(_("Ese día la persona no estaba en este establecimiento."))
    if not (court.strip() and case_number.strip()):
        raise Refused(_("Escriba el juzgado y el número de la orden."))
    if amount is not None and amount <= 0:
        raise Refused(_("El monto retenido debe ser mayor que cero; vacío, se retiene todo."))
    if since > clock.today():
        raise Refused(_("El {day:%d/%m/%Y} todavía no llega.").format(day=since))
    same = Hold.objects.filter(establishment=establishment, person=person, case_number=case_number.strip())
    if same.filter(period__upper_inf=True).exists():
        raise Refused(_("Esa orden ya rige sobre esta persona: levántela antes de registrarla otra vez."))
    made = Hold.objects.create(
        establishment=establishment,
        person=person,
        period=DateRange(since, None),
        amount=amount,
        court=court.strip(),
        case_number=case_number.strip(),
        by=actor.username,
    )
    what = "todo su saldo" if amount is None else f"S/ {ledger.grouped(amount)}"
    _record_hold(actor, made, acts.HOLD, f"{actor} retuvo {what} de {person.code} por orden de {made.court}.", court)
    return made


@transaction.atomic
def lift_hold(*, actor: Any, hold: Hold, on: date, reason: str) -> Hold:
    """End a hold: it no longer binds from that day; what it was stays written."""
    require(actor, HOLD, establishment_id=hold.establishment_id)
    hold = Hold.objects.select_for_update(of=("self",)).select_related("establishment", "person").get(pk=hold.pk)
    if hold.period.upper:
        raise Refused(_("Esa retención ya se levantó."))
    if not reason.strip():
        raise Refused(_("Escriba el documento que la levanta."))
    if on > clock.today() or on < hold.period.lower:
        raise Refused(_("La fecha debe estar entre el {since:%d/%m/%Y} y hoy.").format(since=hold.period.lower))
    # A hold lifted on the day it began still binds that day: a period has at least one.
    hold.period = DateRange(hold.period.lower, max(on, hold.period.lower + timedelta(days=1)))
    hold.ended_by, hold.ended_why = actor.username, reason.strip()[:200]
    hold.save(update_fields=["period", "ended_by", "ended_why"])
    sentence = f"{actor} levantó la retención {hold.case_number} sobre {hold.person.code}."
    _record_hold(actor, hold, acts.LIFT_HOLD, sentence, reason)
    return hold


def move_hold(*, actor: Any, hold: Hold, to: "Establishment", on: date, reason: str) -> Hold:
    """The hold goes with the money to the prison that has the person; whoever calls has asked for permission."""
    start = hold.period.lower
    hold.period = DateRange(start, max(on, start + timedelta(days=1)))
    hold.ended_by, hold.ended_why = actor.username, f"Pasa con la persona: {reason.strip()}"[:200]
    hold.save(update_fields=["period", "ended_by", "ended_why"])
    sentence = f"{actor} pasó a {to.name} la retención {hold.case_number} sobre {hold.person.code}."
    _record_hold(actor, hold, acts.LIFT_HOLD, sentence, reason)
    made = Hold.objects.create(
        establishment=to,
        person=hold.person,
        period=DateRange(on, None),
        amount=hold.amount,
        court=hold.court,
        case_number=hold.case_number,
        by=actor.username,
    )
    _record_hold(actor, made, acts.HOLD, sentence, reason)
    return made


def _record_hold(actor: Any, hold: Hold, verb: Verb, sentence: str, reason: str) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{hold.person_id}",
        sentence=sentence,
        stream=hold.establishment.code,
        reason=reason,
        details={"hold": hold.pk, "digest": hold_digest(hold)},
    )


def hold_digest(hold: Hold, person_id: int | None = None) -> str:
    """The content of a hold as one hash: what the log of acts keeps of it; of a former identity, where one is given."""
    bounds = [day and day.isoformat() for day in (hold.period.lower, hold.period.upper)]
    content = [
        hold.establishment_id,
        person_id or hold.person_id,
        bounds,
        hold.amount,
        hold.court,
        hold.case_number,
        hold.by,
    ]
    content += [hold.ended_by, hold.ended_why]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


# -- the lock of a month ----------------------------------------------------------------------------------------------


@transaction.atomic
def lock_month(*, actor: Any, establishment: "Establishment", month: Month, reason: str) -> LedgerLock:
    """Close the books of an establishment up to a month that has ended; it never goes back."""
    require(actor, LOCK, establishment_id=establishment.pk)
    if not reason.strip():
        raise Refused(_("Escriba por qué se cierra."))
    if month.end > clock.today():
        raise Refused(_("Ese mes todavía no termina."))
    lock = _standing_lock(establishment)
    if lock and lock.month >= month.first:
        raise Refused(_("Los libros ya están cerrados hasta {month}.").format(month=month_name(Month.of(lock.month))))
    return _move_lock(actor, establishment, month, reason.strip())


def lock_closed_month(*, actor: Any, establishment: "Establishment", month: Month) -> None:
    """Close the books with the month itself, inside the transaction of its close, which asked for permission."""
    lock = _standing_lock(establishment)
    if lock is None or lock.month < month.first:
        _move_lock(actor, establishment, month, f"Cierre de {month_name(month)}")


def _standing_lock(establishment: "Establishment") -> LedgerLock | None:
    return LedgerLock.objects.select_for_update().filter(establishment=establishment).first()


def _move_lock(actor: Any, establishment: "Establishment", month: Month, reason: str) -> LedgerLock:
    lock, _made = LedgerLock.objects.update_or_create(
        establishment=establishment,
        defaults={"month": month.first, "at": clock.now(), "by": actor.username, "reason": reason[:200]},
    )
    audit.record(
        actor=actor.username,
        verb=acts.LOCK,
        target=f"establishment:{establishment.code}",
        sentence=f"{actor} cerró los libros de {establishment} hasta {month_name(month)}.",
        stream=establishment.code,
        reason=reason,
        details={"month": str(month)},
    )
    return lock
