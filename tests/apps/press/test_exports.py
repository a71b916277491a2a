"""A note leaves as text, PDF, DOCX, portal fields, feed, JSON-LD; what was corrected of it is in every one."""

import io
import json
import re
import zipfile
from datetime import datetime
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader

from llamkay.apps.press import corrections
from llamkay.apps.press.corrections import propose
from llamkay.apps.press.exports import FIELDS, FILES, copies, export_text, portal_fields
from llamkay.apps.press.services import draft_note, import_note, void_note
from llamkay.platform.clock import LIMA
from llamkay.platform.papers.docx import docx
from tests.worlds.press_office import OLD, publish

WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SAYS, SHOULD = "Un párrafo con una palabra de más.", "Un párrafo."


@pytest.fixture
def corrected(office):
    """A published note with a substantial correction."""
    text = [SAYS, "Otro párrafo: 3 < 5 & «así» </script>."]
    drafted = draft_note(actor=office.actor, title="Nota para salir", subtitle="Una bajada", paragraphs=text)
    note = publish(drafted, by=office.head)
    made = propose(
        actor=office.actor,
        note=note,
        says=SAYS,
        should_say=SHOULD,
        why="Se escribió de prisa.",
        contradicts=True,
        qualifies=False,
    )
    corrections.publish(actor=office.head, correction=made)
    return note


def taken(client, note, name):
    answer = client.get(reverse("public-note-file", args=[note.year, note.number, name]))
    assert answer.status_code == 200 and answer["Content-Type"] == FILES[name]
    return answer.content


def paragraphs_of(file):
    package = zipfile.ZipFile(io.BytesIO(file))
    assert package.testzip() is None
    for name in package.namelist():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(package.read(name))
    root = ElementTree.fromstring(package.read("word/document.xml"))
    found = []
    for each in root.iter(f"{WORDS}p"):
        style = each.find(f"{WORDS}pPr/{WORDS}pStyle")
        found.append(
            (
                "Normal" if style is None else style.get(f"{WORDS}val"),
                "".join(text.text for text in each.iter(f"{WORDS}t")),
            )
        )
    return found


def test_a_correction_reaches_every_copy_and_the_words_stay(corrected, client):
    told = f"dice «{SAYS}»; debe decir «{SHOULD}»"
    text = taken(client, corrected, "nota.txt").decode()
    assert text.index(told) < text.index("Nota para salir") and text.count(SAYS) == 2
    blocks = paragraphs_of(taken(client, corrected, "nota.docx"))
    assert [style for style, _text in blocks] == [
        "Caption",
        "Quote",
        "Title",
        "Subtitle",
        "Normal",
        "Normal",
        "Caption",
    ]
    assert told in blocks[1][1] and blocks[5][1] == "Otro párrafo: 3 < 5 & «así» </script>."
    pdf = PdfFileReader(io.BytesIO(taken(client, corrected, "nota.pdf")))
    assert bool(pdf.root["/MarkInfo"]["/Marked"]) and str(pdf.root["/Lang"]) == "es-PE"
    fields = json.loads(taken(client, corrected, "portal.json"))
    assert set(fields) == set(FIELDS) and told in fields["cuerpo_html"] and "3 &lt; 5 &amp;" in fields["cuerpo_html"]
    assert (fields["titulo"], fields["bajada"], fields["fecha"]) == ("Nota para salir", "Una bajada", "02/02/2026")
    linked = json.loads(taken(client, corrected, "nota.jsonld"))
    assert linked["@type"] == "NewsArticle" and linked["identifier"] == corrected.line
    (correction,) = linked["correction"]
    assert correction["@type"] == "CorrectionComment" and told in correction["text"]
    feed = ElementTree.fromstring(client.get(reverse("public-feed")).content)
    entry = feed.find("{http://www.w3.org/2005/Atom}entry")
    assert told in entry.find("{http://www.w3.org/2005/Atom}summary").text


def test_what_a_machine_reads_in_the_page_is_what_it_reads_in_the_file(corrected, client):
    page = client.get(reverse("public-note", args=[corrected.year, corrected.number])).content.decode()
    (inside,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert json.loads(inside) == json.loads(taken(client, corrected, "nota.jsonld"))
    for name in ("nota.pdf", "nota.docx", "nota.jsonld"):
        assert reverse("public-note-file", args=[corrected.year, corrected.number, name]) in page


def test_a_withdrawn_note_says_so_in_every_copy(office, client):
    note = import_note(actor=office.actor, text=OLD)
    first = taken(client, note, "nota.docx")
    void_note(actor=office.head, note=note, reason="Se repitió la 099.")
    told = "Esta nota fue anulada: Se repitió la 099."
    note.refresh_from_db()
    assert told in export_text(note) and taken(client, note, "nota.docx") != first  # what is remembered is of before
    assert told in [text for _style, text in paragraphs_of(taken(client, note, "nota.docx"))]
    linked = json.loads(taken(client, note, "nota.jsonld"))
    assert linked["creativeWorkStatus"] == "Withdrawn" and linked["correction"] == [told]


def test_a_file_that_is_none_of_them_and_a_draft_are_not_found(office, client, corrected):
    for year, number, name in ((corrected.year, corrected.number, "nota.exe"), (2026, 700, "nota.pdf")):
        assert client.get(f"/notas/{year}/{number}/{name}").status_code == 404


def test_the_map_of_the_site_leads_to_pages_that_are_there(corrected, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        answer = client.get("/sitemap.xml")
    spaces = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = {
        each.find(f"{spaces}loc").text: each.findtext(f"{spaces}lastmod")
        for each in ElementTree.fromstring(answer.content).iter(f"{spaces}url")
    }
    address = next(each for each in found if each.endswith(f"/notas/{corrected.year}/{corrected.number}/"))
    assert found[address] == "2026-02-02"
    paths = [each.partition("://")[2].partition("/")[2] for each in found]
    first = [path for path in paths if not re.match("(penales|cifras)/.", path)]
    assert {client.get(f"/{path}").status_code for path in first} == {200}
    assert len(paths) > 85 and len(set(paths)) == len(paths)
    assert "Sitemap: " in client.get("/robots.txt").content.decode()


def test_the_feed_asks_as_often_of_many_notes_as_of_one(office, client, django_assert_num_queries):
    assert copies([]) == []
    import_note(actor=office.actor, text=OLD)
    client.get(reverse("public-feed"))
    with django_assert_num_queries(3):
        client.get(reverse("public-feed"))
    for number in range(3):
        import_note(actor=office.actor, text=OLD.replace("098-2026", f"{90 + number:03d}-2026"))
    with django_assert_num_queries(3):
        client.get(reverse("public-feed"))


def test_the_second_page_of_the_notes_is_reached_from_the_first(office, client):
    for number in range(21):
        import_note(actor=office.actor, text=OLD.replace("098-2026", f"{100 + number:03d}-2026"))
    page = client.get(reverse("public-notes")).content.decode()
    assert "?pagina=2" in page and "N° 100-2026" not in page
    assert "N° 100-2026" in client.get(reverse("public-notes") + "?pagina=2").content.decode()


def test_an_old_note_without_a_moment_invents_none(office, client):
    note = import_note(actor=office.actor, text=OLD)
    note.published_at = None
    fields = dict(portal_fields(note))
    assert fields["Fecha"] == fields["Hora"] == ""


def test_what_no_file_may_hold_is_left_out():
    made = docx([("Title", "a\x00b & <c>")], title="t\x00", author="x" * 300, at=datetime(2026, 2, 2, tzinfo=LIMA))
    assert paragraphs_of(made) == [("Title", "ab & <c>")]
