"""The lists of requests for release and of who is about to complete their time."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from llamkay.apps.remission.models import Request
from llamkay.platform import clock
from llamkay.platform.screens.cells import NOTHING, joined, link, tag, under
from llamkay.platform.screens.lists import Column, Kind, List

_COLOURS = {"granted": "green", "refused": "red", "withdrawn": "grey", "filed": "yellow"}
_NONE = gettext_lazy(
    "No hay solicitudes con ese filtro. Una solicitud se recibe desde la lista de quienes cumplen su tiempo o desde la "
    "página de la persona."
)


def _person(row: Request) -> Any:
    return joined([row.person.full_name, under(row.establishment.name)], "")


def _state(row: Request) -> Any:
    return tag(_COLOURS.get(row.state, "blue"), row.get_state_display())


def request_list(*, now: datetime) -> List:
    """The requests, with those whose hours ran out."""

    def due(row: Request) -> Any:
        if not row.due_at:
            return NOTHING
        at = f"{row.due_at.astimezone(clock.LIMA):%d/%m/%Y %H:%M}"
        return joined([at, tag("red", _("Vencido")) if row.due_at < now else ""])

    number = Column(
        gettext_lazy("Número"), str, link=lambda row: reverse("remission:request", args=[row.pk]), head=True
    )
    purpose = Column(gettext_lazy("Qué se pide"), "get_purpose_display")
    filed = Column(gettext_lazy("Presentada"), "filed_on", Kind.DAY)
    state = Column(gettext_lazy("Estado"), "get_state_display", cell=_state)
    until = Column(gettext_lazy("Plazo"), lambda row: row.due_at and row.due_at.astimezone(clock.LIMA), cell=due)
    lacking = Column(gettext_lazy("Papeles que faltan"), "absent", Kind.NUMBER)
    return List(
        name="solicitudes",
        title=gettext_lazy("Solicitudes de libertad"),
        heading=gettext_lazy("Solicitudes que descansan en tiempo redimido"),
        template="remission/request_list.html",
        columns=[
            number,
            Column(gettext_lazy("Persona"), "person.full_name", cell=_person),
            purpose,
            filed,
            state,
            Column(gettext_lazy("Resuelve"), "get_decider_display"),
            until,
            lacking,
        ],
        file=[
            number,
            Column(gettext_lazy("Persona"), "person.full_name"),
            Column(gettext_lazy("Establecimiento"), "establishment.name"),
            purpose,
            filed,
            state,
            Column(gettext_lazy("Quién resuelve"), "get_decider_display"),
            until,
            lacking,
        ],
        count=ngettext_lazy("%(n)s solicitud", "%(n)s solicitudes", "n"),
        nothing=_NONE,
        empty=_NONE,
        target="requests",
    )


def _who(line: dict[str, Any]) -> Any:
    page = link(reverse("remission:statement", args=[line["statement"].pk]), line["person"].full_name)
    return joined([page, under(line["person"].code)], "")


def _on(line: dict[str, Any]) -> Any:
    return joined([f"{line['on']:%d/%m/%Y}", tag("yellow", _("Según una lectura")) if line["readings"] else ""])


def _left(line: dict[str, Any]) -> Any:
    if line["past"]:
        return tag("red", _("Ya se cumplió"))
    return ngettext("%(n)s día", "%(n)s días", line["days"]) % {"n": line["days"]}


def _request(line: dict[str, Any]) -> Any:
    if line["requested"]:
        return _("En trámite")
    return link(reverse("remission:file_request", args=[line["person"].pk]), _("Recibir solicitud"))


_NOBODY = gettext_lazy("Nadie cumple su tiempo en los próximos 60 días según los cómputos hechos.")
COMPLETING = List(
    name="por-cumplir",
    title=gettext_lazy("Quiénes cumplen su tiempo"),
    heading=gettext_lazy("En 60 días o menos cumplen su tiempo"),
    template="remission/request_completing.html",
    parent=("remission:requests", gettext_lazy("Solicitudes de libertad")),
    columns=[
        Column(gettext_lazy("Persona"), _who, cell=_who, head=True),
        Column(gettext_lazy("Cumple el"), _on, cell=_on),
        Column(gettext_lazy("Falta"), _left, cell=_left),
        Column(gettext_lazy("Solicitud"), _request, cell=_request),
    ],
    file=[
        Column(gettext_lazy("Código"), lambda line: line["person"].code),
        Column(gettext_lazy("Persona"), lambda line: line["person"].full_name),
        Column(gettext_lazy("Cumple el"), lambda line: line["on"]),
        Column(gettext_lazy("Días que faltan"), lambda line: line["days"]),
        Column(gettext_lazy("Tiene solicitud"), lambda line: _("Sí") if line["requested"] else _("No")),
    ],
    intro=gettext_lazy(
        "Según el último cómputo de cada persona, con la redención. A quien le falta sentencia firme no aparece "
        "aquí; quien no tiene un cómputo reciente está más abajo."
    ),
    count=ngettext_lazy("%(n)s persona", "%(n)s personas", "n"),
    nothing=_NOBODY,
    empty=_NOBODY,
    reads="remission",
    target="completing",
)
