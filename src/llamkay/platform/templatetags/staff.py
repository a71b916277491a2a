"""Who did it, by name: rows keep the name of the account, people read the name of the person."""

from collections.abc import Mapping
from typing import Literal

from django import template
from django.utils.translation import gettext as _

register = template.Library()
SYSTEM = "sistema"


@register.filter
def named(username: str, staff: Mapping[str, str] | Literal[""]) -> str:
    """The full name of an account; the system's own acts are «el sistema», an unknown account stays as written."""
    if username == SYSTEM:
        return _("el sistema")
    return (staff and staff.get(username)) or username
