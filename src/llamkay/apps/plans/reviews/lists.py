"""The lists of reviews that wait and of half-yearly evaluations."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.plans.models import Review
from llamkay.apps.plans.reviews.queries import EvaluationLine
from llamkay.platform import clock
from llamkay.platform.screens.cells import joined, tag, under
from llamkay.platform.screens.lists import Column, Kind, List


def when(row: Review, today: date) -> tuple[str, str]:
    """The colour and the words of a review that waits."""
    if row.due_on < today:
        return "red", _("Vencida")
    return ("yellow", _("Ya se puede hacer")) if row.opens_on <= today else ("grey", _("Todavía no toca"))


def _state(row: Review) -> Any:
    return tag(*when(row, clock.today()))


_PERSON = Column(
    gettext_lazy("Persona"),
    "person.full_name",
    link=lambda row: reverse("plans:person", args=[row.person.pk]),
    head=True,
)
_PLACE = Column(gettext_lazy("Establecimiento"), lambda row: row.establishment_name)
REVIEWS = List(
    name="revisiones-de-planes",
    template="plans/list.html",
    title=gettext_lazy("Revisiones de planes de vida"),
    parent=("plans:list", gettext_lazy("Planes de vida")),
    intro=gettext_lazy(
        "Cuándo toca revisar cada plan, según el tiempo que le queda a la persona o un traslado. Lo vencido conserva "
        "su fecha hasta que se hace."
    ),
    columns=[
        _PERSON,
        Column(gettext_lazy("Hasta el"), "due_on", Kind.DAY),
        Column(gettext_lazy("Estado"), lambda row: when(row, clock.today())[1], cell=_state),
        Column(gettext_lazy("Por qué toca"), "get_kind_display"),
        Column(gettext_lazy("Desde el"), "opens_on", Kind.DAY),
        Column(gettext_lazy("Versión del plan"), "plan.version", Kind.NUMBER),
        _PLACE,
    ],
    count=ngettext_lazy("%(n)s revisión", "%(n)s revisiones", "n"),
    nothing=gettext_lazy("Ninguna revisión responde a ese filtro."),
    empty=gettext_lazy("Ninguna revisión espera: la primera se programa al acordar un plan."),
    reads="life_plan",
    target="plan_reviews:list",
)


def _verdict(line: EvaluationLine) -> Any:
    if line.evaluation is None:
        return tag("yellow", _("Falta"))
    colours = {"favourable": "green", "unfavourable": "red", "not_evaluated": "grey"}
    return tag(colours[line.evaluation.verdict], line.evaluation.get_verdict_display())


def _of(name: str) -> Any:
    def value(line: EvaluationLine) -> Any:
        if line.evaluation is None:
            return None
        found = getattr(line.evaluation, name)
        return found() if callable(found) else found

    return value


EVALUATIONS = List(
    name="evaluaciones-semestrales",
    template="plans/list.html",
    title=gettext_lazy("Evaluación semestral del consejo"),
    parent=("plans:list", gettext_lazy("Planes de vida")),
    intro=gettext_lazy("Una fila por persona y semestre: asistencia, conducta, resultado y acta."),
    columns=[
        Column(
            gettext_lazy("Persona"),
            "person.full_name",
            cell=lambda line: joined([line.person.full_name, under(line.person.code)]),
            link=lambda line: "" if line.evaluation else _address(line),
            head=True,
        ),
        Column(gettext_lazy("Resultado"), _of("get_verdict_display"), cell=_verdict),
        Column(gettext_lazy("Asistencia"), _of("attendance"), Kind.NUMBER),
        Column(gettext_lazy("Conducta"), _of("get_conduct_display")),
        Column(gettext_lazy("Acta"), _of("act")),
        Column(gettext_lazy("Sesión"), _of("on"), Kind.DAY),
    ],
    count=ngettext_lazy("%(n)s persona", "%(n)s personas", "n"),
    nothing=gettext_lazy("Nadie responde a ese filtro."),
    empty=gettext_lazy("Nadie estuvo el semestre entero bajo custodia en su ámbito."),
    reads="council",
    target="council_evaluations:list",
)


def _address(line: EvaluationLine) -> str:
    return f"{reverse('plans:evaluate', args=[line.person.pk])}?semestre={line.semester}"
