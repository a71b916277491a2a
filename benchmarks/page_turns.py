"""Pages of two trees by turns: ``python -m benchmarks.page_turns OTHER_TREE OTHER_DATA DATA [ROUNDS]``.

A tree is a checkout with its environment in ``.venv``; a data folder holds a nation as ``benchmarks.pages`` builds it.
Both stay at work, each page is asked of one and of the other, either first by turns, and what is told is the
processor's time of Python and of PostgreSQL together: of one round the ratio, of all rounds its median. A machine that
slows down slows both.
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROUNDS = 9
CHILD = """
import contextlib, gc, json, os, sys, time
import django
django.setup()
from benchmarks import pages
from django.conf import settings
from django.db import connection
from django.test import Client
try:
    from llamkay.platform.security.scope import elevated
except ImportError:
    elevated = contextlib.nullcontext
with elevated():
    world = pages.things()
    readers = pages.people_who_read(world)
    world.user = readers["registry", True]
os.environ["LLAMKAY_NOW"] = pages.NOW
settings.DEMO, settings.SECOND_STEP_BY_FUNCTION = True, False
with connection.cursor() as cursor:
    cursor.execute("SET ROLE llamkay_app")
    cursor.execute("SELECT pg_backend_pid()")
    (server,) = cursor.fetchone()
def served():
    with open(f"/proc/{server}/schedstat") as file:
        return int(file.read().split()[0]) / 1e9
named, clients = {str(page): page for page in pages.PAGES}, {}
print(json.dumps(list(named)), flush=True)
for line in sys.stdin:
    page = named[json.loads(line)]
    who = page.role, page.national
    if who not in clients:
        clients[who] = Client()
        clients[who].force_login(readers[who])
    address = page.address(world)
    gc.disable()
    began = served() + time.process_time()
    status = clients[who].get(address).status_code
    spent = served() + time.process_time() - began
    gc.enable()
    print(json.dumps([status, spent]), flush=True)
"""


class Tree:
    """A tree at work on a nation, asked for a page at a time."""

    def __init__(self, root: Path, data: Path) -> None:
        self.process = subprocess.Popen(
            [str(root / ".venv/bin/python"), "-c", CHILD],
            cwd=root,
            env=os.environ
            | {"PYTHONPATH": f"{root / 'src'}:{root}", "LLAMKAY_DATA": str(data), "LLAMKAY_DATABASE_AS": "owner"}
            | {"DJANGO_SETTINGS_MODULE": "llamkay.config.settings", "LLAMKAY_DEMO": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.pages: list[str] = self._line()

    def _line(self):
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())

    def ask(self, page: str) -> float | None:
        """Seconds of the processor for a page; nothing where it does not open."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(page) + "\n")
        self.process.stdin.flush()
        status, spent = self._line()
        return spent if status == 200 else None


def _both(trees: tuple[Tree, Tree], page: str, *, first: int) -> tuple[float, float]:
    spent = {at: trees[at].ask(page) or 0.0 for at in (first, 1 - first)}
    return spent[0], spent[1]


def main(other: str, other_data: str, data: str, rounds: int = ROUNDS) -> None:
    trees = Tree(Path(other), Path(other_data)), Tree(Path(__file__).parents[1], Path(data))
    lines = []
    for page in [page for page in trees[0].pages if page in trees[1].pages]:
        if any(tree.ask(page) is None for _twice in range(2) for tree in trees):
            print("does not open in both:", page)
            continue
        times = [_both(trees, page, first=number % 2) for number in range(rounds)]
        ratio = statistics.median(now / was for was, now in times)
        lines.append((ratio, page, *map(statistics.median, zip(*times, strict=True))))
    for ratio, page, was, now in sorted(lines, reverse=True):
        print(f"{ratio:5.2f}  {page}: {1000 * was:.0f} and {1000 * now:.0f} ms")
    before, after = (sum(line[at] for line in lines) for at in (2, 3))
    ratios = [line[0] for line in lines]
    print(
        f"{len(lines)} pages: {statistics.median(ratios):.2f} in the median, {after / before:.2f} all together, "
        f"{sum(ratio < 1 for ratio in ratios)} faster"
    )


if __name__ == "__main__":
    main(*sys.argv[1:4], *map(int, sys.argv[4:]))
