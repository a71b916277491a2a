"""The list of companies with what each owes in each prison, and the statement of one month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext

from llamkay.apps.pay.companies.queries import PARTS, CompanyStatementLine, Relation, totals
from llamkay.core.values import Month
from llamkay.platform.months import month_title
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


@dataclass(frozen=True)
class _Total:
    """The foot of a statement."""

    days: int
    minutes: int
    pieces: int
    gross: int
    parts: dict[str, int]
    special: int
    person = None


def with_foot(rows: Iterable[CompanyStatementLine]) -> list[Any]:
    """The lines of a statement and, after them, their sums."""
    found = list(rows)
    if not found:
        return []
    sums = totals(found)
    parts = {part: sums[part] for part in PARTS}
    foot = _Total(sums["days"], sums["minutes"], sums["pieces"], sums["gross"], parts, sums["special"])
    return [*found, foot]


def _part(name: str) -> Any:
    return lambda line: line.parts[name]


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def statement_list(*, relation: Relation, month: Month, pieces: bool) -> List:
    """Who worked for a company in a month and where the money of each goes; ``pieces``: some were counted."""
    code = Column(gettext_lazy("Código"), lambda line: line.person.code if line.person else "")
    name = Column(
        gettext_lazy("Apellidos y nombres"),
        lambda line: line.person.full_name if line.person else _("Total"),
        head=True,
    )
    days = Column(gettext_lazy("Días"), "days", Kind.NUMBER)
    made = Column(gettext_lazy("Piezas"), "pieces", Kind.NUMBER)
    return List(
        name=f"estado-{relation.company.ruc}-{month}",
        title=_("Estado de %(month)s") % {"month": month_title(month)},
        template="pay/companies/statement.html",
        parent=("pay:companies", gettext_lazy("Empresas y convenios")),
        columns=[
            name,
            code,
            days,
            Column(gettext_lazy("Horas"), lambda line: _clock(line.minutes), Kind.NUMBER),
            *([made] if pieces else []),
            Column(gettext_lazy("Bruto"), "gross", Kind.MONEY),
            Column(gettext_lazy("INPE"), _part("institution"), Kind.MONEY),
            Column(gettext_lazy("Poder Judicial"), _part("reparation"), Kind.MONEY),
            Column(gettext_lazy("Cuenta especial"), "special", Kind.MONEY),
        ],
        file=[
            code,
            name,
            days,
            Column(gettext_lazy("Horas"), lambda line: line.minutes / 60, Kind.NUMBER),
            made,
            Column(gettext_lazy("Bruto (S/)"), "gross", Kind.MONEY),
            Column(gettext_lazy("INPE, 10 % (S/)"), _part("institution"), Kind.MONEY),
            Column(gettext_lazy("Poder Judicial, reparación civil (S/)"), _part("reparation"), Kind.MONEY),
            Column(gettext_lazy("Cuenta especial (S/)"), "special", Kind.MONEY),
            Column(gettext_lazy("De ella, alimentos (S/)"), _part("alimony"), Kind.MONEY),
        ],
        count=ngettext_lazy("%(n)s persona", "%(n)s personas", "n"),
        nothing="",
        empty=gettext_lazy("Nadie trabajó para la empresa ese mes."),
        reads="pay",
        target=f"company:{relation.company.pk}",
        size=500,
    )
