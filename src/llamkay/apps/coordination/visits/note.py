"""A press note drafted from a visit: who came, who received where, what happened, live figures, what was promised."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.coordination import acts
from llamkay.apps.coordination.models import Quotation, Visit
from llamkay.apps.coordination.permissions import VISITS
from llamkay.apps.coordination.visits.papers import exhibitor_words
from llamkay.apps.coordination.visits.queries import FigureLine, StopLine, Whole, whole
from llamkay.apps.press.queries import published_note
from llamkay.apps.press.services import add_figure, draft_note
from llamkay.core.errors import Refused
from llamkay.core.notes import date_es, format_number_es
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import EVERYTHING

TITLE = 200


@transaction.atomic
def draft(*, actor: Any, visit: Visit) -> Visit:
    """Draft the note of a visit that was held, with a token for each figure that may be said; it is edited in «Notas».

    Who receives is paired with their prison by key, never by the order of two lists.
    """
    require(actor, VISITS)
    locked = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if locked.state not in ("held", "minuted"):
        raise Refused(_("La nota se redacta cuando la visita ya se realizó."))
    if locked.note_id:
        raise Refused(_("La visita ya tiene su nota."))
    found = whole(locked, today=clock.today(), scope=EVERYTHING)
    tokens, paragraphs = _paragraphs(found)
    note = draft_note(
        actor=actor, title=locked.title[:TITLE].rstrip("."), subtitle=_subtitle(found), paragraphs=paragraphs
    )
    for name, line in tokens.items():
        place = line.figure.establishment
        add_figure(
            actor=actor,
            note=note,
            name=name,
            metric=line.figure.metric,
            month=line.reading.month or locked.on,
            key=line.figure.key,
            establishment_code=place.code if place else "",
        )
    return _linked(actor, locked, note, "se redactó su nota")


@transaction.atomic
def link(*, actor: Any, visit: Visit, number: str) -> Visit:
    """Name the published note of a visit that was held."""
    require(actor, VISITS)
    locked = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if locked.state not in ("held", "minuted"):
        raise Refused(_("La nota se redacta cuando la visita ya se realizó."))
    found = published_note(number)
    if found is None:
        raise Refused(_("No hay una nota publicada con ese número: escríbalo como 098-2026."), "number")
    return _linked(actor, locked, found, f"su nota es la {found.line}")


def _linked(actor: Any, visit: Visit, note: Any, words: str) -> Visit:
    visit.note = note
    visit.no_note_why = ""
    visit.save()
    audit.record(
        actor=actor.username,
        verb=acts.NOTE_OF_VISIT,
        target=f"visit:{visit.pk}",
        sentence=f"De «{visit.title}» {words}.",
        stream="national",
    )
    return visit


def _subtitle(found: Whole) -> str:
    return f"{date_es(found.visit.on)}: {_and([str(line.host) for line in found.hosts])}"[:300]


def _paragraphs(found: Whole) -> tuple[dict[str, FigureLine], list[str]]:
    """The text with its tokens, and the figure behind each."""
    tokens: dict[str, FigureLine] = {}
    texts = [_lead(found)]
    rows = Quotation.objects.filter(visit=found.visit, allowed=True).select_related("visitor", "host__post")
    hosts = {line.host.pk: line for line in found.hosts}
    for row in rows:
        said_by = (
            f"{row.visitor.name}, {row.visitor.post_title}"
            if row.visitor
            else f"{hosts[row.host_id].name}, {row.host.post.title} de {row.host}"
        )
        texts.append(f"«{row.text.rstrip('.')}», expresó {said_by}.")
    for line in found.hosts:
        stops = [stop for stop in found.of(line.host.establishment_id) if stop.stop.happened]
        if stops:
            sentences = " ".join(_sentence(stop, tokens) for stop in stops)
            texts.append(f"En {line.host.establishment}: {sentences}")
    if found.commitments:
        promised = "; ".join(
            f"{line.commitment.what[:1].lower()}{line.commitment.what[1:]} ({line.institution}, hasta el "
            f"{date_es(line.due_on)})"
            for line in found.commitments
            if line.commitment.public
        )
        texts.append(f"De la visita nacieron estos compromisos, cuyo avance puede seguirse en público: {promised}.")
    return tokens, texts


def _lead(found: Whole) -> str:
    leader = found.leader
    who = f"{leader.visitor.name}, {leader.visitor.post_title}" if leader else "Una delegación"
    body = f" ({leader.acronym})" if leader and leader.acronym else ""
    aim = found.visit.purpose.rstrip(".")
    receives = "; ".join(f"en {line.host}, {line.name}, {line.host.post.title}" for line in found.hosts)
    return (
        f"{who}{body}, visitó el {date_es(found.visit.on)} {_and([str(line.host) for line in found.hosts])}. "
        f"El propósito: {aim[:1].lower()}{aim[1:]}. Recibieron la visita: {receives}."
    )


def _sentence(line: StopLine, tokens: dict[str, FigureLine]) -> str:
    parts = [line.stop.happened.rstrip(".") + "."]
    if words := exhibitor_words(line):
        parts.append(words)
    for figure in line.figures:
        if figure.value is None:
            continue
        if figure.named is None:
            continue
        own = figure.figure.establishment_id == line.stop.host.establishment_id  # the paragraph says where
        label = str(replace(figure.named, place="") if own else figure.named)
        if figure.repeated:
            parts.append(f"{label}: {format_number_es(figure.value)}, según la {figure.source}.")
        else:
            name = f"cifra-{len(tokens) + 1}"
            tokens[name] = figure
            parts.append(f"{label}: {{{{figure:{name}}}}}.")
    return " ".join(parts)


def _and(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} y {items[-1]}"
