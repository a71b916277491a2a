"""What concerns ask, what was opened in an emergency, and the review of who may read of children."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.nursery.models import BreakGlass
from llamkay.apps.nursery.record import queries as record
from llamkay.apps.nursery.safeguarding import queries, review
from llamkay.platform import clock
from llamkay.platform.screens.tasks import Task
from llamkay.platform.security.scope import Scope


def concerns(user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """How many concerns have no end yet."""
    if count := queries.concerns(scope, username=user.username).filter(closed_on=None).count():
        yield Task(_("Alertas por un niño sin cerrar"), reverse("nursery:concerns"), count)


def opened(user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """Whose files of children were opened in an emergency since yesterday, for the director of the prison."""
    seen = record.children(scope).values("pk")
    rows = BreakGlass.objects.filter(child__in=seen, at__gt=clock.now() - timedelta(days=1)).exclude(by=user.username)
    text = _("{by} abrió por urgencia expedientes de niños desde ayer")
    for by, count in Counter(rows.values_list("by", flat=True)).items():
        yield Task(text.format(by=by), reverse("nursery:home"), count)


def to_review(_user: Any, _scope: Scope, today: date) -> Iterator[Task]:
    """How much opened in an emergency nobody reviewed, and whether the review of who may read is due."""
    if count := queries.openings(pending=True).count():
        yield Task(_("Expedientes de niños abiertos por urgencia, por revisar"), reverse("nursery:break_glass"), count)
    if review.overdue(on=today):
        yield Task(_("Revisar quién puede leer datos de niños: cada seis meses"), reverse("nursery:access_review"))
