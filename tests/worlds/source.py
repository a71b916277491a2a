"""The source as it parses, each file once for all tests that read it."""

import ast
from functools import cache
from pathlib import Path


@cache
def tree_of(path: Path) -> ast.Module:
    """The tree of a file of the house; who reads it leaves it as it is."""
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """Every node of the tree of a module, gone through once for all who look for something in it."""
    return tuple(ast.walk(tree))
