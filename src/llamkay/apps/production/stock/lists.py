"""The lists of the stock: what there is, the catalogue of goods, the places."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from llamkay.apps.production.kinds import State
from llamkay.apps.production.models import Balance, Good, Site
from llamkay.apps.production.stock.queries import lot_values
from llamkay.core.production.quantities import quantity_text
from llamkay.platform.screens.cells import joined, tag, under
from llamkay.platform.screens.lists import Column, Kind, List

COLOURS = {
    State.PENDING: "yellow",
    State.AVAILABLE: "green",
    State.RESERVED: "blue",
    State.CONSIGNED: "blue",
    State.HELD: "red",
}
ROOM = ("production:home", _("Producción"))


def stock_list(today: date) -> List:
    """What is on hand, lot by lot, with what has expired marked."""

    def until(row: Balance) -> Any:
        day = row.lot.expires_on
        if day is None:
            return None
        text = f"{day:%d/%m/%Y}"
        return joined([text, tag("red", _("Venció"))]) if day < today else text

    code = Column(_("Lote"), "lot.code", link=lambda row: reverse("production:lot", args=[row.lot_id]), head=True)
    good = Column(_("Producto"), lambda row: str(row.lot.good))
    place = Column(_("Lugar"), "site.name")
    owner = Column(_("De quién es"), lambda row: lot_values(row.lot)["owner"])
    expires = Column(_("Vence"), "lot.expires_on", Kind.DAY, cell=until)
    return List(
        name=f"existencias-{today}",
        title=_("Existencias"),
        template="production/stock.html",
        parent=ROOM,
        columns=[
            code,
            Column(
                _("Producto"),
                lambda row: str(row.lot.good),
                cell=lambda row: joined([str(row.lot.good), under(row.lot.good.sku)], ""),
            ),
            Column(_("Hay"), "quantity", Kind.NUMBER, cell=lambda row: quantity_text(row.quantity, row.lot.good.unit)),
            place,
            Column(
                _("Estado"),
                "get_state_display",
                cell=lambda row: tag(COLOURS.get(State(row.state), "grey"), row.get_state_display()),
            ),
            expires,
            owner,
        ],
        file=[
            Column(_("Establecimiento"), "establishment.code"),
            Column(_("Código"), "lot.good.sku"),
            good,
            code,
            Column(_("Hay"), lambda row: row.quantity / 1000, Kind.NUMBER),
            Column(_("Unidad"), "lot.good.unit"),
            place,
            Column(_("Estado"), "get_state_display"),
            Column(_("Vence"), "lot.expires_on", Kind.DAY),
            owner,
            Column(_("Costo por unidad (S/)"), "lot.cost", Kind.MONEY),
        ],
        count=ngettext_lazy("%(n)s renglón", "%(n)s renglones", "n"),
        nothing=_("Nada coincide con los filtros."),
        empty=_(
            "Todavía no hay existencias. Registre los productos y materiales, los lugares donde están, y lo que "
            "ingresa: lo demás sale de los lotes."
        ),
        target="stock",
    )


GOODS = List(
    name="productos",
    title=_("Productos y materiales"),
    template="production/goods.html",
    parent=ROOM,
    columns=[
        Column(
            _("Producto"), lambda row: str(row), link=lambda row: reverse("production:good", args=[row.pk]), head=True
        ),
        Column(_("Código"), "sku"),
        Column(_("Clase"), "get_kind_display"),
        Column(_("Marca"), lambda row: str(row.brand or "")),
        Column(_("Disponible"), "on_hand", Kind.NUMBER, cell=lambda row: _on_hand(row)),
        Column(_("Precio"), "price", Kind.MONEY),
        Column(_("Público"), lambda row: "sí" if row.public else "", cell=lambda row: _shown(row)),
    ],
    file=[
        Column(_("Código"), "sku"),
        Column(_("Nombre"), "name"),
        Column(_("Variante"), "variant"),
        Column(_("Clase"), "kind"),
        Column(_("Unidad"), "unit"),
        Column(_("Marca"), lambda row: str(row.brand or "")),
        Column(_("Oficio"), lambda row: row.trade.code if row.trade else ""),
        Column(_("Precio (S/)"), "price", Kind.MONEY),
        Column(_("Campaña"), "season"),
        Column(_("Composición"), "composition"),
        Column(_("Cuidado"), "care"),
        Column(_("Descripción"), "description"),
        Column(_("Público"), lambda row: "sí" if row.public else "no"),
        Column(_("Disponible"), lambda row: row.on_hand / 1000, Kind.NUMBER),
    ],
    count=ngettext_lazy("%(n)s producto o material", "%(n)s productos y materiales", "n"),
    nothing=_("Ninguno coincide con los filtros."),
    empty=_("Todavía no hay productos. Registre los materiales que se compran y lo que se hace con ellos."),
    target="stock",
)


def _on_hand(row: Good) -> Any:
    text = quantity_text(row.on_hand, row.unit)
    return joined([text, tag("red", _("Bajo el mínimo"))]) if row.least and row.on_hand < row.least else text


def _shown(row: Good) -> Any:
    return tag("green", _("En el catálogo")) if row.public else None


SITES = List(
    name="lugares",
    title=_("Lugares de existencias"),
    template="production/sites.html",
    parent=ROOM,
    columns=[
        Column(_("Lugar"), "name", link=lambda row: reverse("production:count", args=[row.pk]), head=True),
        Column(_("Clase"), "get_kind_display"),
        Column(_("Taller"), lambda row: str(row.activity or "")),
        Column(_("Dirección"), "address"),
        Column(_("Establecimiento"), "establishment.name"),
        Column(_("Estado"), lambda row: "En uso" if row.open else "Cerrado", cell=lambda row: _state(row)),
    ],
    count=ngettext_lazy("%(n)s lugar", "%(n)s lugares", "n"),
    nothing=_("Ninguno coincide con los filtros."),
    empty=_("Todavía no hay lugares. Registre el taller, el almacén y la tienda o feria adonde se envía."),
    target="stock",
)


def _state(row: Site) -> Any:
    return tag("green", _("En uso")) if row.open else tag("grey", _("Cerrado"))
