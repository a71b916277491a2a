"""What the closes ask: months that can be closed, that sheets still hold open, or that lack sheets."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.permissions import FILL_SHEET
from llamkay.apps.activities.sheets.queries import establishments_missing
from llamkay.apps.closing.permissions import CLOSE
from llamkay.apps.closing.queries import MonthLine, months
from llamkay.apps.months.queries import papers_until, working_month
from llamkay.core.values import Month
from llamkay.platform.months import month_title
from llamkay.platform.screens.tasks import Task, Urgency, register
from llamkay.platform.security.scope import Scope


def closes(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """The oldest month of each establishment that ended and is not closed: those ready, those held open."""
    until = Month.of(today).previous()
    first: dict[int, MonthLine] = {}
    for line in months(scope):  # newest first, so that the oldest open month of each establishment stays
        if line.state in ("ready", "open") and line.month <= until:
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
        return Task(_("Mes listo para cerrar: %(month)s, %(place)s") % words, line.url, due=papers_until(line.month))
    text = _("Planillas sin aprobar detienen el cierre de %(month)s, %(place)s") % words
    return Task(text, line.url, line.sheets - line.approved, due=papers_until(line.month))


def _several(lines: list[MonthLine], *, ready: bool) -> Task:
    text = (
        _("Meses listos para cerrar") if ready else _("Establecimientos con un mes terminado que aún no puede cerrarse")
    )
    due = min(papers_until(line.month) for line in lines)
    return Task(text, f"{reverse('closing:list')}?estado={'ready' if ready else 'open'}", len(lines), due=due)


def unopened(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Each prison whose month being worked on has begun and lacks sheets: of that, and of the month that runs.

    A month is told on its own while nothing older of it waits, so that after a close the next one is not forgotten.
    """
    for month in dict.fromkeys((working_month(scope), Month.of(today))):
        found = establishments_missing(scope=scope, month=month)
        if not found:
            continue
        url = f"{reverse('activities:sheets')}?mes={month}"
        if len(found) == 1:
            text = _("Actividades sin planilla de %(month)s, %(place)s: abra el mes")
            words = {"month": month_title(month), "place": found[0].establishment}
            yield Task(text % words, url, found[0].sheets)
        else:
            text = _("Establecimientos con actividades sin planilla de %(month)s") % {"month": month_title(month)}
            yield Task(text, url, len(found))


register(CLOSE, closes, urgency=Urgency.MONTH, awaited={CLOSE: gettext_lazy("los meses por cerrar")})
register((FILL_SHEET, CLOSE), unopened, urgency=Urgency.MONTH)
