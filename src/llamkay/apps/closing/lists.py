"""The lists of the months of each establishment, and of the people of a closed one."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from llamkay.apps.closing.forms import STATES
from llamkay.apps.closing.queries import MonthLine
from llamkay.apps.remission.queries import fraction_text
from llamkay.platform.months import month_title
from llamkay.platform.screens.cells import NOTHING, code, joined, tag
from llamkay.platform.screens.lists import Column, Kind, List
from llamkay.platform.templatetags.staff import named

_NONE = gettext_lazy(
    "No hay meses que mostrar. Un mes aparece aquí cuando tiene planillas; se cierra cuando todas están aprobadas. Si "
    "usó filtros, quite uno."
)


def state_tag(state: str) -> Any:
    """The state of a month in its colour."""
    if state in ("closed", "past"):
        return tag("grey", dict(STATES)[state])
    return tag("green", _("Por cerrar")) if state == "ready" else tag("yellow", _("Con planillas sin aprobar"))


def _total(name: str) -> Any:
    """A total of a closed month; nothing of an open one."""
    return lambda line: line.close.totals[name] if line.close else None


def month_list(*, staff: Mapping[str, str]) -> List:
    """The months of each establishment, open and closed, with who closed them."""

    def closed_by(line: MonthLine) -> str:
        return f"{named(line.close.by, staff)}, {closed.plain(line)}" if line.close else NOTHING

    place = Column(gettext_lazy("Establecimiento"), "establishment.name")
    month = Column(gettext_lazy("Mes"), lambda line: month_title(line.month), link=lambda line: line.url, head=True)
    state = Column(
        gettext_lazy("Estado"), lambda line: dict(STATES)[line.state], cell=lambda line: state_tag(line.state)
    )
    totals = [
        Column(gettext_lazy("Personas"), _total("people"), Kind.NUMBER),
        Column(gettext_lazy("Días computados"), _total("days"), Kind.NUMBER),
    ]
    closed = Column(gettext_lazy("Fecha"), lambda line: line.close.at if line.close else None, Kind.DAY)
    return List(
        name="cierres",
        title=gettext_lazy("Cierres de mes"),
        columns=[
            month,
            place,
            state,
            Column(
                gettext_lazy("Planillas aprobadas"),
                lambda line: _("%(done)s de %(all)s") % {"done": line.approved, "all": line.sheets},
                Kind.NUMBER,
            ),
            *totals,
            Column(gettext_lazy("Ingresos"), _total("gross"), Kind.MONEY),
            Column(
                gettext_lazy("Sello"),
                lambda line: line.close.hash[:12] if line.close else "",
                cell=lambda line: code(line.close.hash[:12]) if line.close else NOTHING,
            ),
            Column(gettext_lazy("Cerró"), closed_by),
        ],
        file=[
            place,
            month,
            state,
            Column(gettext_lazy("Planillas"), "sheets"),
            Column(gettext_lazy("Aprobadas"), "approved"),
            *totals,
            Column(gettext_lazy("Ingresos (S/)"), _total("gross"), Kind.MONEY),
            Column(gettext_lazy("Sello"), lambda line: line.close.hash if line.close else ""),
            Column(gettext_lazy("Cerró"), lambda line: named(line.close.by, staff) if line.close else ""),
            closed,
        ],
        count=ngettext_lazy("%(total)s mes", "%(total)s meses", "total"),
        nothing=_NONE,
        empty=_NONE,
        target="closes",
    )


def _remitted(line: Any) -> Any:
    if not line.unsettled:
        return line.remitted_text
    words = ngettext("%(n)s día sin razón de cómputo", "%(n)s días sin razón de cómputo", line.unsettled)
    return joined([line.remitted_text, tag("yellow", words % {"n": line.unsettled})])


def people_list(name: str, *, target: str, remission: bool, pay: bool) -> List:
    """The people of a closed month: of each their count, their pay, or both, as the reader's function allows."""
    person = Column(
        gettext_lazy("Apellidos y nombres"),
        "person.full_name",
        link=lambda line: line.person.get_absolute_url(),
        head=True,
    )
    number = Column(gettext_lazy("Código"), "person.code")
    page, file = [person, number], [number, person]
    if remission:
        days = [
            Column(gettext_lazy("Días de trabajo"), lambda line: line.days["work"], Kind.NUMBER),
            Column(gettext_lazy("Días de estudio"), lambda line: line.days["study"], Kind.NUMBER),
        ]
        page += [*days, Column(gettext_lazy("Días redimidos"), "remitted_text", Kind.NUMBER, cell=_remitted)]
        file += [
            *days,
            Column(gettext_lazy("Días redimidos (exacto)"), "remitted_text"),
            Column(gettext_lazy("Días sin razón de cómputo"), "unsettled"),
        ]
    if pay:
        page += [
            Column(gettext_lazy("Ingreso"), "gross", Kind.MONEY),
            Column(gettext_lazy("Parte de la persona"), "personal", Kind.MONEY),
        ]
        file += [
            Column(gettext_lazy("Ingreso (S/)"), "gross", Kind.MONEY),
            Column(gettext_lazy("Parte de la persona (S/)"), "personal", Kind.MONEY),
        ]
    return List(
        name=name,
        title=gettext_lazy("Personas del cierre"),
        template="closing/closed.html",
        columns=page,
        file=file,
        count=ngettext_lazy("%(total)s persona", "%(total)s personas", "total"),
        nothing="",
        empty="",
        reads="read",
        target=target,
    )


def comparison_list(name: str, title: str, *, target: str) -> List:
    """The people of a close, each with what was seen before it beside what it wrote."""

    def pair(header: Any, of: str, kind: Kind = Kind.NUMBER) -> list[Column]:
        def text(line: Any, side: str) -> Any:
            value = getattr(getattr(line, side), of)
            return fraction_text(value) if of == "remitted" else value

        return [
            Column(_("%(what)s, visto") % {"what": header}, lambda line: text(line, "seen"), kind),
            Column(_("%(what)s, cerrado") % {"what": header}, lambda line: text(line, "done"), kind),
        ]

    return List(
        name=name,
        title=title,
        template="closing/comparison.html",
        columns=[
            Column(
                gettext_lazy("Apellidos y nombres"),
                "person.full_name",
                link=lambda line: line.person.get_absolute_url(),
                head=True,
            ),
            Column(gettext_lazy("Código"), "person.code"),
            *pair(_("Días de trabajo"), "work"),
            *pair(_("Días de estudio"), "study"),
            *pair(_("Redimidos"), "remitted"),
            *pair(_("Ingreso"), "gross", Kind.MONEY),
            *pair(_("Su parte"), "personal", Kind.MONEY),
            Column(
                gettext_lazy("Resultado"),
                lambda line: _("Igual") if line.same else _("Cambió"),
                cell=lambda line: tag("green", _("Igual")) if line.same else tag("red", _("Cambió")),
            ),
        ],
        count=ngettext_lazy("%(total)s persona", "%(total)s personas", "total"),
        nothing="",
        empty=gettext_lazy("El cierre no contó ni pagó a nadie."),
        reads="read",
        target=target,
    )
