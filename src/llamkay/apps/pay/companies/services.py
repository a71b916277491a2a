"""Agreements of companies and what they pay: matched to the months they owe, never forced to agree."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities.queries import every_company
from llamkay.apps.activities.services import enter_company
from llamkay.apps.pay import acts
from llamkay.apps.pay.companies import queries
from llamkay.apps.pay.ledger import Leg, first_open_day, post, reverse
from llamkay.apps.pay.models import Account, Agreement, CompanyPayment, Entry, PaymentMatch
from llamkay.apps.pay.models.work import MAX_AMOUNT
from llamkay.apps.pay.permissions import COMPANIES
from llamkay.core.errors import Refused
from llamkay.core.values import Month, format_amount
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.files.received import read_scan
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Company
    from llamkay.apps.institutions.models import Establishment


MOST_DAYS, MOST = 120, MAX_AMOUNT * 10
_RUC_WEIGHTS, _RUC_KINDS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), ("10", "15", "16", "17", "20")


def valid_ruc(ruc: str) -> bool:
    """Whether a taxpayer's number has eleven figures, a known kind and its check figure.

    >>> valid_ruc("20000000028"), valid_ruc("20000000029")
    (True, False)
    """
    if len(ruc) != 11 or not (ruc.isascii() and ruc.isdecimal()) or ruc[:2] not in _RUC_KINDS:
        return False
    rest = 11 - sum(int(a) * b for a, b in zip(ruc, _RUC_WEIGHTS, strict=False)) % 11
    return rest % 10 == int(ruc[10])


def company_of(*, ruc: str, name: str) -> "Company":
    """The company with that number, entered now if nobody had; its name is not changed from here."""
    ruc = ruc.strip()
    if found := every_company().filter(ruc=ruc).first():
        return found
    if not valid_ruc(ruc):
        raise Refused(
            _("«{ruc}» no es un RUC: son 11 cifras y la última comprueba las demás. Compárelo con su ficha.").format(
                ruc=ruc
            )
        )
    if not name.strip():
        raise Refused(_("Ninguna empresa tiene el RUC {ruc}: escriba su razón social.").format(ruc=ruc))
    return enter_company(ruc=ruc, name=name)


@transaction.atomic
def save_agreement(
    *,
    actor: Any,
    establishment: "Establishment",
    number: str,
    start: date,
    end: date | None,
    days_to_pay: int,
    ruc: str = "",
    name: str = "",
    document: str = "",
    contact: str = "",
    scan: Any = None,
    agreement: Agreement | None = None,
) -> Agreement:
    """Enter an agreement, or change one; ``end`` is its last day. The company of one that exists stays.

    Raises ``Refused`` with one sentence: dates, another agreement on the same days, a file that is no PDF.
    """
    require(actor, COMPANIES, establishment_id=establishment.pk)
    if end and end < start:
        raise Refused(_("El último día va después del primero."))
    if not number.strip():
        raise Refused(_("Escriba el número del convenio."))
    if not 0 <= days_to_pay <= MOST_DAYS:
        raise Refused(
            _("El plazo para pagar va de 0 a {most} días y usted escribe {days}.").format(
                most=MOST_DAYS, days=days_to_pay
            )
        )
    found = agreement or Agreement(company=company_of(ruc=ruc, name=name), establishment=establishment)
    period = DateRange(start, end + timedelta(days=1) if end else None)
    others = Agreement.objects.filter(company=found.company, establishment=establishment, period__overlap=period)
    if other := others.exclude(pk=found.pk).first():
        raise Refused(
            _("El convenio {number} de {company} ya rige en esos días: termínelo antes.").format(
                number=other.number, company=found.company
            )
        )
    found.number, found.period, found.days_to_pay = number.strip()[:60], period, days_to_pay
    found.document, found.contact = document.strip()[:120], contact.strip()[:120]
    if scan:
        found.scan, found.scan_name = read_scan(scan, field="scan"), scan.name[-120:]
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:
        raise Refused(_("Otra persona acaba de registrar un convenio de esos días: recargue.")) from error
    until = f"hasta el {end:%d/%m/%Y}" if end else "sin fecha de término"
    audit.record(
        actor=actor.username,
        verb=acts.AGREEMENT,
        target=f"agreement:{found.pk}",
        sentence=f"{actor} registró el convenio {found.number} de {found.company}: desde el {start:%d/%m/%Y}, {until}, "
        f"{days_to_pay} días para pagar.",
        stream=establishment.code,
    )
    return found


@transaction.atomic
def enter_payment(
    *,
    actor: Any,
    company: "Company",
    establishment: "Establishment",
    received_on: date,
    amount: int,
    reference: str,
    month: Month | None = None,
) -> CompanyPayment:
    """Enter what a company paid as the bank shows it: it answers for ``month`` first, then for the oldest months.

    What is left over stays with the company as a difference in its favour. The same operation of the bank is entered
    once.
    """
    require(actor, COMPANIES, establishment_id=establishment.pk)
    reference = reference.strip()
    if not reference:
        raise Refused(_("Escriba el número de la operación del banco."))
    if not 1 <= amount <= MOST:
        raise Refused(
            _("S/ {amount} está fuera de lo que se admite: de S/ 0.01 a S/ {most}.").format(
                amount=format_amount(amount), most=format_amount(MOST)
            )
        )
    _lock(company, establishment)
    same = CompanyPayment.objects.filter(company=company, establishment=establishment, reference=reference)
    if same.filter(undone_why="").exists():
        raise Refused(
            _("La operación {reference} de {company} ya está registrada.").format(reference=reference, company=company)
        )
    if not queries.months(company=company, establishment=establishment):
        raise Refused(
            _("{company} no debe nada en {place}: ningún mes cerrado tiene trabajo para ella.").format(
                company=company, place=establishment
            )
        )
    entry = post(
        actor=actor,
        establishment=establishment,
        legs=[Leg(kind=Account.Kind.BANK, amount=amount), Leg(kind="receivable", amount=-amount, company=company)],
        text=f"Pago de {company}, operación {reference} del {received_on:%d/%m/%Y}",
        key=f"company:{company.pk}:{establishment.pk}:{same.count()}:{reference}",
        origin=Entry.Origin.COMPANY,
        posted_on=first_open_day(establishment, received_on),
        evidence=reference,
    )
    made = CompanyPayment.objects.create(
        company=company,
        establishment=establishment,
        received_on=received_on,
        amount=amount,
        reference=reference[:80],
        entered_by=actor.username,
        entered_at=clock.now(),
        entry=entry,
    )
    _match(company, establishment, first=month)
    _record(
        actor, acts.COMPANY_PAYMENT, made, f"registró el pago de {company} por S/ {format_amount(amount)} ({reference})"
    )
    return made


@transaction.atomic
def undo_payment(*, actor: Any, payment: CompanyPayment, reason: str) -> CompanyPayment:
    """Take back a payment that was entered wrongly: the opposite entry stays beside it, its months are owed again."""
    require(actor, COMPANIES, establishment_id=payment.establishment_id)
    _lock(payment.company, payment.establishment)
    found = CompanyPayment.objects.select_for_update(of=("self",)).select_related("entry").get(pk=payment.pk)
    if found.undone_why:
        raise Refused(_("Ese pago ya se anuló."))
    reverse(actor=actor, entry=found.entry, reason=reason)
    found.matches.all().delete()
    found.undone_why = reason.strip()[:200]
    found.save()
    _match(found.company, found.establishment)
    _record(actor, acts.UNDO_COMPANY_PAYMENT, found, f"anuló el pago {found.reference} de {found.company}", reason)
    return found


@transaction.atomic
def match_again(*, actor: Any, company: "Company", establishment: "Establishment") -> int:
    """Let what payments have left over answer for the months still owed; returns how many céntimos found a month."""
    require(actor, COMPANIES, establishment_id=establishment.pk)
    _lock(company, establishment)
    moved = _match(company, establishment)
    if not moved:
        raise Refused(_("No hay saldo a favor que aplicar a un mes debido."))
    audit.record(
        actor=actor.username,
        verb=acts.MATCH_COMPANY,
        target=f"company:{company.pk}",
        sentence=f"{actor} aplicó S/ {format_amount(moved)} a favor de {company} a los meses que debía.",
        stream=establishment.code,
    )
    return moved


def _match(company: "Company", establishment: "Establishment", first: Month | None = None) -> int:
    """Spread what payments have free over the months owed, ``first`` before the oldest; returns what found a place.

    A month that an adjustment left overpaid gives its excess back, the newest match first.
    """
    owed = {line.month.first: line.owed for line in queries.months(company=company, establishment=establishment)}
    payments = list(
        CompanyPayment.objects.filter(
            company=company, establishment=establishment, undone_why="", entry__undone_by=None
        ).order_by("received_on", "id")
    )
    matched = {(m.payment_id, m.month): m.amount for m in PaymentMatch.objects.filter(payment__in=payments)}
    before = dict(matched)
    paid: dict[date, int] = {}
    for (_payment, month), amount in matched.items():
        paid[month] = paid.get(month, 0) + amount
    for payment in reversed(payments):
        for key in [key for key in matched if key[0] == payment.pk]:
            excess = min(paid[key[1]] - max(owed.get(key[1], 0), 0), matched[key])
            if excess > 0:
                matched[key] -= excess
                paid[key[1]] -= excess
    order = sorted(owed, key=lambda month: (first is None or month != first.first, month))
    for payment in payments:
        free = payment.amount - sum(amount for (pk, _month), amount in matched.items() if pk == payment.pk)
        for month in order:
            part = min(free, owed[month] - paid.get(month, 0))
            if part > 0:
                matched[payment.pk, month] = matched.get((payment.pk, month), 0) + part
                paid[month] = paid.get(month, 0) + part
                free -= part
    PaymentMatch.objects.filter(payment__in=payments).delete()
    PaymentMatch.objects.bulk_create(
        PaymentMatch(payment_id=pk, month=month, amount=amount) for (pk, month), amount in matched.items() if amount
    )
    return sum(max(amount - before.get(key, 0), 0) for key, amount in matched.items())


def _lock(company: "Company", establishment: "Establishment") -> None:
    lock(Space.COMPANY, company.pk, establishment.pk)


def _record(actor: Any, verb: Verb, payment: CompanyPayment, text: str, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"company:{payment.company_id}",
        sentence=f"{actor} {text}.",
        stream=payment.establishment.code,
        reason=reason.strip(),
    )
