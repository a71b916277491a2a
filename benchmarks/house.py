"""Measure the house itself: how far its rooms lean on one another, how long its lines are, how many words refuse.

    python -m benchmarks.house
    python -m benchmarks.house --against COMMIT    # the same of another commit, beside it

Nothing of the program is imported: the source is read, so a commit of any age can be measured.
"""

import argparse
import ast
import io
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
LONGEST_VIEW = 15
SKIP = "# fmt: " + "skip"


class Module(NamedTuple):
    """A file of the program: where it stands under ``src/llamkay``, its text, its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def app(self) -> str:
        """The app that it belongs to; empty outside ``apps``."""
        parts = self.path.parts
        return parts[1] if parts[0] == "apps" and len(parts) > 2 else ""


class Imported(NamedTuple):
    """One import of a module of another app; ``kind`` is the name of the file or folder in that app."""

    path: Path
    app: str
    kind: str
    for_types: bool


class Source:
    """The source of one commit, read once."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "src" / "llamkay"
        self.modules = [
            Module(path.relative_to(self.folder), text, ast.parse(text))
            for path in sorted(self.folder.rglob("*.py"))
            if "migrations" not in path.parts
            for text in [path.read_text(encoding="utf-8")]
        ]
        self.templates = sorted(self.folder.glob("**/templates/**/*.html"))


def imports_across(source: Source) -> Iterator[Imported]:
    """Each import, in an app, from another app; one line that takes several names is one."""
    for module in source.modules:
        for_types = {id(node) for block in _type_blocks(module.tree) for node in ast.walk(block)}
        for node in ast.walk(module.tree) if module.app else ():
            for name in _imported(node):
                parts = name.split(".")
                if parts[:2] == ["llamkay", "apps"] and len(parts) > 3 and parts[2] != module.app:
                    yield Imported(module.path, parts[2], _kind(parts[3:]), id(node) in for_types)


def _type_blocks(tree: ast.Module) -> Iterator[ast.If]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and _name(node.test) == "TYPE_CHECKING":
            yield node


def _imported(node: ast.AST) -> Iterator[str]:
    """The modules that a line imports: of ``from llamkay.apps.people import models`` the models."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        if node.module.count(".") == 2:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        else:
            yield node.module


def _kind(parts: list[str]) -> str:
    """``models``, ``queries``, ``services`` … whether it is a file, a folder, or a file of a subject."""
    for kind in ("models", "queries", "services"):
        if any(part == kind or part.endswith(f"_{kind}") for part in parts):
            return kind
    return parts[0]


def foreign_models(source: Source) -> int:
    """Imports of another app's tables, at run time."""
    return sum(each.kind == "models" and not each.for_types for each in imports_across(source))


def foreign_models_for_types(source: Source) -> int:
    """Imports of another app's tables for the types alone."""
    return sum(each.kind == "models" and each.for_types for each in imports_across(source))


def foreign_queries(source: Source) -> int:
    """Imports of another app's reads and writes."""
    return sum(each.kind in ("queries", "services") and not each.for_types for each in imports_across(source))


def caught_value_errors(source: Source) -> int:
    """``except ValueError`` in the apps, alone or among others."""
    return sum(
        "ValueError" in {_name(kind) for kind in _kinds(node)}
        for module in source.modules
        if module.app
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler)
    )


def _kinds(handler: ast.ExceptHandler) -> list[ast.expr | None]:
    return list(handler.type.elts) if isinstance(handler.type, ast.Tuple) else [handler.type]


def _name(node: ast.AST | None) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def refusals_of_their_own(source: Source) -> int:
    """Raises of ``ValueError`` or ``ValidationError`` where services and importers write."""
    return sum(
        isinstance(node, ast.Raise) and _name(node.exc) in ("ValueError", "ValidationError")
        for module in source.modules
        if module.app and module.path.stem.endswith(("services", "imports"))
        for node in ast.walk(module.tree)
    )


def files_with_locks(source: Source) -> int:
    """Files that name an advisory lock of the database."""
    return sum("pg_advisory" in module.text for module in source.modules)


def longest_template_line(source: Source) -> int:
    """Characters of the longest line of a template."""
    return max(len(line) for path in source.templates for line in path.read_text(encoding="utf-8").splitlines())


def lines_laid_out_by_hand(source: Source) -> int:
    """Lines that the formatter is told to leave."""
    return sum(module.text.count(SKIP) for module in source.modules)


def folders(source: Source) -> dict[str, int]:
    """The modules that stand in each folder itself, without its ``__init__``."""
    count: dict[str, int] = {}
    for module in source.modules:
        if module.path.name != "__init__.py":
            folder = module.path.parent.as_posix()
            count[folder] = count.get(folder, 0) + 1
    return count


def largest_folder(source: Source) -> int:
    """Modules of the folder that holds most."""
    return max(folders(source).values())


def long_views(source: Source) -> int:
    """Views of more than fifteen lines, decorators apart."""
    return sum(length > LONGEST_VIEW for length in _views(source))


def _views(source: Source) -> Iterator[int]:
    for module in source.modules:
        if module.path.stem.endswith("views"):
            for node in module.tree.body:
                if isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg == "request":
                    yield (node.end_lineno or node.lineno) - node.lineno + 1


class Measure(NamedTuple):
    """A number of the house: its words, how it is taken, the most that a test allows (none: it is only told)."""

    words: str
    take: Callable[[Source], int]
    most: int | None = None


MEASURES = (
    Measure("imports of other apps' models", foreign_models, 73),
    Measure("  the same, for types alone", foreign_models_for_types),
    Measure("imports of other apps' queries and services", foreign_queries),
    Measure("except ValueError in apps", caught_value_errors, 15),
    Measure("ValueError, ValidationError raised in services", refusals_of_their_own),
    Measure("files that name advisory locks", files_with_locks, 2),
    Measure("longest line of a template", longest_template_line, 200),
    Measure("fmt: skip in src", lines_laid_out_by_hand, 60),
    Measure("modules of the largest folder", largest_folder, 22),
    Measure("views above 15 lines", long_views),
)


def measured(root: Path) -> dict[str, int]:
    """Every number of the source under a folder, by its words."""
    source = Source(root)
    return {measure.words: measure.take(source) for measure in MEASURES}


def measured_at(commit: str) -> dict[str, int]:
    """The same of a commit of this repository. Raises ``CalledProcessError`` where there is no such commit."""
    archive = subprocess.run(
        ["git", "archive", "--format=tar", commit, "src"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder, filter="data")
        return measured(Path(folder))


def main() -> None:
    """Print the numbers, those of another commit beside them, and the most that the tests allow."""
    asking = argparse.ArgumentParser(prog="python -m benchmarks.house", description=main.__doc__)
    asking.add_argument("--against", metavar="COMMIT", help="measure this commit too")
    against = asking.parse_args().against
    columns = {"now": measured(ROOT)} if not against else {against[:12]: measured_at(against), "now": measured(ROOT)}
    print(f"{'':<48}" + "".join(f"{name:>14}" for name in columns) + f"{'at most':>10}")
    for measure in MEASURES:
        numbers = "".join(f"{column[measure.words]:>14,}" for column in columns.values())
        print(f"{measure.words:<48}{numbers}{'' if measure.most is None else measure.most:>10}")


if __name__ == "__main__":
    main()
