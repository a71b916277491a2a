"""Sections of a page that apps above its own fill."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.template.loader import render_to_string

from llamkay.platform.hooks import Hook


@dataclass(frozen=True)
class Panel:
    """A section before it is drawn: its title, its template and what the template is drawn with."""

    title: Any
    template: str
    context: Mapping[str, Any]


class Section(NamedTuple):
    """A section as the page shows it."""

    title: Any
    html: str


def drawn(panels: Hook[[Any, Any], Panel | None], request: Any, subject: Any) -> list[Section]:
    """The sections that have something to show for the subject, in the order of the hook."""
    return [
        Section(panel.title, render_to_string(panel.template, dict(panel.context), request))
        for panel in panels(request, subject)
        if panel is not None
    ]
