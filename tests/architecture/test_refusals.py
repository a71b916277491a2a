"""One word for a refusal: what is refused is ``Refused``; a ``ValueError`` is a fault of ours."""

import ast
from pathlib import Path

import pytest

from tests.worlds.source import nodes, tree_of

SOURCE = Path(__file__).resolve().parents[2] / "src" / "llamkay"
FILES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
# What reads a number or a day out of a text says ValueError by itself; only around these may it be caught.
PARSERS = {
    "load_pkcs12",
    "load_pkcs12_data",
    "_without_value",
    "fromisoformat",
    "strptime",
    "datetime",
    "safe_load_all",
    "loads",  # JSON, whose numbers may be too long to read
    "embedded_signatures",
    "ip_address",
    "ip_network",
    "Fernet",
    "understand",  # a field of a form, by Django
}


def name_of(node):
    called = node.func if isinstance(node, ast.Call) else node
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def raised(path):
    """Each (line, name, whether its words are for a reader) that a file raises."""
    for node in nodes(tree_of(path)):
        if isinstance(node, ast.Raise) and node.exc is not None:
            spoken = any(isinstance(part, ast.Call) and name_of(part) in ("_", "gettext") for part in ast.walk(node))
            yield node.lineno, name_of(node.exc), spoken


def caught(path):
    """Each (names caught, names that the guarded lines mention) of a file."""
    for node in nodes(tree_of(path)):
        for handler in node.handlers if isinstance(node, ast.Try) else ():
            kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
            inside = {name_of(part) for line in node.body for part in ast.walk(line)}
            yield {name_of(kind) for kind in kinds if kind is not None}, inside


def is_form(path):
    return path.name.endswith("forms.py")


@pytest.mark.parametrize("path", [p for p in FILES if not is_form(p)], ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_service_refuses_with_a_word_of_its_own(path):
    wrong = [
        (line, name)
        for line, name, spoken in raised(path)
        if name == "ValidationError" or (name in ("ValueError", "LookupError", "TypeError") and spoken)
    ]
    # Fields of forms live in these, and what Django asks of a password by its own word.
    if path.parent.name != "screens" and path.name not in ("months.py", "policy.py"):
        assert wrong == []


def test_services_raise_what_is_refused_and_nothing_else_that_a_reader_could_meet():
    services = [path for path in FILES if path.name in ("services.py", "imports.py")]
    assert len(services) > 20
    names = {name for path in services for _line, name, spoken in raised(path) if spoken}
    assert names <= {"Refused", "PermissionDenied", "_Fault"} | {
        "EffectNotSeen",
        "MarksRefused",
        "MonthNotReady",
        "NoteChanged",
        "NoteRefused",
        "ReleaseRefused",
        "ReturnRefused",
    }


def test_a_fault_of_ours_is_caught_only_around_the_reading_of_a_number_or_a_day():
    loose = [
        str(path.relative_to(SOURCE))
        for path in FILES
        for kinds, inside in caught(path)
        if "ValueError" in kinds and not inside & PARSERS
    ]
    assert loose == []
