"""The lists of groups and of the rates of each cohort."""

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.education.kinds import StudentState
from llamkay.core.education.rates import Cohort
from llamkay.platform.screens.cells import NOTHING, tag
from llamkay.platform.screens.lists import Column, Kind, List

HOME = ("education:home", gettext_lazy("Educación"))


def _state(group: object) -> object:
    return tag("grey", gettext_lazy("Con acta")) if group.closed else tag("green", gettext_lazy("En curso"))


GROUPS = List(
    name="grupos-de-estudio",
    title=gettext_lazy("Grupos"),
    parent=HOME,
    columns=[
        Column(
            gettext_lazy("Grupo"),
            lambda row: f"{row.plan.name} {row.part} «{row.section}»",
            link=lambda row: reverse("education:group", args=[row.pk]),
            head=True,
        ),
        Column(gettext_lazy("Año escolar"), "year"),
        Column(gettext_lazy("Aula"), "activity.name"),
        Column(gettext_lazy("Institución educativa"), "plan.institution.name"),
        Column(gettext_lazy("Establecimiento"), "activity.establishment.name"),
        Column(gettext_lazy("Docente a cargo"), lambda row: str(row.tutor or "")),
        Column(gettext_lazy("Estudian"), "active", Kind.NUMBER),
        Column(
            gettext_lazy("Estado"),
            lambda row: gettext_lazy("Con acta") if row.closed else gettext_lazy("En curso"),
            cell=_state,
        ),
    ],
    count=ngettext_lazy("%(total)s grupo", "%(total)s grupos", "total"),
    nothing=gettext_lazy("Ningún grupo coincide con lo que busca."),
    empty=gettext_lazy(
        "Todavía no hay grupos. Registre el plan de la institución educativa y abra el grupo de cada grado o módulo."
    ),
)


def _percent(cohort: Cohort) -> str:
    share = cohort.completion.percent
    return NOTHING if share is None else f"{float(share):.1f} %"


def _count(state: str):
    return lambda cohort: cohort.states.get(state, 0)


RATES = List(
    name="tasas-de-estudio",
    title=gettext_lazy("Quiénes terminan lo que empiezan"),
    parent=HOME,
    intro=gettext_lazy(
        "De quienes empezaron en cada año: cuántos aprobaron, de los que terminaron por su propio estudio. Un "
        "traslado, una libertad o un aislamiento no son fracaso de nadie y se dicen aparte. Por su definición ninguna "
        "tasa pasa de 100 %; si una nota o un acta se anula, baja."
    ),
    columns=[
        Column(gettext_lazy("Empezaron en"), "began", head=True),
        Column(gettext_lazy("Estudian"), "studying", Kind.NUMBER),
        Column(gettext_lazy("Terminaron"), "ended", Kind.NUMBER),
        Column(gettext_lazy("Aprobaron"), "completed", Kind.NUMBER),
        Column(gettext_lazy("No aprobaron"), _count(StudentState.FAILED), Kind.NUMBER),
        Column(gettext_lazy("Se retiraron"), _count(StudentState.WITHDRAWN), Kind.NUMBER),
        Column(gettext_lazy("Separación por inasistencia"), _count(StudentState.REMOVED), Kind.NUMBER),
        Column(gettext_lazy("Interrumpido por causa ajena"), "interrupted", Kind.NUMBER),
        Column(gettext_lazy("Aprobaron de cada 100"), _percent),
    ],
    count=ngettext_lazy("%(total)s año", "%(total)s años", "total"),
    nothing=gettext_lazy("Nadie se matriculó en ese plan."),
    empty=gettext_lazy("Todavía nadie se matriculó en un grupo."),
)
