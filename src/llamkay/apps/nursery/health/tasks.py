"""What health asks: pregnant women owed something, births to register, doses past their hour."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.nursery.day import queries as day_queries
from llamkay.apps.nursery.health import queries, referrals
from llamkay.platform import clock
from llamkay.platform.screens.tasks import Task
from llamkay.platform.security.scope import Scope


def expecting(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """How much of what pregnant women are owed has passed its day."""
    found = queries.expecting(queries.pregnancies(scope, on=today), on=today)
    if count := sum(len(each.overdue) for each in found):
        yield Task(_("Atenciones de gestantes que ya pasaron, a su cargo"), reverse("nursery:pregnancies"), count)


def referred(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Referrals of women whose answer or follow-up has passed its day."""
    rows = referrals.late(referrals.referrals(scope, on=today), today=today)
    if count := rows.count():
        text = _("Derivaciones de internas sin respuesta o sin seguimiento a su día")
        yield Task(text, f"{reverse('nursery:referrals')}?estado=late", count)


def doubted(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Open problems of children that the last visit no longer finds: whether they go on is asked."""
    children = {problem.child for problem in queries.problems(scope, on=today).filter(treated_on=None, ended_on=None)}
    if count := len(queries.doubts(children)):
        yield Task(
            _("Problemas de salud que el último control ya no halla: ¿siguen?"), reverse("nursery:health"), count
        )


def births(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Each birth whose child nobody registered, with the form half filled."""
    text = _("Nació y falta registrar: niña o niño de {mother}")
    for birth in queries.unregistered(scope, on=today):
        known = urlencode({"madre": birth.person.code, "nacio": birth.period.upper - timedelta(days=1)})
        yield Task(text.format(mother=birth.person), f"{reverse('nursery:register')}?{known}", birth.babies)


def doses(user: Any, _scope: Scope, today: date) -> Iterator[Task]:
    """The doses of today past their hour and signed by nobody, of the rooms that the reader sees."""
    rooms = day_queries.rooms(user, on=today)
    names = day_queries.names_of(child for room in rooms for child in day_queries.of_room(room, on=today))
    if count := sum(dose.state == "late" for dose in day_queries.doses(names, now=clock.now())):
        yield Task(_("Medicinas de hoy que pasaron su hora"), reverse("nursery:day"), count)
