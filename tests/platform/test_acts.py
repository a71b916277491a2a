"""The words of the log: registered by who does the act, known before it is written, used and translated."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import translation

import llamkay
from llamkay.platform.models import InteractionLog, LoggedAction
from llamkay.platform.record import acts, audit
from llamkay.platform.record.acts import ACTS, READS, TARGETS
from llamkay.platform.security.access import ACTIONS
from tests.worlds.source import nodes, tree_of

SOURCE = Path(llamkay.__file__).parent
TREES = {path.relative_to(SOURCE): tree_of(path) for path in sorted(SOURCE.rglob("*.py"))}
REGISTERING = [path for path in TREES if path.name == "acts.py" and path.parts[0] in ("apps", "api")]
WORDS = [
    *((verb, act.words) for verb, act in ACTS.items()),
    *READS.items(),
    *((code, target.words) for code, target in TARGETS.items()),
]


def registered():
    """(app, name of the constant) → verb."""
    found = {}
    for path in REGISTERING:
        module = import_module(".".join(("llamkay", *path.with_suffix("").parts)))
        for name, value in vars(module).items():
            if name.isupper():
                found[path.parent.name, name] = value
    return found


CONSTANTS = registered()


def modules_of_acts(tree):
    """The names under which a module knows the acts of some app: name → app."""
    return {
        alias.asname or alias.name: node.module.rpartition(".")[2]
        for node in nodes(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
        if alias.name == "acts" and node.module.startswith(("llamkay.apps.", "llamkay.api"))
    }


def uses(tree):
    """Each act that a module names: (app, name of the constant)."""
    known = modules_of_acts(tree)
    return [
        (known[node.value.id], node.attr)
        for node in nodes(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known
    ]


def calls(tree):
    """Every call with the name that is called and whose it is."""
    for node in nodes(tree):
        if isinstance(node, ast.Call):
            owner = node.func.value if isinstance(node.func, ast.Attribute) else None
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield node, name, getattr(owner, "id", "")


def of_the_log(tree):
    return [node for node, _name, owner in calls(tree) if owner == "audit"]


def given(node, name):
    return next((word.value for word in node.keywords if word.arg == name), None)


def text_of(node):
    return any(isinstance(part, ast.Constant | ast.JoinedStr) for part in ast.walk(node))


def write(**what):
    with transaction.atomic():
        audit.record(**{"actor": "a", "target": "person:1", "sentence": "Cantó.", "stream": "national"} | what)


def test_an_unknown_verb_is_refused_and_nothing_is_written(everything):
    with pytest.raises(LookupError, match=r"people\.sing"):
        write(verb="people.sing")
    assert not LoggedAction.objects.exists()
    write(verb="people.admit")
    assert LoggedAction.objects.get().verb == "people.admit"


def test_a_name_is_registered_once():
    for register in (acts.act, acts.read, acts.target):
        code = {"act": "people.admit", "read": "export", "target": "person"}[register.__name__]
        with pytest.raises(ValueError, match="already registered"):
            register(code, "Otra cosa")


def test_every_act_is_named_as_its_verb_in_the_app_that_does_it():
    assert {(app, name): f"{app}.{name.lower()}" for app, name in CONSTANTS} == CONSTANTS
    assert set(CONSTANTS.values()) == set(ACTS)


def test_every_act_is_used_where_it_is_done():
    assert set(CONSTANTS) - {use for path, tree in TREES.items() for use in uses(tree)} == set()


def test_every_use_is_a_registered_act():
    used = {use for tree in TREES.values() for use in uses(tree)}
    assert used - set(CONSTANTS) == set()


def test_no_verb_is_written_as_text():
    """Neither to the log nor to a helper that writes to it: only the constants of ``acts`` reach them."""
    found = []
    for path, tree in TREES.items():
        takers = {
            function.name: [arg.arg for arg in function.args.args].index(arg.arg)
            for function in nodes(tree)
            if isinstance(function, ast.FunctionDef)
            for arg in function.args.args
            if arg.annotation is not None and ast.unparse(arg.annotation) == "Verb"
        }
        for node, name, owner in calls(tree):
            verb = given(node, "verb")
            if verb is None and name in takers and owner != "audit" and len(node.args) > takers[name]:
                verb = node.args[takers[name]]
            verbs = list(node.args) if (owner, name) == ("audit", "acts") else [verb] if verb is not None else []
            found += [f"{path}:{node.lineno}" for verb in verbs if text_of(verb)]
    assert found == []


def test_every_kind_of_read_is_registered_and_used():
    logging = [tree for tree in TREES.values() if of_the_log(tree)]
    kinds = [given(node, "kind") for tree in logging for node in of_the_log(tree)]
    written = {kind.value for kind in kinds if isinstance(kind, ast.Constant)}
    calls = [node for tree in TREES.values() for node in nodes(tree) if isinstance(node, ast.Call)]
    lists = [given(call, "reads") for call in calls]  # a list names the kind of line that looking at it leaves
    written |= {kind.value for kind in lists if isinstance(kind, ast.Constant)}
    assert len(written) > 10
    assert written - set(READS) == set()
    texts = {node.value for tree in logging for node in nodes(tree) if isinstance(node, ast.Constant)}
    assert set(READS) - texts - written == set()


def test_an_unknown_kind_of_read_is_refused(everything):
    with pytest.raises(LookupError, match="gossip"):
        audit.log_access(actor="a", kind="gossip", target="person:1")
    assert not InteractionLog.objects.exists()


def test_every_target_has_words():
    """What acts and reads are about, where a call writes its first word: ``person:7``, ``users``."""
    first = set()
    for tree in TREES.values():
        for node in of_the_log(tree):
            for part in ast.walk(given(node, "target") or ast.Constant("")):
                if isinstance(part, ast.Constant) and re.match(r"[a-z_]+(:|$)", str(part.value)):
                    first.add(part.value.partition(":")[0])
    assert len(first) > 30
    assert first - set(TARGETS) - {"all"} == set()  # ``all``: of every prison, after the colon


@pytest.mark.parametrize("code", [code for code, target in TARGETS.items() if target.page])
def test_the_page_of_a_target_exists_and_names_its_action(code):
    target = TARGETS[code]
    assert target.action in ACTIONS
    assert reverse(target.page, args=[1])


@pytest.mark.parametrize(("code", "words"), WORDS, ids=[code for code, _words in WORDS])
def test_words_are_spanish_and_english(code, words):
    with translation.override("es"):
        spanish = str(words)
    with translation.override("en"):
        english = str(words)
    assert spanish.strip() and english.strip() and spanish != english
