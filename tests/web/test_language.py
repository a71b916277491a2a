"""English is whole: every message of the screens is translated, and the pages speak it to whoever asks."""

import ast
import gettext
import re
from importlib import resources

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation.template import templatize

from llamkay.apps.activities.sheets.marks import parse_mark
from llamkay.core.errors import Refused
from llamkay.platform.security import scope
from tests.worlds import factories
from tests.worlds.source import nodes, tree_of

FOLDER = resources.files("llamkay.web").joinpath("locale/en/LC_MESSAGES")
_LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")$')
_PLACES = re.compile(r"%\([a-z_]+\)[sd]|(?<!\{)\{[a-z_.]+(?::[^}]*)?\}(?!\})")


def catalogue():
    """The entries of the .po file: each a dictionary of its fields, with the flag lines under ``#``."""
    entries, field = [{}], ""
    for line in FOLDER.joinpath("django.po").read_text("utf-8").splitlines():
        if not line:
            entries.append({})
        elif match := _LINE.match(line):
            field = match[1]
            entries[-1][field] = ast.literal_eval(match[2])
        elif line.startswith('"'):
            entries[-1][field] += ast.literal_eval(line)
        elif line.startswith("#,"):
            entries[-1]["#"] = line
    return [entry for entry in entries if entry.get("msgid")]


ENTRIES = catalogue()


def said(entry):
    return [text for name, text in entry.items() if name.startswith("msgstr")]


def test_every_message_is_translated():
    assert len(ENTRIES) > 1000
    missing = [entry["msgid"] for entry in ENTRIES if not all(said(entry)) or "fuzzy" in entry.get("#", "")]
    assert missing == []


_CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
_IN_TEMPLATE = re.compile(r"""\b(n?p?gettext|_)\(\s*((?:u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')[\s,]*)+)""")


def spoken():
    """Each Spanish sentence of the program: (file, sentence)."""
    root = resources.files("llamkay")
    for path in sorted(root.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for node in nodes(tree_of(path)):
            name = getattr(getattr(node, "func", None), "id", "")
            if name in _CALLS and node.args and isinstance(node.args[0], ast.Constant):
                sentence = node.args[1 if name.startswith("pgettext") else 0].value
                yield path.name, sentence
    for path in sorted(root.glob("**/templates/**/*.html")):
        for name, texts in _IN_TEMPLATE.findall(templatize(path.read_text("utf-8"))):
            found = ast.literal_eval(f"({texts.strip().rstrip(',')},)")
            yield path.name, found[1 if name.startswith("pgettext") else 0]


def test_every_sentence_of_the_program_has_its_english():
    known = {entry["msgid"] for entry in ENTRIES}
    found = set(spoken())
    assert len(found) > 3000
    assert sorted((file, sentence) for file, sentence in found if sentence and sentence not in known) == []


def test_every_translation_has_the_places_of_its_message():
    wrong = [
        entry["msgid"]
        for entry in ENTRIES
        if "msgid_plural" not in entry
        and sorted(_PLACES.findall(entry["msgid"])) != sorted(_PLACES.findall(*said(entry)))
    ]
    assert wrong == []


def test_the_compiled_file_is_of_this_text():
    with FOLDER.joinpath("django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    stale = [
        entry["msgid"]
        for entry in ENTRIES
        if "msgctxt" not in entry and "msgid_plural" not in entry and compiled.gettext(entry["msgid"]) != said(entry)[0]
    ]
    assert stale == []


PUBLIC = {"home": "Where does it come from?", "public-verify-ask": "Verify a document", "account_login": "Sign in"}
OFFICE = {"activities:sheets": "Sheets of", "people:list": "People", "closing:list": "Month closes", "today": "Good"}


@pytest.fixture
def english(client):
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    return client


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages_in_english(everything, reference, english, name):
    page = english.get(reverse(name)).content.decode()
    assert '<html lang="en"' in page
    if name != "home":
        assert PUBLIC[name] in page


def test_a_refusal_speaks_the_language_of_who_reads_it():
    with translation.override("en"), pytest.raises(Refused, match="is not a mark"):
        parse_mark("??", scheduled=480, reasons={})
    with translation.override("es"), pytest.raises(Refused, match="no es una marca"):
        parse_mark("??", scheduled=480, reasons={})


def test_the_office_in_english_and_back(everything, english, full_prison):
    made = full_prison
    with scope.elevated():
        user = factories.staff("director", made.place)
    english.force_login(user)
    for name, words in OFFICE.items():
        page = english.get(reverse(name)).content.decode()
        assert words in page, name
        assert ">Planillas<" not in page, name
    english.post(reverse("set_language"), {"language": "es", "next": "/"})
    assert ">Planillas<" in english.get(reverse("today")).content.decode()
