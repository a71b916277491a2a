"""What waits in the registry: papers of transfers that have not come, and papers that others wait for."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.people import joins, papers
from llamkay.apps.people.permissions import MANAGE, MERGE
from llamkay.platform.screens.tasks import Task, register
from llamkay.platform.security.scope import Scope


def transfer_papers(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """How many papers of those who came from another prison are missing here, and how many this one owes."""
    found, page = papers.owed(scope, today=today), reverse("people:transfer_papers")
    if found.awaited:
        yield Task(_("Papeles que faltan de quienes llegaron de otro penal"), f"{page}?lado=awaited", found.awaited)
    if found.owed and not scope.everything:
        yield Task(_("Papeles que su penal debe de quienes se fueron a otro"), f"{page}?lado=owed", found.owed)


def to_join(user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """Joins of two known people that somebody else proposed and a second person confirms."""
    if count := joins.to_confirm(user, scope).count():
        yield Task(_("Uniones de identidades por confirmar"), reverse("people:joins") + "?estado=mine", count)


register(MERGE, to_join)
register(MANAGE, transfer_papers, awaited={MANAGE: gettext_lazy("los papeles de los traslados")})
