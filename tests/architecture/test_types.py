"""What crosses from one room to another has a type of its own: a reader knows what it holds without opening its maker.

A room is a folder: an app or a subject of it, a part of the platform or of the core, a face, an entrance. A dictionary
of anything may live inside a room; across a border only the documents named here, each for its reason.
"""

import ast
import re
import tomllib
from collections import defaultdict
from pathlib import Path

from tests.worlds.source import nodes, tree_of

SOURCE = Path(__file__).resolve().parents[2] / "src"
LOOSE = re.compile(r"\b(?:dict|Mapping)\[str, Any\]|\btuple\[Any, \.\.\.\]")

# What a sealed or stored document, a file or a foreign program says: its schema is a contract and not a class.
EXCEPTIONS = {
    "core.remission.statement.compute_case": "the document of a case and that of its statement, both stored and sealed",
    "core.credentials.document.document": "a credential, in the form of Open Badges 3.0",
    "core.credentials.keys.did_document": "the document of did:web that strangers read",
    "core.credentials.status.list_document": "a status list, in the form of the W3C",
    "core.credentials.token.issue": "a credential or a status list, in their published forms",
    "core.pay.split.split_one": "the document that the command of the split prints",
    "core.remission.simulate.simulate": "the document of a case, that of a scenario and that of the answer",
    "core.remission.compare.compare": "the documents of the two cases, as they were sealed",
    "core.remission.time_bar.time_bar": "the documents of a case and of its count, as they were sealed",
    "core.remission.own_page.own_page": "the documents of a case and of its count, as they were sealed",
    "core.remission.reasons.reasons_of": "reasons as the documents keep them",
    "apps.remission.words.stored": "reasons as the documents keep them",
    "apps.remission.queries.other_gives": "a reading of a credit, as its document keeps it",
    "apps.remission.counts.projections.project": "the document of the answer, which the page words and prints",
    "platform.record.audit.record": "details of an act, kept as JSON: each verb has its own",
    "platform.files.datafiles.yaml_documents": "the files of law and data, which their loaders read",
    "platform.database.connection.settings_for": "Django's own settings of a connection",
    "platform.database.connection.url_of": "Django's own settings of a connection",
    "platform.database.connection.parameters_of": "Django's own settings of a connection",
    "platform.database.backups.make": "Django's own settings of a connection",
    "platform.database.bulk.binary": "the values and the lines of any query",
    "platform.database.bulk.each_binary": "the values and the lines of any query",
    "platform.database.bulk.spells": "the lines of any table of spells, with the columns that were asked for",
    "platform.database.tables.missing_numbers": "the columns of any table that is numbered, as they were asked for",
    "platform.papers.render.render": "the data of a paper, which its own template reads",
    "platform.screens.tasks.register": "words by action; lazy ones, which are no plain text",
}


PACKAGES = {".".join(path.parent.relative_to(SOURCE).parts) for path in SOURCE.rglob("__init__.py")}


def module_of(path):
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_of(path): tree_of(path) for path in SOURCE.rglob("*.py") if "migrations" not in path.parts}


def room(module):
    """The folder of a module; of the faces, the demonstration and the entrances the whole face."""
    parts = module.split(".")
    if len(parts) < 2 or parts[1] not in ("apps", "core", "platform"):
        return ".".join(parts[:2])
    return module if module in PACKAGES else ".".join(parts[:-1])


def annotations(function):
    arguments = function.args
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        if argument.annotation is not None:
            yield ast.unparse(argument.annotation)
    if function.returns is not None:
        yield ast.unparse(function.returns)


def loose_functions():
    """Each public function that takes or gives a dictionary or a tuple of anything, by module and name."""
    for module, tree in MODULES.items():
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if public and any(LOOSE.search(text) for text in annotations(node)):
                yield module, node.name


def defined(module, name):
    """Where a name is defined that a package hands on, as the front of its room."""
    for node in MODULES[module].body if module in PACKAGES & set(MODULES) else ():
        if isinstance(node, ast.ImportFrom) and name in {item.asname or item.name for item in node.names}:
            return node.module, name
    return module, name


def readers():
    """(module, name) → the modules that import the name, or use it of the module they import."""
    found = defaultdict(set)
    for module, tree in MODULES.items():
        alias = {}
        for node in nodes(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for item in node.names:
                    whole = f"{node.module}.{item.name}"
                    if whole in MODULES:
                        alias[item.asname or item.name] = whole
                    found[defined(node.module, item.name)].add(module)
        for node in nodes(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in alias:
                found[defined(alias[node.value.id], node.attr)].add(module)
    return found


def crossing():
    """The loose functions that another room uses."""
    used = readers()
    return {
        f"{module}.{name}".removeprefix("llamkay.")
        for module, name in loose_functions()
        if any(room(reader) != room(module) for reader in used[module, name])
    }


def test_no_dictionary_of_anything_crosses_a_border():
    assert sorted(crossing() - set(EXCEPTIONS)) == []


def test_every_exception_is_still_one():
    assert sorted(set(EXCEPTIONS) - crossing()) == []


def test_the_rooms_that_others_call_are_typed_strictly():
    """Whoever writes a new ``services`` or ``queries`` is checked without asking for it."""
    settings = tomllib.loads((SOURCE.parent / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]
    assert settings["strict"] is True
    checked = {path for pattern in settings["files"] for path in SOURCE.parent.glob(pattern)}
    named = {path for name in ("services", "queries") for path in SOURCE.rglob(f"{name}.py")}
    assert len(named) > 40
    assert named <= checked
    assert {SOURCE / "llamkay" / "core", SOURCE / "llamkay" / "platform"} <= checked


def test_no_file_is_let_off():
    """A line may be let off with its code; a file never, nor a line without saying what of."""
    texts = {path: path.read_text("utf-8") for path in SOURCE.rglob("*.py")}
    blanket = re.compile(r"# mypy: ignore-errors|# type: ignore(?!\[)")
    assert [str(path.relative_to(SOURCE)) for path, text in texts.items() if blanket.search(text)] == []
