"""The list of monthly returns."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.statistics.models import MonthlyReturn
from llamkay.core.values import Month
from llamkay.platform.months import month_title
from llamkay.platform.screens.cells import tag
from llamkay.platform.screens.lists import Column, Kind, List
from llamkay.platform.templatetags.staff import named

_COLOURS = {"draft": "yellow", "accepted": "green"}


def _state(row: MonthlyReturn) -> Any:
    return tag(_COLOURS.get(row.state, "grey"), row.get_state_display())


def return_list(*, staff: Mapping[str, str]) -> List:
    """The returns of every month, with who presented them and the snapshot that each became."""

    def presented(row: MonthlyReturn) -> str:
        return f"{named(row.reported_by, staff)}, {at.plain(row)}"

    number = Column(
        gettext_lazy("N.º"),
        lambda row: row.pk,
        cell=lambda row: str(row.pk),
        link=lambda row: reverse("statistics:return", args=[row.pk]),
        head=True,
    )
    place = Column(gettext_lazy("Establecimiento"), "establishment.name", order="establecimiento")
    state = Column(gettext_lazy("Estado"), "get_state_display", cell=_state)
    at = Column(gettext_lazy("Fecha"), "at", Kind.DAY)
    return List(
        name="informes-mensuales",
        title=gettext_lazy("Informes mensuales"),
        template="statistics/returns.html",
        columns=[
            number,
            place,
            Column(gettext_lazy("Mes"), lambda row: month_title(Month.of(row.month)), order="mes"),
            state,
            Column(gettext_lazy("Corte al"), "as_of", Kind.DAY),
            Column(gettext_lazy("Fuente"), lambda row: Truncator(row.source).chars(60)),
            Column(gettext_lazy("Presentó"), presented, order="fecha"),
        ],
        file=[
            number,
            Column(gettext_lazy("Código"), "establishment.code"),
            place,
            Column(gettext_lazy("Mes"), lambda row: month_title(Month.of(row.month))),
            state,
            Column(gettext_lazy("Día de corte"), "as_of"),
            Column(gettext_lazy("Fuente"), "source"),
            Column(gettext_lazy("Presentó"), lambda row: named(row.reported_by, staff)),
            at,
            Column(gettext_lazy("Corte n.º"), lambda row: next((each.number for each in row.snapshots.all()), None)),
            Column(gettext_lazy("Archivo"), "file_name"),
        ],
        count=ngettext_lazy("%(total)s informe", "%(total)s informes", "total"),
        nothing=gettext_lazy("Ningún informe coincide: quite un filtro."),
        empty=gettext_lazy(
            "Todavía no hay informes. Un establecimiento que no usa el sistema informa aquí sus cifras de cada mes; "
            "estadística las acepta y pasan a ser un corte."
        ),
        target="returns",
    )
