"""Search words, tables people send, lists as spreadsheets."""

import csv
import io

import pytest
import python_calamine
from django.test import RequestFactory

from llamkay.core.errors import Refused
from llamkay.platform.database.search import fold
from llamkay.platform.files import tabular
from llamkay.platform.screens.lists import download, paginated
from llamkay.platform.security.sensitivity import classes


@pytest.mark.parametrize(
    ("typed", "found"),
    [("  Ñahui  GARCÍA ", "nahui garcia"), ("Ünsal O'Neil", "unsal o'neil"), ("", ""), ("王", "")],
)
def test_fold(typed, found):
    assert fold(typed) == found


def workbook(rows):
    content = download("xlsx", name="x", headings=rows[0], rows=rows[1:]).content
    return tabular.read_table(name="x.xlsx", content=content)


def test_a_spreadsheet_is_read_back_as_text():
    assert workbook([["Código", "Valor"], ["I000001", 12], ["=1+1", 2.5], ["", ""]]) == [
        ["Código", "Valor"],
        ["I000001", "12"],
        ["=1+1", "2.5"],
    ]


def test_no_cell_becomes_a_formula():
    content = download("xlsx", name="x", headings=["a"], rows=[["=cmd|' /C calc'!A0"], ["http://example.org"]]).content
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert sheet.to_python() == [["a"], ["=cmd|' /C calc'!A0"], ["http://example.org"]]


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_csv_as_offices_write_it(delimiter, encoding):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([["código", "nombre"], ["I1", "Peña"], ["", ""]])
    assert tabular.read_table(name="X.CSV", content=text.getvalue().encode(encoding)) == [
        ["código", "nombre"],
        ["I1", "Peña"],
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.pdf", b"%PDF", "no es XLSX ni CSV"),
        ("x.xlsx", b"PK\x03\x04 nothing", "no se puede leer como XLSX"),
        ("x.csv", b"\n\n", "está vacío"),
        ("x.csv", b"a\n" * (tabular.MAX_ROWS + 1), "más de"),
        ("x.csv", b"a" * (tabular.MAX_BYTES + 1), "5 MB"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(name, content, said):
    with pytest.raises(Refused, match=said):
        tabular.read_table(name=name, content=content)


@pytest.mark.parametrize(("asked", "page"), [("", 1), ("2", 2), ("99", 3), ("x", 1), ("-1", 3)])
def test_a_wrong_page_gives_the_nearest(asked, page):
    assert paginated(RequestFactory().get("/", {"pagina": asked}), range(25), size=10).number == page


def test_a_column_has_one_class():
    assert set(classes(none="id month", personal="name")) == {"id", "month", "name"}
    with pytest.raises(ValueError, match="two sensitivity classes"):
        classes(none="id", personal="id")
