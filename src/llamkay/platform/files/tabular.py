"""Tables as files: read what somebody sends, XLSX or CSV, as rows of text; write rows as either."""

import codecs
import csv
import io
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from xml.etree import ElementTree

import python_calamine
import xlsxwriter
from django.utils.translation import gettext as _

from llamkay.core.errors import Refused
from llamkay.core.values import settled
from llamkay.platform.database.search import fold
from llamkay.platform.files.received import MB, check_markup, check_texts, packed, unpacked, unreadable

MAX_BYTES, MAX_ROWS, MOST_COLUMNS = 5 * MB, 20_000, 104
LONGEST_CELL = 131_072  # characters
# Pixels of the widest column: a definition is read by wrapping it, not by scrolling.
WIDEST = 420
# The place of a cell or of a row, and where each begins, whatever the prefix of their names.
_PLACE = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]{0,9})(\d+)""")
_ROW, _CELL = (re.compile(rb"<(?:[^<>\s:/]+:)?" + tag + rb"(?=[\s/>])") for tag in (b"row", b"c"))
_FORMULA_OR_ERROR = re.compile(rb"""<(?:\w+:)?f[\s/>]|\bt\s*=\s*["']e["']""")
# What spreadsheets in English and in Spanish leave in a cell whose formula failed.
_ERRORS = re.compile(
    r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|N/D|SPILL!|CALC!|BUSY!|GETTING_DATA"
    r"|¡NULO!|¡DIV/0!|¡VALOR!|¡REF!|¿NOMBRE\?|¡NUM!|¡DESBORDAMIENTO!|¡CALC!)|(?:Err|Error):\s?\d{3}",
    re.IGNORECASE,
)
# The line with which spreadsheets tell the separator, and the separators that are tried where it is missing.
_SEP_LINE = re.compile(r"""\s*"?sep=([^\w\s"]|\t)"?[;,\t ]*(?:\r\n|\r|\n)""", re.IGNORECASE)
_SEPARATORS = ",;\t|"
HEADING_WITHIN = 15  # rows in which the headings of a table are looked for
_NAMED = 5  # cells named in one sentence


def read_table(*, name: str, content: bytes, titles: Collection[str] = ()) -> list[list[str]]:
    """Every row of the first sheet as trimmed text; whole numbers without decimals.

    ``titles``, folded, are the headings that the table should have: by them the separator of a CSV is known.
    A line ``sep=;`` is obeyed and is no row. Raises ``Refused`` with one sentence when the file is too large, empty or
    neither XLSX nor CSV.
    """
    if len(content) > MAX_BYTES:
        raise Refused(_("el archivo {name} pesa más de 5 MB; divídalo en partes").format(name=name))
    if name.lower().endswith(".xlsx"):
        rows = _workbook(name, content)
    elif name.lower().endswith((".csv", ".tsv", ".txt")):
        rows = read_separated(name=name, content=content, titles=titles)
    else:
        raise Refused(_("el archivo {name} no es XLSX ni CSV").format(name=name))

    wrong = (
        f"{column_letters(at)}{number}"
        for number, row in enumerate(rows, start=1)
        for at, cell in enumerate(row)
        if _ERRORS.fullmatch(cell)
    )
    _refuse_cells(name, list(wrong))
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise Refused(_("el archivo {name} está vacío").format(name=name))
    if len(rows) > MAX_ROWS:
        raise _too_many_rows(name)
    return rows


def _too_many_rows(name: str) -> Refused:
    return Refused(
        _("el archivo {name} tiene más de {most} filas; divídalo en partes").format(name=name, most=MAX_ROWS)
    )


def _workbook(name: str, content: bytes) -> list[list[str]]:
    """The rows of the first sheet. The reader is handed what was unpacked and looked at here, never the file itself."""
    members = unpacked(name=name, content=content)
    sheets = [data for data in members.values() if b"sheetData" in data]
    texts = [data for data in members.values() if b"<si" in data or b":si" in data]
    for data in (*sheets, *texts):
        check_markup(name, data)
    for sheet in sheets:
        _check_reach(name, sheet)
    check_texts(name, texts, sheets)
    _check_values(name, members)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(packed(members)))
        raw = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, IndexError, OSError) as error:
        raise unreadable(name) from error
    return [[_text(cell) for cell in row] for row in raw]


def read_separated(*, name: str, content: bytes, titles: Collection[str]) -> list[list[str]]:
    """The rows of a file of text, by the separator that it names or that fits it best; of any size.

    Raises ``Refused`` when it is no text or its quotes do not close.
    """
    text = _decoded(name, content)
    declared = _SEP_LINE.match(text)
    separator = declared[1] if declared else _separator(text, titles)
    too_long = Refused(_("el archivo {name} tiene una casilla demasiado larga o mal cerrada").format(name=name))
    try:
        lines = list(
            csv.reader(io.StringIO(text[declared.end() :] if declared else text, newline=""), delimiter=separator)
        )
    except csv.Error as error:
        raise too_long from error
    # The reader's own limit belongs to the whole process: another library may have moved it.
    if any(len(cell) > LONGEST_CELL for line in lines for cell in line):
        raise too_long
    return [[_number(cell.strip()) for cell in line] for line in lines]


def _decoded(name: str, content: bytes) -> str:
    """The text of a file in UTF-8, in UTF-16 with or without its mark, or as Windows writes it in Spanish."""
    start = content[:400]
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        encodings = ["utf-16"]
    elif b"\0" in start:
        encodings = ["utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused(_("el archivo {name} no es un texto que se pueda leer: guárdelo como «CSV UTF-8»").format(name=name))


def _separator(text: str, titles: Collection[str]) -> str:
    """The separator under which a line has most of the titles; then, under which the lines have most cells."""
    return max(_SEPARATORS, key=lambda separator: _fit(text, separator, titles))


def _fit(text: str, separator: str, titles: Collection[str]) -> tuple[int, int]:
    try:
        lines = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 40))
    except csv.Error:
        return 0, 0
    named = max((len({fold(cell) for cell in line} & set(titles)) for line in lines[:HEADING_WITHIN]), default=0)
    widths = sorted(map(len, lines), reverse=True)
    return named, max((width * count for count, width in enumerate(widths, start=1) if width > 1), default=0)


def _check_reach(name: str, sheet: bytes) -> None:
    """Refuse a sheet that reaches further than a table of ours: the reader fills all that lies between.

    Two cells in opposite corners of a small file would otherwise take hundreds of gigabytes. A row or a cell that does
    not say its place follows the one before, so they are counted too.
    """
    places = _PLACE.findall(sheet)
    far = {letters for letters in {letters for letters, _row in places} if _column(letters) > MOST_COLUMNS}
    most = len(str(MAX_ROWS))
    for letters, digits in places:
        if letters in far or len(digits) > most or int(digits) > MAX_ROWS:
            raise Refused(
                _(
                    "el archivo {name} tiene una casilla en {cell}, fuera de la tabla: bórrela o copie la tabla en un "
                    "archivo nuevo"
                ).format(name=name, cell=(letters.upper() + digits).decode()[:12])
            )
    rows = _ROW.split(sheet)[1:]
    if len(rows) > MAX_ROWS:
        raise _too_many_rows(name)
    for row in rows:
        if row.count(b"<c") + row.count(b":c") > MOST_COLUMNS < len(_CELL.findall(row)):
            raise unreadable(name)


def _column(letters: bytes) -> int:
    return column_number(letters.decode().upper())


def _check_values(name: str, members: dict[str, bytes]) -> None:
    """Refuse a first sheet with formulas that keep no value or with errors, by the names of the cells.

    The reader gives the same empty text for both as for a blank cell, so the file's own XML is asked.
    """
    try:
        cells = [cell for member in _first_sheet(members) for cell in _without_value(members[member])]
    except (ElementTree.ParseError, KeyError, ValueError) as error:
        raise unreadable(name) from error
    _refuse_cells(name, cells)


def _refuse_cells(name: str, cells: list[str]) -> None:
    if not cells:
        return
    more = f" (+{len(cells) - _NAMED})" if len(cells) > _NAMED else ""
    raise Refused(
        _(
            "el archivo {name} tiene una fórmula sin valor o un error en {cells}: escriba el valor, o abra el archivo "
            "en la hoja de cálculo y guárdelo de nuevo"
        ).format(name=name, cells=", ".join(cells[:_NAMED]) + more)
    )


def _first_sheet(names: dict[str, bytes]) -> list[str]:
    """The member that holds the first sheet; every sheet where the workbook does not tell which."""
    if {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names.keys():
        first = next(
            (node for node in ElementTree.fromstring(names["xl/workbook.xml"]).iter() if _is(node, "sheet")), None
        )
        relation = next((value for key, value in first.items() if key.endswith("}id")), "") if first is not None else ""
        for node in ElementTree.fromstring(names["xl/_rels/workbook.xml.rels"]).iter():
            target = posixpath.normpath(posixpath.join("/xl", node.get("Target", ""))).lstrip("/")
            if _is(node, "Relationship") and node.get("Id") == relation and target in names:
                return [target]
    return sorted(member for member in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member))


def _is(node: ElementTree.Element, tag: str) -> bool:
    return node.tag.rpartition("}")[2] == tag


def _without_value(sheet: bytes) -> Iterator[str]:
    """The names of the cells of a sheet's XML that hold an error, or a formula that nobody has computed."""
    if b"\x00" not in sheet[:200] and not _FORMULA_OR_ERROR.search(sheet):
        return
    row = column = 0
    for event, node in ElementTree.iterparse(io.BytesIO(sheet), events=("start", "end")):
        if event == "start" and _is(node, "row"):
            row, column = int(node.get("r", row + 1)), 0
        elif event == "end" and _is(node, "c"):
            column += 1
            place = re.fullmatch(r"([A-Z]+)\d+", node.get("r", ""))
            column = column_number(place[1]) if place else column
            if _is_unfinished(node):
                yield f"{column_letters(column - 1)}{row}"
            node.clear()


def _is_unfinished(cell: ElementTree.Element) -> bool:
    kind = cell.get("t", "n")
    if kind == "e":
        return True
    value = next((part for part in cell if _is(part, "v")), None)
    # A formula that gives an empty text is a value; one of another type without a value was never computed.
    empty = value is None or (not value.text and kind != "str")
    return empty and any(_is(part, "f") for part in cell)


def heading_row(table: Sequence[Sequence[str]], titles: Collection[str]) -> int:
    """The place of the row that holds most of the folded titles, among the first; the first row when none does."""
    rows = [len({fold(cell) for cell in line} & set(titles)) for line in table[:HEADING_WITHIN]]
    return rows.index(max(rows))


_YES = frozenset("si x 1 v s true verdadero yes".split())
_NO = frozenset("no 0 f n false falso".split())


def yes_or_no(text: str) -> bool | None:
    """What a cell answers, as people and spreadsheets write it: nothing where it is neither, «no» where it is empty."""
    word = fold(text)
    return True if word in _YES else False if not text or word in _NO else None


def column_letters(column: int) -> str:
    """A column as the spreadsheet names it: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(letters: str) -> int:
    """The place of a column from its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _number(text: str) -> str:
    """A text without the dust that a binary sum left in its number.

    >>> _number("499.99999999999994"), _number("300.29999999999995"), _number("12.50")
    ('500', '300.3', '12.50')
    """
    near = settled(text)
    return text if near == text else near.rstrip("0").rstrip(".")


# A time of day or a duration as spreadsheets write it in a file of text: «03:30:00 AM», «1 day, 1:30:00».
_CLOCK = re.compile(
    r"(?:1899-12-3[01][ T])?(?:(?P<days>\d{1,2}) (?:DAYS?|DÍAS?),? )?"
    r"(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d)(?::00(?:\.0+)?)?"
    r"(?:\s*(?P<half>[AP])\.?\s?M\.?)?",
    re.ASCII,
)
# Where spreadsheets begin to count days, by the year in which a day of their first year falls: a cell of hours that
# passes a day arrives as such a day.
_BEGINNINGS = {1899: date(1899, 12, 31), 1900: date(1899, 12, 31), 1904: date(1904, 1, 1)}


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else _number(repr(cell))
    length = _length(cell)
    return str(cell).replace("\0", "").strip() if length is None else _hours(length)


def _length(cell: object) -> timedelta | None:
    """The hours of a cell that a spreadsheet took for a time or a duration, of 24 hours and more too."""
    if isinstance(cell, timedelta):
        return cell
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond)
    if isinstance(cell, date) and cell.year in _BEGINNINGS:
        clock = _length(cell.time()) if isinstance(cell, datetime) else None
        return timedelta(days=(date(cell.year, cell.month, cell.day) - _BEGINNINGS[cell.year]).days) + (
            clock or timedelta()
        )
    return None


def _hours(length: timedelta) -> str:
    """A length of time as ``3:30``, with its seconds where it has some.

    >>> _hours(timedelta(hours=25, minutes=5))
    '25:05'
    """
    seconds = round(abs(length).total_seconds())
    sign, rest = "-" if length < timedelta() else "", seconds % 60
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}{f':{rest:02d}' if rest else ''}"


def without_clock(plain: str) -> str:
    """A time as a spreadsheet writes it, as hours and minutes; any other text as it is.

    >>> without_clock("03:30:00 AM"), without_clock("1 DAY, 1:30:00"), without_clock("T2")
    ('3:30', '25:30', 'T2')
    """
    match = _CLOCK.fullmatch(" ".join(plain.split()))
    if not match:
        return plain
    hours = int(match["hours"])
    if match["half"]:
        if not 1 <= hours <= 12:
            return plain
        hours = hours % 12 + (12 if match["half"] == "P" else 0)
    return f"{hours + 24 * int(match['days'] or 0)}:{match['minutes']}"


def safe_cell(text: str) -> str:
    """A text for a CSV that a spreadsheet will open: no cell of it may become a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def xlsx_bytes(*, sheet: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet; days and numbers are such, and text stays text, so that no cell becomes a formula."""
    return xlsx_book([(sheet, headings, rows)])


def xlsx_book(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> bytes:
    """A workbook of several sheets, each with its name, headings and rows; of cells as in ``xlsx_bytes``."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
    for name, headings, rows in sheets:
        page = book.add_worksheet(name)
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
