"""Spreadsheets as prisons keep them: invented people, impossible documents, and every way to write a thing wrong."""

import io
from datetime import date, timedelta

import xlsxwriter

ZERO = date(1899, 12, 30)
HEADINGS = [
    "N.º",
    "Tipo doc.",
    "Nº DNI",
    "Ap. Paterno",
    "Ap. Materno",
    "Nombres",
    "SEXO (F/M)",
    "Fec. Nac.",
    "País",
    "F. INGRESO",
    "Sit. Jurídica",
    "Color favorito",
]
# What is done to a row, and what must become of it.
KINDS = (
    [(name, "new") for name in ("iso", "slashes", "serial", "words", "real day", "no document", "card", "zeros lost")]
    + [("plain", "new")] * 6
    + [("leap day", "new"), ("no birth", "new"), ("spaces", "new"), ("upper case", "new")]
    + [
        (name, "refused")
        for name in (
            "no such day",
            "two digits",
            "no sex",
            "odd sex",
            "no surname",
            "letters",
            "child",
            "long",
            "future",
        )
    ]
    + [("no kind", "refused"), ("odd country", "refused")]
)


def messy_people(n=200, *, since=101):
    """An XLSX of ``n`` people under a merged title, with what must become of each by its row; one in nine is twice."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page, day = book.add_worksheet("PPL"), book.add_format({"num_format": "dd/mm/yyyy"})
    page.merge_range(0, 0, 0, len(HEADINGS) - 1, "INSTITUTO INVENTADO — RELACIÓN DE INTERNAS")
    page.write(1, 0, "Al 31/01/2026")
    page.write_row(3, 0, HEADINGS)
    expected, at, women = {}, 4, 0
    for number in range(since, since + n):
        if number % 50 == 0:  # a printed list says its headings on every page, after a blank line
            page.write_row(at + 1, 0, HEADINGS)
            at += 2
        kind, outcome = KINDS[number % len(KINDS)]
        cells = _row(number, kind)
        for column, value in enumerate(cells):
            if isinstance(value, date):
                page.write_datetime(at, column, _moment(value), day)
            elif value != "":
                page.write(at, column, value)
        women += cells[6].strip() in ("F", "mujer")
        expected[at + 1] = outcome
        at += 1
    page.write_row(at, 0, ["TOTAL", "", "", "", "", "", n + 2])
    page.write_row(at + 1, 0, ["Total mujeres", women])
    book.close()
    return buffer.getvalue(), expected


def _moment(value):
    from datetime import datetime

    return datetime(value.year, value.month, value.day)  # noqa: DTZ001


def _row(number, kind):
    born, came = date(1980, 1, 1) + timedelta(days=number * 17 % 9000), date(2024, 1, 1) + timedelta(days=number % 700)
    row = [
        number,
        "DNI",
        f"0000{number:04d}",
        f"Apellido{chr(65 + number % 26)}{chr(65 + number // 26 % 26)}",
        "Inventado",
        f"Nombre{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}",
        "F",
        f"{born:%d/%m/%Y}",
        "Perú",
        f"{came:%d/%m/%Y}",
        "Sentenciada",
        "azul",
    ]
    wrong = {
        "iso": {7: f"{born:%Y-%m-%d}"},
        "slashes": {7: f"{born.day}/{born.month}/{born.year}"},
        "serial": {9: (came - ZERO).days},
        "words": {9: f"{came.day} de enero de 2025"},
        "real day": {7: born, 9: came},
        "no document": {1: "", 2: ""},
        "card": {1: "C.E.", 2: f"00099{number:04d}", 8: "venezolana"},
        "zeros lost": {2: 5000 + number},
        "leap day": {7: "29/02/1988", 9: "29-02-2024"},
        "no birth": {7: ""},
        "spaces": {3: f"  {row[3]} ", 6: " mujer "},
        "upper case": {3: row[3].upper(), 5: row[5].upper(), 10: "CONDENADA"},
        "no such day": {9: "29/02/2025"},
        "two digits": {7: "01/02/88"},
        "no sex": {6: ""},
        "odd sex": {6: "X"},
        "no surname": {3: ""},
        "letters": {2: "00A123"},
        "child": {7: "01/02/2010"},
        "long": {5: "Nombre " * 30},
        "future": {9: "01/05/2026"},
        "no kind": {1: "", 2: 4321},
        "odd country": {8: "Atlántida"},
    }
    for column, value in wrong.get(kind, {}).items():
        row[column] = value
    return row


def table(rows, *, separator=";", encoding="utf-8"):
    """Rows as a CSV."""
    return "\r\n".join(separator.join(map(str, row)) for row in rows).encode(encoding)
