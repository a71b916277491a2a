"""What would become of each line about a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

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


# What was made and what it was before: table → the numbers of its rows; before → number → its former values.
Made = dict[str, Any]


def merged(parts: "list[Mapping[str, Any]]") -> Made:
    """Several makings as one."""
    whole: Made = {}
    for part in parts:
        for name, value in part.items():
            whole[name] = [*whole.get(name, []), *value] if isinstance(value, list) else whole.get(name, {}) | value
    return whole
