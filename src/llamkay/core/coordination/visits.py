"""A visit hour by hour, and what it still lacks before its next step: from its facts, without a clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

FOLLOW_UP = (30, 60, 90)  # days after a visit on which its commitments are looked at


class Step(StrEnum):
    """The states of a visit, in their order."""

    PLANNED = "planned"
    BRIEFED = "briefed"
    HELD = "held"
    MINUTED = "minuted"
    CLOSED = "closed"


ORDER = tuple(Step)


def following(step: str) -> Step | None:
    """The state that comes after another; none after the last.

    >>> following("held"), following("closed")
    (<Step.MINUTED: 'minuted'>, None)
    """
    place = ORDER.index(Step(step)) + 1
    return ORDER[place] if place < len(ORDER) else None


@dataclass(frozen=True)
class Slot:
    """When a stop begins and ends."""

    starts: time
    ends: time


def timetable(starts_at: time, stops: Iterable[tuple[int, int]]) -> list[Slot]:
    """When each stop begins and ends: each is (minutes to get there, minutes at it), one after another.

    >>> [f"{slot.starts:%H:%M}–{slot.ends:%H:%M}" for slot in timetable(time(9), [(0, 10), (5, 30)])]
    ['09:00–09:10', '09:15–09:45']
    """
    at, slots = datetime.combine(date(2000, 1, 1), starts_at), []
    for way, minutes in stops:
        at += timedelta(minutes=way)
        until = at + timedelta(minutes=minutes)
        slots.append(Slot(at.time(), until.time()))
        at = until
    return slots


def length(stops: Iterable[tuple[int, int]]) -> int:
    """The minutes of a visit, with those between its stops."""
    return sum(way + minutes for way, minutes in stops)


@dataclass(frozen=True)
class Facts:
    """What is known of a visit when somebody asks for its next step.

    ``stops`` says of each whether an image rule was chosen, whether something was written of it, whether it was
    skipped with its reason.
    """

    hosts_without_holder: Sequence[str]
    hosts: int
    visitors: int
    uncleared: Sequence[str]
    leads: bool
    outcome: bool
    stops: int
    unwritten: Sequence[str]
    commitments: int
    none_why: bool
    note: bool
    no_note_why: bool
    lessons: bool
    unsigned: bool
    on: date


def lacking(facts: Facts, step: Step, today: date) -> list[str]:
    """The codes of what a visit lacks to come to a step; nothing when it may."""
    if step is Step.BRIEFED:
        found = {
            "outcome": not facts.outcome,
            "hosts": not facts.hosts,
            "holders": bool(facts.hosts_without_holder),
            "visitors": not facts.visitors,
            "leads": bool(facts.visitors) and not facts.leads,
            "clearance": bool(facts.uncleared),
            "stops": not facts.stops,
        }
    elif step is Step.HELD:
        found = {"day": today < facts.on, "unwritten": bool(facts.unwritten)}
    elif step is Step.MINUTED:
        found = {"commitments": not facts.commitments and not facts.none_why}
    else:
        found = {
            "signatures": facts.unsigned,
            "note": not facts.note and not facts.no_note_why,
            "lessons": not facts.lessons,
        }
    return [code for code, lacks in found.items() if lacks]


FEW = 5  # fewer former inmates are not told apart: somebody would know who they are


def exhibitor_kinds(inmates: int | None, former: int | None, business: int | None) -> dict[str, int]:
    """How many of each kind may be told apart of those who showed something; nothing where their sum alone may.

    >>> exhibitor_kinds(10, 0, 6), exhibitor_kinds(10, 2, 4)
    ({'inmates': 10, 'business': 6}, {})
    """
    if former and former < FEW:
        return {}
    kinds = {"inmates": inmates or 0, "former": former or 0, "business": business or 0}
    return {kind: count for kind, count in kinds.items() if count}
