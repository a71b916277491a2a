"""Returns from a file: refused row by row, previewed, written as drafts, undone; the same from the command."""

import csv
import io
import json

import pytest
import python_calamine
import xlsxwriter
from django.core.exceptions import PermissionDenied

from llamkay.apps.statistics import services
from llamkay.apps.statistics.models import Figure, MonthlyReturn, Snapshot
from llamkay.apps.statistics.returns import imports
from llamkay.cli import import_return as command
from llamkay.core.errors import Refused
from llamkay.platform.security import scope
from llamkay.platform.security.scope import EVERYTHING
from tests.worlds.returns import JANUARY, totals

HEADING = list(imports.COLUMNS)


def row(code="EP01", metric="population", value="500", *, key="", month="2026-01", day="2026-01-31", source="Oficio 9"):
    return [code, month, day, metric, key, value, source]


def as_csv(*rows, heading=HEADING):
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([heading, *rows])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(*rows, heading=HEADING):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    paper = book.add_worksheet()
    for at, line in enumerate([heading, *rows]):
        paper.write_row(at, 0, line)
    book.close()
    return buffer.getvalue()


def read(*rows, where=EVERYTHING, name="enero.csv"):
    return imports.read_returns(scope=where, name=name, content=as_csv(*rows))


def refused(*rows, **more):
    return [(item.row, item.column, item.value, item.reason) for item in read(*rows, **more).refused]


def states():
    found = MonthlyReturn.objects.order_by("id")
    return [(r.establishment.code, r.state) for r in found.select_related("establishment")]


def test_a_formula_that_nobody_computed_is_no_blank_value(world):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    paper = book.add_worksheet()
    for at, line in enumerate([HEADING, row(), row(metric="working", value="")]):
        paper.write_row(at, 0, line)
    paper.write_formula("F3", "=100+20", None, "")
    book.close()
    with pytest.raises(Refused, match="en F3:"):
        imports.read_returns(scope=EVERYTHING, name="enero.xlsx", content=buffer.getvalue())


@pytest.mark.parametrize(
    ("separator", "encoding", "first"),
    [
        (";", "utf-8", "sep=;\n"),
        (";", "utf-8", "Informe de enero, con sus cifras, de todos, hoy\n"),
        ("\t", "utf-16", ""),
        (",", "utf-8", "sep=,\r\n"),
    ],
)
def test_a_return_is_read_whatever_its_separator_title_and_encoding(world, separator, encoding, first):
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([HEADING, row(source="Oficio 9, folios 1, 2, 3, 4, 5, 6 y 7")])
    content = (first + text.getvalue()).encode(encoding)
    (read,) = imports.read_returns(scope=EVERYTHING, name="enero.csv", content=content).returns
    assert (read.figures, read.faulty) == ({"population": {"": 500}}, False)


def test_a_file_becomes_drafts_with_its_figures(world):
    content = as_xlsx(
        row(value=1200.0),
        row(metric="Personas que trabajan", value="1,100"),
        row(metric="working_by_modality", key="Taller de empresa", value=1100),
        row(metric="studying", value=0, source=""),
        row(metric="pregnant", value=""),
        row(metric="work_and_study", value=0),
        row(metric="work_or_study", value=1100, day="31/01/2026"),
        row(code="ep02", value=300),
    )
    done = imports.import_returns(actor=world.analyst, scope=EVERYTHING, name="enero.xlsx", content=content)
    assert done.parsed.refused == []
    assert (done.parsed.rows, done.parsed.blank, len(done.written)) == (8, 1, 2)
    assert states() == [("EP01", "draft"), ("EP02", "draft")]
    first, second = MonthlyReturn.objects.order_by("id")
    assert first.figures == {
        "population": {"": 1200},
        "working": {"": 1100},
        "working_by_modality": {"company": 1100},
        "studying": {"": 0},
        "work_and_study": {"": 0},
        "work_or_study": {"": 1100},
        "establishments": {"": 1},
    }
    assert (first.source, first.file_name, first.batch) == ("Oficio 9", "enero.xlsx", done.batch)
    assert second.figures == {"population": {"": 300}, "establishments": {"": 1}}
    assert Snapshot.objects.count() == 0


def test_every_fault_is_told_with_its_row_and_column(world):
    assert refused(
        row(),
        row(code="EP99"),
        row(code=""),
        row(month="enero"),
        row(day="2026-02-31"),
        row(metric="fantasmas"),
        row(metric="working", key="company"),
        row(metric="working_by_modality", value="1"),
        row(metric="working_by_modality", key="otra", value="1"),
        row(metric="working", value="12.5"),
        row(metric="working", value="-1"),
        row(metric="working", value="9,000,000"),
        row(value="501"),
        row(metric="working", value="1", day="2026-01-30"),
        row(metric="studying", value="1", source="Otro oficio"),
    ) == [
        (3, "A (código)", "EP99", "no es el código de un establecimiento de su ámbito"),
        (4, "A (código)", "", "falta el código del establecimiento"),
        (5, "B (mes)", "enero", "no es un mes"),
        (6, "C (corte)", "2026-02-31", "no es un día"),
        (7, "D (cifra)", "fantasmas", "no es una cifra del diccionario"),
        (8, "E (clave)", "company", "«Personas que trabajan» no se divide por claves"),
        (9, "E (clave)", "", "falta la clave de «Personas que trabajan, por modalidad»"),
        (10, "E (clave)", "otra", "no es una clave de «Personas que trabajan, por modalidad»"),
        (11, "F (valor)", "12.5", "no es un número entero de cero o más"),
        (12, "F (valor)", "-1", "no es un número entero de cero o más"),
        (13, "F (valor)", "9,000,000", "pasa de 1,000,000"),
        (14, "D (cifra)", "population", "esa cifra ya está en la fila 2"),
        (15, "C (corte)", "2026-01-30", "el informe de EP01 2026-01 ya dice corte 31/01/2026 en la fila 2"),
        (16, "G (fuente)", "Otro oficio", "el informe de EP01 2026-01 ya dice otra fuente en la fila 2"),
    ]


def test_every_refusal_says_what_to_do(world):
    reading = read(row(code="EP99"), row(metric="working", value="x"), row(metric="working", key="z"), row(month=""))
    assert [item.todo for item in reading.refused if not item.todo] == []
    assert {item.row for item in reading.refused} == {2, 3, 4, 5}


def test_two_faults_of_one_row_are_both_told(world):
    assert [item[:2] for item in refused(row(code="EP99", metric="x", value="y"))] == [
        (2, "A (código)"),
        (2, "D (cifra)"),
        (2, "F (valor)"),
    ]


def test_figures_that_contradict_one_another_name_the_return_and_its_rows(world):
    reading = read(row(value="10"), row(metric="working", value="20"), row(code="EP02", source=""))
    assert [(i.row, i.value, i.reason, i.todo) for i in reading.refused] == [
        (
            2,
            "EP01 2026-01",
            "«Personas que trabajan» (20) supera la población (10).",
            "Corrija las filas de ese informe (2 a 3), o quítelas del archivo.",
        ),
        (
            4,
            "EP02 2026-01",
            "Falta la fuente: diga de qué documento salen las cifras.",
            "Corrija las filas de ese informe (4), o quítelas del archivo.",
        ),
    ]


def test_nothing_is_written_when_one_row_is_refused(world):
    content = as_csv(row(), row(code="EP02", value="x"))
    done = imports.import_returns(actor=world.analyst, scope=EVERYTHING, name="a.csv", content=content)
    assert (done.batch, done.written, states()) == (None, (), [])
    done = imports.import_returns(
        actor=world.analyst, scope=EVERYTHING, name="a.csv", content=content, accept_good=True
    )
    assert states() == [("EP01", "draft")]
    assert [item.row for item in done.parsed.refused] == [3]


def test_another_prison_is_out_of_reach(world):
    assert refused(row(code="EP02"), where=world.director.scope) == [
        (2, "A (código)", "EP02", "no es el código de un establecimiento de su ámbito")
    ]
    reading = read(row(code="EP02"))
    with pytest.raises(PermissionDenied):
        imports.write_returns(actor=world.director, parsed=reading)
    with pytest.raises(PermissionDenied, match="aceptar informes"):
        imports.write_returns(actor=world.director, parsed=read(row()), accept=True)
    with pytest.raises(PermissionDenied, match="enviar el informe"):
        imports.import_returns(actor=world.auditor, scope=EVERYTHING, name="a.csv", content=as_csv(row()))
    assert states() == []


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "a.csv",
            as_csv(row(), heading=["código", "mes", "corte", "cifra", "clave", "valor", "x"]),
            "columna «fuente»",
        ),
        ("a.csv", as_csv(row(value="")), "no trae ningún valor"),
        ("a.csv", b"", "está vacío"),
        ("a.pdf", b"%PDF", "no es XLSX ni CSV"),
        ("a.xlsx", b"nada", "no se puede leer como XLSX"),
        ("a.csv", b"x" * (5 * 1024 * 1024 + 1), "pesa más de 5 MB"),
        ("a.csv", b"a;b\n" * 20_001, "tiene más de 20000 filas"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(world, name, content, sentence):
    with pytest.raises(Refused, match=sentence):
        imports.read_returns(scope=EVERYTHING, name=name, content=content)


def test_accepted_at_once_by_whoever_may(world):
    done = imports.import_returns(
        actor=world.analyst, scope=EVERYTHING, name="a.csv", content=as_csv(row(), row(code="EP02")), accept=True
    )
    assert states() == [("EP01", "accepted"), ("EP02", "accepted")]
    assert Figure.objects.filter(metric__code="population", snapshot__number=1).count() == 2
    undone = imports.undo_import(actor=world.analyst, scope=EVERYTHING, batch=done.batch)
    assert (undone.withdrawn, undone.accepted, undone.others) == (0, 2, 0)
    assert states() == [("EP01", "accepted"), ("EP02", "accepted")]


def test_undoing_a_file_withdraws_its_drafts_only(world):
    earlier = world.report(world.tumbes, totals(400))
    content = as_csv(row(), row(code="EP02"), row(code="EP03"))
    done = imports.import_returns(actor=world.analyst, scope=EVERYTHING, name="a.csv", content=content)
    services.accept_return(actor=world.analyst, monthly_return=done.written[1])
    world.report(world.sullana, totals(7))
    undone = imports.undo_import(actor=world.analyst, scope=EVERYTHING, batch=done.batch)
    assert (undone.withdrawn, undone.accepted, undone.others) == (1, 1, 1)
    assert states() == [
        ("EP01", "draft"),  # back again
        ("EP01", "withdrawn"),
        ("EP02", "accepted"),
        ("EP03", "replaced"),
        ("EP03", "draft"),
    ]
    assert MonthlyReturn.objects.get(establishment=world.tumbes, state="draft") == earlier


def test_one_return_that_no_longer_stands_stops_the_whole_file(world):
    reading = read(row(), row(code="EP02"))
    world.count(world.piura)
    with pytest.raises(services.ReturnRefused, match="ya cerró 2026-01"):
        imports.write_returns(actor=world.analyst, parsed=reading)
    assert states() == []


def test_a_preview_can_be_sent_back_by_its_reader_only(world):
    reading = read(row(), row(metric="pregnant", value="3"))
    text = imports.packed(reading, username="analyst")
    back = imports.unpacked(text, scope=EVERYTHING, username="analyst")
    given = back.returns[0]
    assert (given.establishment, given.month, given.source) == (world.tumbes, JANUARY, "Oficio 9")
    assert given.figures == {"population": {"": 500}, "pregnant": {"": 3}}
    with pytest.raises(Refused, match="de otro usuario o de otro ámbito"):
        imports.unpacked(text, scope=EVERYTHING, username="director")
    with pytest.raises(Refused, match="de otro usuario o de otro ámbito"):
        imports.unpacked(
            imports.packed(read(row(code="EP02")), username="director"), scope=world.director.scope, username="director"
        )
    with pytest.raises(Refused, match="ya no vale"):
        imports.unpacked(text[:-2] + "xx", scope=EVERYTHING, username="analyst")


def test_the_template_filled_is_a_good_file(world):
    content = imports.template(places=[world.tumbes, world.piura], month=JANUARY)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    table = book.get_sheet_by_name("Informe").to_python(skip_empty_area=False)
    assert table[0][:7] == HEADING
    cells = services.dictionary().cells
    assert len(table) == 1 + 2 * len(cells)
    assert len(book.get_sheet_by_name("Diccionario").to_python()) == 1 + len(cells)
    assert table[1][:5] == ["EP01", "2026-01", "2026-01-31", "population", ""]
    with pytest.raises(Refused, match="no trae ningún valor"):
        imports.read_returns(scope=EVERYTHING, name="p.xlsx", content=content)
    rows = [[*line[:5], 0, "Parte"] for line in table[1:]]
    reading = imports.read_returns(scope=EVERYTHING, name="p.xlsx", content=as_xlsx(*rows))
    assert reading.refused == []
    assert [(given.establishment.code, given.values) for given in reading.returns] == [
        ("EP01", len(cells)),
        ("EP02", len(cells)),
    ]


def run(world, tmp_path, *rows, **more):
    file = tmp_path / "enero.csv"
    file.write_bytes(as_csv(*rows))
    options = {"dry_run": False, "accept_good": False, "as_json": True, "actor": world.command} | more
    with scope.elevated():
        return command.run("return", file, **options)


def test_the_command_tells_and_writes(world, tmp_path, capsys):
    assert run(world, tmp_path, row(), dry_run=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "rows": 1,
        "blank_rows": 0,
        "returns": [{"establishment": "EP01", "month": "2026-01", "as_of": "2026-01-31", "figures": 1, "good": True}],
        "refused": [],
        "written": 0,
        "batch": None,
    }
    assert states() == []
    assert run(world, tmp_path, row()) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["written"], states()) == (1, [("EP01", "draft")])
    assert told["batch"] == str(MonthlyReturn.objects.get().batch)
    assert MonthlyReturn.objects.get().reported_by == "sistema"


def test_the_command_explains_what_it_refuses(world, tmp_path, capsys):
    assert run(world, tmp_path, row(), row(code="EP02", value="x"), as_json=False) == 1
    assert capsys.readouterr().out.splitlines() == [
        "EP01 2026-01: 1 cifras al 2026-01-31",
        "EP02 2026-01: 0 cifras al 2026-01-31, con faltas",
        "  fila 3, columna F (valor), «x»: no es un número entero de cero o más. "
        "Escriba solo cifras, como 1200; si no la tiene, deje en blanco.",
        "  no se escribió nada: corrija las filas o use --accept-good",
    ]
    assert states() == []
    with pytest.raises(Refused, match="there is no import called «sheet»"):
        command.run("sheet", tmp_path, dry_run=False, accept_good=False, as_json=False, actor=world.command)
