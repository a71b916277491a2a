"""A name says what a thing is in the trade, not what somebody did with it."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.test_refusals import SOURCE
from tests.worlds.source import nodes, tree_of

# «What was told» is a declared income, a message, a count sent by a prison: the name that says which helps a reader.
EMPTY = {"told", "said", "asked", "given", "kept"}
# The outcome of a vaccine or a control as health records write it, which is stored.
TRADE = {"GIVEN"}


def names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The variables, parameters, attributes, functions, classes, imports and keywords of a module.

    A keyword of ``format`` is a word of a sentence that is translated, and is as its translators know it.
    """
    for node in nodes(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield node.lineno, name
            case ast.arg(arg=name):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.Import(names=found) | ast.ImportFrom(names=found):
                yield from ((node.lineno, item.asname or item.name) for item in found)
            case ast.Call(func=func, keywords=found):
                if not (isinstance(func, ast.Attribute) and func.attr == "format"):
                    yield from ((node.lineno, item.arg) for item in found if item.arg)


@pytest.mark.parametrize(
    "text",
    [
        "told = 1",
        "def f(asked): pass",
        "x.kept",
        "f(given=1)",
        "def said(): pass",
        "import a as told",
        "f(**{}, kept=1)",
    ],
)
def test_an_empty_name_is_seen(text):
    assert EMPTY & {name for _line, name in names(ast.parse(text))}


def test_no_name_is_empty():
    found = [
        f"{path.relative_to(SOURCE)}:{line} {name}"
        for path in sorted(SOURCE.rglob("*.py"))
        for line, name in names(tree_of(path))
        if name.strip("_").lower() in EMPTY and name not in TRADE
    ]
    assert not found
