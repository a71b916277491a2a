"""The lists of a kitchen: controls, sanitary registrations."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from llamkay.apps.production.bakery.queries import SOON
from llamkay.apps.production.models import HygieneRecord
from llamkay.apps.production.stock.lists import ROOM
from llamkay.platform.screens.cells import joined, tag, under
from llamkay.platform.screens.lists import Column, Kind, List


def _state(row: HygieneRecord) -> Any:
    mark = tag("green", _("Bien")) if row.well else tag("red", _("Mal"))
    return joined([mark, under(row.action) if row.action else ""])


CONTROLS = List(
    name="controles",
    title=_("Controles de higiene"),
    template="production/controls.html",
    parent=ROOM,
    columns=[
        Column(_("Cuándo"), "at", Kind.MOMENT, head=True),
        Column(_("Taller"), "activity.name"),
        Column(_("Control"), "get_kind_display"),
        Column(_("Medido"), lambda row: None if row.tenths is None else row.tenths / 10, Kind.NUMBER),
        Column(_("Estado"), lambda row: "bien" if row.well else f"mal: {row.action}", cell=_state),
    ],
    count=ngettext_lazy("%(n)s control", "%(n)s controles", "n"),
    nothing=_("Ningún control coincide con los filtros."),
    empty=_("Todavía no hay controles. Cada día se anota el horno, el frío, las manos, las mesas y el agua."),
    target="stock",
)


def registration_list(today: date) -> List:
    """The sanitary registrations with what is left of each."""

    def last(row: Any) -> date:
        day: date = row.period.upper - timedelta(days=1)
        return day

    def until(row: Any) -> Any:
        text = f"{last(row):%d/%m/%Y}"
        if last(row) < today:
            return joined([text, tag("red", _("Venció"))])
        return joined([text, tag("yellow", _("Por vencer"))]) if row.period.upper <= today + SOON else text

    return List(
        name=f"registros-sanitarios-{today}",
        title=_("Registros sanitarios"),
        template="production/registrations.html",
        parent=ROOM,
        columns=[
            Column(_("Alimento"), lambda row: str(row.good), head=True),
            Column(_("Número"), "number"),
            Column(_("A nombre de"), "holder"),
            Column(_("Hasta"), last, Kind.DAY, cell=until),
            Column(_("Establecimiento"), "establishment.name"),
        ],
        count=ngettext_lazy("%(n)s registro", "%(n)s registros", "n"),
        nothing=_("Ninguno coincide con los filtros."),
        empty=_("Todavía no se anotó ninguno. Con un registro vencido, el lote no pasa su revisión."),
        target="stock",
    )
