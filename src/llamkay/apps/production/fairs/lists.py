"""The list of exhibitions."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from llamkay.apps.production.stock.lists import ROOM
from llamkay.platform.screens.lists import Column, Kind, List

EXHIBITIONS = List(
    name="exposiciones",
    title=_("Exposiciones"),
    template="production/exhibitions.html",
    parent=ROOM,
    columns=[
        Column(_("Exposición"), "name", link=lambda row: reverse("production:exhibition", args=[row.pk]), head=True),
        Column(_("Día"), "on", Kind.DAY),
        Column(_("Dónde"), "place"),
        Column(_("Por la visita de"), "visit"),
        Column(_("Exponen"), "people", Kind.NUMBER),
        Column(_("Establecimiento"), "establishment.name"),
    ],
    count=ngettext_lazy("%(n)s exposición", "%(n)s exposiciones", "n"),
    nothing=_("Ninguna coincide con los filtros."),
    empty=_("Todavía no hay exposiciones."),
    target="exhibitions",
)
