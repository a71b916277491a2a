"""A week of a prison in a real browser, day by day: what everybody wrote reaches the sheet, the pay and her story.

Its site is its own: the clock of its demonstration goes on from Monday to the end of the month. It takes the better
part of a minute and stands beside the other tests: ``make week``.
"""

import subprocess
from datetime import datetime

import pytest
from playwright.sync_api import expect

from llamkay.platform import clock
from tests.e2e.conftest import Server
from tests.e2e.test_journey import saved
from tests.worlds.served import LLAMKAY, demonstration, outside

STORY = "/oficina/planes/persona/{}/historia/"
BAKERY, CODES = "Panificadora San Miguelito", ("I000624", "I000197", "I000349", "I000160", "I000046", "I000423")
THE_OTHERS = """
from llamkay.apps.activities.models import Sheet
from llamkay.apps.activities.queries import scheduled_minutes
from llamkay.apps.activities.sheets import cells, services
from llamkay.apps.institutions.models import User
from llamkay.core.values import Month
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
with scope.elevated():
    director = User.objects.get(username="directora")
    for sheet in Sheet.objects.filter(activity__establishment__code="EP16", month="2026-02-01", state="open"):
        minutes = scheduled_minutes(activity=sheet.activity, month=Month(2026, 2))
        cells.fill_column(actor=Command(), sheet=sheet, day=next(day for day in range(2, 9) if minutes[day - 1]))
        services.submit_sheet(actor=Command(), sheet=sheet)
    for sheet in Sheet.objects.filter(activity__establishment__code="EP16", month="2026-02-01", state="submitted"):
        services.approve_sheet(actor=director, sheet=sheet)
"""


class Moving(Server):
    """A site whose clock is that of its demonstration, and is moved."""

    def __init__(self, home):
        self.clock = home / "demo-clock.json"
        super().__init__(outside() | {"LLAMKAY_DATA": str(home), "LLAMKAY_DEMO": "1", "LLAMKAY_CLOCK": str(self.clock)})

    def start(self):
        self.environment.pop("LLAMKAY_NOW")
        super().start()

    def on(self, day):
        clock.move(self.clock, datetime.fromisoformat(f"{day}T14:00:00-05:00"))


@pytest.fixture(scope="module")
def week(tmp_path_factory, demonstrations):
    home = tmp_path_factory.mktemp("week")
    demonstration(home, demonstrations)
    running = Moving(home)
    yield running
    running.stop()


@pytest.fixture
def site(week):
    return week.address


def send(page, button, **fields):
    """Fill the form of a button, opening what it is folded in, and send it."""
    form = page.locator(f'main form:has(button:text-is("{button}"))').last
    for folded in form.locator("xpath=ancestor::details[not(@open)]").all():
        folded.locator("summary").first.click()
    for name, value in fields.items():
        field = form.locator(f"[name='{name}']").first
        if value is True:
            field.check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    form.locator(f'button:text-is("{button}")').click()


def test_a_week_of_a_prison(week, enter):
    ill, paid, away, moved, freed, late = people = [int(code[1:]) for code in CODES]
    head, registry, council, guide = (enter(who) for who in ("jefatrabajo", "registro", "consejo", "instructora"))

    def told(page, text):
        expect(page.locator(".govuk-notification-banner, .govuk-error-summary").first).to_contain_text(text)

    def place_of(code):
        head.goto("/oficina/actividades/")
        head.get_by_role("link", name=BAKERY).click()
        head.locator("tbody tr").filter(has_text=code).locator("a[href*='/plazas/']").first.click()

    # Monday: a request goes to the council, one place for two women who were approved, two places are suspended.
    week.on("2026-02-02")
    head.goto("/oficina/actividades/")
    head.get_by_role("link", name="Taller de tejido").click()
    head.get_by_role("link", name="Editar").click()
    send(head, "Guardar", capacity="21")
    head.goto("/oficina/plazas/solicitudes/?estado=approved")
    first, second = (link.get_attribute("href") for link in head.locator("tbody th a").all())
    for url, answer in ((first, "Plaza dada"), (second, "la última la recibió Cruz Apaza, Carmen")):
        head.goto(url)
        send(head, "Dar la plaza", start="2026-02-02")
        told(head, answer)
    head.goto("/oficina/plazas/solicitudes/?estado=requested")
    head.locator("tbody th a").first.click()
    send(head, "Poner en lista")
    send(head, "Proponer")
    wish = int(head.url.rstrip("/").rsplit("/", 1)[1])
    council.goto("/oficina/plazas/consejo/")
    council.check(f"[name=request][value='{wish}']")
    send(council, "Anotar la sesión", act="Acta 7", on="2026-02-02", decision="approve")
    told(council, "lo que decidió el consejo (1)")
    place_of(CODES[0])
    send(head, "Suspender", kind="health", start="2026-02-03", back_on="2026-02-06")
    place_of(CODES[1])
    send(head, "Suspender", kind="materials", start="2026-02-04", back_on="2026-02-05", paid=True)
    told(head, "Plaza suspendida")

    def row(person):
        return guide.locator("tbody tr[data-row]").filter(has_text=f"I{person:06}")

    def week_of(person):
        cells = "row => [...row.cells].slice(4, 10).map(c => (c.querySelector('input')?.value ?? c.innerText).trim())"
        return "".join(mark or "." for mark in row(person).evaluate(cells))

    def all_present(day):
        guide.goto(sheet)
        guide.wait_for_selector("form[data-ready]")
        guide.locator(f"tbody input[name$='-{day}']").first.focus()
        guide.keyboard.press("Alt+p")
        saved(guide)

    guide.goto("/oficina/planillas/?mes=2026-02")
    guide.get_by_role("link", name=BAKERY).click()
    sheet = guide.url
    all_present(2)

    # Tuesday: a day in hospital. Wednesday: somebody is sent to another prison, after her mark was written.
    week.on("2026-02-03")
    registry.goto(f"/oficina/personas/{away}/salida-temporal/")
    send(registry, "Guardar", reason="hospital", start="2026-02-03", end="2026-02-04")
    all_present(3)
    week.on("2026-02-04")
    all_present(4)
    registry.goto(f"/oficina/personas/{moved}/traslado/")
    to = registry.locator("option", has_text="Anexo Mujeres Chorrillos").first.get_attribute("value")
    send(registry, "Guardar", to=to, on="2026-02-04", reason="R.D. 45")
    told(registry, "febrero de 2026: 4 (5 h)")
    send(registry, "Guardar")  # as it stands there
    told(registry, "Se registró el traslado")

    # Thursday: one goes free after the morning's work, and nothing of it is lost. Friday: the other is back.
    week.on("2026-02-05")
    all_present(5)
    registry.goto(f"/oficina/personas/{freed}/libertad/")
    send(registry, "Guardar", exit="release", ground="sentence_served", on="2026-02-05", reason="Oficio 7")
    told(registry, "Se registró la salida")
    week.on("2026-02-06")
    registry.goto(f"/oficina/personas/{moved}/traslado/")
    here = registry.locator("option", has_text="E.P. Mujeres Chorrillos").first.get_attribute("value")
    send(registry, "Guardar", to=here, on="2026-02-06", reason="R.D. 46")
    all_present(6)

    # Saturday has no session, which is paid; and a closed day of January is corrected by two people.
    week.on("2026-02-07")
    head.goto("/oficina/actividades/")
    head.get_by_role("link", name=BAKERY).click()
    head.get_by_role("link", name="Sesiones").click()
    send(head, "Anotar", on="2026-02-07", reason="power", paid=True)
    guide.goto(sheet)
    assert {person: week_of(person) for person in people} == {
        ill: "PUUUPQ",
        paid: "PPKPPQ",
        away: "PSPPPQ",
        moved: "PPP...",
        freed: "PPPP..",
        late: "PPPPPQ",
    }
    head.goto("/oficina/planillas/?mes=2026-01")
    head.get_by_role("link", name=BAKERY).click()
    head.locator("tbody tr").filter(has_text=CODES[5]).locator("a[href*='/ajustar/']").first.click()
    send(head, "Pedir ajuste", day="20", mark="8", why="El parte del día 20 dice ocho horas.")
    director = enter("directora")
    director.goto(head.url)
    send(director, "Confirmar ajuste")

    # The month ends. What the registry contradicts is not handed in until it is taken out.
    week.on("2026-03-02")
    guide.goto(sheet)
    guide.wait_for_selector("form[data-ready]")
    send(guide, "Guardar y entregar")
    expect(guide.locator("main")).to_contain_text("día 4: ese día no estaba en el establecimiento: salida por traslado")
    wrong = row(moved).locator("input[name$='-4']")
    wrong.fill("")
    wrong.press("Tab")
    saved(guide)
    send(guide, "Guardar y entregar")
    expect(guide.get_by_text("Planilla entregada")).to_be_visible()
    head.goto(sheet)
    send(head, "Aprobar planilla")
    expect(head.get_by_text("Aprobada").first).to_be_visible()
    words = [LLAMKAY, "manage", "shell", "-v0", "-c", THE_OTHERS]
    subprocess.run(words, env=week.environment, check=True, capture_output=True, timeout=120)
    director.goto("/oficina/cierres/EP16/2026-02/")
    for box in director.locator("main").get_by_role("textbox").all():
        box.fill("Demostración: una semana de marcas")
    director.get_by_role("button", name="Cerrar el mes").click()
    expect(director.get_by_text("Sello", exact=True).first).to_be_visible()

    # Each story tells it in words, and each is paid what the law and the head said.
    for person, sentences in (
        (ill, ["Se suspendió su plaza en", "Volvió a", "Ganó S/ 78.00", f"No hubo sesión en {BAKERY}"]),
        (paid, [f"Se suspendió su plaza en {BAKERY}, con pago", "Ganó S/ 156.00"]),
        (away, ["Salió temporalmente: hospital", "Volvió de su salida: hospital", "Ganó S/ 130.00"]),
        (moved, ["Salió por traslado", "Llegó por traslado", "salida por traslado", "Ganó S/ 52.00"]),
        (freed, ["Salió en libertad", "Ganó S/ 104.00"]),
        (late, ["Se corrigió su día 20/01/2026", "antes P (5 h), ahora 8 h", "Ganó S/ 665.60 por su trabajo de enero"]),
        (1, ["Pidió una plaza", "El consejo aprobó su plaza en Taller de tejido (Acta 7)"]),
    ):
        director.goto(STORY.format(person))
        for sentence in sentences:
            expect(director.locator("main")).to_contain_text(sentence)
    payer = enter("tesoreria")
    payer.goto(f"/oficina/personas/{late}/")
    with payer.expect_response(lambda answer: "/boletas/" in answer.url) as printed:
        payer.get_by_role("button", name="Boleta de febrero de 2026 (PDF)").click()
    assert printed.value.status == 200
    assert registry.problems == council.problems == []
