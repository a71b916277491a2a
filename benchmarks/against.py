"""The work of another commit and of this tree, by turns, on one machine: ``python -m benchmarks --against COMMIT``.

The commit is built in a worktree of its own, with its own environment and data. Each tree is driven by what both have:
its own benchmarks, its command that builds the demonstration, and those of its tests whose name the other has too.
Printed for each piece of work: the median of each side, the ratio, the most memory. What only one side has is left out.
What the first close of the nation counted, remitted and paid is compared line by line.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from benchmarks import load
from benchmarks.load import COMMAND

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 3
STEP = re.compile(r"^ *(?P<name>\S.*?) +(?P<seconds>\d+\.\d+) s\b")
# An address of the office, who reads it, its queries, its milliseconds and their share of what a page has.
PAGE = re.compile(r"^/(?P<name>\S+ +\S+) +\d+ +(?P<milliseconds>\d+) +\d+\.\d\d$")
TIMED = re.compile(r"^seconds (?P<name>.*): (?P<seconds>\d+\.\d+)$", re.MULTILINE)
DRIVEN = ROOT / "benchmarks" / "driven.py"
DIFFERENCES = 5


class Tree(NamedTuple):
    """A checkout with its environment and the way it spreads its tests over two processes."""

    name: str
    folder: Path
    python: Path

    def run(self, *command: str | Path, data: Path) -> tuple[str, float, int]:
        """What the command printed, its seconds and the most memory of one of its processes in MB.

        Raises ``SystemExit`` with the last lines printed where it fails.
        """
        clean = {k: v for k, v in os.environ.items() if not k.startswith("LLAMKAY_") and k != "PYTHONDONTWRITEBYTECODE"}
        environment = clean | {"LLAMKAY_DATA": str(data), "PYTHONPATH": f"{self.folder / 'src'}:{self.folder}"}
        with tempfile.TemporaryFile("w+") as printed:
            start = time.perf_counter()
            process = subprocess.Popen(
                [str(self.python), *map(str, command)],
                cwd=self.folder,
                env=environment,
                stdout=printed,
                stderr=subprocess.STDOUT,
            )
            _pid, status, used = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            printed.seek(0)
            text = printed.read()
        if process.returncode:
            raise SystemExit(f"{self.name}: «{' '.join(map(str, command))[:120]}» failed:\n{text[-2000:]}")
        return text, seconds, used.ru_maxrss // 1024


def main(commit: str, *, rounds: int = ROUNDS, only: tuple[str, ...] = ()) -> None:
    """Measure both trees ``rounds`` times by turns and print the table."""
    with _built(commit) as old:
        new = Tree("this tree", ROOT, Path(sys.executable))
        took: dict[tuple[str, str], list[float]] = defaultdict(list)
        memory: dict[tuple[str, str], list[int]] = defaultdict(list)
        selection = _shared_tests(old, new) if not only or "tests" in only else {}
        for turn in range(rounds):
            for tree in (old, new) if turn % 2 == 0 else (new, old):
                for name, seconds, peak in _works(tree, selection.get(tree.name), only):
                    took[name, tree.name].append(seconds)
                    memory[name, tree.name].append(peak)
                    print(
                        f"  {turn + 1}/{rounds}  {tree.name:<12} {name:<60} {seconds:9.3f} s  {peak:6} MB", flush=True
                    )
        _table(took, memory, old.name, new.name)
        if RESULTS:
            _equality(old.name, new.name)


@contextmanager
def _built(commit: str) -> Iterator[Tree]:
    """The commit in a worktree of its own with its own environment; both are removed afterwards."""
    known = subprocess.run(
        ["git", "rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}"], cwd=ROOT, capture_output=True, text=True
    )
    if known.returncode:
        raise SystemExit(f"There is no commit «{commit}» in this repository.")
    folder = Path(tempfile.mkdtemp(prefix="llamkay-against-"))
    folder.chmod(0o755)
    place = folder / "tree"
    try:
        subprocess.run(["git", "worktree", "add", "--detach", "--quiet", place, commit], cwd=ROOT, check=True)
        # With the interpreter of this tree: two builds of one Python differ by an eighth.
        own = f"PYTHON={os.path.realpath(sys.executable)}"
        built = subprocess.run(["make", ".venv/installed-dev", own], cwd=place, capture_output=True, text=True)
        if built.returncode:
            raise SystemExit(f"Commit {commit} does not build: {built.stderr.strip()[-600:]}")
        yield Tree(commit, place, place / ".venv" / "bin" / "python")
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", place], cwd=ROOT, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _works(tree: Tree, tests: list[str] | None, only: tuple[str, ...]) -> Iterator[tuple[str, float, int]]:
    """Each piece of work of one tree: its name, seconds, peak memory (0 where it is part of another's process)."""
    if not only or "demo" in only:
        with _data() as data:
            _text, seconds, peak = tree.run(*COMMAND, "demo", "--no-serve", data=data)
            yield "demonstration on an empty folder", seconds, peak
    if not only or "bench" in only:
        with _data() as data:
            text, seconds, peak = tree.run("-m", "benchmarks", data=data)
        yield "benchmarks, all", seconds, peak
        for line in text.splitlines():
            if match := STEP.match(line):
                yield match["name"], float(match["seconds"]), 0
            elif match := PAGE.match(line):
                yield _one_name(match["name"]), float(match["milliseconds"]) / 1000, 0
    if not only or "nation" in only:
        with _data() as data:
            yield from _nation(tree, data)
    if not only or "load" in only:
        with _data() as data:
            tree.run("-P", DRIVEN, "write", data=data)
            yield from ((name, number, 0) for name, number in load.measure(tree.python, tree.folder, data))
    if tests:
        with _data() as data:
            names = data / "names"
            names.write_text("\n".join(tests))
            spread = "worksteal" if tree.folder == ROOT else "loadfile"
            _text, seconds, peak = tree.run("-m", "pytest", "-n", "2", "--dist", spread, f"@{names}", data=data)
        yield f"the {len(tests)} tests that both have", seconds, peak


def _one_name(page: str) -> str:
    """An address and its reader as both trees name them: the numbers of things differ."""
    return re.sub(r"\d+", "N", " ".join(page.split()))


RESULTS: dict[str, dict[str, set[str]]] = {}


def _nation(tree: Tree, data: Path) -> Iterator[tuple[str, float, int]]:
    """A nation that nobody closed: closed from a cold start, what that wrote, ten years counted again, one person."""

    def step(name: str) -> str:
        text, _seconds, _peak = tree.run("-P", DRIVEN, name, data=data)
        return text

    step("write")
    _text, seconds, peak = tree.run(*COMMAND, "close", "--month", "2026-01", "--all", data=data)
    yield "first close of a nation, by the command from a cold start", seconds, peak
    step("export")
    RESULTS[tree.name] = {
        file.stem.replace("-", " "): set(file.read_text().splitlines()) for file in sorted(data.glob("*.lines"))
    }
    step("history")
    for name in ("recount", "page"):
        for match in TIMED.finditer(step(name)):
            yield match["name"], float(match["seconds"]), 0
    folder = data / "days"
    tree.run(*COMMAND, "days", "export", folder, "--from", "2016-02", "--to", "2026-01", "--all", data=data)
    for name, command in (
        ("ten years recounted from Parquet, by the command", (*COMMAND, "days", "count", folder)),
        ("the same minutes summed by DuckDB", ("-P", DRIVEN, "duckdb", folder)),
    ):
        if name.startswith("ten") or (tree.folder == ROOT and find_spec("duckdb")):
            text, seconds, peak = tree.run(*command, data=data)
            timed = TIMED.search(text)
            yield name, float(timed["seconds"]) if timed else seconds, peak


def _equality(old: str, new: str) -> None:
    """Line by line, what both closes wrote; the first lines that differ."""
    print()
    for name in RESULTS[old]:
        before, after = RESULTS[old][name], RESULTS[new][name]
        print(f"{name}: {len(before & after):,} lines are equal, {len(before ^ after):,} are not")
        for sign, lines in (("-", before - after), ("+", after - before)):
            for line in sorted(lines)[:DIFFERENCES]:
                print(f"  {sign} {line[:160]}")


def _shared_tests(old: Tree, new: Tree) -> dict[str, list[str]]:
    """For each tree its tests whose name the other has, as many of a name in one as in the other."""
    sides = []
    for tree in (old, new):
        with _data() as data:
            listing = ("-o", "addopts=", "--import-mode=importlib", "--collect-only", "-q")
            text, _seconds, _peak = tree.run("-m", "pytest", *listing, data=data)
        exact: dict[str, list[str]] = defaultdict(list)
        for line in text.splitlines():
            if "::" in line:
                exact[line.split("::", 1)[1]].append(line)
        sides.append(exact)
    chosen: tuple[list[str], list[str]] = ([], [])
    rest: tuple[dict[str, list[str]], dict[str, list[str]]] = (defaultdict(list), defaultdict(list))
    for at, exact in enumerate(sides):
        other = sides[1 - at]
        for name, ids in exact.items():
            some = min(len(ids), len(other.get(name, ())))
            chosen[at].extend(ids[:some])
            rest[at][name.split("[", 1)[0]].extend(ids[some:])
    for at in (0, 1):
        for name, ids in rest[at].items():
            chosen[at].extend(ids[: len(rest[1 - at].get(name, ()))])
    return {old.name: chosen[0], new.name: chosen[1]}


@contextmanager
def _data() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


def _table(
    took: dict[tuple[str, str], list[float]], memory: dict[tuple[str, str], list[int]], old: str, new: str
) -> None:
    """What got slower first, then the rest."""
    rows = []
    for name in dict.fromkeys(name for name, _tree in took):
        before, after = took.get((name, old)), took.get((name, new))
        if before and after and not name.startswith(" "):
            a, b = statistics.median(before), statistics.median(after)
            peaks = [max(memory[name, tree], default=0) for tree in (old, new)]
            rows.append((b / a if a else float("inf"), name, a, b, peaks))
    print(f"\n| Work | {old} | {new} | Ratio | Memory |\n|---|---|---|---|---|")
    for ratio, name, a, b, peaks in sorted(rows, key=lambda row: (row[0] <= 1, 0)):
        held = f"{peaks[0]} → {peaks[1]} MB" if all(peaks) else ""
        print(f"| {name} | {a:.3f} s | {b:.3f} s | {ratio:.2f} | {held} |")
