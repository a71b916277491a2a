"""How the code is written down: lines that can be read, laid out by the formatter, and templates that only show."""

import re
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
SKIP = "# fmt: " + "skip"
TABLES_LAID_OUT_BY_HAND = 60


def test_the_formatter_is_obeyed_but_for_tables_of_data():
    texts = [
        path.read_text()
        for folder in ("src", "tests", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    ]
    assert sum(text.count(SKIP) for text in texts) <= TABLES_LAID_OUT_BY_HAND
    assert not [text for text in texts if SKIP.replace("skip", "off") in text]


TWO_SIDES = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)


def test_no_file_was_left_with_both_sides_of_a_merge():
    kinds = {".md", ".py", ".html", ".typ", ".yaml", ".toml", ".txt", ".in", ".po", ".scss", ".sh", ".sql"}
    files = [path for path in ROOT.rglob("*") if path.suffix in kinds and ".venv" not in path.parts]
    assert len(files) > 1000
    assert not [_where(path) for path in files if path.is_file() and TWO_SIDES.search(path.read_text("utf-8"))]


TEMPLATES = sorted((ROOT / "src" / "llamkay").glob("**/templates/**/*.html"))
LONGEST_LINE = 200
JOINED_CONDITIONS = 2
CONDITION = re.compile(r"\{% (?:el)?if ([^%]*)%\}")
# A tag of HTML with the template's own tags inside it, each read whole: they hold quotes and signs of more and less.
HTML_TAG = re.compile(r"<[a-z][a-z0-9]*(?:\{%.*?%\}|\{\{.*?\}\}|[^<>{])*>", re.DOTALL)


def _where(path):
    return str(path.relative_to(ROOT))


def test_no_line_of_a_template_is_longer_than_a_screen():
    assert len(TEMPLATES) > 200
    assert [
        (_where(path), number)
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ] == []


def test_no_template_reasons():
    """What takes more than two «and» or «or» to say has a name in Python, and a test there."""
    assert [
        (_where(path), condition)
        for path in TEMPLATES
        for condition in CONDITION.findall(path.read_text())
        if len(re.findall(r"\b(?:and|or)\b", condition)) > JOINED_CONDITIONS
    ] == []


def test_no_class_is_chosen_by_a_chain():
    """The colour of a state is a table of states and classes: the filter ``tint``."""
    assert [
        (_where(path), tag[:60])
        for path in TEMPLATES
        for tag in HTML_TAG.findall(path.read_text())
        if re.search(r'\bclass="[^"]*\{% elif ', tag)
    ] == []


WIDTH = re.compile(r"(?<![\w$-])((?:max-|min-)?width|columns|grid-template-columns)\s*:\s*([^;{}]*)")
LENGTH = re.compile(r"(\d*\.?\d+)(rem|em|px|ch)\b")
FEW = 10  # rem: below it a length is a part of a component, such as a mark or a gap
SHEET = ("activities/sheet.css", ".sheet")  # the month is as wide as its days


def test_a_width_of_a_page_is_of_the_grid_and_of_no_page_alone():
    """``:root`` of ``llamkay.scss`` names the widths; every other rule asks for one of them by its name."""
    sheets = [*(ROOT / "src" / "llamkay").glob("**/*.scss"), *(ROOT / "src" / "llamkay").glob("**/static/**/*.css")]
    sheets = [path for path in sheets if path.name != "llamkay.css"]
    assert len(sheets) > 8
    found = []
    for path in sheets:
        text = re.sub(
            r"@(?:media|page)[^{]*\{|:root \{[^}]*\}|/\*.*?\*/|var\([^()]*\)", "", path.read_text(), flags=re.DOTALL
        )
        for line in text.splitlines():
            if _where(path).endswith(SHEET[0]) or line.lstrip().startswith(SHEET[1]):
                continue
            for name, value in WIDTH.findall(line):
                wide = [float(n) / (16 if unit == "px" else 1) for n, unit in LENGTH.findall(value)]
                found += [f"{_where(path)}: {name}: {value}"] if max(wide, default=0) >= FEW else []
    assert not found


ACCOUNT = re.compile(r"(?<![\w.\"'])[a-z_]\w*(?:\.\w+)*\.(\w+)((?:\|[\w:.\"' ]+)?)(?=\s|\}\}|%\})")
SHOWN = re.compile(r"\{\{.*?\}\}|\{% blocktranslate .*?%\}", re.DOTALL)
WRITTEN_BY_HAND = {"report_by", "check_by", "found_by", "seen_by", "referred_by"}  # whoever a paper names
COLUMN = re.compile(r"Column\([^()]*\([^()]*\), \"([\w.]+)\"")


def test_who_did_it_is_read_by_name_and_not_by_account():
    """A column classed «staff» holds an account: a page or a list shows whose it is, by the filter ``named``."""
    classes = [(name, each) for model in apps.get_models() for name, each in getattr(model, "sensitivity", {}).items()]
    accounts = {name for name, each in classes if each == "staff"} - {name for name, each in classes if each != "staff"}
    accounts = {name for name in accounts if name == "by" or name.endswith("_by")} - WRITTEN_BY_HAND
    assert {"by", "proposed_by", "tried_by"} <= accounts
    found = []
    for path in TEMPLATES:
        for shown in SHOWN.findall(path.read_text("utf-8")):
            for column, through in ACCOUNT.findall(shown):
                if column in accounts and "named" not in through:
                    found.append(f"{path.name}: {shown}")
    for path in (ROOT / "src" / "llamkay" / "apps").rglob("*lists.py"):
        found += [
            f"{path}: {name}" for name in COLUMN.findall(path.read_text("utf-8")) if name.split(".")[-1] in accounts
        ]
    assert not found


BY_NAME = re.compile(r'order_by\((?:[^()]|\([^()]*\))*?(?<!InOrder\()"(?:[a-z_]+__)?(?:full_|public_)?name"')
NAMES_THAT_ARE_KEYS = {"wording.py"}  # those of a note's figures


def test_what_people_read_by_name_is_in_the_order_of_the_alphabet():
    """«Taller de tejido» stands before «Taller Zorale», and «Ñaupari» before «Oré»: the database sorts by bytes."""
    paths = [path for path in (ROOT / "src" / "llamkay" / "apps").rglob("*.py") if "migrations" not in path.parts]
    found = [
        f"{_where(path)}: {match.group()}"
        for path in paths
        if path.name not in NAMES_THAT_ARE_KEYS
        for match in BY_NAME.finditer(path.read_text("utf-8"))
    ]
    assert not found
