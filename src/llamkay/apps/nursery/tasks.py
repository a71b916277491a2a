"""What waits for whom in the nursery, in the order in which it is said; each subject has its own."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.nursery.day import tasks as day
from llamkay.apps.nursery.health import tasks as health
from llamkay.apps.nursery.permissions import (
    ADMIT,
    ANSWER_CONCERN,
    ATTEND,
    DECIDE,
    ENTER_HEALTH,
    INJURIES,
    MOTHERS_HEALTH,
    PLACE,
    REVIEW,
)
from llamkay.apps.nursery.safeguarding import tasks as safeguarding
from llamkay.apps.nursery.separation import tasks as separation
from llamkay.apps.nursery.worklist import OWNED_BY, open_files
from llamkay.platform.screens.tasks import Source, Task, Urgency, register
from llamkay.platform.security.access import decide
from llamkay.platform.security.scope import Scope


def overdue(user: Any, _scope: Scope, today: date) -> Iterator[Task]:
    """How many days of the children have passed without what the reader's functions owe them."""
    owed: dict[Scope, set[str]] = {}
    for role, action in OWNED_BY.items():
        if decide(user, action):
            owed.setdefault(user.actions[action], set()).add(role)
    count = sum(
        due.owner in roles and due.overdue(today)
        for scope, roles in owed.items()
        for file in open_files(scope, today=today)
        for due in file.dues()
    )
    if count:
        yield Task(_("Plazos de los niños que ya pasaron, a su cargo"), reverse("nursery:home") + "#atrasado", count)


# What is said on the nursery's own page too: there, what is overdue stands in full.
DUTIES: list[tuple[str | tuple[str, ...], Source]] = [
    (ANSWER_CONCERN, safeguarding.concerns),
    (PLACE, day.to_staff),
    (INJURIES, day.injuries),
    (MOTHERS_HEALTH, health.expecting),
    (MOTHERS_HEALTH, health.referred),
    (ENTER_HEALTH, health.doubted),
    (ADMIT, health.births),
    ((ADMIT, DECIDE), separation.alone),
    ((PLACE, DECIDE, ENTER_HEALTH), day.alarms),
    (DECIDE, safeguarding.opened),
    (REVIEW, safeguarding.to_review),
]
AWAITED = {
    ANSWER_CONCERN: gettext_lazy("las alertas por un niño"),
    ENTER_HEALTH: gettext_lazy("las atenciones atrasadas de los niños"),
    ATTEND: gettext_lazy("las medicinas que pasaron su hora"),
    REVIEW: gettext_lazy("las aperturas por urgencia"),
}

register(DECIDE, separation.overstays, urgency=Urgency.ALARM, awaited=AWAITED)
for _action, _source in DUTIES:
    register(_action, _source, urgency=Urgency.ALARM)
register(tuple(OWNED_BY.values()), overdue, urgency=Urgency.ALARM)
register((ATTEND, ENTER_HEALTH), health.doses, urgency=Urgency.ALARM)
