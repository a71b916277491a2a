"""The sheets of a month are opened, handed in, returned, approved and closed; one transaction each."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.areas import require_answer, require_write
from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.models import TRANSITIONS, Activity, Allocation, Sheet, SheetRow
from llamkay.apps.activities.queries import due_on
from llamkay.apps.activities.sheets.days import open_days
from llamkay.apps.activities.sheets.elsewhere import give_back, write_facts
from llamkay.apps.activities.sheets.queries import ordered_rows, sheets_at
from llamkay.apps.activities.sheets.refusals import CellsRefused, RefusedCell
from llamkay.apps.months.queries import is_closed, is_past
from llamkay.apps.months.services import lock_months
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_name, month_title
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


@transaction.atomic
def open_month(*, actor: Any, establishment: "Establishment", month: Month) -> int:
    """Make the sheets of every activity running in the month, with a row for each person placed on any day of it.

    Twice is once; later people get their row. Returns how many sheets are new.
    """
    require(actor, permissions.FILL_SHEET, establishment_id=establishment.pk)
    running = Activity.objects.filter(establishment=establishment, period__overlap=(month.first, month.end))
    return _open(actor, establishment, month, list(running))


@transaction.atomic
def open_sheet(*, actor: Any, activity: Activity, month: Month) -> Sheet:
    """The sheet of one activity and month, made when there is none."""
    require_write(actor, permissions.FILL_SHEET, activity)
    if not (activity.period.lower < month.end and (not activity.period.upper or activity.period.upper > month.first)):
        raise Refused(_("{activity.name} no funciona en {month}.").format(activity=activity, month=month_title(month)))
    if not Allocation.objects.filter(activity=activity, period__overlap=(month.first, month.end)).exists():
        raise Refused(
            _("{activity.name} no tiene personas asignadas en {month}. Asígnelas primero.").format(
                activity=activity, month=month_title(month)
            )
        )
    _open(actor, activity.establishment, month, [activity])
    return Sheet.objects.select_related("activity__establishment").get(activity=activity, month=month.first)


def _open(actor: Any, establishment: "Establishment", month: Month, running: list[Activity]) -> int:
    lock_months(establishment)
    if is_closed(establishment_id=establishment.pk, month=month):
        raise Refused(
            _("El mes de {month} está cerrado en {establishment}: corrija por ajustes.").format(
                month=month_title(month), establishment=establishment
            )
        )
    if is_past(establishment_id=establishment.pk, month=month):
        raise Refused(
            _(
                "{establishment} ya cerró un mes posterior: las planillas de {month} no podrían cerrarse nunca. "
                "Lo que falte se corrige por ajustes."
            ).format(month=month_title(month), establishment=establishment)
        )
    if month.first > clock.today():
        raise Refused(_("El mes de {month} todavía no empieza.").format(month=month_title(month)))
    placed = list(
        Allocation.objects.filter(activity__in=running, period__overlap=(month.first, month.end))
        .values_list("activity_id", "person_id")
        .distinct()
    )
    needed = {activity for activity, _ in placed}
    known = set(Sheet.objects.filter(activity__in=needed, month=month.first).values_list("activity_id", flat=True))
    new = sorted(needed - known)
    Sheet.objects.bulk_create([Sheet(activity_id=pk, month=month.first) for pk in new], ignore_conflicts=True)
    sheets = dict(
        Sheet.objects.filter(activity__in=needed, month=month.first, state=SheetState.OPEN)
        .select_for_update()
        .values_list("activity_id", "id")
    )
    SheetRow.objects.bulk_create(
        [SheetRow(sheet_id=sheets[activity], person_id=person) for activity, person in placed if activity in sheets],
        ignore_conflicts=True,
    )
    if new:
        audit.record(
            actor=actor.username,
            verb=acts.OPEN_SHEETS,
            target=f"establishment:{establishment.pk}",
            sentence=f"Abrió {len(new)} planillas de {month_name(month)}",
            stream=establishment.code,
            details={"activities": new, "month": str(month)},
        )
    return len(new)


def lock_sheet(sheet: Sheet | int) -> Sheet:
    """The sheet, locked until the transaction ends."""
    pk = sheet if isinstance(sheet, int) else sheet.pk
    rows = Sheet.objects.select_for_update(of=("self",))
    return rows.select_related("activity__establishment", "activity__responsible").get(pk=pk)


def lock_sheets(establishment: "Establishment", month: Month) -> None:
    """No sheet of that month of the prison changes until the transaction ends."""
    list(
        sheets_at(establishment)
        .filter(month=month.first)
        .order_by("id")
        .select_for_update(of=("self",))
        .values_list("id")
    )


def close_sheets(establishment: "Establishment", month: Month) -> None:
    """The sheets of a month that closes are closed; the caller has locked them."""
    sheets_at(establishment).filter(month=month.first).update(state=SheetState.CLOSED)


def title(sheet: Sheet) -> str:
    return f"{sheet.activity.name}, {month_name(Month.of(sheet.month))}"


def _step(sheet: Sheet, step: str) -> None:
    start, end = TRANSITIONS[step]
    if sheet.state != start:
        raise Refused(
            _(
                "La planilla está {state}; para este paso debe estar {needed}. Recargue la página para ver cómo quedó."
            ).format(state=sheet.get_state_display().lower(), needed=start.label.lower())
        )
    sheet.state = end
    sheet.version += 1


def _record_step(actor: Any, sheet: Sheet, verb: Verb, done: str, reason: str = "") -> None:
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"sheet:{sheet.pk}",
        sentence=f"{done} la planilla {title(sheet)}",
        stream=sheet.activity.establishment.code,
        reason=reason,
        details={"version": sheet.version},
    )


@transaction.atomic
def submit_sheet(*, actor: Any, sheet: Sheet | int) -> Sheet:
    """Hand the sheet in, from the month's last day of work on.

    Refused while a mark lies on a day the person was not there, or the sheet has no mark. What the registry knows of
    the days spent elsewhere is written then.
    """
    locked = lock_sheet(sheet)
    require_write(actor, permissions.FILL_SHEET, locked.activity)
    _step(locked, "submit")
    month = Month.of(locked.month)
    due = due_on(activity=locked.activity, month=month)
    if clock.today() < due:
        raise Refused(
            _("La planilla de {month} se entrega desde el {due:%d/%m/%Y}, su último día de trabajo.").format(
                month=month_title(month), due=due
            )
        )
    rows = ordered_rows(locked)
    if not any(any(row.reasons) for row in rows):
        raise Refused(_("La planilla no tiene ninguna marca: llénela antes de entregarla."))
    days = open_days(activity=locked.activity, month=month, people=[row.person_id for row in rows])
    refused = [
        RefusedCell(
            row.pk, day, "", _("{row.person}, día {day}: {why}. Borre esa marca.").format(row=row, day=day, why=why)
        )
        for row in rows
        for day in range(1, month.days + 1)
        if row.reasons[day - 1]
        and not days[row.person_id].fact(day)  # written below from the registry
        and (why := days[row.person_id].refusal(day))
    ]
    if refused:
        raise CellsRefused(refused)
    write_facts(locked, rows)
    locked.submitted_by, locked.submitted_at = actor.username, clock.now()
    locked.save()
    _record_step(actor, locked, acts.SUBMIT_SHEET, "Entregó")
    return locked


@transaction.atomic
def recall_sheet(*, actor: Any, sheet: Sheet | int) -> Sheet:
    """Take back a sheet that nobody has reviewed yet: whoever handed it in goes on filling it."""
    locked = lock_sheet(sheet)
    require_write(actor, permissions.FILL_SHEET, locked.activity)
    _step(locked, "recall")
    if locked.submitted_by != actor.username:
        raise Refused(_("Otra persona entregó esta planilla: la recupera ella, o la devuelve la jefatura."))
    locked.submitted_by, locked.submitted_at = "", None
    locked.save()
    give_back(locked)
    _record_step(actor, locked, acts.RECALL_SHEET, "Recuperó")
    return locked


@transaction.atomic
def return_sheet(*, actor: Any, sheet: Sheet | int, reason: str) -> Sheet:
    """Give a submitted sheet back to be corrected, saying why."""
    locked = lock_sheet(sheet)
    require_answer(actor, permissions.APPROVE_SHEET, locked.activity)
    if not reason.strip():
        raise Refused(_("Escriba por qué devuelve la planilla, para que se pueda corregir."))
    _step(locked, "return")
    locked.submitted_by, locked.submitted_at = "", None
    locked.save()
    give_back(locked)
    _record_step(actor, locked, acts.RETURN_SHEET, "Devolvió", reason.strip())
    return locked


@transaction.atomic
def approve_sheet(*, actor: Any, sheet: Sheet | int) -> Sheet:
    """Approve a submitted sheet; nobody approves the one they submitted."""
    locked = lock_sheet(sheet)
    require_answer(actor, permissions.APPROVE_SHEET, locked.activity)
    _step(locked, "approve")
    if locked.submitted_by == actor.username:
        raise Refused(_("Usted entregó esta planilla: la aprueba otra persona de la jefatura o la dirección."))
    locked.approved_by, locked.approved_at = actor.username, clock.now()
    locked.save()
    _record_step(actor, locked, acts.APPROVE_SHEET, "Aprobó")
    return locked


@transaction.atomic
def reopen_sheet(*, actor: Any, sheet: Sheet | int, reason: str) -> Sheet:
    """Take an approval back, saying why: the sheet is submitted again."""
    locked = lock_sheet(sheet)
    require_answer(actor, permissions.APPROVE_SHEET, locked.activity)
    if not reason.strip():
        raise Refused(_("Escriba por qué reabre la planilla."))
    _step(locked, "reopen")
    locked.approved_by, locked.approved_at = "", None
    locked.save()
    _record_step(actor, locked, acts.REOPEN_SHEET, "Reabrió", reason.strip())
    return locked
