"""The list of orders."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from llamkay.apps.production.models import Order
from llamkay.apps.production.stock.lists import ROOM
from llamkay.platform.screens.cells import tag
from llamkay.platform.screens.lists import Column, Kind, List

COLOURS = {
    "requested": "yellow",
    "quoted": "blue",
    "accepted": "blue",
    "delivered": "blue",
    "paid": "green",
    "dropped": "grey",
}


def _stage(row: Order) -> Any:
    return tag(COLOURS[row.stage], row.get_stage_display())


ORDERS = List(
    name="pedidos",
    title=_("Pedidos"),
    template="production/orders.html",
    parent=ROOM,
    columns=[
        Column(_("N.º"), "number", link=lambda row: reverse("production:order", args=[row.pk]), head=True),
        Column(_("Cliente"), lambda row: str(row.customer)),
        Column(_("Llegó"), "requested_on", Kind.DAY),
        Column(_("Para"), "due_on", Kind.DAY),
        Column(_("Estado"), "get_stage_display", cell=_stage),
        Column(_("Establecimiento"), "establishment.name"),
    ],
    count=ngettext_lazy("%(n)s pedido", "%(n)s pedidos", "n"),
    nothing=_("Ningún pedido coincide con los filtros."),
    empty=_("Todavía no hay pedidos. Cada uno se cotiza, se acepta, se entrega y se paga; nunca con tarjeta."),
    reads="customers",
    target="orders",
)
