"""Take the manual's pictures from the real screens of a running demonstration.

    LLAMKAY_DEMO=1 LLAMKAY_NOW=2026-02-02T10:07:00-05:00 llamkay serve --port 8000
    python docs/manual/pictures.py http://127.0.0.1:8000

It fills the first week of one open sheet, as a workshop would; use a demonstration that may be thrown away.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent / "img"
PASSWORD = "cuna-taller-aula-2026"
PICTURES = {
    "instructora": {"hoy": "/oficina/", "planillas": "/oficina/planillas/?mes=2026-02"},
    "jefatrabajo": {"importar": "/oficina/planillas/importar/"},
    "directora": {
        "cierre": "/oficina/cierres/EP16/2026-02/",
        "cerrado": "/oficina/cierres/EP16/2026-01/",
        "persona": "/oficina/personas/?q=I000126",
    },
    "tesoreria": {
        "pagos": "/oficina/pagos/",
        "empresas": "/oficina/pagos/empresas/",
        "liquidaciones": "/oficina/pagos/liquidaciones/",
    },
    "cuna": {"cuna-hoy": "/oficina/cuna/hoy/"},
    "salud": {"cuna-salud": "/oficina/cuna/salud/", "cuna-curva": "/oficina/cuna/ninos/15/curva/peso/"},
    "estadistica": {
        "cifras": "/oficina/cifras/",
        "informes": "/oficina/cifras/informes/",
        "publicar": "/oficina/cifras/publicar/preparar/2025-12/",
    },
    "prensa": {"nota": "/oficina/notas/2/"},
    "datos": {"incidente": "/oficina/incidentes-de-datos/1/"},
    "": {"publico": "/", "verificar": "/verificar/"},
}


def main(address: str) -> None:
    with sync_playwright() as play:
        path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for user, pictures in PICTURES.items():
            page = browser.new_page(viewport={"width": 1280, "height": 720}, base_url=address, locale="es-PE")
            if user:
                enter(page, user)
            if user == "instructora":
                sheet(page)
            for name, where in pictures.items():
                page.goto(where)
                if name == "persona":
                    page.locator("main tbody a").first.click()
                    page.locator("h2", has_text="Redención").scroll_into_view_if_needed()
                take(page, name)
            if user == "directora":
                page.locator("a", has_text="Ver el cómputo al").first.click()
                take(page, "computo")
            page.close()
        browser.close()


def enter(page, user: str) -> None:
    page.goto("/cuenta/login/")
    page.fill("#id_login", user)
    page.fill("#id_password", PASSWORD)
    page.click("main .govuk-button")
    page.wait_for_url("**/oficina/")


def sheet(page) -> None:
    """A week typed, with an absence and a late arrival."""
    page.goto("/oficina/planillas/?mes=2026-02")
    page.get_by_role("link", name="Panificadora San Miguelito").click()
    page.wait_for_selector("form[data-ready]")
    people = page.locator("tbody tr[data-row]").count()
    for day, marks in ((2, "P" * people), (3, "PF" + "P" * (people - 2)), (4, "P4" + "P" * (people - 2))):
        page.locator(f"tbody input[name$='-{day}']").first.focus()
        for mark in marks:
            page.keyboard.type(mark)
            page.keyboard.press("Enter")
    page.locator("[data-status]", has_text="Guardado").wait_for()
    page.locator("tbody input[name$='-4']").nth(1).focus()
    page.evaluate("window.scrollTo(0, 0)")
    take(page, "planilla")


def take(page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")
    print(name)


if __name__ == "__main__":
    main(sys.argv[1])
