"""Tables as files: read what somebody sends, XLSX or CSV, as rows of text; write rows as either."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import python_calamine
import xlsxwriter
from django.utils.translation import gettext as _

from llamkay.core.errors import Refused

MAX_BYTES, MAX_ROWS, MAX_UNPACKED = 5 * 1024 * 1024, 20_000, 100 * 1024 * 1024
# Pixels of the widest column: a definition is read by wrapping it, not by scrolling.
WIDEST = 420
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,9})"')


def read_table(*, name: str, content: bytes) -> list[list[str]]:
    """Every row of the first sheet as trimmed text; whole numbers without decimals.

    Raises ``Refused`` with one sentence when the file is too large, empty or neither XLSX nor CSV.
    """
    if len(content) > MAX_BYTES:
        raise Refused(_("el archivo {name} pesa más de 5 MB; divídalo en partes").format(name=name))
    if name.lower().endswith(".xlsx"):
        _check_size(name, content)
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            raw = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        except (python_calamine.CalamineError, IndexError, OSError) as error:
            raise Refused(
                _("el archivo {name} no se puede leer como XLSX; guárdelo de nuevo desde la hoja de cálculo").format(
                    name=name
                )
            ) from error
        rows = [[_text(cell) for cell in row] for row in raw]
    elif name.lower().endswith(".csv"):
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
        delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
        try:
            rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
        except csv.Error as error:
            raise Refused(
                _("el archivo {name} tiene una casilla demasiado larga o mal cerrada").format(name=name)
            ) from error
    else:
        raise Refused(_("el archivo {name} no es XLSX ni CSV").format(name=name))

    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise Refused(_("el archivo {name} está vacío").format(name=name))
    if len(rows) > MAX_ROWS:
        raise Refused(
            _("el archivo {name} tiene más de {most} filas; divídalo en partes").format(name=name, most=MAX_ROWS)
        )
    return rows


def _check_size(name: str, content: bytes) -> None:
    """Refuse a workbook whose first sheets reach further than a table of ours: the reader fills all that lies between.

    Two cells in opposite corners of a small file would otherwise take hundreds of gigabytes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            members = [item for item in book.infolist() if item.filename.startswith("xl/")]
            if sum(item.file_size for item in members) > MAX_UNPACKED:
                raise Refused(
                    _("el archivo {name} es demasiado grande al abrirse; divídalo en partes").format(name=name)
                )
            for item in members:
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", item.filename):
                    for column, row in _REFERENCE.findall(book.read(item)):
                        if len(column) > 2 or (column > b"CZ" and len(column) == 2) or int(row) > MAX_ROWS:
                            raise Refused(
                                _(
                                    "el archivo {name} tiene una casilla en {cell}, fuera de la tabla: bórrela o copie "
                                    "la tabla en un archivo nuevo"
                                ).format(name=name, cell=(column + row).decode())
                            )
    except zipfile.BadZipFile as error:
        raise Refused(
            _("el archivo {name} no se puede leer como XLSX; guárdelo de nuevo desde la hoja de cálculo").format(
                name=name
            )
        ) from error


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def safe_cell(text: str) -> str:
    """A text for a CSV that a spreadsheet will open: no cell of it may become a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def xlsx_bytes(*, sheet: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet; days and numbers are such, and text stays text, so that no cell becomes a formula."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(sheet)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
    page.write_row(0, 0, headings, bold)
    page.freeze_panes(1, 0)
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, (date, datetime)):
                page.write_datetime(at, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
            elif isinstance(value, (int, float)):
                page.write_number(at, column, value)
            else:
                page.write_string(at, column, "" if value is None else str(value))
    page.autofit(WIDEST)
    book.close()
    return buffer.getvalue()


class _Line:
    """Somewhere to write, from which the line is taken at once."""

    def write(self, value: str) -> str:
        return value


def csv_lines(*, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The same rows as CSV in UTF-8, line by line: days as ``2026-02-01``, text that no spreadsheet takes for a
    formula."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(headings)
    for row in rows:
        yield writer.writerow([_plain(value) for value in row])


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (date, datetime)):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return f"{value:.2f}"
    return str(value) if isinstance(value, int) else safe_cell(str(value))
