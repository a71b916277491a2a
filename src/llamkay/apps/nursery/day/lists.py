"""The lists of the day: who looks after children, incidents, injuries."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.nursery.lists import leaving
from llamkay.apps.nursery.models import Carer, Incident
from llamkay.apps.nursery.permissions import EXPORT
from llamkay.platform import clock
from llamkay.platform.screens.cells import NOTHING, hint, joined, lines, strong, tag
from llamkay.platform.screens.lists import Column, List
from llamkay.platform.templatetags.months import day_before
from llamkay.platform.templatetags.staff import named

NOTHING_FITS = gettext_lazy("Nada coincide. Escriba menos palabras o quite un filtro.")
NOBODY_FITS = gettext_lazy("Nadie coincide. Escriba menos palabras o quite un filtro.")


def _may_stay(carer: Carer) -> Any:
    if carer.state == "ended":
        return tag("grey", _("Ya no cuida"))
    if carer.lacking:
        what = ", ".join(carer.lacking).lower()
        return joined([tag("red", _("No")), _("le falta: %(what)s") % {"what": what}])
    return tag("green", _("Sí"))


_NAME = Column(
    gettext_lazy("Nombre"),
    lambda carer: carer.name,
    link=lambda carer: reverse("nursery:carer", args=[carer.pk]),
    head=True,
)
_WHO = Column(gettext_lazy("Quién es"), lambda carer: carer.get_kind_display())
CARERS = List(
    name="cuidadoras",
    title=gettext_lazy("Cuidadoras"),
    template="nursery/day/carers.html",
    parent=("nursery:day", gettext_lazy("Hoy en la cuna")),
    columns=[_NAME, _WHO, Column(gettext_lazy("Puede quedarse con niños"), _may_stay, cell=_may_stay)],
    file=[
        _NAME,
        _WHO,
        Column(gettext_lazy("Establecimiento"), lambda carer: carer.establishment.name),
        Column(gettext_lazy("Cuida desde"), lambda carer: carer.period.lower),
        Column(gettext_lazy("Hasta"), lambda carer: day_before(carer.period.upper) if carer.state == "ended" else ""),
        Column(gettext_lazy("Le falta"), lambda carer: ", ".join(carer.lacking)),
    ],
    count=ngettext_lazy("%(n)s cuidadora", "%(n)s cuidadoras", "n"),
    nothing=NOBODY_FITS,
    empty=gettext_lazy(
        "Todavía no hay nadie. Registre al personal, a las internas capacitadas y al voluntariado que se quedan con "
        "los niños."
    ),
    reads="children",
    internal=True,
    export=EXPORT,
    guard=leaving(gettext_lazy("Descargar la lista de cuidadoras"), lambda carer: carer.establishment_id),
)


def _moment(incident: Incident) -> str:
    return f"{incident.at.astimezone(clock.LIMA):%d/%m/%Y %H:%M}"


def _child(incident: Incident) -> str:
    return incident.child.full_name if incident.child else ""


def incident_list(*, injuries: bool, staff: Mapping[str, str]) -> List:
    """The incidents; where somebody was hurt is told only to whoever may read ``injuries``."""

    def happened(incident: Incident) -> Any:
        hurt = ""
        if incident.injury and injuries:
            hurt = _("Lesión: %(what)s") % {"what": incident.injury}
        elif incident.injury:
            hurt = hint(_("Hay una lesión: la ve el personal de salud."))
        first = joined([strong(incident.get_kind_display()), incident.place], ", ")
        return lines([first, incident.what, hurt])

    def done(incident: Incident) -> Any:
        knows = ""
        if incident.child and incident.mother_knows:
            knows = hint(_("La madre lo sabe."))
        elif incident.child:
            knows = tag("yellow", _("La madre no lo sabe"))
        later = [f"{more.get_kind_display()}: {more.what}" for more in incident.additions.all()]
        return lines([incident.done or NOTHING, *later, joined([knows, hint(named(incident.by, staff))])])

    def hurt(incident: Incident) -> str:
        return incident.injury if injuries else _("Sí") if incident.injury else ""

    def after(incident: Incident) -> str:
        return "; ".join(f"{more.get_kind_display()}: {more.what}" for more in incident.additions.all())

    when = Column(
        gettext_lazy("Cuándo"), _moment, link=lambda row: reverse("nursery:incident", args=[row.pk]), head=True
    )
    child = Column(gettext_lazy("Niño o niña"), _child)
    return List(
        name="incidentes",
        title=gettext_lazy("Incidentes de la cuna"),
        template="nursery/day/incidents.html",
        parent=("nursery:day", gettext_lazy("Hoy en la cuna")),
        columns=[
            when,
            Column(gettext_lazy("Qué pasó"), happened, cell=happened),
            child,
            Column(gettext_lazy("Qué se hizo"), done, cell=done),
        ],
        file=[
            when,
            Column(gettext_lazy("Establecimiento"), lambda row: row.establishment.name),
            Column(gettext_lazy("Qué pasó"), lambda row: row.get_kind_display()),
            Column(gettext_lazy("Dónde"), lambda row: row.place),
            Column(gettext_lazy("Cuéntelo"), lambda row: row.what),
            Column(gettext_lazy("Código"), lambda row: row.child.code if row.child else ""),
            child,
            Column(gettext_lazy("Lesión"), hurt),
            Column(gettext_lazy("Qué se hizo"), lambda row: row.done),
            Column(gettext_lazy("La madre lo sabe"), lambda row: _("Sí") if row.mother_knows else _("No")),
            Column(gettext_lazy("Después"), after),
        ],
        count=ngettext_lazy("%(n)s incidente", "%(n)s incidentes", "n"),
        nothing=NOTHING_FITS,
        empty=gettext_lazy("Ningún incidente. Cualquiera que trabaje con los niños puede anotar uno."),
        reads="children",
        internal=True,
        export=EXPORT,
        guard=leaving(gettext_lazy("Descargar la lista de incidentes"), lambda row: row.establishment_id),
    )


def _injury(incident: Incident) -> Any:
    return lines([strong(incident.injury), f"{incident.get_kind_display()}, {incident.place}"])


def _treated(incident: Incident) -> Any:
    later = [f"{more.at.astimezone(clock.LIMA):%d/%m/%Y}: {more.what}" for more in incident.additions.all()]
    return lines([incident.done or NOTHING, *later])


INJURIES = List(
    name="lesiones",
    title=gettext_lazy("Lesiones en la cuna"),
    parent=("nursery:health", gettext_lazy("Salud")),
    columns=[
        Column(gettext_lazy("Cuándo"), _moment, head=True),
        Column(
            gettext_lazy("Niño o niña"),
            _child,
            link=lambda row: reverse("nursery:part", args=[row.child_id, "salud"]) if row.child else "",
        ),
        Column(gettext_lazy("Lesión"), _injury, cell=_injury),
        Column(gettext_lazy("Qué se hizo"), _treated, cell=_treated),
    ],
    count=ngettext_lazy("%(n)s lesión", "%(n)s lesiones", "n"),
    nothing=NOTHING_FITS,
    empty=gettext_lazy(
        "Ninguna lesión anotada. Lo que necesita tratamiento se anota además como problema en la ficha de salud."
    ),
    reads="children",
    internal=True,
    export=None,
)
