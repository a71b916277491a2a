"""The lists of reparations and alimony in force, and of the changes that wait for an approval."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.pay.court_orders.queries import Kind as OrderKind
from llamkay.platform.screens.cells import hint, lines, link, soles, tag
from llamkay.platform.screens.lists import Column, Kind, List
from llamkay.platform.templatetags.staff import named


def _who(person: Any) -> Any:
    return lines([link(reverse("pay:person_court_orders", args=[person.pk]), person.full_name), hint(person.code)])


def _case(line: Any) -> Any:
    return lines([line.row.case_number, hint(line.party) if line.party else ""])


def _period(line: Any) -> str:
    start, end = line.row.period.lower, line.row.period.upper
    if end is None:
        return _("Desde el %(a)s") % {"a": f"{start:%d/%m/%Y}"}
    return _("Del %(a)s al %(b)s") % {"a": f"{start:%d/%m/%Y}", "b": f"{end - timedelta(days=1):%d/%m/%Y}"}


def _amount(line: Any) -> str:
    if getattr(line.row, "percent", None):
        return f"{line.row.percent} %"
    return soles(line.row.amount) if line.row.amount else _("No consta")


def _filed_amount(line: Any) -> Any:
    percent = getattr(line.row, "percent", None)
    return f"{percent} %" if percent else (line.row.amount or 0) / 100 or None


def _left(line: Any) -> Any:
    if line.left is None:
        return _("No consta")
    return soles(line.left) if line.left else tag("green", _("Cubierta"))


def order_list(kind: str, *, today: date) -> List:
    """The orders of a kind, each with what was withheld and handed over by it."""
    alimony, fine = kind == OrderKind.ALIMONY, kind == OrderKind.FINE
    left = [] if alimony else [Column(gettext_lazy("Pendiente"), "left", Kind.MONEY, cell=_left)]
    return List(
        name=f"{kind}-{today}",
        title=gettext_lazy("Reparaciones, alimentos y multas"),
        template="pay/court_orders/list.html",
        parent=("pay:home", gettext_lazy("Pagos")),
        columns=[
            Column(gettext_lazy("Persona"), "row.person", cell=lambda line: _who(line.row.person), head=True),
            Column(gettext_lazy("Expediente"), "row.case_number", cell=_case),
            Column(gettext_lazy("Rige"), _period),
            Column(_("Cuota") if alimony else _("Monto"), _amount, Kind.NUMBER),
            *([] if fine else [Column(gettext_lazy("Descontado"), "withheld", Kind.MONEY)]),
            Column(gettext_lazy("Entregado"), "handed", Kind.MONEY),
            *left,
        ],
        file=[
            Column(gettext_lazy("Código"), "row.person.code"),
            Column(gettext_lazy("Apellidos y nombres"), "row.person.full_name"),
            Column(gettext_lazy("Expediente"), "row.case_number"),
            Column(gettext_lazy("A favor de"), "party"),
            Column(gettext_lazy("Documento"), "paper"),
            Column(gettext_lazy("Desde"), "row.period.lower"),
            Column(gettext_lazy("Hasta"), "row.period.upper"),
            Column(_("Mensual (S/ o %)") if alimony else _("Monto (S/)"), _filed_amount),
            Column(gettext_lazy("Descontado (S/)"), "withheld", Kind.MONEY),
            Column(gettext_lazy("Entregado (S/)"), "handed", Kind.MONEY),
            Column(gettext_lazy("Pendiente (S/)"), "left", Kind.MONEY),
        ],
        intro=gettext_lazy(
            "Lo que un juzgado mandó pagar a cada persona: la reparación y los alimentos se descuentan de lo que gana, "
            "la multa no. Uno propone cada cambio, con su "
            "documento, y otra persona lo aprueba."
        ),
        count=ngettext_lazy("%(n)s obligación", "%(n)s obligaciones", "n"),
        nothing=gettext_lazy("Nada coincide con los filtros."),
        empty=gettext_lazy(
            "Nadie tiene esta obligación. Se registra desde la página de cada persona, con la resolución del juzgado; "
            "desde su día, el cierre la descuenta."
        ),
        reads="pay",
        target="court_orders",
    )


def _change(row: Any) -> str:
    return f"{row.get_act_display()}: {row.get_kind_display()}, {row.case_number}"


def change_list(*, staff: Mapping[str, str]) -> List:
    """The changes that somebody proposed and another person approves."""
    return List(
        name="cambios",
        title=gettext_lazy("Reparaciones, alimentos y multas"),
        template="pay/court_orders/list.html",
        parent=("pay:home", gettext_lazy("Pagos")),
        columns=[
            Column(gettext_lazy("Persona"), "person", cell=lambda row: _who(row.person), head=True),
            Column(gettext_lazy("Cambio"), _change),
            Column(gettext_lazy("Desde"), "since", Kind.DAY),
            Column(gettext_lazy("Propuso"), lambda row: named(row.by, staff)),
        ],
        count=ngettext_lazy("%(n)s cambio", "%(n)s cambios", "n"),
        nothing=gettext_lazy("Nada coincide con los filtros."),
        empty="",
        reads="pay",
        target="court_orders",
    )
