"""How each function enters and how long it stays inside, as data (``data/sign_in.yaml``)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, reduce
from typing import Any

from llamkay.platform.files.datafiles import yaml_documents


@dataclass(frozen=True)
class Entry:
    """Whether a second step is asked for, how long a session may rest, and how long it lasts in any case.

    >>> Entry(False, timedelta(minutes=60), timedelta(hours=8)) & Entry(True, timedelta(minutes=90), timedelta(hours=4))
    Entry(second_step=True, idle=datetime.timedelta(seconds=3600), longest=datetime.timedelta(seconds=14400))
    """

    second_step: bool
    idle: timedelta
    longest: timedelta

    def __and__(self, other: "Entry") -> "Entry":
        """The strictest of both."""
        return Entry(
            self.second_step or other.second_step, min(self.idle, other.idle), min(self.longest, other.longest)
        )

    @property
    def idle_minutes(self) -> int:
        return int(self.idle / timedelta(minutes=1))

    @property
    def longest_hours(self) -> int:
        return int(self.longest / timedelta(hours=1))


@cache
def _entries() -> tuple[Entry, dict[str, Entry]]:
    (document,) = (each for each in yaml_documents("llamkay.data") if each["_file"] == "sign_in.yaml")

    def read(row: Any) -> Entry:
        return Entry(bool(row["second_step"]), timedelta(minutes=row["idle"]), timedelta(hours=row["hours"]))

    return read(document["others"]), {code: read(row) for code, row in document["functions"].items()}


def entry_of(functions: Iterable[str]) -> Entry:
    """How an account with these functions, by their codes, enters; one with none as any other."""
    others, named = _entries()
    found = [named.get(code, others) for code in functions]
    return reduce(Entry.__and__, found) if found else others
