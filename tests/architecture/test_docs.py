"""What the documents name is there: every file, every folder, every link."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "llamkay"
DOCUMENTS = sorted(
    [*ROOT.glob("docs/**/*.md"), *(ROOT / f"{name}.md" for name in ("README", "LEEME", "CONTRIBUTING", "SECURITY"))]
)
# A path is written from the root, or from where its reader stands: the program, its apps, the documents.
FROM = (ROOT, SOURCE, SOURCE / "apps", ROOT / "docs")
ENDINGS = tuple(f".{kind}" for kind in "py yaml md html toml typ csv txt json po sql js png in".split())
QUOTED = re.compile(r"`([\w.<>*/-]+)`")
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
NAMES = {path.name for folder in ("src", "tests", "docs", "benchmarks") for path in (ROOT / folder).rglob("*")}


def is_path(text):
    return text.endswith((*ENDINGS, "/")) or "/" in text.strip("/")


def stands(text):
    """Whether a path leads somewhere; a name alone may be of any file. ``<app>`` is any app."""
    pattern = re.sub(r"<\w+>", "*", text).rstrip("/")
    if "/" not in pattern and "*" not in pattern:
        return pattern in NAMES or (ROOT / pattern).exists()
    places = FROM if "/" in pattern else (*FROM, *(path for path in SOURCE.rglob("*") if path.is_dir()))
    if any(next(place.glob(pattern), None) for place in places):
        return True
    return any(next(app.glob(pattern), None) for app in (SOURCE / "apps").iterdir() if app.is_dir())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_in_a_document_leads_somewhere(document):
    prose = re.sub(r"^ *```.*?^ *```", "", document.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    lost = [text for text in QUOTED.findall(prose) if is_path(text) and not stands(text)]
    assert lost == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_a_document_leads_to_a_file(document):
    lost = [link for link in LINK.findall(document.read_text("utf-8")) if not (document.parent / link).exists()]
    assert lost == []


def outline(document):
    """Of each heading its level, the rows of its tables, its blocks of commands, and the commands that it names."""
    found = []
    for part in re.split(r"^(?=#)", re.sub(r"^# .*\n", "", document.read_text("utf-8")), flags=re.MULTILINE):
        level = len(part) - len(part.lstrip("#"))
        names = set(
            re.findall(r"`(?:llamkay )?((?:LLAMKAY|DATABASE)_\w+|archive \w+|check|verify|prepare|restore)\b", part)
        )
        found.append((level, part.count("\n|"), part.count("\n```"), sorted(names)))
    return found


def test_the_two_manuals_of_the_operator_say_the_same():
    spanish, english = outline(ROOT / "docs" / "operacion.md"), outline(ROOT / "docs" / "operating.md")
    assert len(english) > 15 and spanish == english


def test_a_lost_path_would_be_seen():
    assert is_path("core/days.py") and not stands("core/days.py")
    assert is_path("papers/") and stands("papers/")
    assert stands("apps/<app>/services.py") and not stands("apps/<app>/nothing.py")
    assert not is_path("llamkay") and not is_path("people.view")
