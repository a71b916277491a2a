"""The roll call of one day of a sheet without a line: what is taken along, and how what comes back is written."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from llamkay.apps.activities import permissions
from llamkay.apps.activities.areas import require_write
from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.queries import reasons_by_number, scheduled_minutes
from llamkay.apps.activities.sheets.cells import CellChange, save_cells
from llamkay.apps.activities.sheets.days import open_days
from llamkay.apps.activities.sheets.marks import mark_text, parse_mark
from llamkay.apps.activities.sheets.queries import ordered_rows
from llamkay.apps.activities.sheets.refusals import CellsRefused
from llamkay.apps.activities.sheets.services import lock_sheet
from llamkay.apps.offline.kinds import WAITING, State
from llamkay.apps.offline.models import SheetEntry, Taking
from llamkay.apps.offline.packages import Line, Mark, Package
from llamkay.apps.offline.written import Written
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.screens.refusals import sentence


def check_takeable(actor: Any, sheet: Any, /) -> None:
    """Raise unless the actor may fill the sheet today."""
    require_write(actor, permissions.FILL_SHEET, sheet.activity)
    if sheet.state != SheetState.OPEN or clock.today() not in Month.of(sheet.month).dates():
        raise Refused(_("Solo se lleva la planilla abierta del mes en curso, para marcar el día de hoy."))


class Cells:
    """The cells of one day of a sheet: read and written as marks."""

    def __init__(self, sheet: Any, day: Any) -> None:
        self.sheet, self.day, self.reasons = sheet, day.day, reasons_by_number()
        self.by_key = {reason.key: reason for reason in self.reasons.values()}
        self.scheduled = scheduled_minutes(activity=sheet.activity, month=Month.of(sheet.month))[self.day - 1]

    def holds(self, row: Any) -> tuple[int, int]:
        """The reason and the minutes that stand in the day of a row."""
        return row.reasons[self.day - 1], row.minutes[self.day - 1]

    def text(self, row: Any) -> str:
        """The same as a mark."""
        reason, minutes = self.holds(row)
        return mark_text(reason=self.reasons.get(reason), minutes=minutes, scheduled=self.scheduled)

    def read(self, mark: str) -> tuple[int, int]:
        """A mark as reason and minutes. Raises ``Refused``."""
        return parse_mark(mark, scheduled=self.scheduled, reasons=self.by_key)

    def change(self, entry: SheetEntry) -> CellChange:
        """What the cell is to hold by an entry. Raises ``Refused``."""
        reason, minutes = self.read(entry.mark)
        return {"reason": reason, "minutes": minutes, **({"note": entry.note} if entry.note else {})}


def package(taking: Taking, /) -> Package:
    """The names and the marks of that one day, no other and nothing else of anybody."""
    sheet = as_it_is(taking)
    cells, rows = Cells(sheet, taking.day), ordered_rows(sheet)
    days = open_days(activity=sheet.activity, month=Month.of(sheet.month), people=[row.person_id for row in rows])
    return Package(
        kind="sheet",
        title=sheet.activity.name,
        day=taking.day,
        marks=[
            Mark(reason.key, reason.label, reason.needs_note, reason.counts, reason.present)
            for reason in cells.reasons.values()
            if not reason.automatic
        ],
        scheduled=cells.scheduled,
        lines=[
            Line(
                about=row.pk,
                name=row.person.full_name,
                code=row.person.code,
                value=cells.text(row),
                seen=cells.text(row),
                shut=days[row.person_id].refusal(taking.day.day),
            )
            for row in rows
        ],
    )


def as_it_is(taking: Taking) -> Any:
    """The sheet that was taken along, as it is now."""
    return (
        Taking.objects.select_related("sheet__activity__establishment", "sheet__activity__responsible")
        .get(pk=taking.pk)
        .sheet
    )


def there(taking: Taking, /) -> set[int]:
    """The rows of the sheet that was taken along, as they are now."""
    return set(as_it_is(taking).rows.values_list("pk", flat=True))


def entry_of(taking: Taking, each: Written, skew: int, /) -> SheetEntry:
    """The entry of a mark as it was typed."""
    entry = SheetEntry(row_id=each.about, mark=each.value.upper(), seen=each.seen.upper()[:8], note=each.note)
    return entry.came(taking, each, skew)


def apply(*, actor: Any, taking: Taking, entries: list[SheetEntry], moved: int) -> None:
    """Write the marks of a taking in their order, as the sheet on screen would; sets the state of each.

    What a mark saw decides, never an hour: it is written where the cell still holds what was seen, or what this very
    taking wrote there before, however the device's clock ``moved``. Former entries of the same cells that still waited
    are replaced.
    """
    sheet = lock_sheet(taking.sheet_id or 0)
    cells = Cells(sheet, taking.day)
    rows = {row.pk: row for row in sheet.rows.select_related("person")}
    former = {
        entry.row_id: entry for entry in taking.marks.filter(row__in=[e.row_id for e in entries], state__in=WAITING)
    }
    last = dict(former)
    for entry in entries:
        if before := last.get(entry.row_id):
            before.state, entry.seen = State.REPLACED, before.seen
        last[entry.row_id] = entry
    SheetEntry.objects.bulk_update(former.values(), ["state"])
    wanted = {}
    for entry in entries:
        if entry.state != State.REPLACED and _judge(cells, rows[entry.row_id], entry):
            wanted[entry.row_id] = entry
    _write(actor, sheet, cells, wanted)


def _judge(cells: Cells, row: Any, entry: SheetEntry) -> bool:
    """Whether the entry is to be written; else its state says why not."""
    try:
        wanted, seen = cells.read(entry.mark), cells.read(entry.seen)
    except Refused as error:
        entry.state, entry.why = State.REFUSED, sentence(error)[:400]
        return False
    if cells.holds(row) == wanted and row.notes.get(str(cells.day), "") == entry.note:
        entry.state = State.ALREADY
    elif cells.holds(row) not in (seen, wanted):
        entry.state = State.CONFLICT
        entry.against = cells.text(row) or "—"
        entry.why = against(entry)
    else:
        entry.state = State.APPLIED
        return True
    return False


def against(entry: SheetEntry, /) -> str:
    """The reason of a dispute in the reader's language; nothing where the entry is in none."""
    text = _("Sin conexión se vio «{seen}»; cuando llegó, la planilla decía «{now}».")
    return text.format(seen=entry.seen or "—", now=entry.against) if entry.against else ""


def _write(actor: Any, sheet: Any, cells: Cells, wanted: dict[int, SheetEntry]) -> None:
    """All that fit in one save; those that the sheet refuses say why, and the rest is tried again without them."""
    while wanted:
        try:
            save_cells(
                actor=actor,
                sheet=sheet,
                changes={row: {cells.day: cells.change(entry)} for row, entry in wanted.items()},
            )
        except CellsRefused as error:
            wrong = {cell.row: cell.message for cell in error.cells}
            refuse((wanted.pop(row), message) for row, message in wrong.items())
        except (Refused, PermissionDenied) as error:
            refuse((entry, sentence(error) if isinstance(error, Refused) else str(error)) for entry in wanted.values())
            return
        else:
            return


def refuse(entries: Iterable[tuple[Any, str]]) -> None:
    """Each entry is refused with its sentence."""
    for entry, why in entries:
        entry.state, entry.why = State.REFUSED, why[:400]


def prefer(*, actor: Any, entry: SheetEntry, why: str, at: datetime | None) -> None:
    """Write a mark that waited over what stands there, with the reason. Raises what the sheet refuses."""
    sheet = lock_sheet(entry.taking.sheet_id or 0)
    cells = Cells(sheet, entry.taking.day)
    save_cells(actor=actor, sheet=sheet, changes={entry.row_id: {cells.day: cells.change(entry)}}, why=why)


def stands(entry: SheetEntry, /) -> str:
    """The mark that stands now where an entry waits."""
    sheet = as_it_is(entry.taking)
    return f"«{Cells(sheet, entry.taking.day).text(sheet.rows.get(pk=entry.row_id)) or '—'}»"


def hold(actor: Any, entry: SheetEntry, /) -> None:
    """Nobody else writes that sheet until the transaction ends; raises unless the actor may fill it."""
    require_write(actor, permissions.FILL_SHEET, lock_sheet(entry.taking.sheet_id or 0).activity)
