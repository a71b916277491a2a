"""Reads of what was taken along and of what came back; the caller's scope comes first."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from llamkay.apps.activities.areas import seen_by
from llamkay.apps.nursery.permissions import ATTENDANCE
from llamkay.apps.offline.kinds import WAITING
from llamkay.apps.offline.models import DayEntry, SheetEntry, Taking
from llamkay.apps.offline.permissions import END, SETTLE
from llamkay.platform import clock
from llamkay.platform.security.scope import NOTHING

Row = TypeVar("Row", bound=Model)
PLACE = "taking__establishment_id"


def taking_of(user: Any, code: UUID) -> Taking | None:
    """What this account took along; nobody else's, and of that even where its function in that prison is over."""
    rows = Taking.objects.select_related("establishment", "sheet__activity", "room__nursery", "end")
    return rows.filter(code=code, by=user.username).first()


def marks(user: Any) -> QuerySet[SheetEntry]:
    """The marks of sheets that the account may settle or has seen settled."""
    rows = SheetEntry.objects.select_related("taking", "row__person", "row__sheet__activity__responsible")
    return seen_by(_within(user, rows, PLACE, SETTLE), user, "row__sheet__activity__")


def lines(user: Any) -> QuerySet[DayEntry]:
    """The lines of the nursery that the account may settle: of the nurseries whose day it sees whole."""
    rows = DayEntry.objects.select_related("taking__room", "child__mother", "event")
    return _within(user, rows, PLACE, SETTLE, ATTENDANCE)


def on_devices(user: Any) -> list[Taking]:
    """What is on a device at present, the first that was taken before: of the sheets that the account sees and the
    nurseries whose day it sees whole."""
    rows = Taking.objects.filter(until__gt=clock.now(), end=None).select_related(
        "establishment", "sheet__activity__responsible", "room"
    )
    rolls = seen_by(_within(user, rows.exclude(sheet=None), "establishment_id", END), user, "sheet__activity__")
    rooms = _within(user, rows.exclude(room=None), "establishment_id", END, ATTENDANCE)
    return sorted([*rolls, *rooms], key=lambda taking: taking.at)


def _within(user: Any, rows: QuerySet[Row], place: str, *actions: str) -> QuerySet[Row]:
    """Those of the prisons in which the account has every one of the actions."""
    for scope in {user.actions.get(action, NOTHING) for action in actions}:
        rows = scope.filter(rows, place)
    return rows


def waiting_marks(user: Any) -> QuerySet[SheetEntry]:
    """Those that wait, the oldest first."""
    return marks(user).filter(state__in=WAITING).order_by("received_at", "number")


def waiting_lines(user: Any) -> QuerySet[DayEntry]:
    """The same of the nursery."""
    return lines(user).filter(state__in=WAITING).order_by("received_at", "number")


def waiting_of(taking: Taking) -> int:
    """How many entries of a taking wait for somebody."""
    rows: Any = taking.marks if taking.sheet_id else taking.lines
    return int(rows.filter(state__in=WAITING).count())
