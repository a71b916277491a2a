"""Read a table that somebody sends: XLSX or CSV, as rows of text."""

import csv
import io

import python_calamine

MAX_BYTES, MAX_ROWS = 5 * 1024 * 1024, 20_000


def read_table(*, name: str, content: bytes) -> list[list[str]]:
    """Every row of the first sheet as trimmed text; whole numbers without decimals.

    Raises ``ValueError`` with one sentence when the file is too large, empty or neither XLSX nor CSV.
    """
    if len(content) > MAX_BYTES:
        raise ValueError(f"el archivo {name} pesa más de 5 MB; divídalo en partes")
    if name.lower().endswith(".xlsx"):
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            raw = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        except (python_calamine.CalamineError, IndexError, OSError) as error:
            raise ValueError(
                f"el archivo {name} no se puede leer como XLSX; guárdelo de nuevo desde la hoja de cálculo"
            ) from error
        rows = [[_text(cell) for cell in row] for row in raw]
    elif name.lower().endswith(".csv"):
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
        delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    else:
        raise ValueError(f"el archivo {name} no es XLSX ni CSV")

    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise ValueError(f"el archivo {name} está vacío")
    if len(rows) > MAX_ROWS:
        raise ValueError(f"el archivo {name} tiene más de {MAX_ROWS} filas; divídalo en partes")
    return rows


def safe_cell(text: str) -> str:
    """A text for a CSV that a spreadsheet will open: no cell of it may become a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
