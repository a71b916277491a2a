"""Where higher apps plug into a person's page and its acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from llamkay.apps.people.models import Person
from llamkay.platform.hooks import Hook
from llamkay.platform.screens.panels import Panel


@dataclass(frozen=True)
class Leaving:
    """Somebody leaves an establishment: who records it, who leaves, which place, the first day away, how."""

    actor: Any
    person: Person
    establishment: Any
    on: date
    exit: str


@dataclass(frozen=True)
class Joining:
    """A join of two known people, done or undone: by whom, its number, who leads to whom."""

    actor: Any
    join: int
    former: Person
    standing: Person


# Sections of a person's page: (request, person) → a panel, or nothing.
PANELS: Hook[[Any, Person], Panel | None] = Hook("people.panels")


@dataclass(frozen=True)
class Event:
    """One dated sentence of a person's life in custody."""

    on: date
    sentence: str


@dataclass(frozen=True)
class Chapter:
    """What a room tells of somebody to whoever reads: its code and name, its events in any order."""

    code: str
    title: Any
    events: Sequence[Event]


# The part of each room above in the story of a person: (the account that reads, the person) → its chapter, or nothing
# where the account may not read it. A number of queries that does not grow with what happened.
STORY: Hook[[Any, Person], Chapter | None] = Hook("people.story")

# What must end when some people leave their establishments, each once, all told at once; called inside the transaction
# of the transfers or releases. Takes a number of queries that does not grow with the people.
ON_LEAVING: Hook[[Sequence[Leaving]], None] = Hook("people.on_leaving")

# What was ended or opened because some people left, each on a day, a sentence each: a departure with such a thing is
# not taken back.
ENDED_BY_LEAVING: Hook[[Mapping[int, date]], Sequence[str]] = Hook("people.ended_by_leaving")

# What must be asked before each of some people leaves an establishment, as of a child who lives there with her: a
# sentence for each, in their order, or nothing.
ASKED_ON_LEAVING: Hook[[Sequence[Leaving]], Sequence[str]] = Hook("people.asked_on_leaving")

# What somebody was marked in an establishment from a day on, in a sentence: who enters a departure late is told it.
MARKED: Hook[[Person, Any, date], str] = Hook("people.marked")

# What closes credited to somebody from a day on by the stage that was known then, in a sentence: whoever enters a stage
# late is told it.
CREDITED: Hook[[Person, date], str] = Hook("people.credited")

# Who is shielded from a sanction or a classification: (person, first day, last day or none) → why, in a sentence.
SHIELDS: Hook[[Person, date, date | None], str] = Hook("people.shields")


@dataclass(frozen=True)
class Changed:
    """Where somebody was on some days is known, or is known otherwise than before: who records it, who, since when."""

    actor: Any
    person: Person
    since: date


# What must follow when absences or isolations of some people are recorded, end or are taken back, all told at once;
# inside their transaction.
ON_ELSEWHERE: Hook[[Sequence[Changed]], None] = Hook("people.on_elsewhere")

# What must follow when some people pass to another regime or stage, all told at once; inside their transaction.
ON_STAGE: Hook[[Sequence[Changed]], None] = Hook("people.on_stage")

# Why two people cannot be joined now, in a sentence, or nothing: (former, standing).
MAY_JOIN: Hook[[Person, Person], str] = Hook("people.may_join")

# Which rows of a table stay with the former identity, because they are signed, closed or in the books: the condition,
# or nothing where all follow.
STAYS: Hook[[Any], Q | None] = Hook("people.stays")
EVERY_ROW = Q(pk__isnull=False)

# What follows a join by an act of its own, as money does; and what takes it back. Inside the transaction of the join.
JOINED: Hook[[Joining], None] = Hook("people.joined")
UNJOINED: Hook[[Joining], None] = Hook("people.unjoined")
