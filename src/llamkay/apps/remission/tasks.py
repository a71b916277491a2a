"""What requests for release ask of whoever handles them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.people.queries import visible_people
from llamkay.apps.remission.models import PriorDays, Request
from llamkay.apps.remission.permissions import APPROVE_PRIOR, FILE_REQUEST, READ_SENT
from llamkay.apps.remission.requests import queries
from llamkay.apps.remission.requests.readers import sent_to
from llamkay.platform.clock import LIMA
from llamkay.platform.screens.tasks import Task, register
from llamkay.platform.security.scope import Scope

MOST = 5  # people told one by one


def requests(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """The requests overdue, those open, people about to complete their time, people without a recent count."""
    address, completing = reverse("remission:requests"), reverse("remission:completing")
    overdue = queries.requests(scope=scope, overdue=True).aggregate(count=Count("pk"), first=Min("due_at"))
    if late := overdue["count"]:
        text = _("Solicitudes de libertad con el plazo vencido")
        yield Task(text, f"{address}?vencidas=on", late, due=overdue["first"].astimezone(LIMA).date())
    if running := queries.requests(scope=scope, state="open").count():
        yield Task(_("Solicitudes de libertad en trámite"), f"{address}?estado=open", running)
    if soon := queries.completing(scope=scope, today=today).filter(requested=False).count():
        yield Task(_("Personas que en 60 días cumplen su tiempo y no tienen solicitud"), completing, soon)
    if scope.everything:  # whose people it is to count
        return
    if uncounted := queries.to_compute(scope=scope, today=today).count():
        text = _("Personas que pueden cumplir su tiempo y no tienen un cómputo del último mes")
        yield Task(text, f"{completing}#sin-computo", uncounted)


def sent(user: Any, _scope: Scope, _today: date) -> Iterator[Task]:
    """The requests that wait for the decision of whoever asks."""
    waiting = sum(row.request.state == Request.State.SENT for row in sent_to(user.username))
    if waiting:
        yield Task(
            _("Solicitudes que le fueron enviadas y esperan su decisión"), reverse("remission:sent_requests"), waiting
        )


register(READ_SENT, sent, awaited={READ_SENT: gettext_lazy("las solicitudes que le envíen para resolver")})


def older_books(user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """The people whose days of an older book somebody else entered and nobody has decided on; in one prison only."""
    if scope.everything:
        return
    rows = PriorDays.objects.filter(state=PriorDays.State.ENTERED, person__in=visible_people(scope, today))
    waiting = rows.exclude(entered_by=user.username).order_by("person__code").values_list("person", "person__code")
    for person, code, count in waiting.annotate(n=Count("pk"))[:MOST]:
        text = _("Días de libros anteriores por aprobar: %(code)s") % {"code": code}
        yield Task(text, reverse("remission:prior_days", args=[person]), count)


register(
    APPROVE_PRIOR,
    older_books,
    awaited={APPROVE_PRIOR: gettext_lazy("los días de libros anteriores por aprobar")},
)
register(
    FILE_REQUEST,
    requests,
    awaited={FILE_REQUEST: gettext_lazy("las solicitudes de libertad por tramitar")},
)
