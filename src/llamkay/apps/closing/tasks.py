"""What the closes ask: months that can be closed, or that sheets still hold open."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.closing.permissions import CLOSE
from llamkay.apps.closing.queries import MonthLine, months
from llamkay.core.values import Month
from llamkay.platform.months import month_title
from llamkay.platform.screens.tasks import Task, Urgency, register
from llamkay.platform.security.scope import Scope


def closes(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """The oldest month of each establishment that ended and is not closed: those ready, those held open."""
    until = Month.of(today).previous()
    first: dict[int, MonthLine] = {}
    for line in months(scope):  # newest first, so that the oldest open month of each establishment stays
        if line.state != "closed" and line.month <= until:
            first[line.establishment.pk] = line
    ready = [line for line in first.values() if line.state == "ready"]
    blocked = [line for line in first.values() if line.state == "open"]
    if ready:
        yield _one(ready[0], ready=True) if len(ready) == 1 else _several(ready, ready=True)
    if blocked:
        yield _one(blocked[0], ready=False) if len(blocked) == 1 else _several(blocked, ready=False)


def _one(line: MonthLine, *, ready: bool) -> Task:
    words = {"month": month_title(line.month), "place": line.establishment}
    if ready:
        return Task(_("Mes listo para cerrar: %(month)s, %(place)s") % words, line.url)
    text = _("Planillas sin aprobar detienen el cierre de %(month)s, %(place)s") % words
    return Task(text, line.url, line.sheets - line.approved)


def _several(lines: list[MonthLine], *, ready: bool) -> Task:
    text = (
        _("Meses listos para cerrar") if ready else _("Establecimientos con un mes terminado que aún no puede cerrarse")
    )
    return Task(text, f"{reverse('closing:list')}?estado={'ready' if ready else 'open'}", len(lines))


register(CLOSE, closes, urgency=Urgency.MONTH, awaited={CLOSE: gettext_lazy("los meses por cerrar")})
