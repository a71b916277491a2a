"""Read the notes: the list with its filters, the version of what is being edited, the next number of a year."""

import hashlib
import json
from typing import TYPE_CHECKING

from django.db.models import Case, F, Max, QuerySet, When

from llamkay.apps.press.models import Note, NoteFigure
from llamkay.platform.database.search import matching

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Institution


_DRAFTS_FIRST = Case(When(state=Note.State.DRAFT, then=0), default=1)
SORTS = {
    "numero": (_DRAFTS_FIRST, "-year", "-number", "-id"),
    "titulo": ("title", "-id"),
    "fecha": (F("published_at").desc(nulls_last=True), "-id"),
}


def notes(*, state: str = "", year: int | None = None, words: str = "", sort: str = "numero") -> QuerySet[Note]:
    """Every note, the drafts first, then the newest number first; they are national, so no scope cuts them."""
    rows = Note.objects.select_related("published")
    if state:
        rows = rows.filter(state=state)
    if year:
        rows = rows.filter(year=year)
    if words:
        rows = matching(rows, words)
    return rows.order_by(*SORTS.get(sort, SORTS["numero"]))


def years() -> list[int]:
    """The years with notes, the newest first."""
    return list(Note.objects.order_by("-year").values_list("year", flat=True).distinct())


def next_number(institution: "Institution", year: int) -> int:
    """The number that the next note of the year takes; a voided note keeps its own."""
    last = Note.objects.filter(institution=institution, year=year).aggregate(Max("number"))["number__max"]
    return (last or 0) + 1


def version(thing: Note | NoteFigure | None) -> str:
    """A short mark of what a draft or a figure says: it changes when somebody saves something else."""
    if thing is None:
        return ""
    if isinstance(thing, Note):
        content = [thing.title, thing.subtitle, thing.paragraphs]
    else:
        content = [
            thing.metric_id,
            thing.key,
            thing.establishment_code,
            thing.share_of_id,
            f"{thing.month:%Y-%m}",
            thing.hedge,
            thing.rounding,
        ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16]
