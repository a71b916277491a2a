"""What waits in education: absence above what the law bears, appeals, groups without their act."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.education.music.queries import late
from llamkay.apps.education.permissions import DECIDE_REMOVAL, LEND, MANAGE
from llamkay.apps.education.school import queries
from llamkay.platform.screens.tasks import Task, register
from llamkay.platform.security.scope import Scope


def school(user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """What waits for whoever manages the school."""
    appeals = list(queries.appeals(scope=scope).order_by("appealed_on")[:50])
    if appeals:
        url = reverse("education:group", args=[appeals[0].student.group_id])
        yield Task(_("Recursos de personas separadas de un curso por resolver"), url, len(appeals))
    if count := queries.without_act(scope=scope, actor=user, on=today).count():
        url = reverse("education:groups") + "?sin_acta=on"
        yield Task(_("Grupos que terminaron y no tienen acta final"), url, count)


def removals(user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """The removals from a course that somebody else proposed."""
    for row in queries.removals_to_decide(scope=scope).exclude(by=user.username)[:20]:
        text = _("Decidir si se separa a {person} de {group}").format(
            person=row.student.person, group=row.student.group
        )
        yield Task(text, reverse("education:removal", args=[row.pk]))


def lent(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """What was lent and should have come back."""
    if count := late(scope=scope, on=today).count():
        yield Task(_("Préstamos que debieron volver"), f"{reverse('education:items')}?estado=late", count)


register(LEND, lent, awaited={LEND: gettext_lazy("los préstamos que deben volver")})
register(
    DECIDE_REMOVAL,
    removals,
    awaited={DECIDE_REMOVAL: gettext_lazy("las separaciones de un curso que alguien propone")},
)
register(
    MANAGE,
    school,
    awaited={MANAGE: gettext_lazy("los recursos y las actas de los grupos")},
)
