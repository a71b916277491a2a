"""The one way into the books besides the close: an entry that balances, once, within what is free to spend.

Nothing here asks for permission: the services of this app that call it have asked.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.pay.models import KEPT, PERSONAL, Account, Entry, Hold, LedgerLock, Payout, Posting
from llamkay.apps.people.models import Person
from llamkay.core.values import Month, format_amount
from llamkay.platform import audit, clock


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One side of an entry in céntimos: debit above zero, credit below; ``label`` tells cases and purposes apart."""

    kind: str
    amount: int
    person: Person | None = None
    company: Any = None
    label: str = ""

    @property
    def key(self) -> tuple[str, int | None, int | None, str]:
        return (
            self.kind,
            self.person.pk if self.person else None,
            self.company.pk if self.company else None,
            self.label,
        )


@transaction.atomic
def post(
    *,
    actor: Any,
    establishment: Establishment,
    legs: Sequence[Leg],
    text: str,
    key: str,
    origin: str,
    posted_on: date | None = None,
    person: Person | None = None,
    evidence: str = "",
    undoes: Entry | None = None,
) -> Entry:
    """Write one entry and return it; the same ``key`` with the same content again returns the one that stands.

    ``key`` names the event, so that a request sent twice is entered once. Raises ``ValidationError`` where the legs
    do not balance, the books of that day are locked, a person's money would not be enough, or the key is of another
    entry.
    """
    legs = [leg for leg in legs if leg.amount]
    if not legs or sum(leg.amount for leg in legs):
        raise ValidationError(_("El asiento no cuadra: lo que entra y lo que sale deben sumar lo mismo."))
    if wrong := [leg for leg in legs if (leg.kind in PERSONAL) != bool(leg.person)]:
        raise ValueError(f"a leg of the kind {wrong[0].kind} has the wrong holder")
    day = posted_on or clock.today()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 43))", [key])
    content = _content(establishment, day, legs, origin)
    if standing := Entry.objects.filter(key=key).first():
        if digest(standing) != content:
            raise ValidationError(_("Ese movimiento ya se registró con otros datos: recargue la página."))
        return standing
    if day > clock.today():
        raise ValidationError(_("El {day:%d/%m/%Y} todavía no llega.").format(day=day))
    _check_open(establishment, day)
    accounts = _accounts(establishment, legs)
    if origin != Entry.Origin.REVERSAL:
        _check_free(establishment, legs, accounts)
    entry = Entry.objects.create(
        establishment=establishment,
        person=person,
        posted_on=day,
        month=day.replace(day=1),
        text=text[:200],
        key=key,
        origin=origin,
        by=actor.username,
        evidence=evidence[:200],
        undoes=undoes,
        reverses=undoes is not None,
    )
    try:
        with transaction.atomic():
            Posting.objects.bulk_create(
                Posting(entry=entry, number=number, account=accounts[leg.key], amount=leg.amount)
                for number, leg in enumerate(legs, start=1)
            )
    except IntegrityError as error:
        raise ValidationError(_("Ese dinero ya salió: el asiento dejaría una cuenta en contra.")) from error
    audit.record(
        actor=actor.username,
        verb="pay.post",
        target=f"entry:{entry.pk}",
        sentence=f"{actor} registró en los libros: {entry.text}.",
        stream=establishment.code,
        reason=evidence,
        details={"digest": content},
    )
    return entry


def reverse(*, actor: Any, entry: Entry, reason: str, text: str = "", posted_on: date | None = None) -> Entry:
    """Enter the opposite of an entry, once; both stay in the books. An entry of a close is corrected by adjustment."""
    if entry.origin == Entry.Origin.CLOSE:
        raise ValidationError(_("Un asiento de un cierre se corrige ajustando el día en su planilla."))
    if not reason.strip():
        raise ValidationError(_("Escriba por qué se revierte."))
    if Entry.objects.filter(undoes=entry).exists():
        raise ValidationError(_("Ese asiento ya se revirtió."))
    postings = entry.postings.select_related("account__person", "account__company").order_by("number")
    legs = [
        Leg(
            kind=posting.account.kind,
            amount=-posting.amount,
            person=posting.account.person,
            company=posting.account.company,
            label=posting.account.label,
        )
        for posting in postings
    ]
    return post(
        actor=actor,
        establishment=entry.establishment,
        legs=legs,
        text=text or f"Reversión: {entry.text}",
        key=f"undo:{entry.pk}",
        origin=Entry.Origin.REVERSAL,
        posted_on=posted_on,
        person=entry.person,
        evidence=reason.strip(),
        undoes=entry,
    )


def free(*, establishment: Establishment, person: Person, kind: str, label: str = "") -> int:
    """What can be spent of an account today in céntimos: its balance less holds and payments already prepared."""
    account = Account.objects.filter(establishment=establishment, person=person, kind=kind, label=label).first()
    return _free(account, clock.today()) if account else 0


def digest(entry: Entry) -> str:
    """The content of an entry as one hash: what the log of acts keeps of it."""
    postings = entry.postings.select_related("account").order_by("number")
    lines = [(p.account.kind, p.account.person_id, p.account.company_id, p.account.label, p.amount) for p in postings]
    return _hash([entry.establishment_id, entry.posted_on.isoformat(), entry.origin, lines])


def _content(establishment: Establishment, day: date, legs: Iterable[Leg], origin: str) -> str:
    return _hash([establishment.pk, day.isoformat(), str(origin), [(*leg.key, leg.amount) for leg in legs]])


def _hash(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _check_open(establishment: Establishment, day: date) -> None:
    lock = LedgerLock.objects.filter(establishment=establishment).first()
    if lock and day < Month.of(lock.month).end:
        raise ValidationError(
            _("Los libros están bloqueados hasta {month:%m/%Y}: registre con una fecha posterior.").format(
                month=lock.month
            )
        )


def _accounts(establishment: Establishment, legs: Iterable[Leg]) -> dict[Any, Account]:
    """The account of each leg, made where it is missing; locked in one order, so that two payments wait in turn."""
    wanted = {leg.key: leg for leg in legs}
    Account.objects.bulk_create(
        [
            Account(kind=leg.kind, establishment=establishment, person=leg.person, company=leg.company, label=leg.label)
            for leg in wanted.values()
        ],
        ignore_conflicts=True,
    )
    kinds = {leg.kind for leg in wanted.values()}
    mine = Account.objects.filter(establishment=establishment, kind__in=kinds).order_by("pk")
    people = [leg.person for leg in wanted.values() if leg.person]
    mine = mine.filter(person__in=people) | mine.filter(person=None)
    found = {(a.kind, a.person_id, a.company_id, a.label): a for a in mine.select_for_update(no_key=True)}
    return {key: found[key] for key in wanted}


def _check_free(establishment: Establishment, legs: Iterable[Leg], accounts: dict[Any, Account]) -> None:
    today = clock.today()
    for leg in legs:
        if leg.amount <= 0 or leg.kind not in KEPT or leg.kind == Account.Kind.TRANSIT:
            continue
        left = _free(accounts[leg.key], today)
        if leg.amount > left:
            raise ValidationError(
                _("No alcanza: de «{account}» puede salir hasta S/ {left} y se pide S/ {asked}.").format(
                    account=accounts[leg.key].get_kind_display(),
                    left=format_amount(max(left, 0)),
                    asked=format_amount(leg.amount),
                )
            )


def _free(account: Account, today: date) -> int:
    balance = -(account.postings.aggregate(total=Sum("amount"))["total"] or 0)
    prepared = Payout.objects.filter(
        establishment_id=account.establishment_id,
        person_id=account.person_id,
        source=account.kind,
        state=Payout.State.PREPARED,
    )
    balance -= prepared.aggregate(total=Sum("amount"))["total"] or 0
    if account.kind not in (Account.Kind.AVAILABLE, Account.Kind.SAVINGS):
        return balance
    holds = Hold.objects.filter(
        establishment_id=account.establishment_id, person_id=account.person_id, period__contains=today
    ).values_list("amount", flat=True)
    return 0 if None in holds else balance - sum(holds)
