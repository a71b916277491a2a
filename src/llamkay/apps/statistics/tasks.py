"""What the quarterly releases ask: to be prepared, to be signed by another person."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.statistics.models import MonthlyReturn, Release
from llamkay.apps.statistics.permissions import ACCEPT, PREPARE, SIGN
from llamkay.apps.statistics.releases.queries import ended_quarters
from llamkay.apps.statistics.revisions.queries import overdue
from llamkay.core.values import Month
from llamkay.platform.months import month_name
from llamkay.platform.screens.tasks import Task, register
from llamkay.platform.security.scope import Scope


def to_sign(user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """The releases that somebody else prepared."""
    if not scope.everything:
        return
    rows = Release.objects.filter(state=Release.State.PREPARED).exclude(prepared_by=user.username)
    if count := rows.count():
        yield Task(_("Publicaciones de niñas y niños por firmar"), reverse("statistics:releases"), count)


def to_prepare(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """The last quarter that ended, while nobody has prepared it."""
    if not scope.everything:
        return
    last = ended_quarters(today, count=1)[0]
    if not Release.objects.filter(month=last.first, state__in=["prepared", "signed"]).exists():
        text = _("Preparar la publicación de niñas y niños del trimestre")
        yield Task(text, reverse("statistics:release_prepare", args=[last]))


def to_accept(_user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """The monthly returns that somebody entered and nobody has accepted."""
    if count := scope.filter(MonthlyReturn.objects.filter(state=MonthlyReturn.State.DRAFT)).count():
        yield Task(_("Informes mensuales por aceptar"), f"{reverse('statistics:returns')}?estado=draft", count)


def revisions_overdue(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """The revisions that were announced for a day that has passed: the public still reads that they will come."""
    for each in overdue(today) if scope.everything else ():
        text = _("La revisión anunciada de {month} no llegó").format(month=month_name(Month.of(each.month)))
        yield Task(text, reverse("statistics:revisions"), due=each.due)


register(ACCEPT, revisions_overdue)
register(ACCEPT, to_accept, awaited={ACCEPT: gettext_lazy("los informes mensuales por aceptar")})
register(SIGN, to_sign)
register(PREPARE, to_prepare)
