"""The doors of a room as tabs that stand beside each other."""

from typing import Any

from django import template

from llamkay.platform.screens import doors

register = template.Library()


@register.inclusion_tag("lists/_tabs.html", takes_context=True)
def room_tabs(context: Any, room: str) -> dict[str, Any]:
    """The doors of a room that have a short name and open to the reader; the page that is open is marked."""
    request = context["request"]
    return {"tabs": [door for door in doors.behind(request.user, room) if door.tab], "here": request.path}
