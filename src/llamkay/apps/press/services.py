"""Press notes: read an old one, draft a new one with live figures, number it on approval, never change it again."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from llamkay.apps.institutions.models import Institution
from llamkay.apps.institutions.queries import name_on
from llamkay.apps.press.models import Note, NoteFigure, PublishedNote
from llamkay.apps.press.permissions import APPROVE, DRAFT
from llamkay.apps.statistics.models import Metric
from llamkay.apps.statistics.queries import national
from llamkay.core.notes import figure_names, format_number_es, hedged, number_line, percent_es, read_note, render
from llamkay.platform import audit, clock
from llamkay.platform.access import require


class NoteRefused(ValueError):
    """The note cannot be saved or approved; the sentence says why."""


@dataclass(frozen=True)
class Worded:
    """A figure as it stands: its words, value, denominator and the snapshots it rests on."""

    text: str
    value: int
    denominator: int | None
    as_of: date | None
    snapshots: list[int]


def import_note(*, actor: Any, text: str) -> Note:
    """Keep a published note as it was, with what reading it found wrong; the same number is not kept twice."""
    require(actor, DRAFT)
    read = read_note(text)
    if read.number is None or read.year is None:
        raise NoteRefused("El texto no trae el número de la nota; búsquelo en la línea «NOTA DE PRENSA N°».")
    institution = Institution.objects.get(code="inpe")
    with transaction.atomic():
        _lock(institution, read.year)
        if standing := Note.objects.filter(institution=institution, year=read.year, number=read.number).first():
            return standing
        note = Note.objects.create(
            institution=institution,
            year=read.year,
            number=read.number,
            acronym=read.institution or name_on(institution, clock.today()).acronym,
            title=read.title,
            subtitle=read.subtitle,
            paragraphs=list(read.paragraphs),
            state=Note.State.PUBLISHED,
            origin=Note.Origin.IMPORTED,
            published_at=read.published_at,
            raw_text=text,
            warnings=read.as_dict()["warnings"],
        )
        _publish(note, list(read.paragraphs), [])
        _record(actor, note, "press.import", f"{actor} importó la nota {_line(note)}.")
    return note


def draft_note(*, actor: Any, title: str, subtitle: str, paragraphs: list[str]) -> Note:
    """Begin a note; figures stand in its paragraphs as ``{{figure:NAME}}``."""
    require(actor, DRAFT)
    institution = Institution.objects.get(code="inpe")
    note = Note(institution=institution, year=clock.today().year, drafted_by=actor.username)
    note.acronym = name_on(institution, clock.today()).acronym
    with transaction.atomic():
        _set(note, title=title, subtitle=subtitle, paragraphs=paragraphs)
        _record(actor, note, "press.draft", f"{actor} empezó la nota «{note.title}».")
    return note


def edit_note(*, actor: Any, note: Note, title: str, subtitle: str, paragraphs: list[str]) -> Note:
    """Change a draft. A published note is never changed."""
    require(actor, DRAFT)
    with transaction.atomic():
        locked = _draft(note)
        _set(locked, title=title, subtitle=subtitle, paragraphs=paragraphs)
        _record(actor, locked, "press.edit", f"{actor} cambió el borrador «{locked.title}».")
    return locked


def _set(note: Note, *, title: str, subtitle: str, paragraphs: list[str]) -> None:
    cleaned = [" ".join(text.split()) for text in paragraphs if text.strip()]
    if not title.strip() or not cleaned:
        raise NoteRefused("La nota necesita un título y al menos un párrafo.")
    if len(title) > 200 or len(subtitle) > 300:
        raise NoteRefused("El título tiene 200 letras como máximo y la bajada 300.")
    if len(set(cleaned)) < len(cleaned):
        raise NoteRefused("Hay un párrafo repetido; quite uno de los dos.")
    for text in cleaned:
        figure_names(text)
    note.title, note.subtitle, note.paragraphs = title.strip(), subtitle.strip(), cleaned
    note.save()


def add_figure(
    *,
    actor: Any,
    note: Note,
    name: str,
    metric: str,
    month: date,
    key: str = "",
    establishment_code: str = "",
    share_of: str = "",
    hedge: str = "",
    rounding: int = 1,
) -> NoteFigure:
    """Give a draft a figure, or change it: a metric of a month, of the nation or a prison, worded as asked."""
    require(actor, DRAFT)
    with transaction.atomic():
        locked = _draft(note)
        codes = {m.code: m for m in Metric.objects.filter(code__in=[metric, share_of])}
        if metric not in codes or (share_of and share_of not in codes):
            raise NoteRefused(f"«{metric if metric not in codes else share_of}» no es una cifra del diccionario.")
        figure, _ = NoteFigure.objects.update_or_create(
            note=locked,
            name=name,
            defaults={
                "metric": codes[metric],
                "key": key,
                "establishment_code": establishment_code,
                "share_of": codes.get(share_of),
                "month": month,
                "hedge": hedge,
                "rounding": rounding,
            },
        )
        word(figure)
        _record(actor, locked, "press.figure", f"{actor} puso la cifra «{name}» en «{locked.title}».")
    return figure


def remove_figure(*, actor: Any, note: Note, name: str) -> None:
    """Take a figure out of a draft."""
    require(actor, DRAFT)
    with transaction.atomic():
        _draft(note).figures.filter(name=name).delete()


def word(figure: NoteFigure) -> Worded:
    """A figure as it stands today, in words. Raises ``NoteRefused`` when nothing is known of it."""
    found = national(
        month=figure.month, metric=figure.metric.code, key=figure.key, establishment_code=figure.establishment_code
    )
    if not found.parts:
        raise NoteRefused(f"No hay cifras de «{figure.metric.name}» de {figure.month:%Y-%m} para «{figure.name}».")
    if figure.share_of:
        whole = national(
            month=figure.month, metric=figure.share_of.code, establishment_code=figure.establishment_code
        ).value
        if not whole:
            raise NoteRefused(f"«{figure.name}» es una parte de «{figure.share_of.name}», que vale cero.")
        return Worded(percent_es(found.value, whole), found.value, whole, found.as_of, found.snapshot_ids)
    if not figure.hedge and figure.rounding == 1:
        text = format_number_es(found.value)
    else:
        worded = hedged(found.value, hedge=figure.hedge, rounding=figure.rounding)
        if worded.status == "untrue":
            raise NoteRefused(
                f"«{figure.hedge}» no es verdad para «{figure.name}»: la cifra es {format_number_es(found.value)}."
            )
        text = worded.text
    return Worded(text, found.value, None, found.as_of, found.snapshot_ids)


def preview(note: Note) -> list[str]:
    """The paragraphs of a draft with the figures as they stand today."""
    words = {figure.name: word(figure).text for figure in _figures(note)}
    return [render(text, words) for text in note.paragraphs]


def approve_note(*, actor: Any, note: Note) -> Note:
    """Number and publish a draft: figures are frozen with their snapshots, the text is sealed.

    The number is the next of the institution's series of the year. Raises ``NoteRefused`` when a figure is missing or
    its hedge is not true; no number is taken then.
    """
    require(actor, APPROVE)
    with transaction.atomic():
        locked = _draft(note)
        used = {name for text in locked.paragraphs for name in figure_names(text)}
        figures = {figure.name: figure for figure in _figures(locked)}
        if missing := sorted(used - figures.keys()):
            raise NoteRefused(f"El texto usa la cifra «{missing[0]}», que no está definida.")
        entries = []
        for name in sorted(used):
            figure, worded = figures[name], word(figures[name])
            figure.value, figure.denominator = worded.value, worded.denominator
            figure.text, figure.snapshot_ids = worded.text, worded.snapshots
            figure.save()
            entries.append(
                {
                    "name": name,
                    "text": worded.text,
                    "value": worded.value,
                    "denominator": worded.denominator,
                    "metric": figure.metric.code,
                    "title": figure.metric.name,
                    "definition": figure.metric.definition,
                    "establishment": figure.establishment_code,
                    "month": f"{figure.month:%Y-%m}",
                    "as_of": worded.as_of.isoformat() if worded.as_of else None,
                    "snapshots": worded.snapshots,
                }
            )
        now = clock.now()
        year = now.date().year
        _lock(locked.institution, year)
        last = Note.objects.filter(institution=locked.institution, year=year).aggregate(Max("number"))["number__max"]
        locked.year, locked.number = year, (last or 0) + 1
        locked.acronym = name_on(locked.institution, now.date()).acronym
        locked.state, locked.published_at, locked.approved_by = Note.State.PUBLISHED, now, actor.username
        locked.save()
        words = {entry["name"]: entry["text"] for entry in entries}
        _publish(locked, [render(text, words) for text in locked.paragraphs], entries)
        _record(actor, locked, "press.approve", f"{actor} aprobó la nota {_line(locked)}.")
    return locked


def void_note(*, actor: Any, note: Note, reason: str) -> Note:
    """Void a published note with a reason; its number stays taken."""
    require(actor, APPROVE)
    if not reason.strip():
        raise NoteRefused("Escriba por qué se anula la nota.")
    with transaction.atomic():
        locked = Note.objects.select_for_update(of=("self",)).get(pk=note.pk)
        if locked.state != Note.State.PUBLISHED:
            raise NoteRefused("Solo se anula una nota publicada.")
        locked.state, locked.void_reason = Note.State.VOIDED, reason.strip()
        locked.save()
        _record(actor, locked, "press.void", f"{actor} anuló la nota {_line(locked)}.", reason=reason)
    return locked


def today_would_be(note: Note) -> list[dict[str, Any]]:
    """Each figure of a published note: what it said, and what it would say today."""
    found = []
    for figure in _figures(note):
        if figure.value is None:
            continue
        now = national(
            month=figure.month, metric=figure.metric.code, key=figure.key, establishment_code=figure.establishment_code
        ).value
        try:
            text = word(figure).text
        except NoteRefused:
            text = format_number_es(now)
        found.append(
            {"name": figure.name, "then": figure.value, "now": now, "moved": now != figure.value, "text": text}
        )
    return found


def export_text(note: Note) -> str:
    """The note as plain text, each paragraph once, under the one spelling of its number."""
    document = note.published.document
    return "\n\n".join(
        [_line(note), note.title, *filter(None, [note.subtitle]), *dict.fromkeys(document["paragraphs"])]
    )


def _figures(note: Note) -> list[NoteFigure]:
    return list(note.figures.select_related("metric", "share_of").order_by("name"))


def _draft(note: Note) -> Note:
    locked = Note.objects.select_for_update(of=("self",)).select_related("institution").get(pk=note.pk)
    if locked.state != Note.State.DRAFT:
        raise NoteRefused("La nota ya está publicada: no se cambia. Redacte otra o anúlela con su motivo.")
    return locked


def _lock(institution: Institution, year: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [7263 + institution.id, year])


def _line(note: Note) -> str:
    return number_line(number=note.number, year=note.year, acronym=note.acronym)


def _publish(note: Note, paragraphs: list[str], figures: list[dict[str, Any]]) -> None:
    document = {"title": note.title, "subtitle": note.subtitle, "paragraphs": paragraphs, "figures": figures}
    seal = hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    PublishedNote.objects.create(note=note, document=document, hash=seal)


def _record(actor: Any, note: Note, verb: str, sentence: str, reason: str = "") -> None:
    audit.record(
        actor=actor.username, verb=verb, target=f"note:{note.pk}", sentence=sentence, stream="national", reason=reason
    )
