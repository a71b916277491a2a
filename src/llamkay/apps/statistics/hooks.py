"""What higher apps have told the public of the figures, so that it is looked at together with the rest."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from llamkay.platform.hooks import Hook


@dataclass(frozen=True)
class Citation:
    """A value that a note or a brief told: of which figure and class, over which snapshots, since when, and where."""

    where: str
    metric: str
    key: str
    month: date
    at: datetime
    value: int
    snapshots: tuple[int, ...]


# What was told of some months.
CITED: Hook[[Collection[date]], Iterable[Citation]] = Hook("statistics.cited")


@dataclass(frozen=True)
class Corrected:
    """A correction that a higher app published: of which document, its line and severity, what it said and should say,
    and of which figure, prison and month where it is of one."""

    line: str
    document: str
    at: datetime
    substantial: bool
    says: str
    should_say: str
    why: str
    metric: str = ""
    place: str = ""
    month: date | None = None


# What was corrected until a moment (none: now), the newest first.
CORRECTED: Hook[[datetime | None], Iterable[Corrected]] = Hook("statistics.corrected")


def corrected(at: datetime | None = None) -> list[Corrected]:
    """Every correction that was published until a moment, the newest first."""
    return sorted((each for found in CORRECTED(at) for each in found), key=lambda each: each.at, reverse=True)
