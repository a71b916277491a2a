"""What was published is still what it was: the text, its figures, its number and state, and the series of numbers."""

from collections.abc import Iterator
from typing import Any

from llamkay.apps.press import acts
from llamkay.apps.press.corrections import digest
from llamkay.apps.press.models import OUT, Correction, Note, NoteStep, PublishedNote
from llamkay.apps.press.services import document_digest
from llamkay.apps.press.wording import figures
from llamkay.core.errors import Refused
from llamkay.core.notes import render
from llamkay.platform.models import LoggedAction
from llamkay.platform.record import audit


def notes() -> Iterator[str]:
    """Each published note against its sealed document, what was approved and the acts; each series of the office
    without gaps."""
    # One act approved and published the notes of before; since, an approval keeps the seal of what was read.
    approved = {line.target: line for line in audit.acts(acts.APPROVE) if "document" in line.details}
    published = {
        line.target: line
        for line in audit.acts(acts.APPROVE, acts.PUBLISH, acts.IMPORT)
        if "document" not in line.details
    }
    voided = {line.target: line for line in audit.acts(acts.VOID)}
    sealed_notes = Note.objects.filter(state__in=OUT).select_related("published", "institution").order_by("id")
    for note in sealed_notes.prefetch_related("figures", "steps"):
        target = f"note:{note.pk}"
        yield from (f"{note.line}: {what}" for what in _unlike_its_document(note))
        act = published.pop(target, None)
        if (
            act is None
            or not act.sentence.endswith(f" la nota {note.line}.")
            or (note.origin == Note.Origin.OFFICE and act.actor != (note.published_by or note.approved_by))
        ):
            logged = f"dice «{act.sentence}»" if act else "no dice que se publicó"
            yield f"{note.line}: el registro de actos {logged}"
        elif "hash" in act.details and act.details["hash"] != note.published.hash:
            yield f"{note.line}: el sello no es el que el registro de actos dice"
        yield from (f"{note.line}: {what}" for what in _unlike_its_approval(note, approved.get(target)))
        yield from (f"{note.line}: {what}" for what in _unlike_its_void(note, voided.get(target)))
    for correction in Correction.objects.filter(state=Correction.State.PUBLISHED).select_related("note"):
        if digest(correction) != correction.hash:
            yield f"{correction.line}: no es la que se publicó"
    for line in published.values():
        yield f"falta la nota que el registro de actos nombra: «{line.sentence}»"
    yield from _gaps()


def _unlike_its_document(note: Note) -> Iterator[str]:
    try:
        sealed = note.published
    except PublishedNote.DoesNotExist:
        yield "no tiene su documento publicado"
        return
    document = sealed.document
    if document_digest(document) != sealed.hash:
        yield "el documento no es el que se publicó"
    if (note.title, note.subtitle) != (document["title"], document["subtitle"]):
        yield "el título o la bajada no son los que se publicaron"
    published = {item["name"]: item for item in document["figures"]}
    if [_words(text, published) for text in note.paragraphs] != document["paragraphs"]:
        yield "el texto no es el que se publicó"
    rows = {row.name: row for row in figures(note)}
    for name, item in published.items():
        row = rows.get(name)
        if row is None:
            yield f"falta la cifra «{name}», que se publicó"
        elif (row.value, row.denominator, row.text, row.snapshot_ids, row.metric.code) != (
            item["value"],
            item["denominator"],
            item["text"],
            item["snapshots"],
            item["metric"],
        ):
            yield f"la cifra «{name}» no es la que se publicó, «{item['text']}»"


def _words(text: str, published: dict[str, dict[str, Any]]) -> str:
    try:
        return render(text, {name: item["text"] for name, item in published.items()})
    except Refused:
        return text


def _unlike_its_approval(note: Note, act: LoggedAction | None) -> Iterator[str]:
    """What was published is what was approved; of the notes of before one act did both."""
    steps = [step for step in note.steps.all() if step.kind == NoteStep.Kind.APPROVED]
    if not steps and act is None:
        return
    if not steps or act is None:
        yield "el registro de actos y sus pasos no dicen lo mismo de su aprobación"
    elif (steps[-1].by, steps[-1].by, steps[-1].hash) != (act.actor, note.approved_by, act.details["document"]):
        yield f"la aprobación no es la que el registro de actos dice: «{act.sentence}»"
    elif hasattr(note, "published") and steps[-1].hash != note.published.hash:
        yield "lo que se publicó no es lo que se aprobó"


def _unlike_its_void(note: Note, act: LoggedAction | None) -> Iterator[str]:
    if act is None and note.state == Note.State.VOIDED:
        yield "figura anulada y el registro de actos no lo dice"
    if act and (note.state != Note.State.VOIDED or note.void_reason != act.reason.strip()):
        yield f"se anuló por «{act.reason.strip()}» y no figura así"


def _gaps() -> Iterator[str]:
    """The office numbers after the last: the number before each of its notes is taken, by an imported one perhaps."""
    rows = Note.objects.exclude(number=None).order_by("institution__code", "year", "number")
    numbered = list(rows.values_list("institution__code", "year", "number", "origin"))
    taken = {(place, year, number) for place, year, number, _ in numbered}
    for place, year, number, origin in numbered:
        if origin == Note.Origin.OFFICE and number > 1 and (place, year, number - 1) not in taken:
            yield f"falta la nota {number - 1:03}-{year} de {place}: la serie salta ese número"
