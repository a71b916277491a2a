"""The list of plans."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.apps.plans.drafting.queries import PersonLine
from llamkay.platform.screens.cells import joined, tag, under
from llamkay.platform.screens.lists import Column, Kind, List


def _plan(line: PersonLine) -> str:
    if line.page is None:
        return _("Borrador") if line.draft else _("Sin plan")
    return _("Versión {version}").format(version=line.page.plan.version)


def _plan_cell(line: PersonLine) -> Any:
    if line.page is None:
        return tag("yellow", _("Borrador")) if line.draft else tag("grey", _("Sin plan"))
    mark = tag("green", _("Acordado"))
    return joined([mark, under(_("con un borrador nuevo"))]) if line.draft else mark


def _steps(line: PersonLine) -> str:
    if line.page is None:
        return ""
    return _("{closed} de {steps}").format(closed=line.page.closed, steps=len(line.page.steps))


def _following(line: PersonLine) -> str:
    goals = line.page.goals if line.page else []
    return next((goal.following.step.text for goal in goals if goal.following), "")


def _due(line: PersonLine) -> Any:
    due_on = line.person.due_on
    if due_on is None:
        return ""
    overdue = due_on < line.today
    return joined([f"{due_on:%d/%m/%Y}", tag("red", _("Vencida")) if overdue else ""])


def _address(line: PersonLine) -> str:
    return reverse("plans:person", args=[line.person.pk])


_PERSON = Column(gettext_lazy("Persona"), "person.full_name", link=_address, head=True)
PLANS = List(
    name="planes-de-vida",
    template="plans/list.html",
    title=gettext_lazy("Planes de vida"),
    intro=gettext_lazy(
        "Qué quiere lograr cada persona, con qué pasos, y cuáles ya se cerraron con un hecho: una planilla aprobada, "
        "una nota, un documento."
    ),
    columns=[
        _PERSON,
        Column(gettext_lazy("Plan"), _plan, cell=_plan_cell),
        Column(gettext_lazy("Pasos cerrados"), _steps),
        Column(gettext_lazy("Lo que sigue"), _following),
        Column(gettext_lazy("Próxima revisión"), lambda line: line.person.due_on, Kind.DAY, cell=_due),
        Column(gettext_lazy("Entrevista"), "interviewed_on", Kind.DAY),
    ],
    file=[
        Column(gettext_lazy("Establecimiento"), "person.establishment_name"),
        Column(gettext_lazy("Código"), "person.code"),
        _PERSON,
        Column(gettext_lazy("Plan"), _plan),
        Column(gettext_lazy("Acordado"), lambda line: line.page.plan.agreed_on if line.page else None, Kind.DAY),
        Column(gettext_lazy("Pasos"), lambda line: len(line.page.steps) if line.page else None, Kind.NUMBER),
        Column(gettext_lazy("Pasos cerrados"), lambda line: line.page.closed if line.page else None, Kind.NUMBER),
        Column(gettext_lazy("Próxima revisión"), lambda line: line.person.due_on, Kind.DAY),
        Column(gettext_lazy("Entrevista"), "interviewed_on", Kind.DAY),
    ],
    count=ngettext_lazy("%(n)s persona", "%(n)s personas", "n"),
    nothing=gettext_lazy("Nadie responde a ese filtro."),
    empty=gettext_lazy("No hay personas bajo custodia en su ámbito."),
    reads="life_plan",
    target="life_plans:list",
)
