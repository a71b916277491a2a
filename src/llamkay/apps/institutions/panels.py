"""Where higher apps plug into the screens of this one, from their ``AppConfig.ready``."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

# Who counts the people of some establishments on a day: (ids, day) → establishment id → people.
POPULATION: list[Callable[[Collection[int], date], dict[int, int]]] = []

# Sections of an establishment's page: (request, establishment) → {"title", "template", "context"} or nothing.
PANELS: list[Callable[[Any, Any], dict[str, Any] | None]] = []


def population(establishment_ids: Collection[int], on: date) -> dict[int, int]:
    """People of each establishment that day, from whoever registered to count them; empty when nobody does."""
    found: dict[int, int] = {}
    for count in POPULATION:
        found.update(count(establishment_ids, on))
    return found


def collected(panels: list[Callable[..., dict[str, Any] | None]], request: Any, subject: Any) -> list[dict[str, Any]]:
    """The sections that have something to show for the subject, in the order in which they registered."""
    return [shown for panel in panels if (shown := panel(request, subject)) is not None]
