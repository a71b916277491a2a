"""The sheet as an XLSX file to be filled away from the system.

The workbook is made as any other with one row of people; the thousand rows of a large sheet are then written in its
place as text, for a cell written one by one takes ten times longer.
"""

import io
import re
from collections.abc import Iterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from django.utils.html import escape
from xlsxwriter.utility import xl_col_to_name

from llamkay.apps.activities import queries
from llamkay.apps.activities.models import DAYS, Sheet
from llamkay.platform import clock
from llamkay.platform.scope import Scope

_HEADING, _FIRST_DAY = 5, 2
_PAPER = "xl/worksheets/sheet1.xml"
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what XML cannot hold


def sheet_file(*, scope: Scope, sheet: Sheet) -> bytes:
    """Names, days, the marks it has now, the legend."""
    page = queries.sheet_page(scope=scope, pk=sheet.pk, today=clock.today(), row=0)  # no lines: the plain rows serve
    if page is None:
        raise Sheet.DoesNotExist
    frame = ZipFile(io.BytesIO(_frame(page)))
    paper = frame.read(_PAPER).decode()
    pattern = re.search(rf'<row r="{_HEADING + 2}".*?</row>', paper, re.DOTALL)
    if pattern is not None and page["people"]:
        styles = re.findall(r' s="(\d+)"', pattern[0])
        paper = paper[: pattern.start()] + "".join(_rows(page, *styles)) + paper[pattern.end() :]
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as book:
        for item in frame.infolist():
            book.writestr(item, paper if item.filename == _PAPER else frame.read(item), ZIP_DEFLATED)
    return content.getvalue()


def _rows(page: dict[str, Any], cell: str, shut: str) -> Iterator[str]:
    """The rows of people in the language of the workbook: empty cells are drawn, the others hold text."""
    names = [xl_col_to_name(_FIRST_DAY + column.day - 1) for column in page["columns"]]
    texts = {"": "/>"}
    for number, (code, name, marks, closed) in enumerate(page["plain"], start=_HEADING + 2):
        cells = [f'<row r="{number}"><c r="A{number}"{_text(code)}<c r="B{number}"{_text(name)}']
        for column, mark, out in zip(names, marks, closed, strict=True):
            if mark not in texts:
                texts[mark] = _text(mark)
            cells.append(f'<c r="{column}{number}" s="{shut if out else cell}"{texts[mark]}')
        cells.append("</row>")
        yield "".join(cells)


def _text(text: str) -> str:
    """The rest of a cell that holds text, never a formula."""
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(_UNSEEN.sub("", text))}</t></is></c>'


def _frame(page: dict[str, Any]) -> bytes:
    """The workbook with everything but the people, and one row that shows how a day and a shut day are drawn."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    paper = book.add_worksheet("Planilla")
    bold = book.add_format({"bold": True})
    day = book.add_format({"bold": True, "align": "center", "bottom": 1})
    rest = book.add_format({"bold": True, "align": "center", "bottom": 1, "bg_color": "#EEE7D8"})
    activity = page["activity"]
    for line, (label, value) in enumerate(
        (
            ("Establecimiento", activity.establishment.code),
            ("Actividad", activity.code),
            ("Mes", str(page["month"])),
            ("", f"{activity.name}, {page['month_name']}. Deje en blanco lo que no cambia."),
        )
    ):
        paper.write_string(line, 0, label, bold)
        paper.write_string(line, 1, value)
    paper.write_row(_HEADING, 0, ["Código", "Nombre"], day)
    for column in page["columns"]:
        paper.write_number(_HEADING, _FIRST_DAY + column.day - 1, column.day, rest if column.rest else day)
    if page["people"]:
        for offset, more in enumerate(({}, {"bg_color": "#D9D4C8"})):
            drawn = book.add_format({"align": "center", "num_format": "@", "border": 1, **more})
            paper.write_blank(_HEADING + 1, _FIRST_DAY + offset, None, drawn)
    legend = _HEADING + page["people"] + 3
    paper.write_string(legend, 0, "Leyenda", bold)
    paper.write_string(legend, 1, "; ".join(f"{reason.key} {reason.name}" for reason in page["reasons"]))
    paper.set_column(0, 0, 15)
    paper.set_column(1, 1, 36)
    paper.set_column(_FIRST_DAY, _FIRST_DAY + DAYS, 4)
    paper.freeze_panes(_HEADING + 1, _FIRST_DAY)
    paper.set_landscape()
    paper.set_paper(9)
    paper.fit_to_pages(1, 0)
    book.close()
    return buffer.getvalue()
