"""Two hundred instructors at a site of two processes while a month closes: ``python -m benchmarks.load``.

Each act is a save of ten cells of one's own sheet or, one in three, the opening of its page. First one act every five
seconds for a minute, from the start of a national close; then without pause. Printed: the 95th percentile, the time of
a thousand acts, errors, and the memory of the site's processes before, after, and after many more requests.
"""

import argparse
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil

PEOPLE, EVERY, LASTING = 200, 5.0, 60.0
NOW = "2026-02-27T10:00:00-05:00"
DAYS = [2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 23, 24, 25, 26]
COMMAND = ("-c", "from llamkay.cli import main; main()")
TOKEN = "a" * 32
ROOT = Path(__file__).resolve().parents[1]


class Instructor:
    """One member of staff: a connection of one's own, kept open, and the sheet."""

    def __init__(self, port: int, door: dict[str, Any], seed: int) -> None:
        self.port, self.door, self.random, self.line = port, door, random.Random(seed), None
        self.headers = {"Cookie": f"sessionid={door['session']}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}

    def act(self) -> tuple[float, int]:
        """Seconds and status of one act; 0 where the connection broke."""
        opening, sheet, start = self.random.random() < 1 / 3, self.door["sheet"], time.perf_counter()
        try:
            if opening:
                status, _body = self._ask("GET", f"/oficina/planillas/{sheet}/")
            else:
                day, minutes = self.random.choice(DAYS), self.random.choice((120, 240))
                cells = {f"c{row}-{day}": str(minutes // 60) for row in self.door["rows"]}
                status, _answer = self._ask("POST", f"/oficina/planillas/{sheet}/celdas/", urlencode(cells))
        except (OSError, http.client.HTTPException):
            self.line, status = None, 0
        return time.perf_counter() - start, status

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = self.headers | ({"Content-Type": "application/x-www-form-urlencoded"} if body else {})
        self.line.request(method, path, body, headers)
        response = self.line.getresponse()
        return response.status, response.read()


def play(people: list[Instructor], *, seconds: float, every: float) -> tuple[list[float], dict[int, int]]:
    """The seconds of each act of everybody for so long, each at a pace of their own, and how often each status came."""
    took: list[float] = []
    statuses: dict[int, int] = {}
    lock, end = threading.Lock(), time.perf_counter() + seconds

    def work(who: Instructor) -> None:
        time.sleep(who.random.random() * every)
        while (start := time.perf_counter()) < end:
            spent, status = who.act()
            with lock:
                took.append(spent)
                statuses[status] = statuses.get(status, 0) + 1
            time.sleep(max(0.0, every - (time.perf_counter() - start)) if every else 0)

    threads = [threading.Thread(target=work, args=[who]) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, statuses


@contextmanager
def site(python: Path, folder: Path, environment: dict[str, str]) -> Iterator[tuple[int, psutil.Process]]:
    """The tree's own ``serve`` with two processes on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [*COMMAND, "serve", "--port", str(port), "--workers", "2"]
    with (Path(environment["LLAMKAY_DATA"]) / "served.log").open("w") as log:
        server = subprocess.Popen([python, *words], cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        for _ in range(300):
            if server.poll() is not None:
                raise SystemExit(Path(log.name).read_text()[-2000:])
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(60)


def held(site: psutil.Process) -> int:
    """Megabytes that the site's processes hold for themselves alone."""
    processes = [site, *site.children(recursive=True)]
    return sum(process.memory_full_info().uss for process in processes if "postgres" not in process.name()) >> 20


def measure(python: Path, folder: Path, data: Path, *, more: int = 0) -> Iterator[tuple[str, float]]:
    """Name and number of each measure, of a tree whose nation is written and whose month nobody closed.

    ``more``: so many further requests without pause, to see whether memory grows.
    """
    outside = {key: value for key, value in os.environ.items() if not key.startswith("LLAMKAY_")}
    paths = f"{folder / 'src'}:{folder}"
    fixed = {"LLAMKAY_NOW": NOW, "LLAMKAY_DEMO": "1", "LLAMKAY_SECOND_STEP": "off"}
    environment = outside | {"LLAMKAY_DATA": str(data), "PYTHONPATH": paths} | fixed
    driven = [python, "-P", ROOT / "benchmarks/driven.py", "doors", str(PEOPLE)]
    subprocess.run(driven, cwd=folder, env=environment, check=True)
    doors = json.loads((data / "doors.json").read_text())
    with site(python, folder, environment) as (port, server):
        people = [Instructor(port, door, seed) for seed, door in enumerate(doors)]
        for who in people[:20]:
            who.act()
        before = held(server)
        close = [python, *COMMAND, "close", "--month", "2026-01", "--all"]
        closing = subprocess.Popen(close, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
        took, statuses = play(people, seconds=LASTING, every=EVERY)
        if closing.wait(600):
            raise SystemExit("the close failed")
        yield "p95 of an act, one every five seconds, while a month closes", _p95(took)
        yield "  errors of it", _errors(statuses)
        took, statuses = play(people, seconds=LASTING, every=0)
        yield "p95 of an act without pause", _p95(took)
        yield "seconds per 1,000 acts without pause", 1000 * LASTING / len(took)
        yield "  errors of it", _errors(statuses)
        done, after = len(took), held(server)
        while done < more:
            took, _statuses = play(people, seconds=LASTING, every=0)
            done += len(took)
        yield "  MB of the site before", before
        yield "  MB of the site after", after
        if more:
            yield f"  MB of the site after {done:,} requests", held(server)


def _p95(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)]


def _errors(statuses: dict[int, int]) -> int:
    return sum(number for status, number in statuses.items() if status != 200)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--more", type=int, default=0, help="so many further requests, to see whether memory grows")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        python, data = Path(sys.executable), Path(folder)
        environment = os.environ | {"LLAMKAY_DATA": folder, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        subprocess.run([python, "-P", ROOT / "benchmarks/driven.py", "write"], cwd=ROOT, env=environment, check=True)
        for name, number in measure(python, ROOT, data, more=options.more):
            print(f"{name:<70} {number:10.3f}", flush=True)


if __name__ == "__main__":
    main()
