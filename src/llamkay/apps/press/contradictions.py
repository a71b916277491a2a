"""Where two notes tell the same figure of the same month with other values, and where one contradicts itself."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Count, Max
from django.utils.translation import get_language

from llamkay.apps.institutions.queries import every_establishment
from llamkay.apps.press.models import Note
from llamkay.apps.press.wording import SealedFigure
from llamkay.apps.statistics.queries import metrics_by_code
from llamkay.core.notes import Statement, arithmetic, statements
from llamkay.core.notes import contradictions as disagreeing
from llamkay.core.values import Month

_PREFIX = re.compile(r"^(?:E\.?\s?P\.?|Establecimiento Penitenciario)\s+(?:de\s+)?", re.IGNORECASE)
Row = TypeVar("Row")
_DAY = 24 * 60 * 60
_TOKEN = re.compile(r"\{\{[^}]*\}\}")


@dataclass(frozen=True)
class Place:
    """A sentence of a note: which paragraph, and the note's line and number."""

    note: int
    line: str
    paragraph: int
    sentence: str

    @property
    def number(self) -> str:
        """The end of the line, for where all of it is too long: ``N° 098-2026-INPE``."""
        return " ".join(self.line.split()[-2:])


@dataclass(frozen=True)
class Contradiction:
    """What cannot both be true: of which figure (none: a total and its parts, in words), of when, and where."""

    metric: str
    what: str
    month: date | None
    first: Place
    second: Place | None


def contradictions(metric: str = "") -> list[Contradiction]:
    """Every contradiction in the published notes, or those of one figure.

    Read once for the notes as they stand: what is published does not change.
    """
    return [each for each in cached("contradictions", _contradictions) if metric in ("", each.metric)]


def cached(name: str, make: Callable[[], list[Row]]) -> list[Row]:
    """What is read of the published notes as they stand, made once."""
    stand = Note.objects.filter(state=Note.State.PUBLISHED).aggregate(
        last=Max("pk"), latest=Max("published_at"), many=Count("pk")
    )
    latest = stand["latest"].timestamp() if stand["latest"] else 0
    address = f"press:{name}:{get_language()}:{stand['last']}:{latest}:{stand['many']}"
    found: list[Row] | None = cache.get(address)
    if found is None:
        found = make()
        cache.set(address, found, _DAY)
    return found


@dataclass(frozen=True)
class NotesRead:
    """The published notes by their row, what they tell of figures, and where one contradicts itself."""

    notes: dict[int, Note]
    found: list[Statement]
    alone: list[Contradiction]

    def place(self, each: Statement) -> Place:
        """Where a statement stands."""
        return _place(self.notes[int(each.source)], each.paragraph, each.sentence)


def notes_read() -> NotesRead:
    """Every published note, read."""
    rows = Note.objects.filter(state=Note.State.PUBLISHED).select_related("published")
    notes = {note.pk: note for note in rows.order_by("published_at", "pk")}
    found: list[Statement] = []
    alone: list[Contradiction] = []
    places = _places()
    for note in notes.values():
        paragraphs = note.published.document["paragraphs"]
        found += _typed(note, places)
        found += (_sealed(note, entry) for entry in note.published.document["figures"] if not entry.get("share_of"))
        alone += [
            Contradiction("", finding.suggestion, None, _place(note, finding.paragraph or 0, finding.excerpt), None)
            for finding in arithmetic(paragraphs)
        ]
    return NotesRead(notes, found, alone)


def _contradictions() -> list[Contradiction]:
    read = notes_read()
    names = metrics_by_code({each.metric for each in read.found})
    return [
        Contradiction(
            one.metric,
            names[one.metric].label if one.metric in names else one.metric,
            one.month,
            read.place(one),
            read.place(other),
        )
        for one, other in disagreeing(read.found)
    ] + read.alone


def _place(note: Note, paragraph: int, sentence: str) -> Place:
    return Place(note.pk, note.line, paragraph, sentence)


def _places() -> dict[str, str]:
    return {_PREFIX.sub("", place.name).strip(): place.code for place in every_establishment()}


def _typed(note: Note, places: dict[str, str]) -> Iterator[Statement]:
    """What a note tells with numbers that were typed; a token is no number here."""
    if note.published_at:
        paragraphs = [_TOKEN.sub("", text) for text in note.paragraphs]
        yield from statements(paragraphs, source=str(note.pk), published=note.published_at.date(), places=places)


def _sealed(note: Note, entry: SealedFigure) -> Statement:
    """A figure of a note that was drafted here: of the month that it is of."""
    paragraphs = note.published.document["paragraphs"]
    at = next((n for n, text in enumerate(paragraphs, start=1) if entry["text"] in text), 0)
    sentence = paragraphs[at - 1] if at else entry["text"]
    value = entry["value"]
    month = Month.parse(entry["month"]).first
    place = entry["establishment"]
    return Statement(
        str(note.pk), entry["metric"], entry.get("key", ""), place, month, value, value, entry["text"], sentence, at
    )
