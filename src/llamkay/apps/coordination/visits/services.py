"""Writes of the visits: prepared part by part, briefed, held, minuted, closed; forwards only."""

import hashlib
import re
from datetime import date, time
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.coordination import acts
from llamkay.apps.coordination.figures import check_measure
from llamkay.apps.coordination.models import (
    Gift,
    Quotation,
    Stop,
    StopFigure,
    TalkingPoint,
    Visit,
    VisitHost,
    Visitor,
    VisitPaper,
)
from llamkay.apps.coordination.permissions import APPROVE_REPEATED, PLAN
from llamkay.apps.coordination.visits.queries import Whole, whole
from llamkay.apps.press.queries import published_note
from llamkay.apps.statistics.kinds import QUARTERLY
from llamkay.core.coordination.visits import Step
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import EVERYTHING

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment, Institution, Post

Row = TypeVar("Row", bound=models.Model)
BEFORE, DURING, AFTER = ("planned",), ("planned", "briefed"), ("planned", "briefed", "held", "minuted")
MOST_STOPS = 40
LACKS = {
    "outcome": gettext_lazy("qué se busca con la visita"),
    "hosts": gettext_lazy("a qué penales va"),
    "holders": gettext_lazy("quién ocupa ese día el cargo que recibe"),
    "visitors": gettext_lazy("quién viene"),
    "leads": gettext_lazy("quién encabeza la visita"),
    "clearance": gettext_lazy("la autorización de ingreso de cada visitante"),
    "stops": gettext_lazy("las paradas"),
    "day": gettext_lazy("que llegue el día de la visita"),
    "unwritten": gettext_lazy("qué pasó en cada parada, o por qué no se visitó"),
    "commitments": gettext_lazy("los compromisos, o por qué nadie se comprometió a nada"),
    "signatures": gettext_lazy("quién firmó el acta y sus rectificaciones, o por qué no"),
    "note": gettext_lazy("la nota de prensa, o por qué no la hay"),
    "lessons": gettext_lazy("qué se aprendió"),
}


@transaction.atomic
def save_visit(
    *, actor: Any, title: str, on: date, starts_at: time, purpose: str, outcome: str = "", visit: Visit | None = None
) -> Visit:
    """Begin a visit, or change what it is for and when; once it was held neither changes."""
    require(actor, PLAN)
    title, purpose = " ".join(title.split()), purpose.strip()
    if not title or not purpose:
        raise Refused(_("Escriba el título y para qué es la visita."))
    found = _locked(visit, DURING) if visit else Visit(entered_by=actor.username, entered_at=clock.now())
    found.title, found.on, found.starts_at, found.purpose, found.outcome = (
        title,
        on,
        starts_at,
        purpose,
        outcome.strip(),
    )
    found.save()
    _record(actor, acts.PLAN_VISIT, found, f"Se preparó la visita «{found.title}» del {on:%d/%m/%Y}.")
    return found


@transaction.atomic
def set_host(*, actor: Any, visit: Visit, establishment: "Establishment", post: "Post", order: int) -> VisitHost:
    """A prison that is visited, and the post that receives there: paired by the prison, never by their order."""
    require(actor, PLAN)
    locked = _locked(visit, DURING)
    if post.establishment_id != establishment.pk:
        raise Refused(_("«{post}» no es un cargo de {place}.").format(post=post, place=establishment), "post")
    found = VisitHost.objects.filter(visit=locked, establishment=establishment).first()
    found = found or VisitHost(visit=locked, establishment=establishment)
    found.post, found.order = post, order
    found.save()
    _record(actor, acts.PLAN_VISIT, locked, f"«{locked.title}» va a {establishment}; recibe: {post}.")
    return found


@transaction.atomic
def set_visitor(
    *,
    actor: Any,
    visit: Visit,
    name: str,
    post_title: str,
    order: int,
    institution: "Institution | None" = None,
    leads: bool = False,
    clearance: str = Visitor.Clearance.PENDING,
    reference: str = "",
    item: Visitor | None = None,
) -> Visitor:
    """Somebody who comes; one alone leads. A clearance needs its document."""
    require(actor, PLAN)
    locked = _locked(visit, DURING)
    if not name.strip() or not post_title.strip():
        raise Refused(_("Escriba el nombre y el cargo de quien viene."))
    if clearance != Visitor.Clearance.PENDING and not reference.strip():
        raise Refused(_("Escriba el documento que autoriza o niega el ingreso."), "reference")
    found = item or Visitor(visit=locked)
    if leads and locked.visitors.filter(leads=True).exclude(pk=found.pk).exists():
        raise Refused(_("Otra persona ya encabeza la visita: cámbielo primero."), "leads")
    found.name, found.post_title, found.order, found.institution = name.strip(), post_title.strip(), order, institution
    found.leads, found.clearance, found.reference = leads, clearance, reference.strip()
    found.save()
    _record(actor, acts.PLAN_VISIT, locked, f"Viene a «{locked.title}»: {found.name}, {found.post_title}.")
    return found


@transaction.atomic
def set_stop(
    *,
    actor: Any,
    visit: Visit,
    host: VisitHost,
    order: int,
    place: str,
    minutes: int,
    shown: str,
    way: int = 0,
    speaker: str = "",
    images: str = Stop.Images.NONE,
    consents: int = 0,
    risks: str = "",
    questions: str = "",
    avoid: str = "",
    item: Stop | None = None,
) -> Stop:
    """A place where the visit stops. Pictures of people need signed consents, counted and never named here."""
    require(actor, PLAN)
    locked = _locked(visit, DURING)
    if host.visit_id != locked.pk:
        raise Refused(_("Ese penal no es de esta visita."), "host")
    if not place.strip() or not shown.strip():
        raise Refused(_("Escriba el lugar y qué se muestra."))
    if not 1 <= minutes <= 240 or not 0 <= way <= 240:
        raise Refused(_("Una parada dura de 1 a 240 minutos."), "minutes")
    if images == Stop.Images.CONSENT and not consents:
        raise Refused(_("Sin consentimientos firmados no se retrata a nadie: elija otra regla."), "images")
    stops = Stop.objects.filter(host__visit=locked)
    if item is None and stops.count() >= MOST_STOPS:
        raise Refused(_("Una visita tiene cuarenta paradas como máximo."))
    found = item or Stop()
    found.host, found.order, found.place, found.minutes, found.way = host, order, place.strip(), minutes, way
    found.shown, found.speaker, found.images, found.consents = shown.strip(), speaker.strip(), images, consents
    found.risks, found.questions, found.avoid = risks.strip(), questions.strip(), avoid.strip()
    found.save()
    _record(actor, acts.PLAN_VISIT, locked, f"Parada de «{locked.title}»: {found.place}.")
    return found


@transaction.atomic
def add_figure(
    *,
    actor: Any,
    visit: Visit,
    stop: Stop,
    metric: str,
    key: str = "",
    establishment: "Establishment | None" = None,
    note: str = "",
    value: int | None = None,
    reason: str = "",
) -> StopFigure:
    """A figure told at a stop, read live; or a count of children that a published note on file told, with its reason.

    A repeated count waits for a second person (``approve_repeated``). The note must say that very number.
    """
    require(actor, PLAN)
    locked = _locked(visit, DURING)
    check_measure(metric=metric, key=key, target=1)
    found = StopFigure(stop=stop, metric=metric, key=key, establishment=establishment)
    if note or value is not None or reason:
        if metric not in QUARTERLY:
            raise Refused(_("Solo se repiten de una nota las cifras de niñas, niños y gestantes."), "note")
        source = published_note(note)
        if source is None:
            raise Refused(_("No hay una nota publicada con ese número: escríbalo como 098-2026."), "note")
        if value is None or not _says(source.published.document["paragraphs"], value):
            raise Refused(_("La nota {line} no dice ese número.").format(line=source.line), "value")
        if len(reason.strip()) < 10:
            raise Refused(_("Escriba por qué se repite: ese motivo se imprime."), "reason")
        found.note, found.value, found.reason, found.requested_by = source, value, reason.strip(), actor.username
    found.save()
    _record(actor, acts.PLAN_VISIT, locked, f"Cifra «{metric}» en la parada {stop} de «{locked.title}».")
    return found


def _says(paragraphs: list[str], value: int) -> bool:
    """Whether a text tells a number standing alone."""
    return any(re.search(rf"(?<![\d.,]){value}(?![\d%]|[.,]\d)", text) for text in paragraphs)


@transaction.atomic
def approve_repeated(*, actor: Any, figure: StopFigure) -> StopFigure:
    """A second person lets a count be said that the house itself published; never who asked for it."""
    require(actor, APPROVE_REPEATED)
    found = StopFigure.objects.select_for_update(of=("self",)).select_related("stop__host__visit").get(pk=figure.pk)
    if found.note_id is None or found.approved_by:
        raise Refused(_("Esa cifra no espera una segunda firma."))
    if found.requested_by == actor.username:
        raise Refused(_("Usted la pidió: la aprueba otra persona."))
    found.approved_by = actor.username
    found.save()
    visit = found.stop.host.visit
    _record(actor, acts.APPROVE_REPEATED, visit, f"{actor} dejó decir en «{visit.title}» una cifra ya publicada.")
    return found


@transaction.atomic
def set_point(*, actor: Any, visit: Visit, order: int, theme: str, text: str, item: TalkingPoint | None = None) -> Any:
    """Something that the visitor may say."""
    require(actor, PLAN)
    locked = _locked(visit, DURING)
    if not theme.strip() or not text.strip():
        raise Refused(_("Escriba el tema y lo que se puede decir."))
    found = item or TalkingPoint(visit=locked)
    found.order, found.theme, found.text = order, theme.strip(), text.strip()
    found.save()
    _record(actor, acts.PLAN_VISIT, locked, f"Punto para hablar en «{locked.title}»: {found.theme}.")
    return found


@transaction.atomic
def add_gift(*, actor: Any, visit: Visit, what: str, maker: str, price: int, receipt: str, recipient: Visitor) -> Gift:
    """Something that is given: bought from whoever made it, with its receipt."""
    require(actor, PLAN)
    locked = _locked(visit, AFTER)
    if recipient.visit_id != locked.pk:
        raise Refused(_("Quien lo recibe no viene a esta visita."), "recipient")
    if not what.strip() or not maker.strip() or not receipt.strip():
        raise Refused(_("Escriba qué se da, quién lo hizo y el recibo."))
    if not 1 <= price <= 100_000_00:
        raise Refused(_("Escriba lo que costó, en soles."), "price")
    if Gift.objects.filter(visit=locked, what=what.strip(), receipt=receipt.strip()).exists():
        raise Refused(_("Ese regalo ya está escrito con ese recibo."), "receipt")
    made = Gift.objects.create(
        visit=locked, what=what.strip(), maker=maker.strip(), price=price, receipt=receipt.strip(), recipient=recipient
    )
    _record(actor, acts.PLAN_VISIT, locked, f"Regalo en «{locked.title}»: {made.what}, recibo {made.receipt}.")
    return made


@transaction.atomic
def remove(*, actor: Any, visit: Visit, item: models.Model) -> None:
    """Take a part out of a visit that has not been held."""
    require(actor, PLAN)
    locked = _locked(visit, DURING)
    _record(actor, acts.PLAN_VISIT, locked, f"Se quitó de «{locked.title}»: {item}.")
    try:
        with transaction.atomic():
            item.delete()
    except models.ProtectedError as error:
        raise Refused(_("Otra parte de la visita lo nombra: quítela primero.")) from error


# -- during and after -------------------------------------------------------------------------------------------------


@transaction.atomic
def write_stop(
    *,
    actor: Any,
    visit: Visit,
    stop: Stop,
    happened: str = "",
    skipped_why: str = "",
    inmates: int | None = None,
    former_inmates: int | None = None,
    business: int | None = None,
) -> Stop:
    """What happened at a stop and who showed something there, or why it was not visited."""
    require(actor, PLAN)
    locked = _locked(visit, ("briefed", "held"))
    if clock.today() < locked.on:
        raise Refused(_("La visita es el {on:%d/%m/%Y}: todavía no pasó nada.").format(on=locked.on))
    if bool(happened.strip()) == bool(skipped_why.strip()):
        raise Refused(_("Escriba qué pasó, o por qué no se visitó: una de las dos."), "happened")
    counts = (inmates, former_inmates, business)
    if skipped_why.strip() and any(count is not None for count in counts):
        raise Refused(_("Donde no se fue nadie expuso."), "inmates")
    found = Stop.objects.select_for_update(of=("self",)).get(pk=stop.pk)
    found.happened, found.skipped_why = happened.strip(), skipped_why.strip()
    found.inmates, found.former_inmates, found.business = counts
    found.save()
    _record(actor, acts.HOLD_VISIT, locked, f"Se escribió la parada {found} de «{locked.title}».")
    return found


@transaction.atomic
def add_quotation(
    *,
    actor: Any,
    visit: Visit,
    text: str,
    visitor: Visitor | None = None,
    host: VisitHost | None = None,
    allowed: bool = False,
) -> Quotation:
    """What a visitor or a host said, word for word."""
    require(actor, PLAN)
    locked = _locked(visit, ("briefed", "held"))
    if (visitor is None) == (host is None):
        raise Refused(_("Elija quién lo dijo: alguien que vino o quien recibió."), "visitor")
    if len(text.strip()) < 10:
        raise Refused(_("Escriba las palabras que dijo."), "text")
    made = Quotation.objects.create(
        visit=locked, visitor=visitor, host=host, text=text.strip().strip('«»“”"'), allowed=allowed
    )
    _record(actor, acts.HOLD_VISIT, locked, f"Se escribió lo que dijo {visitor or host} en «{locked.title}».")
    return made


@transaction.atomic
def write_after(*, actor: Any, visit: Visit, none_why: str = "", no_note_why: str = "", lessons: str = "") -> Visit:
    """What the visit left: why nobody promised anything, why there is no note, what was learned."""
    require(actor, PLAN)
    locked = _locked(visit, ("held", "minuted"))
    if none_why.strip() and locked.commitments.exists():
        raise Refused(_("La visita ya tiene compromisos."), "none_why")
    if no_note_why.strip() and locked.note_id:
        raise Refused(_("La visita ya tiene su nota."), "no_note_why")
    locked.none_why, locked.no_note_why, locked.lessons = none_why.strip(), no_note_why.strip(), lessons.strip()
    locked.save()
    _record(actor, acts.HOLD_VISIT, locked, f"Se escribió lo que dejó «{locked.title}».")
    return locked


@transaction.atomic
def advance(*, actor: Any, visit: Visit, step: str) -> Visit:
    """Take a visit to its next state: its brief or its minutes are made with it. Says what it lacks, all at once."""
    from llamkay.apps.coordination.visits.papers import brief, minutes

    require(actor, PLAN)
    locked = _locked(visit, AFTER)
    found = whole(locked, today=clock.today(), scope=EVERYTHING)
    if found.next_step != step:
        raise Refused(_("La visita no está para ese paso: recargue la página."))
    if found.lacks:
        words = "; ".join(str(LACKS[code]) for code in found.lacks)
        raise Refused(_("Falta escribir {words}.").format(words=words))
    if step == Step.BRIEFED:
        _issue(actor, found, VisitPaper.Kind.BRIEF, *brief(found))
    if step == Step.MINUTED:
        for line in found.hosts:
            line.host.holder = line.name
            line.host.save()
        _issue(actor, found, VisitPaper.Kind.MINUTES, *minutes(found))
    locked.state = step
    locked.save()
    _record(actor, acts.ADVANCE_VISIT, locked, f"«{locked.title}»: {audit.spanish(locked.get_state_display)}.")
    return locked


@transaction.atomic
def brief_again(*, actor: Any, visit: Visit) -> VisitPaper:
    """Another brief with the figures of now; the earlier one stays beside it."""
    from llamkay.apps.coordination.visits.papers import brief

    require(actor, PLAN)
    if not actor.actions[PLAN].everything:  # a paper of a visit is of every prison on its way
        raise PermissionDenied
    locked = _locked(visit, ("briefed",))
    found = whole(locked, today=clock.today(), scope=EVERYTHING)
    made = _issue(actor, found, VisitPaper.Kind.BRIEF, *brief(found))
    _record(actor, acts.ADVANCE_VISIT, locked, f"«{locked.title}»: ayuda memoria {made.number}.")
    return made


def _issue(actor: Any, found: Whole, kind: str, document: dict[str, Any], file: bytes) -> VisitPaper:
    lines = [line for stop in found.stops for line in stop.figures]
    figures = {
        str(line.figure.pk): {
            "value": line.value,
            "as_of": line.reading.as_of.isoformat() if line.reading.as_of else None,
            "snapshots": list(line.reading.snapshots),
        }
        for line in lines
    }
    return VisitPaper.objects.create(
        visit=found.visit,
        kind=kind,
        number=VisitPaper.objects.filter(visit=found.visit, kind=kind).count() + 1,
        document=document,
        figures=figures,
        file=file,
        sha256=hashlib.sha256(file).hexdigest(),
        made_by=actor.username,
        made_at=clock.now(),
    )


def _locked(visit: Visit, states: tuple[str, ...]) -> Visit:
    found = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if found.state not in states:
        raise Refused(_("La visita está «{state}»: eso ya no cambia.").format(state=found.get_state_display()))
    return found


def _record(actor: Any, verb: Verb, visit: Visit, sentence: str) -> None:
    audit.record(actor=actor.username, verb=verb, target=f"visit:{visit.pk}", sentence=sentence, stream="national")
