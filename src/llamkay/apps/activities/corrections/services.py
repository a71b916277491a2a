"""A closed day is corrected: the sheet stays, the next close reverses and re-enters."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.models import Adjustment, SheetRow
from llamkay.apps.activities.queries import reasons_by_number
from llamkay.apps.activities.sheets.cells import MarkChange
from llamkay.apps.activities.sheets.days import open_days
from llamkay.apps.activities.sheets.services import lock_sheet, title
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.security.access import require


@transaction.atomic
def adjust_day(
    *, actor: Any, row: SheetRow, day: int, minutes: int, reason: int, pieces: int = 0, why: str
) -> Adjustment:
    """Correct a day of a closed sheet: the sheet stays, the next close reverses and re-enters."""
    locked = lock_sheet(row.sheet_id)
    require(actor, permissions.ADJUST, establishment_id=locked.activity.establishment_id)
    month = Month.of(locked.month)
    if locked.state != SheetState.CLOSED:
        raise Refused(_("Solo se ajusta una planilla cerrada: esta todavía se puede corregir directamente."))
    if not why.strip():
        raise Refused(_("Escriba el motivo del ajuste y el documento que lo sustenta."), field="why")
    if not 1 <= day <= month.days:
        raise Refused(
            _("{month} no tiene día {day}.").format(month=month_title(month).capitalize(), day=day), field="day"
        )
    reasons = reasons_by_number()
    open_ = open_days(activity=locked.activity, month=month, people=[row.person_id])[row.person_id]
    change = MarkChange(day=day, reason=reason, minutes=minutes, pieces=pieces, note=why.strip())
    refusal = (open_.refusal(day) if reason else "") or change.refusal(reasons)
    if refusal:
        raise Refused(_("Día {day}: {refusal}.").format(day=day, refusal=refusal))
    last = row.adjustments.filter(day=day).order_by("-id").first()
    at = day - 1
    now = (last.reason, last.minutes, last.pieces) if last else (row.reasons[at], row.minutes[at], row.pieces[at])
    if now == (reason, minutes, pieces):
        raise Refused(_("El día {day} ya tiene esos datos: no hay nada que ajustar.").format(day=day))
    adjustment = Adjustment.objects.create(
        row=row,
        day=day,
        minutes=minutes,
        reason=reason,
        pieces=pieces,
        why=why.strip(),
        by=actor.username,
        at=clock.now(),
    )
    audit.record(
        actor=actor.username,
        verb=acts.ADJUST,
        target=f"person:{row.person_id}",
        sentence=f"Ajustó el día {day} de {row.person.full_name} en la planilla cerrada {title(locked)}",
        stream=locked.activity.establishment.code,
        reason=adjustment.why,
        details={"adjustment": adjustment.pk, "before": list(now), "after": [reason, minutes, pieces]},
    )
    return adjustment


def mark_applied(adjustments: Collection[int], close_id: int) -> None:
    """The close that has applied those corrections is said in them."""
    Adjustment.objects.filter(id__in=adjustments).update(applied_in_id=close_id)
