"""The sheet as an XLSX file to be filled away from the system."""

import io

import xlsxwriter

from llamkay.apps.activities.models import DAYS, Sheet
from llamkay.apps.activities.sheets.page import sheet_page
from llamkay.platform import clock
from llamkay.platform.security.scope import Scope

_HEADING, _FIRST_DAY = 5, 2


def sheet_file(*, scope: Scope, sheet: Sheet) -> bytes:
    """Names, days, the marks it has now, the legend; reading it back changes nothing."""
    page = sheet_page(scope=scope, pk=sheet.pk, today=clock.today(), row=0)  # no lines: the plain rows serve
    if page is None:
        raise Sheet.DoesNotExist
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    paper = book.add_worksheet("Planilla")
    bold = book.add_format({"bold": True})
    day = book.add_format({"bold": True, "align": "center", "bottom": 1})
    rest = book.add_format({"bold": True, "align": "center", "bottom": 1, "bg_color": "#EEE7D8"})
    cell, shut = (
        book.add_format({"align": "center", "num_format": "@", "border": 1, **more})
        for more in ({}, {"bg_color": "#D9D4C8"})
    )
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
    for at, (code, name, marks, closed) in enumerate(page["plain"], start=_HEADING + 1):
        paper.write_string(at, 0, code)
        paper.write_string(at, 1, name)
        for column, mark, out in zip(page["columns"], marks, closed, strict=True):
            write = paper.write_string if mark else paper.write_blank
            write(at, _FIRST_DAY + column.day - 1, mark, shut if out else cell)
    legend = _HEADING + page["people"] + 3
    paper.write_string(legend, 0, "Leyenda", bold)
    paper.write_string(legend, 1, "; ".join(f"{reason.key} {reason.label}" for reason in page["reasons"]))
    paper.set_column(0, 0, 15)
    paper.set_column(1, 1, 36)
    paper.set_column(_FIRST_DAY, _FIRST_DAY + DAYS, 4)
    paper.freeze_panes(_HEADING + 1, _FIRST_DAY)
    paper.set_landscape()
    paper.set_paper(9)
    paper.fit_to_pages(1, 0)
    book.close()
    return buffer.getvalue()
