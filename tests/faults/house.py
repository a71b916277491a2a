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
from tests.worlds.served import BUILT

PYTHON = [sys.executable, "-P"]
COMMAND = [*PYTHON, "-m", "llamkay.cli"]
CODES, PASSWORD = ("EP16", "EP17"), "cuna-taller-aula-2026"  # of the demonstration
EACH_TENTH = 10
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

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in OURS}
        return kept | {"LLAMKAY_DATA": str(self.home), "LLAMKAY_NOW": MORNING, "LLAMKAY_DEMO": "1"} | self.settings

    def count(self, what: str, by: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + by

    def rounds(self, most: int) -> Iterator[int]:
        """The numbers of the rounds that are run: so many, or fewer where the time is up."""
        ending = time.monotonic() + 60 * self.minutes
        for number in range(most):
            if time.monotonic() > ending:
                return
            yield number
            self.count("rounds")

    def run(self, *words: str, status: int = 0, command: Sequence[str] = COMMAND) -> str:
        done = subprocess.run(
            [*command, *words], env=self.environment, capture_output=True, text=True, timeout=600, check=False
        )
        must(done.returncode == status, f"{' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def begin(self, *words: str) -> "subprocess.Popen[bytes]":
        """A command that goes on by itself until it is ended."""
        return subprocess.Popen([*COMMAND, *words], env=self.environment, stdout=subprocess.DEVNULL)

    def killed(self, *words: str, within: float, command: Sequence[str] = COMMAND) -> bool:
        """Begin a command and kill it outright after a while by chance; whether it was still at work."""
        process = subprocess.Popen(
            [*command, *words], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(self.chance.uniform(0.05, within))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            self.count("killed at work")
            return True
        self.count("ended before")
        return False

    def agrees(self) -> None:
        found = json.loads(self.run("verify", "--json"))
        must(found["agrees"], json.dumps([each for each in found["checks"] if each["problems"]], ensure_ascii=False))

    def agrees_at_times(self, number: int) -> None:
        """The whole proof at each tenth round: it costs more than many a round, and is asked for at the end too."""
        if number % EACH_TENTH == EACH_TENTH - 1:
            self.agrees()

    def at_rest(self) -> None:
        """After a whole command nobody is left at work for this folder."""
        must(until(lambda: not self.servers(), seconds=30), f"a server is still at work for {self.home}")

    def servers(self) -> list[psutil.Process]:
        found = self.home / "postgres" / "postmaster.pid"
        try:
            process = psutil.Process(int(found.read_text().split()[0]))
            return [process] if process.status() != psutil.STATUS_ZOMBIE else []
        except (OSError, psutil.NoSuchProcess, IndexError):
            return []

    @contextmanager
    def tables(self) -> Iterator[psycopg.Connection[Any]]:
        """The tables as their owner, while some command keeps the server at work or this one starts it."""
        from llamkay.platform.database import embedded

        host, port = embedded.join(self.home)
        try:
            with psycopg.connect(host=host, port=port, user="llamkay_owner", dbname="llamkay", autocommit=True) as db:
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


@contextmanager
def ground(name: str, seed: int) -> Iterator[tuple[Path, House]]:
    """A folder for a script, and the house in it; nothing stays, neither files nor servers."""
    folder = Path(tempfile.mkdtemp(prefix=f"llamkay-{name}-"))
    house = House(folder / "house", random.Random(seed))
    try:
        yield folder, house
    finally:
        for server in house.servers():
            server.send_signal(signal.SIGINT)
        until(lambda: not house.servers(), seconds=30)
        shutil.rmtree(folder, ignore_errors=True)
