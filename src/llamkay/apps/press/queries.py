"""Read the notes: the list with its filters, the version of what is being edited, the next number of a year."""

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, Max, OuterRef, Q, QuerySet, Subquery, When

from llamkay.apps.press.models import OUT, Note, NoteFigure, NoteStep
from llamkay.apps.press.permissions import APPROVE, DRAFT, PUBLISH
from llamkay.platform.database.search import matching
from llamkay.platform.security.access import decide

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Institution
    from llamkay.apps.press.wording import Document


# What waits for somebody stands first: to be reviewed, to be published, to be written.
_WAITING_FIRST = Case(
    When(state=Note.State.REVIEW, then=0),
    When(state=Note.State.APPROVED, then=1),
    When(state=Note.State.DRAFT, then=2),
    default=3,
)
SORTS = {
    "numero": (_WAITING_FIRST, "-year", "-number", "-id"),
    "titulo": ("title", "-id"),
    "fecha": (F("published_at").desc(nulls_last=True), "-id"),
}
RETURNED = "returned"  # a draft that came back from its review, where a list is narrowed


def reads_drafts(user: Any) -> bool:
    """Whether an account reads the notes that are not published: who drafts, approves or publishes."""
    return any(decide(user, action) for action in (DRAFT, APPROVE, PUBLISH))


def readable(user: Any) -> QuerySet[Note]:
    """The notes that an account may read: one on its way is read by whoever has a part in it, of anybody else no
    trace."""
    rows = with_last_step(Note.objects.select_related("published"))
    return rows if reads_drafts(user) else rows.filter(state__in=OUT)


def with_last_step(rows: QuerySet[Note]) -> QuerySet[Note]:
    """The notes, each with ``last_step``, the kind of its last step, and ``since``, when that was."""
    last = NoteStep.objects.filter(note=OuterRef("pk")).order_by("-id")
    return rows.annotate(last_step=Subquery(last.values("kind")[:1]), since=Subquery(last.values("at")[:1]))


def steps_of(note: Note, *kinds: str) -> list[NoteStep]:
    """The steps of a note in their order; of some kinds only, if named."""
    return [step for step in note.steps.all() if not kinds or step.kind in kinds]


def last_document(note: Note) -> "Document | None":
    """The text of a note as it was last sent or approved."""
    documents = [step.document for step in steps_of(note) if step.document]
    return documents[-1] if documents else None


def notes(
    *, user: Any, state: str = "", year: int | None = None, words: str = "", sort: str = "numero"
) -> QuerySet[Note]:
    """The notes that an account may read, what waits for somebody first, then the newest number first; they are
    national, so no scope cuts them."""
    rows = readable(user)
    if state == RETURNED:
        rows = rows.filter(Q(("last_step", NoteStep.Kind.RETURNED)), state=Note.State.DRAFT)
    elif state:
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
    return Note.objects.filter(state__in=OUT).select_related("published")


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
