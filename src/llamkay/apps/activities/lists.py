"""The lists of activities and of the sheets of a month."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.models import Sheet
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.screens.cells import NOTHING, tag
from llamkay.platform.screens.lists import Column, Kind, List
from llamkay.platform.templatetags.staff import named

COLOURS = {SheetState.OPEN: "yellow", SheetState.SUBMITTED: "blue", SheetState.APPROVED: "green"}

_NAME = Column(
    gettext_lazy("Actividad"), "name", link=lambda row: reverse("activities:detail", args=[row.pk]), head=True
)
_CODE = Column(gettext_lazy("Código"), "code")
_KIND = Column(gettext_lazy("Clase"), "get_kind_display")
_PLACE = Column(gettext_lazy("Establecimiento"), "establishment.name")
_PEOPLE = Column(gettext_lazy("Personas"), "people", Kind.NUMBER)
_CAPACITY = Column(gettext_lazy("Plazas"), "capacity", Kind.NUMBER)


def activity_list(today: date) -> List:
    """The activities that run on a day."""
    return List(
        name=f"actividades-{today}",
        title=gettext_lazy("Actividades"),
        template="activities/list.html",
        columns=[
            _NAME,
            _CODE,
            _KIND,
            _PLACE,
            Column(gettext_lazy("Responsable"), "responsible"),
            _PEOPLE,
            _CAPACITY,
        ],
        file=[
            _PLACE,
            _CODE,
            _NAME,
            _KIND,
            Column(gettext_lazy("Especialidad"), "trade"),
            Column(gettext_lazy("Lugar"), "get_place_display"),
            _CAPACITY,
            _PEOPLE,
        ],
        count=ngettext_lazy("%(total)s actividad en marcha", "%(total)s actividades en marcha", "total"),
        nothing=gettext_lazy("Ninguna actividad en marcha coincide. Quite un filtro o escriba menos palabras."),
        empty=gettext_lazy(
            "Todavía no hay actividades. Una actividad es un taller, un aula, un servicio o un coro con su horario y "
            "sus plazas; con ella se asignan personas y se abre la planilla del mes."
        ),
        target="activities",
    )


def sheet_list(month: Month, *, staff: Mapping[str, str]) -> List:
    """The sheets of a month, with who submitted and approved them."""

    def submitted(row: Sheet) -> str:
        if not row.submitted_at:
            return NOTHING
        return f"{named(row.submitted_by, staff)}, {row.submitted_at.astimezone(clock.LIMA):%d/%m}"

    def state(row: Sheet) -> Any:
        return tag(COLOURS.get(SheetState(row.state), "grey"), row.get_state_display())

    name = Column(
        gettext_lazy("Actividad"),
        "activity.name",
        link=lambda row: reverse("activities:sheet", args=[row.pk]),
        head=True,
    )
    code = Column(gettext_lazy("Código"), "activity.code")
    kind = Column(gettext_lazy("Clase"), "activity.get_kind_display")
    place = Column(gettext_lazy("Establecimiento"), "activity.establishment.name")
    stands = Column(gettext_lazy("Estado"), "get_state_display", cell=state)
    return List(
        name=f"planillas-{month}",
        title=_("Planillas de %(month_name)s") % {"month_name": month_title(month)},
        template="activities/sheets.html",
        columns=[name, code, kind, place, _PEOPLE, stands, Column(gettext_lazy("Entregó"), submitted)],
        file=[
            place,
            code,
            name,
            kind,
            Column(gettext_lazy("Mes"), lambda _row: month_title(month)),
            _PEOPLE,
            stands,
            Column(gettext_lazy("Entregó"), lambda row: named(row.submitted_by, staff)),
            Column(gettext_lazy("Aprobó"), lambda row: named(row.approved_by, staff)),
        ],
        count=ngettext_lazy("%(total)s planilla", "%(total)s planillas", "total"),
        nothing=gettext_lazy("Ninguna planilla de ese mes coincide con los filtros. Quite un filtro o elija otro mes."),
        empty=gettext_lazy(
            "Este mes no tiene planillas. Una planilla es una actividad en un mes: «Abrir mes» hace una por cada "
            "actividad con personas asignadas. Si no aparece el botón, asigne antes personas en Actividades."
        ),
        target=f"sheets:{month}",
    )
