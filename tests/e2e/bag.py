"""One bag's way in a real browser: from plastic on a scale to its buyer's telephone and its maker's family.

Its site is its own, as that of the week beside it: ``make week``.
"""

import re
import subprocess

from playwright.sync_api import expect

from tests.e2e.test_journey import saved
from tests.e2e.week import THE_OTHERS, send, site, week
from tests.worlds.served import LLAMKAY

__all__ = ["site", "week"]  # the fixtures
WORKSHOP, PLACE, FAIR = "Taller de tejido", "Telar de plástico", "Feria de Barranco"


def option(page, name, text):
    """The value of the option of a field that holds a text."""
    return page.locator(f"main [name='{name}'] option", has_text=text).first.get_attribute("value")


def test_from_plastic_on_a_scale_to_her_family(week, enter, browser):
    head, guide = enter("jefatrabajo"), enter("instructora")

    def fill(page, address, button, /, **fields):
        if address:
            page.goto(f"/oficina/produccion/{address}")
        names = {name.replace("__", "-"): value for name, value in fields.items()}
        chosen = {name: option(page, name, *value) for name, value in names.items() if isinstance(value, tuple)}
        send(page, button, **names | chosen)
        expect(page.locator(".govuk-error-summary")).to_have_count(0)

    # Monday: where it is made and sold, what of, and the plastic that was weighed.
    week.on("2026-02-02")
    fill(head, "lugares/nuevo/", "Guardar", kind=("Taller",), name=PLACE, activity=(WORKSHOP,))
    fill(head, "lugares/nuevo/", "Guardar", kind=("Feria",), name=FAIR, address="Plaza de Barranco")
    plastic = {"kind": ("Material",), "unit": ("kilogramo",), "composition": "Polietileno lavado"}
    fill(head, "productos/nuevo/", "Guardar", sku="E2E-PLA", name="Plástico de bolsas", **plastic)
    bag = {"kind": ("Producto",), "unit": ("unidad",), "trade": ("Reciclaje",), "price": "45.00", "public": True}
    bag |= {"composition": "Plástico de bolsas recicladas", "care": "Se limpia con un paño."}
    fill(head, "productos/nuevo/", "Guardar", sku="E2E-BOL", name="Bolso trenzado", **bag)
    weighed = {"code": "ACOPIO-E2E", "cost": "0.50", "document": "Acta de pesaje 12-2026"}
    fill(
        guide,
        "existencias/ingreso/",
        "Registrar el ingreso",
        good=("Plástico de bolsas",),
        quantity="12 kg",
        site=(PLACE,),
        **weighed,
    )
    of_plastic = {"part__0": ("Plástico de bolsas",), "quantity__0": "4.8", "loss__0": "4"}
    fill(
        head,
        "recetas/nueva/",
        "Guardar el borrador",
        good=("Bolso trenzado",),
        makes="4",
        minutes="960",
        **of_plastic,
    )
    send(head, "Ponerla en uso")
    expect(head.get_by_text("Vigente").first).to_be_visible()
    fill(
        guide,
        "lotes/nuevo/",
        "Abrir el lote",
        activity=(WORKSHOP,),
        recipe=("Bolso trenzado",),
        planned="4",
        site=(PLACE,),
        first="2026-02-02",
        last="2026-02-03",
    )
    batch = guide.url

    # Two days on the sheet, with the pieces of each.
    guide.goto("/oficina/planillas/?mes=2026-02")
    guide.get_by_role("link", name=WORKSHOP).click()
    sheet = guide.url
    for day in (2, 3):
        week.on(f"2026-02-0{day}")
        guide.goto(sheet)
        guide.wait_for_selector("form[data-ready]")
        guide.locator(f"tbody input[name$='-{day}']").first.focus()
        guide.keyboard.press("Alt+p")
        saved(guide)
        guide.get_by_role("link", name="Piezas", exact=True).click()
        guide.wait_for_selector("form[data-ready]")
        pieces = guide.locator(f"tbody input[name$='-{day}']").first
        pieces.fill("2")
        pieces.press("Tab")
        saved(guide)
    maker = guide.locator("tbody tr[data-row]").first.inner_text()
    person = int(re.search(r"I(\d{6})", maker)[1])

    # What came out is graded and checked, and a lot is a lot.
    fill(guide, batch.partition("produccion/")[2], "Registrar lo producido", first="3", second="1", on="2026-02-03")
    guide.get_by_role("link", name=re.compile(r"-1$")).first.click()
    lot, code = guide.url, guide.locator("h1").inner_text().rpartition("lote ")[2]
    head.goto(lot)
    head.get_by_role("link", name="Revisar la calidad").click()
    send(head, "Guardar la revisión", passed="3", note="Sin hilos sueltos")
    expect(head.get_by_text("Disponible").first).to_be_visible()

    # To a fair, sold there, its cash confirmed by another.
    head.goto("/oficina/produccion/lugares/")
    head.get_by_role("link", name=PLACE).click()
    head.get_by_role("link", name="Enviar en consignación").click()
    lots = head.locator("main input[name^='lot-']").first.get_attribute("name")
    fill(head, "", "Enviar", site=(FAIR,), due_on="2026-02-20", commission="10", **{lots: "3"})
    sent = head.url
    week.on("2026-02-06")
    head.goto(sent)
    sold = {"quantity": "1", "price": "45.00", "receipt": "B001-0900", "sold_on": "2026-02-06"}
    fill(head, "", "Registrar la venta", line=(code,), **sold)
    head.get_by_role("link", name="B001-0900").click()
    payer, director = enter("tesoreria"), enter("directora")
    payer.goto(head.url)
    send(payer, "Confirmar el dinero")
    expect(payer.get_by_text("Confirmada").first).to_be_visible()

    # Its buyer opens the code of its label, on a telephone and signed in to nothing: what it is, never who made it.
    buyer = browser.new_context(viewport={"width": 360, "height": 740}, base_url=week.address).new_page()
    buyer.goto(f"/p/E2E-BOL/{code}/")
    page = buyer.locator("main")
    for text in ("Plástico de bolsas recicladas", "febrero de 2026", "1.25 kg"):
        expect(page).to_contain_text(text)
    for hidden in (f"I{person:06}", "Chorrillos"):
        expect(page).not_to_contain_text(hidden)

    # The month closes: her pieces are money in the books, and her mother is sent all that is free.
    week.on("2026-03-02")
    guide.goto(sheet)
    guide.wait_for_selector("form[data-ready]")
    send(guide, "Guardar y entregar")
    head.goto(sheet)
    send(head, "Aprobar planilla")
    words = [LLAMKAY, "manage", "shell", "-v0", "-c", THE_OTHERS]
    subprocess.run(words, env=week.environment, check=True, capture_output=True, timeout=120)
    director.goto("/oficina/cierres/EP16/2026-02/")
    for box in director.locator("main").get_by_role("textbox").all():
        box.fill("Demostración: el camino de un bolso")
    director.get_by_role("button", name="Cerrar el mes").click()
    expect(director.get_by_text("Sello", exact=True).first).to_be_visible()
    payer.goto(f"/oficina/pagos/personas/{person}/estado-de-cuenta/")
    month = payer.locator("tbody tr").filter(has_text="febrero de 2026").first
    expect(month).to_contain_text("+S/ 23.40")  # four pieces at 6.50, less the tenth
    purse = f"/oficina/pagos/personas/{person}/salidas/"
    payer.goto(purse)
    mother = {"full_name": "Madre del Bolso", "relation": "mother", "document_kind": "dni"}
    mother |= {"document_number": "00009876", "authorised_by": "La interna", "authorisation": "Carta del 2 de marzo"}
    send(payer, "Registrar", **mother)
    director.goto(purse)
    send(director, "Vi sus documentos")
    payer.goto(purse)
    beneficiary = option(payer, "beneficiary", "Madre del Bolso")
    send(payer, "Preparar", beneficiary=beneficiary, purpose="remittance", amount="10.00")
    director.goto("/oficina/pagos/salidas/")
    director.locator("tbody tr").filter(has_text="Madre del Bolso").get_by_role("button", name="Confirmar").click()
    payer.goto("/oficina/pagos/salidas/")
    payer.locator("tbody tr").filter(has_text="Madre del Bolso").locator("input[type=checkbox]").check()
    send(payer, "Enviar el lote", medio=option(payer, "medio", "Caja"))
    payer.goto(purse)
    expect(payer.locator("tbody tr").filter(has_text="Madre del Bolso").last).to_contain_text("Enviado")
    done = subprocess.run([LLAMKAY, "verify"], env=week.environment, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stdout + done.stderr
    assert head.problems == guide.problems == payer.problems == director.problems == []
