"""Take the pictures of the README and of the manual from the real screens of the demonstration.

    make pictures                                # a demonstration of a Monday morning, built for them and thrown away
    python docs/pictures.py --data FOLDER        # one that stands in a data folder: it is written in
    python docs/pictures.py --only readme        # those of the README alone

It needs Debian's Chromium (``apt install chromium``), as the tests in the browser do.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).resolve().parent
README, MANUAL = DOCS / "img", DOCS / "manual" / "img"
PASSWORD = "cuna-taller-aula-2026"
MONDAY = "2026-02-02T10:07:00-05:00"  # the nursery is full, January is closed, February begins
FRIDAY = "2026-02-06T16:10:00-05:00"  # the first week of February can be typed
BAKERY = "Panificadora San Miguelito"
WIDTH, HEIGHT = 1366, 768
MOST_BYTES = 240_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
COMMAND = [sys.executable, "-P", "-m", "llamkay.cli"]


class Picture(NamedTuple):
    """A screen: who looks, where, the file, what is done on the page before it is taken, and when it is looked at."""

    login: str
    url: str
    file: Path
    prepare: Callable[[Page], Any] = lambda page: None
    now: str = MONDAY


def week_typed(page: Page) -> None:
    """The open sheet of the bakery with a week typed, an absence and a late arrival."""
    page.get_by_role("link", name=BAKERY).click()
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


def sheet_of(name: str) -> Callable[[Page], None]:
    """The sheet of an activity, opened from the list of a month."""

    def opened(page: Page) -> None:
        page.get_by_role("link", name=name).click()
        page.wait_for_selector("tbody tr")

    return opened


def at(selector: str, text: str) -> Callable[[Page], None]:
    """The page from a heading on."""
    return lambda page: page.locator(selector, has_text=text).first.evaluate(
        "element => window.scrollTo(0, element.getBoundingClientRect().top + window.scrollY - 16)"
    )


def first_person(page: Page) -> None:
    page.locator("main tbody a").first.click()
    page.locator("h2", has_text="Redención").scroll_into_view_if_needed()


def count_of_first_person(page: Page) -> None:
    page.locator("main tbody a").first.click()
    page.locator("a", has_text="Ver el cómputo al").first.click()


PICTURES = (
    Picture("jefatrabajo", "/oficina/planillas/?mes=2026-01", README / "sheet.png", sheet_of(BAKERY)),
    Picture("directora", "/oficina/cierres/EP16/2026-01/", README / "close.png"),
    Picture("prensa", "/oficina/notas/2/", README / "note.png"),
    Picture("cuna", "/oficina/cuna/hoy/", README / "nursery.png", at("h2", "Sala Bebés")),
    Picture("instructora", "/oficina/", MANUAL / "hoy.png"),
    Picture("instructora", "/oficina/planillas/?mes=2026-02", MANUAL / "planillas.png"),
    Picture("jefatrabajo", "/oficina/planillas/importar/", MANUAL / "importar.png"),
    Picture("directora17", "/oficina/cierres/EP17/2026-01/", MANUAL / "cierre.png"),
    Picture("directora", "/oficina/cierres/EP16/2026-01/", MANUAL / "cerrado.png"),
    Picture("directora", "/oficina/personas/?q=I000126", MANUAL / "persona.png", first_person),
    Picture("directora", "/oficina/personas/?q=I000126", MANUAL / "computo.png", count_of_first_person),
    Picture("tesoreria", "/oficina/pagos/", MANUAL / "pagos.png"),
    Picture("tesoreria", "/oficina/pagos/empresas/", MANUAL / "empresas.png"),
    Picture("tesoreria", "/oficina/pagos/liquidaciones/", MANUAL / "liquidaciones.png"),
    Picture("cuna", "/oficina/cuna/hoy/", MANUAL / "cuna-hoy.png"),
    Picture("salud", "/oficina/cuna/salud/", MANUAL / "cuna-salud.png"),
    Picture("salud", "/oficina/cuna/ninos/15/curva/peso/", MANUAL / "cuna-curva.png"),
    Picture("estadistica", "/oficina/cifras/", MANUAL / "cifras.png"),
    Picture("estadistica", "/oficina/cifras/informes/", MANUAL / "informes.png"),
    Picture("estadistica", "/oficina/cifras/publicar/preparar/2025-12/", MANUAL / "publicar.png"),
    Picture("prensa", "/oficina/notas/2/", MANUAL / "nota.png"),
    Picture("datos", "/oficina/incidentes-de-datos/1/", MANUAL / "incidente.png"),
    Picture("protocolo", "/oficina/convenios/2/", MANUAL / "convenio.png"),
    Picture("protocolo", "/oficina/compromisos/", MANUAL / "compromisos.png"),
    Picture("protocolo", "/oficina/visitas/1/", MANUAL / "visita.png"),
    Picture("mimp", "/oficina/enlace/", MANUAL / "enlace.png"),
    Picture("", "/", MANUAL / "publico.png"),
    Picture("", "/verificar/", MANUAL / "verificar.png"),
    Picture("instructora", "/oficina/planillas/?mes=2026-02", MANUAL / "planilla.png", week_typed, FRIDAY),
)


def main() -> None:
    """Take them all, or those of the README or the manual; a page that refuses or a picture too heavy ends it."""
    asking = argparse.ArgumentParser(description=main.__doc__)
    asking.add_argument("--data", type=Path, metavar="FOLDER", help="a data folder that holds the demonstration")
    asking.add_argument("--only", choices=("readme", "manual"))
    asked = asking.parse_args()
    folder = {"readme": README, "manual": MANUAL}.get(asked.only)
    chosen = [picture for picture in PICTURES if folder in (None, picture.file.parent)]
    with data_folder(asked.data) as data:
        for now, pictures in groupby(chosen, key=lambda picture: picture.now):
            with served(data, now) as address:
                take_all(address, pictures)


@contextmanager
def data_folder(given: Path | None) -> Iterator[Path]:
    """The folder of a demonstration: the one that there is, or one built for now."""
    if given:
        yield given.resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # the embedded server runs as another user when we are root
        subprocess.run([*COMMAND, "demo", "--no-serve"], env=environment(Path(folder), MONDAY), check=True)
        yield Path(folder)


def environment(data: Path, now: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"LLAMKAY_DATA": str(data), "LLAMKAY_DEMO": "1", "LLAMKAY_NOW": now}


@contextmanager
def served(data: Path, now: str) -> Iterator[str]:
    """The address at which the demonstration answers, on this machine alone, until the pictures are taken."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen([*COMMAND, "serve", f"--port={port}", "--workers=1"], env=environment(data, now))
    try:
        wait_for(address)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit("the demonstration did not answer in thirty seconds")


def take_all(address: str, pictures: Iterable[Picture]) -> None:
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next((path for name in names if (path := shutil.which(name))), None)
    if chromium is None:
        raise SystemExit("there is no browser: install it with «apt install chromium»")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        for login, screens in groupby(pictures, key=lambda picture: picture.login):
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, base_url=address, locale="es-PE")
            if login:
                enter(page, login)
            for picture in screens:
                take(page, picture)
            page.close()
        browser.close()


def enter(page: Page, login: str) -> None:
    page.goto("/cuenta/login/")
    page.fill("#id_login", login)
    page.fill("#id_password", PASSWORD)
    page.click("main .govuk-button")
    page.wait_for_url("**/oficina/")


def take(page: Page, picture: Picture) -> None:
    answer = page.goto(picture.url)
    if answer is None or answer.status != 200:
        raise SystemExit(f"{picture.login or 'a visitor'} does not see {picture.url}")
    picture.prepare(page)
    page.evaluate("document.fonts.ready")
    picture.file.parent.mkdir(exist_ok=True)
    size = len(page.screenshot(path=picture.file, animations="disabled"))
    print(f"{size:>8,} bytes  {picture.file.relative_to(DOCS.parent)}", flush=True)
    if size > MOST_BYTES:
        raise SystemExit(f"{picture.file.name} is heavier than {MOST_BYTES:,} bytes")


if __name__ == "__main__":
    main()
