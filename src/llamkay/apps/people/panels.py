"""Where higher apps plug into a person's page and its acts, from their ``AppConfig.ready``."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Event:
    """One dated sentence of a person's life in custody."""

    on: date
    sentence: str


# Sections of a person's page: (request, person) → {"title", "template", "context"} or nothing.
PANELS: list[Callable[[Any, Any], dict[str, Any] | None]] = []

# Further events of the timeline: (person) → events.
EVENTS: list[Callable[[Any], Iterable[Event]]] = []

# What must end when somebody leaves an establishment; called inside the transaction of the transfer or release:
# (actor=, person=, establishment=, on=).
ON_LEAVING: list[Callable[..., None]] = []
