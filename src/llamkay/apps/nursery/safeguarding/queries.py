"""Reads of concerns and of what was opened in an emergency."""

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from llamkay.apps.institutions.queries import account
from llamkay.apps.nursery.day.queries import between
from llamkay.apps.nursery.models import BreakGlass, Concern
from llamkay.platform.database.search import naming
from llamkay.platform.security.scope import Scope


def concerns(scope: Scope, *, username: str) -> QuerySet[Concern]:
    """The concerns in scope that do not speak of the reader."""
    rows = scope.filter(Concern.objects.select_related("establishment", "child"))
    return rows.exclude(involves=username).order_by(F("closed_on").asc(nulls_first=True), "due_on", "-id")


def concern_list(
    scope: Scope,
    *,
    username: str,
    on: date,
    q: str = "",
    kind: str = "",
    state: str = "",
    establishment: Any = None,
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Concern]:
    """The concerns that the reader may read.

    ``kind`` is ``maltreatment`` or ``other``; ``state`` is ``open``, ``late``, ``sent`` or ``closed``.
    """
    rows = naming(concerns(scope, username=username), q, "about")
    rows = rows.filter(maltreatment=kind == "maltreatment") if kind else rows
    rows = rows.filter(establishment=establishment) if establishment else rows
    waiting = Q(sent_on=None) | Q(maltreatment=False)
    rows = {
        "open": rows.filter(closed_on=None),
        "late": rows.filter(waiting, closed_on=None, due_on__lt=on),
        "sent": rows.filter(closed_on=None, sent_on__isnull=False),
        "closed": rows.filter(closed_on__isnull=False),
    }.get(state, rows)
    return between(rows, "reported_at", since, until)


def is_late(concern: Concern, today: date) -> bool:
    """Whether the next working day passed without telling it, or without deciding upon it."""
    waits = concern.closed_on is None and (concern.sent_on is None or not concern.maltreatment)
    return waits and concern.due_on is not None and concern.due_on < today


def is_account(username: str) -> bool:
    """Whether somebody of the staff has that account."""
    return account(username) is not None


def openings(*, pending: bool) -> QuerySet[BreakGlass]:
    """What was opened in an emergency, the latest first; told by the child's code only."""
    rows = BreakGlass.objects.select_related("child")
    return rows.filter(reviewed_at=None) if pending else rows


def opening_list(
    *, q: str = "", kind: str = "", state: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[BreakGlass]:
    """What was opened in an emergency: still to review unless ``state`` is ``reviewed`` or ``all``."""
    rows = naming(openings(pending=not state), q, "by", "child__code")
    rows = rows.exclude(reviewed_at=None) if state == "reviewed" else rows
    return between(rows.filter(part=kind) if kind else rows, "at", since, until)
