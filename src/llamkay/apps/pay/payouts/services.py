"""Money that leaves: prepared by one person, confirmed by another, sent, and then received or returned.

Confirming moves it from the person's account to the payments about to leave; receiving takes it out of the bank or the
till; what comes back returns to the account it came from, by the opposite entry.
"""

import csv
import hashlib
import io
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from llamkay.apps.pay import acts, ledger
from llamkay.apps.pay.ledger import Leg
from llamkay.apps.pay.models import (
    AlimonyOrder,
    Beneficiary,
    Entry,
    Fine,
    Payout,
    PayoutBatch,
    ReparationDebt,
    Settlement,
)
from llamkay.apps.pay.permissions import BENEFICIARIES, CONFIRM, PREPARE
from llamkay.apps.people.documents import check_document
from llamkay.apps.people.kinds import Exit
from llamkay.apps.people.queries import custody_on, last_custody
from llamkay.core.errors import Refused
from llamkay.core.values import format_amount
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.files.tabular import safe_cell
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


Purpose, State, Relation = Payout.Purpose, Payout.State, Beneficiary.Relation
# From which account each purpose is paid, and to whom it may go.
SOURCE = {
    Purpose.REMITTANCE: "available",
    Purpose.PERSONAL: "available",
    Purpose.RELEASE: "available",
    Purpose.REPARATION: "reparation",
    Purpose.ALIMONY: "alimony",
    Purpose.FINE: "available",
}
FAMILY = {
    Relation.MOTHER,
    Relation.FATHER,
    Relation.CHILD,
    Relation.PARTNER,
    Relation.SIBLING,
    Relation.OTHER_FAMILY,
    Relation.GUARDIAN,
    Relation.OTHER,
}
RECEIVES = {
    Purpose.REMITTANCE: FAMILY,
    Purpose.PERSONAL: {Relation.SELF},
    Purpose.RELEASE: {Relation.SELF},
    Purpose.REPARATION: {Relation.INJURED},
    Purpose.ALIMONY: {Relation.CREDITOR, Relation.CHILD, Relation.PARTNER, Relation.GUARDIAN},
    Purpose.FINE: {Relation.STATE},
}


# -- who may receive --------------------------------------------------------------------------------------------------


@transaction.atomic
def enter_beneficiary(
    *,
    actor: Any,
    person: "Person",
    full_name: str,
    relation: str,
    document_kind: str,
    document_number: str,
    authorised_by: str,
    authorisation: str,
    bank: str = "",
    bank_account: str = "",
    phone: str = "",
) -> Beneficiary:
    """Enter somebody outside who may receive from a person, with the paper that authorises it; another checks it.

    Raises ``Refused`` with one sentence: a number that cannot be, a name or a paper that is missing.
    """
    place = _place(person)
    require(actor, BENEFICIARIES, establishment_id=place.pk)
    if not full_name.strip() or not authorised_by.strip() or not authorisation.strip():
        raise Refused(_("Escriba el nombre de quien recibe, quién lo autoriza y con qué documento."))
    document = check_document(document_kind, document_number)
    account = "".join(bank_account.split())
    if bool(bank.strip()) != bool(account):
        raise Refused(_("Escriba el banco y la cuenta, o ninguno de los dos."))
    if account and not (account.isdecimal() and 10 <= len(account) <= 20):
        raise Refused(
            _("«{account}» no es una cuenta: son de 10 a 20 cifras, 20 si es interbancaria.").format(
                account=bank_account
            )
        )
    today = clock.today()
    standing = Beneficiary.objects.filter(
        person=person, document_kind=document.kind, document_number=document.number, period__contains=today
    )
    if standing.exists():
        raise Refused(_("{name} ya está entre quienes reciben de esta persona.").format(name=full_name.strip()))
    made = Beneficiary.objects.create(
        person=person,
        full_name=full_name.strip()[:160],
        relation=relation,
        document_kind=document.kind,
        document_number=document.number,
        bank=bank.strip()[:60],
        bank_account=account,
        phone=phone.strip()[:20],
        authorised_by=authorised_by.strip()[:160],
        authorisation=authorisation.strip()[:120],
        entered_by=actor.username,
        entered_at=clock.now(),
        period=DateRange(today, None),
    )
    _record(
        actor,
        acts.BENEFICIARY,
        place,
        f"beneficiary:{made.pk}",
        f"{actor} registró a quien recibe de {person.code} ({audit.spanish(made.get_relation_display).lower()}).",
        reason=made.authorisation,
    )
    return made


@transaction.atomic
def check_beneficiary(*, actor: Any, beneficiary: Beneficiary) -> Beneficiary:
    """A second person saw the documents; before that nothing is paid there."""
    place = _place(beneficiary.person)
    require(actor, CONFIRM, establishment_id=place.pk)
    found = Beneficiary.objects.select_for_update(of=("self",)).select_related("person").get(pk=beneficiary.pk)
    if found.entered_by == actor.username:
        raise Refused(_("Usted registró a esta persona: la comprueba otra."))
    if found.checked_by:
        raise Refused(_("Ya la comprobó otra persona."))
    found.checked_by, found.checked_at = actor.username, clock.now()
    found.save()
    _record(
        actor,
        acts.CHECK_BENEFICIARY,
        place,
        f"beneficiary:{found.pk}",
        f"{actor} comprobó a quien recibe de {found.person.code}.",
    )
    return found


@transaction.atomic
def end_beneficiary(*, actor: Any, beneficiary: Beneficiary, reason: str) -> Beneficiary:
    """From tomorrow nothing more is prepared for them; what was prepared goes on."""
    place = _place(beneficiary.person)
    require(actor, BENEFICIARIES, establishment_id=place.pk)
    if not reason.strip():
        raise Refused(_("Escriba por qué deja de recibir."))
    found = Beneficiary.objects.select_for_update(of=("self",)).select_related("person").get(pk=beneficiary.pk)
    if found.period.upper:
        raise Refused(_("Ya había dejado de recibir."))
    found.period = DateRange(found.period.lower, clock.today() + timedelta(days=1))
    found.save()
    _record(
        actor,
        acts.END_BENEFICIARY,
        place,
        f"beneficiary:{found.pk}",
        f"{actor} dio de baja a quien recibía de {found.person.code}.",
        reason=reason,
    )
    return found


# -- a payment, from one hand to the other ----------------------------------------------------------------------------


@transaction.atomic
def prepare(
    *,
    actor: Any,
    person: "Person",
    beneficiary: Beneficiary,
    purpose: str,
    amount: int,
    key: str,
    reparation: ReparationDebt | None = None,
    alimony: AlimonyOrder | None = None,
    fine: Fine | None = None,
    source: str = "",
    settlement: Settlement | None = None,
) -> Payout:
    """Prepare a payment in céntimos; the same ``key`` again gives the one that stands.

    Nothing leaves the person's account yet, but what is prepared is no longer free for another payment. Raises
    ``Refused`` where the money is not enough, the beneficiary was not checked or does not fit the purpose.
    """
    place = settlement.establishment if settlement else _place(person)
    require(actor, PREPARE, establishment_id=place.pk)
    lock_person(person)
    if standing := Payout.objects.filter(key=key).first():
        same = (standing.person_id, standing.beneficiary_id, standing.purpose, standing.amount)
        if same != (person.pk, beneficiary.pk, purpose, amount):
            raise Refused(_("Ese pago ya se preparó con otros datos: recargue la página."))
        return standing
    if amount <= 0:
        raise Refused(_("El monto debe ser mayor que cero."))
    if purpose == Purpose.FINE:
        _check_fine(fine, amount)
    if settlement is None:
        _check_here(person, purpose)
        _check_receiver(person, beneficiary, purpose)
    made = Payout(
        establishment=place,
        person=person,
        beneficiary=beneficiary,
        purpose=purpose,
        source=source or SOURCE[Purpose(purpose)],
        amount=amount,
        reparation=reparation,
        alimony=alimony,
        fine=fine,
        settlement=settlement,
        key=key[:60],
        prepared_by=actor.username,
        prepared_at=clock.now(),
    )
    left = ledger.available_balance(establishment=place, person=person, kind=made.source, label=_label(made))
    if amount > left:
        raise Refused(
            _("No alcanza: quedan S/ {left} libres y se pagan S/ {asked}.").format(
                left=ledger.grouped(max(left, 0)), asked=ledger.grouped(amount)
            )
        )
    made.save()
    _step(actor, made, acts.PREPARE_PAYOUT, "preparó")
    return made


@transaction.atomic
def confirm(*, actor: Any, payout: Payout, settling: bool = False) -> Payout:
    """Another person confirms: the money leaves the account and waits among the payments about to leave."""
    require(actor, CONFIRM, establishment_id=payout.establishment_id)
    found = _locked(payout, State.PREPARED)
    _check_alone(found, settling)
    if found.prepared_by == actor.username:
        raise Refused(_("Usted preparó este pago: lo confirma otra persona."))
    found.state, found.confirmed_by, found.confirmed_at = State.CONFIRMED, actor.username, clock.now()
    found.save()
    found.entry = _post(
        actor,
        found,
        f"payout:{found.pk}:confirm",
        [
            Leg(kind=found.source, amount=found.amount, person=found.person, label=_label(found)),
            Leg(kind="transit", amount=-found.amount, person=found.person),
        ],
    )
    found.save()
    _step(actor, found, acts.CONFIRM_PAYOUT, "confirmó")
    return found


@transaction.atomic
def send(*, actor: Any, establishment: "Establishment", payouts: Iterable[Payout], way: str) -> PayoutBatch:
    """Send confirmed payments together: the batch, which keeps the file for the bank or the cashier's table (CSV).

    All of them or none. Raises ``Refused`` where one is not confirmed, is of another prison, or has no account
    for the bank.
    """
    require(actor, PREPARE, establishment_id=establishment.pk)
    wanted = sorted({payout.pk for payout in payouts})
    if not wanted:
        raise Refused(_("Elija al menos un pago."))
    lock(Space.PAYOUT_BATCHES, establishment.pk)
    rows = Payout.objects.select_for_update(of=("self",)).select_related("person", "beneficiary")
    found = list(rows.filter(pk__in=wanted, establishment=establishment, state=State.CONFIRMED).order_by("pk"))
    if len(found) < len(wanted):
        raise Refused(_("Uno de los pagos elegidos no está confirmado en este penal: recargue la página."))
    if way == PayoutBatch.Way.BANK and (without := [row for row in found if not row.beneficiary.bank_account]):
        raise Refused(
            _("{name} no tiene cuenta de banco: páguele por caja.").format(name=without[0].beneficiary.full_name)
        )
    now = clock.now()
    last = PayoutBatch.objects.filter(establishment=establishment, year=now.year).aggregate(Max("number"))
    batch = PayoutBatch(
        establishment=establishment,
        year=now.year,
        number=(last["number__max"] or 0) + 1,
        way=way,
        at=now,
        by=actor.username,
    )
    batch.file = batch_file(batch, found)
    batch.file_name = f"pagos-{establishment.code}-{batch}.csv"
    batch.file_sha256 = hashlib.sha256(batch.file).hexdigest()
    batch.save()
    for row in found:
        row.state, row.batch, row.sent_at = State.SENT, batch, now
    Payout.objects.bulk_update(found, ["state", "batch", "sent_at"])
    total = sum(row.amount for row in found)
    _record(
        actor,
        acts.SEND_PAYOUTS,
        establishment,
        f"batch:{batch.pk}",
        f"{actor} envió el lote {batch}: {len(found)} pagos, S/ {ledger.grouped(total)}.",
        details={"sha256": batch.file_sha256},
    )
    return batch


BATCH_COLUMNS = ("lote", "pago", "tipo_documento", "documento", "nombre", "banco", "cuenta", "moneda", "monto")


def batch_file(batch: PayoutBatch, rows: Iterable[Payout]) -> bytes:
    """The lines of a batch as the bank or the cashier reads them: one a payment, amounts with two decimals."""
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow(BATCH_COLUMNS)
    for row in rows:
        to = row.beneficiary
        table.writerow(
            [
                str(batch),
                row.pk,
                to.document_kind.upper(),
                *map(safe_cell, (to.document_number, to.full_name, to.bank, to.bank_account)),
                "PEN",
                format_amount(row.amount),
            ]
        )
    return file.getvalue().encode()


@transaction.atomic
def settle(*, actor: Any, payout: Payout, reference: str) -> Payout:
    """It was received: the money is out of the bank or the till. ``reference``: the bank's operation or the receipt."""
    require(actor, PREPARE, establishment_id=payout.establishment_id)
    if not reference.strip():
        raise Refused(_("Escriba el número de la operación o del recibo."))
    found = _locked(payout, State.SENT)
    way = "bank" if found.batch and found.batch.way == PayoutBatch.Way.BANK else "cash"
    _post(
        actor,
        found,
        f"payout:{found.pk}:settle",
        [Leg(kind="transit", amount=found.amount, person=found.person), Leg(kind=way, amount=-found.amount)],
        evidence=reference.strip(),
    )
    return _ended(actor, found, State.SETTLED, acts.SETTLE_PAYOUT, "dio por recibido", reference=reference.strip()[:80])


@transaction.atomic
def give_back(*, actor: Any, payout: Payout, reason: str) -> Payout:
    """It came back unpaid: the money returns to the account it left, by the opposite entry."""
    require(actor, PREPARE, establishment_id=payout.establishment_id)
    found = _locked(payout, State.SENT)
    assert found.entry is not None
    ledger.reverse(actor=actor, entry=found.entry, reason=reason)
    return _ended(
        actor, found, State.RETURNED, acts.RETURN_PAYOUT, "registró la devolución de", reason=reason.strip()[:200]
    )


@transaction.atomic
def cancel(*, actor: Any, payout: Payout, reason: str, settling: bool = False) -> Payout:
    """Give it up before it is sent; what had left the account returns to it."""
    require(actor, PREPARE, establishment_id=payout.establishment_id)
    if not reason.strip():
        raise Refused(_("Escriba por qué se anula."))
    found = _locked(payout, State.PREPARED, State.CONFIRMED)
    _check_alone(found, settling)
    if found.entry is not None:
        ledger.reverse(actor=actor, entry=found.entry, reason=reason)
    return _ended(actor, found, State.CANCELLED, acts.CANCEL_PAYOUT, "anuló", reason=reason.strip()[:200])


# -- parts ------------------------------------------------------------------------------------------------------------


def _place(person: "Person") -> "Establishment":
    """Where the person is held or, once free, was held last: there the parts of a court still leave from."""
    last = last_custody(person)
    if last is None:
        raise Refused(_("{person.code} no ha estado bajo custodia.").format(person=person))
    return last.establishment


def _check_here(person: "Person", purpose: str) -> None:
    """Who is no longer held receives by their settlement; what a court ordered goes on where they were last."""
    if custody_on(person, clock.today()):
        return
    last = last_custody(person)
    free = last is not None and last.exit != Exit.TRANSFER and not last.followed_on
    if not (free and purpose in (Purpose.REPARATION, Purpose.ALIMONY)):
        raise Refused(_("{person.code} no está bajo custodia hoy: sus cuentas se liquidan.").format(person=person))


def _check_alone(payout: Payout, settling: bool) -> None:
    """A payment of a settlement is confirmed or given up with the whole of it."""
    if payout.settlement_id and payout.state == State.PREPARED and not settling:
        raise Refused(_("Ese pago es parte de una liquidación: se confirma o se anula con ella."))


def _check_receiver(person: "Person", beneficiary: Beneficiary, purpose: str) -> None:
    if beneficiary.person_id != person.pk:
        raise Refused(_("Quien recibe no está registrado para esta persona."))
    if not beneficiary.checked_by:
        raise Refused(_("Falta que otra persona compruebe los documentos de quien recibe."))
    if beneficiary.period.upper and beneficiary.period.upper <= clock.today():
        raise Refused(_("Quien recibe fue dado de baja."))
    if beneficiary.relation not in RECEIVES[Purpose(purpose)]:
        raise Refused(
            _("Un pago de «{purpose}» no va a quien está registrado como «{relation}».").format(
                purpose=Purpose(purpose).label.lower(), relation=beneficiary.get_relation_display().lower()
            )
        )


def _check_fine(fine: Fine | None, amount: int) -> None:
    """A fine is paid as far as what is left of it, with what is on its way."""
    if fine is None:
        raise Refused(_("Diga de qué expediente es la multa."))
    gone = Payout.objects.filter(fine__person=fine.person, fine__case_number=fine.case_number)
    gone = gone.exclude(state__in=(State.RETURNED, State.CANCELLED))
    left = fine.amount - (gone.aggregate(total=Sum("amount"))["total"] or 0)
    if amount > left:
        raise Refused(
            _("De esa multa quedan S/ {left} y se pagan S/ {asked}.").format(
                left=ledger.grouped(max(left, 0)), asked=ledger.grouped(amount)
            )
        )


def _label(payout: Payout) -> str:
    """The case of a reparation or an alimony order; the other accounts of a person have one only."""
    if payout.source == "reparation" and payout.reparation is None:
        raise Refused(_("Diga de qué expediente es la reparación."))
    if payout.source == "alimony" and payout.alimony is None:
        raise Refused(_("Diga de qué expediente son los alimentos."))
    return payout.case_number


def lock_person(person: "Person") -> None:
    """Two payments of one person wait for each other, and so does their settlement."""
    lock(Space.PAYOUTS, person.pk)


def _locked(payout: Payout, *states: str) -> Payout:
    lock_person(payout.person)
    rows = Payout.objects.select_for_update(of=("self",))
    found = rows.select_related(
        "person", "establishment", "beneficiary", "batch", "entry", "reparation", "alimony"
    ).get(pk=payout.pk)
    if found.state not in states:
        raise Refused(
            _("El pago {n} está «{state}»: eso ya no corresponde.").format(
                n=found.pk, state=found.get_state_display().lower()
            )
        )
    return found


def _post(actor: Any, payout: Payout, key: str, legs: list[Leg], evidence: str = "") -> Entry:
    return ledger.post(
        actor=actor,
        establishment=payout.establishment,
        legs=legs,
        text=f"{payout.get_purpose_display()} {payout.pk}",
        key=key,
        origin=Entry.Origin.PAYOUT,
        person=payout.person,
        evidence=evidence,
    )


def _ended(actor: Any, payout: Payout, state: str, verb: Verb, verb_words: str, **values: str) -> Payout:
    payout.state, payout.ended_at, payout.ended_by = state, clock.now(), actor.username
    for name, value in values.items():
        setattr(payout, name, value)
    payout.save()
    _step(actor, payout, verb, verb_words, values.get("reason", ""))
    return payout


def _step(actor: Any, payout: Payout, verb: Verb, verb_words: str, reason: str = "") -> None:
    purpose = audit.spanish(payout.get_purpose_display).lower()
    _record(
        actor,
        verb,
        payout.establishment,
        f"payout:{payout.pk}",
        f"{actor} {verb_words} el pago {payout.pk} de {payout.person.code}: {purpose}, "
        f"S/ {ledger.grouped(payout.amount)}.",
        reason=reason,
    )


def _record(
    actor: Any, verb: Verb, place: "Establishment", target: str, sentence: str, reason: str = "", details: Any = None
) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=target,
        sentence=sentence,
        stream=place.code,
        reason=reason.strip(),
        details=details or {},
    )
