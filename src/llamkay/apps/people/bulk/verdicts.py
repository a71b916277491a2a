"""What would become of each line about a person."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypedDict

from llamkay.apps.people.models import Person


class Outcome(StrEnum):
    """What a line would do; a doubt is settled by a person, never here."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DOUBT = "doubt"
    REFUSED = "refused"


@dataclass
class Verdict:
    """The outcome of a line with its sentence, of whom it is, and in a doubt who it may be."""

    outcome: Outcome
    sentence: str = ""
    person: Person | None = None
    matches: tuple[Person, ...] = ()
    column: str = ""  # at fault, by the name that who asks gave it
    values: dict[str, Any] = field(default_factory=dict)


class FormerPerson(TypedDict):
    """What was known of somebody before a file completed it."""

    born_on: str | None
    second_surname: str
    provisional: bool


class Made(TypedDict, total=False):
    """What was made for many at once and what was there before, as it is stored: table → the numbers of its rows."""

    people: list[int]
    documents: list[int]
    custody: list[int]
    statuses: list[int]
    stages: list[int]
    pavilions: list[int]
    absences: list[int]
    # Spells of custody that ran on and were closed.
    custody_closed: list[int]
    # Row → the day on which it would have ended, nothing where none was set; of stages, and table by table.
    stage_ends: dict[str, str | None]
    ended: dict[str, dict[str, str | None]]
    person_values: dict[str, FormerPerson]
