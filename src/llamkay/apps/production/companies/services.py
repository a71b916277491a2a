"""What may happen between a company and a prison: a request, a place, a plan, a signature, terms, a login."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import account
from llamkay.apps.pay.companies.services import company_of
from llamkay.apps.production import acts
from llamkay.apps.production.models import AgreementTerms, CompanyAccount, CompanyRequest
from llamkay.apps.production.permissions import BRANDS, PARTNERS
from llamkay.core.errors import CHANGED, Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Company, Trade
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.pay.models import Agreement

Stage = CompanyRequest.Stage


@transaction.atomic
def receive_request(
    *,
    actor: Any,
    ruc: str,
    name: str,
    trade: "Trade",
    people: int,
    contact: str,
    room: int = 0,
    population: str = "",
    received_on: date | None = None,
) -> CompanyRequest:
    """Write that a company wants to give work: how many people, of which trade, in how much room."""
    require(actor, PARTNERS)
    if people <= 0:
        raise Refused(_("Escriba para cuántas personas."), field="people")
    if not contact.strip():
        raise Refused(_("Escriba con quién se habla."), field="contact")
    made = CompanyRequest.objects.create(
        company=company_of(ruc=ruc, name=name),
        received_on=received_on or clock.today(),
        trade=trade,
        people=people,
        room=room,
        population=population,
        contact=contact.strip()[:160],
        by=actor.username,
        at=clock.now(),
    )
    _record(actor, acts.REQUEST, made, f"registró la solicitud de {made.company} para {people} personas")
    return made


@transaction.atomic
def match(*, actor: Any, request: CompanyRequest, establishment: "Establishment") -> CompanyRequest:
    """Choose the prison for a request."""
    require(actor, PARTNERS, establishment_id=establishment.pk)
    row = _locked(request, Stage.RECEIVED, Stage.MATCHED)
    row.establishment, row.stage = establishment, Stage.MATCHED
    row.save()
    _record(actor, acts.REQUEST, row, f"propuso {establishment} a {row.company}")
    return row


@transaction.atomic
def draft(*, actor: Any, request: CompanyRequest, plan: str) -> CompanyRequest:
    """Write the work plan of the draft of the agreement."""
    require(actor, PARTNERS, establishment_id=request.establishment_id)
    row = _locked(request, Stage.MATCHED, Stage.DRAFTED)
    if len(plan.strip()) < 40:
        raise Refused(_("Escriba el plan de trabajo: qué se hace, con qué máquinas, en qué turnos."), field="plan")
    row.plan, row.stage = plan.strip()[:3000], Stage.DRAFTED
    row.save()
    _record(actor, acts.REQUEST, row, f"escribió el plan de trabajo de {row.company}")
    return row


@transaction.atomic
def sign(*, actor: Any, request: CompanyRequest, agreement: "Agreement") -> CompanyRequest:
    """The agreement was signed: it stands in the book of agreements of that company and prison."""
    require(actor, PARTNERS, establishment_id=request.establishment_id)
    row = _locked(request, Stage.DRAFTED)
    if agreement.company_id != row.company_id or agreement.establishment_id != row.establishment_id:
        raise Refused(_("Ese convenio es de otra empresa o de otro establecimiento."), field="agreement")
    row.agreement, row.stage = agreement, Stage.SIGNED
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(_("Ese convenio ya cierra otra solicitud."), field="agreement") from error
    _record(actor, acts.REQUEST, row, f"registró la firma del convenio {agreement} de {row.company}")
    return row


@transaction.atomic
def refuse(*, actor: Any, request: CompanyRequest, why: str) -> CompanyRequest:
    """The request comes to nothing, with the reason."""
    require(actor, PARTNERS)
    row = _locked(request, Stage.RECEIVED, Stage.MATCHED, Stage.DRAFTED)
    if not why.strip():
        raise Refused(_("Escriba el motivo."), field="reason")
    row.stage, row.why = Stage.REFUSED, why.strip()[:200]
    row.save()
    _record(actor, acts.REQUEST, row, f"cerró la solicitud de {row.company}", why)
    return row


@transaction.atomic
def set_terms(
    *,
    actor: Any,
    agreement: "Agreement",
    people: int,
    training_hours: int = 0,
    floor: int = 0,
    certificates: int = 0,
) -> AgreementTerms:
    """Write what a company promised with its agreement, as it can be measured each month."""
    require(actor, PARTNERS, establishment_id=agreement.establishment_id)
    if people <= 0 or min(training_hours, floor, certificates) < 0:
        raise Refused(_("Escriba para cuántas personas, y lo demás de cero en adelante."), field="people")
    made, _new = AgreementTerms.objects.update_or_create(
        agreement=agreement,
        defaults={
            "establishment": agreement.establishment,
            "people": people,
            "training_hours": training_hours,
            "floor": floor,
            "certificates": certificates,
        },
    )
    audit.record(
        actor=actor.username,
        verb=acts.TERMS,
        target=f"agreement:{agreement.pk}",
        sentence=f"{actor} registró las obligaciones del convenio {agreement}.",
        stream=agreement.establishment.code,
    )
    return made


@transaction.atomic
def give_login(
    *, actor: Any, company: "Company", username: str, start: date, end: date | None = None
) -> CompanyAccount:
    """Tie an account to a company: it sees what is its company's and nothing else, from when to when."""
    require(actor, BRANDS)
    user = account(username.strip(), active=True)
    if user is None:
        raise Refused(_("No hay una cuenta «{username}».").format(username=username), field="username")
    if user.grants.exclude(role__code="company").exists():
        raise Refused(_("Esa cuenta es del personal: una empresa entra con la suya."), field="username")
    if end and end < start:
        raise Refused(_("El último día va después del primero."), field="end")
    try:
        with transaction.atomic():
            made = CompanyAccount.objects.create(
                company=company, user=user, period=DateRange(start, end + timedelta(days=1) if end else None)
            )
    except IntegrityError as error:
        raise Refused(_("Esa cuenta ya es de una empresa en esos días."), field="username") from error
    audit.record(
        actor=actor.username,
        verb=acts.COMPANY_LOGIN,
        target=f"company:{company.pk}",
        sentence=f"{actor} dio acceso a {company} con la cuenta {user.username}.",
        stream="national",
    )
    return made


def _locked(request: CompanyRequest, *stages: str) -> CompanyRequest:
    rows = CompanyRequest.objects.select_for_update(of=("self",)).select_related("company", "establishment")
    row = rows.get(pk=request.pk)
    if row.stage not in stages:
        raise Refused(
            _("La solicitud está «{stage}»: recargue la página.").format(stage=row.get_stage_display().lower()),
            code=CHANGED,
        )
    return row


def _record(actor: Any, verb: Verb, request: CompanyRequest, text: str, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"work_request:{request.pk}",
        sentence=f"{actor} {text}.",
        stream=request.establishment.code if request.establishment else "national",
        reason=reason.strip(),
    )
