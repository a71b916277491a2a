"""A closed day is corrected by two people: one asks, another confirms; the next close reverses and re-enters."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.areas import require_answer
from llamkay.apps.activities.corrections.queries import standing, waiting_of
from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.models import Adjustment, Sheet, SheetRow
from llamkay.apps.activities.queries import reasons_by_number, scheduled_minutes
from llamkay.apps.activities.sheets.cells import MarkChange, check_same_day_elsewhere
from llamkay.apps.activities.sheets.days import Fact, open_days
from llamkay.apps.activities.sheets.services import lock_sheet, title
from llamkay.apps.people.queries import standing_id
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.record import audit


@dataclass(frozen=True)
class Wanted:
    """A day as it should have been; what is left out stays as it stands."""

    row: SheetRow
    day: int
    reason: int | None = None
    minutes: int | None = None
    pieces: int | None = None


@transaction.atomic
def adjust_day(
    *,
    actor: Any,
    row: SheetRow,
    day: int,
    minutes: int | None = None,
    reason: int | None = None,
    pieces: int | None = None,
    why: str,
) -> Adjustment:
    """Ask for the correction of a day of a closed sheet; what is not given stays as it is.

    Nothing changes until somebody else confirms it. An amendment obeys every limit of an entry.
    """
    (made,) = adjust_days(actor=actor, wanted=[Wanted(row, day, reason, minutes, pieces)], why=why)
    return made


@transaction.atomic
def adjust_days(*, actor: Any, wanted: Iterable[Wanted], why: str) -> list[Adjustment]:
    """Ask for the correction of several days of one closed sheet with one reason: all of them or none."""
    wanted = list(wanted)
    if not wanted:
        raise Refused(_("Elija al menos una persona."))
    locked = lock_sheet(wanted[0].row.sheet_id)
    require_answer(actor, permissions.ADJUST, locked.activity)
    if locked.state != SheetState.CLOSED:
        raise Refused(_("Solo se ajusta una planilla cerrada: esta todavía se puede corregir directamente."))
    if not why.strip():
        raise Refused(_("Escriba el motivo del ajuste y el documento que lo sustenta."), field="why")
    made = []
    for item in wanted:
        row = SheetRow.objects.select_related("person").get(pk=item.row.pk, sheet=locked)
        made.append(_ask(actor, locked, row, item, why.strip()))
    return made


def _ask(actor: Any, sheet: Sheet, row: SheetRow, item: Wanted, why: str) -> Adjustment:
    month, day = Month.of(sheet.month), item.day
    if not 1 <= day <= month.days:
        raise Refused(
            _("{month} no tiene día {day}.").format(month=month_title(month).capitalize(), day=day), field="day"
        )
    if waiting_of(row, day) is not None:
        raise Refused(
            _("El día {day} de {row.person} ya tiene un ajuste que espera: confírmelo o rechácelo antes.").format(
                day=day, row=row
            )
        )
    now = standing(row, day)
    reason, minutes, pieces = (
        stands if wish is None else wish
        for stands, wish in zip(now, (item.reason, item.minutes, item.pieces), strict=True)
    )
    meaning = reasons_by_number().get(reason)
    if item.minutes is None and item.reason is not None and not (meaning and meaning.present):
        minutes = 0  # of the mark: who was not there has no hours
    if now == (reason, minutes, pieces):
        raise Refused(_("El día {day} ya tiene esos datos: no hay nada que ajustar.").format(day=day))
    _check(sheet, row, MarkChange(day=day, reason=reason, minutes=minutes, pieces=pieces, note=why))
    adjustment = Adjustment.objects.create(
        row=row,
        day=day,
        minutes=minutes,
        reason=reason,
        pieces=pieces,
        was_reason=now[0],
        was_minutes=now[1],
        was_pieces=now[2],
        why=why,
        by=actor.username,
        at=clock.now(),
    )
    _record(
        actor,
        acts.ADJUST,
        adjustment,
        f"Pidió ajustar el día {day} de {row.person.full_name} en la planilla cerrada {title(sheet)}",
        reason=why,
        details={"before": list(now), "after": [reason, minutes, pieces]},
    )
    return adjustment


def _check(sheet: Sheet, row: SheetRow, change: MarkChange) -> None:
    """Every limit of an entry: the mark itself, the days there, those to come, and sixteen hours over all sheets."""
    month, day = Month.of(sheet.month), change.day
    who = standing_id(row.person_id) or row.person_id  # what is known of a joined identity is with the one that stands
    open_ = open_days(activity=sheet.activity, month=month, people=[who])[who]
    refusal = change.refusal(reasons_by_number())
    if change.reason:
        late = month.dates()[day - 1] > clock.today()
        if (fact := open_.fact(day)) and _says_so(sheet, change, fact):
            return
        refusal = open_.refusal(day) or (_("ese día todavía no llega") if late else "") or refusal
    if refusal:
        raise Refused(_("Día {day}: {refusal}.").format(day=day, refusal=refusal))
    row.minutes = [change.minutes if at == day else 0 for at in range(1, len(row.minutes) + 1)]
    check_same_day_elsewhere(sheet, [row])


def _says_so(sheet: Sheet, change: MarkChange, fact: Fact) -> bool:
    """Whether a correction writes what a closed sheet did not know yet: the fact of that day."""
    hours = scheduled_minutes(activity=sheet.activity, month=Month.of(sheet.month))[change.day - 1] if fact.paid else 0
    return (change.reason, change.minutes, change.pieces) == (fact.reason, hours, 0)


@transaction.atomic
def confirm_adjustment(*, actor: Any, adjustment: Adjustment) -> Adjustment:
    """Confirm what somebody else asked for: from now on the day says so, and the next close enters it."""
    locked = _lock_waiting(adjustment)
    sheet = lock_sheet(locked.row.sheet_id)
    require_answer(actor, permissions.CONFIRM_ADJUSTMENT, sheet.activity)
    if locked.by == actor.username:
        raise Refused(_("Usted pidió este ajuste: lo confirma otra persona de la jefatura o la dirección."))
    row = SheetRow.objects.select_related("person").get(pk=locked.row_id)
    note = locked.why
    _check(sheet, row, MarkChange(locked.day, locked.reason, locked.minutes, locked.pieces, note))
    locked.confirmed_by, locked.confirmed_at = actor.username, clock.now()
    locked.save(update_fields=["confirmed_by", "confirmed_at"])
    _record(
        actor,
        acts.CONFIRM_ADJUSTMENT,
        locked,
        f"Confirmó el ajuste del día {locked.day} de {row.person.full_name} en la planilla cerrada {title(sheet)}",
    )
    return locked


@transaction.atomic
def reject_adjustment(*, actor: Any, adjustment: Adjustment, reason: str) -> Adjustment:
    """Turn down, or withdraw, what waits; nothing of it applies."""
    locked = _lock_waiting(adjustment)
    sheet = lock_sheet(locked.row.sheet_id)
    own = locked.by == actor.username
    require_answer(actor, permissions.ADJUST if own else permissions.CONFIRM_ADJUSTMENT, sheet.activity)
    if not reason.strip():
        raise Refused(_("Escriba por qué no corresponde el ajuste."), field="reason")
    locked.rejected_by, locked.rejected_at = actor.username, clock.now()
    locked.rejection = reason.strip()[:300]
    locked.save(update_fields=["rejected_by", "rejected_at", "rejection"])
    done = "Retiró" if own else "Rechazó"
    _record(
        actor,
        acts.REJECT_ADJUSTMENT,
        locked,
        f"{done} el ajuste del día {locked.day} de {locked.row.person.full_name} en la planilla {title(sheet)}",
        reason=locked.rejection,
    )
    return locked


def _lock_waiting(adjustment: Adjustment) -> Adjustment:
    rows = Adjustment.objects.select_for_update(of=("self",)).select_related("row__person", "row__sheet")
    locked = rows.get(pk=adjustment.pk)
    if not locked.waits:
        raise Refused(_("Ese ajuste ya se confirmó o se rechazó: recargue la página."))
    return locked


def _record(
    actor: Any,
    verb: Any,
    adjustment: Adjustment,
    sentence: str,
    *,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"person:{adjustment.row.person_id}",
        sentence=sentence,
        stream=adjustment.row.sheet.activity.establishment.code,
        reason=reason,
        details={"adjustment": adjustment.pk, **(details or {})},
    )


def mark_applied(adjustments: Collection[int], close_id: int) -> None:
    """The close that has applied those corrections is said in them."""
    Adjustment.objects.filter(id__in=adjustments).update(applied_in_id=close_id)
