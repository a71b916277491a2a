"""What the templates of a report need: the headings of a small table, a day that a document keeps as text."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from llamkay.apps.evaluation.drawing import probability

register = template.Library()

# Said by name in the templates of a report; here so that they are translated.
_HEADINGS = (
    gettext_noop("Grupo"),
    gettext_noop("Personas"),
    gettext_noop("Volvieron"),
    gettext_noop("Parte"),
    gettext_noop("Intervalo"),
    gettext_noop("Cómo"),
    gettext_noop("Diferencia"),
    gettext_noop("Intervalo del 95 %"),
    gettext_noop("Tipo"),
    gettext_noop("Participaron"),
    gettext_noop("Comparación"),
    gettext_noop("Variable"),
    gettext_noop("Antes"),
    gettext_noop("Después"),
    gettext_noop("Control"),
    gettext_noop("Diferencia de cada 100"),
    gettext_noop("Qué dice"),
    gettext_noop("Meses"),
    gettext_noop("Error"),
    gettext_noop("Clase"),
    gettext_noop("Con pesos"),
    gettext_noop("Al menos un día"),
)


@register.simple_tag
def headings(*names: str) -> list[str]:
    """The headings of a small table in the reader's language."""
    return [_(name) for name in names]


register.filter("probability", probability)


@register.filter
def day(text: str) -> str:
    """A day kept as ``2026-02-01``, as it is read."""
    return date_format(date.fromisoformat(text), "DATE_FORMAT")
