"""Instructors who fill their sheets at the pace of a working day while things break: nothing lost, doubled or stuck.

Each has a sheet of their own and does one act every five seconds, as ``benchmarks/load.py`` has it: two in three save
ten cells, one in three opens the page. Whoever gets no answer sends the same again. The same people at the same pace go
through a calm minute and through each kind of fault; the time of their answers stands beside that of the calm one.
"""

import http.client
import json
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.demo.served import start
from tests.faults.house import PYTHON, Fault, House, hit, must
from tests.faults.surroundings import Line

ROOT = Path(__file__).resolve().parents[2]
NOW, EVERY, PATIENCE, WARM = "2026-02-27T10:00:00-05:00", 5.0, 120.0, 15.0  # seconds; those of warming are not measured
DAYS = [2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 23, 24, 25, 26]
TOKEN = "a" * 32
SMALL = 20_000, 12_000  # people and rows of sheets: a nation a fifth of its size, where two hundred have ten on a sheet
# The prisons, people and sheets of the benchmark's nation, and the sheets of February with who fills each.
NATION = """
from llamkay.cli.running import setup, _everything
setup("owner")
from benchmarks import driven, nation
from llamkay.core.values import Month
with _everything():
    nation.build(Month.parse(driven.MONTH), people={}, rows={})
driven.doors("{}")
"""


@dataclass
class Answers:
    """What came back in one phase, and how long everybody waited."""

    took: list[float] = field(default_factory=list)  # of each answer
    waited: list[float] = field(default_factory=list)  # from the first sending of an act until it was answered
    saved: int = 0
    unanswered: int = 0  # savings whose answer was lost; the sheet itself said that they were written
    refused: int = 0  # answered «not now», and sent again
    again: int = 0  # no answer at all, and sent again

    def line(self, name: str) -> str:
        both = ", ".join(
            f"{what} {_at(of, 0.5):.2f} s, p95 {_at(of, 0.95):.2f} s"
            for what, of in (("half of the answers within", self.took), ("of the acts done within", self.waited))
        )
        return (
            f"  {name}: {len(self.waited):,} acts, {self.saved:,} savings acknowledged, {self.refused:,} refused, "
            f"{self.again:,} sent again, {self.unanswered:,} of them written before their answer was lost; "
            f"{both}, {max(self.waited):.0f} s at most"
        )


def _at(times: list[float], part: float) -> float:
    return sorted(times)[int(len(times) * part)]


class Instructor(threading.Thread):
    """One member of staff with a sheet: what it must hold, and how often it was saved."""

    def __init__(self, door: dict[str, Any], seed: int, lock: threading.Lock) -> None:
        super().__init__(daemon=True)
        self.door, self.chance, self.lock = door, random.Random(seed), lock
        self.headers = {"Cookie": f"sessionid={door['session']}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
        self.sheet, self.version = door["sheet"], door["version"]
        self.cells: dict[int, int] = dict(door["cells"])
        self.port = self.reached = 0
        self.line: http.client.HTTPConnection | None = None
        self.ending, self.fault = threading.Event(), ""
        self.answers = Answers()

    def run(self) -> None:
        self.ending.wait(self.chance.random() * EVERY)
        while not self.ending.is_set():
            began = time.monotonic()
            try:
                self._open() if self.chance.random() < 1 / 3 else self._save()
            except Fault as fault:
                self.fault = str(fault)
                return
            spent = time.monotonic() - began
            with self.lock:
                self.answers.waited.append(spent)
            self.ending.wait(max(0.0, EVERY - spent))

    def _open(self) -> None:
        status, page, _times = self._until_answered("GET", f"/oficina/planillas/{self.sheet}/")
        must(status == 200 and b"<table" in page, f"the page of the sheet {self.sheet} answered {status}")

    def _save(self) -> None:
        """One day of ten people, as the page sends what is typed; whoever got no answer sends the same again."""
        day = self.chance.choice(DAYS)
        before = self.cells.get(day, 0)
        minutes = self.chance.choice([each for each in range(60, 241, 15) if each != before])
        sent = {f"c{row}-{day}": _mark(minutes) for row in self.door["rows"]}
        sent |= {f"w{row}-{day}": _mark(before) for row in self.door["rows"]}
        status, answer, times = self._until_answered("POST", f"/oficina/planillas/{self.sheet}/celdas/", sent)
        must(status == 200, f"a saving of the sheet {self.sheet} was answered {status}: {answer[:300]!r}")
        found, all_of_them = json.loads(answer), len(self.door["rows"])
        must(found["version"] == self.version + 1, f"doubled or lost: {found} after version {self.version}")
        must(found["cells"] in ({0, all_of_them} if times > 1 else {all_of_them}), f"half of it was written: {found}")
        self.version, self.cells[day] = found["version"], minutes
        with self.lock:
            self.answers.saved += 1
            self.answers.unanswered += not found["cells"]

    def _until_answered(self, method: str, path: str, sent: dict[str, str] | None = None) -> tuple[int, bytes, int]:
        """The first answer that is one, and how often it was sent."""
        patience, times = time.monotonic() + PATIENCE, 0
        while True:
            times, began, status, answer = times + 1, time.monotonic(), 0, b""
            try:
                status, answer = self._ask(method, path, sent)
            except (OSError, http.client.HTTPException):
                self.line = None
            with self.lock:
                if status:
                    self.answers.took.append(time.monotonic() - began)
                if 0 < status < 500:
                    return status, answer, times
                self.answers.again += not status
                self.answers.refused += bool(status)
            if not self.port:  # no site stands: nobody could answer
                patience = time.monotonic() + PATIENCE
            must(time.monotonic() < patience, f"stuck: {method} {path}: {status} {answer[-300:]!r}")
            time.sleep(self.chance.uniform(0.3, 0.7))

    def _ask(self, method: str, path: str, sent: dict[str, str] | None) -> tuple[int, bytes]:
        if not self.port:
            raise ConnectionError
        if self.line is None or self.reached != self.port:
            self.reached = self.port
            self.line = http.client.HTTPConnection("127.0.0.1", self.reached, timeout=60)
        body = urlencode(sent) if sent else None
        headers = self.headers | ({"Content-Type": "application/x-www-form-urlencoded"} if body else {})
        self.line.request(method, path, body, headers)
        response = self.line.getresponse()
        return response.status, response.read()


def _mark(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}" if minutes else ""


class Ground:
    """The house of the load, its sites, and the people who work at one of them."""

    def __init__(self, house: House, doors: list[dict[str, Any]]) -> None:
        self.house, self.doors, self.lock = house, doors, threading.Lock()
        self.people: list[Instructor] = []
        self.answers = Answers()

    def site(self, **more: str) -> Any:
        return start(self.house.home, "serve", "--workers", "2", **fixed(), **more)

    def send(self, *sites: Any) -> None:
        """Everybody goes to one of the sites, in turns; where none stands, they wait."""
        for number, who in enumerate(self.people):
            who.port = sites[number % len(sites)].port if sites else 0

    @contextmanager
    def working(self, name: str, *sites: Any) -> Iterator[None]:
        """Everybody at work; in the end each finishes what they began, and the house holds what they were told."""
        self.answers = Answers()
        self.people = [Instructor(door, seed, self.lock) for seed, door in enumerate(self.doors)]
        for who in self.people:
            who.answers = self.answers
        self.send(*sites)
        for who in self.people:
            who.start()
        time.sleep(WARM)
        with self.lock:
            self.answers.took.clear()
            self.answers.waited.clear()
        yield
        for who in self.people:
            who.ending.set()
        for who in self.people:
            who.join(PATIENCE + 60)
            must(not who.is_alive(), f"stuck: {who.sheet}")
            must(not who.fault, f"{who.fault}\n{(self.house.home / 'log').read_text()[-3000:]}")
        self._as_told()
        print(self.answers.line(name), flush=True)
        for what in ("saved", "unanswered", "refused", "again"):
            self.house.count(
                {"saved": "savings acknowledged", "unanswered": "written before their answer was lost"}.get(what, what),
                getattr(self.answers, what),
            )

    def _as_told(self) -> None:
        """Each sheet holds the cells that its instructor was told of, and was written as often as they were."""
        with self.house.tables() as db:
            ids = [who.sheet for who in self.people]
            versions = dict(db.execute("SELECT id, version FROM activities_sheet WHERE id = ANY(%s)", [ids]).fetchall())
            rows = {
                row: (reasons, minutes)
                for row, reasons, minutes in db.execute(
                    "SELECT id, reasons, minutes FROM activities_sheetrow WHERE sheet_id = ANY(%s)", [ids]
                )
            }
            logged = dict(
                db.execute(
                    "SELECT target, count(*) FROM platform_loggedaction WHERE verb = 'activities.save_cells' GROUP BY 1"
                ).fetchall()
            )
        for who in self.people:
            must(versions[who.sheet] == who.version, f"{who.sheet} stands at {versions[who.sheet]}, not {who.version}")
            wrong = {
                (row, day): minutes
                for day, minutes in who.cells.items()
                for row in who.door["rows"]
                if (rows[row][0][day - 1], rows[row][1][day - 1]) != (1, minutes)
            }
            must(not wrong, f"lost in the sheet {who.sheet}: {wrong}")
            lines = logged.get(f"sheet:{who.sheet}", 0)
            must(lines == who.version - who.door["first"], f"{lines} acts of {who.sheet} in the log, at {who.version}")
            who.door |= {"version": who.version, "cells": who.cells}


def fixed() -> dict[str, str]:
    return {"LLAMKAY_NOW": NOW, "LLAMKAY_DEMO": "1", "LLAMKAY_SECOND_STEP": "off"}


def load(house: House, folder: Path, rounds: int) -> None:
    """Two hundred instructors at their pace: a calm minute; the line cut; parts killed; two sites and one killed."""
    ground = Ground(house, _nation(house))
    _served(ground, lambda site: _calm(ground, site))
    _line(ground, folder, rounds)
    _served(ground, lambda site: _killed(ground, site, rounds))
    _twice(ground, rounds)
    house.agrees()
    house.at_rest()


def _nation(house: House) -> list[dict[str, Any]]:
    house.settings = fixed() | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    house.run("prepare")
    house.run("-c", NATION.format(*SMALL, house.people), command=PYTHON)
    found: list[dict[str, Any]] = json.loads((house.home / "doors.json").read_text())
    for door in found:
        door |= {"cells": {}, "first": door["version"]}
    must(len(found) == house.people, f"{len(found)} sheets have ten people, and {house.people} are wanted")
    return found


def _end(site: Any) -> None:
    if site.server.poll() is None:
        site.server.send_signal(signal.SIGINT)
        must(site.server.wait(120) == 0, site.log[-3000:])


def _served(ground: Ground, phase: Callable[[Any], Any]) -> None:
    last = phase(ground.site())
    _end(last)


def _calm(ground: Ground, site: Any) -> Any:
    with ground.working("calm", site):
        time.sleep(60)
    return site


def _line(ground: Ground, folder: Path, rounds: int) -> None:
    """All connections between site and database are cut, every few seconds."""
    house = ground.house
    with ExitStack() as stack:
        stack.enter_context(house.tables())
        between = Line(folder / "line", house.home / "postgres" / ".s.PGSQL.5432")
        between.start()
        site = ground.site(DATABASE_URL=f"postgresql://llamkay_app@/llamkay?host={folder / 'line'}")
        stack.callback(_end, site)
        with ground.working("line", site):
            for _ in house.rounds(rounds):
                time.sleep(house.chance.uniform(2, 5))
                house.count("connections cut", between.cut())


def _killed(ground: Ground, site: Any, rounds: int) -> Any:
    """A worker, the site or the database is killed outright; a site is started again, on another port."""
    house = ground.house
    with ground.working("killed", site):
        for _ in house.rounds(rounds):
            time.sleep(house.chance.uniform(4, 8))
            former, site = site, hit(house, site, ground.site, ground.send)
            if site is not former:
                ground.send(site)
        time.sleep(5)
    return site


def _twice(ground: Ground, rounds: int) -> None:
    """Two sites of one folder, half of the people at each; one is killed, its people go to the other, and come back."""
    house = ground.house
    sites = [ground.site(), ground.site()]
    try:
        with ground.working("twice", *sites):
            for _ in house.rounds(rounds):
                time.sleep(house.chance.uniform(4, 8))
                which = house.chance.randrange(2)
                sites[which].server.kill()
                sites[which].server.wait()
                house.count("one of two sites killed")
                ground.send(sites[1 - which])
                sites[which] = ground.site()
                ground.send(*sites)
            time.sleep(5)
    finally:
        for site in sites:
            _end(site)
