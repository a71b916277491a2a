"""A morning without a line in two browsers whose clocks are eight hours wrong; what they marked, and who settles it.

Real workers, real stores, real servers; it takes the better part of a minute and stands beside the other tests:
``make offline``.
"""

import json
import subprocess
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.worlds.served import LLAMKAY, NOW

PASSWORD, PHRASE = "cuna-taller-aula-2026", "molle y retama"
WRONG = timedelta(hours=8, minutes=30)
BAKERY = """
from llamkay.apps.activities.models import Activity
from llamkay.apps.activities.sheets.services import open_sheet
from llamkay.core.values import Month
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
with scope.elevated():
    bakery = Activity.objects.get(code="PAN", establishment__code="EP16")
    print(open_sheet(actor=Command(), activity=bakery, month=Month(2026, 3)).pk)
"""
MARKS = """
import json
from llamkay.apps.activities.models import MarkEdit, SheetRow
from llamkay.apps.nursery.models import DayEvent
from llamkay.apps.offline.models import DayEntry, SheetEntry
from llamkay.platform.security import scope
with scope.elevated():
    marks = {row.pk: row.reasons[1] for row in SheetRow.objects.filter(sheet=%d)}
    entries = list(SheetEntry.objects.values_list("taking__by", "row", "mark", "state"))
    edits = MarkEdit.objects.filter(row__sheet=%d).count()
    lines = list(DayEntry.objects.values_list("child", "kind", "state"))
    events = DayEvent.objects.filter(offline_line__isnull=False).count()
print(json.dumps({"marks": marks, "entries": entries, "edits": edits, "lines": lines, "events": events}))
"""
# All that the two stores of this site hold on the disk of the device, as text; what cannot be read as text is left out.
HELD = """async () => {
  const pages = [];
  for (const name of await caches.keys()) {
    for (const each of await (await caches.open(name)).keys()) pages.push(new URL(each.url).pathname);
  }
  const database = await new Promise((good) => {
    indexedDB.open("llamkay-offline").onsuccess = (event) => good(event.target.result);
  });
  const all = (store) => new Promise((good) => {
    database.transaction(store).objectStore(store).getAll().onsuccess = (event) => good(event.target.result);
  });
  const text = (value) => new TextDecoder("latin1").decode(new Uint8Array(value));
  const boxes = await all("boxes"), entries = await all("entries");
  database.close();
  return {
    pages,
    kinds: boxes.map((box) => Boolean(box.package && box.lock)),
    entries: entries.length,
    text: JSON.stringify([boxes, entries], (_, value) => value instanceof ArrayBuffer ? text(value) : value),
  };
}"""


@pytest.fixture
def shell(environment, site):
    """A command in the product's own shell, on the day of the test."""

    def run(code):
        done = subprocess.run(
            [LLAMKAY, "manage", "shell", "-v", "0", "-c", code],
            env=environment | {"LLAMKAY_NOW": NOW},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.strip().splitlines()[-1])

    return run


@pytest.fixture
def device(browser, site):
    """A browser of its own with a clock that is wrong by so much."""
    contexts = []

    def made(wrong, **options):
        context = browser.new_context(**{"viewport": {"width": 1366, "height": 768}, "base_url": site, **options})
        context.clock.install(time=datetime.fromisoformat(NOW) + wrong)
        contexts.append(context)
        return context

    yield made
    for context in contexts:
        context.close()


def sign_in(page, username):
    if "/cuenta/login/" not in page.url:
        page.goto("/cuenta/login/")
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    page.click("main .govuk-button")
    page.wait_for_url(lambda address: "/login/" not in address)


def take(context, username, address):
    """Sign in, take along what that page shows and give it a phrase; the page on which it goes on."""
    page = context.new_page()
    sign_in(page, username)
    page.goto(address)
    page.get_by_role("button", name="Llevar sin conexión").first.click()
    unlock(page)
    expect(page.locator("[data-note]")).to_be_visible()
    return page


def unlock(page):
    page.fill("#clave", PHRASE)
    page.keyboard.press("Enter")
    expect(page.locator("[data-lines] li").first).to_be_visible()


def line(page, number):
    """The line of that place among those who may be marked today."""
    return page.locator(".offline-line:has(.offline-mark:enabled)").nth(number)


def mark(page, number, text):
    """Type the mark of the person of that place and go on with Enter."""
    line(page, number).locator(".offline-mark").focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(line(page, number).locator("[data-kept]")).to_have_text("guardada aquí")


def row(page, number):
    return int(line(page, number).locator(".offline-mark").get_attribute("id")[1:])


def state(page, text):
    expect(page.locator("[data-state]")).to_contain_text(text)


def test_two_browsers_mark_one_sheet_without_a_line(device, shell):
    sheet = shell(BAKERY)
    address = f"/oficina/planillas/{sheet}/"
    ahead, behind = device(WRONG), device(-WRONG, viewport={"width": 360, "height": 740})
    one, two = take(ahead, "instructora", address), take(behind, "jefatrabajo", address)
    expect(one.locator("[data-skew]")).to_contain_text("adelantado")
    expect(two.locator("[data-skew]")).to_contain_text("atrasado")
    rows = [row(one, number) for number in range(5)]
    name = one.locator("[data-name]").first.inner_text()

    # The line falls for both. The first marks, closes the tab, comes back without a line, and goes on.
    for context in (ahead, behind):
        context.set_offline(True)
    mark(one, 0, "p")
    mark(one, 1, "F")
    state(one, "guardadas en este equipo: 2")
    one.close()
    one = ahead.new_page()
    one.goto("/oficina/sin-linea/")
    one.fill("#clave", "no es esta clave")
    one.keyboard.press("Enter")
    expect(one.locator("[data-wrong]").first).to_contain_text("no es la clave")
    unlock(one)
    expect(line(one, 1).locator(".offline-mark")).to_have_value("F")
    mark(one, 2, "2")
    state(one, "guardadas en este equipo: 3")
    # The second types with one key a person, on a narrow screen.
    mark(two, 0, "P")
    mark(two, 1, "P")
    mark(two, 3, "P")
    assert two.evaluate("document.documentElement.scrollWidth") <= 360

    # On the disk there is no name; the worker kept its shell and no page of the office.
    held = one.evaluate(HELD)
    assert held["kinds"] == [True] and held["entries"] == 3
    assert name.split(",")[0] not in held["text"] and "guardada" not in held["text"]
    assert [page for page in held["pages"] if not page.startswith("/static/")] == ["/oficina/sin-linea/"]

    # The line returns. The second sends; the first was signed out meanwhile, and somebody else signs in on its machine.
    behind.set_offline(False)
    state(two, "Todo lo marcado está en el sistema")
    ahead.clear_cookies(name="sessionid")
    ahead.set_offline(False)
    state(one, "Marcas guardadas en este equipo: 3")
    one.get_by_role("link", name="Ingresar de nuevo").click()
    sign_in(one, "jefatrabajo17")
    one.goto("/oficina/")
    one.wait_for_timeout(300)
    held = one.evaluate(HELD)
    assert held["kinds"] == [False] and held["entries"] == 3  # it can no longer be shown; nothing was lost
    one.get_by_role("button", name="Salir").click()
    one.wait_for_url(lambda address: "/oficina/" not in address)
    sign_in(one, "instructora")
    one.goto("/oficina/")
    one.get_by_role("link", name="que siguen en este equipo: 3").click()
    state(one, "Por resolver: 1")
    expect(one.locator("[data-skew]")).to_contain_text("adelantado 8 h 30 min")

    # Whoever runs the area settles it; both marks stay in the history.
    two.goto("/oficina/")
    two.get_by_role("link", name="Marcas hechas sin conexión por resolver").click()
    two.locator("main tbody a").first.click()
    two.get_by_label("Lo marcado sin conexión: «F»").check()
    two.fill("#id_why", "La instructora pasó lista; yo no la vi.")
    two.get_by_role("button", name="Resolver").click()
    expect(two.get_by_text("Nada por resolver")).to_be_visible()

    found = shell(MARKS % (sheet, sheet))
    assert [found["marks"][str(pk)] for pk in rows] == [1, 3, 1, 1, 0]
    assert sorted(map(tuple, found["entries"])) == sorted(
        [
            ("instructora", rows[0], "P", "already"),
            ("instructora", rows[1], "F", "mine"),
            ("instructora", rows[2], "2", "applied"),
            ("jefatrabajo", rows[0], "P", "applied"),
            ("jefatrabajo", rows[1], "P", "applied"),
            ("jefatrabajo", rows[3], "P", "applied"),
        ]
    )
    assert found["edits"] == 1


def test_the_day_of_the_nursery_without_a_line(device, shell):
    tablet = device(WRONG, viewport={"width": 360, "height": 740})
    page = take(tablet, "cuna", "/oficina/cuna/hoy/")
    tablet.set_offline(True)
    # The hour that is proposed is the server's, not the one that this clock shows.
    assert page.input_value("#hora") == "09:00"
    page.select_option("#que", "in")
    page.fill("#hora", "08:20")
    page.get_by_role("button", name="Anotar").click()
    state(page, "guardadas en este equipo: 1")
    page.select_option("#que", "feed")
    page.fill("#hora", "08:40")
    page.get_by_role("button", name="Anotar").click()
    state(page, "guardadas en este equipo: 2")
    page.close()
    page = tablet.new_page()
    page.goto("/oficina/sin-linea/")
    unlock(page)
    expect(page.locator("[data-lines] li").first).to_contain_text("08:40")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    tablet.set_offline(False)
    state(page, "Todo lo marcado está en el sistema")
    page.get_by_role("button", name="Terminar y borrar de este equipo").click()
    state(page, "no hay nada llevado")
    found = shell(MARKS % (0, 0))
    assert [line[1:] for line in found["lines"]] == [["in", "applied"], ["feed", "applied"]] and found["events"] == 2
