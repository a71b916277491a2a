"""What the check of a password may cost: so much memory and time, and few at once on the whole machine."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher

from llamkay.platform.database.connection import data_folder

# At once on the machine, whatever the number of processes: at least half of it is left for everybody else.
AT_ONCE = max(1, (os.cpu_count() or 2) // 2)
# In one process, those at work and those that wait: the server has four threads, and one stays free for other pages.
PLACES = 3
PATIENCE = 5.0  # seconds that one waits for a turn

_places = threading.BoundedSemaphore(PLACES)


class TooManySignIns(Exception):
    """So many passwords are being checked that this one must come again in a moment."""


class Argon2InTurn(Argon2PasswordHasher):
    """Argon2id with 46 MiB and one pass, the first of the OWASP's equal choices, in one thread; few at once."""

    time_cost, memory_cost, parallelism = 1, 47_104, 1

    def encode(self, password: str, salt: str) -> Any:
        with turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with turn():
            return bool(super().verify(password, encoded))


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one of the machine's turns and hold it. Raises ``TooManySignIns`` when too many wait already."""
    if not _places.acquire(blocking=False):
        raise TooManySignIns
    try:
        held = _turn_of_the_machine()
        try:
            yield
        finally:
            os.close(held)
    finally:
        _places.release()


def _turn_of_the_machine() -> int:
    """A lock that every process of this data folder asks for; whoever dies gives it back."""
    folder, until = data_folder(), time.monotonic() + PATIENCE
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        for number in range(AT_ONCE):
            file = os.open(folder / f"sign-in-turn-{number}", os.O_CREAT | os.O_RDWR, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
            else:
                return file
        if time.monotonic() > until:
            raise TooManySignIns
        time.sleep(0.005)
