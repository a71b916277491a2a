"""What waits in the workshops: the tool that is missing, a count left open, upkeep and kit that are due."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.workshops.accidents.queries import kit_due
from llamkay.apps.workshops.machines.queries import machines
from llamkay.apps.workshops.outside.queries import not_back
from llamkay.apps.workshops.permissions import COUNT, KEEP, OUTSIDE, WRITE_OFF
from llamkay.apps.workshops.tools.queries import counts_left_open, missing
from llamkay.platform import clock
from llamkay.platform.screens.tasks import Task, Urgency, register
from llamkay.platform.security.scope import Scope

NAMED = 10  # missing tools told one by one


def missing_tools(user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """Each tool that did not come back, by its name, until it is found or written off."""
    for row in missing(scope=scope, actor=user)[:NAMED]:
        who = row.loan.person
        text = _("Falta {tool}, de {workshop}").format(tool=row.tool, workshop=row.tool.activity.name)
        if who is not None:
            text += _(": la tenía {person}").format(person=who)
        yield Task(text, reverse("workshops:tool", args=[row.tool_id]), due=row.loan.count.on, urgency=Urgency.ALARM)


def counts(user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Tools that left on another day and were never counted in."""
    for row in counts_left_open(scope=scope, actor=user, before=today)[:NAMED]:
        text = _("Herramientas de {workshop} sin recibir desde el {on:%d/%m/%Y}").format(
            workshop=row.activity.name, on=row.on
        )
        yield Task(text, reverse("workshops:count", args=[row.activity_id]), due=row.on, urgency=Urgency.ALARM)


def due(user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Machines whose upkeep is due, and kit to be renewed."""
    if count := machines(scope=scope, actor=user, on=today, state="due").count():
        yield Task(_("Máquinas con el mantenimiento vencido"), f"{reverse('workshops:machines')}?estado=due", count)
    if count := kit_due(scope=scope, actor=user, on=today).count():
        yield Task(_("Equipo de seguridad por renovar"), f"{reverse('workshops:kit')}?estado=due", count)


def outside(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Each who is out after the hour of return."""
    for row in not_back(scope=scope, on=today, at=clock.now().time())[:NAMED]:
        text = _("{person} no volvió del trabajo externo: debía hacerlo a las {at:%H:%M} del {on:%d/%m/%Y}").format(
            person=row.permit.person, at=row.permit.back_by, on=row.on
        )
        yield Task(text, reverse("workshops:permit", args=[row.permit_id]), due=row.on, urgency=Urgency.ALARM)


register(OUTSIDE, outside, awaited={OUTSIDE: gettext_lazy("los regresos del trabajo externo")})
register(COUNT, counts, awaited={COUNT: gettext_lazy("las herramientas entregadas")})
register((COUNT, WRITE_OFF), missing_tools, awaited={WRITE_OFF: gettext_lazy("las herramientas que faltan")})
register(KEEP, due, awaited={KEEP: gettext_lazy("el mantenimiento y el equipo de seguridad")})
