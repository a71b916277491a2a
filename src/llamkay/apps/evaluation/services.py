"""Write and sign protocols, analyse what is signed, publish; outcomes stay closed until two people have signed."""

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from llamkay.apps.evaluation import acts
from llamkay.apps.evaluation.kinds import RETURNS, SUBGROUPS, EndingKind, ProtocolState, Source
from llamkay.apps.evaluation.models import Ending, Programme, Protocol, Published, Run
from llamkay.apps.evaluation.people import NOT_OUTSIDE, Gathered, from_file, from_registers
from llamkay.apps.evaluation.permissions import RUN, SIGN, WRITE
from llamkay.apps.evaluation.report import Document, document
from llamkay.core.errors import Refused
from llamkay.core.evaluation import protocol as protocols
from llamkay.core.evaluation.kinds import Return
from llamkay.core.evaluation.study import study
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Trade
    from llamkay.apps.people.models import Person

# Work before prison is in no register here; only a file may tell it.
_OF_FILES = {"worked_before", "not_working_before"}


def require_national(actor: Any, code: str) -> None:
    """Raise ``PermissionDenied`` unless the actor may do it for the country: a study is of every prison."""
    require(actor, code)
    if not actor.actions[code].everything:
        raise PermissionDenied(_("Los programas se evalúan en la sede central, con los datos de todos los penales."))


def add_programme(
    *, actor: Any, name: str, kind: str, trade: "Trade | None" = None, invented: bool = False
) -> Programme:
    """Name a programme: a kind of activity, perhaps of one trade. Raises ``Refused`` for a name that stands."""
    require_national(actor, WRITE)
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Escriba el nombre del programa."), field="name")
    if trade is not None and kind != "work":
        raise Refused(_("Solo el trabajo se distingue por oficio."), field="trade")
    with transaction.atomic():
        lock(Space.EVALUATIONS, "names")
        if Programme.objects.filter(name__iexact=name).exists():
            raise Refused(_("Ya hay un programa con ese nombre."), field="name")
        programme = Programme.objects.create(name=name, kind=kind, trade=trade, invented=invented)
        _record(actor, acts.ADD_PROGRAMME, f"programme:{programme.pk}", f"Nombró el programa «{programme}».")
    return programme


def write_protocol(
    *, actor: Any, programme: Programme, source: str, data: protocols.Fields, protocol: Protocol | None = None
) -> Protocol:
    """Write a protocol, or write an unsigned one again; ``data`` are the fields of ``core.evaluation.protocol``.

    Raises ``Refused`` for a field that is wrong, for a subgroup that the source does not tell, and once signed.
    """
    require_national(actor, WRITE)
    if source not in Source.values:
        raise Refused(_("Indique de dónde salen las personas."), field="source")
    with transaction.atomic():
        lock(Space.EVALUATIONS, programme.pk)
        last = Protocol.objects.filter(programme=programme).aggregate(Max("version"))["version__max"] or 0
        if protocol is not None:
            protocol = _again(protocol, ProtocolState.DRAFT)
            if protocol.first_signed_by:
                raise Refused(_("Ya tiene una firma: no cambia. Retírelo y escriba otra versión."))
        content = {**data, "version": protocol.version if protocol else last + 1}
        read = protocols.parse(content)
        _check(read, source)
        values: dict[str, Any] = {"source": source, "document": content, "seal": read.seal}
        values |= {"written_by": actor.username, "written_at": clock.now()}
        if protocol is None:
            protocol = Protocol.objects.create(programme=programme, version=last + 1, **values)
        else:
            for name, value in values.items():
                setattr(protocol, name, value)
            protocol.save(update_fields=list(values))
        _record(actor, acts.WRITE_PROTOCOL, f"protocol:{protocol.pk}", f"Escribió el protocolo de {protocol}.")
    return protocol


def _check(read: protocols.Protocol, source: str) -> None:
    if read.exposure is None:
        raise Refused(_("Diga cuántos días hacen participar y en cuántos meses."), field="exposure_days")
    if unknown := [name for name in read.subgroups if name not in SUBGROUPS]:
        raise Refused(_("El subgrupo «{name}» no se conoce.").format(name=unknown[0]), field="subgroups")
    if source == Source.REGISTER and _OF_FILES & set(read.subgroups):
        raise Refused(
            _("Los registros no dicen si alguien trabajaba antes de ingresar: ese subgrupo es solo para un archivo."),
            field="subgroups",
        )
    if read.landmark and source == Source.REGISTER:
        raise Refused(str(NOT_OUTSIDE), field="landmark")
    if Return.OLD_CASE in read.outcome:
        raise Refused(
            _("«{name}» es el control: el programa no puede cambiarlo y no es un resultado.").format(
                name=RETURNS[Return.OLD_CASE]
            ),
            field="outcome",
        )


def sign_protocol(*, actor: Any, protocol: Protocol) -> Protocol:
    """Sign a protocol; the second signature, of another person, opens the outcomes.

    Raises ``Refused`` while a question is open, for a second signature of the same person, and once it is signed.
    """
    require_national(actor, SIGN)
    with transaction.atomic():
        lock(Space.EVALUATIONS, protocol.programme_id)
        protocol = _again(protocol, ProtocolState.DRAFT)
        read = of(protocol)
        if read.missing:
            raise Refused(
                _("Le falta responder {n} preguntas: no se puede firmar.").format(n=len(read.missing)),
                values={"n": len(read.missing)},
            )
        if protocol.first_signed_by == actor.username:
            raise Refused(_("Usted ya firmó: la segunda firma es de otra persona."))
        if not protocol.first_signed_by:
            protocol.first_signed_by, protocol.first_signed_at = actor.username, clock.now()
        else:
            protocol.second_signed_by, protocol.second_signed_at = actor.username, clock.now()
            protocol.state = ProtocolState.SIGNED
        protocol.save()
        which = "segunda" if protocol.second_signed_by else "primera"
        sentence = f"Puso la {which} firma al protocolo de {protocol}."
        _record(actor, acts.SIGN_PROTOCOL, f"protocol:{protocol.pk}", sentence, seal=protocol.seal)
    return protocol


def withdraw_protocol(*, actor: Any, protocol: Protocol, why: str) -> Protocol:
    """Take a protocol back, with the reason; its analyses stay, and stay counted."""
    require_national(actor, SIGN)
    if not why.strip():
        raise Refused(_("Diga por qué."), field="why")
    with transaction.atomic():
        lock(Space.EVALUATIONS, protocol.programme_id)
        protocol = Protocol.objects.select_for_update().get(pk=protocol.pk)
        if protocol.state == ProtocolState.WITHDRAWN:
            raise Refused(_("Ese protocolo ya se retiró."))
        protocol.state, protocol.ended_why = ProtocolState.WITHDRAWN, why.strip()
        protocol.ended_by, protocol.ended_at = actor.username, clock.now()
        protocol.save()
        sentence = f"Retiró el protocolo de {protocol}: {protocol.ended_why}"
        _record(actor, acts.WITHDRAW_PROTOCOL, f"protocol:{protocol.pk}", sentence)
    return protocol


def analyse(*, actor: Any, protocol: Protocol, content: bytes | None = None) -> Run:
    """Analyse a signed protocol; ``content`` is the file of one whose people come from a file.

    Raises ``Refused`` while it is locked, before its data cut, and for whatever the records cannot honestly answer. A
    number once taken is never given again: «análisis k de K» counts every look.
    """
    require_national(actor, RUN)
    with transaction.atomic():
        lock(Space.EVALUATIONS, protocol.programme_id)
        protocol = Protocol.objects.select_for_update().select_related("programme").get(pk=protocol.pk)
        read = _opened(protocol)
        gathered = _gathered(protocol, read, content)
        made = study(gathered.people, windows=read.windows, outcome=read.outcome, subgroups=read.subgroups)
        shown = document(gathered, made, read)
        shown |= {"programme": protocol.programme.name, "invented": protocol.programme.invented}
        shown |= {"source": protocol.source}
        last = Run.objects.filter(programme=protocol.programme).aggregate(Max("number"))["number__max"] or 0
        run = Run.objects.create(
            protocol=protocol,
            programme=protocol.programme,
            number=last + 1,
            document=shown,
            evidence=gathered.evidence,
            hash=digest(shown),
            made_by=actor.username,
            made_at=clock.now(),
        )
        sentence = f"Hizo el análisis {run.number} de {protocol.programme}."
        _record(actor, acts.RUN, f"evaluation:{run.pk}", sentence, hash=run.hash, seal=protocol.seal)
    return run


def _opened(protocol: Protocol) -> protocols.Protocol:
    if protocol.locked:
        raise Refused(
            _("Los resultados están cerrados: el protocolo todavía no tiene la firma de dos personas.")
            if protocol.state == ProtocolState.DRAFT
            else _("Ese protocolo se retiró: no se analiza.")
        )
    read = of(protocol)
    if read.seal != protocol.seal:
        raise Refused(_("El protocolo no es el que se firmó: su huella no coincide."))
    if read.data_cut > clock.today():
        raise Refused(
            _("Los datos de este protocolo se cortan el {day:%d/%m/%Y}: antes no se analiza.").format(day=read.data_cut)
        )
    return read


def _gathered(protocol: Protocol, read: protocols.Protocol, content: bytes | None) -> Gathered:
    if protocol.source == Source.FILE:
        if content is None:
            raise Refused(_("Elija el archivo con las personas del estudio."), field="file")
        return from_file(content, read)
    if content is not None:
        raise ValueError("a study of the registers takes no file")
    return from_registers(protocol.programme, read)


def publish(*, actor: Any, run: Run) -> Published:
    """Let the public read an analysis, whatever it found; by somebody who did not make it."""
    require_national(actor, SIGN)
    with transaction.atomic():
        lock(Space.EVALUATIONS, run.programme_id)
        if Published.objects.filter(run=run).exists():
            raise Refused(_("Ese análisis ya es público."))
        if run.made_by == actor.username:
            raise Refused(_("Usted hizo el análisis: lo publica otra persona."))
        if digest(run.document) != run.hash:
            raise Refused(_("El análisis no es el que se hizo: su huella no coincide."))
        published = Published.objects.create(run=run, by=actor.username, at=clock.now())
        _record(actor, acts.PUBLISH, f"evaluation:{run.pk}", f"Publicó {run}.", hash=run.hash)
    return published


def record_ending(*, actor: Any, person: "Person", kind: str, on: date, source: str) -> Ending:
    """Write down that somebody died or was expelled after a release: they can no longer return.

    Raises ``Refused`` for a day to come, without a source, and for what is already written.
    """
    require_national(actor, WRITE)
    if kind not in EndingKind.values:
        raise Refused(_("Indique si falleció o salió del país."), field="kind")
    if on > clock.today():
        raise Refused(_("Ese día todavía no llega."), field="on")
    if not source.strip():
        raise Refused(_("Indique de qué registro o papel sale."), field="source")
    with transaction.atomic():
        lock(Space.EVALUATIONS, "ending", person.pk)
        if Ending.objects.filter(person=person, kind=kind).exists():
            raise Refused(_("Eso ya consta de esa persona."), field="kind")
        values = {"source": source.strip(), "by": actor.username, "at": clock.now()}
        ending = Ending.objects.create(person=person, kind=kind, on=on, **values)
        sentence = f"Registró que {person} {'falleció' if kind == 'died' else 'salió del país'} el {on:%d/%m/%Y}."
        _record(actor, acts.RECORD_ENDING, f"person:{person.pk}", sentence)
    return ending


def of(protocol: Protocol) -> protocols.Protocol:
    """A protocol as the core reads it."""
    return protocols.parse(protocol.document)


def digest(shown: Document) -> str:
    """The hash of a document over its content."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _again(protocol: Protocol, state: str) -> Protocol:
    protocol = Protocol.objects.select_for_update().get(pk=protocol.pk)
    if protocol.state != state:
        raise Refused(
            _("El protocolo está «{state}»: ya no se puede.").format(state=protocol.get_state_display().lower())
        )
    return protocol


def _record(actor: Any, verb: Verb, target: str, sentence: str, **details: Any) -> None:
    audit.record(actor=actor.username, verb=verb, target=target, sentence=sentence, stream="national", details=details)
