"""The list of rates, and of what a month still lacks to be paid."""

from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.pay.inputs.queries import UNITS, lacks
from llamkay.apps.pay.rates.services import RATED
from llamkay.core.values import Month
from llamkay.platform.months import month_title
from llamkay.platform.screens.cells import NOTHING, joined, link, soles, tag, under
from llamkay.platform.screens.lists import Column, Kind, List


def _rate(row: Any) -> str:
    if row.pay_basis == "share":
        return NOTHING if row.sold is None else soles(row.sold)
    unit = UNITS.get(row.pay_basis, "")
    return f"{soles(row.rate)} {unit}" if row.rate and unit else NOTHING


def _filed_rate(row: Any) -> Any:
    return row.rate / 100 if row.rate and row.pay_basis in RATED else ""


def _state(row: Any) -> Any:
    if row.closed:
        return tag("grey", _("Mes cerrado"))
    lacking = lacks(row)
    return tag("yellow", capfirst(lacking)) if lacking else tag("green", _("Completo"))


def rate_list(month: Month) -> List:
    """The activities that pay in a month, with their rates and what they lack."""

    def activity(row: Any) -> Any:
        page = link(f"{reverse('pay:inputs', args=[row.pk])}?mes={month}", row.name)
        return joined([page, under(" · ".join(str(each) for each in (row.code, row.company) if each))], "")

    place = Column(gettext_lazy("Establecimiento"), "establishment.name")
    basis = Column(gettext_lazy("Cómo paga"), "get_pay_basis_display")
    return List(
        name=f"tarifas-{month}",
        title=_("Tarifas y datos del pago de %(month_name)s") % {"month_name": month_title(month)},
        template="pay/inputs/rates.html",
        parent=("pay:home", gettext_lazy("Pagos")),
        columns=[
            Column(gettext_lazy("Actividad"), "name", cell=activity, head=True),
            place,
            basis,
            Column(gettext_lazy("Tarifa o venta"), _rate, Kind.NUMBER),
            Column(gettext_lazy("Personas"), "placed", Kind.NUMBER),
            Column(gettext_lazy("Estado"), _state, cell=_state),
        ],
        file=[
            place,
            Column(gettext_lazy("Código"), "code"),
            Column(gettext_lazy("Actividad"), "name"),
            basis,
            Column(gettext_lazy("Tarifa (S/)"), _filed_rate),
            Column(gettext_lazy("Falta"), lacks),
        ],
        count=ngettext_lazy("%(n)s actividad que paga", "%(n)s actividades que pagan", "n"),
        nothing=gettext_lazy("Ninguna actividad que paga coincide con los filtros de ese mes."),
        empty=gettext_lazy(
            "Todavía ninguna actividad paga. Cómo paga cada taller (por hora, por día, por pieza, parte de lo que "
            "vende) se dice al crear o editar la actividad; aquí se fija cuánto."
        ),
        target="rates",
    )
