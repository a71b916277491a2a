"""The colour of a tag, from the state that it tells."""

from django import template

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
