"""A sheet as a file: written as a template with the names in place, read back cell by cell, undone when wrong.

The layout is the paper's: lines «Actividad» and «Mes», a heading with the days, then one line a person: code or
document number, name, 31 marks. A blank cell keeps what the sheet has.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.areas import require_write
from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.models import DAYS, ImportBatch, Sheet, SheetRow
from llamkay.apps.activities.queries import reasons_by_number, scheduled_minutes
from llamkay.apps.activities.sheets.cells import CellChange, check_same_day_elsewhere, record_edits, save_cells
from llamkay.apps.activities.sheets.days import open_days
from llamkay.apps.activities.sheets.marks import parse_mark
from llamkay.apps.activities.sheets.queries import find_sheet, ordered_rows, sheets
from llamkay.apps.activities.sheets.services import lock_sheet
from llamkay.apps.people.bulk.known import names
from llamkay.apps.people.documents import possible_numbers
from llamkay.apps.people.queries import documents_of
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.database.search import fold
from llamkay.platform.files.tabular import HEADING_WITHIN, column_letters, read_table
from llamkay.platform.months import month_name, month_title
from llamkay.platform.record import audit
from llamkay.platform.screens.refusals import words
from llamkay.platform.security.scope import Scope

_HEADINGS = {"codigo", "codigo o documento", "documento", "dni"}
_TITLES = {*_HEADINGS, "nombre", *map(str, range(1, DAYS + 1))}
_FIRST_DAY = 2  # the column of day 1, after code and name


@dataclass(frozen=True)
class RefusedCell:
    """Why one cell or line of the file cannot be taken: line and column as the spreadsheet numbers them."""

    row: int
    column: str
    value: str
    reason: str


@dataclass
class ParsedSheet:
    """What a file says of one sheet: the cells that fit, the people, and everything refused."""

    sheet: Sheet
    changes: dict[int, dict[int, CellChange]] = field(default_factory=dict)
    refused: list[RefusedCell] = field(default_factory=list)
    good_rows: int = 0

    @property
    def cells(self) -> int:
        return sum(map(len, self.changes.values()))


@dataclass(frozen=True)
class Imported:
    """The outcome of an import: what was read, and the batch when something was written."""

    parsed: ParsedSheet
    batch: ImportBatch | None

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data, for the command."""
        sheet = self.parsed.sheet
        return {
            "establishment": sheet.activity.establishment.code,
            "activity": sheet.activity.code,
            "month": str(Month.of(sheet.month)),
            "good_rows": self.parsed.good_rows,
            "cells": self.parsed.cells,
            "refused": [asdict(item) for item in self.parsed.refused],
            "written": self.batch is not None,
            "batch": self.batch.pk if self.batch else None,
        }


def read_sheet(*, scope: Scope, name: str, content: bytes, sheet: Sheet | None = None) -> ParsedSheet:
    """Read a file against its sheet, writing nothing.

    Without ``sheet``, the file's own lines «Actividad», «Mes» and «Establecimiento» say which it is. Raises
    ``Refused`` with one sentence when the file cannot be read at all or is of another sheet.
    """
    table = read_table(name=name, content=content, titles=_TITLES)
    heading = next((i for i, line in enumerate(table[:HEADING_WITHIN]) if line and fold(line[0]) in _HEADINGS), None)
    if heading is None:
        raise Refused(
            _(
                "el archivo {name} no tiene la fila de títulos («Código», «Nombre», 1, 2, … 31): descargue la plantilla"
            ).format(name=name)
        )
    heading_values = {
        fold(line[0]).rstrip(":"): line[1].strip() for line in table[:heading] if len(line) > 1 and line[0]
    }
    sheet = _same_sheet(sheet, heading_values, name) if sheet else _find(scope, heading_values, name)
    days = _day_columns(table[heading], Month.of(sheet.month), name)
    return _Reader(sheet, days).read(table, heading + 1)


def _find(scope: Scope, heading_values: dict[str, str], name: str) -> Sheet:
    code, month = heading_values.get("actividad", ""), heading_values.get("mes", "")
    if not code or not month:
        raise Refused(_("el archivo {name} no dice su «Actividad» y su «Mes» antes de los títulos").format(name=name))
    found = sheets(scope=scope, month=_month(month, name)).filter(activity__code=code)
    if place := heading_values.get("establecimiento"):
        found = found.filter(activity__establishment__code=place)
    found = list(found[:2])
    if not found:
        raise Refused(
            _("no hay planilla de la actividad {code} en {month}: ábrala primero").format(code=code, month=month)
        )
    if len(found) > 1:
        raise Refused(
            _("hay más de una planilla de {code} en {month}: agregue la línea «Establecimiento»").format(
                code=code, month=month
            )
        )
    return find_sheet(scope=scope, pk=found[0].pk)


def _same_sheet(sheet: Sheet, heading_values: dict[str, str], name: str) -> Sheet:
    code, month = heading_values.get("actividad", ""), heading_values.get("mes", "")
    if code and code != sheet.activity.code:
        raise Refused(
            _("el archivo {name} es de la actividad {code} y esta planilla es de {other}").format(
                name=name, code=code, other=sheet.activity.code
            )
        )
    if month and _month(month, name).first != sheet.month:
        raise Refused(
            _("el archivo {name} es de {month} y esta planilla es de {other}").format(
                name=name, month=month, other=Month.of(sheet.month)
            )
        )
    return sheet


def _month(text: str, name: str) -> Month:
    try:
        return Month.parse(text[:7])
    except Refused as error:
        raise Refused(
            _("el archivo {name} dice mes «{text}»: escríbalo como 2026-01").format(name=name, text=text)
        ) from error


def _day_columns(heading: Sequence[str], month: Month, name: str) -> dict[int, int]:
    """Column → day, as the heading says."""
    found = {at: int(text) for at, text in enumerate(heading) if at >= _FIRST_DAY and text.isdecimal()}
    if sorted(found.values()) != list(range(1, len(found) + 1)) or len(found) < month.days or len(found) > DAYS:
        raise Refused(
            _("los títulos de {name} deben llevar los días 1 a {month.days}, uno por columna").format(
                name=name, month=month
            )
        )
    return found


class _Reader:
    def __init__(self, sheet: Sheet, days: dict[int, int]) -> None:
        self.parsed = ParsedSheet(sheet=sheet)
        self.month = Month.of(sheet.month)
        self.days = days
        self.by_number = reasons_by_number()
        self.reasons = {reason.key: reason for reason in self.by_number.values()}
        self.scheduled = scheduled_minutes(activity=sheet.activity, month=self.month)
        rows = ordered_rows(sheet)
        self.rows = {row.person.code.upper(): {row.person_id: row} for row in rows}
        self.without_zeros: dict[str, dict[int, SheetRow]] = {}
        people = {row.person_id: row for row in rows}
        for person, number in documents_of(people).values_list("person_id", "number"):
            self.rows.setdefault(number.upper(), {})[person] = people[person]
            if number.isdigit():
                self.without_zeros.setdefault(number.lstrip("0"), {})[person] = people[person]
        self.open = open_days(activity=sheet.activity, month=self.month, people=list(people))
        self.past = (clock.today() - self.month.first).days + 1
        self.seen: dict[int, int] = {}

    def read(self, table: list[list[str]], start: int) -> ParsedSheet:
        for number, line in enumerate(table[start:], start=start + 1):
            if any(line) and not fold(line[0]).startswith(("total", "leyenda")):
                self._line(number, line)
        return self.parsed

    def _refuse(self, number: int, column: int, value: str, reason: str) -> None:
        self.parsed.refused.append(RefusedCell(number, column_letters(column), value[:60], reason))

    def _line(self, number: int, line: list[str]) -> None:
        before = len(self.parsed.refused)
        row = self._who(number, line)
        if row is None:
            return
        cells = {}
        for column, day in self.days.items():
            text = line[column] if column < len(line) else ""
            if text:
                try:
                    if (cell := self._cell(row, day, text)) is not None:
                        cells[day] = cell
                except Refused as error:
                    self._refuse(number, column, text, words(error))
        if len(self.parsed.refused) == before:
            self.parsed.good_rows += 1
            self.parsed.changes[row.pk] = cells

    def _who(self, number: int, line: list[str]) -> SheetRow | None:
        code = line[0].strip()
        # A spreadsheet that took the document for a number dropped the zeros before it, of a DNI or of a card alike.
        found = dict(self.without_zeros.get(code, {}))
        for text in {code.upper(), *possible_numbers(code)}:
            found |= self.rows.get(text, {})
        if not found:
            self._refuse(number, 0, code, _("ninguna persona de esta planilla tiene ese código o documento"))
            return None
        if len(found) > 1:
            self._refuse(
                number,
                0,
                code,
                _("puede ser {people}: escriba el documento con todos sus ceros, o el código").format(
                    people=_(" o ").join(f"{item.person} ({item.person.code})" for item in found.values())
                ),
            )
            return None
        (row,) = found.values()
        name = line[1] if len(line) > 1 else ""
        if name and not names(name, row.person):
            self._refuse(
                number,
                1,
                line[1],
                _("el código {code} es de {row.person}: revise el nombre").format(code=code, row=row),
            )
            return None
        if row.pk in self.seen:
            self._refuse(number, 0, code, _("la persona ya está en la fila {seen}").format(seen=self.seen[row.pk]))
            return None
        self.seen[row.pk] = number
        return row

    def _cell(self, row: SheetRow, day: int, text: str) -> CellChange | None:
        """What a cell asks for; nothing where it repeats what the registry says of that day."""
        if day > self.month.days:
            raise Refused(_("{month} no tiene día {day}").format(month=month_title(self.month), day=day))
        number, minutes = parse_mark(text, scheduled=self.scheduled[day - 1], reasons=self.reasons)
        if day > self.past:
            raise Refused(_("ese día todavía no llega"))
        fact = self.open[row.person_id].fact(day)
        if fact and number == fact.reason:
            return None
        if why := self.open[row.person_id].refusal(day):
            raise Refused(why)
        reason = self.by_number[number]
        if reason.needs_note and not row.notes.get(str(day)):
            raise Refused(
                _("«{reason.label}» necesita una observación: regístrela en la pantalla").format(reason=reason)
            )
        return {"reason": number, "minutes": minutes}


@transaction.atomic
def import_sheet(
    *,
    actor: Any,
    scope: Scope,
    name: str,
    content: bytes,
    sheet: Sheet | None = None,
    accept_good: bool = False,
    dry_run: bool = False,
    why: str = "",
) -> Imported:
    """Fill a sheet from a file: everything, or with ``accept_good`` the rows without fault, or nothing.

    ``why`` is the reason of marks of days too far back to be written without one.

    What the rows were is kept with the batch, so that ``undo_import`` can put it back.
    """
    parsed = read_sheet(scope=scope, name=name, content=content, sheet=sheet)
    locked = lock_sheet(parsed.sheet)
    require_write(actor, permissions.FILL_SHEET, locked.activity)
    if locked.state != SheetState.OPEN:
        raise Refused(
            _("la planilla está {state}: solo se importa a una abierta").format(
                state=locked.get_state_display().lower()
            )
        )
    if dry_run or not parsed.changes or (parsed.refused and not accept_good):
        return Imported(parsed, None)
    before = {
        str(row.pk): {"minutes": row.minutes, "reasons": row.reasons, "pieces": row.pieces, "notes": row.notes}
        for row in locked.rows.filter(pk__in=list(parsed.changes))
    }
    saved = save_cells(actor=actor, sheet=locked, changes=parsed.changes, why=why)
    if not saved.cells:
        return Imported(parsed, None)
    batch = ImportBatch.objects.create(
        sheet=locked,
        file_name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        at=clock.now(),
        by=actor.username,
        before=before,
        version_after=saved.version,
    )
    audit.record(
        actor=actor.username,
        verb=acts.IMPORT_SHEET,
        target=f"sheet:{locked.pk}",
        sentence=f"Importó {saved.cells} casillas del archivo {batch.file_name} a la planilla "
        f"{locked.activity.name}, {month_name(Month.of(locked.month))}",
        stream=locked.activity.establishment.code,
        details={"batch": batch.pk, "sha256": batch.sha256, "refused": len(parsed.refused)},
    )
    return Imported(parsed, batch)


@transaction.atomic
def undo_import(*, actor: Any, batch: ImportBatch) -> Sheet:
    """Put the rows back as they were before the file. Refused when the sheet changed since or is not open."""
    locked = lock_sheet(batch.sheet_id)
    require_write(actor, permissions.FILL_SHEET, locked.activity)
    again = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if again.undone_at:
        raise Refused(_("Esa importación ya se deshizo."))
    if locked.state != SheetState.OPEN:
        raise Refused(_("La planilla está {state}: ya no se deshace.").format(state=locked.get_state_display().lower()))
    if locked.version != again.version_after:
        raise Refused(
            _("La planilla cambió después de la importación: deshacerla borraría ese trabajo. Corrija las casillas.")
        )
    rows = list(locked.rows.filter(pk__in=[int(pk) for pk in again.before]).select_related("person"))
    before = {row.pk: (list(row.reasons), list(row.minutes), list(row.pieces)) for row in rows}
    for row in rows:
        for name, value in again.before[str(row.pk)].items():
            setattr(row, name, value)
    check_same_day_elsewhere(locked, rows)  # meanwhile another sheet may have taken the hours
    SheetRow.objects.bulk_update(rows, ["minutes", "reasons", "pieces", "notes"], batch_size=200)
    record_edits(actor, rows, before)
    locked.version += 1
    locked.save(update_fields=["version"])
    again.undone_at = clock.now()
    again.save(update_fields=["undone_at"])
    audit.record(
        actor=actor.username,
        verb=acts.UNDO_IMPORT,
        target=f"sheet:{locked.pk}",
        sentence=f"Deshizo la importación del archivo {again.file_name}",
        stream=locked.activity.establishment.code,
        details={"batch": again.pk, "rows": len(rows)},
    )
    return locked
