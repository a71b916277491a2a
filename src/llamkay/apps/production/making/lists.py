"""The list of batches."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from llamkay.apps.production.models import Batch
from llamkay.apps.production.stock.lists import ROOM
from llamkay.core.production.quantities import quantity_text
from llamkay.platform.screens.cells import joined, tag, under
from llamkay.platform.screens.lists import Column, Kind, List

COLOURS = {"open": "blue", "done": "green", "cancelled": "grey"}


def _stage(row: Batch) -> Any:
    return tag(COLOURS[row.stage], row.get_stage_display())


def _made(row: Any) -> Any:
    return quantity_text(row.made, row.recipe.good.unit)


BATCHES = List(
    name="lotes",
    title=_("Lotes de producción"),
    template="production/batches.html",
    parent=ROOM,
    columns=[
        Column(_("Lote"), "code", link=lambda row: reverse("production:batch", args=[row.pk]), head=True),
        Column(
            _("Producto"),
            lambda row: str(row.recipe.good),
            cell=lambda row: joined([str(row.recipe.good), under(row.activity.name)], ""),
        ),
        Column(_("Día"), lambda row: row.period.lower, Kind.DAY),
        Column(
            _("Planeado"), "planned", Kind.NUMBER, cell=lambda row: quantity_text(row.planned, row.recipe.good.unit)
        ),
        Column(_("Bueno"), "made", Kind.NUMBER, cell=_made),
        Column(_("Estado"), "get_stage_display", cell=_stage),
    ],
    file=[
        Column(_("Establecimiento"), "establishment.code"),
        Column(_("Lote"), "code"),
        Column(_("Taller"), "activity.code"),
        Column(_("Código"), "recipe.good.sku"),
        Column(_("Producto"), lambda row: str(row.recipe.good)),
        Column(_("Día"), lambda row: row.period.lower, Kind.DAY),
        Column(_("Planeado"), lambda row: row.planned / 1000, Kind.NUMBER),
        Column(_("Bueno"), lambda row: row.made / 1000, Kind.NUMBER),
        Column(_("Unidad"), "recipe.good.unit"),
        Column(_("Estado"), "get_stage_display"),
    ],
    count=ngettext_lazy("%(n)s lote", "%(n)s lotes", "n"),
    nothing=_("Ningún lote coincide con los filtros."),
    empty=_(
        "Todavía no hay lotes. Abra uno con una receta en uso: consume sus materiales y deja lo hecho por revisar."
    ),
    target="stock",
)
