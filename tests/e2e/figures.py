"""What two institutions, one visit and figures that can be opened are for, in a real browser from end to end.

The visit of the demonstration gets its commitment, its minutes, its signatures and its note, two people publish notes
at once, figures move, a note is corrected, the liaison answers, a stranger finds a number. It stands beside the other
tests: ``make visit``.
"""

import io
import json
import re
import subprocess
import time

import pytest
import python_calamine
from playwright.sync_api import expect

from llamkay import demo
from tests.e2e.test_accessible import violations
from tests.e2e.test_visit import add, pdf
from tests.worlds.served import LLAMKAY, NOW

VISIT = "Visita de la ministra de la Mujer a los penales de mujeres de Chorrillos"
DRAFT = "Más de la cuarta parte de la población penitenciaria trabaja"
# What note 098-2026 tells of the visit, in the words of the new one.
FACTS = (
    "Sandra Gutiérrez Cuba, ministra de la Mujer y Poblaciones Vulnerables (MIMP), visitó el 2 de febrero de 2026",
    "Doris Nakandakari Saquia, directora del E.P. Mujeres Chorrillos, y Zelinda Ora Flores, directora del E.P. Anexo",
    "Recuerden que ustedes son capaces",
    "en su mayoría, trabajan y estudian",
    "izamiento del pabellón nacional",
    "La cuna atiende a 34 niñas y niños, según la nota 098-2026-INPE",
    "Viven en el penal 4 mujeres gestantes, según la nota 098-2026-INPE",
    "Expusieron 16 internas",
    "cinco marcas",
    "carteras, monederos y llaveros de plástico reciclado",
    "Mis primeros pasitos",
    "La cuna atiende a 10 niñas y niños, según la nota 098-2026-INPE",
    "viven en el penal 810 personas privadas de libertad",
    "viven en el penal 685 personas privadas de libertad",
)
# January of the second prison again, with eleven more at work.
AGAIN = """código,mes,corte,cifra,clave,valor,fuente
EP17,2026-01,2026-01-31,population,,685,Oficio de la prueba
EP17,2026-01,2026-01-31,women,,685,Oficio de la prueba
EP17,2026-01,2026-01-31,working,,320,Oficio de la prueba
EP17,2026-01,2026-01-31,studying,,150,Oficio de la prueba
EP17,2026-01,2026-01-31,work_and_study,,56,Oficio de la prueba
"""
SEND = """() => {
  const form = document.querySelector("main form[action$='/publicar/']");
  const body = new FormData(form);
  window.done = fetch(form.action, {method: "POST", body}).then(answer => [answer.status, answer.url]);
  return 0;
}"""

# Three months more of what everybody reported, so that there are six; the attacker over all of it, and again where only
# what is small is kept back.
SIX_MONTHS = """
import json
from django.db import transaction
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.statistics.models import Figure
from llamkay.apps.statistics.opendata.audit import everything
from llamkay.apps.statistics.queries import months
from llamkay.core.disclosure import LIMIT
from llamkay.core.values import Month
from llamkay.demo.nation import write_before
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command

with scope.elevated(), transaction.atomic():
    for back, month in ((3, 10), (4, 9), (5, 8)):
        places = list(Establishment.objects.all())
        write_before(actor=Command(), month=Month(2025, month), back=back, places=places)
    register = everything(months())
    found = {"months": len(months()), "hidden": len(register.hidden), "leaks": len(register.leaks())}
    rows = Figure.objects.values_list("snapshot_id", "metric__code", "key", "value")
    true = {f"{snapshot}.{metric}" + (f":{key}" if key else ""): value for snapshot, metric, key, value in rows}
    for cell in register.hidden:
        if true.get(cell, 0) >= LIMIT:  # kept back for the others' sake only
            register.tell(cell, true[cell])
    found["without protection"] = len(register.leaks())
    print(json.dumps(found))
    transaction.set_rollback(True)
"""


def words(page):
    return " ".join(page.locator("main").inner_text().split())


def test_the_attacker_finds_nothing_in_six_months_and_something_where_nothing_else_is_kept_back(environment, site):
    """First of all: the clock of the site is held still, and what is told in one instant has no order."""
    found = subprocess.run(
        [LLAMKAY, "manage", "shell", "-v0", "-c", SIX_MONTHS],
        env=environment | {"LLAMKAY_NOW": NOW},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert found.returncode == 0, found.stderr
    counts = json.loads(found.stdout.splitlines()[-1])
    assert counts["months"] == 6 and counts["hidden"] > 1000 and counts["leaks"] == 0
    assert counts["without protection"] > 50


def test_the_visit_becomes_minutes_signed_by_all_and_a_note_of_the_same_facts(enter, visit):
    page = enter("protocolo")
    page.goto("/oficina/visitas/")
    page.get_by_role("link", name=VISIT).click()
    here = page.url
    promise = {
        "what": "Entregar telares para el taller de tejido",
        "post": "Noemí Valdivia",
        "due_on": "2026-06-30",
        "indicator": "telares en uso",
        "evidence": "acta de entrega",
    }
    add(page, "Registrar un compromiso", promise)
    page.goto(here)
    page.get_by_role("button", name="Hacer el acta").click()
    expect(page.locator(".steps__here")).to_have_text("Con acta")
    for signer in ("Zelinda Ora Flores", "Sandra Gutiérrez Cuba"):
        page.get_by_role("link", name="Anotar una firma a mano", exact=True).click()
        page.get_by_label(re.compile(signer)).check()
        page.locator("[name=how][value=hand]").check()
        page.fill("[name=words]", "Archivo de protocolo, folio 3")
        page.locator("main .govuk-button").first.click()
    director = enter("directora")
    director.get_by_role("link", name=re.compile("^Firmar: acta 1")).click()
    director.get_by_label("Su contraseña").fill(demo.PASSWORD)
    director.get_by_role("button", name="Firmar").click()
    page.reload()
    assert b"/ETSI.CAdES.detached" in pdf(page, page.get_by_role("link", name="Acta 1 (PDF)"))

    writer = enter("prensa")
    writer.goto(here)
    writer.get_by_role("button", name="Redactar su nota").click()
    read = words(writer)
    assert [fact for fact in FACTS if fact not in read] == []
    assert "conviene revisar" not in read and "Impide enviarla" not in read
    assert re.search(r"\s[.,;](\s|$)", writer.locator("article").inner_text()) is None
    assert page.problems == director.problems == writer.problems == []


def test_a_note_is_returned_with_its_reason_corrected_and_approved(enter):
    """The chief sends back what prensa sent; it is corrected and sent; the chief sees the difference."""
    writer, chief = enter("prensa"), enter("jefaprensa")
    writer.goto("/oficina/notas/")
    writer.get_by_role("link", name=VISIT).first.click()
    writer.get_by_role("link", name="Enviar a revisión").click()
    writer.fill("[name=words]", "La visita ya pasó: es para hoy.")
    writer.get_by_role("button", name="Enviar a revisión").click()
    here = writer.url
    chief.goto("/oficina/")
    chief.get_by_role("link", name=re.compile(f"^Nota por revisar.*{VISIT[:30]}")).click()
    expect(chief.get_by_text("La visita ya pasó: es para hoy.").first).to_be_visible()
    chief.get_by_role("button", name="Devolver con su motivo").click()
    expect(chief.get_by_text("Escriba por qué se devuelve.").first).to_be_visible()
    chief.fill("[name=reason]", "Falta decir a qué hora empezó.")
    chief.locator("[name=paragraphs]").first.check()
    chief.get_by_role("button", name="Devolver con su motivo").click()
    writer.goto("/oficina/")
    writer.get_by_role("link", name=re.compile("^Nota devuelta.*Falta decir a qué hora")).click()
    expect(writer.get_by_text("Habla del párrafo 1.")).to_be_visible()
    writer.get_by_role("link", name="Editar").click()
    writer.fill("[name=text]", writer.input_value("[name=text]") + "\n\nLa visita empezó a las nueve de la mañana.")
    writer.get_by_role("button", name="Guardar el borrador").click()
    writer.get_by_role("link", name="Enviar a revisión").click()
    writer.get_by_role("button", name="Enviar a revisión").click()
    chief.goto(here)
    expect(chief.locator(".note-changes ins")).to_have_text("La visita empezó a las nueve de la mañana.")
    chief.get_by_role("button", name="Aprobar la nota").click()
    expect(chief.locator(".govuk-tag", has_text="Aprobada").first).to_be_visible()
    chief.goto("/oficina/notas/")
    chief.get_by_role("link", name=DRAFT).first.click()
    chief.get_by_role("button", name="Aprobar la nota").click()
    assert writer.problems == chief.problems == []


def test_two_people_publish_notes_at_once_and_each_number_opens(enter, visit):
    """Each has a note before them that would take the same number: one takes it, the other the next."""
    first, second = enter("prensa"), enter("jefaprensa")
    for page, title in ((first, DRAFT), (second, VISIT)):
        page.goto("/oficina/notas/")
        page.get_by_role("link", name=title).first.click()
    taken = [re.search(r"N° (\d{3})-2026-", words(page))[1] for page in (first, second)]
    assert taken[0] == taken[1]
    for page in (first, second):
        page.evaluate(SEND)
    answers = [page.evaluate("() => window.done") for page in (first, second)]
    lines = []
    for page, title in ((first, DRAFT), (second, VISIT)):
        page.goto("/oficina/notas/")
        page.get_by_role("link", name=title).first.click()
        if page.get_by_role("button", name="Publicar la nota").count():
            page.get_by_role("button", name="Publicar la nota").click()
        lines.append(int(re.search(r"N° (\d{3})-2026", words(page))[1]))
    assert sorted(lines) == [int(taken[0]), int(taken[0]) + 1], answers

    number = lines[1]
    visit.goto(f"/notas/2026/{number}/")
    assert [fact for fact in FACTS if fact not in words(visit)] == []
    figures = visit.locator("a.figure-token")
    texts = figures.all_inner_texts()
    assert texts == ["810", "416", "685", "309"]
    links = visit.locator("tbody th a.govuk-link")
    for address, text in zip([each.get_attribute("href") for each in links.all()], texts, strict=True):
        visit.goto(address)
        assert visit.locator(".card__number").inner_text() == text
        assert "Qué cuenta" in words(visit)
    # For who may, the office goes on to the prison's own month.
    second.get_by_role("link", name="De dónde sale, en la oficina").nth(1).click()
    expect(second.locator("tbody th").filter(has_text="E.P. Mujeres Chorrillos").first).to_be_visible()
    director = enter("directora")
    director.goto("/oficina/cifras/working/?mes=2026-01")
    director.get_by_role("link", name="E.P. Mujeres Chorrillos").click()
    expect(director.get_by_role("heading", name="Cierre de enero de 2026")).to_be_visible()


def test_figures_that_moved_stand_beside_the_same_text_and_a_correction_reaches_every_copy(enter, visit, tmp_path):
    visit.goto("/notas/")
    visit.get_by_role("link", name=VISIT).click()
    before, there = visit.locator("article").inner_text(), visit.url
    expect(visit.get_by_text("Las cifras se movieron")).to_have_count(0)
    (tmp_path / "enero.csv").write_text(AGAIN, "utf-8")
    analyst = enter("estadistica")
    analyst.goto("/oficina/cifras/informes/importar/")
    analyst.set_input_files("input[type=file]", tmp_path / "enero.csv")
    analyst.get_by_role("button", name="Ver la vista previa").click()
    analyst.get_by_label("Aceptarlos de una vez").check()
    analyst.get_by_role("button", name="Presentar 1 informe").click()
    visit.goto(there)
    assert visit.locator("article").inner_text() == before
    expect(visit.locator(".note-moved")).to_contain_text("309 (hoy 320)")

    writer, chief = enter("prensa"), enter("jefaprensa")
    writer.goto("/oficina/notas/")
    writer.get_by_role("link", name=VISIT).first.click()
    writer.get_by_role("link", name="Corregir esta nota").click()
    said = "Al 31 de enero de 2026 trabajan 309 personas."
    writer.fill("[name=says]", said)
    writer.fill("[name=should_say]", "Al 31 de enero de 2026 trabajan 320 personas.")
    writer.select_option("[name=figure]", index=4)
    writer.fill("[name=why]", "El penal contó otra vez sus planillas de enero.")
    writer.check("[name=qualifies]")
    writer.get_by_role("button", name="Proponer la corrección").click()
    chief.goto(writer.url)
    chief.get_by_role("button", name="Publicar la corrección").click()
    visit.goto(there)
    assert before in visit.locator("article").inner_text() or said in visit.locator("article").inner_text()
    box = visit.locator("article .govuk-inset-text").first
    expect(box).to_contain_text("Sustancial")
    expect(box).to_contain_text("trabajan 320 personas")
    assert box.bounding_box()["y"] < visit.locator("article p", has_text="izamiento").bounding_box()["y"]
    get = visit.context.request.get
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(get("/boletin/2026-01.xlsx").body()))
    rows = book.get_sheet_by_name("Correcciones").to_python()
    assert any(said in row for row in rows) and "(sustancial)" in rows[1][0]
    assert get("/boletin/2026-01.pdf").body().startswith(b"%PDF")
    visit.goto("/datos/")
    address = visit.locator("a[href*='/2026-01/'][href$='correcciones.csv']").first.get_attribute("href")
    answer = get(address)
    assert answer.status == 200 and "trabajan 320 personas" in answer.text(), answer.text()
    visit.goto("/cifras/working/?mes=2026-01")
    expect(visit.locator("main")).to_contain_text("trabajan 320 personas")


def test_the_liaison_answers_a_commitment_and_a_referral_and_is_refused_everything_else(enter):
    others = set()
    for username in ("directora", "estadistica", "protocolo", "cuna", "registro", "auditoria"):
        page = enter(username)
        others |= {each.get_attribute("href") for each in page.locator("header a, nav a, main a").all()}
    page = enter("mimp")
    own = {each.get_attribute("href") for each in page.locator("header a, nav a, main a").all()}
    doors = {address.partition("?")[0] for address in own if address}
    tried = {address for address in others - {None} if address.startswith("/oficina/")}
    tried = {address for address in tried if address.partition("?")[0] not in doors}
    statuses = {address: page.context.request.get(address).status for address in sorted(tried)}
    assert len(tried) > 30
    assert {address for address, status in statuses.items() if status not in (403, 404)} == set()
    page.goto("/oficina/enlace/")
    page.locator("a[href*='/enlace/derivaciones/']").click()
    page.fill("[name=text]", "La recibirá el centro de acogida el día de su salida; la espera una trabajadora social.")
    page.locator("main button.govuk-button").last.click()
    expect(page.locator("main")).to_contain_text("la espera una trabajadora social")
    page.goto("/oficina/enlace/")
    page.get_by_role("link", name="Capacitar en cuidado infantil").click()
    add(page, "Informar el avance", {"status": "limited", "words": "Se capacitó a la mitad de las cuidadoras."})
    expect(page.locator("main")).to_contain_text("Se capacitó a la mitad de las cuidadoras.")
    assert page.problems == []


def test_a_stranger_finds_how_many_women_work_in_chorrillos_since_when_and_how_it_moved(browser, site):
    """On a telephone, without a script: two links and a word typed."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site, java_script_enabled=False)
    page, began = context.new_page(), time.monotonic()
    page.goto("/")
    page.get_by_role("link", name="Penales", exact=True).first.click()
    page.fill("[name=q]", "chorrillos")
    page.locator("main form button").first.click()
    page.get_by_role("link", name="E.P. Mujeres Chorrillos", exact=True).click()
    card = page.locator(".card", has_text="Personas que trabajan").first
    assert (
        card.locator(".card__number").inner_text() == "416" and card.locator(".card__number").bounding_box()["y"] < 740
    )
    text = " ".join(card.inner_text().split())
    assert "Personas que trabajan, al 31 de enero de 2026; 51 % de quienes viven allí" in text
    assert "9 % más que en noviembre de 2025" in text
    assert (
        "Diciembre de 2025 406 Entraron al penal +11 Empezaron +14 Salieron del penal −6 Dejaron de hacerlo −9" in text
    )
    assert time.monotonic() - began < 60
    address = page.url
    context.close()
    seen = browser.new_context(viewport={"width": 360, "height": 740}, base_url=site).new_page()
    seen.goto(address)
    assert violations(seen) == []
    assert seen.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.parametrize("size", [(1366, 768), (360, 740)])
def test_its_pages_are_for_everybody(enter, size):
    for username, addresses in (
        ("protocolo", ("/oficina/visitas/", "/oficina/compromisos/", "/oficina/convenios/")),
        ("mimp", ("/oficina/enlace/",)),
        ("prensa", ("/oficina/notas/",)),
        ("estadistica", ("/oficina/cifras/working/",)),
    ):
        page = enter(username)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for address in addresses:
            assert page.goto(address).status == 200
            assert violations(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, address
