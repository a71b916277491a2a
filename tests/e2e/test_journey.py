"""The main job in a real browser: a month typed from the keyboard, approved, closed, and read on the person's page."""

import subprocess

import pytest
from playwright.sync_api import expect

from tests.worlds.served import LLAMKAY, NOW

WORKSHOP = "Panificadora San Miguelito"
# The other sheets: two days each, handed in and approved by the people who do it there.
THE_OTHERS = """
from llamkay.apps.activities import queries
from llamkay.apps.activities.models import Sheet, SheetState
from llamkay.apps.activities.sheets import cells, services
from llamkay.apps.institutions.models import User
from llamkay.core.values import Month
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
with scope.elevated():
    for code, username in {prisons}.items():
        director = User.objects.get(username=username)
        sheets = Sheet.objects.filter(activity__establishment__code=code, month="2026-02-01")
        for sheet in sheets.exclude(state__in=["approved", "closed"]):
            minutes = queries.scheduled_minutes(activity=sheet.activity, month=Month(2026, 2))
            if sheet.state == "open":
                days = [day for day in range(2, 8) if minutes[day - 1]][: 2 if len(sheet.activity.code) < 8 else 1]
                for day in days:
                    cells.fill_column(actor=Command(), sheet=sheet, day=day)
                services.submit_sheet(actor=Command(), sheet=sheet)
            services.approve_sheet(actor=director, sheet=sheet)
"""
EP16, EP17 = {"EP16": "directora"}, {"EP17": "directora17"}
# What the other 67 prisons send for February: January's figures, with ten more people at work in the first of them.
RETURNS = """
import csv, sys
from llamkay.apps.statistics.models import Figure
from llamkay.platform.security import scope
table = csv.writer(sys.stdout)
table.writerow(["código", "mes", "corte", "cifra", "clave", "valor", "fuente"])
with scope.elevated():
    rows = Figure.objects.filter(snapshot__source="reported", snapshot__month="2026-01-01", key="").exclude(
        metric__code__in=["establishments", "work_or_study"]).exclude(snapshot__establishment__code="EP17")
    for row in rows.select_related("snapshot__establishment", "metric").order_by("snapshot__establishment__order"):
        code = row.snapshot.establishment.code
        more = 10 if (code, row.metric.code) == ("EP01", "working") else 0
        table.writerow([code, "2026-02", "2026-02-28", row.metric.code, "", row.value + more, "Oficio de demostración"])
"""


@pytest.fixture
def run(environment, site):
    """A command of the product against the same data, as on the day of the test."""

    def command(*words):
        done = subprocess.run(
            [LLAMKAY, *words], env=environment | {"LLAMKAY_NOW": NOW}, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return command


def saved(page):
    expect(page.locator("td.is-unsaved")).to_have_count(0)
    expect(page.locator("[data-status]")).to_contain_text("Guardado")


def type_column(page, day, marks):
    """Type a mark for each person of a day, moving down with Enter."""
    page.wait_for_selector("form[data-ready]")
    page.locator(f"tbody input[name$='-{day}']").first.focus()
    for mark in marks:
        page.keyboard.type(mark)
        page.keyboard.press("Enter")


def paste(cell, text):
    """What the browser does with Ctrl+V: the text of another program arrives in the cell."""
    cell.focus()
    cell.evaluate(
        """(cell, text) => {
          const data = new DataTransfer();
          data.setData("text", text);
          cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_a_month_from_the_keyboard_to_the_person(enter, run):
    page = enter("instructora")
    page.get_by_role("link", name="Planillas", exact=True).first.click()
    page.get_by_role("link", name=WORKSHOP).click()
    rows = page.locator("tbody tr[data-row]")
    people = rows.count()
    assert people >= 20

    # Day by day, a key a mark; then whole columns with one shortcut.
    for day in (2, 3, 4):
        type_column(page, day, "P" * people)
    type_column(page, 5, ["P", "F", "4", "T1:30", *"P" * (people - 4)])
    for day in [6, 7, *range(9, 15), *range(16, 22), *range(23, 27)]:
        page.locator(f"tbody input[name$='-{day}']").first.focus()
        page.keyboard.press("Alt+p")
    saved(page)

    # A block copied from a spreadsheet fills two days at once; one key takes it back.
    paste(page.locator("tbody input[name$='-27']").first, "\r\n".join(["P\tp"] * people) + "\r\n")
    expect(page.locator("[data-status]")).to_contain_text("Guardado")
    page.keyboard.press("Control+z")
    expect(rows.first.locator("input[name$='-28']")).to_have_value("")
    paste(page.locator("tbody input[name$='-27']").first, "\r\n".join(["P\tp"] * people) + "\r\n")
    saved(page)
    first, second, third = (rows.nth(at) for at in range(3))
    assert first.locator("[data-days]").inner_text() == "0"  # nobody entered her in the register
    assert max(int(text) for text in page.locator("tbody [data-days]").all_inner_texts()) == 24
    assert second.locator("[data-days]").inner_text() == "23"

    # What is no mark is refused in words and stays on the screen until it is put right.
    cell = third.locator("input[name$='-6']")
    cell.fill("9Z")
    cell.press("Tab")
    expect(page.locator("[data-status]")).to_contain_text("«9Z» no es una marca")
    cell.fill("T")
    saved(page)

    # A mark that needs a reason asks for it, and nothing is handed in before.
    cell = third.locator("input[name$='-7']")
    cell.fill("X")
    cell.press("Tab")
    expect(page.locator("form[data-note] [name=note]")).to_be_focused()
    page.keyboard.type("Discutió con la capataz y se retiró")
    page.get_by_role("button", name="Guardar observación").click()
    expect(page.get_by_text("Discutió con la capataz")).to_be_visible()

    # What was typed is there after coming back.
    page.reload()
    assert first.locator("input[name$='-2']").input_value() == "P"
    assert second.locator("input[name$='-5']").input_value() == "F"
    assert third.locator("input[name$='-5']").input_value() == "4"
    assert rows.nth(3).locator("input[name$='-5']").input_value() == "T1:30"
    woman = second.locator("th .sheet__code").inner_text()
    page.get_by_role("button", name="Guardar y entregar").press("Enter")
    expect(page.get_by_text("Planilla entregada")).to_be_visible()
    address = page.url

    head = enter("jefatrabajo")
    head.get_by_role("link", name="por aprobar").click()
    head.get_by_role("link", name=WORKSHOP).click()
    assert head.url == address
    head.get_by_role("button", name="Aprobar planilla").click()
    expect(head.get_by_text("Aprobada").first).to_be_visible()

    run("manage", "shell", "-v0", "-c", THE_OTHERS.replace("{prisons}", str(EP16)))
    director = enter("directora")
    director.goto("/oficina/cierres/EP16/2026-02/")
    for box in director.locator("main").get_by_role("textbox").all():  # what is unusual is closed with a reason
        box.fill("Demostración: un mes de pocas marcas")
    director.get_by_role("button", name="Cerrar el mes").click()
    expect(director.get_by_role("heading", name="Cierre de febrero de 2026")).to_be_visible()
    expect(director.get_by_text("Sello", exact=True).first).to_be_visible()
    assert "MAL" not in run("verify")

    # Her page: days, the ratio with its article, what she earned and how it was shared.
    director.goto(f"/oficina/personas/?q={woman}")
    director.get_by_role("link", name="Alarcón Medina").click()
    month = director.locator("main")
    expect(month).to_contain_text("febrero de 2026 · Trabajo · 23 días computados")
    expect(month).to_contain_text("exacto: 14 3/5")  # 24 days of December, 26 and 23: one for each five
    expect(month).to_contain_text("Ley 26320, art. 4")
    expect(month).to_contain_text("S/ 598.00")
    expect(month).to_contain_text("S/ 59.80")
    expect(month).to_contain_text("S/ 538.20")
    assert page.problems == head.problems == director.problems == []


HOLD = """
import sys
from django.db import transaction
from llamkay.apps.activities.models import Sheet
from llamkay.platform.security import scope
with scope.elevated(), transaction.atomic():
    Sheet.objects.select_for_update().get(pk=int(input()))
    print("held", flush=True)
    input()
"""


MARKED = """
from llamkay.apps.activities.models import SheetRow
from llamkay.platform.security import scope
with scope.elevated():
    print(sum(map(bool, (r for row in SheetRow.objects.filter(sheet_id={sheet}) for r in row.reasons))))
"""


def test_a_save_cut_by_a_power_failure_is_finished_afterwards(enter, server, environment, run):
    page = enter("instructora17")
    page.goto("/oficina/planillas/?mes=2026-02")
    page.get_by_role("link", name="Taller de reciclaje").click()
    number = page.url.rstrip("/").rsplit("/", 1)[1]
    # Somebody holds the sheet, so that the save is under way when the server dies.
    holder = subprocess.Popen(
        [LLAMKAY, "manage", "shell", "-v0", "-c", HOLD],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    holder.stdin.write(f"{number}\n")
    holder.stdin.flush()
    assert holder.stdout.readline() == "held\n"
    type_column(page, 2, "PPP")
    expect(page.locator("[data-status]")).to_have_text("Guardando…")
    server.kill()
    expect(page.locator("[data-status]")).to_contain_text("Sin conexión")
    holder.communicate("\n", timeout=20)
    marked = ("manage", "shell", "-v0", "-c", MARKED.replace("{sheet}", number))
    assert run(*marked) == "0\n"
    server.start()
    saved(page)
    assert run(*marked) == "3\n"
    fresh = enter("jefatrabajo17")
    fresh.goto(f"/oficina/planillas/{number}/")
    assert (
        fresh.locator("[data-all-days]").inner_text() == "2"
    )  # the third is in no register: her day is paid, not counted


def _workbook(path, people, marks):
    """The file a workshop would send: the paper's lines, then one line a person with her marks of the first days."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for at, line in enumerate([["Actividad", "PIN"], ["Mes", "2026-02"], ["Código", "Nombre", *range(1, 29)]]):
            page.write_row(at, 0, line)
        for at, code in enumerate(people, start=3):
            page.write_row(at, 0, [code, "", *marks.get(code, ["", "P", "P"])])


def test_a_wrong_file_is_refused_a_right_one_undone(enter, tmp_path):
    page = enter("instructora17")
    page.goto("/oficina/planillas/?mes=2026-02")
    page.get_by_role("link", name="Taller de pintura").click()
    sheet, people = page.url, page.locator("tbody .sheet__code").all_inner_texts()
    before = page.locator("[data-all-days]").inner_text()
    _workbook(tmp_path / "mal.xlsx", [*people, "I999999"], {people[2]: ["", "Z", "P"], people[4]: ["P", "P", "17"]})
    page.get_by_role("link", name="Importar").click()
    page.set_input_files("input[type=file]", tmp_path / "mal.xlsx")
    page.get_by_role("button", name="Importar").click()
    refused = page.locator("tbody tr").all_inner_texts()
    assert [line.split("\t")[0] for line in refused] == ["6", "8", "8", "22"]
    expect(page.get_by_text("No se escribió nada")).to_be_visible()
    page.goto(sheet)
    assert page.locator("[data-all-days]").inner_text() == before == "0"

    _workbook(tmp_path / "bien.xlsx", people, {})
    page.get_by_role("link", name="Importar").click()
    page.set_input_files("input[type=file]", tmp_path / "bien.xlsx")
    page.get_by_role("button", name="Importar").click()
    page.goto(sheet)
    assert page.locator("[data-all-days]").inner_text() == str(2 * len(people))
    page.get_by_role("button", name="Deshacer").first.click()
    page.goto(sheet)
    assert page.locator("[data-all-days]").inner_text() == "0"


def test_the_national_figure_and_the_note_follow(enter, visit, run, tmp_path):
    run("manage", "shell", "-v0", "-c", THE_OTHERS.replace("{prisons}", str(EP16 | EP17)))
    why = ("--reason", "Demostración: dos días de cada planilla")
    run("close", "--month", "2026-01", "--all", *why)  # one prison of the demonstration leaves its January to be closed
    run("close", "--month", "2026-02", "--all", *why)
    (tmp_path / "febrero.csv").write_text(run("manage", "shell", "-v0", "-c", RETURNS))
    analyst = enter("estadistica")
    analyst.goto("/oficina/cifras/informes/importar/")
    analyst.set_input_files("input[type=file]", tmp_path / "febrero.csv")
    analyst.get_by_role("button", name="Ver la vista previa").click()
    expect(analyst.get_by_text("67 informes sin faltas")).to_be_visible()
    analyst.get_by_label("Aceptarlos de una vez").check()
    analyst.get_by_role("button", name="Presentar 67 informes").click()

    visit.goto("/cifras/working/")
    expect(visit.locator(".govuk-caption-l")).to_have_text("febrero de 2026")
    whole = int(visit.locator(".card__number").inner_text().replace(",", ""))
    table = visit.locator(".origin tbody td:nth-child(2)")
    *cells, last = [cell.strip().replace(",", "") for cell in table.all_text_contents()]
    assert last == str(whole)
    parts = [int(cell) for cell in cells if cell.isdecimal()]
    # Prisons of a few workers are reserved, at least two of them, so that nobody subtracts one back.
    hidden = cells.count("reservado")
    assert len(cells) == 69 == len(parts) + hidden and hidden != 1
    assert (whole == sum(parts)) if not hidden else (sum(parts) + hidden <= whole)

    press = enter("prensa")
    press.goto("/oficina/notas/")
    press.get_by_role("link", name="Redactar nota").click()
    press.fill("[name=title_text]", "Las personas que trabajan en febrero")
    press.fill("[name=text]", "En febrero trabajan {{figure:trabajan}} personas en los penales del país.")
    press.get_by_role("button", name="Guardar y agregar una cifra").click()
    press.fill("[name=name]", "trabajan")
    press.select_option("[name=metric]", "working")
    press.get_by_role("button", name="Guardar").first.click()
    press.get_by_role("button", name="Guardar el borrador").click()
    expect(press.get_by_text(f"En febrero trabajan {whole:,} personas")).to_be_visible()
    press.get_by_role("link", name="Enviar a revisión").click()
    press.get_by_role("button", name="Enviar a revisión").click()
    chief = enter("jefaprensa")
    chief.goto(press.url)
    chief.get_by_role("button", name="Aprobar la nota").click()
    press.reload()
    press.get_by_role("button", name="Publicar la nota").click()

    visit.goto("/notas/2026/99/")
    expect(visit.locator("article")).to_contain_text(f"En febrero trabajan {whole:,} personas")
    expect(visit.get_by_role("cell", name="lo mismo")).to_be_visible()
    assert analyst.problems == press.problems == chief.problems == []
