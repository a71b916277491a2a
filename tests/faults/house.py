"""A house that may be broken: the demonstration in a folder of its own, its commands, its tables."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

from llamkay.cli.clock import MORNING
from tests.faults.stem import Stem
from tests.worlds.served import BUILT

PYTHON = [sys.executable, "-P"]
COMMAND = [*PYTHON, "-m", "llamkay.cli"]
CODES, PASSWORD = ("EP16", "EP17"), "cuna-taller-aula-2026"  # of the demonstration
EACH_TENTH = 10
OWNERS = ("prepare", "backup", "restore", "-c")  # words of a command that works as the owner of the tables
OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "LLAMKAY_DATABASE_AS", "LLAMKAY_DATA", "LLAMKAY_NOW")
# The demonstration as it stands before January is closed.
NOT_CLOSED = """
from llamkay.cli.running import setup, _everything
setup("owner")
from django.core.management import call_command
from llamkay import demo
call_command("migrate", interactive=False, verbosity=0)
with _everything():
    demo.build(lambda *words: None)
"""


class Fault(AssertionError):
    """Something was lost, doubled or stuck."""


def must(so: object, sentence: str) -> None:
    if not so:
        raise Fault(sentence)


@dataclass
class House:
    home: Path
    chance: random.Random
    counts: dict[str, int] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    people: int = 200
    minutes: float = float("inf")  # after so long no further round begins
    stems: dict[str, Stem] = field(default_factory=dict)
    takes: dict[str, float] = field(default_factory=dict)  # how long a command lasts, as it last showed

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in OURS}
        return kept | {"LLAMKAY_DATA": str(self.home), "LLAMKAY_NOW": MORNING, "LLAMKAY_DEMO": "1"} | self.settings

    def count(self, what: str, by: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + by

    def most(self, what: str, seconds: float) -> None:
        self.counts[what] = max(self.counts.get(what, 0), round(seconds))

    def rounds(self, most: int) -> Iterator[int]:
        """The numbers of the rounds that are run: so many, or fewer where the time is up."""
        ending = time.monotonic() + 60 * self.minutes
        for number in range(most):
            if time.monotonic() > ending:
                return
            yield number
            self.count("rounds")

    def grow(self, *roles: str) -> None:
        """Commands are from now on copies of a process that has read the program; it keeps the server at work."""
        for role in roles:
            self.stems[role] = Stem(self.environment, role, self.home.parent)

    def stem(self, word: str) -> Stem | None:
        return self.stems.get("owner" if word in OWNERS else "app") or self.stems.get("")

    def run(self, *words: str, status: int = 0, command: Sequence[str] = COMMAND) -> str:
        if stem := self.stem(words[0]):
            got, out, err = stem.run(words)
        else:
            done = subprocess.run(
                [*command, *words], env=self.environment, capture_output=True, text=True, timeout=600, check=False
            )
            got, out, err = done.returncode, done.stdout, done.stderr
        must(got == status, f"{' '.join(words)}: {got}\n{out}{err}")
        return out

    def begin(self, *words: str) -> "subprocess.Popen[bytes]":
        """A command that goes on by itself until it is ended."""
        return subprocess.Popen([*COMMAND, *words], env=self.environment, stdout=subprocess.DEVNULL)

    def killed(self, *words: str, within: float, command: Sequence[str] = COMMAND) -> bool:
        """Begin a command and kill it outright after a while by chance; whether it was still at work."""
        began, lasts = time.monotonic(), self.takes.get(words[0], within)
        after = self.chance.uniform(0.05, lasts)
        if stem := self.stem(words[0]):
            at_work = stem.run(words, killed_after=after).status is None
        else:
            process = subprocess.Popen(
                [*command, *words], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            try:
                process.wait(after)
            except subprocess.TimeoutExpired:
                process.kill()
            at_work = process.wait() == -signal.SIGKILL
        # A machine that has less to do ends it before the kill: the next is killed within what it took now.
        self.takes[words[0]] = 1.02 * lasts if at_work else time.monotonic() - began
        self.count("killed at work" if at_work else "ended before")
        return at_work

    def agrees(self) -> None:
        found = json.loads(self.run("verify", "--json"))
        must(found["agrees"], json.dumps([each for each in found["checks"] if each["problems"]], ensure_ascii=False))

    def agrees_at_times(self, number: int) -> None:
        """The whole proof at each tenth round: it costs more than many a round, and is asked for at the end too."""
        if number % EACH_TENTH == EACH_TENTH - 1:
            self.agrees()

    def at_rest(self) -> None:
        """After a whole command nobody is left at work for this folder."""
        self.wither()
        self.quiet()

    def quiet(self) -> None:
        must(until(lambda: not self.servers(), seconds=30), f"a server is still at work for {self.home}")

    def wither(self) -> None:
        while self.stems:
            self.stems.popitem()[1].end()

    def servers(self) -> list[psutil.Process]:
        found = self.home / "postgres" / "postmaster.pid"
        try:
            process = psutil.Process(int(found.read_text().split()[0]))
            return [process] if process.status() != psutil.STATUS_ZOMBIE else []
        except (OSError, psutil.NoSuchProcess, IndexError):
            return []

    @contextmanager
    def tables(self, name: str = "llamkay", user: str = "llamkay_owner") -> Iterator[psycopg.Connection[Any]]:
        """The tables as their owner, while some command keeps the server at work or this one starts it."""
        from llamkay.platform.database import embedded

        host, port = embedded.join(self.home)
        try:
            with psycopg.connect(host=host, port=port, user=user, dbname=name, autocommit=True) as db:
                yield db
        finally:
            embedded.leave(self.home.resolve(), os.getpid())


def until(so: Callable[[], Any], *, seconds: float) -> Any:
    end = time.monotonic() + seconds
    while not (found := so()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def copy_of(built: Path, home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    subprocess.run(["cp", "-a", f"{built}/.", str(home)], check=True)


def demonstration(folder: Path) -> Path:
    """A folder with the built demonstration, no server at work: the one of ``LLAMKAY_BUILT_DEMO``, or made here."""
    if given := os.environ.get(BUILT):
        return Path(given)
    return _built(folder / "built", [*COMMAND, "demo", "--no-serve"])


def before_the_close(folder: Path) -> Path:
    return _built(folder / "not-closed", [sys.executable, "-c", NOT_CLOSED])


def _built(home: Path, words: list[str]) -> Path:
    if not home.exists():
        home.mkdir(mode=0o700)
        house = House(home, random.Random(0))
        subprocess.run(words, env=house.environment, check=True, capture_output=True, timeout=600)
        house.at_rest()
    return home


def hit(house: House, site: Any, again: Callable[[], Any], alone: Callable[[], object]) -> Any:
    """Kill a worker, the site or the database outright, by chance; the site that stands afterwards.

    ``alone`` is called where no site stands, before one is started ``again``.
    """
    whom = house.chance.choice(["worker", "site", "database"])
    house.count(f"{whom} killed")
    if whom == "database":
        for server in house.servers():
            server.kill()
    elif whom == "worker":
        workers = [each for each in psutil.Process(site.server.pid).children() if "postgres" not in each.name()]
        must(workers, "the site has no workers")
        house.chance.choice(workers).kill()
    else:
        alone()
        site.server.kill()
        site.server.wait()
        began = time.monotonic()
        site = again()
        house.most("seconds at most until the site stood again", time.monotonic() - began)
    return site


@contextmanager
def ground(name: str, seed: int) -> Iterator[tuple[Path, House]]:
    """A folder for a script, and the house in it; nothing stays, neither files nor servers."""
    folder = Path(tempfile.mkdtemp(prefix=f"llamkay-{name}-"))
    house = House(folder / "house", random.Random(seed))
    try:
        yield folder, house
    finally:
        house.wither()
        for server in house.servers():
            server.send_signal(signal.SIGINT)
        until(lambda: not house.servers(), seconds=30)
        shutil.rmtree(folder, ignore_errors=True)
