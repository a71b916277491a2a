"""A published note as it leaves: text, PDF, DOCX, the fields of the State's portal, JSON-LD.

What was corrected of it, and that it was withdrawn, reach every one of them: each is made of the same ``Copy``.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from llamkay.apps.institutions.queries import heading_on
from llamkay.apps.press.corrections import published_of
from llamkay.apps.press.models import Correction, Note
from llamkay.core.errors import Refused
from llamkay.core.notes import datetime_es
from llamkay.platform import clock
from llamkay.platform.papers import render
from llamkay.platform.papers.docx import Style, docx

TEMPLATE = Path(__file__).parent / "papers" / "note.typ"
SUMMARY = 160  # as much as search engines and the portal show of a note
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Of each file: its name and what it is.
FILES = {
    "nota.txt": "text/plain; charset=utf-8",
    "nota.pdf": "application/pdf",
    "nota.docx": DOCX,
    "nota.jsonld": "application/ld+json",
    "portal.json": "application/json",
}


@dataclass(frozen=True)
class Copy:
    """A published note with what is to be read above and below it."""

    note: Note
    corrections: list[Correction]

    @cached_property
    def institution(self) -> str:
        """The body that runs the prisons, as called that day; before its first name on file, its letters."""
        try:
            return heading_on((self.published_at or clock.now()).date()).name
        except Refused:
            return self.note.acronym

    @property
    def published_at(self) -> datetime | None:
        """When it came out, in Lima; an old note may not say."""
        return self.note.published_at and self.note.published_at.astimezone(clock.LIMA)

    @property
    def changed_at(self) -> datetime:
        """When it was last corrected; when it came out if it never was, or the start of its year."""
        moments = [self.published_at, *(each.published_at for each in self.corrections)]
        start = datetime(self.note.year, 1, 1, tzinfo=clock.LIMA)
        return max((each for each in moments if each), default=start).astimezone(clock.LIMA)

    @property
    def headline(self) -> str:
        """Its number with its moment."""
        return " · ".join(filter(None, [self.note.line, self.published_at and datetime_es(self.published_at)]))

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = self.note.published.document
        return found

    @property
    def paragraphs(self) -> list[str]:
        """Each paragraph once."""
        return list(dict.fromkeys(self.document["paragraphs"]))

    @property
    def above(self) -> list[str]:
        """What whoever reads it has to know first."""
        voided = [f"Esta nota fue anulada: {self.note.void_reason}"] if self.note.state == Note.State.VOIDED else []
        return voided + [_corrected(each) for each in self.corrections if each.substantial]

    @property
    def below(self) -> list[str]:
        return [_corrected(each) for each in self.corrections if not each.substantial]

    @property
    def summary(self) -> str:
        """Its subtitle, or as much of its beginning as is shown."""
        text = self.document["subtitle"] or self.paragraphs[0]
        return text if len(text) <= SUMMARY else text[: SUMMARY - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def copy_of(note: Note) -> Copy:
    """A published or voided note as every copy tells it."""
    return Copy(note, published_of(note))


def copies(notes: Iterable[Note]) -> list[Copy]:
    """The same of several, in two statements."""
    rows = list(notes)
    found: dict[int, list[Correction]] = {}
    for each in Correction.objects.filter(note__in=rows, state=Correction.State.PUBLISHED).select_related("note"):
        found.setdefault(each.note_id, []).append(each)
    return [Copy(note, found.get(note.pk, [])) for note in rows]


def address_of(note: Note) -> str:
    """Where anybody reads it."""
    return f"{settings.PUBLIC_URL}{reverse('public-note', args=[note.year, note.number])}"


def export_text(note: Note) -> str:
    """The note as plain text, under the one spelling of its number; what was corrected of it above it where it is
    substantial, else below."""
    copy = copy_of(note)
    head = [note.line, note.title, *filter(None, [note.subtitle])]
    return "\n\n".join([*copy.above, *head, *copy.paragraphs, *copy.below])


def pdf(copy: Copy) -> bytes:
    """The note as a paper."""
    data = {
        "line": copy.note.line,
        "institution": copy.institution,
        "headline": copy.headline,
        "title": copy.document["title"],
        "subtitle": copy.document["subtitle"],
        "above": copy.above,
        "paragraphs": copy.paragraphs,
        "below": copy.below,
        "address": address_of(copy.note),
        "demo": settings.DEMO,
    }
    return render(TEMPLATE, data, at=copy.changed_at)


def word_processor(copy: Copy) -> bytes:
    """The note as a DOCX."""
    blocks: list[tuple[Style, str]] = [("Caption", copy.headline)]
    blocks += [("Quote", text) for text in copy.above]
    blocks += [("Title", copy.document["title"])]
    blocks += [("Subtitle", text) for text in [copy.document["subtitle"]] if text]
    blocks += [("Normal", text) for text in copy.paragraphs]
    blocks += [("Quote", text) for text in copy.below]
    blocks += [("Caption", address_of(copy.note))]
    return docx(blocks, title=copy.document["title"], author=copy.institution, at=copy.changed_at)


def linked_data(copy: Copy) -> dict[str, Any]:
    """The note for machines, in the words of schema.org, with its corrections."""
    note, address = copy.note, address_of(copy.note)
    publisher = {"@type": "GovernmentOrganization", "name": copy.institution, "alternateName": note.acronym}
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "identifier": note.line,
        "headline": copy.document["title"],
        "abstract": copy.summary,
        "articleBody": "\n\n".join(copy.paragraphs),
        "inLanguage": "es-PE",
        "datePublished": _moment(copy.published_at),
        "dateModified": _moment(copy.changed_at),
        "author": publisher,
        "publisher": publisher,
        "isAccessibleForFree": True,
        "encoding": [
            {"@type": "MediaObject", "contentUrl": f"{address}{name}", "encodingFormat": FILES[name].partition(";")[0]}
            for name in ("nota.pdf", "nota.docx", "nota.txt")
        ],
    }
    if copy.corrections:
        found["correction"] = [
            {
                "@type": "CorrectionComment",
                "@id": f"{address}#correccion-{each.number}",
                "identifier": each.line,
                "text": _corrected(each),
                "datePublished": _moment(each.published_at),
            }
            for each in copy.corrections
        ]
    if note.state == Note.State.VOIDED:
        found |= {"creativeWorkStatus": "Withdrawn", "correction": [*found.get("correction", []), copy.above[0]]}
    return found


def portal(copy: Copy) -> dict[str, str]:
    """The fields that the form of the State's portal asks for, each to be copied into its own."""
    body = [f"<p><strong>{escape(text)}</strong></p>" for text in copy.above]
    body += [f"<p>{escape(text)}</p>" for text in (*copy.paragraphs, *copy.below)]
    return {
        "tipo": "Nota de prensa",
        "numero": copy.note.line,
        "titulo": copy.document["title"],
        "bajada": copy.document["subtitle"],
        "resumen": copy.summary,
        "fecha": f"{copy.published_at:%d/%m/%Y}" if copy.published_at else "",
        "hora": f"{copy.published_at:%H:%M}" if copy.published_at else "",
        "institucion": copy.institution,
        "cuerpo_html": "\n".join(body),
        "enlace": address_of(copy.note),
    }


# The names of those fields on a screen.
FIELDS = {
    "tipo": _("Tipo"),
    "numero": _("Número"),
    "titulo": _("Título"),
    "bajada": _("Bajada"),
    "resumen": _("Resumen para buscadores"),
    "fecha": _("Fecha"),
    "hora": _("Hora"),
    "institucion": _("Institución"),
    "cuerpo_html": _("Cuerpo (HTML)"),
    "enlace": _("Enlace"),
}


def portal_fields(note: Note) -> list[tuple[str, str]]:
    """The fields of the portal with their names, for whoever copies them."""
    with override("es"):
        made = portal(copy_of(note))
    return [(str(name), made[field]) for field, name in FIELDS.items()]


def file_of(note: Note, name: str) -> bytes:
    """One of ``FILES``; in Spanish, whoever asks."""
    with override("es"):
        copy = copy_of(note)
        if name == "nota.pdf":
            return pdf(copy)
        if name == "nota.docx":
            return word_processor(copy)
        if name == "nota.txt":
            return export_text(note).encode()
        made = linked_data(copy) if name == "nota.jsonld" else portal(copy)
        return json.dumps(made, ensure_ascii=False, indent=2).encode()


def in_page(copy: Copy) -> str:
    """The linked data as a page carries it: nothing in it ends the element that it stands in."""
    text = json.dumps(linked_data(copy), ensure_ascii=False)
    return text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"})


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(clock.LIMA).isoformat(timespec="seconds") if at else None


def _corrected(correction: Correction) -> str:
    return (
        f"{correction.line} ({correction.published_at:%d/%m/%Y}): dice «{correction.says}»; debe decir "
        f"«{correction.should_say}». {correction.why}"
    )
