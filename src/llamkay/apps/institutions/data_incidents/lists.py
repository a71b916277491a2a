"""The list of security incidents of personal data, by what is left of their hours."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.institutions.data_incidents.services import clock_words, owed
from llamkay.apps.institutions.models import DataIncident
from llamkay.platform import clock
from llamkay.platform.screens.cells import hint, joined, link, tag
from llamkay.platform.screens.lists import Column, List

_NONE = gettext_lazy(
    "No hay incidentes. Cualquiera del personal puede reportar uno desde el pie de cada página; al llegar empieza a "
    "correr aquí el plazo."
)


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(clock.LIMA):%d/%m/%Y %H:%M}" if at else _("Falta")


def _incident(row: DataIncident) -> Any:
    number = link(row.get_absolute_url(), _("N.º %(n)s") % {"n": row.pk})
    return joined([number, hint("; ".join(map(str, row.data_words)))])


def incident_list(*, now: datetime) -> List:
    """The incidents, each with the hours that its notices still have."""

    def left(row: DataIncident) -> Any:
        if row.closed_at:
            return tag("grey", _("Cerrado"))
        if not owed(row):
            return tag("blue", _("Avisado"))
        return tag("red" if row.due_at < now else "yellow", clock_words(row, now=now))

    return List(
        name="incidentes-de-datos",
        title=gettext_lazy("Incidentes de seguridad de datos"),
        heading=gettext_lazy("Incidentes de seguridad de datos personales"),
        template="institutions/incidents.html",
        intro=gettext_lazy(
            "La autoridad y las personas afectadas se enteran dentro de las 48 horas desde que se supo. Son horas "
            "naturales: corren de noche y los feriados (D.S. 016-2024-JUS, art. 34)."
        ),
        columns=[
            Column(gettext_lazy("Incidente"), "pk", cell=_incident, head=True),
            Column(gettext_lazy("Dónde"), lambda row: str(row.establishment or _("Sede central"))),
            Column(gettext_lazy("Se supo"), lambda row: _moment(row.known_at)),
            Column(gettext_lazy("Plazo"), left, cell=left),
            Column(gettext_lazy("Autoridad"), lambda row: _moment(row.authority_at)),
            Column(gettext_lazy("Afectados"), lambda row: _moment(row.people_notified_at)),
        ],
        count=ngettext_lazy("%(n)s incidente", "%(n)s incidentes", "n"),
        nothing=_NONE,
        empty=_NONE,
        reads="incident",
        target="data_incidents:list",
        export=None,
    )
