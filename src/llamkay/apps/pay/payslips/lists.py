"""The list of closed months whose payslips can be printed."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.platform import clock
from llamkay.platform.screens.cells import NOTHING, joined, link
from llamkay.platform.screens.lists import Column, Kind, List
from llamkay.platform.templatetags.months import in_words

_NONE = gettext_lazy("Todavía no hay boletas: aparecen al cerrar un mes en que alguien tuvo ingresos.")


def _printed(row: Any) -> Any:
    if not row.code:
        return NOTHING
    at = f"{row.printed_at.astimezone(clock.LIMA):%d/%m/%Y %H:%M}, {row.printed}"
    return joined([at, link(reverse("public-verify", args=[row.code]), row.code)], " · ")


def payslip_months(request: Any) -> List:
    """The closed months with income, each with its last printing and the way to print it."""

    def acts(row: Any) -> Any:
        return render_to_string("pay/papers/_acts.html", {"row": row}, request)

    return List(
        name="boletas",
        title=gettext_lazy("Boletas"),
        heading=gettext_lazy("Boletas de pago"),
        parent=("pay:home", gettext_lazy("Pagos")),
        intro=gettext_lazy(
            "Una por persona y mes cerrado, tres en cada hoja: lo que hizo, lo que ganó, a dónde fue cada parte, los "
            "días que redime y lo que tiene. Cada impresión lleva un código que cualquiera comprueba; la anterior "
            "queda marcada como reemplazada."
        ),
        columns=[
            Column(gettext_lazy("Mes"), lambda row: in_words(row.month), head=True),
            Column(gettext_lazy("Establecimiento"), "establishment.name"),
            Column(gettext_lazy("Personas con ingresos"), "earners", Kind.NUMBER),
            Column(gettext_lazy("Última impresión"), _printed, cell=_printed),
            Column(gettext_lazy("Imprimir"), acts, cell=acts, screen=True),
        ],
        count=ngettext_lazy("%(total)s mes", "%(total)s meses", "total"),
        nothing=_NONE,
        empty=_NONE,
        export=None,
    )
