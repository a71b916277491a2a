"""The lists of companies: what they ask for, the agreements that run."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from llamkay.apps.production.models import CompanyRequest
from llamkay.apps.production.stock.lists import ROOM
from llamkay.platform.screens.cells import joined, tag
from llamkay.platform.screens.lists import Column, Kind, List

COLOURS = {"received": "yellow", "matched": "blue", "drafted": "blue", "signed": "green", "refused": "grey"}
ENDING = timedelta(days=60)


def _stage(row: CompanyRequest) -> Any:
    return tag(COLOURS[row.stage], row.get_stage_display())


REQUESTS = List(
    name="solicitudes",
    title=_("Empresas que piden dar trabajo"),
    template="production/requests.html",
    parent=ROOM,
    columns=[
        Column(_("Empresa"), "company.name", link=lambda row: reverse("production:request", args=[row.pk]), head=True),
        Column(_("Oficio"), lambda row: str(row.trade)),
        Column(_("Personas"), "people", Kind.NUMBER),
        Column(_("Llegó"), "received_on", Kind.DAY),
        Column(_("Establecimiento"), lambda row: str(row.establishment or "")),
        Column(_("Estado"), "get_stage_display", cell=_stage),
    ],
    count=ngettext_lazy("%(n)s solicitud", "%(n)s solicitudes", "n"),
    nothing=_("Ninguna solicitud coincide con los filtros."),
    empty=_("Todavía no hay solicitudes. De cada una salen los establecimientos que convienen, el plan, la firma."),
    target="work_requests",
)


def agreement_list(today: date) -> List:
    """The agreements that run, those that end soon marked."""

    def until(row: Any) -> Any:
        end = row.period.upper
        if end is None:
            return _("sin término")
        text = f"{end - timedelta(days=1):%d/%m/%Y}"
        return joined([text, tag("yellow", _("Por renovar"))]) if end <= today + ENDING else text

    return List(
        name=f"convenios-{today}",
        title=_("Convenios en marcha"),
        parent=ROOM,
        template="production/agreements.html",
        columns=[
            Column(_("Convenio"), "number", link=lambda row: reverse("production:terms", args=[row.pk]), head=True),
            Column(_("Empresa"), "company.name"),
            Column(_("Establecimiento"), "establishment.name"),
            Column(_("Hasta"), lambda row: row.period.upper, Kind.DAY, cell=until),
        ],
        count=ngettext_lazy("%(n)s convenio", "%(n)s convenios", "n"),
        nothing=_("Ningún convenio coincide con los filtros."),
        empty=_("Hoy no rige ningún convenio."),
        target="running_agreements",
    )
