"""How money is written on the screens."""

from django import template

from llamkay.platform.screens.cells import soles

register = template.Library()


register.filter(soles)


@register.filter
def unsigned(centimos: int) -> str:
    """The same without its sign, for a column that says on which side it stands."""
    return soles(abs(centimos))
