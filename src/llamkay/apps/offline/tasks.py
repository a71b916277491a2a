"""What waits after a time without a line: the marks that a person must settle."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.offline.permissions import SETTLE
from llamkay.apps.offline.queries import waiting_lines, waiting_marks
from llamkay.platform.screens.tasks import Task, register
from llamkay.platform.security.scope import Scope


def disputes(user: Any, _scope: Scope, _today: date) -> Iterator[Task]:
    """How many marks made without a line wait for this person."""
    if count := waiting_marks(user).count() + waiting_lines(user).count():
        yield Task(_("Marcas hechas sin conexión por resolver"), reverse("offline:waiting"), count)


register(SETTLE, disputes, awaited={SETTLE: gettext_lazy("las marcas hechas sin conexión que no se pudieron anotar")})
