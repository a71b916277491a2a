"""Requests for release by redeemed time, from the day they are handed in to the decision; each act leaves its step."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from llamkay.apps.people.queries import convictions_of, custody_on, stage_on
from llamkay.apps.remission import acts, permissions
from llamkay.apps.remission.certificates.services import issue_certificate
from llamkay.apps.remission.counts.statements import law_today, make_statement, remember_law
from llamkay.apps.remission.debts import gate_of
from llamkay.apps.remission.models import Certificate, Request, RequestPaper, RequestStep, Statement
from llamkay.apps.remission.words import sentence, stored, text
from llamkay.core.errors import Refused
from llamkay.core.remission import rates, words
from llamkay.core.remission.procedure import (
    Debt,
    DebtGate,
    Gate,
    Procedure,
    Purpose,
    Sentenced,
    Term,
    WorkingCalendar,
    procedure,
)
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security import scope
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.people.models import Conviction, Person


State, Decider = Request.State, Request.Decider
OPEN = (State.FILED, State.COMPUTED, State.COUNCIL, State.SENT)
CERTIFICATE = "certificate"


def file_request(
    *,
    actor: Any,
    person: "Person",
    purpose: str,
    filed_by: str,
    filed_at: datetime | None = None,
    debt: str = Debt.UNKNOWN,
) -> Request:
    """Receive a request: number it, work out who decides, its papers and deadlines by the rules of that day.

    A refusal never bars a new one; a second request of the same kind while one is open is refused in a sentence.
    Raises ``PermissionDenied`` or ``Refused``.
    """
    filed_at = (filed_at or clock.now()).astimezone(clock.LIMA)
    held = custody_on(person, clock.today())
    if held is None:
        raise Refused(
            _("{person.code} no está bajo custodia hoy: no hay quién reciba su solicitud.").format(person=person)
        )
    place = held.establishment
    require(actor, permissions.FILE_REQUEST, establishment_id=place.pk)
    if filed_at > clock.now():
        raise Refused(
            _("La solicitud se presentó el {filed_at:%d/%m/%Y %H:%M}, que todavía no llega.").format(filed_at=filed_at)
        )
    if not filed_by.strip():
        raise Refused(_("Escriba quién presenta la solicitud."))
    with transaction.atomic():
        lock(Space.REQUESTS, place.pk)
        _no_other(person, purpose)
        found = procedure_of(person, purpose=purpose, filed_at=filed_at, debt=debt)
        if found.decider is None:
            raise Refused(text(found.gaps))
        before = Request.objects.filter(person=person, purpose=purpose, state=State.REFUSED).order_by("-id").first()
        year = filed_at.year
        made = Request.objects.create(
            person=person,
            establishment=place,
            number=_next_number(place.pk, year),
            year=year,
            purpose=purpose,
            filed_on=filed_at.date(),
            filed_by=filed_by.strip()[:120],
            decider=str(found.decider),
            procedure=_stored(found, debt) | {"renews": before.pk if before else None},
            due_at=found.first_due,
            statement=_last_statement(person),
        )
        _keep_papers(made, found)
        line = f"{actor} recibió la solicitud {made} de {person.code}: {made.get_purpose_display().lower()}."
        _step(actor, made, acts.FILE_REQUEST, line, {"renews": made.procedure["renews"]})
    return made


def _next_number(establishment_id: int, year: int) -> int:
    rows = Request.objects.filter(establishment=establishment_id, year=year)
    return (rows.aggregate(Max("number"))["number__max"] or 0) + 1


def elsewhere(person: "Person", *, establishment_id: int) -> QuerySet[Request]:
    """The open requests of a person held here that another prison received; whoever calls answers for the scope."""
    rows = Request.objects.filter(person=person, state__in=OPEN).exclude(establishment=establishment_id)
    return rows.select_related("establishment", "person").order_by("id")


def take_over(*, actor: Any, person: "Person") -> list[Request]:
    """Go on with the requests that another prison received before the person came here, under a number of this one.

    Their papers, steps and deadlines stay; the prison that handed the person over no longer sees them. Raises
    ``PermissionDenied``, or ``Refused`` where there is none.
    """
    held = custody_on(person, clock.today())
    if held is None:
        raise Refused(
            _("{person.code} no está bajo custodia hoy: no hay quién reciba su solicitud.").format(person=person)
        )
    place = held.establishment
    require(actor, permissions.FILE_REQUEST, establishment_id=place.pk)
    with transaction.atomic(), scope.elevated():
        lock(Space.REQUESTS, place.pk)
        taken = list(elsewhere(person, establishment_id=place.pk).select_for_update(of=("self",)))
        if not taken:
            raise Refused(_("{person.code} no tiene solicitudes en trámite en otro penal.").format(person=person))
        for request in taken:
            came, number = request.establishment, str(request)
            request.establishment, request.number = place, _next_number(place.pk, request.year)
            request.save(update_fields=["establishment", "number"])
            line = f"{actor} recibió de {came} la solicitud {number} de {person.code}: aquí es la {request}."
            _step(actor, request, acts.TAKE_OVER, line, {"from": came.code, "number": number})
            audit.record(
                actor=actor.username,
                verb=acts.TAKE_OVER,
                target=f"request:{request.pk}",
                sentence=f"La solicitud {number} de {person.code} pasó a {place}.",
                stream=came.code,
            )
    return taken


def procedure_of(person: "Person", *, purpose: str, filed_at: datetime, debt: str = Debt.UNKNOWN) -> Procedure:
    """What the rules of the filing date give for a person, with the last count and the convictions as they stand."""
    stage, convictions = stage_on(person, filed_at.date()), list(convictions_of(person))
    return procedure(
        law=law_today(),
        purpose=Purpose(purpose),
        convictions=[_sentenced(row) for row in convictions],
        filed_at=filed_at,
        completes_on=_completes_on(_last_statement(person)),
        begins_on=min((row.starts_on for row in convictions), default=None),
        stage=f"{stage.regime}/{stage.stage}".rstrip("/") if stage else None,
        debt=Debt(debt),
    )


def compute_request(*, actor: Any, request: Request) -> Request:
    """The area counts up to today; the request takes the count, and its papers and deadlines are worked out again."""
    require(actor, permissions.COMPUTE, establishment_id=request.establishment_id)
    with transaction.atomic():
        found = _locked(request, (State.FILED, State.COMPUTED, State.COUNCIL))
        found.statement = make_statement(actor=actor, person=found.person)
        _renew_procedure(found)
        if found.state == State.FILED:
            found.state = State.COMPUTED
        found.save()
        line = f"{actor} computó la solicitud {found} de {found.person.code} al {found.statement.as_of:%d/%m/%Y}."
        _step(actor, found, acts.COMPUTE_REQUEST, line, {"statement": found.statement_id})
    return found


def note_debt(*, actor: Any, request: Request, debt: str, reference: str) -> Request:
    """Write how the person stands with the 10 %, with the paper that says so: it holds back the certificate of work."""
    require(actor, permissions.COMPUTE, establishment_id=request.establishment_id)
    if not reference.strip():
        raise Refused(_("Escriba el documento que lo acredita: la liquidación, el recibo o el acuerdo."))
    with transaction.atomic():
        found = _locked(request, OPEN)
        gate = gate_of(found.person, noted=debt, kinds=["work"])
        found.procedure |= {"debt": str(Debt(debt)), "gate": gate.as_dict()}
        found.save()
        why = words.sentence(gate.text)
        line = f"{actor} registró la deuda del 10 % de {found.person.code} en la solicitud {found}: {why}"
        _step(actor, found, acts.NOTE_DEBT, line, {"debt": debt, "reference": reference.strip()})
    return found


def receive_paper(*, actor: Any, request: Request, code: str, received_on: date, reference: str) -> RequestPaper:
    """Write that a paper of the file has come, with its number; the certificate comes only by being issued."""
    require(actor, permissions.FILE_REQUEST, establishment_id=request.establishment_id)
    if code == CERTIFICATE:
        raise Refused(_("El certificado de cómputo no se recibe: emítalo desde esta solicitud."))
    if received_on > clock.today():
        raise Refused(
            _("El papel llegó el {received_on:%d/%m/%Y}, que todavía no llega.").format(received_on=received_on)
        )
    if not reference.strip():
        raise Refused(_("Escriba el número o la seña del documento."))
    with transaction.atomic():
        found = _locked(request, OPEN)
        paper = found.papers.filter(code=code).first()
        if paper is None:
            raise Refused(_("La solicitud no pide ese papel."))
        paper.received_on, paper.reference = received_on, reference.strip()[:120]
        paper.save()
        line = f"{actor} recibió para la solicitud {found}: {words.sentence(paper.named).lower()} ({paper.reference})."
        _step(actor, found, acts.RECEIVE_PAPER, line, {"paper": code, "reference": paper.reference})
    return paper


def certify_request(*, actor: Any, request: Request, kind: str, ground: str = "") -> Certificate:
    """Issue the certificate of the request, unless a debt of the 10 % holds it back (art. 67).

    With an agreement to pay in parts the text admits two readings: whoever issues it writes the ground.
    """
    require(actor, permissions.COMPUTE, establishment_id=request.establishment_id)
    with transaction.atomic():
        found = _locked(request, (State.COMPUTED, State.COUNCIL))
        kinds = ("work", "study") if kind == Certificate.Kind.BOTH else (kind,)
        gate = gate_of(found.person, noted=found.procedure["debt"], kinds=kinds)
        if gate.gate in (Gate.CLOSED, Gate.UNKNOWN):
            raise Refused(sentence(gate.text))
        if gate.gate is Gate.TWO_READINGS and not ground.strip():
            raise Refused(_("{why} Escriba el fundamento.").format(why=sentence(gate.text)))
        made = issue_certificate(actor=actor, person=found.person, kind=kind)
        found.certificate, found.statement = made, made.statement
        found.save()
        found.papers.filter(code=CERTIFICATE).update(
            received_on=made.issued_at.astimezone(clock.LIMA).date(), reference=str(made)
        )
        line = f"{actor} emitió el certificado {made} para la solicitud {found} de {found.person.code}."
        _step(actor, found, acts.CERTIFY_REQUEST, line, {"certificate": made.pk, "ground": ground.strip()}, ground)
    return made


def council_session(
    *, actor: Any, request: Request, held_on: date, present: int, minutes: str, favourable: bool, opinion: str
) -> Request:
    """Write what the technical council (consejo técnico penitenciario) agreed: day, members, minutes, opinion."""
    require(actor, permissions.COUNCIL, establishment_id=request.establishment_id)
    if held_on > clock.today() or held_on < request.filed_on:
        raise Refused(
            _(
                "La sesión del {held_on:%d/%m/%Y} debe estar entre la presentación, {request.filed_on:%d/%m/%Y}, y hoy."
            ).format(held_on=held_on, request=request)
        )
    (quorum,) = law_today().in_force("procedure.council.quorum", on=held_on)
    if present < quorum.value:
        raise Refused(
            _(
                "Con {present} miembros no hay quórum: se necesitan {quorum.value} ({quorum.norm}, arts. "
                "{quorum.article})."
            ).format(present=present, quorum=quorum)
        )
    if not minutes.strip() or not opinion.strip():
        raise Refused(_("Escriba el número del acta y lo que el consejo acordó."))
    with transaction.atomic():
        found = _locked(request, (State.COMPUTED, State.COUNCIL))
        found.state = State.COUNCIL
        found.save()
        opinion_words = "favorable" if favourable else "desfavorable"
        line = f"El consejo técnico, en el acta {minutes.strip()}, dio opinión {opinion_words} a la solicitud {found}."
        details = {
            "held_on": held_on.isoformat(),
            "present": present,
            "minutes": minutes.strip(),
            "favourable": favourable,
            "opinion": opinion.strip(),
        }
        _step(actor, found, acts.COUNCIL, line, details)
    return found


def settle_decider(*, actor: Any, request: Request, decider: str, ground: str) -> Request:
    """Settle who decides where the text admits two readings; the ground stays with the request."""
    require(actor, permissions.DECIDE, establishment_id=request.establishment_id)
    if decider not in (Decider.DIRECTOR, Decider.JUDGE):
        raise Refused(_("Elija quién resuelve: la dirección o el juzgado."))
    if not ground.strip():
        raise Refused(_("Escriba el fundamento: la norma admite dos lecturas."))
    with transaction.atomic():
        found = _locked(request, (State.FILED, State.COMPUTED, State.COUNCIL))
        if found.decider != Decider.DISPUTED:
            raise Refused(_("No está en duda quién resuelve esta solicitud."))
        found.decider = decider
        found.procedure |= {"settled": {"decider": decider, "ground": ground.strip(), "by": actor.username}}
        found.due_at = _due(first) if (first := _first(found)) else None
        found.save()
        line = f"{actor} definió que resuelve la solicitud {found}: {found.get_decider_display().lower()}."
        _step(actor, found, acts.SETTLE, line, {"decider": decider, "ground": ground.strip()}, ground)
    return found


def send_request(*, actor: Any, request: Request, sent_at: datetime, court: str, charge: str) -> Request:
    """Send the whole file to the judge; the judge's time runs from the day the court has it (``charge``: its stamp)."""
    require(actor, permissions.DECIDE, establishment_id=request.establishment_id)
    if not court.strip() or not charge.strip():
        raise Refused(_("Escriba el juzgado y el número del cargo de recepción."))
    if sent_at > clock.now() or sent_at < datetime.fromisoformat(request.procedure["filed_at"]):
        raise Refused(
            _("El envío del {sent_at:%d/%m/%Y %H:%M} debe estar entre la presentación y ahora.").format(sent_at=sent_at)
        )
    with transaction.atomic():
        found = _locked(request, (State.COMPUTED, State.COUNCIL))
        if found.decider != Decider.JUDGE:
            raise Refused(_("Esta solicitud no la resuelve el juzgado: resuélvala o defina primero quién resuelve."))
        _whole(found)
        found.state = State.SENT
        found.due_at = _after(found, "send", sent_at)
        found.save()
        line = f"{actor} envió la solicitud {found} de {found.person.code} a {court.strip()} (cargo {charge.strip()})."
        details = {"sent_at": sent_at.isoformat(), "court": court.strip(), "charge": charge.strip()}
        _step(actor, found, acts.SEND, line, details)
    return found


def decide_request(
    *, actor: Any, request: Request, granted: bool, ground: str, resolution: str, notified_at: datetime
) -> Request:
    """Write the decision with its ground: the director's own, or the judge's as it was notified."""
    require(actor, permissions.DECIDE, establishment_id=request.establishment_id)
    if not ground.strip() or not resolution.strip():
        raise Refused(_("Escriba el número de la resolución y su fundamento."))
    if notified_at > clock.now() or notified_at < datetime.fromisoformat(request.procedure["filed_at"]):
        raise Refused(
            _("La notificación del {notified_at:%d/%m/%Y %H:%M} debe estar entre la presentación y ahora.").format(
                notified_at=notified_at
            )
        )
    with transaction.atomic():
        found = _locked(request, OPEN)
        if found.decider == Decider.DISPUTED:
            raise Refused(_("Primero defina, con su fundamento, quién resuelve: la norma admite dos lecturas."))
        if found.decider == Decider.JUDGE and found.state != State.SENT:
            raise Refused(_("El juzgado resuelve lo que se le envió: registre antes el envío del expediente."))
        if found.decider == Decider.DIRECTOR and granted:
            _whole(found)
        found.state = State.GRANTED if granted else State.REFUSED
        found.ground = ground.strip()
        found.due_at = _after(found, "decide", notified_at) if granted else None
        found.save()
        who = "La dirección" if found.decider == Decider.DIRECTOR else "El juzgado"
        done = "concedió" if granted else "denegó"
        line = f"{who} {done} la solicitud {found} de {found.person.code} (resolución {resolution.strip()})."
        details = {"resolution": resolution.strip(), "notified_at": notified_at.isoformat()}
        _step(actor, found, acts.DECIDE, line, details, ground)
    return found


def note_release(*, actor: Any, request: Request, released_at: datetime, reference: str) -> Request:
    """Write that a granted request was carried out and told to the regional office; its clock stops."""
    require(actor, permissions.DECIDE, establishment_id=request.establishment_id)
    if released_at > clock.now():
        raise Refused(
            _("La excarcelación es del {released_at:%d/%m/%Y %H:%M}, que todavía no llega.").format(
                released_at=released_at
            )
        )
    if not reference.strip():
        raise Refused(_("Escriba el oficio con que se comunicó a la dirección regional."))
    with transaction.atomic():
        found = _locked(request, (State.GRANTED,))
        if found.steps.filter(details__has_key="released_at").exists():
            raise Refused(_("La excarcelación ya está registrada."))
        found.due_at = None
        found.save()
        line = f"{actor} registró la excarcelación por la solicitud {found} de {found.person.code}."
        _step(
            actor, found, acts.RELEASE, line, {"released_at": released_at.isoformat(), "reference": reference.strip()}
        )
    return found


def withdraw_request(*, actor: Any, request: Request, reason: str) -> Request:
    """Close a request that the person no longer wants; another may be filed at any time."""
    require(actor, permissions.FILE_REQUEST, establishment_id=request.establishment_id)
    if not reason.strip():
        raise Refused(_("Escriba por qué se desiste."))
    with transaction.atomic():
        found = _locked(request, OPEN)
        found.state, found.due_at = State.WITHDRAWN, None
        found.save()
        line = f"{actor} registró el desistimiento de la solicitud {found} de {found.person.code}."
        _step(actor, found, acts.WITHDRAW, line, {}, reason)
    return found


def missing_of(request: Request, papers: Iterable[RequestPaper], gate: DebtGate | None = None) -> list[str]:
    """What the request still lacks before it can be sent or granted, each in a sentence; empty when closed.

    ``gate`` is that of the debt as it stands today; without it, it is asked for.
    """
    if request.state not in OPEN:
        return []
    stored_procedure, found = request.procedure, []
    gate = gate or gate_of(request.person, noted=stored_procedure["debt"], kinds=["work"])
    if request.decider == Decider.DISPUTED:
        found.append(_("Definir quién resuelve, con su fundamento."))
    if request.state == State.FILED or request.statement is None:
        found.append(_("El cómputo del área."))
    elif request.statement.result["fraction"] is None:
        found.append(_("Resolver la lectura del cómputo: no da una sola cifra."))
    depends = {item["code"]: item["depends"] for item in stored_procedure["papers"]}
    for paper in papers:
        if paper.received_on is None:
            on = stored(depends.get(paper.code, ()))
            found.append(f"{paper.name} ({on})." if on else f"{paper.name}.")
            if paper.code == CERTIFICATE and gate.gate != Gate.OPEN:
                found.append(sentence(gate.text))
    if request.purpose != Request.Purpose.SERVED and request.state in (State.FILED, State.COMPUTED):
        found.append(_("La sesión del consejo técnico, que organiza el expediente."))
    unmet = _("Condición que no se cumple: {condition}")
    found += [unmet.format(condition=stored([c["text"]])) for c in stored_procedure["conditions"] if c["met"] is False]
    if request.state == State.SENT:
        found.append(_("La resolución del juzgado."))
    return found


# ---------------------------------------------------------------------------------------------------- what they share


def _sentenced(row: "Conviction") -> Sentenced:
    conviction = rates.Conviction(
        offence=row.offence.strip().upper(),
        paragraph=row.paragraph or None,
        tags=frozenset(row.tags),
        committed_on=row.committed_on,
        final_on=row.final_on,
    )
    return Sentenced(conviction, row.years, row.months, row.days)


def _last_statement(person: "Person") -> Statement | None:
    return Statement.objects.filter(person=person, replaced_by=None).order_by("-id").first()


def _completes_on(statement: Statement | None) -> date | None:
    release = (statement.result.get("release") or {}) if statement else {}
    text = release.get("with_remission")
    return date.fromisoformat(text) if text else None


def _no_other(person: "Person", purpose: str) -> None:
    with scope.elevated():
        rows = Request.objects.filter(person=person, purpose=purpose, state__in=OPEN)
        other = rows.select_related("establishment").first()
    if other:
        raise Refused(
            _(
                "La solicitud {other} de {name}, de la misma clase, está en trámite: debe terminar o "
                "registrarse su desistimiento."
            ).format(other=other, name=other.establishment.name)
        )


def _stored(procedure: Procedure, debt: str) -> dict[str, Any]:
    return procedure.as_dict() | {"debt": str(Debt(debt)), "law_version": remember_law().version}


def _keep_papers(request: Request, procedure: Procedure) -> None:
    there = set(request.papers.values_list("code", flat=True))
    wanted = {paper.code for paper in procedure.papers}
    request.papers.filter(received_on=None).exclude(code__in=wanted).delete()
    RequestPaper.objects.bulk_create(
        RequestPaper(
            request=request,
            code=paper.code,
            rule=paper.source.rule,
            norm=paper.source.norm,
            article=paper.source.article,
        )
        for paper in procedure.papers
        if paper.code not in there
    )


def _renew_procedure(request: Request) -> None:
    """Work the procedure out again with what is now known; what was settled or said of the debt stays."""
    stored_procedure = request.procedure
    filed_at = datetime.fromisoformat(stored_procedure["filed_at"])
    found = procedure_of(request.person, purpose=request.purpose, filed_at=filed_at, debt=stored_procedure["debt"])
    if found.decider is None:
        raise Refused(text(found.gaps))
    request.procedure = _stored(found, stored_procedure["debt"]) | {
        key: stored_procedure[key] for key in ("renews", "settled") if key in stored_procedure
    }
    if "settled" not in stored_procedure:
        request.decider = str(found.decider)
        request.due_at = found.first_due
    _keep_papers(request, found)


def _locked(request: Request, states: Iterable[str]) -> Request:
    found = Request.objects.select_for_update(of=("self",)).select_related("person", "establishment").get(pk=request.pk)
    if found.state not in states:
        raise Refused(
            _("La solicitud {found} está {state}: eso ya no corresponde.").format(
                found=found, state=found.get_state_display().lower()
            )
        )
    return found


# The routes of who decides; while that is in doubt, every one.
_ROUTES: Mapping[str, tuple[str, ...]] = {
    Decider.DIRECTOR: ("director", "director_before"),
    Decider.JUDGE: ("judge", "benefit"),
}


def routes_of(request: Request) -> dict[str, list[dict[str, Any]]]:
    """The steps that bind the request, by route: that of who decides it, or both while that is in doubt."""
    mine = _ROUTES.get(request.decider)
    return {name: steps for name, steps in request.procedure["steps"].items() if mine is None or name in mine}


def route_of(request: Request) -> list[dict[str, Any]]:
    """The steps of every route that binds the request."""
    return [step for steps in routes_of(request).values() for step in steps]


def _first(request: Request) -> dict[str, Any] | None:
    return next((step for step in route_of(request) if step["after"] == "filed" and step["due"]), None)


def _due(step: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(step["due"])


def _after(request: Request, code: str, moment: datetime) -> datetime | None:
    """The deadline of the first timed step that runs from another one that happened at a moment."""
    calendar = WorkingCalendar(law_today())
    for step in route_of(request):
        if step["after"] == code and step["term"] and step["code"] != "appeal":
            return Term.of(step["term"]).due(moment.astimezone(clock.LIMA), calendar)
    return None


def _whole(request: Request) -> None:
    """Raise unless nothing that the law surely asks for is missing."""
    optional = {item["code"] for item in request.procedure["papers"] if item["depends"]}
    absent = [paper.name for paper in request.papers.all() if paper.received_on is None and paper.code not in optional]
    if request.statement_id is None:
        absent.insert(0, _("El cómputo del área"))
    if request.purpose != Request.Purpose.SERVED and request.state != State.COUNCIL:
        absent.append(_("La sesión del consejo técnico"))
    if absent:
        raise Refused(_("Al expediente le falta: {absent}.").format(absent="; ".join(absent)))


def _step(
    actor: Any, request: Request, verb: Verb, sentence: str, details: dict[str, Any], reason: str = ""
) -> RequestStep:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"request:{request.pk}",
        sentence=sentence,
        stream=request.establishment.code,
        reason=reason.strip(),
        details={"request": request.pk} | details,
    )
    return RequestStep.objects.create(
        request=request,
        state=request.state,
        at=clock.now(),
        by=actor.username,
        sentence=sentence,
        details=details | ({"reason": reason.strip()} if reason.strip() else {}),
    )
