"""What happens around the site while four people save: the line to the database is cut, the disk is full, the clock is
set back, a second site serves the same folder, somebody is slow. Each saving is there once, and the work goes on."""

import os
import selectors
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.demo.served import start
from tests.faults.house import House, copy_of, demonstration, must, until
from tests.faults.saver import LOGINS, Saver, each_saves, entered, fixed, nothing_lost
from tests.worlds.served import NOW

DISK = 700  # megabytes, of which the demonstration takes a third
MORNING = datetime.fromisoformat(NOW)


@contextmanager
def _at_work(house: House, mark: str, **environment: str) -> Iterator[tuple[Any, list[Saver]]]:
    """A site and four people who save at it; in the end nothing was lost or doubled, and everything agrees."""
    site = start(house.home, "serve", **environment)
    clients = [Saver(site, login, f"{mark}-{login}") for login in LOGINS]
    for client in clients:
        client.start()
    try:
        yield site, clients
        time.sleep(1)
        for client in clients:
            client.finish(site)
        nothing_lost(house, clients, f"{mark}-")
    finally:
        for client in clients:
            client.ending.set()
        site.server.send_signal(signal.SIGINT)
        ended = site.server.wait(90)
    must(ended == 0, site.log[-3000:])
    house.agrees()


def _ready(house: House, folder: Path) -> None:
    copy_of(demonstration(folder), house.home)
    house.run("prepare", "--without-backup")  # a demonstration that was built before may lack what changed since


# --- The line between site and database -----------------------------------------------------------------------------


class Line(threading.Thread):
    """A socket of PostgreSQL that hands everything on, until it is cut: what was on its way is gone, either way."""

    def __init__(self, at: Path, to: Path) -> None:
        super().__init__(daemon=True)
        at.mkdir(mode=0o700)
        self.to, self.pairs, self.lock = to, set[tuple[socket.socket, socket.socket]](), threading.Lock()
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(str(at / ".s.PGSQL.5432"))
        self.door.listen(64)

    def run(self) -> None:
        while True:
            near = self.door.accept()[0]
            far = socket.socket(socket.AF_UNIX)
            far.connect(str(self.to))
            pair = (near, far)
            with self.lock:
                self.pairs.add(pair)
            threading.Thread(target=self._carry, args=[pair], daemon=True).start()

    def _carry(self, pair: tuple[socket.socket, socket.socket]) -> None:
        near, far = pair
        with selectors.DefaultSelector() as wait, suppress(OSError, ValueError):
            wait.register(near, selectors.EVENT_READ, far)
            wait.register(far, selectors.EVENT_READ, near)
            while True:
                for key, _events in wait.select():
                    if not (data := key.fileobj.recv(65_536)):  # type: ignore[union-attr]
                        raise OSError
                    key.data.sendall(data)
        self._end(pair)

    def _end(self, pair: tuple[socket.socket, socket.socket]) -> None:
        with self.lock:
            self.pairs.discard(pair)
        for each in pair:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def cut(self) -> int:
        with self.lock:
            standing = list(self.pairs)
        for pair in standing:
            self._end(pair)
        return len(standing)


def line(house: House, folder: Path, rounds: int) -> None:
    """The connections between site and database are cut, at any moment of a saving: also after it was written down."""
    _ready(house, folder)
    with house.tables():  # it keeps the server at work: the site is told only of the line
        between = Line(folder / "line", house.home / "postgres" / ".s.PGSQL.5432")
        between.start()
        address = f"postgresql://llamkay_app@/llamkay?host={folder / 'line'}"
        with _at_work(house, "line", DATABASE_URL=address, **fixed(house)) as (_site, clients):
            for _ in house.rounds(rounds):
                time.sleep(house.chance.uniform(0.05, 0.6))
                house.count("connections cut", between.cut())
            each_saves(clients, [len(client.saved) for client in clients], 60)


# --- The disk -------------------------------------------------------------------------------------------------------


def disk(house: House, folder: Path, rounds: int) -> None:
    """The disk of the data folder is full for some seconds: a sentence for who saves, and the work goes on afterwards.

    A small disk in memory; only root may put it in place.
    """
    must(os.geteuid() == 0, "run it as root: it puts a disk of its own in place")
    house.home.mkdir(mode=0o700, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}m,mode=0700", "tmpfs", str(house.home)], check=True)
    try:
        subprocess.run(["cp", "-a", f"{demonstration(folder)}/.", str(house.home)], check=True)
        house.run("prepare", "--without-backup")
        with _at_work(house, "disk", **fixed(house)) as (_site, clients):
            filling = house.home / "filling"
            for _ in house.rounds(rounds):
                again = sum(client.again for client in clients)
                with suppress(OSError), filling.open("wb") as out:
                    while True:
                        out.write(bytes(1 << 16))
                        out.flush()
                time.sleep(house.chance.uniform(0.5, 3))
                filling.unlink()
                house.count("savings refused while it was full", sum(client.again for client in clients) - again)
                each_saves(clients, [len(client.saved) for client in clients], 60)
        house.at_rest()
    finally:
        for server in house.servers():
            server.send_signal(signal.SIGINT)
        until(lambda: not house.servers(), seconds=30)
        subprocess.run(["umount", str(house.home)], check=True)


# --- The clock ------------------------------------------------------------------------------------------------------


def clock(house: House, folder: Path, rounds: int) -> None:
    """The clock of the machine is set back and forth by up to an hour and a half, for site and database."""
    _ready(house, folder)
    library, file = folder / "clock.so", folder / "clock"
    folder.chmod(0o711)  # the database's own user reads both
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, Path(__file__).with_name("clock.c")], check=True)
    library.chmod(0o755)
    back = round((datetime.now(UTC) - MORNING).total_seconds())
    _set(file, -back)
    moved = {"LD_PRELOAD": str(library), "LLAMKAY_CLOCK_FILE": str(file)}
    with _at_work(house, "clock", LLAMKAY_DEMO="1", **moved) as (_site, clients):
        with house.tables() as db:
            (month,) = db.execute("SELECT extract(month FROM clock_timestamp())").fetchone() or (0,)
            must(month in (2, 3), f"the database has another clock: {month}")
        for number in house.rounds(rounds):
            _set(file, -back - (house.chance.randint(60, 5_400) if number % 2 == 0 else 0))
            house.count("set back" if number % 2 == 0 else "set forward")
            each_saves(clients, [len(client.saved) for client in clients], 60)


def _set(file: Path, seconds: int) -> None:
    fresh = file.with_suffix(".new")
    fresh.write_text(f"{seconds:+d}")
    fresh.chmod(0o644)
    fresh.replace(file)


# --- Two sites at once ----------------------------------------------------------------------------------------------


def twice(house: House, folder: Path, rounds: int) -> None:
    """Two sites serve one folder, and each form is sent to both at once: saved once; one ends, the other goes on."""
    _ready(house, folder)
    one, two = (start(house.home, "serve", "--workers", "1", **fixed(house)) for _ in range(2))
    try:
        visitor = entered(one, LOGINS[0])
        saver = Saver(one, LOGINS[0], "twice")
        sent: list[str] = []
        fields = {"establishment": saver.place, "known_at": "2026-02-01T10:00", "data": "identity"}
        there = entered(two, LOGINS[0])
        there.cookies = visitor.cookies
        there.browser = visitor.browser
        with ThreadPoolExecutor(2) as both:
            for number in house.rounds(rounds):
                sent.append(text := f"Se perdió un cuaderno de prueba twice-{number}.")
                answers = [
                    both.submit(each.post, "/oficina/incidentes-de-datos/nuevo/", what=text, **fields)
                    for each in (visitor, there)
                ]
                found = [answer.result()[0] for answer in answers]
                must(set(found) == {200}, f"answered {found}")
                house.count("forms sent to both", 1)
        with house.tables() as db:
            rows = dict(
                db.execute(
                    "SELECT what, count(*) FROM institutions_dataincident WHERE what LIKE '%% twice-%%' GROUP BY what"
                ).fetchall()
            )
        must(rows.keys() == set(sent), f"lost: {set(sent) - rows.keys()}")
        must(max(rows.values()) == 1, f"doubled: {[text for text, times in rows.items() if times > 1]}")
        two.server.kill()
        two.server.wait()
        must(visitor.get("/oficina/")[0] == 200, "the other site does not go on")
    finally:
        for site in (one, two):
            if site.server.poll() is None:
                site.server.send_signal(signal.SIGINT)
                site.server.wait(90)
    house.agrees()


# --- Who is slow ----------------------------------------------------------------------------------------------------


def slow(house: House, folder: Path, rounds: int) -> None:
    """Forty clients a round send a byte a second of a request's head or body, or do not read: the others save."""
    _ready(house, folder)
    with _at_work(house, "slow", **fixed(house)) as (site, clients):
        lasting: list[socket.socket] = []
        for number in house.rounds(rounds):
            for _ in range(40):
                lasting.append(_slow_one(site.port, house.chance.choice(["head", "body", "reader"])))
                house.count("slow clients")
            began = time.monotonic()
            each_saves(clients, [len(client.saved) for client in clients], 60)
            house.most("seconds at most until each of four had saved", time.monotonic() - began)
            for each in lasting:
                with suppress(OSError):
                    each.send(b"a")
            if number % 5 == 4:
                for each in lasting[:-200]:
                    each.close()
                del lasting[:-200]
        for each in lasting:
            each.close()


def _slow_one(port: int, kind: str) -> socket.socket:
    found = socket.create_connection(("127.0.0.1", port), timeout=10)
    head = b"POST /cuenta/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    if kind == "head":
        found.sendall(head[:20])
    elif kind == "body":
        form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\nlogin="
        found.sendall(head + form)
    else:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        found.sendall(b"GET /cuenta/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 3)
    return found
