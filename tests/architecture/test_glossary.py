"""The glossary and the code say the same words: each table and subject stands there, and each entry stands here."""

import re
from collections import Counter
from importlib import import_module

import pytest
from django.apps import apps

from tests.architecture.test_refusals import SOURCE
from tests.architecture.test_tables import TABLES

PAGE = SOURCE.parents[1] / "docs" / "glossary.md"
HEADINGS = {"Español", "---"}
# Folders of an app that hold no subject of their own.
PARTS = {"migrations", "models", "templates", "templatetags", "static", "papers", "management", "__pycache__"}


def entries() -> list[tuple[str, str, list[str]]]:
    """Spanish, English and the places of each line of the glossary."""
    lines = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in PAGE.read_text().splitlines()
        if line.startswith("|")
    ]
    found = [line for line in lines if line[0] not in HEADINGS]
    return [(line[0], line[1], re.findall(r"`([^`]+)`", line[2])) for line in found]


def subjects() -> set[str]:
    """The apps, and the folders of a subject within them."""
    found = set()
    for app in (SOURCE / "apps").iterdir():
        if (app / "__init__.py").exists():
            found.add(f"apps.{app.name}")
            found |= {
                f"apps.{app.name}.{folder.name}"
                for folder in app.iterdir()
                if folder.is_dir() and folder.name not in PARTS and any(folder.glob("*.py"))
            }
    return found


def exists(place: str) -> bool:
    """Whether a place is a table, a module, or a class or function of a module."""
    if re.fullmatch(r"[a-z]+\.[A-Z]\w+", place):
        label, name = place.split(".")
        return any(model.__name__ == name for model in apps.get_app_config(label).get_models())
    path = SOURCE.joinpath(*place.split("."))
    if path.is_dir() or path.with_suffix(".py").exists():
        return True
    module, _dot, name = place.rpartition(".")
    return hasattr(import_module(f"llamkay.{module}"), name)


PLACES = [place for _spanish, _english, places in entries() for place in places]


def test_every_table_and_every_subject_has_its_entry():
    tables = {f"{model._meta.app_label}.{model.__name__}" for model in TABLES}
    assert (tables | subjects()) - set(PLACES) == set()


@pytest.mark.parametrize("place", PLACES)
def test_every_entry_names_what_exists(place):
    assert exists(place)


def test_every_entry_has_both_languages_and_a_place():
    assert [entry for entry in entries() if not all(entry)] == []


def test_no_entry_stands_twice():
    words = zip(*((spanish, english) for spanish, english, _places in entries()), strict=True)
    assert [word for column in [*words, PLACES] for word, n in Counter(column).items() if n > 1] == []
