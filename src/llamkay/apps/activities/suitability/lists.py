"""The lists of candidates and of vacancies, with why each does not simply suit."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.activities.models import Activity
from llamkay.apps.activities.suitability.queries import Candidate
from llamkay.core.placement.suitability import Severity
from llamkay.platform.screens.cells import NOTHING, lines, link, tag
from llamkay.platform.screens.lists import Column, Kind, List


def words(line: Candidate) -> str:
    """How well it suits, in two words."""
    if line.severity == Severity.BLOCK:
        return _("casi") if line.almost else _("no idónea")
    return _("con aviso") if line.severity == Severity.WARN else _("idónea")


def _tag(line: Candidate) -> Any:
    colours = {Severity.FINE: "green", Severity.WARN: "yellow", Severity.BLOCK: "red"}
    colour = "blue" if line.severity == Severity.BLOCK and line.almost else colours[Severity(line.severity)]
    return tag(colour, words(line))


_SUITS = Column(gettext_lazy("Idoneidad"), words, cell=_tag)
_WHY = Column(
    gettext_lazy("Por qué"), lambda line: "; ".join(line.reasons), cell=lambda line: lines(line.reasons) or NOTHING
)


def candidate_list(activity: Activity, *, may_override: bool) -> List:
    """The people of a prison for a vacancy."""

    def exception(line: Candidate) -> Any:
        if line.severity < Severity.BLOCK:
            return NOTHING
        return link(reverse("activities:override", args=[activity.pk, line.person]), _("Hacer una excepción"))

    columns = [
        Column(gettext_lazy("Persona"), "who.full_name", head=True),
        Column(gettext_lazy("Código"), "who.code"),
        _SUITS,
        _WHY,
        Column(gettext_lazy("Pidió"), lambda line: line.request.requested_on if line.request else None, Kind.DAY),
        Column(gettext_lazy("Puntos"), "points", Kind.NUMBER),
    ]
    more = [Column("", lambda _line: "", cell=exception, screen=True)] if may_override else []
    return List(
        name=f"candidatas-{activity.code}",
        title=_("Quiénes son idóneas para %(name)s") % {"name": activity.name},
        parent=("activities:list", gettext_lazy("Actividades")),
        intro=gettext_lazy(
            "Primero quienes no tienen impedimento y pidieron la plaza, por puntos de espera; al final, quienes no "
            "pueden, con el motivo. «Casi»: lo que impide pasa antes de tres meses."
        ),
        columns=[*columns, *more],
        file=columns,
        count=ngettext_lazy("%(n)s persona", "%(n)s personas", "n"),
        nothing=gettext_lazy("Nadie con ese filtro."),
        empty=gettext_lazy("Nadie sin plaza en esta actividad."),
        reads="candidates",
        target=f"activity:{activity.pk}",
        internal=True,
    )


def vacancy_list(person: Any) -> List:
    """The vacancies for somebody."""
    return List(
        name=f"vacantes-{person.code}",
        title=_("Vacantes para %(who)s") % {"who": person.full_name},
        parent=("people:list", gettext_lazy("Personas")),
        columns=[
            Column(
                gettext_lazy("Actividad"),
                "activity.name",
                link=lambda line: reverse("activities:detail", args=[line.activity.pk]),
                head=True,
            ),
            Column(gettext_lazy("Clase"), "activity.get_kind_display"),
            Column(gettext_lazy("Libres"), lambda line: line.activity.capacity - line.activity.taken, Kind.NUMBER),
            _SUITS,
            _WHY,
        ],
        count=ngettext_lazy("%(n)s actividad con vacante", "%(n)s actividades con vacante", "n"),
        nothing=gettext_lazy("Ninguna actividad tiene vacante."),
        empty=gettext_lazy("Ninguna actividad del penal tiene vacante."),
        reads="candidates",
        target=f"person:{person.pk}",
    )


FITNESS = List(
    name="limites-de-salud",
    title=gettext_lazy("Límites de salud para el trabajo"),
    columns=[
        Column(gettext_lazy("Persona"), "person.full_name", head=True),
        Column(gettext_lazy("Código"), "person.code"),
        Column(gettext_lazy("No puede"), "words"),
        Column(gettext_lazy("Desde"), "period.lower", Kind.DAY),
        Column(gettext_lazy("Hasta"), "period.upper", Kind.DAY),
    ],
    template="activities/with_form.html",
    count=ngettext_lazy("%(n)s persona", "%(n)s personas", "n"),
    nothing=gettext_lazy("Nadie."),
    empty=gettext_lazy("Nadie tiene límites de salud anotados. Se anota el límite, nunca la causa."),
    reads="candidates",
    target="fitness",
    export=None,
)

SEPARATIONS = List(
    name="separaciones",
    title=gettext_lazy("Órdenes de separación"),
    columns=[
        Column(gettext_lazy("Una persona"), "person.full_name", head=True),
        Column(gettext_lazy("La otra"), "other.full_name"),
        Column(gettext_lazy("Desde"), "period.lower", Kind.DAY),
        Column(gettext_lazy("Hasta"), "period.upper", Kind.DAY),
        Column(gettext_lazy("Resolución o acta"), "act"),
    ],
    template="activities/with_form.html",
    count=ngettext_lazy("%(n)s orden", "%(n)s órdenes", "n"),
    nothing=gettext_lazy("Ninguna."),
    empty=gettext_lazy("No consta ninguna orden de separación."),
    reads="candidates",
    target="separations",
    export=None,
)
