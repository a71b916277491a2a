"""How money is written on the screens."""

from django import template

register = template.Library()


@register.filter
def soles(centimos: int) -> str:
    """Céntimos as they are read in Peru: ``123450`` is «S/ 1,234.50», with a space that does not break."""
    whole, cents = divmod(abs(centimos), 100)
    return f"{'−' if centimos < 0 else ''}S/ {whole:,}.{cents:02d}"


@register.filter
def unsigned(centimos: int) -> str:
    """The same without its sign, for a column that says on which side it stands."""
    return soles(abs(centimos))
