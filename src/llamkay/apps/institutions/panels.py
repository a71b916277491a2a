"""Where higher apps plug into the screens of this one, from their ``AppConfig.ready``."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.template.loader import render_to_string

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
    """The sections that have something to show for the subject, drawn, in the order in which they registered."""
    shown = [panel(request, subject) for panel in panels]
    return [
        {"title": panel["title"], "html": render_to_string(panel["template"], panel["context"], request)}
        for panel in shown
        if panel is not None
    ]
