"""A request about one's own data: received, its term extended, answered, delivered; what was changed because of it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.people.queries import last_custody
from llamkay.apps.rights import acts
from llamkay.apps.rights.kinds import Ground, Outcome, Right, State, Way
from llamkay.apps.rights.law import term
from llamkay.apps.rights.models import DataRequest, Informed, ReportCopy, RequestAct
from llamkay.apps.rights.permissions import ANSWER, RECEIVE
from llamkay.apps.rights.report.content import Report, report_of
from llamkay.apps.rights.report.paper import report_paper
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.nursery.models import Child
    from llamkay.apps.people.models import Person

WORDS = 15  # letters that an answer or a reason has at least


@transaction.atomic
def receive(
    *,
    actor: Any,
    person: "Person",
    right: str,
    what: str,
    filed_on: date,
    identified_by: str,
    representative: str = "",
    child: "Child | None" = None,
    child_proof: str = "",
) -> DataRequest:
    """Write down what somebody asks about her data, with the day she handed it in: the law's days run from the next."""
    spell = last_custody(person)
    if spell is None:
        raise Refused(_("{person} no tiene ingreso registrado.").format(person=person), field="person")
    require(actor, RECEIVE, establishment_id=spell.establishment_id)
    if right not in Right.values:
        raise Refused(_("Elija qué derecho ejerce."), field="right")
    if not what.strip():
        raise Refused(_("Escriba qué pide, con sus palabras."), field="what")
    if not identified_by.strip():
        raise Refused(_("Escriba con qué documento mostró quién es."), field="identified_by")
    if filed_on > clock.today():
        raise Refused(_("El pedido se presentó un día que ya llegó."), field="filed_on")
    if child is not None and (child.mother_id != person.pk or right != Right.ACCESS):
        raise Refused(_("Solo se informa de una hija o un hijo suyo, en un pedido de acceso."), field="child")
    if bool(child) != bool(child_proof.strip()):
        raise Refused(_("Elija la niña o el niño y escriba con qué acredita la patria potestad."), field="child_proof")
    found = term(right, filed_on=filed_on)
    lock(Space.DATA_REQUESTS, spell.establishment_id, filed_on.year)
    series = DataRequest.objects.filter(establishment=spell.establishment, year=filed_on.year)
    last = series.order_by("-number").values_list("number", flat=True).first() or 0
    made = DataRequest.objects.create(
        person=person,
        establishment=spell.establishment,
        number=last + 1,
        year=filed_on.year,
        right=right,
        what=what.strip(),
        filed_on=filed_on,
        identified_by=identified_by.strip(),
        representative=representative.strip(),
        child=child,
        child_proof=child_proof.strip(),
        received_by=actor.username,
        received_at=clock.now(),
        days=found.days,
        rule=found.rule.id,
        due_on=found.due_on,
    )
    _record(actor, acts.RECEIVE, made, f"Recibió el pedido {made}: se responde hasta el {made.due_on:%d/%m/%Y}.")
    return made


def extend(*, actor: Any, request: DataRequest, why: str) -> DataRequest:
    """Once, by as many days again, saying why within the term that is extended (D.S. 016-2024-JUS, art. 71)."""
    with _open(actor, ANSWER, request) as row:
        if row.extended_at:
            raise Refused(_("El plazo ya se amplió: solo se amplía una vez."), field="why")
        if row.due_on < clock.today():
            raise Refused(_("El plazo ya venció: no se amplía después."), field="why")
        if len(why.strip()) < WORDS:
            raise Refused(_("Escriba por qué no alcanza el plazo, con una frase entera."), field="why")
        row.extended_why, row.extended_by, row.extended_at = why.strip(), actor.username, clock.now()
        row.due_on = term(row.right, filed_on=row.filed_on, after=row.due_on).due_on
        row.save()
        _record(actor, acts.EXTEND, row, f"Amplió el plazo del pedido {row} hasta el {row.due_on:%d/%m/%Y}.")
    return row


def answer(*, actor: Any, request: DataRequest, outcome: str, answer: str, ground: str = "") -> DataRequest:
    """Decide a request with its reason; one that is refused, or granted in part, names the norm it rests on.

    A correction is granted once the acts of the rooms that made it are pointed at.
    """
    with _open(actor, ANSWER, request) as row:
        if outcome not in Outcome.values:
            raise Refused(_("Elija qué se decide."), field="outcome")
        if len(answer.strip()) < WORDS:
            raise Refused(_("Escriba la respuesta para ella, con frases enteras."), field="answer")
        if (outcome == Outcome.GRANTED) == bool(ground):
            raise Refused(_("Lo que se deniega, entero o en parte, dice su razón; lo concedido, no."), field="ground")
        if ground and ground not in Ground.values:
            raise Refused(_("Elija la razón de la lista."), field="ground")
        if row.right == Right.RECTIFY and outcome != Outcome.REFUSED and not row.acts.exists():
            raise Refused(
                _("Señale antes los actos con que se corrigió: la corrección se hace en su lugar, no aquí."),
                field="outcome",
            )
        if row.right == Right.ACCESS and outcome != Outcome.REFUSED and not row.copies.exists():
            raise Refused(_("Haga antes el informe de acceso: es lo que se entrega."), field="outcome")
        row.outcome, row.ground, row.answer = outcome, ground, answer.strip()
        row.answered_by, row.answered_at, row.state = actor.username, clock.now(), State.ANSWERED
        row.save()
        _record(actor, acts.ANSWER, row, f"Respondió el pedido {row}: {audit.spanish(row.get_outcome_display)}.")
    return row


def withdraw(*, actor: Any, request: DataRequest, why: str) -> DataRequest:
    """She asks no more, or did not bring what was missing."""
    with _open(actor, RECEIVE, request) as row:
        if len(why.strip()) < WORDS:
            raise Refused(_("Escriba cómo consta que desistió, con una frase entera."), field="why")
        row.state = State.WITHDRAWN
        row.save()
        _record(actor, acts.WITHDRAW, row, f"Desistió del pedido {row}.", why.strip())
    return row


def deliver(*, actor: Any, request: DataRequest, on: date, how: str, handed_to: str = "") -> DataRequest:
    """The answer reached her: when, how, by whose hand and into whose."""
    with _locked(actor, RECEIVE, request) as row:
        if row.state != State.ANSWERED:
            raise Refused(_("Solo se entrega lo que ya se respondió."))
        if how not in Way.values:
            raise Refused(_("Elija cómo se entregó."), field="how")
        if on > clock.today() or on < row.filed_on:
            raise Refused(_("Se entregó entre el día del pedido y hoy."), field="on")
        if how == Way.POST and not handed_to.strip():
            raise Refused(_("Escriba a quién se envió."), field="handed_to")
        row.state, row.delivered_on, row.delivered_how = State.DELIVERED, on, how
        row.handed_to, row.delivered_by = handed_to.strip(), actor.username
        row.save()
        way = audit.spanish(row.get_delivered_how_display)
        _record(actor, acts.DELIVER, row, f"Entregó la respuesta al pedido {row}: {way}.")
    return row


def make_report(*, actor: Any, request: DataRequest) -> bytes:
    """Make the paper of an access request, to be handed over: its hash and its day stay, the file does not."""
    with _locked(actor, ANSWER, request) as row:
        if row.right != Right.ACCESS:
            raise Refused(_("Solo un pedido de acceso tiene informe."))
        made = report_of(row)
        pdf = report_paper(row, made)
        ReportCopy.objects.create(
            request=row,
            at=made.at,
            by=actor.username,
            sha256=hashlib.sha256(pdf).hexdigest(),
            records=made.records,
        )
        _record(actor, acts.REPORT, row, f"Hizo el informe del pedido {row}: {made.records} registros.")
    return pdf


def read_report(*, actor: Any, request: DataRequest) -> Report:
    """The same on the screen, for whoever answers; the reading stays in the log."""
    require(actor, ANSWER, establishment_id=request.establishment_id)
    audit.log_access(actor=actor.username, kind="access_report", target=f"person:{request.person_id}")
    return report_of(request)


def cite(*, actor: Any, request: DataRequest, act: int) -> RequestAct:
    """Point at the act of a room by which something was changed on a request: about her, and since she asked."""
    with _open(actor, ANSWER, request) as row:
        line = audit.line(act)
        if line is None or line.target != f"person:{row.person_id}":
            raise Refused(_("Ese número no es de un acto sobre esta persona."), field="act")
        if line.at < row.received_at or line.verb.startswith("rights."):
            raise Refused(
                _("Ese acto no corrigió nada por este pedido: es anterior, o del propio pedido."), field="act"
            )
        if row.acts.filter(act=act).exists():
            raise Refused(_("Ese acto ya está señalado."), field="act")
        made = RequestAct.objects.create(request=row, act=act, verb=line.verb, by=actor.username, at=clock.now())
        _record(actor, acts.CITE, row, f"Señaló el acto {act} por el pedido {row}.")
    return made


def inform(*, actor: Any, request: DataRequest, to: str, on: date, how: str) -> Informed:
    """Whoever had received the data was told of the change (Ley 29733, art. 20)."""
    with _locked(actor, ANSWER, request) as row:
        if row.right == Right.ACCESS or (not row.acts.exists() and row.right == Right.RECTIFY):
            raise Refused(_("Solo se comunica lo que se cambió: señale antes el acto."), field="to")
        if not to.strip() or not how.strip():
            raise Refused(_("Escriba a quién se comunicó y con qué documento."), field="to")
        if on > clock.today():
            raise Refused(_("Se comunicó un día que ya llegó."), field="on")
        made = Informed.objects.create(request=row, to=to.strip(), on=on, how=how.strip(), by=actor.username)
        _record(actor, acts.INFORM, row, f"Comunicó a {made.to} lo cambiado por el pedido {row}.")
    return made


@contextmanager
def _locked(actor: Any, action: str, request: DataRequest) -> Iterator[DataRequest]:
    with transaction.atomic():
        rows = DataRequest.objects.select_for_update(of=("self",)).select_related("establishment", "person")
        row = rows.get(pk=request.pk)
        require(actor, action, establishment_id=row.establishment_id)
        yield row


@contextmanager
def _open(actor: Any, action: str, request: DataRequest) -> Iterator[DataRequest]:
    with _locked(actor, action, request) as row:
        if row.state != State.OPEN:
            raise Refused(_("Ese pedido ya se respondió."))
        yield row


def _record(actor: Any, verb: Verb, row: DataRequest, sentence: str, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"data_request:{row.pk}",
        sentence=sentence,
        stream=row.establishment.code,
        reason=reason,
    )
