"""The lists of contracts with companies: each contract, and who works for a company without one."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from llamkay.apps.production.contracts.queries import SOON, last_day, short
from llamkay.apps.production.models import WorkContract
from llamkay.apps.production.stock.lists import ROOM
from llamkay.platform.screens.cells import hint, joined, link, soles, tag
from llamkay.platform.screens.lists import Column, Kind, List


def _seen(row: WorkContract, today: date) -> tuple[str, Any]:
    """The colour and the words of how a contract stands."""
    upper = row.period.upper
    if upper and upper <= today:
        return "grey", row.get_ending_display() or _("Venció su plazo")
    if row.period.lower > today:
        return "blue", _("Por empezar")
    return ("yellow", _("Vence pronto")) if upper and upper <= today + SOON else ("green", _("Rige"))


def _subsidy(row: WorkContract) -> Any:
    if row.subsidy is None:
        return ""
    return joined([soles(row.subsidy), hint(_("solo con menos jornada"))]) if short(row) else soles(row.subsidy)


def _end(row: WorkContract, today: date) -> Any:
    if row.ending or today not in row.period:
        return ""
    return link(reverse("production:end_contract", args=[row.pk]), _("Terminar"))


def contract_list(today: date) -> List:
    """The contracts of the scope, with what may be done with each."""
    return List(
        name=f"contratos-{today}",
        title=_("Contratos con empresas"),
        parent=ROOM,
        template="production/contracts.html",
        columns=[
            Column(_("Persona"), "person.full_name", head=True),
            Column(_("Código"), "person.code"),
            Column(_("Empresa"), "agreement.company.name"),
            Column(_("Taller"), "activity.name"),
            Column(_("Contrato"), "document"),
            Column(_("Clase"), "get_kind_display"),
            Column(_("Desde"), lambda row: row.period.lower, Kind.DAY),
            Column(_("Hasta"), last_day, Kind.DAY),
            Column(_("Subvención"), "subsidy", Kind.MONEY, cell=_subsidy),
            Column(_("Estado"), lambda row: _seen(row, today)[1], cell=lambda row: tag(*_seen(row, today))),
            Column(_("Acción"), lambda row: "", cell=lambda row: _end(row, today), screen=True),
        ],
        count=ngettext_lazy("%(n)s contrato", "%(n)s contratos", "n"),
        nothing=_("Ningún contrato coincide con los filtros."),
        empty=_("Todavía no hay contratos. Se registran en la página de cada convenio."),
        reads="contracts",
        target="contracts",
        internal=True,
    )


UNCOVERED = List(
    name="sin-contrato",
    title=_("Trabajan para una empresa sin contrato"),
    parent=ROOM,
    template="production/contracts.html",
    columns=[
        Column(_("Persona"), "person.full_name", head=True),
        Column(_("Código"), "person.code"),
        Column(_("Empresa"), "activity.company.name"),
        Column(_("Taller"), "activity.name"),
        Column(_("Establecimiento"), "activity.establishment.name"),
        Column(_("Con plaza desde"), lambda row: row.period.lower, Kind.DAY),
    ],
    count=ngettext_lazy("%(n)s plaza", "%(n)s plazas", "n"),
    nothing=_("Todas las personas tienen su contrato."),
    empty=_("Todas las personas que trabajan para una empresa tienen su contrato."),
    reads="contracts",
    target="contracts",
    internal=True,
)
