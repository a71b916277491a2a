"""A file of one kind as rows of values: where its table begins, which column is which, every fault with its cell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from llamkay.apps.intake.columns import COLUMNS, Column, plain, read_number
from llamkay.apps.intake.totals import CONTROLS
from llamkay.core.errors import Refused
from llamkay.platform.files.tabular import HEADING_WITHIN, column_letters, read_table
from llamkay.platform.screens.refusals import sentence

MOST_ROWS = 5_000
_LONGEST = 60  # letters of a value that a fault repeats


@dataclass(frozen=True)
class Fault:
    """Why a cell cannot be taken and what to write: its column by letter and heading, what it holds."""

    column: str
    value: str
    reason: str
    todo: str = ""


@dataclass
class Row:
    """A row: its number in the spreadsheet, what it holds, the faults of its cells."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@dataclass
class Table:
    """What a file holds: its rows, where each column stands, the headings that nobody reads, its own totals."""

    columns: Mapping[str, Column]
    at: dict[str, int]
    rows: list[Row] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    controls: dict[str, int] = field(default_factory=dict)

    def fault(self, row: Row, code: str, refusal: Refused | str, todo: str = "") -> None:
        """Put a fault on the cell of a row; on the row alone where the file has no such column."""
        reason = sentence(refusal if isinstance(refusal, Refused) else Refused(refusal))
        value, place = row.texts.get(code, ""), "—"
        if code in self.at:
            place = f"{column_letters(self.at[code])} ({self.columns[code].heading})"
        row.faults.append(Fault(place, value[:_LONGEST], reason, todo or self.advice(code)))

    def advice(self, code: str) -> str:
        """What is to be written in a column."""
        return str(self.columns[code].words) if code in self.columns else ""


def read_file(*, kind: str, name: str, content: bytes) -> Table:
    """The rows of a file. Raises ``Refused`` with one sentence where it cannot be read at all, or lacks a column."""
    columns = {column.code: column for column in COLUMNS[kind]}
    known: dict[str, list[str]] = {}
    for column in columns.values():
        for heading in column.headings:
            known.setdefault(heading, []).append(column.code)
    table = read_table(name=name, content=content, titles=set(known))
    first = _heading(table, known)
    found = Table(columns, _places(table[first], known, columns, name))
    found.unread = [text for n, text in enumerate(table[first]) if text and n not in found.at.values()]
    missing = [column.heading for column in columns.values() if column.needed and column.code not in found.at]
    if missing:
        raise Refused(
            _("al archivo {name} le falta la columna «{missing}»: descargue la plantilla y copie sus títulos").format(
                name=name, missing="», «".join(missing)
            )
        )
    for number, line in enumerate(table[first + 1 :], start=first + 2):
        if not any(line):
            continue
        if _total(line, found.controls) or _repeats(line, table[first]):
            continue
        found.rows.append(_row(number, line, found))
    if not found.rows:
        raise Refused(_("el archivo {name} no tiene ninguna fila debajo de los títulos").format(name=name))
    if len(found.rows) > MOST_ROWS:
        raise Refused(
            _("el archivo {name} tiene más de {most} filas; divídalo en partes").format(name=name, most=MOST_ROWS)
        )
    return found


def _heading(table: Sequence[Sequence[str]], known: Iterable[str]) -> int:
    """The row, among the first, that holds most of the headings: titles above it are passed over."""
    names = set(known)
    counts = [len({plain(cell) for cell in line} & names) for line in table[:HEADING_WITHIN]]
    return counts.index(max(counts))


def _places(
    heading: Sequence[str], known: Mapping[str, list[str]], columns: Mapping[str, Column], name: str
) -> dict[str, int]:
    """Code → place of its column. A heading that may name two columns is the one that is still missing."""
    at: dict[str, int] = {}
    own = {plain(column.heading): code for code, column in columns.items()}
    for exact in (True, False):
        for place, cell in enumerate(heading):
            text = plain(cell)
            if not text or place in at.values() or text not in known or (text in own) is not exact:
                continue
            codes = [own[text]] if exact else [code for code in known[text] if code not in at]
            if exact and own[text] in at:
                raise Refused(
                    _("el archivo {name} tiene dos columnas «{heading}»: deje una").format(name=name, heading=cell)
                )
            if codes:
                at[codes[0]] = place
    return at


def _total(line: Sequence[str], controls: dict[str, int]) -> bool:
    """Whether a line is a total of the source, which is then kept beside those typed; a total of nothing is passed."""
    cells = [cell for cell in line if cell]
    label = plain(cells[0])
    if not label.startswith("total") and label not in CONTROLS:
        return False
    code = next((code for name, code in CONTROLS.items() if name in label), "rows")
    for cell in cells[1:]:
        try:
            controls[code] = read_number(cell)
        except Refused:
            continue
        break
    return True


def _repeats(line: Sequence[str], heading: Sequence[str]) -> bool:
    """Whether a line is the headings once more, as printed lists have them on every page."""
    return [plain(cell) for cell in line if cell] == [plain(cell) for cell in heading if cell]


def _row(number: int, line: Sequence[str], table: Table) -> Row:
    row = Row(number)
    for code, place in table.at.items():
        column, text = table.columns[code], line[place] if place < len(line) else ""
        row.texts[code] = text
        if not text:
            if column.needed:
                table.fault(row, code, _("falta"))
            continue
        try:
            row.values[code] = column.read(text)
        except Refused as refusal:
            table.fault(row, code, refusal)
    return row
