"""The papers of a visit, to be held in the hand: programme, brief, cards, points, attendance, gifts, minutes."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_noop, override

from llamkay.apps.coordination.commitments.queries import every_commitment, lines_of
from llamkay.apps.coordination.models import Gift, PaperSignature, Quotation, TalkingPoint, VisitPaper
from llamkay.apps.coordination.visits.charts import drawn_figures
from llamkay.apps.coordination.visits.queries import FigureLine, StopLine, Whole
from llamkay.apps.institutions.queries import heading_on
from llamkay.core.coordination.visits import exhibitor_kinds
from llamkay.core.notes import date_es, format_number_es
from llamkay.platform import clock
from llamkay.platform.papers import qr_svg, render
from llamkay.platform.papers.charts import on_paper
from llamkay.platform.screens.cells import soles

FOLDER = Path(__file__).parent.parent / "papers"
KINDS = {
    "inmates": ("interna", "internas"),
    "former": ("exinterna", "exinternas"),
    "business": ("empresaria", "empresarias"),
}
READ = "Las cifras son las que lee el público, cada una con su día; «reservado» no se dice en voz alta."
Document = dict[str, Any]


@override("es")  # the paper is in Spanish, whoever prints it
def brief(found: Whole) -> tuple[Document, bytes]:
    """The brief with the figures of now: its document, to be stored, and its file."""
    document = brief_document(found)
    drawings = [on_paper(chart) for chart in drawn_figures(found.stops)]
    return document, render(FOLDER / "brief.typ", document | {"drawings": drawings}, at=clock.now())


@override("es")  # the paper is in Spanish, whoever prints it
def minutes(found: Whole) -> tuple[Document, bytes]:
    """The minutes: the same."""
    return _issued("minutes", minutes_document(found))


def correction(minutes: VisitPaper, number: int, words: Document) -> tuple[Document, bytes]:
    """A correction of minutes: what they say, what they should say and why."""
    head = {name: minutes.document[name] for name in ("visit", "subject", "institution", "when", "signers")}
    now = clock.now()
    title = f"Rectificación n.º {number} del acta de la visita"
    own = {"title": title, "made": f"hecho el {now:%d/%m/%Y} a las {now:%H:%M}", "demo": settings.DEMO}
    return _issued("correction", head | words | own | {"minutes": named(minutes)})


def named(minutes: VisitPaper) -> Document:
    """By what anybody finds the minutes that a paper speaks of: their code, or the print of their file."""
    sealed = minutes.signed.paper if minutes.is_signed else None
    return {
        "title": f"{minutes.document['title']}, {minutes.document['made'].replace('hecho', 'hecha')}",
        "code": sealed.code if sealed else "",
        "address": address_of(sealed.code) if sealed else "",
        "sha256": minutes.sha256,
    }


def address_of(code: str) -> str:
    """Where anybody verifies a paper."""
    return f"{settings.PUBLIC_URL}/verificar/{code}/"


def signed(
    paper: VisitPaper, signatures: list[Document], *, code: str, at: datetime, minutes: VisitPaper | None = None
) -> bytes:
    """The same paper with what each of those who sign did, and the code by which anybody verifies it.

    A correction names its ``minutes`` as they are by then: sealed, most often, since it was written.
    """
    address = address_of(code)
    seal: Document = {"signatures": signatures, "code": code, "address": address, "qr": qr_svg(address)}
    more = {"sealed": seal} | ({"minutes": named(minutes)} if minutes else {})
    return render(FOLDER / f"{paper.kind}.typ", paper.document | more, at=at)


def signature(name: str, post: str, row: PaperSignature) -> Document:
    """What one of those who sign did, in words."""
    at = row.entered_at.astimezone(clock.LIMA)
    did = {
        PaperSignature.How.ACCOUNT: f"Firmó con la cuenta de {row.words} el {at:%d/%m/%Y a las %H:%M}",
        PaperSignature.How.HAND: f"Firmó a mano; el original: {row.words}",
        PaperSignature.How.REFUSED: f"No firmó: {row.words}",
    }
    return {"name": name, "post": post, "did": did[PaperSignature.How(row.how)]}


def texts(document: Any) -> Iterator[str]:
    """Every text of a document, however deep it stands."""
    if isinstance(document, str):
        yield " ".join(document.split())
    elif isinstance(document, dict | list):
        for part in document.values() if isinstance(document, dict) else document:
            yield from texts(part)


def _issued(template: str, document: Document) -> tuple[Document, bytes]:
    return document, render(FOLDER / f"{template}.typ", document, at=clock.now())


@override("es")  # the paper is in Spanish, whoever prints it
def printed(kind: str, found: Whole) -> bytes:
    """A paper that is only read: made anew each time. Raises ``KeyError`` for a kind that nobody makes."""
    title, template, more = PRINTED[kind]
    return render(FOLDER / f"{template}.typ", _head(found, title) | more(found), at=clock.now())


def _head(found: Whole, title: str) -> Document:
    visit, now = found.visit, clock.now()
    ends = f" a {found.ends.ends:%H:%M}" if found.ends else ""
    return {
        "title": title,
        "visit": visit.title,
        "subject": f"{visit.title}, {date_es(visit.on)}",
        "institution": heading_on(visit.on).name,
        "when": f"{date_es(visit.on)}, de {visit.starts_at:%H:%M}{ends}",
        "made": f"hecho el {now:%d/%m/%Y} a las {now:%H:%M}",
        "demo": settings.DEMO,
    }


def _figure(line: FigureLine) -> Document:
    value = line.value
    if line.repeated:
        source = f"según la {line.source} *"
        why = "espera la segunda firma"
    else:
        day = line.reading.as_of
        source = f"al {day:%d/%m/%Y}" if day else ""
        why = "reservado" if line.reading.reserved else "sin dato"
    return {
        "label": str(line.named or line.figure.metric),
        "value": "" if value is None else format_number_es(value),
        "from": source,
        "why": why,
    }


def _notes(stops: list[StopLine]) -> str:
    """Why figures of children are repeated, once for each reason."""
    lines = [figure for stop in stops for figure in stop.figures if figure.repeated]
    reasons = dict.fromkeys(f"* {line.source}: {line.figure.reason}, con dos firmas." for line in lines)
    return " ".join(reasons)


def _stop(line: StopLine) -> Document:
    stop = line.stop
    return {
        "number": line.number,
        "prison": line.place,
        "place": stop.place,
        "starts": f"{line.slot.starts:%H:%M}",
        "ends": f"{line.slot.ends:%H:%M}",
        "minutes": stop.minutes,
        "speaker": stop.speaker,
        "shown": stop.shown,
        "images": str(stop.get_images_display())
        + (f" ({stop.consents} firmados)" if stop.images == stop.Images.CONSENT else ""),
        "risks": stop.risks,
        "questions": stop.questions,
        "avoid": stop.avoid,
        "happened": stop.happened,
        "skipped": stop.skipped_why,
        "exhibitors": exhibitor_words(line),
        "note": _notes([line]),
        "figures": [_figure(figure) for figure in line.figures],
    }


def exhibitor_words(line: StopLine) -> str:
    """How many showed something at a stop, told apart only where nobody is known by it."""
    stop, total = line.stop, line.stop.exhibitors
    if not total:
        return ""
    kinds = exhibitor_kinds(stop.inmates, stop.former_inmates, stop.business)
    parts = [f"{count} {KINDS[kind][count != 1]}" for kind, count in kinds.items()]
    verb = "Expusieron" if total > 1 else "Expuso"
    if len(parts) == 1:
        return f"{verb} {parts[0]}."
    whole = f"{verb} {total} {'personas' if total > 1 else 'persona'}"
    return f"{whole}: {', '.join(parts)}." if parts else f"{whole}."


def _prisons(found: Whole) -> list[Document]:
    return [
        {
            "name": str(line.host.establishment),
            "host": f"{line.name or 'nadie figura en el cargo'}, {line.host.post.title}",
            "stops": [_stop(stop) for stop in found.of(line.host.establishment_id)],
        }
        for line in found.hosts
    ]


def _visitors(found: Whole) -> list[Document]:
    return [
        {"name": line.visitor.name, "post": line.visitor.post_title, "body": line.acronym} for line in found.visitors
    ]


def _hosts(found: Whole) -> list[Document]:
    return [
        {"prison": str(line.host.establishment), "name": line.name or "—", "post": line.host.post.title}
        for line in found.hosts
    ]


def _facts(found: Whole) -> list[list[str]]:
    people = "; ".join(f"{each['name']}, {each['post']}" for each in _visitors(found))
    rows = [["Para qué", found.visit.purpose], ["Qué se busca", found.visit.outcome], ["Quién viene", people]]
    return [row for row in rows if row[1]]


def brief_document(found: Whole) -> Document:
    """What the brief says: one page."""
    leader = found.leader
    pending = []
    if leader and leader.visitor.institution_id:
        body = leader.visitor.institution_id
        with_it = Q(agreement__parties__institution=body) | Q(visit__visitors__institution=body)
        rows = every_commitment().filter(with_it | Q(post__institution=body)).distinct()
        lines = lines_of(rows.exclude(visit=found.visit), on=clock.today())
        late = [line for line in lines if line.late]
        pending = [f"{line.commitment.what} ({line.institution}, vencía el {line.due_on:%d/%m/%Y})" for line in late]
    figures = [_figure(figure) for stop in found.stops for figure in stop.figures]
    hours, rest = divmod(found.minutes, 60)
    return _head(found, "Ayuda memoria") | {
        "purpose": found.visit.purpose,
        "outcome": found.visit.outcome,
        "visitors": _visitors(found),
        "hosts": _hosts(found),
        "figures": figures,
        "length": f"{len(found.stops)} paradas en {hours} h {rest:02} min",
        "stops": [_stop(stop) for stop in found.stops],
        "risks": [line.stop.risks for line in found.stops if line.stop.risks],
        "avoid": [line.stop.avoid for line in found.stops if line.stop.avoid],
        "pending": pending,
        "foot": f"{READ} {_notes(found.stops)}".strip(),
    }


def minutes_document(found: Whole) -> Document:
    """What the minutes say."""
    quotations = Quotation.objects.filter(visit=found.visit).select_related("visitor", "host__post")
    named = {line.host.pk: line.name for line in found.hosts}
    leader = found.leader
    signers = [{"name": line.name, "post": line.host.post.title} for line in found.hosts]
    if leader:
        signers.append({"name": leader.visitor.name, "post": leader.visitor.post_title})
    return _head(found, "Acta de la visita") | {
        "facts": _facts(found),
        "prisons": _prisons(found),
        "quotations": [
            {
                "text": row.text,
                "speaker": f"{row.visitor.name}, {row.visitor.post_title}"
                if row.visitor
                else f"{named[row.host_id]}, {row.host.post.title}",
            }
            for row in quotations
        ],
        "commitments": [
            {
                "code": line.commitment.code,
                "what": line.commitment.what,
                "indicator": line.commitment.indicator,
                "post": f"{line.post} ({line.institution})",
                "due": f"{line.due_on:%d/%m/%Y}",
            }
            for line in found.commitments
        ],
        "none_why": found.visit.none_why,
        "gifts": [
            f"{gift.what}, para {gift.recipient}: {soles(gift.price)}, recibo {gift.receipt}"
            for gift in Gift.objects.filter(visit=found.visit).select_related("recipient")
        ],
        "signers": signers,
        "foot": "Quienes expusieron se cuentan ese día en esa parada; no son quienes trabajan en el taller. "
        + _notes(found.stops),
    }


def _programme(found: Whole) -> Document:
    return {
        "facts": _facts(found),
        "prisons": _prisons(found),
        "foot": "A niñas y niños no se les fotografía nunca, tampoco de espaldas.",
    }


def _cards(found: Whole) -> Document:
    return {
        "stops": [_stop(line) for line in found.stops],
        "last": max((line.number for line in found.stops), default=0),
    }


def _points(found: Whole) -> Document:
    rows = TalkingPoint.objects.filter(visit=found.visit).order_by("order", "id")
    return {"points": [{"theme": row.theme, "text": row.text} for row in rows]}


def _attendance(found: Whole) -> Document:
    people = [
        {
            "number": number,
            "name": line.visitor.name,
            "post": line.visitor.post_title,
            "body": line.institution,
            "clearance": f"{line.visitor.get_clearance_display()}. {line.visitor.reference}".rstrip(". ") + ".",
        }
        for number, line in enumerate(found.visitors, start=1)
    ]
    empty = {"name": "", "post": "", "body": "", "clearance": ""}
    people += [{"number": number, **empty} for number in range(len(people) + 1, len(people) + 5)]
    return {"people": people, "foot": "El documento de identidad se muestra en la puerta; aquí no se copia."}


def _gifts(found: Whole) -> Document:
    rows = list(Gift.objects.filter(visit=found.visit).select_related("recipient"))
    return {
        "gifts": [
            {
                "what": row.what,
                "maker": row.maker,
                "recipient": str(row.recipient),
                "receipt": row.receipt,
                "price": soles(row.price),
            }
            for row in rows
        ],
        "sum": soles(sum(row.price for row in rows)),
        "foot": "Lo que se da se compra a quien lo hizo: el recibo entra a las cuentas del taller.",
    }


PRINTED: dict[str, tuple[str, str, Callable[[Whole], Document]]] = {
    "programa": (gettext_noop("Programa"), "programme", _programme),
    "tarjetas": (gettext_noop("Tarjetas de las paradas"), "cards", _cards),
    "puntos": (gettext_noop("Puntos para hablar"), "points", _points),
    "asistencia": (gettext_noop("Lista de asistencia"), "attendance", _attendance),
    "regalos": (gettext_noop("Regalos"), "gifts", _gifts),
}
