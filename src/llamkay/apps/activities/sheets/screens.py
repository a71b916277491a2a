"""What the form of a sheet posted, and its cells as HTML."""

from collections.abc import Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from llamkay.apps.activities.models import Reason, Sheet, SheetRow
from llamkay.apps.activities.queries import scheduled_minutes
from llamkay.apps.activities.sheets.cells import CellChange
from llamkay.apps.activities.sheets.marks import parse_mark
from llamkay.apps.activities.sheets.page import Cell, SheetLine
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.screens.refusals import words

# ``?pagina=`` of a large sheet or activity for all its people together, as it is printed.
WHOLE = "todas"


def read_cells(
    posted: Mapping[str, str], *, sheet: Sheet, rows: Mapping[int, SheetRow], reasons: Mapping[int, Reason]
) -> tuple[dict[int, dict[int, CellChange]], dict[str, str]]:
    """The cells a form posted, as ``save_cells`` wants them, and the faults by field name.

    ``c<row>-<day>`` is a mark, ``p<row>-<day>`` pieces, ``n<row>-<day>`` a note, ``w<row>-<day>`` the mark the
    screen showed before (then only that cell can be in dispute).
    """
    month = Month.of(sheet.month)
    scheduled = [*scheduled_minutes(activity=sheet.activity, month=month), 0, 0, 0]
    by_key = {reason.key: reason for reason in reasons.values()}
    changes: dict[int, dict[int, CellChange]] = {}
    faults: dict[str, str] = {}
    for name, text in posted.items():
        row_text, _dash, day_text = name[1:].partition("-")
        if name[:1] not in "cpnw" or not (row_text.isdecimal() and day_text.isdecimal()):
            continue
        row, day = int(row_text), int(day_text)
        if row not in rows or not 1 <= day <= month.days:
            faults[name] = _("La casilla {name} no es de esta planilla: recargue la página.").format(name=name)
            continue
        cell = changes.setdefault(row, {}).setdefault(day, {})
        try:
            cell.update(_cell(name[0], text, scheduled[day - 1], by_key))
        except Refused as error:
            faults[name] = f"{rows[row].person}, día {day}: {words(error)}."
    return changes, faults


def _cell(what: str, text: str, scheduled: int, reasons: Mapping[str, Reason]) -> CellChange:
    if what == "n":
        return {"note": text}
    if what == "p":
        plain = text.strip()
        if plain and not plain.isdecimal():
            raise Refused(_("«{text}» no es un número de piezas").format(text=text[:20]))
        return {"pieces": int(plain[:9] or 0)}
    reason, minutes = parse_mark(text, scheduled=scheduled, reasons=reasons)
    return {"was": (reason, minutes)} if what == "w" else {"reason": reason, "minutes": minutes}


def drawn(line: SheetLine, *, editable: bool, pieces: bool) -> SafeString:
    """The cells of a row as HTML, in Python: a sheet has thousands, and a template takes twenty times longer."""
    draw = _piece_cell if pieces else _mark_cell
    return mark_safe("".join(draw(line.key, cell, editable) for cell in line.cells))


def _mark_cell(key: str, cell: Cell, editable: bool) -> str:
    title = ""
    if cell.locked or cell.note or cell.former:
        title = f' title="{escape("; ".join(text for text in (cell.locked, cell.note, cell.former) if text))}"'
    noted = " data-noted" if cell.note else ""
    inside = escape(cell.mark) if cell.mark else ""
    if editable and (not cell.locked or (cell.mark and "is-elsewhere" not in cell.tone)):
        inside = _input(f"c{key}-{cell.day}", inside, f"r{key} d{cell.day}", "")
    elif cell.adjusted:
        inside = f"<del>{inside}</del> <ins>{escape(cell.adjusted)}</ins>"
    if cell.waiting:
        inside = f'{inside} <i class="sheet__asked">{escape(cell.waiting)}?</i>'
    return f'<td class="{cell.tone}"{title}{noted}>{inside}</td>'


def _piece_cell(key: str, cell: Cell, editable: bool) -> str:
    inside = escape(cell.pieces) if cell.pieces else ""
    if editable and not cell.locked:
        inside = _input(f"p{key}-{cell.day}", inside, f"r{key} d{cell.day}", ' inputmode="numeric"')
    return f'<td class="{cell.tone}">{inside}</td>'


def _input(name: str, value: str, labels: str, more: str) -> str:
    return f'<input name="{name}" id="{name}" value="{value}"{more} maxlength="5" aria-labelledby="{labels}">'
