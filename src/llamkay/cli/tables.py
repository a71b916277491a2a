"""The CSV files that commands read: their cells as text, and the row that is at fault."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from llamkay.core.errors import Refused

NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
R = TypeVar("R")
T = TypeVar("T")


def read_cells(file: Path, *, strict: bool = False) -> list[list[str]]:
    """Every row of a CSV file in UTF-8, its cells without outer spaces; ``strict`` refuses loose quotes.

    Raises ``Refused`` for a file that is not there, in another encoding, or no CSV.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Refused(f"there is no file «{file}»; check the name") from None
    except UnicodeDecodeError as error:
        raise Refused(f"«{file}» is not written in UTF-8; save it as «CSV UTF-8» and try again") from error
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), strict=strict)]
    except csv.Error as error:
        raise Refused(f"«{file}» cannot be read as CSV ({error}); check its quotes") from error


def at_row(file: Path, line: int, read: Callable[[R], T], row: R) -> T:
    """What ``read`` makes of a row; its refusal names file and row."""
    try:
        return read(row)
    except (Refused, OverflowError) as error:
        raise Refused(f"«{file}», row {line}: {error}") from error
