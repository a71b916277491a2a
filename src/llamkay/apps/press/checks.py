"""What was published is still what it was: the text, its figures, and the series of numbers."""

from collections.abc import Iterator

from django.db.models import Count, Max, Min

from llamkay.apps.press.models import Note
from llamkay.apps.press.services import document_digest
from llamkay.apps.press.wording import figures


def notes() -> Iterator[str]:
    """Each published note against its sealed document, and each series of the office without gaps."""
    for note in Note.objects.exclude(state=Note.State.DRAFT).select_related("published", "institution").order_by("id"):
        published = getattr(note, "published", None)
        if published is None:
            yield f"la nota {note.line} no tiene su documento publicado"
            continue
        document = published.document
        if document_digest(document) != published.hash:
            yield f"el documento de la nota {note.line} no es el que se publicó"
        if (note.title, note.subtitle) != (document["title"], document["subtitle"]):
            yield f"el título de la nota {note.line} no es el que se publicó"
        kept = {figure.name: (figure.value, figure.text) for figure in figures(note) if figure.text}
        told = {figure["name"]: (figure["value"], figure["text"]) for figure in document["figures"]}
        if any(kept.get(name) != figure for name, figure in told.items() if name in kept):
            yield f"una cifra de la nota {note.line} no es la que se publicó"
    series = Note.objects.filter(origin=Note.Origin.OFFICE).exclude(number=None).order_by()
    for line in series.values("institution__code", "year").annotate(
        first=Min("number"), last=Max("number"), count=Count("id")
    ):
        if line["last"] - line["first"] + 1 != line["count"]:
            place, year = line["institution__code"], line["year"]
            yield f"la serie de notas {year} de {place} tiene huecos entre {line['first']} y {line['last']}"
