"""The list of treatments."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.plans.kinds import TreatmentState
from llamkay.platform.screens.cells import joined, tag, under
from llamkay.platform.screens.lists import Column, Kind, List

COLOURS = {
    TreatmentState.REFERRED: "yellow",
    TreatmentState.STARTED: "blue",
    TreatmentState.COMPLETED: "green",
    TreatmentState.WITHDRAWN: "red",
    TreatmentState.INTERRUPTED: "grey",
    TreatmentState.NOT_STARTED: "grey",
}


def ending(row: Any) -> str:
    """Why it ended, in its two levels; nothing while it goes on."""
    return f"{row.ending.get_group_display()}: {row.ending}" if row.ending else ""


def _state(row: Any) -> Any:
    return joined([tag(COLOURS[TreatmentState(row.state)], row.label), under(ending(row)) if row.ending else ""])


_PERSON = Column(
    gettext_lazy("Persona"),
    "person.full_name",
    link=lambda row: reverse("plans:person", args=[row.person_id]),
    head=True,
)
_DATES = [
    Column(gettext_lazy("Derivación"), "referred_on", Kind.DAY),
    Column(gettext_lazy("Empezó"), "started_on", Kind.DAY),
    Column(gettext_lazy("Terminó"), "ended_on", Kind.DAY),
]
TREATMENTS = List(
    name="tratamientos",
    template="plans/list.html",
    title=gettext_lazy("Programas de tratamiento"),
    parent=("plans:list", gettext_lazy("Planes de vida")),
    intro=gettext_lazy("Derivaciones, quiénes los cursan y cómo terminaron. Un traslado nunca es falta de la persona."),
    columns=[
        _PERSON,
        Column(gettext_lazy("Programa"), "programme_name"),
        Column(gettext_lazy("Estado"), "label", cell=_state),
        *_DATES,
    ],
    file=[
        Column(gettext_lazy("Establecimiento"), "establishment.name"),
        Column(gettext_lazy("Código"), "person.code"),
        _PERSON,
        Column(gettext_lazy("Programa"), "programme_name"),
        Column(gettext_lazy("Estado"), "label"),
        Column(gettext_lazy("Motivo"), ending),
        *_DATES,
    ],
    count=ngettext_lazy("%(n)s derivación", "%(n)s derivaciones", "n"),
    nothing=gettext_lazy("Ninguna derivación responde a ese filtro."),
    empty=gettext_lazy("Todavía no hay derivaciones. Se hacen desde el plan de cada persona."),
    reads="treatment",
    target="treatments:list",
)
