"""The log and its papers are kept in Spanish: no label in the language of whoever acts stands among their words."""

import ast
import re
from pathlib import Path

from django.utils.translation import override

from llamkay.apps.activities.kinds import Kind
from llamkay.platform.record import audit
from tests.worlds.source import nodes, tree_of

SOURCE = Path(__file__).resolve().parents[2] / "src" / "llamkay"
# What answers in the language of the page.
SPOKEN = {"_", "gettext", "ngettext", "pgettext", "label"}
SPOKEN |= {"month_title", "date_format", "get_text_list", "days_by_month"}
PUTS = {"format", "join", "str", "sentence_case"}


def called(node):
    """The name that a call or an attribute ends in."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def writes(node):
    """Whether a call writes a line: the log's own, or a helper of a service."""
    name = called(node)
    return name == "record" or name.startswith(("_record", "_log")) or ast.unparse(node.func) == "audit.Line"


def spoken(expression, assigned, seen=frozenset()):
    """What of an expression, and of the variables in it, is in the language of whoever acts."""
    if isinstance(expression, ast.Call) and called(expression) == "spanish":
        return
    name = called(expression)
    if isinstance(expression, ast.Call) and name.startswith("get_") and name.endswith("_display"):
        yield name
    if isinstance(expression, ast.Call | ast.Attribute) and name in SPOKEN:
        yield name
    if isinstance(expression, ast.Name) and expression.id not in seen:
        for value in assigned.get(expression.id, ()):
            yield from spoken(value, assigned, seen | {expression.id})
    # What a call is given is not what it answers, but where it puts words together.
    puts = not isinstance(expression, ast.Call) or name in PUTS or writes(expression)
    for child in ast.iter_child_nodes(expression) if puts else [expression.func]:
        yield from spoken(child, assigned, seen)


def found_in(tree):
    """Each (line, name) of a sentence of the log that its reader may find in another language."""
    for function in nodes(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        if any("override" in ast.unparse(each) for each in function.decorator_list):
            continue
        inside = list(ast.walk(function))
        assigned = {}
        for node in inside:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                assigned.setdefault(node.targets[0].id, []).append(node.value)
        for node in inside:
            if isinstance(node, ast.Call) and writes(node):
                texts = [*node.args, *(word.value for word in node.keywords if word.arg == "sentence")]
                yield from ((node.lineno, name) for text in texts for name in spoken(text, assigned))


def test_the_sentences_of_the_log_are_in_one_language():
    files = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]
    wrong = [f"{path.relative_to(SOURCE)}:{line} {name}" for path in files for line, name in found_in(tree_of(path))]
    assert not wrong, "audit.spanish says a label as the log keeps it"


def test_a_paper_in_spanish_has_its_labels_in_spanish():
    wrong = []
    for path in SOURCE.rglob("*.py"):
        text = path.read_text("utf-8")
        # A paper whose own words are translated is made in the reader's language, labels and all.
        spanish = "import render" in text and "gettext as _" not in text
        if spanish and re.search(r"\.get_\w+_display\(\)", text) and "@override(" not in text:
            wrong.append(str(path.relative_to(SOURCE)))
    assert not wrong


def test_the_trial_finds_a_label_behind_a_variable_and_lets_one_in_spanish_pass():
    text = """
def act(row):
    what = row.get_kind_display().lower()
    audit.record(sentence=f"Anotó {what}")
    audit.record(sentence=f"Anotó {audit.spanish(row.get_kind_display)}")
"""
    assert list(found_in(ast.parse(text))) == [(4, "get_kind_display")]


def test_a_label_is_kept_in_spanish_whoever_acts():
    with override("en"):
        assert str(Kind.STUDY.label) == "Study"
        assert audit.spanish(lambda: Kind.STUDY.label) == "Estudio"
