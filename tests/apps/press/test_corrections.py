"""A correction is a second document by two people that reaches every copy; a revision is announced; contradictions."""

import csv
import io
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from llamkay.apps.press import corrections
from llamkay.apps.press.checks import notes as check_notes
from llamkay.apps.press.contradictions import contradictions
from llamkay.apps.press.exports import export_text
from llamkay.apps.press.mentions import mentions
from llamkay.apps.press.models import Correction
from llamkay.apps.press.services import import_note
from llamkay.apps.press.wording import NoteRefused
from llamkay.apps.statistics.opendata.bulletin import sheets
from llamkay.apps.statistics.opendata.package import package
from llamkay.apps.statistics.opendata.versions import versions
from llamkay.apps.statistics.revisions.queries import overdue
from llamkay.apps.statistics.revisions.services import announce
from llamkay.core.errors import Refused
from tests.worlds import factories
from tests.worlds.press_office import JANUARY, publish, report

CAUSE = "Se copió la cifra de otro mes."


def proposed(office, note, **more):
    figure = note.published.document["figures"][0]
    which = {"says": figure["text"], "should_say": "otra cifra", "why": CAUSE, "figure": figure["name"]}
    return corrections.propose(
        actor=office.actor, note=note, **{**which, "contradicts": False, "qualifies": False, **more}
    )


@pytest.fixture
def published(office):
    return publish(office.draft(), by=office.head)


def test_two_people_and_only_words_that_the_note_says(office, published):
    for wrong, sentence in (
        ({"says": "no lo dice"}, "La nota no dice"),
        ({"why": "no"}, "causa del error"),
        ({"figure": "otra"}, "no tiene una cifra"),
    ):
        with pytest.raises(NoteRefused, match=sentence):
            proposed(office, published, **wrong)
    made = proposed(office, published)
    assert not made.substantial and made.line == ""
    writer = office.actor
    with pytest.raises(Refused):
        corrections.publish(actor=writer, correction=made)  # nor may whoever drafts publish
    done = corrections.publish(actor=office.head, correction=made)
    assert done.line == f"CORRECCIÓN N° 1 DE LA {published.line}"
    with pytest.raises(DatabaseError), transaction.atomic():
        Correction.objects.filter(pk=done.pk).update(should_say="lo mismo")
    assert list(check_notes()) == []


def test_a_substantial_correction_reaches_every_copy_and_the_note_stays(office, published, client):
    before, seal = export_text(published), published.published.hash
    done = corrections.publish(actor=office.head, correction=proposed(office, published, contradicts=True))
    assert done.substantial
    published.published.refresh_from_db()
    assert published.published.hash == seal
    text = export_text(published)
    assert text.startswith(done.line) and text.endswith(before.split("\n\n")[-1])
    page = client.get(reverse("public-note", args=[published.year, published.number])).content.decode()
    assert page.index("Sustancial") < page.index("La cuna sigue")
    answer = client.get(f"/api/v1/notes/{published.year}/{published.number}").json()
    assert [(each["number"], each["substantial"]) for each in answer["corrections"]] == [(1, True)]
    rows = list(csv.DictReader(io.StringIO(package([office.month])["correcciones.csv"].decode())))
    assert [(row["documento"], row["gravedad"], row["mes"]) for row in rows] == [(done.line, "substantial", "2026-01")]
    assert versions()[0].at == done.published_at
    (table,) = [sheet for sheet in sheets(office.month) if sheet.name == "Correcciones"]
    assert table.rows[0][0] == f"{done.line} (sustancial)"
    entry = published.published.document["figures"][0]
    figure = client.get(reverse("public-figure", args=[entry["metric"]]), {"mes": "2026-01"}).content.decode()
    assert done.line in figure
    assert client.get("/api/v1/public/corrections").json()["items"][0]["substantial"] is True


def test_a_revision_is_announced_and_an_error_is_not(office, client, monkeypatch):
    """Until the revision comes the figures are provisional; a snapshot that nobody announced is a correction."""
    analyst = factories.staff("analyst", None)

    def changes():
        return [row["clase"] for row in csv.DictReader(io.StringIO(package([office.month])["cambios.csv"].decode()))]

    def status():
        rows = csv.DictReader(io.StringIO(package([office.month])["cifras.csv"].decode()))
        return {row["obs_status"] for row in rows if row["cifra"] == "population"}

    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-03T10:00:00-05:00")
    report("EP16", population=811, working=300)
    assert changes()[-1] == "correction" and status() == {"A"}
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-04T10:00:00-05:00")
    with pytest.raises(Refused, match="antes"):
        announce(actor=analyst, month=JANUARY, due=date(2026, 2, 4), why=CAUSE, expected="1 %")
    announce(actor=analyst, month=JANUARY, due=date(2026, 2, 20), why=CAUSE, expected="menos de 1 %")
    assert status() == {"P"}
    page = client.get(reverse("public-figure", args=["population"]), {"mes": "2026-01"}).content.decode()
    assert "Provisional" in page and CAUSE in page
    assert [sheet.name for sheet in sheets(office.month) if sheet.name == "Revisión"] == ["Revisión"]
    assert overdue(date(2026, 2, 20)) == [] and len(overdue(date(2026, 2, 21))) == 1
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-05T10:00:00-05:00")
    report("EP16", population=812, working=300)
    assert changes()[-1] == "revision" and status() == {"A"} and overdue(date(2026, 2, 21)) == []
    assert client.get("/api/v1/public/revisions").json()["count"] == 1


NOTE = """Talleres {n}
Bajada

{day} de marzo de 2025 - 4:07 p. m.
NOTA DE PRENSA N° {n}-2025-INPE
{text}
"""


def test_two_notes_that_disagree_and_one_that_does_not_add_up(office, client):
    kept = [
        import_note(actor=office.actor, text=NOTE.format(n=n, day=day, text=text))
        for n, day, text in (
            (101, 3, "En el país funcionan 224 talleres."),
            (102, 9, "El INPE tiene 314 talleres en los penales."),
            (103, 12, "En total hay más de 300 talleres."),
            (104, 20, "Estudian 34 personas: 20 mujeres y 15 hombres."),
        )
    ]
    found = contradictions("workshops")
    assert [(each.first.line, each.second.line) for each in found] == [
        (kept[0].line, kept[1].line),
        (kept[0].line, kept[2].line),
    ]
    assert found[0].first.sentence == "En el país funcionan 224 talleres." and found[0].first.paragraph == 1
    alone = [each for each in contradictions() if each.second is None]
    assert [each.first.line for each in alone] == [kept[3].line] and "suman 35" in alone[0].what
    client.force_login(office.actor, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("press:contradictions")).content.decode()
    assert "224 talleres" in page and "314 talleres" in page and "suman 35" in page
    public = client.get(reverse("public-figure", args=["workshops"])).content.decode()
    assert "314 talleres" in public and reverse("public-mentions", args=["workshops"]) in public
    page = client.get(reverse("public-mentions", args=["workshops"])).content.decode()
    assert "<svg" in page and page.count("Otra nota dice otra cosa") == 3
    assert [each.disputed for each in mentions("workshops")] == [True] * 3
    sheet = client.get(reverse("public-mentions", args=["workshops"]), {"formato": "csv"})
    assert sheet.content.decode("utf-8-sig").count("≠") == 3
