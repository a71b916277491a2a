"""Search words, tables people send, lists as spreadsheets."""

import csv
import io
import re
import zipfile

import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import RequestFactory

from llamkay.core.errors import Refused
from llamkay.platform.database.search import Folded, fold, says, terms
from llamkay.platform.files import received, tabular
from llamkay.platform.screens.lists import download, paginated
from llamkay.platform.security.sensitivity import classes


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        *[
            ("  Ñahui  GARCÍA ", "nahui garcia"),
            ("Ünsal O'Neil D´Angelo N’Diaye", "unsal oneil dangelo ndiaye"),
            ("", ""),
            ("王", ""),
        ],
        *[("Włodarczyk", "wlodarczyk"), ("Đặng", "dang"), ("SØRENSEN", "sorensen"), ("Straße", "strasse")],
        *[("Æsa Þórsdóttir", "aesa thorsdottir"), ("Œuvré", "oeuvre"), ("Ayşe Işık", "ayse isik"), ("ﬁna", "fina")],
    ],
)
def test_fold(typed, found):
    assert fold(typed) == found


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "Ñahui GARCÍA",
        "Włodarczyk",
        "Đặng ĐÀO",
        "Sørensen Ørsted",
        "Straße ẞ",
        "Æsa Œ Þór",
        "Işık",
        "王 O'Neil 7",
        "D´Ángelo N’Diaye",
    ],
)
def test_the_database_folds_as_the_program_does(text):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {Folded.template % {'expressions': '%s::text'}}", [text])
        (folded,) = cursor.fetchone()
    assert " ".join(folded.split()) == fold(text)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("wlodarczyk  Ana", ["wlodarczyk", "ana"]), ("Quispe — Ana", ["quispe", "ana"]), ("  ", [])],
)
def test_the_terms_of_a_search(typed, folded):
    assert terms(typed) == folded


@pytest.mark.parametrize("typed", ["王", "Анна", "王 ana", "Quispe Анна", "—", "🙂", "ﷺ"])
def test_a_search_in_a_script_that_folds_to_nothing_finds_nobody(typed):
    assert not says(typed, "Quispe, Ana", "王")


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


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_as_offices_write_it(delimiter, encoding):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([["código", "nombre"], ["I1", "Peña"], ["", ""]])
    assert tabular.read_table(name="X.CSV", content=text.getvalue().encode(encoding)) == [
        ["código", "nombre"],
        ["I1", "Peña"],
    ]


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;", "sep=;;;"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_line_that_tells_the_separator_is_obeyed_and_is_no_row(line, end):
    text = end.join([line, "código;a,b,c,d", "I1;1,2,3,4", ""])
    assert tabular.read_table(name="x.csv", content=text.encode()) == [["código", "a,b,c,d"], ["I1", "1,2,3,4"]]


def test_the_separator_is_the_one_under_which_the_titles_stand():
    text = "Taller, tejido, turno, tarde, sede, Lima, 2026\n\nCódigo;Nombre;1\nI1;Quispe, Ana, María, Rosa;3,5\n"
    table = tabular.read_table(name="x.csv", content=text.encode(), titles={"codigo", "nombre"})
    assert table[2:] == [["Código", "Nombre", "1"], ["I1", "Quispe, Ana, María, Rosa", "3,5"]]
    assert tabular.heading_row(table, {"codigo", "nombre"}) == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.pdf", b"%PDF", "no es XLSX ni CSV"),
        ("x.xlsx", b"PK\x03\x04 nothing", "no se puede leer como XLSX"),
        ("x.csv", b"\n\n", "está vacío"),
        ("x.csv", b"a;b\n" * 200 + b"1;\x00\n", "CSV UTF-8"),
        ("x.csv", b"\xff\xfea\x00;\x00b", "CSV UTF-8"),
        ("x.csv", b"a\n" * (tabular.MAX_ROWS + 1), "más de"),
        ("x.csv", b"a" * (tabular.MAX_BYTES + 1), "5 MB"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(name, content, said):
    with pytest.raises(Refused, match=said):
        tabular.read_table(name=name, content=content)


def written(write, **options):
    """A workbook in which ``write`` puts its cells on the first of two sheets, as its bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, options)
    page, other = book.add_worksheet(), book.add_worksheet()
    page.write_row(0, 0, ["código", "valor"])
    other.write_formula(0, 0, "=9+9", None, "")  # not read, so not asked
    write(book, page)
    book.close()
    return buffer.getvalue()


def altered(content, find, put, called="xl/worksheets/sheet1.xml"):
    """The workbook with its first sheet's XML changed, under the same name or another."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for member in old.namelist():
            data = old.read(member)
            if member == "xl/worksheets/sheet1.xml":
                member, data = called, re.sub(find, put, data)
            new.writestr(member, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("write", "cell"),
    [
        (lambda page: page.write_formula("B2", "=100+20", None, ""), "B2"),
        (lambda page: page.write_formula("AC7", "=1/0", None, "#DIV/0!"), "AC7"),
        (lambda page: page.write_formula("C3", "=NA()", None, "#N/A"), "C3"),
        (lambda page: page.write_string("D4", "#¡REF!"), "D4"),
        (
            lambda page: [page.write_formula(at, 1, "=2+2", None, "") for at in range(1, 9)],
            r"B2, B3, B4, B5, B6 \(\+3\)",
        ),
    ],
)
def test_a_formula_without_value_and_an_error_are_refused_by_the_name_of_their_cell(write, cell):
    content = written(lambda _book, page: write(page))
    with pytest.raises(Refused, match=f"sin valor o un error en {cell}:"):
        tabular.read_table(name="x.xlsx", content=content)


def test_a_formula_is_found_wherever_the_file_leaves_its_place_unsaid():
    content = written(lambda _book, page: page.write_formula("B2", "=1+1", None, ""))
    unsaid = altered(content, rb' r="[A-Z]*\d+"', b"")
    with pytest.raises(Refused, match="en A2:"):  # without places the cells of a row follow one another
        tabular.read_table(name="x.xlsx", content=unsaid)
    prefixed = altered(altered(content, rb"<(/?)(?=[a-zA-Z])", rb"<\1x:"), rb"xmlns=", b"xmlns:x=")
    with pytest.raises(Refused, match="en B2:"):
        tabular.read_table(name="x.xlsx", content=prefixed)


# Each of a few bytes: what a reader would take for a cell far away, however it is written.
@pytest.mark.parametrize(
    ("find", "put"),
    [
        (rb'r="B3"', b"r='B30000'"),
        (rb'r="B3"', b'r = "b30000"'),
        (rb'r="B3"', b'r="ZZZ3"'),
        (rb'<row r="3"([^>]*)><c r="B3"', rb'<row r="30000"\1><c'),
        (rb"</row>", b"<c/>" * 105 + b"</row>"),
    ],
)
@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "XL/worksheets/SHEET1.xml"])
def test_a_cell_far_away_is_refused_however_it_is_written(find, put, member):
    content = altered(written(lambda _book, page: page.write_string("B3", "x")), find, put, member)
    with pytest.raises(Refused, match=r"fuera de la tabla|no se puede leer"):
        tabular.read_table(name="x.xlsx", content=content)


@pytest.mark.parametrize(
    ("find", "put"),
    [
        (rb"<sheetData>", b"<!-- <row> --><sheetData>"),
        (rb"<worksheet ", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet '),
        (rb"<sheetData>", b"<?a <row> ?><sheetData>"),
        (rb"</worksheet>", b""),
    ],
)
def test_a_sheet_that_hides_a_part_of_itself_is_refused(find, put):
    content = altered(written(lambda _book, page: page.write_string("B3", "x")), find, put)
    with pytest.raises(Refused, match="no se puede leer"):
        tabular.read_table(name="x.xlsx", content=content)


def test_what_a_workbook_holds_inside_is_counted_and_not_believed(monkeypatch):
    content = written(lambda _book, page: [page.write_string(at, 0, "palabra" * 40) for at in range(1, 60)])
    assert len(tabular.read_table(name="x.xlsx", content=content)) == 60
    too_much = pytest.raises(Refused, match="guarda demasiado dentro")
    with monkeypatch.context() as limit, too_much:
        limit.setattr(received, "MOST_INNER", 5)
        tabular.read_table(name="x.xlsx", content=content)
    with monkeypatch.context() as limit, too_much:
        limit.setattr(received, "MOST_UNPACKED", 2_000)
        tabular.read_table(name="x.xlsx", content=content)
    inside = sum(len(data) for data in received.unpacked(name="x", content=content).values())
    with monkeypatch.context() as limit, too_much:  # sixty cells repeat one text: more than lies in the file
        limit.setattr(received, "MOST_UNPACKED", inside + 1)
        tabular.read_table(name="x.xlsx", content=content)


def test_a_container_that_says_less_than_it_holds_gives_no_more_than_it_says():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("a", b"x" * 500)
    content = bytearray(out.getvalue())
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(sign) + at
        assert content[place : place + 2] == (500).to_bytes(2, "little")
        content[place : place + 2] = (7).to_bytes(2, "little")
    with pytest.raises(Refused, match="no se puede leer"):
        received.unpacked(name="x.xlsx", content=bytes(content))


def test_two_files_of_one_name_and_an_unusual_method_are_refused():
    for names, method in ((("xl/a.xml", "XL\\A.xml"), zipfile.ZIP_STORED), (("a",), zipfile.ZIP_LZMA)):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as box:
            for name in names:
                box.writestr(name, b"x")
        with pytest.raises(Refused, match="no se puede leer"):
            received.unpacked(name="x.xlsx", content=out.getvalue())


@pytest.mark.parametrize(
    ("content", "said"), [(b"MZ", "El archivo a.pdf no es un PDF"), (b"%PDF-" + b"0" * 3_200_000, "más de 3 MB")]
)
def test_a_scan_is_a_pdf_of_a_size(content, said):
    with pytest.raises(Refused, match=said):
        received.read_scan(SimpleUploadedFile("a.pdf", content))


def test_a_computed_formula_is_its_value_and_an_empty_text_is_blank():
    def write(_book, page):
        page.write_formula("A2", "=60*2", None, 120)
        page.write_formula("B2", '=IF(A2>0,"","x")', None, "")
        page.write_string("A3", "fin")

    content = altered(written(write), rb'<c r="B2">', b'<c r="B2" t="str">')
    assert tabular.read_table(name="x.xlsx", content=content)[1:] == [["120", ""], ["fin", ""]]


def test_an_error_left_in_a_csv_is_named_too():
    with pytest.raises(Refused, match="error en B2, A3:"):
        tabular.read_table(name="x.csv", content="código;valor\nEP1;#¡DIV/0!\n#N/A;1".encode())


@pytest.mark.parametrize("old_mac", [False, True])
@pytest.mark.parametrize(
    ("days", "form", "text"),
    [
        (3.5 / 24, "h:mm", "3:30"),
        (3.5 / 24, "h:mm AM/PM", "3:30"),
        (3.5 / 24, "[h]:mm", "3:30"),
        (3.5 / 24 + 15 / 86400, "h:mm:ss", "3:30:15"),
        (15.5 / 24, "h:mm AM/PM", "15:30"),
        (1.0, "h:mm", "24:00"),
        (1.0, "[h]:mm", "24:00"),
        (25.5 / 24, "h:mm", "25:30"),
        (25.5 / 24, "[hh]:mm:ss", "25:30"),
        (100 / 24, "[h]:mm", "100:00"),
    ],
)
def test_a_cell_of_hours_is_its_hours_in_every_type_it_arrives_in(days, form, text, old_mac):
    content = written(
        lambda book, page: page.write_number(1, 1, days, book.add_format({"num_format": form})), date_1904=old_mac
    )
    assert tabular.read_table(name="x.xlsx", content=content)[1] == ["", text]


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.1 + 0.2, "0.3"), (499.99999999999994, "500"), (300.29999999999995, "300.3"), (2.125, "2.125")],
)
def test_a_number_loses_the_dust_of_a_binary_sum(number, text):
    content = written(lambda _book, page: page.write_number(1, 1, number))
    assert tabular.read_table(name="x.xlsx", content=content)[1][1] == text
    assert tabular.read_table(name="x.csv", content=f"a;b\n1;{number!r}".encode())[1][1] == text


def test_a_day_stays_a_day():
    content = written(lambda book, page: page.write_number(1, 0, 46053, book.add_format({"num_format": "dd/mm/yyyy"})))
    assert tabular.read_table(name="x.xlsx", content=content)[1][0] == "2026-01-31"


@pytest.mark.parametrize(("asked", "page"), [("", 1), ("2", 2), ("99", 3), ("x", 1), ("-1", 3)])
def test_a_wrong_page_gives_the_nearest(asked, page):
    assert paginated(RequestFactory().get("/", {"pagina": asked}), range(25), size=10).number == page


def test_a_column_has_one_class():
    assert set(classes(none="id month", personal="name")) == {"id", "month", "name"}
    with pytest.raises(ValueError, match="two sensitivity classes"):
        classes(none="id", personal="id")
