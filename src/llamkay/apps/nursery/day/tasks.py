"""What the day of the nursery asks: counts that do not add up, outings not back, carers, incidents, days left open."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.nursery.day import incidents, queries
from llamkay.apps.nursery.permissions import ATTEND, SEE_DAY
from llamkay.platform import clock
from llamkay.platform.screens.tasks import Task
from llamkay.platform.security.access import decide
from llamkay.platform.security.scope import Scope

RECENT = timedelta(days=3)


def to_staff(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Carers who lack a requirement, hours to confirm, incidents that a mother does not know of."""
    carers = list(queries.carers(scope).filter(period__endswith=None))
    if count := sum(map(bool, queries.lacking(carers, on=today).values())):
        text = _("Cuidadoras a las que les falta o se les venció un requisito")
        yield Task(text, reverse("nursery:carers") + "?estado=lacking", count)
    if count := queries.unconfirmed(scope, now=clock.now()).count():
        yield Task(_("Turnos de cuidadoras por confirmar"), reverse("nursery:hours"), count)
    if count := incidents.uninformed(scope).count():
        text = _("Incidentes que la madre todavía no sabe")
        yield Task(text, f"{reverse('nursery:incidents')}?estado=uninformed", count)


def injuries(_user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """How many injuries of children the last days brought."""
    recent = queries.incidents(scope).filter(at__gt=clock.now() - RECENT).exclude(injury="")
    if count := recent.count():
        yield Task(_("Lesiones de niños en los últimos tres días"), reverse("nursery:injuries"), count)


def alarms(user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """A head count that does not add up, an outing not back in time, days on which nobody was noted as leaving."""
    seen = reverse("nursery:day" if decide(user, SEE_DAY) else "nursery:home")
    text = _("{room}: a las {at:%H:%M} se contó {counted} y debía haber {expected}. Puede faltar un niño.")
    for count in queries.wrong_counts(scope, on=today):
        at = count.at.astimezone(clock.LIMA)
        words = text.format(room=count.room, at=at, counted=count.counted, expected=count.expected)
        yield Task(words, seen, abs(count.counted - count.expected))
    for outing in queries.outings_late(scope, now=clock.now()).annotate(number=Count("children")):
        yield Task(queries.late_outing(outing), seen, outing.number)
    yield from _unclosed(user, scope, today)


def _unclosed(user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """The days of the last week on which children came and were never noted as leaving."""
    text, may = _("{room}: niños sin salida anotada el {day:%d/%m/%Y}"), decide(user, ATTEND)
    for (room, day), count in queries.unclosed(scope, on=today).items():
        url = f"{reverse('nursery:transcribe', args=[room.pk])}?dia={day}" if may else reverse("nursery:home")
        yield Task(text.format(room=room, day=day), url, count)
