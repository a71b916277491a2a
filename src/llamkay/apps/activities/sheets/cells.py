"""The cells of an open sheet are written: all of them or none."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.areas import require_write
from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.models import Activity, Adjustment, MarkEdit, Reason, Sheet, SheetRow
from llamkay.apps.activities.queries import reasons_by_number, scheduled_minutes
from llamkay.apps.activities.sheets.days import open_days
from llamkay.apps.activities.sheets.elsewhere import timetable_days
from llamkay.apps.activities.sheets.marks import MAX_MINUTES, MAX_PIECES, PRESENT, mark_text
from llamkay.apps.activities.sheets.refusals import CellsRefused, RefusedCell, SheetChanged
from llamkay.apps.activities.sheets.services import lock_sheet, title
from llamkay.apps.activities.sheets.window import late_days
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock_each
from llamkay.platform.months import month_title
from llamkay.platform.record import audit

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person

MOST_WHY = 200
TOO_LATE = gettext_lazy("ese día quedó atrás: escriba el motivo de marcarlo tarde")


@dataclass(frozen=True)
class Saved:
    """A save that happened: the new version, how many cells differ from before, the rows touched."""

    version: int
    cells: int
    rows: list[SheetRow] = field(default_factory=list)


class CellChange(TypedDict, total=False):
    """What a cell is to hold; a key left out keeps what the cell had, and reason 0 erases the mark.

    ``was`` is the reason and the minutes that whoever wrote it saw there.
    """

    reason: int
    minutes: int
    pieces: int
    note: str
    was: tuple[int, int]


Changes = Mapping[int, Mapping[int, CellChange]]  # id of the row → day of the month → the change


@transaction.atomic
def save_cells(*, actor: Any, sheet: Sheet | int, changes: Changes, version: int | None = None, why: str = "") -> Saved:
    """Write cells of an open sheet; ``why`` is the reason of those of days too far back to be marked without one.

    ``version`` refuses when anything was saved since; the ``was`` of a change refuses when that cell was. Everything is
    written or nothing: raises ``CellsRefused`` with every cell that does not fit, ``SheetChanged``, or ``Refused`` when
    the sheet is not open.
    """
    locked = lock_sheet(sheet)
    require_write(actor, permissions.FILL_SHEET, locked.activity)
    _check_open(locked)
    return _save(actor, locked, changes, version, why.strip()[:MOST_WHY])


@transaction.atomic
def mark_from_record(*, actor: Any, activity: Activity, person: "Person", on: date, minutes: int) -> bool:
    """Mark somebody present for so long because a record of a higher app says so, which asked for its own permission.

    Nothing happens, and it is told, where the month has no open sheet with the person on it.
    """
    row = SheetRow.objects.filter(sheet__activity=activity, sheet__month=on.replace(day=1), person=person).first()
    locked = lock_sheet(row.sheet_id) if row else None
    if row is None or locked is None or locked.state != SheetState.OPEN:
        return False
    _save(actor, locked, {row.pk: {on.day: _presence(min(minutes, MAX_MINUTES))}}, None, "")
    return True


def _save(actor: Any, locked: Sheet, changes: Changes, version: int | None, why: str) -> Saved:
    if version is not None and version != locked.version:
        raise SheetChanged(locked)
    rows = {row.pk: row for row in locked.rows.filter(pk__in=list(changes)).select_related("person")}
    disputed = [
        (pk, day)
        for pk, days in changes.items()
        if pk in rows
        for day, cell in days.items()
        if 1 <= day <= 31 and "was" in cell and _differs(rows[pk], day, cell)
    ]
    if disputed:
        raise SheetChanged(locked, disputed)
    before = {pk: (list(row.reasons), list(row.minutes), list(row.pieces)) for pk, row in rows.items()}
    late = late_days(Month.of(locked.month), clock.today())
    touched, cells = _apply(locked, rows, changes, frozenset() if why else late)
    if not cells:
        return Saved(version=locked.version, cells=0)
    check_same_day_elsewhere(locked, touched)
    _write(locked, touched)
    reasoned = record_edits(actor, touched, before, dict.fromkeys(late, why))
    audit.record(
        actor=actor.username,
        verb=acts.SAVE_CELLS,
        target=f"sheet:{locked.pk}",
        sentence=f"Guardó {cells} {'casilla' if cells == 1 else 'casillas'} de la planilla {title(locked)}",
        stream=locked.activity.establishment.code,
        reason=why if reasoned else "",
        details={"rows": [row.pk for row in touched], "version": locked.version},
    )
    return Saved(version=locked.version, cells=cells, rows=touched)


def _check_open(sheet: Sheet) -> None:
    if sheet.state == SheetState.OPEN:
        return
    what = {
        SheetState.SUBMITTED: _("ya está entregada. Pida a la jefatura que la devuelva"),
        SheetState.APPROVED: _("ya está aprobada. Pida a la jefatura que la reabra y la devuelva"),
        SheetState.CLOSED: _("está cerrada. Registre un ajuste"),
    }[SheetState(sheet.state)]
    raise Refused(_("La planilla {what} para cambiarla.").format(what=what))


def _differs(row: SheetRow, day: int, cell: CellChange) -> bool:
    now = (row.reasons[day - 1], row.minutes[day - 1])
    wanted = (cell.get("reason", now[0]), cell.get("minutes", now[1]))
    return now not in (tuple(cell["was"]), wanted)


def _apply(
    sheet: Sheet, rows: dict[int, SheetRow], changes: Changes, shut: Collection[int]
) -> tuple[list[SheetRow], int]:
    """Change the rows in memory; raises ``CellsRefused`` with every cell that does not fit, those of ``shut`` days."""
    month = Month.of(sheet.month)
    reasons = reasons_by_number()
    days = open_days(activity=sheet.activity, month=month, people=[row.person_id for row in rows.values()])
    past = (clock.today() - month.first).days + 1
    refused: list[RefusedCell] = []
    touched, count = [], 0
    for pk, cells in changes.items():
        row = rows.get(pk)
        if row is None:
            refused.append(RefusedCell(pk, 0, "", _("Esa fila no es de esta planilla: recargue la página.")))
            continue
        before = count
        for day, cell in cells.items():
            change = MarkChange.of(row, day, cell) if 1 <= day <= month.days else None
            if change is None:
                refused.append(
                    RefusedCell(
                        pk,
                        day,
                        str(day),
                        _("{month} no tiene día {day}.").format(month=month_title(month), day=day),
                    )
                )
                continue
            if not change.differs(row):
                continue
            why = change.refusal(reasons) or (str(TOO_LATE) if day in shut else "")
            if change.reason or change.pieces or change.minutes:
                # A mark may always be erased; it may only be written where the person was.
                why = days[row.person_id].refusal(day) or (_("ese día todavía no llega") if day > past else "") or why
            if why:
                refused.append(
                    RefusedCell(
                        pk,
                        day,
                        change.text(reasons),
                        _("{row.person}, día {day}: {why}.").format(row=row, day=day, why=why),
                    )
                )
                continue
            change.write(row)
            count += 1
        if count > before:
            touched.append(row)
    if refused:
        raise CellsRefused(refused)
    return touched, count


@dataclass(frozen=True)
class MarkChange:
    """What one cell is asked to hold."""

    day: int
    reason: int
    minutes: int
    pieces: int
    note: str

    @classmethod
    def of(cls, row: SheetRow, day: int, cell: CellChange) -> "MarkChange":
        reason = int(cell.get("reason", row.reasons[day - 1]))
        note = str(cell.get("note", row.notes.get(str(day), ""))).strip()[:300]
        return cls(
            day=day,
            reason=reason,
            minutes=int(cell.get("minutes", row.minutes[day - 1])),
            pieces=int(cell.get("pieces", row.pieces[day - 1])),
            note=note if reason else "",
        )

    def differs(self, row: SheetRow) -> bool:
        at = self.day - 1
        now = (row.reasons[at], row.minutes[at], row.pieces[at], row.notes.get(str(self.day), ""))
        return now != (self.reason, self.minutes, self.pieces, self.note)

    def refusal(self, reasons: Mapping[int, Reason]) -> str:
        if not 0 <= self.minutes <= MAX_MINUTES:
            return _("un día tiene entre 0 y 16 horas")
        if not 0 <= self.pieces <= MAX_PIECES:
            return _("las piezas van de 0 a {most:,}").format(most=MAX_PIECES)
        if not self.reason:
            return _("marque primero la asistencia") if self.minutes or self.pieces else ""
        reason = reasons.get(self.reason)
        if reason is None:
            return _("el motivo {reason} no existe").format(reason=self.reason)
        if reason.automatic:
            return _("«{reason.name}» la escribe el sistema cuando se suspende la plaza o la sesión").format(
                reason=reason
            )
        if not reason.present and (self.minutes or self.pieces):
            return _("«{reason.label}» no lleva horas ni piezas").format(reason=reason)
        if reason.counts and not self.minutes:
            return f"«{reason.label}» necesita horas: escríbalas, como 4 o 3:30"
        if reason.needs_note and not self.note:
            return _("«{reason.label}» necesita una observación que diga por qué").format(reason=reason)
        return ""

    def text(self, reasons: Mapping[int, Reason]) -> str:
        return mark_text(reason=reasons.get(self.reason), minutes=self.minutes, scheduled=-1)

    def write(self, row: SheetRow) -> None:
        at = self.day - 1
        row.reasons[at], row.minutes[at], row.pieces[at] = self.reason, self.minutes, self.pieces
        row.notes.pop(str(self.day), None)
        if self.note:
            row.notes[str(self.day)] = self.note


def check_same_day_elsewhere(sheet: Sheet, rows: list[SheetRow]) -> None:
    """Two jobs are allowed; more than sixteen hours in one day, corrections included, are not."""
    mine = {row.person_id: row for row in rows}
    # Another sheet saved in this instant would not be seen: who adds up a person's hours waits for the other.
    lock_each(Space.HOURS, [(person, sheet.month) for person in mine])
    total = {person: list(row.minutes) for person, row in mine.items()}
    others = SheetRow.objects.filter(sheet__month=sheet.month, person_id__in=list(mine)).exclude(sheet=sheet)
    found = {pk: (person, minutes) for pk, person, minutes in others.values_list("pk", "person_id", "minutes")}
    for row, day, minutes, confirmed in (
        Adjustment.objects.filter(row__in=list(found), rejected_at=None)
        .order_by("id")
        .values_list("row_id", "day", "minutes", "confirmed_at")
    ):
        # What waits for its second person counts when it would add; it takes nothing away before.
        held = found[row][1]
        held[day - 1] = minutes if confirmed else max(held[day - 1], minutes)
    for person, minutes in found.values():
        total[person] = [a + b for a, b in zip(total[person], minutes, strict=True)]
    refused = [
        RefusedCell(
            mine[person].pk,
            day,
            "",
            _(
                "{person}, día {day}: con sus otras actividades suma {hours:.1f} horas y el máximo son 16. "
                "Revise las planillas."
            ).format(person=mine[person].person, day=day, hours=minutes / 60),
        )
        for person, sums in total.items()
        for day, minutes in enumerate(sums, start=1)
        if minutes > MAX_MINUTES and mine[person].minutes[day - 1]
    ]
    if refused:
        raise CellsRefused(refused)


def _write(sheet: Sheet, rows: list[SheetRow]) -> None:
    SheetRow.objects.bulk_update(rows, ["minutes", "reasons", "pieces", "notes"], batch_size=200)
    sheet.version += 1
    sheet.save(update_fields=["version"])


Held = tuple[list[int], list[int], list[int]]  # the reasons, minutes and pieces of a row


def record_edits(
    actor: Any, rows: Iterable[SheetRow], before: Mapping[int, Held], late: Mapping[int, str] | None = None
) -> bool:
    """Keep who changed which mark, when, and what it was; a mark written where none was is no change, except ``late``.

    ``late`` gives the reason of each day that is marked only with one; returns whether any was needed.
    """
    at, why = clock.now(), late or {}
    edits = [
        MarkEdit(
            row=row,
            day=day,
            reason=was[0],
            minutes=was[1],
            pieces=was[2],
            by=actor.username,
            at=at,
            why=why.get(day, ""),
        )
        for row in rows
        for day, (was, now) in enumerate(
            zip(
                zip(*before[row.pk], strict=True),
                zip(row.reasons, row.minutes, row.pieces, strict=True),
                strict=True,
            ),
            start=1,
        )
        if was != now and (any(was) or day in why)
    ]
    MarkEdit.objects.bulk_create(edits)
    return any(edit.why for edit in edits)


def _presence(minutes: int) -> CellChange:
    return {"reason": PRESENT, "minutes": minutes}


@transaction.atomic
def fill_column(*, actor: Any, sheet: Sheet | int, day: int, why: str = "") -> Saved:
    """Everybody without a mark that day is present for the timetable; marks already there stay."""
    locked = lock_sheet(sheet)
    month = Month.of(locked.month)
    if not 1 <= day <= month.days:
        raise Refused(_("{month} no tiene día {day}.").format(month=month_title(month).capitalize(), day=day))
    minutes = scheduled_minutes(activity=locked.activity, month=month)[day - 1]
    if not minutes:
        raise Refused(
            _("El horario de {name} no tiene horas el día {day}. Escriba las horas en cada casilla.").format(
                name=locked.activity.name, day=day
            )
        )
    rows = [row for row in locked.rows.all() if not row.reasons[day - 1]]
    days = open_days(activity=locked.activity, month=month, people=[row.person_id for row in rows])
    changes = {row.pk: {day: _presence(minutes)} for row in rows if not days[row.person_id].refusal(day)}
    return save_cells(actor=actor, sheet=locked, changes=changes, why=why)


@transaction.atomic
def fill_person(*, actor: Any, row: SheetRow, why: str = "") -> Saved:
    """One person is present on every timetable day without a mark up to today; rest days need the council's act."""
    locked = lock_sheet(row.sheet_id)
    month = Month.of(locked.month)
    fresh = locked.rows.get(pk=row.pk)
    open_ = open_days(activity=locked.activity, month=month, people=[fresh.person_id])[fresh.person_id]
    past = (clock.today() - month.first).days + 1
    scheduled = scheduled_minutes(activity=locked.activity, month=month)
    cells = {
        day: _presence(scheduled[day - 1])
        for day in sorted(open_.here & timetable_days(locked.activity, month).keys())
        if day <= past and not fresh.reasons[day - 1]
    }
    return save_cells(actor=actor, sheet=locked, changes={fresh.pk: cells}, why=why)
