"""Every kind of page passes axe (WCAG 2.2 A and AA) in a real browser, wide and narrow, without a console error."""

from pathlib import Path

import pytest

AXE = (Path(__file__).parent / "axe.min.js").read_text()
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
PUBLIC = [
    "/",
    "/penales/",
    "/penales/EP16/",
    "/cifras/",
    "/cifras/working/",
    "/cifras/trabaja/",
    "/cifras/population/cambios/",
    "/notas/",
    "/notas/2026/98/",
    "/productos/",
    "/p/REC-BOL/REC-260119-1-1/",
    "/convenios/",
    "/compromisos/",
    "/evaluacion/",
    "/evaluacion/1/",
    "/evaluacion/carolina-del-norte/",
    "/evaluacion/lo-que-hallaron-otros/",
    "/cuenta/login/",
]
OFFICE = {
    "directora": ["/oficina/", "/oficina/planillas/", "/oficina/actividades/", "/oficina/personas/",
                  "/oficina/cierres/", "/oficina/cierres/EP16/2026-01/", "/oficina/establecimientos/"],
    "jefatrabajo": ["/oficina/produccion/ventas/nueva/", "/oficina/produccion/convenios/1/",
                    "/oficina/produccion/contratos/"],
    "instructora": ["/oficina/planillas/43/", "/oficina/planillas/1/"],
    "prensa": ["/oficina/notas/", "/oficina/notas/1/", "/oficina/notas/2/", "/oficina/notas/3/",
               "/oficina/notas/3/editar/"],
    "protocolo": ["/oficina/visitas/", "/oficina/visitas/1/", "/oficina/visitas/1/parte/ocurrido/3/",
                  "/oficina/convenios/2/", "/oficina/compromisos/", "/oficina/compromisos/1/", "/oficina/autoridades/"],
    "mimp": ["/oficina/enlace/", "/oficina/compromisos/1/informe/"],
    "estadistica": ["/oficina/cifras/", "/oficina/cifras/working/", "/oficina/cifras/informes/",
                    "/oficina/evaluacion/", "/oficina/evaluacion/analisis/", "/oficina/evaluacion/analisis/1/",
                    "/oficina/evaluacion/protocolos/", "/oficina/evaluacion/protocolos/1/",
                    "/oficina/evaluacion/protocolos/nuevo/"],
}  # fmt: skip


def violations(page):
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [(item["id"], [node["html"][:120] for node in item["nodes"]][:3]) for item in found]


@pytest.mark.parametrize("size", [(1366, 768), (360, 740)])
def test_public_pages(visit, size):
    visit.set_viewport_size({"width": size[0], "height": size[1]})
    for address in PUBLIC:
        assert visit.goto(address).status == 200, address
        assert violations(visit) == [], address
        wide = visit.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{address} is {wide} pixels wider than the window"


@pytest.mark.parametrize("username", OFFICE)
def test_office_pages(enter, username):
    page = enter(username)
    for address in OFFICE[username]:
        assert page.goto(address).status == 200, address
        assert violations(page) == [], address
    assert page.problems == []
