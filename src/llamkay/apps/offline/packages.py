"""What a device takes along: the least with which one day is written."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Mark:
    """A mark of the legend, and what it asks for."""

    key: str
    label: str
    note: bool
    counts: bool
    present: bool


@dataclass(frozen=True)
class Line:
    """One person of a sheet, or one child of a room: what stands there today, and why nothing may be written."""

    about: int
    name: str
    code: str = ""
    value: str = ""
    seen: str = ""
    shut: str = ""
    allergy: str = ""
    today: list[str] = field(default_factory=list)
    who: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Package:
    """The day that is taken along; ``marks`` and ``scheduled`` (minutes) are of a sheet, the choices of a room."""

    kind: str
    title: str
    day: date
    lines: list[Line]
    marks: list[Mark] = field(default_factory=list)
    scheduled: int = 0
    kinds: list[tuple[str, str]] = field(default_factory=list)
    glances: list[tuple[str, str]] = field(default_factory=list)
    amounts: list[tuple[str, str]] = field(default_factory=list)
