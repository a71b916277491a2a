"""What waits about the rights of people: requests by their day, answers to hand over, what another person proposed."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.rights.permissions import ANSWER, CONFIRM, RECEIVE
from llamkay.apps.rights.requests.queries import due, to_deliver
from llamkay.apps.rights.retention.queries import erasures_to_confirm
from llamkay.platform.screens.tasks import Task, Urgency, register
from llamkay.platform.security.scope import Scope

NAMED = 10  # requests told one by one
SOON = timedelta(days=5)


def requests(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """Each request whose term is over or ends within days."""
    for row in due(scope=scope, before=today + SOON)[:NAMED]:
        text = _("Pedido {request} sobre datos propios: se responde hasta el {on:%d/%m/%Y}")
        urgency = Urgency.ALARM if row.due_on < today else Urgency.REST
        yield Task(text.format(request=row, on=row.due_on), row.get_absolute_url(), due=row.due_on, urgency=urgency)


def deliveries(_user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """How many answers have not reached their person."""
    if count := to_deliver(scope=scope).count():
        yield Task(_("Respuestas por entregar a su persona"), f"{reverse('rights:requests')}?estado=answered", count)


def erasures(user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """How many erasures wait for a second person."""
    if count := erasures_to_confirm(user, scope).count():
        yield Task(_("Borrados que esperan a otra persona"), reverse("rights:erasures"), count)


register(ANSWER, requests, awaited={ANSWER: gettext_lazy("los pedidos sobre datos propios")})
register(RECEIVE, deliveries, awaited={RECEIVE: gettext_lazy("las respuestas por entregar")})
register(CONFIRM, erasures, awaited={CONFIRM: gettext_lazy("los borrados por confirmar")})
