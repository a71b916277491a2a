"""The design kit: every piece of the screens, with how it is written."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.queries import reasons_by_number

# The pieces that screens are made of: each is a template of ``kit/``.
PIECES = (
    "letra colores botones estados formularios errores filtros tablas paginas resumen tareas "
    "cifra historia avisos vacio planilla pestanas detalles impresion"
).split()

# Name and value as the style sheet has them, the colour it stands beside, and what it is for.
COLOURS = [
    ("ink", "#1e2150", "wool", gettext_lazy("Texto, bordes, barra superior")),
    ("ink-soft", "#474a72", "wool", gettext_lazy("Texto menor")),
    ("wool", "#f7f3ea", "", gettext_lazy("Fondo de la página")),
    ("wool-deep", "#ece4d3", "ink", gettext_lazy("Cabeza de tabla, botón secundario")),
    ("paper", "#fffdf8", "ink", gettext_lazy("Tablas y paneles")),
    ("line", "#cfc5af", "", gettext_lazy("Líneas que solo adornan")),
    ("terracotta", "#a43e22", "paper", gettext_lazy("La acción principal")),
    ("terracotta-deep", "#7d2d17", "paper", gettext_lazy("La misma, al pasar por encima")),
    ("green", "#2a6a3c", "paper", gettext_lazy("Hecho, vigente")),
    ("ochre", "#7f5700", "paper", gettext_lazy("Por hacer, atención")),
    ("red", "#a8201a", "paper", gettext_lazy("Error, lo que no vuelve atrás")),
    ("sky", "#3b4a9c", "paper", gettext_lazy("Aviso")),
    ("govuk-link-colour", "#2b3a8f", "wool", gettext_lazy("Enlaces")),
    ("govuk-focus-colour", "#f2b632", "ink", gettext_lazy("Dónde está el teclado")),
]


@login_required
def kit(request):
    """Every piece of the screens, with how it is written."""
    values = {name: value for name, value, _beside, _use in COLOURS}
    colours = [
        {"name": name, "value": value, "beside": beside, "use": use, "contrast": contrast(value, values.get(beside))}
        for name, value, beside, use in COLOURS
    ]
    sources = {name: get_template(f"kit/{name}.html").template.source.strip() for name in PIECES}
    context = {"sources": sources, "colours": colours, "reasons": reasons_by_number().values()}
    return render(request, "kit.html", context)


def contrast(one: str, other: str | None) -> str:
    """How far two colours stand apart, 1 to 21 (WCAG 2.2, contrast ratio); empty without a second one.

    >>> contrast("#ffffff", "#000000")
    '21.0'
    """
    if not other:
        return ""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return f"{(lighter + 0.05) / (darker + 0.05):.1f}"


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
