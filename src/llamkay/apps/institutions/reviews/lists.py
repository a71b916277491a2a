"""The worklist of the half-yearly review."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.institutions.models import Grant
from llamkay.apps.institutions.reviews.terms import due, rests
from llamkay.platform.screens.cells import link, tag
from llamkay.platform.screens.lists import Column, Kind, List


def review_list(*, on: date, reader: Any) -> List:
    """The functions with the day by which each is reviewed; nobody is offered their own."""

    def state(row: Grant) -> str:
        if rests(row, on=on):
            return _("Suspendida por falta de revisión")
        return _("Sin revisar a tiempo") if due(row) <= on else _("Por revisar")

    def shown(row: Grant) -> Any:
        return tag("red" if due(row) <= on else "yellow", state(row))

    def to_do(row: Grant) -> Any:
        if row.user_id == reader.pk:
            return _("La revisa otra persona")
        return link(reverse("institutions:review", args=[row.pk]), _("Revisar"))

    return List(
        name="revision-de-accesos",
        title=gettext_lazy("Revisión de accesos"),
        intro=gettext_lazy(
            "Cada seis meses otra persona mira si cada cuenta necesita todavía cada función (D.S. 016-2024-JUS, "
            "art. 46)."
        ),
        columns=[
            Column(gettext_lazy("Persona"), lambda row: str(row.user), head=True),
            Column(gettext_lazy("Usuario"), "user.username"),
            Column(gettext_lazy("Función"), lambda row: row.role.label),
            Column(gettext_lazy("Lugar"), lambda row: str(row.establishment or _("Sede central (todo el país)"))),
            Column(gettext_lazy("La tiene desde"), "period.lower", Kind.DAY),
            Column(gettext_lazy("Último ingreso"), "user.last_login", Kind.DAY),
            Column(gettext_lazy("Revisar hasta el"), due, Kind.DAY),
            Column(gettext_lazy("Situación"), state, cell=shown),
            Column(gettext_lazy("Revisar"), to_do, screen=True),
        ],
        count=ngettext_lazy("%(n)s función", "%(n)s funciones", "n"),
        nothing=gettext_lazy("Ninguna función coincide. Quite un filtro."),
        empty=gettext_lazy("No queda ninguna función por revisar en los próximos treinta días."),
        target="reviews",
    )
