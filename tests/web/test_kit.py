"""The kit page shows every piece with its source, and its colours are those of the style sheet."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils.html import escape

from llamkay.apps.activities.services import load_reference
from llamkay.apps.institutions.models import User
from llamkay.web.kit import COLOURS, PIECES, contrast

FOLDER = Path(__file__).parents[2] / "src/llamkay/web/templates/kit"
# The parts of govuk-frontend that the screens use.
ELEMENTS = "button tag input select checkboxes table summary-list details pagination breadcrumbs inset-text"


@pytest.fixture
def page(client, everything):
    load_reference()
    client.force_login(User.objects.create(username="alguien", full_name="Nadie"))
    return client.get(reverse("kit"))


def test_a_stranger_is_sent_to_the_door(client, db):
    assert client.get(reverse("kit")).url.startswith(reverse("account_login"))


def test_every_piece_is_shown_with_its_source(page):
    assert page.status_code == 200
    text = page.content.decode()
    assert {path.stem for path in FOLDER.glob("[!_]*.html")} == set(PIECES)
    for name in PIECES:
        source = (FOLDER / f"{name}.html").read_text().strip()
        assert f'<section id="{name}"' in text and f'href="#{name}"' in text
        assert str(escape(source)) in text


def test_the_pieces_that_screens_are_made_of_are_all_there(page):
    text = page.content.decode()
    missing = [name for name in ELEMENTS.split() if f'class="govuk-{name}' not in text]
    ours = "card card--figure,tasks,filters,list-head,empty,state-bar,sheet-legend,section-links,scroll,mono,print-only"
    missing += [name for name in ours.split(",") if not re.search(rf'class="[^"]*\b{name}', text)]
    for name in ("error-summary", "error-message", "notification-banner--success", "button--warning", "caption-l"):
        missing += [] if f"govuk-{name}" in text else [name]
    assert missing == []


def test_the_legend_is_that_of_the_sheets(page):
    assert "Presente" in page.content.decode() and "Expulsión de la sesión" in page.content.decode()


def test_no_name_stands_twice(page):
    names = re.findall(r'\bid="([^"]+)"', page.content.decode())
    assert sorted(names) == sorted(set(names))


def test_the_colours_are_those_of_the_style_sheet():
    sheet = Path(finders.find("llamkay/llamkay.css")).read_text()
    root = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", sheet))
    assert {name: root[name] for name, *_ in COLOURS} == {name: value for name, value, *_ in COLOURS}


def test_text_stands_out():
    values = {name: value for name, value, *_ in COLOURS}
    weak = [name for name, value, beside, _ in COLOURS if beside and float(contrast(value, values[beside])) < 4.5]
    assert weak == []
    assert contrast("#ffffff", "#000000") == contrast("#000000", "#ffffff") == "21.0"
    assert contrast("#ffffff", None) == ""
