"""A sheet from a file: refused cell by cell, corrected, accepted, undone."""

import csv
import io
import json

import pytest
import xlsxwriter

from llamkay.apps.activities.models import ImportBatch, SheetRow
from llamkay.apps.activities.sheets import imports
from llamkay.apps.activities.sheets.cells import fill_column, save_cells
from llamkay.apps.activities.sheets.file import sheet_file
from llamkay.apps.activities.sheets.services import submit_sheet
from llamkay.apps.people.models import IdentityDocument
from llamkay.cli import import_sheet as command
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command

JANUARY = Month(2026, 1)
DAYS = [str(day) for day in range(1, 32)]


def table(*people, activity="PAN", month="2026-01"):
    """The layout of the file with one line a person: (code, name, {day: mark})."""
    lines = [["Actividad", activity], ["Mes", month], [], ["Código", "Nombre", *DAYS]]
    return lines + [[code, name, *(marks.get(day, "") for day in range(1, 32))] for code, name, marks in people]


def xlsx(lines):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False})
    paper = book.add_worksheet()
    for at, line in enumerate(lines):
        for column, text in enumerate(line):
            paper.write(at, column, text)
    book.close()
    return buffer.getvalue()


def as_csv(lines):
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(lines)
    return text.getvalue().encode("latin-1")


def marks():
    return {
        code: {day: (row_reasons[day - 1], row_minutes[day - 1]) for day in range(1, 32) if row_reasons[day - 1]}
        for code, row_reasons, row_minutes in SheetRow.objects.values_list("person__code", "reasons", "minutes")
    }


def read(world, content, **more):
    return imports.import_sheet(
        actor=world.instructor, scope=world.instructor.scope, name="enero.xlsx", content=content, **more
    )


def test_wrong_rows_are_refused_one_by_one_and_nothing_is_written(world, sheet):
    lines = table(
        (world.ana.code, world.ana.full_name, {5: "P", 6: "9z", 7: "F4", 4: "P"}),
        ("00000002", "", {5: "4", 6: 3.5}),
        ("NADIE", "Nadie", {5: "P"}),
        (world.eva.code, world.eva.full_name, {8: "P"}),
        (world.ana.code, "Otro Nombre", {8: "P"}),
    )
    done = read(world, xlsx(lines))
    assert done.batch is None
    assert {(item.row, item.column, item.value) for item in done.parsed.refused} == {
        (5, "H", "9z"),
        (5, "I", "F4"),
        (5, "F", "P"),  # a Sunday without timetable
        (7, "A", "NADIE"),
        (8, "A", world.eva.code),  # eva already came by her document, on line 6
        (9, "B", "Otro Nombre"),
    }
    assert all(item.reason for item in done.parsed.refused)
    assert marks() == {world.ana.code: {}, world.eva.code: {}}


def test_corrected_accepted_and_undone(world, sheet):
    row = sheet.rows.get(person=world.ana)
    save_cells(
        actor=world.instructor, sheet=sheet, changes={row.pk: {5: {"reason": 4, "minutes": 0}, 12: {"reason": 3}}}
    )
    before = marks()
    good = table((world.ana.code, world.ana.full_name, {5: "P", 6: "3:30"}), ("0000 0002".replace(" ", ""), "", {5: 4}))
    done = read(world, xlsx(good))
    assert (done.parsed.refused, done.parsed.cells, done.batch.version_after) == ([], 3, 2)
    assert marks() == {world.ana.code: {5: (1, 240), 6: (1, 210), 12: (3, 0)}, world.eva.code: {5: (1, 240)}}
    imports.undo_import(actor=world.instructor, batch=done.batch)
    assert marks() == before
    with pytest.raises(Refused, match="ya se deshizo"):
        imports.undo_import(actor=world.instructor, batch=done.batch)


def test_a_formula_that_nobody_computed_is_no_blank_mark(world, sheet):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    paper = book.add_worksheet()
    for at, line in enumerate(table((world.ana.code, "", {6: "P"}))):
        paper.write_row(at, 0, line)
    paper.write_formula("D5", "=2+2", None, "")
    book.close()
    with pytest.raises(Refused, match="en D5:"):
        read(world, buffer.getvalue(), accept_good=True)
    assert marks()[world.ana.code] == {}


def test_hours_that_the_spreadsheet_made_a_time_are_hours(world, sheet):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    paper = book.add_worksheet()
    for at, line in enumerate(table((world.ana.code, "", {}), (world.eva.code, "", {5: "03:30:00 AM"}))):
        paper.write_row(at, 0, line)
    for column, (days, form) in {6: (3.5 / 24, "h:mm"), 7: (4 / 24, "[h]:mm"), 8: (25 / 24, "[h]:mm")}.items():
        paper.write_number(4, column, days, book.add_format({"num_format": form}))
    book.close()
    done = read(world, buffer.getvalue(), accept_good=True)
    assert [(item.row, item.column, item.value) for item in done.parsed.refused] == [(5, "I", "25:00")]
    assert "pasa de 16 horas" in done.parsed.refused[0].reason
    assert marks()[world.eva.code] == {5: (1, 210)}


@pytest.mark.parametrize(
    ("separator", "encoding", "first"),
    [(";", "utf-8-sig", ""), (";", "utf-8", "sep=;\n"), ("\t", "utf-8", ""), ("\t", "utf-16", ""), (",", "cp1252", "")],
)
def test_a_sheet_of_text_is_read_whatever_its_separator_title_and_encoding(world, sheet, separator, encoding, first):
    text = io.StringIO()
    lines = [["E.P. Quinchu, taller de pan"], *table((world.ana.code, world.ana.full_name, {5: "P", 6: "3,5"}))]
    csv.writer(text, delimiter=separator).writerows(lines)
    content = (first + text.getvalue()).encode(encoding)
    done = imports.import_sheet(actor=world.instructor, scope=world.instructor.scope, name="a.csv", content=content)
    assert (done.parsed.refused, marks()[world.ana.code]) == ([], {5: (1, 240), 6: (1, 210)})


def test_a_document_without_its_zeros_is_of_one_person_or_refused(world, sheet):
    IdentityDocument.objects.create(person=world.ana, kind="ce", number="001234567")
    IdentityDocument.objects.create(person=world.ana, kind="ce", number="000765432")
    dni = IdentityDocument.objects.create(person=world.eva, kind="dni", number="01234567")
    (fault,) = read(world, xlsx(table((1234567, "", {5: "P"})))).parsed.refused
    assert (fault.row, fault.column) == (5, "A")
    assert world.ana.code in fault.reason and world.eva.code in fault.reason
    assert read(world, xlsx(table(("01234567", "", {5: "P"})))).parsed.refused == []
    assert read(world, xlsx(table((765432, "", {6: "P"})))).parsed.refused == []
    assert marks() == {world.ana.code: {6: (1, 240)}, world.eva.code: {5: (1, 240)}}
    dni.delete()
    assert read(world, xlsx(table((1234567, "", {7: "P"})))).parsed.refused == []
    assert marks()[world.ana.code] == {6: (1, 240), 7: (1, 240)}


def test_one_number_of_two_kinds_of_document_is_refused(world, sheet):
    IdentityDocument.objects.create(person=world.ana, kind="passport", number="12345678")
    IdentityDocument.objects.create(person=world.eva, kind="dni", number="12345678")
    (fault,) = read(world, xlsx(table(("12345678", "", {5: "P"})))).parsed.refused
    assert fault.column == "A"


@pytest.mark.parametrize(
    ("written", "hers"),
    [
        *((text, True) for text in ("", "Li", "LI WONG", "Li Wong, Rosa", "Rosa Li Wong", "Li W., Rosa", "Li, R.")),
        *((text, True) for text in ("Lí Wong, Rosa María", "Li Rosa")),
        *(
            (text, False)
            for text in ("Quispe Liliana", "Lima Rosa", "Wong Rosa", "Li Wong, Ana", "Li Chang, Rosa", "王")
        ),
    ],
)
def test_the_name_beside_the_code_must_be_hers(world, sheet, written, hers):
    world.ana.first_surname, world.ana.second_surname, world.ana.given_names = "Li", "Wong", "Rosa"
    world.ana.save()
    refused = read(world, xlsx(table((world.ana.code, written, {5: "P"})))).parsed.refused
    assert [(item.row, item.column) for item in refused] == ([] if hers else [(5, "B")])


def test_undo_is_refused_once_the_sheet_changed(world, sheet):
    batch = read(world, xlsx(table((world.ana.code, "", {5: "P"})))).batch
    fill_column(actor=world.instructor, sheet=sheet, day=6)
    with pytest.raises(Refused, match="cambió después"):
        imports.undo_import(actor=world.instructor, batch=batch)
    assert marks()[world.ana.code] == {5: (1, 240), 6: (1, 240)}


def test_accept_good_writes_the_rows_without_fault(world, sheet):
    lines = table((world.ana.code, "", {5: "P", 6: "?"}), (world.eva.code, "", {5: "P"}))
    done = read(world, xlsx(lines), accept_good=True)
    assert (len(done.parsed.refused), done.parsed.good_rows) == (1, 1)
    assert marks() == {world.ana.code: {}, world.eva.code: {5: (1, 240)}}


def test_csv_with_semicolons_reads_the_same(world, sheet):
    lines = as_csv(table((world.ana.code, world.ana.full_name, {5: "P", 7: "3,5"})))
    done = imports.import_sheet(actor=world.instructor, scope=world.instructor.scope, name="enero.csv", content=lines)
    assert (done.parsed.refused, marks()[world.ana.code]) == ([], {5: (1, 240), 7: (1, 210)})


def test_the_template_reads_back_as_nothing_to_change(world, sheet):
    fill_column(actor=world.instructor, sheet=sheet, day=5)
    content = sheet_file(scope=world.instructor.scope, sheet=sheet)
    done = read(world, content, sheet=sheet)
    assert (done.parsed.refused, done.parsed.good_rows, done.parsed.cells, done.batch) == ([], 2, 2, None)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (table(activity="NO-HAY"), "no hay planilla"),
        (table(month="enero"), "escríbalo como 2026-01"),
        ([["Actividad", "PAN"], ["hola"]], "descargue la plantilla"),
        ([["Actividad", "PAN"], ["Mes", "2026-01"], ["Código", "Nombre", "1", "2"]], "los días 1 a 31"),
    ],
)
def test_a_file_of_nothing_says_what_to_do(world, sheet, lines, why):
    with pytest.raises(Refused, match=why):
        read(world, xlsx(lines))


def test_a_file_of_another_sheet_or_scope_is_refused(world, sheet):
    with pytest.raises(Refused, match="esta planilla es de PAN"):
        read(world, xlsx(table(activity="COC")), sheet=sheet)
    with pytest.raises(Refused, match="no hay planilla"):
        imports.import_sheet(actor=world.outsider, scope=world.outsider.scope, name="x.xlsx", content=xlsx(table()))


def test_a_submitted_sheet_takes_no_file(world, sheet):
    fill_column(actor=world.instructor, sheet=sheet, day=5)
    submit_sheet(actor=world.instructor, sheet=sheet)
    with pytest.raises(Refused, match="solo se importa a una abierta"):
        read(world, xlsx(table((world.ana.code, "", {6: "P"}))))


def test_the_command_reports_and_writes(world, sheet, tmp_path, capsys):
    def run(lines, **more):
        path = tmp_path / "enero.xlsx"
        path.write_bytes(xlsx(lines))
        call = {"dry_run": False, "accept_good": False, "as_json": True, "actor": Command(), **more}
        with scope.elevated():
            status = command.run("sheet", path, **call)
        return status, capsys.readouterr().out

    status, text = run(table((world.ana.code, "", {5: "Z"})))
    report = json.loads(text)
    assert (status, report["written"], report["cells"]) == (1, False, 0)
    assert report["refused"] == [{"row": 5, "column": "G", "value": "Z", "reason": report["refused"][0]["reason"]}]
    good = table((world.ana.code, "", {5: "P"}))
    status, text = run(good, dry_run=True, as_json=False)
    assert (status, ImportBatch.objects.count()) == (0, 0)
    assert "no se escribió nada" in text
    status, text = run(good)
    assert (status, json.loads(text)["batch"]) == (0, ImportBatch.objects.get().pk)
    assert marks()[world.ana.code] == {5: (1, 240)}
