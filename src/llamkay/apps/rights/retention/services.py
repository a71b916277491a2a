"""Terms, holds and erasures: each proposed by one person, and terms and erasures confirmed by another."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.institutions.services import NATIONAL
from llamkay.apps.people.queries import last_custody
from llamkay.apps.rights import acts
from llamkay.apps.rights.kinds import ErasureState, Since
from llamkay.apps.rights.law import legal_retention
from llamkay.apps.rights.models import DataRequest, Erasure, LegalHold, RetentionTerm
from llamkay.apps.rights.permissions import CONFIRM, RETENTION
from llamkay.apps.rights.retention.plan import Plan, dry_run
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.record.holdings import kinds
from llamkay.platform.security.access import decide, require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person

WORDS = 15  # letters that a reason has at least


@transaction.atomic
def enter_term(
    *,
    actor: Any,
    kind: str,
    since: str,
    years: int | None,
    start: date,
    norm: str,
    article: str,
    source: str,
) -> RetentionTerm:
    """The institution's own rule on a kind of record, with its paper; it holds once another confirms it."""
    _national(actor, RETENTION)
    if kind not in kinds():
        raise Refused(_("Elija la clase de registro de la lista."), field="kind")
    if value := legal_retention(kind, on=start):
        raise Refused(_("Ya lo fija una norma: {norm}.").format(norm=value.norm), field="kind")
    if (since == Since.NEVER) != (years is None):
        raise Refused(_("Escriba los años, o que no se borra nunca; no las dos cosas."), field="years")
    if years is not None and not 1 <= years <= 100:
        raise Refused(_("Escriba de 1 a 100 años."), field="years")
    if not (norm.strip() and article.strip() and source.strip()):
        raise Refused(_("Escriba la norma, su artículo y dónde se leyó: sin eso no hay plazo."), field="norm")
    lock(Space.ERASURES, kind)
    for row in RetentionTerm.objects.filter(kind=kind, period__endswith=None):
        if row.period.lower >= start:
            raise Refused(_("Ya hay un plazo desde ese día o después."), field="start")
        row.period = DateRange(row.period.lower, start)
        row.save(update_fields=["period"])
    made = RetentionTerm.objects.create(
        kind=kind,
        period=DateRange(start, None),
        since=since,
        years=years,
        norm=norm.strip(),
        article=article.strip(),
        source=source.strip(),
        entered_by=actor.username,
        entered_at=clock.now(),
    )
    _record(actor, acts.TERM, f"term:{made.pk}", NATIONAL, f"Fijó cuánto se conserva «{kind}»: {made.norm}.")
    return made


@transaction.atomic
def confirm_term(*, actor: Any, term: RetentionTerm) -> RetentionTerm:
    """A second person read the paper and agrees."""
    _national(actor, CONFIRM)
    row = RetentionTerm.objects.select_for_update().get(pk=term.pk)
    if row.confirmed_by:
        raise Refused(_("Ese plazo ya se confirmó."))
    if row.entered_by == actor.username:
        raise Refused(_("Lo registró usted: lo confirma otra persona, después de leer la norma."))
    row.confirmed_by, row.confirmed_at = actor.username, clock.now()
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    _record(actor, acts.CONFIRM_TERM, f"term:{row.pk}", NATIONAL, f"Confirmó cuánto se conserva «{row.kind}».")
    return row


@transaction.atomic
def hold(
    *,
    actor: Any,
    establishment: "Establishment",
    reason: str,
    document: str,
    person: "Person | None" = None,
    case_number: str = "",
) -> LegalHold:
    """Nothing of a person, or of those who stand in a case, is erased while this runs."""
    require(actor, RETENTION, establishment_id=establishment.pk)
    if bool(person) == bool(case_number.strip()):
        raise Refused(_("Nombre a una persona o un expediente, no los dos."), field="case_number")
    if len(reason.strip()) < WORDS or not document.strip():
        raise Refused(_("Escriba por qué, con una frase entera, y el documento que lo pide."), field="reason")
    made = LegalHold.objects.create(
        establishment=establishment,
        person=person,
        case_number=case_number.strip(),
        reason=reason.strip(),
        document=document.strip(),
        placed_by=actor.username,
        placed_at=clock.now(),
    )
    target = f"person:{person.pk}" if person else f"hold:{made.pk}"
    _record(actor, acts.HOLD, target, establishment.code, "Retuvo lo registrado por un proceso.", made.reason)
    return made


@transaction.atomic
def lift(*, actor: Any, hold: LegalHold, why: str) -> LegalHold:
    """The process is over: terms count again."""
    row = LegalHold.objects.select_for_update(of=("self",)).select_related("establishment").get(pk=hold.pk)
    require(actor, RETENTION, establishment_id=row.establishment_id)
    if row.lifted_at:
        raise Refused(_("Esa retención ya se levantó."))
    if len(why.strip()) < WORDS:
        raise Refused(_("Escriba por qué se levanta, con una frase entera."), field="why")
    row.lifted_at, row.lifted_by, row.lifted_why = clock.now(), actor.username, why.strip()
    row.save()
    target = f"person:{row.person_id}" if row.person_id else f"hold:{row.pk}"
    _record(actor, acts.LIFT, target, row.establishment.code, "Levantó una retención.", row.lifted_why)
    return row


@transaction.atomic
def propose(
    *, actor: Any, person: "Person", authorisation: str, seen: str, request: DataRequest | None = None
) -> Erasure:
    """Propose the erasure of what a dry run showed; ``seen`` is its seal, which has not moved since."""
    spell = last_custody(person)
    if spell is None:
        raise Refused(_("{person} no tiene ingreso registrado.").format(person=person))
    require(actor, RETENTION, establishment_id=spell.establishment_id)
    lock(Space.ERASURES, person.pk)
    plan = _ready(person, seen)
    if len(authorisation.strip()) < WORDS:
        raise Refused(
            _("Escriba la autorización de eliminación del sistema de archivos: sin ella una entidad pública no borra."),
            field="authorisation",
        )
    if Erasure.objects.filter(person=person, state__in=["proposed", "confirmed"]).exists():
        raise Refused(_("Ya hay un borrado propuesto o por ejecutar de esta persona."))
    made = Erasure.objects.create(
        person=person,
        establishment=spell.establishment,
        plan=plan.document(),
        seal=plan.seal(),
        authorisation=authorisation.strip(),
        request=request,
        proposed_by=actor.username,
        proposed_at=clock.now(),
    )
    _of(actor, acts.PROPOSE, made, f"Propuso el borrado {made}: {len(plan.due)} tablas.", made.authorisation)
    return made


def confirm(*, actor: Any, erasure: Erasure) -> Erasure:
    """A second person saw the same dry run and agrees; it is then executed from the server, not from the office."""
    with _proposed(actor, erasure, CONFIRM) as row:
        if row.proposed_by == actor.username:
            raise Refused(_("Lo propuso usted: lo confirma otra persona, después de ver qué se borraría."))
        _ready(row.person, row.seal)
        row.state, row.decided_by, row.decided_at = ErasureState.CONFIRMED, actor.username, clock.now()
        row.save()
        _of(actor, acts.CONFIRM, row, f"Confirmó el borrado {row}.")
    return row


def refuse(*, actor: Any, erasure: Erasure, why: str) -> Erasure:
    """It is not done after all; whoever proposed it may take it back so."""
    with _proposed(actor, erasure, CONFIRM if decide(actor, CONFIRM) else RETENTION) as row:
        if len(why.strip()) < WORDS:
            raise Refused(_("Escriba por qué no se borra, con una frase entera."), field="why")
        row.state, row.decided_by, row.decided_at = ErasureState.REFUSED, actor.username, clock.now()
        row.refused_why = why.strip()
        row.save()
        _of(actor, acts.REFUSE, row, f"No se hizo el borrado {row}.", row.refused_why)
    return row


def _ready(person: "Person", seen: str) -> Plan:
    plan = dry_run(person, on=clock.today())
    if plan.holds:
        raise Refused(_("Hay una retención por un proceso: nada se borra mientras dure."))
    if not plan.due:
        raise Refused(_("No hay nada cuyo plazo haya vencido: no se borra."))
    if plan.seal() != seen:
        raise Refused(_("Lo que se borraría ya no es lo que se vio: mírelo de nuevo."))
    return plan


@contextmanager
def _proposed(actor: Any, erasure: Erasure, action: str) -> Iterator[Erasure]:
    with transaction.atomic():
        rows = Erasure.objects.select_for_update(of=("self",)).select_related("establishment", "person")
        row = rows.get(pk=erasure.pk)
        require(actor, action, establishment_id=row.establishment_id)
        if row.state != ErasureState.PROPOSED:
            raise Refused(_("Ese borrado ya se decidió."))
        yield row


def _national(actor: Any, action: str) -> None:
    require(actor, action)
    if not actor.actions[action].everything:
        raise Refused(_("Los plazos valen para todo el país: los fija la sede central."))


def _of(actor: Any, verb: Verb, row: Erasure, sentence: str, reason: str = "") -> None:
    _record(actor, verb, f"erasure:{row.pk}", row.establishment.code, sentence, reason, {"seal": row.seal})


def _record(
    actor: Any, verb: Verb, target: str, stream: str, sentence: str, reason: str = "", details: Any = None
) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=target,
        sentence=sentence,
        stream=stream,
        reason=reason,
        details=details,
    )
