"""Writes of the agreements: drafted, signed with the office-holders of that day, left by a party; never changed."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from llamkay.apps.coordination import acts
from llamkay.apps.coordination.commitments.services import commit_obligations
from llamkay.apps.coordination.figures import check_measure
from llamkay.apps.coordination.files import PDF, taken
from llamkay.apps.coordination.models import Agreement, AgreementParty, Obligation
from llamkay.apps.coordination.permissions import MANAGE
from llamkay.apps.institutions.queries import holders_on, names_on
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment, Institution, Post

PARTIES = 2  # at least
EXIT_DAYS = 365  # at most


@transaction.atomic
def save_agreement(
    *,
    actor: Any,
    kind: str,
    number: str,
    title: str,
    purpose: str,
    starts_on: date,
    ends_on: date | None = None,
    extends_to: date | None = None,
    parent: Agreement | None = None,
    renewal: str = Agreement.Renewal.ADDENDUM,
    exit_days: int = 30,
    agreement: Agreement | None = None,
) -> Agreement:
    """Enter an agreement that is not signed yet, or change one; ``ends_on`` is its last day."""
    require(actor, MANAGE)
    found = _draft(agreement) if agreement else Agreement(entered_by=actor.username, entered_at=clock.now())
    number, title, purpose = " ".join(number.split()), " ".join(title.split()), purpose.strip()
    if not number or not title or not purpose:
        raise Refused(_("Escriba el número, el título y el objeto del convenio."))
    if ends_on and ends_on < starts_on:
        raise Refused(_("El último día va después del primero."), "ends_on")
    if kind == Agreement.Kind.ADDENDUM and parent is None:
        raise Refused(_("Una adenda cambia un convenio: diga cuál."), "parent")
    if kind == Agreement.Kind.FRAMEWORK and parent is not None:
        raise Refused(_("Un convenio marco no está debajo de otro."), "parent")
    if extends_to:
        if kind != Agreement.Kind.ADDENDUM or parent is None:
            raise Refused(_("Solo una adenda amplía el plazo de otro convenio."), "extends_to")
        if parent.last_day is None or extends_to <= parent.last_day:
            raise Refused(_("El nuevo plazo va después del que el convenio ya tiene."), "extends_to")
    if not 0 <= exit_days <= EXIT_DAYS:
        raise Refused(_("El aviso de separación va de 0 a 365 días."), "exit_days")
    if Agreement.objects.filter(number__iexact=number).exclude(pk=found.pk).exists():
        raise Refused(_("Ya hay un convenio con el número {number}.").format(number=number), "number")
    found.kind, found.number, found.title, found.purpose, found.parent = kind, number, title, purpose, parent
    found.starts_on, found.ends_on, found.extends_to = starts_on, ends_on, extends_to
    found.renewal, found.exit_days = renewal, exit_days
    found.save()
    _record(actor, acts.DRAFT_AGREEMENT, found, f"Se registró el convenio {found.number}, «{found.title}».")
    return found


@transaction.atomic
def set_party(
    *, actor: Any, agreement: Agreement, institution: "Institution", post: "Post", coordinator: "Post | None" = None
) -> AgreementParty:
    """Bind an institution: who signs for it and who coordinates. After signing only who coordinates may change."""
    require(actor, MANAGE)
    for each in filter(None, (post, coordinator)):
        if each.institution_id != institution.pk:
            raise Refused(_("«{post}» no es un cargo de esa institución.").format(post=each), "post")
    locked = _locked(agreement)
    found = AgreementParty.objects.filter(agreement=locked, institution=institution).first()
    if locked.signed_on:
        if found is None or found.post_id != post.pk:
            raise Refused(_("El convenio está firmado: solo cambia quién coordina."))
        found.coordinator = coordinator
        found.save()
        _record(actor, acts.COORDINATOR, locked, f"Coordina por {found.acronym} en {locked.number}: {coordinator}.")
        return found
    found = found or AgreementParty(agreement=locked, institution=institution)
    found.post, found.coordinator = post, coordinator
    found.save()
    _record(actor, acts.DRAFT_AGREEMENT, locked, f"Firma por {institution} en {locked.number}: {post}.")
    return found


@transaction.atomic
def add_obligation(
    *,
    actor: Any,
    agreement: Agreement,
    party: AgreementParty,
    text: str,
    due_on: date,
    evidence: str,
    metric: str = "",
    key: str = "",
    establishment: "Establishment | None" = None,
    target: int | None = None,
) -> Obligation:
    """What a party owes under a draft, with the figure that measures it where there is one."""
    require(actor, MANAGE)
    locked = _draft(agreement)
    if party.agreement_id != locked.pk:
        raise Refused(_("Esa institución no es parte de este convenio."), "party")
    text, evidence = " ".join(text.split()), " ".join(evidence.split())
    if not text or not evidence:
        raise Refused(_("Escriba a qué se obliga y con qué se comprobará."))
    last = locked.last_day
    if due_on < locked.starts_on or (last and due_on > last):
        raise Refused(_("El plazo cae fuera de los días del convenio."), "due_on")
    check_measure(metric=metric, key=key, target=target, establishment=establishment)
    made = Obligation.objects.create(
        agreement=locked,
        party=party,
        text=text,
        due_on=due_on,
        evidence=evidence,
        metric=metric,
        key=key,
        establishment=establishment,
        target=target,
    )
    _record(actor, acts.DRAFT_AGREEMENT, locked, f"Se escribió una obligación de {locked.number}: «{text}».")
    return made


@transaction.atomic
def remove_obligation(*, actor: Any, agreement: Agreement, obligation: Obligation) -> None:
    """Take an obligation out of a draft."""
    require(actor, MANAGE)
    locked = _draft(agreement)
    Obligation.objects.filter(agreement=locked, pk=obligation.pk).delete()
    _record(actor, acts.DRAFT_AGREEMENT, locked, f"Se quitó una obligación de {locked.number}: «{obligation}».")


@transaction.atomic
def sign(*, actor: Any, agreement: Agreement, on: date) -> Agreement:
    """It was signed that day: the names of that day are written beside its parties, and what each owes is a commitment.

    Raises ``Refused`` where a party lacks who signs for it that day; a name is never guessed.
    """
    require(actor, MANAGE)
    locked = _draft(agreement)
    if on > clock.today():
        raise Refused(_("Ese día todavía no llega."), "on")
    if on > locked.starts_on + timedelta(days=EXIT_DAYS):
        raise Refused(_("La firma es de más de un año después del primer día: revise las fechas."), "on")
    parties = list(locked.parties.select_related("institution", "post"))
    if len(parties) < PARTIES:
        raise Refused(_("Un convenio une a dos instituciones por lo menos: falta una parte."))
    holders, called = holders_on([party.post_id for party in parties], on), names_on(on)
    for party in parties:
        holder, name = holders.get(party.post_id), called.get(party.institution_id)
        if holder is None or name is None:
            raise Refused(
                _("Nadie figura en el cargo «{post}» el {on:%d/%m/%Y}: registre a su titular en «Autoridades».").format(
                    post=party.post, on=on
                )
            )
        party.institution_name, party.acronym = name.name, name.acronym
        party.post_title, party.holder = party.post.title, holder.name
        party.save()
    locked.signed_on = on
    locked.save()
    _record(actor, acts.SIGN_AGREEMENT, locked, f"El convenio {locked.number} se firmó el {on:%d/%m/%Y}.")
    commit_obligations(actor=actor, agreement=locked, on=on)
    return locked


@transaction.atomic
def leave(*, actor: Any, agreement: Agreement, by: "Institution", on: date, why: str) -> Agreement:
    """A party leaves: adherence is free. From ``on`` it no longer binds; the notice that was agreed is respected."""
    require(actor, MANAGE)
    locked = _locked(agreement)
    party = locked.parties.filter(institution=by).first()
    if locked.signed_on is None or locked.left_on:
        raise Refused(_("Solo se separa una parte de un convenio firmado, y una vez."))
    if party is None:
        raise Refused(_("Esa institución no es parte de este convenio."), "by")
    if not why.strip():
        raise Refused(_("Escriba por qué se separa."), "why")
    if on < clock.today() + timedelta(days=locked.exit_days):
        raise Refused(
            _("El convenio pide {days} días de aviso: la separación vale desde el {on:%d/%m/%Y} o después.").format(
                days=locked.exit_days, on=clock.today() + timedelta(days=locked.exit_days)
            ),
            "on",
        )
    locked.left_on, locked.left_by, locked.left_why = on, by, " ".join(why.split())[:300]
    locked.save()
    _record(
        actor, acts.LEAVE_AGREEMENT, locked, f"{party.acronym} se separa del convenio {locked.number} el {on:%d/%m/%Y}."
    )
    return locked


@transaction.atomic
def store_file(*, actor: Any, agreement: Agreement, file: Any) -> Agreement:
    """The signed paper, as a PDF, once."""
    require(actor, MANAGE)
    locked = _locked(agreement)
    if locked.file_hash:
        raise Refused(_("El convenio ya tiene su archivo."))
    stored = taken(file, kinds=(PDF,))
    locked.file, locked.file_name, locked.file_hash = stored.content, stored.name, stored.sha256
    locked.save()
    _record(actor, acts.FILE_AGREEMENT, locked, f"Se guardó el archivo del convenio {locked.number}.")
    return locked


@transaction.atomic
def discard(*, actor: Any, agreement: Agreement) -> None:
    """Take away an agreement that was never signed."""
    require(actor, MANAGE)
    locked = _draft(agreement)
    _record(actor, acts.DISCARD_AGREEMENT, locked, f"Se descartó el convenio sin firmar {locked.number}.")
    try:
        with transaction.atomic():
            locked.delete()
    except IntegrityError as error:
        raise Refused(_("Otro convenio o un compromiso lo nombra: no se descarta.")) from error


def _locked(agreement: Agreement) -> Agreement:
    found = Agreement.objects.select_for_update(of=("self",)).filter(pk=agreement.pk).first()
    if found is None:
        raise Refused(_("Ese convenio ya no existe."))
    return found


def _draft(agreement: Agreement) -> Agreement:
    found = _locked(agreement)
    if found.signed_on:
        raise Refused(_("El convenio está firmado: no se cambia. Lo que cambie se acuerda en una adenda."))
    return found


def _record(actor: Any, verb: Verb, agreement: Agreement, sentence: str) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"agreement_between:{agreement.pk}",
        sentence=sentence,
        stream="national",
    )
