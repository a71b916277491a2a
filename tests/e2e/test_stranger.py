"""A stranger with an old telephone opens the address of a certificate's QR, and nothing tells them of prison."""

import re

import pytest

from tests.e2e.test_accessible import violations

SILENT = re.compile(r"llamkay|inpe|penal|penitenc|c[aá]rcel|prisi[oó]n|chorrillos", re.IGNORECASE)


def opened(enter, words):
    """The number of a certificate of the demonstration in a state, as its signer sees it."""
    page = enter("firma")
    page.goto(f"/oficina/certificados/?estado={words}")
    page.click("table a.govuk-link >> nth=0")
    return page.locator("a[href^='/c/']").first.get_attribute("href")


@pytest.mark.parametrize(
    ("state", "answer"), [("issued", "Vale"), ("revoked", "Anulado"), ("superseded", "Reemplazado")]
)
def test_a_stranger_opens_the_address_of_the_qr(enter, visit, state, answer):
    address = opened(enter, state)
    visit.set_viewport_size({"width": 360, "height": 740})
    assert visit.goto(address).status == 200
    assert visit.locator(".state strong").inner_text() == answer
    assert visit.locator(".state strong").bounding_box()["y"] < 740  # without scrolling
    assert visit.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert violations(visit) == []
    visit.fill("#nombre", "Otra Persona")
    visit.click("text=Comparar")
    assert "No: ese nombre no es el del certificado" in visit.content()
    assert SILENT.findall(visit.content()) == []


def test_the_page_where_a_number_is_typed_is_for_everybody(visit):
    for size in ((1366, 768), (360, 740)):
        visit.set_viewport_size({"width": size[0], "height": size[1]})
        assert visit.goto("/c/").status == 200
        assert violations(visit) == []
        visit.fill("#numero", "4F7K-2M9Q")
        visit.click("text=Comprobar >> nth=0")
        assert "revise las letras" in visit.content()
