"""A visit in a real browser: prepared, printed, held, minuted; that of the demonstration asks for its commitments."""

import re

from playwright.sync_api import expect

from llamkay import demo


def add(page, button, values):
    """Add a part of the visit by its form: names of fields with what is typed or chosen."""
    page.get_by_role("link", name=button, exact=True).click()
    for name, value in values.items():
        field = page.locator(f"[name={name}]").first
        if field.evaluate("each => each.tagName") == "SELECT":
            text = field.locator("option", has_text=value).first.text_content()
            field.select_option(label=text.strip())
        elif field.get_attribute("type") == "radio":
            page.locator(f"[name={name}][value^={value}]").check()
        elif field.get_attribute("type") == "checkbox":
            field.check()
        else:
            field.fill(value)
    page.locator("main .govuk-button").first.click()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


def pdf(page, link):
    """What a link to a paper gives."""
    answer = page.context.request.get(page.url.split("/oficina/")[0] + link.get_attribute("href"))
    assert answer.status == 200 and answer.headers["content-type"] == "application/pdf"
    return answer.body()


def test_a_visit_is_prepared_printed_held_and_minuted(enter):
    page = enter("protocolo")
    page.goto("/oficina/visitas/")
    add(
        page,
        "Preparar una visita",
        {
            "name": "Visita de marzo",
            "on": "2026-03-02",
            "starts_at": "09:00",
            "purpose": "Ver cómo sigue la cuna.",
            "outcome": "Un plazo para las salas.",
        },
    )
    expect(page.locator(".state-bar")).to_contain_text("a qué penales va; quién viene; las paradas")
    add(page, "Agregar un penal", {"establishment": "Mujeres Chorrillos", "post": "Doris Nakandakari", "order": "1"})
    add(
        page,
        "Agregar a alguien que viene",
        {
            "name": "Persona inventada",
            "post_title": "Viceministra",
            "institution": "MIMP",
            "order": "1",
            "leads": "on",
            "clearance": "Autorizado",
            "reference": "Oficio 9",
        },
    )
    add(
        page,
        "Agregar una parada",
        {
            "host": "Mujeres Chorrillos",
            "order": "1",
            "place": "Taller de tejido",
            "minutes": "30",
            "shown": "Chompas y bolsos.",
            "images": "products",
        },
    )
    add(page, "Agregar una cifra", {"metric": "Personas que trabajan", "establishment": "Mujeres Chorrillos"})
    expect(page.locator(".stop__number")).to_have_text(re.compile(r"^\s*[1-9]\d\d\s*$"))
    page.get_by_role("button", name="Hacer la ayuda memoria").click()
    for name in (
        "Ayuda memoria 1 (PDF)",
        "Programa (PDF)",
        "Tarjetas de las paradas (PDF)",
        "Lista de asistencia (PDF)",
    ):
        assert pdf(page, page.get_by_role("link", name=name)).startswith(b"%PDF-")
    add(page, "Escribir qué pasó", {"happened": "Las internas mostraron sus tejidos.", "inmates": "12"})
    page.get_by_role("button", name="Dar la visita por realizada").click()
    expect(page.locator(".govuk-inset-text")).to_contain_text("La visita no tiene compromisos")
    add(
        page,
        "Registrar un compromiso",
        {
            "what": "Entregar telares para el taller",
            "post": "Noemí Valdivia",
            "due_on": "2026-06-30",
            "indicator": "telares en uso",
            "evidence": "acta",
        },
    )
    page.goto("/oficina/visitas/")
    page.get_by_role("link", name="Visita de marzo").click()
    page.get_by_role("button", name="Hacer el acta").click()
    expect(page.locator(".steps__here")).to_have_text("Con acta")
    unsigned = pdf(page, page.get_by_role("link", name="Acta 1 (PDF)"))
    add(page, "Anotar una firma a mano", {"signer": "visitante-", "how": "hand", "words": "Archivo, folio 3"})
    assert page.problems == []
    director = enter("directora")
    director.get_by_role("link", name="Firmar: acta 1 de «Visita de marzo»").click()
    director.get_by_label("Su contraseña").fill(demo.PASSWORD)
    director.get_by_role("button", name="Firmar").click()
    expect(director.get_by_text("Se firmó.")).to_be_visible()
    page.reload()
    expect(page.locator("#papeles + ul")).to_contain_text("Firmada")
    signed = pdf(page, page.get_by_role("link", name="Acta 1 (PDF)"))
    assert b"/ETSI.CAdES.detached" in signed and b"/ETSI.CAdES.detached" not in unsigned
    words = {
        "says": "Las internas mostraron sus tejidos.",
        "should_say": "Mostraron sus bolsos.",
        "why": "Eran bolsos.",
    }
    add(page, "Rectificar el acta", words)
    expect(page.get_by_role("link", name="Rectificación del acta 1 (PDF)")).to_be_visible()
    assert page.problems == director.problems == []


def test_the_visit_of_the_note_asks_for_what_the_note_lacks(enter):
    page = enter("protocolo")
    expect(page.get_by_text("¿qué se prometió? No tiene compromisos")).to_be_visible()
    page.get_by_text("¿qué se prometió? No tiene compromisos").click()
    expect(page.locator("article.stop")).to_have_count(11)
    liaison = enter("mimp")
    expect(liaison.get_by_role("navigation").first).to_contain_text("Enlace")
    expect(liaison.get_by_role("navigation").first).not_to_contain_text("Visitas")
    assert liaison.goto("/oficina/visitas/").status == 403
    assert liaison.goto("/oficina/cifras/").status == 403
