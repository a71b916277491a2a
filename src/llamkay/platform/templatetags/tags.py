"""The colour of a tag, from the state that it tells; whether a link leads somewhere for its reader."""

from typing import Any

from django import template
from django.urls import Resolver404, resolve

register = template.Library()


@register.filter
def tint(state: str, colours: str) -> str:
    """The class of a tag's colour: ``row.state|tint:"granted green, refused red, grey"``.

    A colour without a state is for every other one; without it the tag has the colour of the style sheet.
    """
    for pair in colours.split(","):
        *named, colour = pair.split()
        if not named or named == [state]:
            return f" govuk-tag--{colour}"
    return ""


@register.filter
def opens(address: str, user: Any) -> bool:
    """Whether somebody may open a page of the office: the action that its view requires is theirs. An address that is
    no page here, or open to everyone, is."""
    try:
        view = resolve(str(address).partition("?")[0].partition("#")[0]).func
    except Resolver404:
        return True
    action = getattr(view, "required_action", None)
    return action is None or action in getattr(user, "actions", ())
