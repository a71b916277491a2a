"""What nobody should send: null characters, workbooks that reach to the moon, a locked account under other capitals."""

import io
import zipfile

import pytest
import xlsxwriter

from llamkay.core.errors import Refused
from llamkay.platform.files.tabular import read_table
from tests.worlds import factories


def test_a_null_character_is_refused_everywhere(db, client):
    for address in ("/penales/%00/", "/cifras/?mes=%00", "/verificar/%00/"):
        assert client.get(address).status_code == 400, address


def test_a_small_workbook_that_reaches_far_is_refused():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")
    assert len(out.getvalue()) < 10_000
    with pytest.raises(Refused, match="fuera de la tabla"):
        read_table(name="x.xlsx", content=out.getvalue())


def test_a_workbook_that_unpacks_to_a_flood_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * (101 * 1024 * 1024))
    with pytest.raises(Refused, match="guarda demasiado dentro"):
        read_table(name="x.xlsx", content=out.getvalue())


def test_the_lock_follows_the_account(everything, reference, client, settings):
    user = factories.staff("analyst", None, username="rosa")
    user.set_password("Clave-larga-2026")
    user.save()
    for _ in range(6):
        client.post("/cuenta/login/", {"login": "rosa", "password": "mal"})
    for name in ("rosa", "ROSA", "Rosa", " rosa "):
        answer = client.post("/cuenta/login/", {"login": name, "password": "Clave-larga-2026"})
        assert answer.status_code == 429, name
