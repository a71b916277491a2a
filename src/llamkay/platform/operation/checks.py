"""What is wrong with a house: each check is named once, and every fault is one sentence with its cure.

What blocks is refused by ``serve``; a fault should stop nobody from opening ``llamkay check --deploy`` and mending it
before the site is reached by others; a warning is for whoever reads it.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.utils.functional import Promise

from llamkay.core.errors import Refused

Words = str | Promise


class Gravity(StrEnum):
    """How grave a finding is."""

    BLOCKING = "blocking"
    FAULT = "fault"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, as one sentence, and what mends it, in the language of whoever reads."""

    gravity: Gravity
    what: str
    cure: str


@dataclass(frozen=True)
class House:
    """What a check looks at besides the database: the environment, the data folder, the machine's clock."""

    environment: Mapping[str, str]
    data: Path
    now: datetime

    def words(self, name: str) -> list[str]:
        return self.environment.get(name, "").split()


Look = Callable[[House], Iterator[Finding]]


@dataclass(frozen=True)
class Check:
    """One thing that is looked at; ``blocks`` says that it may stop ``serve``."""

    code: str
    title: Words
    look: Look
    blocks: bool


@dataclass(frozen=True)
class Result:
    """A check and what it found: nothing, where all is well."""

    code: str
    title: str
    findings: tuple[Finding, ...]


_checks: list[Check] = []


def check(code: str, title: Words, *, blocks: bool = False) -> Callable[[Look], Look]:
    """Register a check. Raises ``ValueError`` for a code that is there already."""

    def register(look: Look) -> Look:
        if any(each.code == code for each in _checks):
            raise ValueError(f"the check {code} is registered twice")
        _checks.append(Check(code, title, look, blocks))
        return look

    return register


def blocking(what: str, cure: str) -> Finding:
    return Finding(Gravity.BLOCKING, what, cure)


def fault(what: str, cure: str) -> Finding:
    return Finding(Gravity.FAULT, what, cure)


def warning(what: str, cure: str) -> Finding:
    return Finding(Gravity.WARNING, what, cure)


def this_house() -> House:
    """The house of this process, by the machine's own clock."""
    from llamkay.platform import clock
    from llamkay.platform.database.connection import data_folder

    return House(os.environ, data_folder(), clock.machine())


def run(house: House, *, only_blocking: bool = False) -> list[Result]:
    """Every check, or those that may stop ``serve``, in the order of their registration."""
    from llamkay.platform.operation import environment, machine, server  # noqa: F401 - they register theirs

    return [
        Result(each.code, str(each.title), tuple(each.look(house)))
        for each in _checks
        if each.blocks or not only_blocking
    ]


def refuse_what_blocks(house: House) -> None:
    """Refuse a house that must not be served, with the first fault and its cure."""
    for result in run(house, only_blocking=True):
        for finding in result.findings:
            if finding.gravity is Gravity.BLOCKING:
                raise Refused(f"{finding.what} {finding.cure}")
