"""What every list offers: pages, and the same rows as a spreadsheet."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.core.paginator import Page, Paginator
from django.http import HttpResponse

# Pixels of the widest column: a definition is read by wrapping it, not by scrolling.
WIDEST = 420


def paginated(request: Any, rows: Any, *, size: int = 50) -> Page:
    """The page asked for by ``?pagina=``; a wrong number gives the nearest one."""
    return Paginator(rows, size).get_page(request.GET.get("pagina"))


def spreadsheet(*, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The rows as an XLSX download; text stays text, so that no cell becomes a formula.

    ``name`` is that of the file; its first word, before any dash, names the sheet.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(name.partition("-")[0].capitalize())
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, headings, bold)
    sheet.freeze_panes(1, 0)
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, (date, datetime)):
                sheet.write_datetime(at, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
            elif isinstance(value, (int, float)):
                sheet.write_number(at, column, value)
            else:
                sheet.write_string(at, column, "" if value is None else str(value))
    sheet.autofit(WIDEST)
    book.close()
    response = HttpResponse(
        buffer.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
