"""The day of a nursery, counted: who is in a room at a moment, whether a head count adds up, if the adults are enough.

Moments are any values in one order, as ``datetime`` or minutes; a stay begins at its arrival and ends before its
departure (``[in, out)``), so that a child who leaves at noon is not counted at noon.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

SLOT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Move:
    """A child comes into a room or leaves it."""

    child: int
    at: Any
    into: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Somebody is there from ``start`` up to ``end``; without an end, still."""

    who: int
    start: Any
    end: Any = None

    def covers(self, moment: Any) -> bool:
        return bool(self.start <= moment and (self.end is None or moment < self.end))


@dataclass(frozen=True, slots=True)
class Slot:
    """Half an hour of a room at its worst moment: when each adult had the most children to look after."""

    start: datetime
    at: datetime
    children: int
    adults: int
    enough: bool


def stays(moves: Iterable[Move]) -> tuple[list[Span], list[str]]:
    """What each child's arrivals and departures make, and the moves that do not fit, in a word and the child.

    A second arrival without a departure between, and a departure of a child who is not there, are left out: they are
    ``twice 7`` and ``absent 7``, where 7 is the child.

    >>> stays([Move(1, 9, True), Move(1, 12, False), Move(2, 10, True)])
    ([Span(who=1, start=9, end=12), Span(who=2, start=10, end=None)], [])
    """
    inside: dict[int, Any] = {}
    spans, wrong = [], []
    for move in sorted(moves, key=lambda m: (m.at, m.into, m.child)):
        if move.into and move.child not in inside:
            inside[move.child] = move.at
        elif move.into:
            wrong.append(f"twice {move.child}")
        elif move.child in inside:
            spans.append(Span(move.child, inside.pop(move.child), move.at))
        else:
            wrong.append(f"absent {move.child}")
    spans += [Span(child, start) for child, start in inside.items()]
    return sorted(spans, key=lambda s: (s.start, s.who)), wrong


def less(spans: Iterable[Span], away: Iterable[tuple[Any, Any]]) -> list[Span]:
    """The spans without the stretches in which whoever they are of was elsewhere; one without an end lasts on.

    >>> less([Span(1, 8, 16)], [(10, 11)])
    [Span(who=1, start=8, end=10), Span(who=1, start=11, end=16)]
    """
    found = list(spans)
    for left, back in away:
        remaining = []
        for span in found:
            if not span.covers(left) and not (left < span.start and (back is None or span.start < back)):
                remaining.append(span)
                continue
            if span.start < left:
                remaining.append(Span(span.who, span.start, left))
            if back is not None and (span.end is None or back < span.end):
                remaining.append(Span(span.who, back, span.end))
        found = remaining
    return found


def present(spans: Iterable[Span], moment: Any) -> set[int]:
    """Who is there at a moment."""
    return {span.who for span in spans if span.covers(moment)}


def crowd(spans: Iterable[Span]) -> tuple[int, Any]:
    """The most who are there at once, and the first moment of it; nobody is at no moment.

    >>> crowd([Span(1, 8, 12), Span(2, 9), Span(3, 12, 13)])
    (2, 9)
    """
    spans = list(spans)
    moments = ((len(present(spans, at)), at) for at in sorted({span.start for span in spans}))
    return max(moments, key=lambda found: found[0], default=(0, None))


def slots(
    children: Sequence[Span], adults: Sequence[Span], *, opens: datetime, closes: datetime, per_adult: int
) -> list[Slot]:
    """Each half-hour between opening and closing, at its worst moment.

    The worst is the one with the most children beyond what its adults may look after, the earliest of equals; an adult
    is counted once however many shifts she has at the moment. Compare: children ≤ adults × ``per_adult``.
    """
    found, start = [], opens
    while start < closes:
        end = min(start + SLOT, closes)
        changes = {start} | {
            moment
            for span in (*children, *adults)
            for moment in (span.start, span.end)
            if moment is not None and start < moment < end
        }
        worst: Slot | None = None
        for moment in sorted(changes):
            inside, caring = len(present(children, moment)), len(present(adults, moment))
            beyond = inside - caring * per_adult
            if worst is None or beyond > worst.children - worst.adults * per_adult:
                worst = Slot(start, moment, inside, caring, beyond <= 0)
        assert worst is not None
        found.append(worst)
        start = end
    return found


def together(children: Iterable[Span], *, opens: Any, closes: Any) -> dict[int, Any]:
    """How long each child was in the nursery between two moments; the rest of the day it is with its mother."""
    total: dict[int, Any] = {}
    for span in children:
        start, end = max(span.start, opens), min(span.end if span.end is not None else closes, closes)
        if start < end:
            total[span.who] = total[span.who] + (end - start) if span.who in total else end - start
    return total


def overlaps(feed: tuple[int, int], busy: Iterable[tuple[int, int]]) -> bool:
    """Whether a feed (minutes of the day, start and end) falls on any of the hours in which the mother is busy."""
    return any(feed[0] < end and start < feed[1] for start, end in busy)


def gaps(shifts: Iterable[Span], *, opens: Any, closes: Any) -> list[tuple[Any, Any]]:
    """The stretches between opening and closing in which nobody looks after the room."""
    edges = sorted({opens, closes, *(m for s in shifts for m in (s.start, s.end) if m and opens < m < closes)})
    empty = [(a, b) for a, b in pairwise(edges) if not any(s.covers(a) for s in shifts)]
    joined: list[tuple[Any, Any]] = []
    for a, b in empty:
        if joined and joined[-1][1] == a:
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return joined
