"""The lists of requests for places."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.activities.models import PlaceRequest
from llamkay.platform.screens.cells import joined, tag, under
from llamkay.platform.screens.lists import Column, Kind, List
from llamkay.platform.templatetags.staff import named

COLOURS = {
    "requested": "yellow",
    "listed": "blue",
    "proposed": "yellow",
    "approved": "green",
    "active": "green",
}


def _state(row: PlaceRequest) -> Any:
    words = gettext_lazy("Con plaza") if row.state == "active" else row.get_state_display()
    return tag(COLOURS.get(row.state, "grey"), words)


def _who(row: PlaceRequest) -> Any:
    return joined([row.person.full_name, under(row.person.code)], "")


_PERSON = Column(
    gettext_lazy("Persona"),
    "person.full_name",
    cell=_who,
    link=lambda row: reverse("activities:request", args=[row.pk]),
    head=True,
)
_ACTIVITY = Column(gettext_lazy("Actividad"), "activity.name")
_SINCE = Column(gettext_lazy("Espera desde"), "waits_since", Kind.DAY)
_STATE = Column(gettext_lazy("Estado"), "get_state_display", cell=_state)


def removal_list(*, staff: Mapping[str, str]) -> List:
    """The separations from a place that were proposed, with who proposed and decided each."""
    return List(
        name="separaciones-de-plaza",
        title=gettext_lazy("Separaciones de una plaza"),
        parent=("activities:list", gettext_lazy("Actividades")),
        intro=gettext_lazy(
            "Quien dirige el área propone, con lo que la persona responde; decide otra. "
            "Hasta entonces conserva la plaza."
        ),
        columns=[
            Column(
                gettext_lazy("Persona"),
                "allocation.person.full_name",
                link=lambda row: reverse("activities:removal", args=[row.pk]),
                head=True,
            ),
            Column(
                gettext_lazy("Estado"),
                "get_state_display",
                cell=lambda row: tag("yellow" if row.state == "proposed" else "grey", row.get_state_display()),
            ),
            Column(gettext_lazy("Actividad"), "allocation.activity.name"),
            Column(gettext_lazy("Motivo"), "ending.label"),
            Column(gettext_lazy("Desde"), "on", Kind.DAY),
            Column(gettext_lazy("Propuso"), lambda row: named(row.proposed_by, staff)),
            Column(gettext_lazy("Decidió"), lambda row: named(row.decided_by, staff)),
        ],
        count=ngettext_lazy("%(n)s separación", "%(n)s separaciones", "n"),
        nothing=gettext_lazy("Ninguna."),
        empty=gettext_lazy("Nadie ha propuesto quitar una plaza por faltas o por indisciplina."),
        reads="removals",
        target="removals",
        internal=True,
    )


REQUESTS = List(
    name="solicitudes-de-plaza",
    title=gettext_lazy("Solicitudes de plaza"),
    parent=("activities:list", gettext_lazy("Actividades")),
    columns=[
        _PERSON,
        _ACTIVITY,
        Column(gettext_lazy("Establecimiento"), "activity.establishment.name"),
        _SINCE,
        Column(gettext_lazy("Quién la pide"), "get_asked_by_display"),
        _STATE,
    ],
    file=[
        Column(gettext_lazy("Código"), "person.code"),
        Column(gettext_lazy("Persona"), "person.full_name"),
        Column(gettext_lazy("Establecimiento"), "activity.establishment.name"),
        _ACTIVITY,
        Column(gettext_lazy("Pidió el"), "requested_on", Kind.DAY),
        _SINCE,
        Column(gettext_lazy("Quién la pide"), "get_asked_by_display"),
        Column(gettext_lazy("Estado"), "get_state_display"),
        Column(gettext_lazy("Acta"), "act"),
        Column(gettext_lazy("Motivo"), "reason"),
    ],
    count=ngettext_lazy("%(n)s solicitud", "%(n)s solicitudes", "n"),
    nothing=gettext_lazy("Ninguna solicitud coincide con los filtros."),
    empty=gettext_lazy(
        "Todavía no hay solicitudes. Se anotan desde la página de la persona; la jefatura las pone en la lista y las "
        "propone, el consejo las aprueba."
    ),
    reads="place_requests",
    target="place_requests",
)
