"""The list of companies with what each owes in each prison."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext

from llamkay.apps.pay.companies.queries import Relation
from llamkay.platform.screens.cells import NOTHING, joined, link, tag, under
from llamkay.platform.screens.lists import Column, Kind, List


def _company(row: Relation) -> Any:
    page = link(reverse("pay:company", args=[row.company.pk, row.establishment.code]), row.company)
    return joined([page, under(f"RUC {row.company.ruc}")], "")


def company_list(today: date) -> List:
    """The companies by what they owe on a day, late or not, and by their agreements."""

    def agreement(row: Relation) -> Any:
        running = row.running(today)
        if running is None:
            return NOTHING
        end = running.period.upper
        until = _("termina el %(day)s") % {"day": f"{end - timedelta(days=1):%d/%m/%Y}"} if end else ""
        return joined([running.number, under(until) if until else ""], "")

    def state(row: Relation) -> Any:
        late, running, marks = len(row.late(today)), row.running(today), row.states(today)
        if late:
            owing = tag("red", ngettext("%(n)s mes vencido", "%(n)s meses vencidos", late) % {"n": late})
        elif row.owed:
            owing = tag("yellow", _("Debe, en plazo") if running else _("Debe, sin plazo"))
        else:
            owing = tag("green", pgettext("nothing late", "Al día"))
        if running is None:
            return joined([owing, tag("red", _("Sin convenio"))])
        return joined([owing, tag("yellow", _("Por terminar")) if "ending" in marks else ""])

    place = Column(gettext_lazy("Establecimiento"), "establishment.name")
    return List(
        name=f"empresas-{today}",
        title=gettext_lazy("Empresas y convenios"),
        template="pay/companies/list.html",
        parent=("pay:home", gettext_lazy("Pagos")),
        columns=[
            Column(gettext_lazy("Empresa"), "company.name", cell=_company, head=True),
            place,
            Column(gettext_lazy("Convenio vigente"), agreement, cell=agreement),
            Column(gettext_lazy("Debe"), "owed", Kind.MONEY),
            Column(gettext_lazy("A su favor"), lambda row: row.in_favour or None, Kind.MONEY),
            Column(gettext_lazy("Estado"), state, cell=state),
        ],
        file=[
            Column(gettext_lazy("Empresa"), "company.name"),
            Column(gettext_lazy("RUC"), "company.ruc"),
            place,
            Column(gettext_lazy("Convenio"), lambda row: str(row.running(today) or "")),
            Column(gettext_lazy("Debe (S/)"), "owed", Kind.MONEY),
            Column(gettext_lazy("Meses vencidos"), lambda row: len(row.late(today))),
            Column(gettext_lazy("A favor (S/)"), "in_favour", Kind.MONEY),
        ],
        count=ngettext_lazy("%(n)s empresa", "%(n)s empresas", "n"),
        nothing=gettext_lazy("Ninguna empresa coincide con los filtros."),
        empty=gettext_lazy(
            "Todavía no hay empresas. Toda empresa que da trabajo en un penal tiene un convenio (D.S. 025-2017-JUS, "
            "art. 26): regístrelo y, al cerrar cada mes, aquí aparece lo que debe."
        ),
        target="companies",
    )
