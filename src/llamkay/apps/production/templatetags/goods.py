"""How quantities and cloths are written on the screens."""

from datetime import date

from django import template
from django.utils.safestring import mark_safe

from llamkay.core.production.cloth import pattern
from llamkay.core.production.quantities import quantity_text

register = template.Library()


@register.filter
def quantity(thousandths: int, unit: str = "") -> str:
    """``1500|quantity:"kg"`` is «1.5 kg»."""
    return quantity_text(thousandths or 0, unit)


@register.filter
def percent(millionths: int) -> str:
    """Parts in a million as a percentage: ``666700`` is «66.67 %»."""
    return f"{millionths / 10_000:.4f}".rstrip("0").rstrip(".") + " %"


@register.filter
def day_of(iso: str) -> str:
    """A day of a document: ``"2026-01-15"|day_of`` is «15/01/2026»; none stays empty."""
    return f"{date.fromisoformat(iso):%d/%m/%Y}" if iso else ""


@register.simple_tag
def cloth(name: str, title: str = "") -> str:
    """The woven pattern of a name."""
    return mark_safe(pattern(name, title=title))  # made of our own shapes; the title is escaped
