"""Read the notes: the list with its filters, the version of what is being edited, the next number of a year."""

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, Max, QuerySet, When

from llamkay.apps.press.models import Note, NoteFigure
from llamkay.apps.press.permissions import APPROVE, DRAFT
from llamkay.platform.database.search import matching
from llamkay.platform.security.access import decide

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Institution


_DRAFTS_FIRST = Case(When(state=Note.State.DRAFT, then=0), default=1)
SORTS = {
    "numero": (_DRAFTS_FIRST, "-year", "-number", "-id"),
    "titulo": ("title", "-id"),
    "fecha": (F("published_at").desc(nulls_last=True), "-id"),
}


def readable(user: Any) -> QuerySet[Note]:
    """The notes that an account may read: a draft is read by whoever drafts or approves, of anybody else no trace."""
    rows = Note.objects.select_related("published")
    if decide(user, DRAFT) or decide(user, APPROVE):
        return rows
    return rows.exclude(state=Note.State.DRAFT)


def notes(
    *, user: Any, state: str = "", year: int | None = None, words: str = "", sort: str = "numero"
) -> QuerySet[Note]:
    """The notes that an account may read, the drafts first, then the newest number first; they are national, so no
    scope cuts them."""
    rows = readable(user)
    if state:
        rows = rows.filter(state=state)
    if year:
        rows = rows.filter(year=year)
    if words:
        rows = matching(rows, words)
    return rows.order_by(*SORTS.get(sort, SORTS["numero"]))


def published_note(text: str) -> Note | None:
    """The published note of a number written «098-2026», with or without the name of its series."""
    found = re.search(r"(\d{1,4})\s*-\s*(\d{4})", text)
    if found is None:
        return None
    number, year = int(found[1]), int(found[2])
    return Note.objects.filter(state=Note.State.PUBLISHED, number=number, year=year).first()


def public_notes() -> QuerySet[Note]:
    """The notes that everybody reads, the voided among them, the newest first."""
    return Note.objects.filter(state__in=[Note.State.PUBLISHED, Note.State.VOIDED]).select_related("published")


def years(user: Any) -> list[int]:
    """The years with notes that an account may read, the newest first."""
    return list(readable(user).order_by("-year").values_list("year", flat=True).distinct())


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
