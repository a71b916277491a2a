"""Who suits which activity: small named rules over people and needs, all of them at once, each with since when.

Facts of ``n`` people and needs of ``m`` activities are columns; a rule answers for all ``n × m`` in one go, so that
one person, one vacancy or a prison of ten thousand are the same question. Days are ordinals (``date.toordinal``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

STAGES = (
    "",
    "closed_ordinary/minimum",
    "closed_ordinary/medium",
    "closed_ordinary/maximum",
    "closed_special/A",
    "closed_special/B",
    "closed_special/C",
    "closed_special/extreme",
    "semi_open/",
    "open/",
)
STATUSES = ("", "remand", "sentenced")
SCHOOLING = ("none", "literacy", "primary", "secondary", "technical", "higher")
LIMITS = ("work", "loads", "dust", "heights", "machines", "night")
TOOLS = ("none", "hand", "sharp", "machines")
REGISTERS = ("work", "study")
LEVELS = ("", "minimum", "medium", "maximum")
UNKNOWN = -1  # of a level or a day that nobody has recorded
NEVER = 2**31 - 1  # a day that no passing of time brings
ALMOST = 92  # days ahead within which somebody almost suits


class Severity(IntEnum):
    """What a rule that does not hold does."""

    FINE = 0
    WARN = 1
    BLOCK = 2


@dataclass(frozen=True, eq=False, slots=True)
class People:
    """What is known of ``n`` people on a day; each column has ``n`` values.

    ``born`` and ``ends`` (the last day of the sentence) are ordinals or ``UNKNOWN``; ``isolated`` is the first day out
    of isolation, 0 without, ``NEVER`` while open; ``limits`` are bits of ``LIMITS`` and ``limited`` until when they
    hold; ``enrolled`` are bits of ``REGISTERS``; ``lives`` is the level of ``LEVELS`` of the pavilion, 0 not known.
    """

    born: Array
    ends: Array
    stage: Array
    status: Array
    schooling: Array
    limits: Array
    limited: Array
    isolated: Array
    enrolled: Array
    lives: Array

    def __len__(self) -> int:
        return len(self.born)

    def only(self, at: int) -> "People":
        """One of them alone."""
        return People(*(getattr(self, item.name)[at : at + 1] for item in fields(self)))


@dataclass(frozen=True, eq=False, slots=True)
class Needs:
    """What ``m`` activities ask for; each column has ``m`` values, 0 or full bits where nothing is required.

    ``stages`` are bits of the stages that may come, ``barred`` of those that the tools and the level of the place bar,
    ``demands`` of the limits that it meets; ``register`` is the bit of the one that its days need; ``level`` is that
    of ``LEVELS`` of the place, 0 not known.
    """

    stages: Array
    barred: Array
    sentenced: Array
    youngest: Array
    oldest: Array
    schooling: Array
    left: Array
    demands: Array
    register: Array
    level: Array

    def __len__(self) -> int:
        return len(self.stages)


@dataclass(frozen=True, eq=False, slots=True)
class Pairs:
    """What is of a person and an activity together, ``n × m``: somebody kept apart has a place there, hours clash."""

    separated: Array
    clashing: Array


class Answer(NamedTuple):
    """Where a rule does not hold, ``n × m``, where it cannot be told, and the day from which it will hold."""

    fails: Array
    unknown: Array
    ready: Array


Check = Callable[[People, Needs, Pairs, int], Answer]


def _no(like: Array) -> Array:
    return np.zeros(like.shape, dtype=np.bool_)


def _never(fails: Array) -> Array:
    return np.where(fails, NEVER, 0).astype(np.int64)


def stage(people: People, needs: Needs, _pairs: Pairs, _today: int) -> Answer:
    """The stage is one of those that may come; of whoever is not classified it cannot be told."""
    mine = people.stage[:, None]
    required = needs.stages[None, :] != 0
    known = mine > 0
    fails = required & known & ((needs.stages[None, :] >> mine) & 1 == 0)
    return Answer(fails, required & ~known, _never(fails))


def tools(people: People, needs: Needs, _pairs: Pairs, _today: int) -> Answer:
    """Neither the tools used there nor the security level of the place bar the stage."""
    fails = (needs.barred[None, :] >> people.stage[:, None]) & 1 == 1
    return Answer(fails, _no(fails), _never(fails))


def status(people: People, needs: Needs, _pairs: Pairs, _today: int) -> Answer:
    """Sentenced, where only the sentenced may come (trabajo asistido externo: CEP 74-A)."""
    required, mine = needs.sentenced[None, :] != 0, people.status[:, None]
    fails = required & (mine == STATUSES.index("remand"))
    return Answer(fails, required & (mine == 0), _never(fails))


def youngest(people: People, needs: Needs, _pairs: Pairs, today: int) -> Answer:
    """Old enough; the day on which the years are complete is that of the birthday."""
    required, born = needs.youngest[None, :] > 0, people.born[:, None]
    known = born != UNKNOWN
    ready = birthday(born, needs.youngest[None, :])
    fails = required & known & (ready > today)
    return Answer(fails, required & ~known, np.where(fails, ready, 0))


def oldest(people: People, needs: Needs, _pairs: Pairs, today: int) -> Answer:
    """Not older than the age up to which it is offered."""
    required, born = needs.oldest[None, :] > 0, people.born[:, None]
    fails = required & (born != UNKNOWN) & (birthday(born, needs.oldest[None, :] + 1) <= today)
    return Answer(fails, required & (born == UNKNOWN), _never(fails))


def schooling(people: People, needs: Needs, _pairs: Pairs, _today: int) -> Answer:
    """The level of schooling is reached; where none is recorded it cannot be told."""
    required, mine = needs.schooling[None, :] > 0, people.schooling[:, None]
    fails = required & (mine != UNKNOWN) & (mine < needs.schooling[None, :])
    return Answer(fails, required & (mine == UNKNOWN), _never(fails))


def sentence_left(people: People, needs: Needs, _pairs: Pairs, today: int) -> Answer:
    """Enough of the sentence is left to finish what begins; on remand it cannot be told."""
    required, ends = needs.left[None, :] > 0, people.ends[:, None]
    fails = required & (ends != UNKNOWN) & (ends - today < needs.left[None, :])
    return Answer(fails, required & (ends == UNKNOWN), _never(fails))


def health(people: People, needs: Needs, _pairs: Pairs, today: int) -> Answer:
    """No limit that health has written, without its cause, meets what the activity demands; of «work», any does."""
    holds = people.limited[:, None] > today
    mine = people.limits[:, None]
    fails = holds & ((mine & needs.demands[None, :] != 0) | (mine & 1 == 1))
    ready = np.broadcast_to(people.limited[:, None], fails.shape)
    return Answer(fails, _no(fails), np.where(fails, ready, 0))


def isolation(people: People, needs: Needs, _pairs: Pairs, today: int) -> Answer:
    """Not in isolation; the day on which it ends is the first."""
    out = np.broadcast_to(people.isolated[:, None], (len(people), len(needs)))
    fails = out > today
    return Answer(fails, _no(fails), np.where(fails, out, 0))


def pavilion(people: People, needs: Needs, _pairs: Pairs, _today: int) -> Answer:
    """Whoever lives in a pavilion of a higher security level does not go daily to a place of a lower one."""
    mine, place = people.lives[:, None], needs.level[None, :]
    fails = (mine > place) & (place > 0)
    return Answer(fails, _no(fails), _never(fails))


def separation(_people: People, _needs: Needs, pairs: Pairs, _today: int) -> Answer:
    """Nobody from whom the person is kept apart by an order has a place there."""
    return Answer(pairs.separated, _no(pairs.separated), _never(pairs.separated))


def hours(_people: People, _needs: Needs, pairs: Pairs, _today: int) -> Answer:
    """The hours do not fall on those of another place of the person."""
    return Answer(pairs.clashing, _no(pairs.clashing), _never(pairs.clashing))


def register(people: People, needs: Needs, _pairs: Pairs, _today: int) -> Answer:
    """Entered in the register of work or study: without it no day counts (Reglamento 175, 176)."""
    fails = (needs.register[None, :] & ~people.enrolled[:, None]) != 0
    return Answer(fails, _no(fails), _never(fails))


def birthday(born: Array, years: Array) -> Array:
    """The ordinal of the day on which somebody completes some years; of 29 February in common years, 1 March."""
    born, years = np.broadcast_arrays(born, years)
    day = (np.maximum(born, 1) - _EPOCH).astype("timedelta64[D]") + np.datetime64("1970-01-01")
    month = day.astype("datetime64[M]")
    later = month + (years * 12).astype("timedelta64[M]")
    found = later.astype("datetime64[D]") + (day - month.astype("datetime64[D]"))
    ordinals: Array = found.astype("datetime64[D]").astype(np.int64) + _EPOCH
    return ordinals


_EPOCH = 719_163  # the ordinal of 1 January 1970

# Each rule by the code that its sentence is found by, in the order in which reasons are put.
RULES: Mapping[str, Check] = {
    "isolation": isolation,
    "separation": separation,
    "stage": stage,
    "tools": tools,
    "pavilion": pavilion,
    "status": status,
    "health": health,
    "youngest": youngest,
    "oldest": oldest,
    "schooling": schooling,
    "sentence_left": sentence_left,
    "hours": hours,
    "register": register,
}


class Finding(NamedTuple):
    """Why somebody does not simply suit: the rule, what it does, since when it will hold (0: cannot be told)."""

    rule: str
    severity: Severity
    ready: int

    def almost(self, today: int) -> bool:
        """Whether it holds by itself within three months."""
        return today < self.ready <= today + ALMOST


@dataclass(frozen=True, eq=False, slots=True)
class Judgement:
    """What every rule says of ``n`` people and ``m`` activities: severity and day, rules × n × m."""

    severity: Array
    ready: Array

    @property
    def worst(self) -> Array:
        """The severest of each pair, n × m."""
        found: Array = self.severity.max(axis=0)
        return found

    @property
    def warnings(self) -> Array:
        """How many rules warn of each pair, n × m."""
        found: Array = (self.severity == Severity.WARN).sum(axis=0)
        return found

    def suits_on(self, today: int) -> Array:
        """The first day on which nothing blocks each pair: today, a later one, or ``NEVER``."""
        days = np.where(self.severity == Severity.BLOCK, self.ready, 0).max(axis=0)
        found: Array = np.maximum(days, today)
        return found

    def findings(self, person: int, activity: int) -> list[Finding]:
        """Every reason about one pair, in the order of the rules."""
        of = self.severity[:, person, activity]
        return [
            Finding(list(RULES)[at], Severity(int(of[at])), int(self.ready[at, person, activity]))
            for at in np.flatnonzero(of).tolist()
        ]


def judge(people: People, needs: Needs, pairs: Pairs, *, today: int, severities: Mapping[str, Severity]) -> Judgement:
    """Ask every rule of everybody; what cannot be told warns, whatever the rule does where it fails."""
    shape = (len(RULES), len(people), len(needs))
    severity, ready = np.zeros(shape, dtype=np.uint8), np.zeros(shape, dtype=np.int64)
    for at, (code, check) in enumerate(RULES.items()):
        fails, unknown, since = check(people, needs, pairs, today)
        severity[at] = np.where(fails, severities[code], np.where(unknown, Severity.WARN, 0))
        ready[at] = np.where(fails, since, 0)
    return Judgement(severity, ready)


def bits(codes: tuple[str, ...], chosen: list[str]) -> int:
    """Some codes as bits, by their place.

    >>> bits(LIMITS, ["work", "dust"])
    5
    """
    return sum(1 << codes.index(code) for code in chosen)
