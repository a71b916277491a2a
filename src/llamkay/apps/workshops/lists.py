"""The lists of the workshops."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.platform import clock
from llamkay.platform.screens.cells import tag
from llamkay.platform.screens.lists import Column, Kind, List

HOME = ("workshops:tools", gettext_lazy("Talleres"))


def tool_state(row) -> tuple[str, str]:
    """The colour and the word of where a tool is."""
    if row.retired_on:
        return "grey", _("De baja")
    if row.lost:
        return "red", _("Falta")
    return ("blue", _("Entregada")) if row.out else ("green", _("En su sitio"))


def tool_list(*, may_count: bool) -> List:
    """The tools of the workshops; who counts them goes from each workshop to its count."""
    return List(
        name="herramientas",
        template="workshops/list.html",
        title=gettext_lazy("Herramientas"),
        columns=[
            Column(
                gettext_lazy("Herramienta"),
                "name",
                link=lambda row: reverse("workshops:tool", args=[row.pk]),
                head=True,
            ),
            Column(gettext_lazy("Número"), "number"),
            Column(
                gettext_lazy("Taller"),
                "activity.name",
                link=(lambda row: reverse("workshops:count", args=[row.activity_id])) if may_count else None,
            ),
            Column(gettext_lazy("Riesgo"), "get_risk_display"),
            Column(gettext_lazy("Estado"), lambda row: tool_state(row)[1], cell=lambda row: tag(*tool_state(row))),
            Column(gettext_lazy("La tiene"), "holder"),
        ],
        count=ngettext_lazy("%(total)s herramienta", "%(total)s herramientas", "total"),
        nothing=gettext_lazy("Ninguna herramienta coincide con lo que busca."),
        empty=gettext_lazy("Ningún taller tiene herramientas registradas."),
        reads="tools",
        target="tools",
        internal=True,
    )


def machine_state(row) -> tuple[str, str]:
    """The colour and the word of how a machine is."""
    if row.stopped:
        return "red", _("Fuera de servicio")
    return ("yellow", _("Mantenimiento vencido")) if row.due <= clock.today() else ("green", _("En servicio"))


MACHINES = List(
    name="maquinas",
    template="workshops/list.html",
    title=gettext_lazy("Máquinas"),
    columns=[
        Column(
            gettext_lazy("Máquina"), "name", link=lambda row: reverse("workshops:machine", args=[row.pk]), head=True
        ),
        Column(gettext_lazy("Número"), "number"),
        Column(gettext_lazy("Taller"), "activity.name"),
        Column(gettext_lazy("Estado"), lambda row: machine_state(row)[1], cell=lambda row: tag(*machine_state(row))),
        Column(gettext_lazy("Último mantenimiento"), "last", Kind.DAY),
        Column(gettext_lazy("Próximo"), "due", Kind.DAY),
    ],
    count=ngettext_lazy("%(total)s máquina", "%(total)s máquinas", "total"),
    nothing=gettext_lazy("Ninguna máquina coincide con lo que busca."),
    empty=gettext_lazy("Ningún taller tiene máquinas registradas."),
    parent=HOME,
)

ACCIDENTS = List(
    name="accidentes",
    title=gettext_lazy("Accidentes de trabajo"),
    columns=[
        Column(
            gettext_lazy("Número"), "number", link=lambda row: reverse("workshops:accident", args=[row.pk]), head=True
        ),
        Column(gettext_lazy("Día"), "on", Kind.DAY),
        Column(gettext_lazy("Persona"), "person.full_name"),
        Column(gettext_lazy("Taller"), "activity.name"),
        Column(gettext_lazy("Gravedad"), "get_severity_display"),
        Column(gettext_lazy("Días de descanso"), "rest", Kind.NUMBER),
    ],
    count=ngettext_lazy("%(total)s accidente", "%(total)s accidentes", "total"),
    nothing=gettext_lazy("Ningún accidente coincide con lo que busca."),
    empty=gettext_lazy("No consta ningún accidente."),
    parent=HOME,
    reads="accidents",
    target="accidents",
    internal=True,
)


def kit_state(row) -> tuple[str, str]:
    """The colour and the word of whether kit is to be renewed."""
    if row.renewed_id:
        return "grey", _("Renovado")
    late = row.renew_on is not None and row.renew_on <= clock.today()
    return ("yellow", _("Por renovar")) if late else ("green", _("Vigente"))


KIT = List(
    name="equipo-de-seguridad",
    template="workshops/list.html",
    title=gettext_lazy("Equipo de seguridad entregado"),
    columns=[
        Column(gettext_lazy("Persona"), "person.full_name", head=True),
        Column(gettext_lazy("Código"), "person.code"),
        Column(gettext_lazy("Taller"), "activity.name"),
        Column(gettext_lazy("Qué"), str),
        Column(gettext_lazy("Entregado"), "given_on", Kind.DAY),
        Column(gettext_lazy("Se renueva"), "renew_on", Kind.DAY),
        Column(gettext_lazy("Estado"), lambda row: kit_state(row)[1], cell=lambda row: tag(*kit_state(row))),
    ],
    count=ngettext_lazy("%(total)s entrega", "%(total)s entregas", "total"),
    nothing=gettext_lazy("Ninguna entrega coincide con lo que busca."),
    empty=gettext_lazy("No consta equipo de seguridad entregado."),
    parent=HOME,
    reads="kit",
    target="kit",
    internal=True,
)
