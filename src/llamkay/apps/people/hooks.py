"""Where higher apps plug into a person's page and its acts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

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


# Sections of a person's page: (request, person) → a panel, or nothing.
PANELS: Hook[[Any, Person], Panel | None] = Hook("people.panels")

# What must end when somebody leaves an establishment; called inside the transaction of the transfer or release.
ON_LEAVING: Hook[[Leaving], None] = Hook("people.on_leaving")

# What somebody was marked in an establishment from a day on, in a sentence: who enters a departure late is told it.
MARKED: Hook[[Person, Any, date], str] = Hook("people.marked")

# Who is shielded from a sanction or a classification: (person, first day, last day or none) → why, in a sentence.
SHIELDS: Hook[[Person, date, date | None], str] = Hook("people.shields")
