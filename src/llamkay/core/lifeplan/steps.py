"""The state of a step from the facts that close it: it closes by itself when they come, and opens again without them.

Nobody types a state. A fact that was taken back (a day of a sheet that was corrected, a certificate that was revoked)
stays among the facts as undone, so that whoever reads that a step is open again also reads why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """Whether a fact holds: it stands, it waits for somebody to approve it, or it stood and was taken back."""

    STANDS = "stands"
    AWAITS = "awaits"
    UNDONE = "undone"


class State(StrEnum):
    """Where a step is: open, closed by what stands, or open again because a fact that closed it was taken back."""

    OPEN = "open"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened on a day, or whose day nobody wrote, and whether it holds."""

    on: date | None
    standing: Standing = Standing.STANDS
    text: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step is: ``done`` facts of those ``needed``, and how many more wait to be approved.

    ``by`` is the fact that closed it; ``undone`` the last of those that were taken back, where that opened it again.
    """

    state: State
    done: int
    needed: int
    awaiting: int = 0
    by: Fact | None = None
    undone: Fact | None = None

    @property
    def closed(self) -> bool:
        """Whether nothing is left to do."""
        return self.state == State.CLOSED


def progress(facts: Iterable[Fact], *, needed: int) -> Progress:
    """How far a step is that closes with ``needed`` facts, each of which counts once.

    It closes on the day of the fact that completes them, in order of days; one without a day comes first. Raises
    ``ValueError`` for a step that needs nothing.

    >>> day = date(2026, 1, 5)
    >>> progress([Fact(day), Fact(date(2026, 1, 6), Standing.UNDONE)], needed=2).state.value
    'reopened'
    >>> progress([Fact(day), Fact(date(2026, 1, 6))], needed=2).by.on.isoformat()
    '2026-01-06'
    """
    if needed < 1:
        raise ValueError(f"a step that needs {needed} facts closes before it begins")
    found = sorted(facts, key=lambda fact: fact.on or date.min)
    standing = [fact for fact in found if fact.standing == Standing.STANDS]
    undone = [fact for fact in found if fact.standing == Standing.UNDONE]
    awaiting = sum(fact.standing == Standing.AWAITS for fact in found)
    if len(standing) >= needed:
        return Progress(State.CLOSED, len(standing), needed, awaiting, by=standing[needed - 1])
    if len(standing) + len(undone) >= needed:
        return Progress(State.REOPENED, len(standing), needed, awaiting, undone=undone[-1])
    return Progress(State.OPEN, len(standing), needed, awaiting)


def next_step(steps: Sequence[Progress]) -> int | None:
    """The place in their order of the first step that is not closed; nothing when all are."""
    return next((place for place, step in enumerate(steps) if not step.closed), None)
