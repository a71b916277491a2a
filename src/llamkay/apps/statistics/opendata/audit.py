"""The attacker in the publishing step: everything told of some months, at every moment, put together in one system.

What is kept back and yet can nearly be worked out stops the release: it is our fault, and nothing leaves until it is
mended. Each snapshot of a prison is an unknown by itself, so earlier states of a month count with the newest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np

from llamkay.apps.statistics import queries
from llamkay.apps.statistics.figures.published import PublicFigure, PublishedMonth
from llamkay.apps.statistics.kinds import BY_CLASSES, PEOPLE
from llamkay.apps.statistics.models import Snapshot
from llamkay.apps.statistics.opendata.package import package
from llamkay.core.disclosure import WIDTH, Sum
from llamkay.core.disclosure.system import System
from llamkay.core.errors import Refused
from llamkay.hiding import Attacker

_BOXES = (
    ("working", ("only_work", "work_and_study")),
    ("studying", ("only_study", "work_and_study")),
    ("work_or_study", ("working", "only_study")),
    ("held", ("work_or_study", "neither")),
)


@dataclass(frozen=True)
class Leak:
    """A value that is kept back and that a stranger can nearly work out."""

    cell: str
    least: int
    most: int


@dataclass
class Everything:
    """What was told, by cell, what of it is kept back, and how it adds up."""

    shown: dict[str, int] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    sums: list[Sum] = field(default_factory=list)

    def tell(self, cell: str, value: int | None) -> str:
        """A cell with its value, none where it is kept back; what was told once is known for good."""
        if value is not None:
            self.shown[cell] = value
        else:
            self.hidden.add(cell)
        return cell

    def add(self, total: str, parts: Iterable[str]) -> None:
        """How a total is made."""
        if cells := tuple(parts):
            self.sums.append(Sum(total, cells))

    def leaks(self, width: int = WIDTH) -> list[Leak]:
        """The values kept back that have less room than they should: ``width``, or all that their place can hold."""
        if not self.sums:
            return []
        cells = dict.fromkeys(cell for each in self.sums for cell in (each.total, *each.parts))
        system, names, values = System.named({cell: self.shown.get(cell, 0) for cell in cells}, self.sums)
        unknown = np.array([name not in self.shown for name in names], dtype=bool)
        ends = Attacker(system, values, unknown).ends()
        found = []
        for at, least, most in zip(ends.cells.tolist(), ends.least.tolist(), ends.most.tolist(), strict=True):
            if names[at] in self.hidden and most >= 0 and most - least < width:
                held = self.shown.get(f"{names[at].partition('.')[0]}.held", width)
                if most - least < min(width, held):
                    found.append(Leak(names[at], least, most))
        return found


def everything(months: Sequence[date], *, at: datetime | None = None) -> Everything:
    """Everything that was told of some months at any moment until ``at``."""
    found = Everything()
    classes = [metric for metric in queries.metrics(public_only=True) if metric.code in BY_CLASSES]
    for month in months:
        taken = Snapshot.objects.filter(month=month).order_by("taken_at").values_list("taken_at", flat=True).distinct()
        standing: dict[str, Lines] = {}
        for moment in [each for each in taken if at is None or each <= at]:
            read, when = PublishedMonth(month, at=moment), f"{month:%Y-%m}@{moment.isoformat()}"
            _tell(found, when, standing.setdefault("people", {}), {name: read.figure(name) for name in PEOPLE})
            _boxes(found, read)
            for each in classes:
                by_key = {f"{each.code}:{key}": read.figure(each.code, key) for key, _value in read.classes(each.code)}
                _tell(found, when, standing.setdefault(each.code, {}), by_key)
    return found


# What of each prison is in the sums of a table: its region and, by the name of a figure, its cell.
Lines = dict[str, tuple[str, dict[str, str]]]


def _tell(found: Everything, when: str, lines: Lines, figures: dict[str, PublicFigure]) -> None:
    """The figures of a table at a moment. A prison whose newest snapshot has nothing of the table stays in its sums
    with what it gave before."""
    newest: Lines = {}
    for name, figure in figures.items():
        for part in figure.parts:
            if part.inside:
                cell = found.tell(f"{part.snapshot}.{name}", part.value)
                newest.setdefault(part.code, (part.region, {}))[1][name] = cell
    lines |= newest
    for name, figure in figures.items():
        cells = [(region, names[name]) for region, names in lines.values() if name in names]
        if figure.value is not None:
            found.add(found.tell(f"all@{when}.{name}", figure.value), [cell for _region, cell in cells])
        for region, value in figure.regions.items():
            if value is not None:
                inside = [cell for where, cell in cells if where == region]
                found.add(found.tell(f"{region}@{when}.{name}", value), inside)


def _boxes(found: Everything, read: PublishedMonth) -> None:
    """Who works, studies, does both, either: boxes in which each person is in one."""
    held = {part.snapshot: part.value for part in read.figure("population").parts}
    gave = [{part.snapshot for part in read.figure(metric).parts if part.inside} for metric in PEOPLE]
    for snapshot in set.intersection(*gave):
        if any(each.total == f"{snapshot}.working" for each in found.sums):
            continue
        if held.get(snapshot) is not None:
            found.tell(f"{snapshot}.held", held[snapshot])
        for total, parts in _BOXES if f"{snapshot}.held" in found.shown else _BOXES[:3]:
            found.add(f"{snapshot}.{total}", [f"{snapshot}.{part}" for part in parts])


def audited(months: Sequence[date], *, at: datetime | None = None) -> dict[str, bytes]:
    """The package of some months after the attacker looked at everything that is told of them.

    Raises ``Refused`` where a value that is kept back could nearly be worked out.
    """
    if leaks := everything(months, at=at).leaks():
        worst = ", ".join(leak.cell for leak in leaks[:3])
        raise Refused(f"{len(leaks)} values that are kept back can nearly be worked out ({worst}); nothing was written")
    return package(months, at=at)
