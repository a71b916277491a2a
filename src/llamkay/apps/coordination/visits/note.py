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
from llamkay.apps.institutions.queries import holders_on
from llamkay.apps.press.queries import published_note
from llamkay.apps.press.services import add_figure, draft_note
from llamkay.core.errors import Refused
from llamkay.core.notes import date_es, format_number_es, post_es
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import EVERYTHING

TITLE = 200
# What a figure of the prison that was visited says in a sentence; of one alone, and of others, its name and its value.
SAYS = {
    "population": "viven en el penal {} personas privadas de libertad",
    "women": "viven en el penal {} mujeres privadas de libertad",
    "working": "trabajan {} personas",
    "studying": "estudian {} personas",
    "work_or_study": "trabajan o estudian {} personas",
    "work_and_study": "trabajan y estudian {} personas",
    "children_attending": "la cuna atiende a {} niñas y niños",
    "children_living_in": "viven con sus madres {} niñas y niños",
    "pregnant": "viven en el penal {} mujeres gestantes",
    "workshops": "funcionan {} talleres",
}


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
            f"{row.visitor.name}, {post_es(row.visitor.post_title)}"
            if row.visitor
            else f"{hosts[row.host_id].name}, {post_es(row.host.post.title)} del {row.host}"
        )
        texts.append(f"«{row.text.rstrip('.')}», expresó {said_by}.")
    for line in found.hosts:
        stops = [stop for stop in found.of(line.host.establishment_id) if stop.stop.happened]
        if stops:
            sentences = " ".join(_sentence(stop, tokens) for stop in stops)
            texts.append(f"En el {line.host.establishment}{_go_on(sentences, found)}")
    if found.commitments:
        promised = "; ".join(
            f"{_lower(line.commitment.what)} ({line.institution}, hasta el {date_es(line.due_on)})"
            for line in found.commitments
            if line.commitment.public
        )
        texts.append(f"De la visita nacieron estos compromisos, cuyo avance puede seguirse en público: {promised}.")
    return tokens, texts


def _go_on(sentences: str, found: Whole) -> str:
    """What happened, after where: within the sentence, unless it begins with a name."""
    names = {word for line in found.hosts for word in line.name.split()}
    names |= {word for line in found.visitors for word in line.visitor.name.split()}
    first, _space, rest = sentences.partition(" ")
    if first in names or first[1:2].isupper() or rest[:1].isupper():
        return f": {sentences}"
    return f", {_lower(sentences)}"


def _lead(found: Whole) -> str:
    leader = found.leader
    who = f"{leader.visitor.name}, {post_es(leader.visitor.post_title)}" if leader else "Una delegación"
    body = f" ({leader.acronym})" if leader and leader.acronym else ""
    comma = "," if leader else ""
    receives = _and(
        [f"{line.name}, {post_es(line.host.post.title)} del {line.host}" for line in found.hosts], pause=","
    )
    verb = "Recibieron" if len(found.hosts) > 1 else "Recibió"
    return (
        f"{who}{body}{comma} visitó el {date_es(found.visit.on)} {_and([f'el {line.host}' for line in found.hosts])}. "
        f"{_aim(found.visit.purpose)} {verb} la visita {receives}."
    )


def _aim(purpose: str) -> str:
    """What for, in a sentence: what begins with a verb goes on after «fue»."""
    aim = _lower(purpose.strip().rstrip("."))
    begins = aim.partition(" ")[0].endswith(("ar", "er", "ir"))
    return f"El propósito fue {aim}." if begins else f"El propósito: {aim}."


def sayings() -> list[tuple[str, str]]:
    """What was said at visits that were held and may be published: its key and its words with who said them."""
    rows = Quotation.objects.filter(allowed=True, visit__state__in=("held", "minuted", "closed"))
    found = list(
        rows.select_related("visitor", "host__post", "host__establishment", "visit").order_by("-visit__on", "id")
    )
    days = {row.visit.on for row in found if row.host and not row.host.holder}
    posts = {row.host.post_id for row in found if row.host}
    held = {day: holders_on(posts, day) for day in days}
    made = []
    for row in found:
        if row.visitor:
            who = f"{row.visitor.name}, {post_es(row.visitor.post_title)}"
        else:
            holder = held.get(row.visit.on, {}).get(row.host.post_id)
            name = row.host.holder or (holder.name if holder else "")
            who = f"{name}, {post_es(row.host.post.title)} del {row.host}" if name else ""
        if who:
            made.append((str(row.pk), f"«{row.text.rstrip('.')}», expresó {who}"))
    return made


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _sentence(line: StopLine, tokens: dict[str, FigureLine]) -> str:
    parts = [line.stop.happened.rstrip(".") + "."]
    if words := exhibitor_words(line):
        parts.append(words)
    for figure in line.figures:
        if figure.value is None or figure.named is None:
            continue
        name = f"cifra-{len(tokens) + 1}"
        own = figure.figure.establishment_id == line.stop.host.establishment_id  # the paragraph says where
        if figure.repeated:
            parts.append(f"{_says(figure, format_number_es(figure.value), own=own)}, según la {figure.source}.")
        else:
            tokens[name] = figure
            parts.append(f"{_says(figure, f'{{{{figure:{name}}}}}', own=own)}.")
    return " ".join(parts)


def _says(figure: FigureLine, number: str, *, own: bool) -> str:
    """A figure in words, with the day it is of where it is read now."""
    assert figure.named and figure.value is not None
    says = SAYS.get(figure.figure.metric, "") if own and not figure.figure.key and figure.value > 1 else ""
    if not says:
        return f"{replace(figure.named, place='') if own else figure.named}: {number}"
    day = figure.reading.as_of
    words = says.format(number)
    return f"Al {date_es(day)} {words}" if day and not figure.repeated else f"{words[:1].upper()}{words[1:]}"


def _and(items: list[str], *, pause: str = "") -> str:
    """The items in one row; ``pause`` stands before the last «y» where they have commas of their own."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])}{pause} y {items[-1]}"
