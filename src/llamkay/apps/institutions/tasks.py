"""What waits for whoever answers for incidents of personal data, and for whoever administers accounts."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.institutions.data_incidents.services import clock_words, owed, visible
from llamkay.apps.institutions.models import SecondStepRecovery
from llamkay.apps.institutions.permissions import INCIDENTS, MANAGE, REVIEW_ACCESS
from llamkay.apps.institutions.reviews.queries import functions_held
from llamkay.apps.institutions.reviews.terms import due
from llamkay.platform import clock
from llamkay.platform.screens.tasks import Task, Urgency, register
from llamkay.platform.security.scope import Scope


def incidents(_user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """The incidents whose hours ran out one by one, and how many others are open."""
    now = clock.now()
    rows = list(visible(scope).filter(closed_at=None).order_by("known_at", "id"))
    late = [incident for incident in rows if owed(incident) and incident.due_at < now]
    text = _("Incidente de datos {n} sin avisar. {clock}")
    for incident in late:
        yield Task(text.format(n=incident.pk, clock=clock_words(incident, now=now)), incident.get_absolute_url())
    if others := len(rows) - len(late):
        yield Task(_("Incidentes de seguridad de datos abiertos"), reverse("institutions:data_incidents"), others)


def recoveries(user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """The second steps that somebody else asked to take away."""
    rows = SecondStepRecovery.objects.filter(decided_at=None).exclude(asked_by=user.username).exclude(user=user)
    for row in rows.select_related("user") if scope.everything else ():
        yield Task(
            _("Confirmar si se quita la verificación en dos pasos de {user}").format(user=row.user),
            reverse("institutions:user_second_step", args=[row.user_id]),
        )


def reviews(user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """How many functions of others wait for their half-yearly review, and by when the first."""
    rows = [grant for grant in functions_held(scope=scope, on=today) if grant.user_id != user.pk]
    if rows:
        first = min(map(due, rows))
        yield Task(_("Revisar funciones de cuentas"), reverse("institutions:reviews"), len(rows), due=first)


register(REVIEW_ACCESS, reviews)
register(MANAGE, recoveries, awaited={MANAGE: gettext_lazy("lo que piden las cuentas del personal")})
register(
    INCIDENTS,
    incidents,
    urgency=Urgency.ALARM,
    awaited={INCIDENTS: gettext_lazy("los incidentes de seguridad de datos")},
)
