"""What was done for the house and proved, and when: the last time of each work and the last that went well.

It lies in the data folder and not in the database, which a restore replaces with what was known on the day of the
backup. Times are the machine's own, whatever a demonstration's clock shows.
"""

import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from llamkay.platform import clock


class Work(StrEnum):
    """What is done by night, or after it."""

    BACKUP = "backup"
    VERIFY = "verify"
    ARCHIVE = "archive"
    BASE = "base"
    RECOVERY = "recovery"


@dataclass(frozen=True)
class Done:
    """One run of a work: when it ended, how it went, in how many seconds, and what it said of itself."""

    at: datetime
    good: bool
    seconds: float
    words: str


@dataclass(frozen=True)
class Record:
    """The last run of a work and the last good one; of a work that never ran, neither."""

    last: Done | None = None
    last_good: Done | None = None


def record_of(data: Path, work: Work) -> Record:
    """What is known of a work; nothing where its file is missing or was cut."""
    try:
        held = json.loads(_file(data, work).read_text("utf-8"))
        return Record(*(_read(held[name]) for name in ("last", "last_good")))
    except (OSError, ValueError, KeyError, TypeError):
        return Record()


def _read(held: object) -> Done | None:
    if not isinstance(held, dict):
        return None
    return Done(datetime.fromisoformat(held["at"]), bool(held["good"]), float(held["seconds"]), str(held["words"]))


def record(data: Path, work: Work, *, good: bool, seconds: float, words: str) -> None:
    """Write down a run that has just ended; killed at any moment, the former record stands."""
    done = Done(clock.machine(), good, seconds, words)
    last_good = done if good else record_of(data, work).last_good
    file = _file(data, work)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    number, fresh = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    with os.fdopen(number, "w", encoding="utf-8") as out:
        json.dump({"last": asdict(done), "last_good": last_good and asdict(last_good)}, out, default=str)
    os.replace(fresh, file)


class Words:
    """What a run will have said of itself when it ends."""

    text = ""


@contextmanager
def recorded(data: Path, work: Work) -> Iterator[Words]:
    """Write down how the work inside went: ``words.text`` where it goes well, its error where it does not."""
    began, words = time.monotonic(), Words()
    try:
        yield words
    except Exception as error:
        record(data, work, good=False, seconds=time.monotonic() - began, words=str(error))
        raise
    record(data, work, good=True, seconds=time.monotonic() - began, words=words.text)


def _file(data: Path, work: Work) -> Path:
    return data / "records" / f"{work}.json"
