"""Whose an activity is: of who answers for it, and of the head of its area.

Who answers for a workshop or a class fills its sheets and sees those alone; the head of an area fills, approves and
corrects those of the area, and so does the prison's direction for all of them.
"""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from llamkay.apps.activities.kinds import Kind, Place
from llamkay.apps.activities.models import Activity
from llamkay.apps.activities.permissions import (
    ANSWER_NURSERY,
    ANSWER_STUDY,
    ANSWER_WORK,
    APPROVE_SHEET,
    FILL_SHEET,
    SEE_ALL,
)
from llamkay.platform.security.access import Decision, decide

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])

# What the holder of each action answers for: a column of the activity and its values.
AREAS = {
    ANSWER_WORK: ("kind", (Kind.WORK,)),
    ANSWER_STUDY: ("kind", (Kind.STUDY, Kind.CULTURE, Kind.TREATMENT)),
    ANSWER_NURSERY: ("place", (Place.NURSERY,)),
}


def answers_for(actor: Any, activity: Activity) -> bool:
    """Whether the actor heads the area of the activity in its prison."""
    place = activity.establishment_id
    return any(
        getattr(activity, column) in values and decide(actor, area, establishment_id=place)
        for area, (column, values) in AREAS.items()
    )


def is_theirs(actor: Any, activity: Activity) -> bool:
    """Whether the actor is who answers for the activity."""
    return activity.responsible_id is not None and activity.responsible_id == getattr(actor, "pk", None)


def may_write(actor: Any, code: str, activity: Activity) -> Decision:
    """Whether the actor may write, by that action, what is of the activity."""
    decision = decide(actor, code, establishment_id=activity.establishment_id)
    if not decision or is_theirs(actor, activity) or answers_for(actor, activity):
        return decision
    return Decision(
        False,
        lambda: _("{activity} es de {who}: la llena esa persona o la jefatura de su área.").format(
            activity=activity.name, who=activity.responsible or _("nadie todavía")
        ),
    )


def may_answer(actor: Any, code: str, activity: Activity) -> Decision:
    """Whether the actor may approve or correct, by that action, what is of the activity."""
    decision = decide(actor, code, establishment_id=activity.establishment_id)
    if not decision or answers_for(actor, activity):
        return decision
    return Decision(
        False,
        lambda: _("{activity} es de otra área: le corresponde a su jefatura o a la dirección.").format(
            activity=activity.name
        ),
    )


def require_write(actor: Any, code: str, activity: Activity) -> None:
    """Raise ``PermissionDenied`` with the reason unless the actor may write what is of the activity."""
    _raise(may_write(actor, code, activity))


def require_answer(actor: Any, code: str, activity: Activity) -> None:
    """Raise ``PermissionDenied`` with the reason unless the actor may approve or correct what is of the activity."""
    _raise(may_answer(actor, code, activity))


def _raise(decision: Decision) -> None:
    if not decision:
        raise PermissionDenied(decision.reason)


def seen_by(rows: Rows, actor: Any, path: str = "") -> Rows:
    """Keep what the actor may see: everything where a function sees all, their area, and what is their own."""
    every = actor.actions.get(SEE_ALL)
    if every is not None and every.everything:
        return rows
    seen = _own(actor, path) | _areas(actor, path)
    if every is not None:
        seen |= Q(**{f"{path}establishment__in": every.ids})
    return rows.filter(seen)


def filled_by(rows: Rows, actor: Any, path: str = "", code: str = FILL_SHEET) -> Rows:
    """Keep what the actor is to fill: what is their own; of a head, what nobody answers for too."""
    orphans = _areas(actor, path) & Q(**{f"{path}responsible": None})
    return _within(rows, actor, path, code).filter(_own(actor, path) | orphans)


def written_by(rows: Rows, actor: Any, code: str, path: str = "") -> Rows:
    """Keep what the actor may write by an action: what is their own; of a head, of their area."""
    return _within(rows, actor, path, code).filter(_own(actor, path) | _areas(actor, path))


def approved_by(rows: Rows, actor: Any, path: str = "", code: str = APPROVE_SHEET) -> Rows:
    """Keep what the actor is to approve or confirm: of their area."""
    return _within(rows, actor, path, code).filter(_areas(actor, path))


def _within(rows: Rows, actor: Any, path: str, code: str) -> Rows:
    scope = actor.actions.get(code)
    return rows.none() if scope is None else scope.filter(rows, f"{path}establishment_id")


def _own(actor: Any, path: str) -> Q:
    own = getattr(actor, "pk", None)
    return Q(**{f"{path}responsible": own}) if own is not None else Q(pk=None)


def _areas(actor: Any, path: str) -> Q:
    """What the actor answers for, as a condition on rows that reach the activity by ``path``."""
    found = Q(pk=None)
    for action, (column, values) in AREAS.items():
        scope = actor.actions.get(action)
        if scope is not None:
            area = Q(**{f"{path}{column}__in": values})
            found |= area if scope.everything else area & Q(**{f"{path}establishment__in": scope.ids})
    return found
