"""The list of recipes with their versions."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from llamkay.apps.production.models import Recipe
from llamkay.apps.production.stock.lists import ROOM
from llamkay.core.production.quantities import quantity_text
from llamkay.platform.screens.cells import tag
from llamkay.platform.screens.lists import Column, Kind, List

COLOURS = {"draft": "yellow", "current": "green", "former": "grey"}


def _stage(row: Recipe) -> Any:
    return tag(COLOURS[row.stage], row.get_stage_display())


RECIPES = List(
    name="recetas",
    title=_("Recetas"),
    template="production/recipes.html",
    parent=ROOM,
    columns=[
        Column(
            _("Producto"),
            lambda row: str(row.good),
            link=lambda row: reverse("production:recipe", args=[row.pk]),
            head=True,
        ),
        Column(_("Versión"), "version", Kind.NUMBER),
        Column(_("Estado"), "get_stage_display", cell=_stage),
        Column(_("Da"), "makes", Kind.NUMBER, cell=lambda row: quantity_text(row.makes, row.good.unit)),
        Column(_("Minutos"), "minutes", Kind.NUMBER),
        Column(_("Lotes"), "used", Kind.NUMBER),
        Column(_("Establecimiento"), "establishment.name"),
    ],
    count=ngettext_lazy("%(n)s versión", "%(n)s versiones", "n"),
    nothing=_("Ninguna receta coincide con los filtros."),
    empty=_(
        "Todavía no hay recetas. Escriba una: de ella salen lo que se consume, los alérgenos, el costo y la etiqueta."
    ),
    target="stock",
)
