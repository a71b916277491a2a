"""What the office reads of corrected days."""

from typing import Any

from django.db.models import Q, QuerySet

from llamkay.apps.activities.areas import approved_by, seen_by
from llamkay.apps.activities.models import Adjustment, Sheet, SheetRow
from llamkay.apps.activities.permissions import CONFIRM_ADJUSTMENT
from llamkay.core.values import Month
from llamkay.platform.database.search import naming
from llamkay.platform.security.scope import Scope

_STANDS = Q(confirmed_at__isnull=False)
_WAITS = Q(confirmed_at=None, rejected_at=None)
_PATH = "row__sheet__activity__"


def adjustments_at(establishment: Any) -> QuerySet[Adjustment]:
    """The corrections of the closed sheets of a prison that two people stand for."""
    return Adjustment.objects.filter(_STANDS, row__sheet__activity__establishment=establishment)


def standing(row: SheetRow, day: int) -> tuple[int, int, int]:
    """Reason, minutes and pieces of a day as they stand: those of the last correction, else those of the sheet."""
    last = row.adjustments.filter(_STANDS, day=day).order_by("-id").first()
    if last:
        return last.reason, last.minutes, last.pieces
    return row.reasons[day - 1], row.minutes[day - 1], row.pieces[day - 1]


def waiting_of(row: SheetRow, day: int) -> Adjustment | None:
    """The correction of a day that still waits for its second person."""
    return row.adjustments.filter(_WAITS, day=day).first()


def of_sheet(sheet: Sheet) -> list[Adjustment]:
    """Every correction of a sheet that was not turned down, the first first."""
    return list(Adjustment.objects.filter(_STANDS | _WAITS, row__sheet=sheet).order_by("id"))


def corrections(
    *, scope: Scope, actor: Any, state: str = "", month: Month | None = None, words: str = ""
) -> QuerySet[Adjustment]:
    """The corrections in scope that the actor may see, the newest first."""
    rows = scope.filter(
        Adjustment.objects.select_related(
            "row__person", "row__sheet__activity__establishment", "applied_in"
        ).prefetch_related("row__sheet__activity__rotas__shifts"),
        f"{_PATH}establishment_id",
    )
    rows = seen_by(rows, actor, _PATH)
    if state:
        rows = rows.filter(STATES[state])
    if month:
        rows = rows.filter(row__sheet__month=month.first)
    return naming(rows, words, "row__person__search_text", "row__sheet__activity__name").order_by("-id")


def corrections_of(*, scope: Scope, person: Any) -> list[Adjustment]:
    """The corrections of somebody's closed days that two people stand for, the first first; two queries at most."""
    rows = Adjustment.objects.filter(_STANDS, row__person=person).select_related("row__sheet__activity")
    rows = scope.filter(rows, f"{_PATH}establishment_id").prefetch_related("row__sheet__activity__rotas__shifts")
    return list(rows.order_by("id"))


STATES = {
    "espera": _WAITS,
    "confirmado": _STANDS & Q(applied_in=None),
    "aplicado": Q(applied_in__isnull=False),
    "rechazado": Q(rejected_at__isnull=False),
}


def to_confirm(actor: Any) -> QuerySet[Adjustment]:
    """What waits for this person's confirmation: of their area and asked for by somebody else."""
    waiting = Adjustment.objects.filter(_WAITS).exclude(by=actor.username)
    return approved_by(waiting, actor, _PATH, CONFIRM_ADJUSTMENT)
