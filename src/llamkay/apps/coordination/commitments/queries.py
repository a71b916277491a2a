"""Reads of the commitments: late on top; of one, what its owner said, what was found, what it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from llamkay.apps.coordination.figures import Named, Reading, Shelf, names
from llamkay.apps.coordination.models import Commitment, CommitmentEntry, Evidence, PostDesk
from llamkay.apps.institutions.queries import holders_on, names_on
from llamkay.core.coordination import COMPLETE, Standing, review_due
from llamkay.platform.database.search import fold, terms
from llamkay.platform.security.scope import elevated


def posts_answered(user: Any, on: date) -> list[int]:
    """The posts for which an account answers that day."""
    rows = PostDesk.objects.filter(user_id=user.pk or 0, period__contains=on)
    return list(rows.values_list("post_id", flat=True))


def desks(on: date) -> QuerySet[PostDesk]:
    """Who answers for which post that day."""
    rows = PostDesk.objects.filter(period__contains=on)
    return rows.select_related("post__institution", "post__establishment", "user").order_by("post_id", "id")


@dataclass(frozen=True)
class Line:
    """A commitment in a list on a day: where it stands and who holds the post that promised it."""

    commitment: Commitment
    standing: Standing
    on: date
    institution: str
    holder: str
    reports: int
    extended: bool

    @property
    def due_on(self) -> date:
        return self.standing.due_on

    @property
    def late(self) -> bool:
        return self.standing.late(self.on)

    @property
    def days_late(self) -> int:
        return (self.on - self.due_on).days

    @property
    def post(self) -> str:
        """The post with the prison that it is of."""
        post = self.commitment.post
        return f"{post.title}, {post.establishment}" if post.establishment else post.title


STATES = ("late", "soon", "unreviewed", "open", "done")


def every_commitment(*, posts: Iterable[int] | None = None, public: bool = False) -> QuerySet[Commitment]:
    """The commitments with their entries; of some posts only, or only those that the public reads, if asked."""
    rows = Commitment.objects.select_related("post__institution", "post__establishment", "agreement", "establishment")
    if posts is not None:
        rows = rows.filter(post__in=list(posts))
    if public:
        rows = rows.filter(public=True)
    return rows.prefetch_related(Prefetch("entries", CommitmentEntry.objects.order_by("id")))


def lines(
    *,
    on: date,
    posts: Iterable[int] | None = None,
    public: bool = False,
    words: str = "",
    state: str = "",
    institution: int | None = None,
) -> list[Line]:
    """The commitments of a day, those that are late first, then those that fall due; what is complete comes last."""
    rows = every_commitment(posts=posts, public=public)
    if institution:
        rows = rows.filter(post__institution=institution)
    found, wanted = lines_of(rows, on=on), terms(words)
    matching = [line for line in found if all(word in _text(line) for word in wanted)]
    chosen = [line for line in matching if not state or _is(line, state)]
    return sorted(chosen, key=lambda line: (line.standing.done, not line.late, line.due_on, line.commitment.pk))


def lines_of(rows: Iterable[Commitment], *, on: date) -> list[Line]:
    """Commitments with where each stands that day, in their order."""
    rows = list(rows)
    holders, called = holders_on({row.post_id for row in rows}, on), names_on(on)
    return [
        Line(
            commitment=row,
            standing=standing(row, row.entries.all()),
            on=on,
            institution=called[row.post.institution_id].acronym if row.post.institution_id in called else "",
            holder=holders[row.post_id].name if row.post_id in holders else "",
            reports=sum(entry.kind == CommitmentEntry.Kind.OWN for entry in row.entries.all()),
            extended=any(entry.new_due_on for entry in row.entries.all()),
        )
        for row in rows
    ]


def standing(commitment: Commitment, entries: Iterable[CommitmentEntry]) -> Standing:
    """Where a commitment stands by its entries, in their order."""
    made = {"due_on": commitment.due_on, "own": "", "own_number": 0, "found": "", "found_number": 0}
    for number, entry in enumerate(entries, start=1):
        if entry.kind == CommitmentEntry.Kind.EXTENSION:
            made["due_on"] = entry.new_due_on
        elif entry.kind == CommitmentEntry.Kind.OWN:
            made |= {"own": entry.status, "own_number": number}
        else:
            made |= {"found": entry.status, "found_number": number}
    return Standing(**made)  # type: ignore[arg-type]


def _text(line: Line) -> str:
    row = line.commitment
    return fold(" ".join([row.code, row.what, line.post, line.institution, line.holder, row.meeting]))


def _is(line: Line, state: str) -> bool:
    standing, on = line.standing, line.on
    return {
        "late": line.late,
        "soon": standing.waits_for_owner(on) and not line.late,
        "unreviewed": standing.waits_for_review(on),
        "open": not standing.done,
        "done": standing.done,
    }.get(state, False)


@dataclass(frozen=True)
class Count:
    """How many commitments there are, how many are late, complete by their owner's word and by review."""

    all: int
    late: int
    said_complete: int
    found_complete: int


def counted(rows: Iterable[Line]) -> Count:
    """The sums that head a list of commitments."""
    rows = list(rows)
    return Count(
        len(rows),
        sum(line.late for line in rows),
        sum(line.standing.own == COMPLETE for line in rows),
        sum(line.standing.found == COMPLETE for line in rows),
    )


@dataclass(frozen=True)
class EntryLine:
    """An entry with what it rests on."""

    entry: CommitmentEntry
    evidence: list[Evidence]


def history(commitment: Commitment) -> list[EntryLine]:
    """What became of a commitment, the newest first; files are named and not read."""
    entries = list(commitment.entries.order_by("-id"))
    with elevated():  # a file is of no prison: who may see the commitment may see what it rests on
        rows = list(Evidence.objects.filter(entry__commitment=commitment).defer("content").order_by("id"))
    by_entry: dict[int, list[Evidence]] = {}
    for row in rows:
        by_entry.setdefault(row.entry_id, []).append(row)
    return [EntryLine(entry, by_entry.get(entry.pk, [])) for entry in entries]


def evidence(pk: int) -> Evidence | None:
    """A file that an entry rests on, with its content; who shows it asks first whose the commitment is."""
    with elevated():
        return Evidence.objects.filter(pk=pk, kind=Evidence.Kind.FILE).select_related("entry__commitment").first()


def measured(commitment: Commitment, shelf: Shelf | None = None) -> tuple[Named | None, Reading | None]:
    """The figure of a commitment in words and what it says now; nothing where none measures it."""
    if not commitment.metric:
        return None, None
    place = commitment.establishment
    (figure,) = names([(commitment.metric, commitment.key, place.name if place else "")])
    if figure is None:
        return None, None
    code = place.code if place else ""
    return figure, (shelf or Shelf()).read(commitment.metric, key=commitment.key, code=code)


def review_until(line: Line) -> date:
    """The last day on which somebody else looks at what became of it."""
    return review_due(line.due_on)
