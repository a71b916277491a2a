"""The lists of selling: sales, consignments, customers, complaints."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from llamkay.apps.production.models import Complaint, Consignment, Sale
from llamkay.apps.production.stock.lists import ROOM
from llamkay.core.production.quantities import quantity_text
from llamkay.platform.screens.cells import joined, tag, under
from llamkay.platform.screens.lists import Column, Kind, List

SALE_COLOURS = {"entered": "yellow", "confirmed": "green", "returned": "grey", "undone": "grey"}


def _sold(row: Sale) -> Any:
    return joined([str(row.lot.good), under(f"{row.lot.code} · {row.site}")], "")


def _sale_stage(row: Sale) -> Any:
    return tag(SALE_COLOURS[row.stage], row.get_stage_display())


_NONE = _("Ninguno coincide con los filtros.")
SALES = List(
    name="ventas",
    title=_("Ventas"),
    template="production/sales.html",
    parent=ROOM,
    columns=[
        Column(_("Boleta"), "receipt", link=lambda row: reverse("production:sale", args=[row.pk]), head=True),
        Column(_("Día"), "sold_on", Kind.DAY),
        Column(_("Producto"), lambda row: str(row.lot.good), cell=_sold),
        Column(_("Cantidad"), lambda row: quantity_text(row.quantity, row.lot.good.unit)),
        Column(_("Monto"), "amount", Kind.MONEY),
        Column(_("Comisión"), lambda row: row.commission or None, Kind.MONEY),
        Column(_("Estado"), "get_stage_display", cell=_sale_stage),
    ],
    file=[
        Column(_("Establecimiento"), "establishment.code"),
        Column(_("Día"), "sold_on", Kind.DAY),
        Column(_("Boleta"), "receipt"),
        Column(_("Código"), "lot.good.sku"),
        Column(_("Lote"), "lot.code"),
        Column(_("Lugar"), "site.name"),
        Column(_("Cantidad"), lambda row: row.quantity / 1000, Kind.NUMBER),
        Column(_("Precio (S/)"), "price", Kind.MONEY),
        Column(_("Monto (S/)"), "amount", Kind.MONEY),
        Column(_("Comisión (S/)"), "commission", Kind.MONEY),
        Column(_("Cómo pagaron"), "get_way_display"),
        Column(_("Estado"), "get_stage_display"),
    ],
    count=ngettext_lazy("%(n)s venta", "%(n)s ventas", "n"),
    nothing=_("Ninguna venta coincide con los filtros."),
    empty=_(
        "Todavía no hay ventas. Cada una la registra una persona y otra confirma su dinero: recién ahí va a los libros."
    ),
    target="sales",
)


def consignment_list(today: date) -> List:
    """The consignments, those past their day marked."""

    def stage(row: Consignment) -> Any:
        if row.stage == Consignment.Stage.CLOSED:
            return tag("green", row.get_stage_display())
        return tag("red", _("Vencida")) if row.due_on < today else tag("yellow", row.get_stage_display())

    return List(
        name=f"consignaciones-{today}",
        title=_("Consignaciones"),
        template="production/consignments.html",
        parent=ROOM,
        columns=[
            Column(_("N.º"), "number", link=lambda row: reverse("production:consignment", args=[row.pk]), head=True),
            Column(_("Tienda o feria"), "site.name"),
            Column(_("Se envió"), "sent_on", Kind.DAY),
            Column(_("Se rinde"), "due_on", Kind.DAY),
            Column(_("Lotes"), "lots", Kind.NUMBER),
            Column(_("Estado"), "get_stage_display", cell=stage),
        ],
        count=ngettext_lazy("%(n)s consignación", "%(n)s consignaciones", "n"),
        nothing=_NONE,
        empty=_(
            "Todavía no se envió nada en consignación. Desde «Lugares» elija de dónde sale y envíe lotes a una tienda "
            "o feria."
        ),
        target="sales",
    )


CUSTOMERS = List(
    name="clientes",
    title=_("Clientes"),
    template="production/customers.html",
    parent=ROOM,
    columns=[
        Column(_("Cliente"), "name", link=lambda row: reverse("production:customer", args=[row.pk]), head=True),
        Column(_("Clase"), "get_kind_display"),
        Column(_("RUC"), "ruc"),
        Column(_("Contacto"), "contact"),
    ],
    count=ngettext_lazy("%(n)s cliente", "%(n)s clientes", "n"),
    nothing=_NONE,
    empty=_("Todavía no hay clientes."),
    reads="customers",
    target="customers",
)


def _complaint_stage(row: Complaint) -> Any:
    return tag("green" if row.stage == "answered" else "yellow", row.get_stage_display())


COMPLAINTS = List(
    name="reclamos",
    title=_("Reclamos"),
    template="production/complaints.html",
    parent=ROOM,
    columns=[
        Column(
            _("Llegó"),
            "received_on",
            Kind.DAY,
            link=lambda row: reverse("production:complaint", args=[row.pk]),
            head=True,
        ),
        Column(
            _("Lote"), lambda row: str(row.lot), cell=lambda row: joined([str(row.lot.good), under(row.lot.code)], "")
        ),
        Column(_("Qué dice"), "what"),
        Column(_("Qué se hizo"), "action"),
        Column(_("Estado"), "get_stage_display", cell=_complaint_stage),
    ],
    count=ngettext_lazy("%(n)s reclamo", "%(n)s reclamos", "n"),
    nothing=_NONE,
    empty=_("Todavía no hay reclamos. Se registran desde la página del lote."),
    target="complaints",
)
