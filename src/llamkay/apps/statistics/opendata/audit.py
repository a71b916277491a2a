"""The attacker in the publishing step: one register of everything told of some months, at every moment.

Tables, sums of regions and of the country, readings and classes, what explains a month by the one before it, what the
releases of children told, what notes and briefs told: one system. What is kept back and yet can nearly be worked out
stops the publication: it is our fault, and nothing leaves until it is mended. Each snapshot of a prison is an unknown
by itself, so earlier states of a month count with the newest, and the months beside it through what explains them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, pairwise

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llamkay.apps.statistics import queries
from llamkay.apps.statistics.figures.flows import PUBLIC, Moves, told_flows
from llamkay.apps.statistics.figures.published import PublicFigure, PublishedMonth
from llamkay.apps.statistics.hooks import CITED, Citation
from llamkay.apps.statistics.kinds import BY_CLASSES, HALVES, PEOPLE, QUARTERLY, READINGS, SHOWN_WHOLE, SUMS
from llamkay.apps.statistics.models import Snapshot
from llamkay.apps.statistics.opendata.package import package
from llamkay.apps.statistics.releases.queries import read_by_the_public
from llamkay.apps.statistics.releases.tables import quarter
from llamkay.core.disclosure import WIDTH, Sum
from llamkay.core.disclosure.system import System
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.hiding import Attacker

_BOXES = (
    ("working", ("only_work", "work_and_study")),
    ("studying", ("only_study", "work_and_study")),
    ("work_or_study", ("working", "only_study")),
    ("held", ("work_or_study", "neither")),
)


_FURTHER = tuple(reading for reading in READINGS if reading not in PEOPLE)
_NESTED = tuple((wide, (narrow, f"{wide} not {narrow}")) for wide, narrow in pairwise(READINGS))


@dataclass(frozen=True)
class Leak:
    """A value that is kept back and that a stranger can nearly work out."""

    cell: str
    least: int
    most: int


@dataclass
class Register:
    """What was told, by cell, what of it is kept back, and how it adds up."""

    shown: dict[str, int] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    sums: list[Sum] = field(default_factory=list)
    boxed: set[int] = field(default_factory=set)  # the snapshots of which it is in how the boxes add up,
    nested: set[int] = field(default_factory=set)  # the readings of «works»,
    explained: set[tuple[int, int]] = field(default_factory=set)  # and a month and the one before it
    halved: set[str] = field(default_factory=set)  # what was told apart by two classes
    rooms: dict[str, int] = field(default_factory=dict)  # of those, the most that a cell can differ by

    def tell(self, cell: str, value: int | None) -> str:
        """A cell with its value, none where it is kept back; what was told once is known for good."""
        if value is not None:
            self.shown[cell] = value
        else:
            self.hidden.add(cell)
        return cell

    def explain(self, snapshot: int, against: int, metric: str, moves: Moves) -> None:
        """How a figure of one snapshot became that of another: who stayed is in both."""
        at = f"{snapshot}.{metric}"
        for total, moved in (
            (at, (moves.came, moves.began, max(moves.corrected, 0))),
            (f"{against}.{metric}", (moves.left, moves.ended, max(-moves.corrected, 0))),
        ):
            cells = [self.tell(f"{total}<{at}:{n}", value) for n, value in enumerate(moved)]
            self.add(total, [f"{at} stayed", *cells])

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
                held = self.rooms.get(names[at], held)
                if most - least < min(width, held):
                    found.append(Leak(names[at], least, most))
        return found


def everything(months: Sequence[date], *, at: datetime | None = None) -> Register:
    """Everything that was told of some months, and of those beside them, at any moment until ``at``."""
    found = Register()
    months = _with_neighbours(months)
    classes = [metric for metric in queries.metrics(public_only=True) if metric.code in BY_CLASSES]
    for month in months:
        taken = Snapshot.objects.filter(month=month).order_by("taken_at").values_list("taken_at", flat=True).distinct()
        standing: dict[str, Lines] = {}
        for moment in [each for each in taken if at is None or each <= at]:
            read, when = PublishedMonth(month, at=moment), f"{month:%Y-%m}@{moment.isoformat()}"
            _tell(found, when, standing.setdefault("people", {}), {name: read.figure(name) for name in PEOPLE})
            # What is kept back of these is in no sum.
            _tell(found, when, {}, {name: read.figure(name) for name in (*_FURTHER, *SUMS)})
            _boxes(found, read)
            for each in classes:
                by_key = {f"{each.code}:{key}": read.figure(each.code, key) for key, _value in read.classes(each.code)}
                # What is kept back of two classes is in no sum.
                _tell(found, when, {} if each.code in HALVES else standing.setdefault(each.code, {}), by_key)
                if each.code in HALVES:
                    _halves(found, read, each.code)
            _flows(found, read)
        if at is None:
            _children(found, Month.of(month))
    known = {*SHOWN_WHOLE, *QUARTERLY}  # told whole; told by the releases
    for citation in chain(*CITED(months)):
        if citation.metric not in known and (at is None or citation.at <= at):
            _elsewhere(found, citation)
    return found


def _with_neighbours(months: Sequence[date]) -> list[date]:
    """Some months with those before and after them of which there are figures, the oldest first."""
    near = {each.first for month in map(Month.of, months) for each in (month.previous(), month, month.next())}
    return sorted(near & set(queries.months()))


def _flows(found: Register, read: PublishedMonth) -> None:
    """What the public reads of why a month is not as the one before it, at a moment."""
    earlier = PublishedMonth(Month.of(read.month).previous().first, at=read.at)
    for metric in (each for each in PUBLIC if each not in SHOWN_WHOLE):
        there = {part.code: part for part in earlier.figure(metric).parts if part.value is not None}
        parts = {part.code: part for part in read.figure(metric).parts}
        for code, moves in told_flows(metric, parts.values(), there).items():
            if (ends := (parts[code].snapshot, there[code].snapshot)) not in found.explained:
                found.explained.add(ends)
                found.explain(*ends, metric, moves)


def _children(found: Register, month: Month) -> None:
    """What the releases of a quarter told, with how it adds up, while the records are those that were signed."""
    releases = list(read_by_the_public(month))
    if not releases:
        return
    made = quarter(month)
    signed = [release.document["cells"] for release in releases if release.evidence == made.evidence]
    known = {key: value for cells in signed for key, value in cells.items() if value is not None}
    if not signed:
        return
    for key in {*made.never, *made.keys, *known}:
        found.tell(f"{month} children.{key}", known.get(key))
    for line in made.sums:
        found.add(f"{month} children.{line.total}", [f"{month} children.{part}" for part in line.parts])


def _elsewhere(found: Register, citation: Citation) -> None:
    """What a note or a brief told: a cell of one prison, or a sum over the snapshots that it rested on."""
    name = f"{citation.metric}:{citation.key}" if citation.key else citation.metric
    if len(citation.snapshots) == 1:
        found.tell(f"{citation.snapshots[0]}.{name}", citation.value)
    else:
        found.add(
            found.tell(f"{citation.where}.{name}", citation.value), [f"{each}.{name}" for each in citation.snapshots]
        )


# What of each prison is in the sums of a table: its region and, by the name of a figure, its cell.
Lines = dict[str, tuple[str, dict[str, str]]]


def _tell(found: Register, when: str, lines: Lines, figures: dict[str, PublicFigure]) -> None:
    """The figures of a table at a moment. A prison whose newest snapshot has nothing of the table stays in its sums
    with what it gave before."""
    newest: Lines = {}
    for name, figure in figures.items():
        for part in figure.parts:
            cell = found.tell(f"{part.snapshot}.{name}", part.value)
            if part.inside:
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


def _boxes(found: Register, read: PublishedMonth) -> None:
    """Who works, studies, does both, either: boxes in which each person is in one; each reading within the next."""
    further = [{part.snapshot for part in read.figure(metric).parts} for metric in _FURTHER]
    for snapshot in set.intersection(*further) - found.nested:
        found.nested.add(snapshot)
        for total, parts in _NESTED:
            found.add(f"{snapshot}.{total}", [f"{snapshot}.{part}" for part in parts])
    held = {part.snapshot: part.value for part in read.figure("population").parts}
    gave = [{part.snapshot for part in read.figure(metric).parts if part.inside} for metric in PEOPLE]
    for snapshot in set.intersection(*gave) - found.boxed:
        found.boxed.add(snapshot)
        if held.get(snapshot) is not None:
            found.tell(f"{snapshot}.held", held[snapshot])
        for total, parts in _BOXES if f"{snapshot}.held" in found.shown else _BOXES[:3]:
            found.add(f"{snapshot}.{total}", [f"{snapshot}.{part}" for part in parts])


def _halves(found: Register, read: PublishedMonth, metric: str) -> None:
    """Each person is in one of two classes: they add up to the total, and each lies within those held who may be."""
    held_as, *keys = HALVES[metric]
    gave, rooms = {part.snapshot for part in read.figure(metric, keys[0]).parts}, read.rooms(metric)
    for at in [f"{snapshot}.{metric}" for snapshot in gave]:
        if at in found.halved:
            continue
        found.halved.add(at)
        snapshot = at.partition(".")[0]
        found.add(f"{snapshot}.{BY_CLASSES[metric]}", [f"{at}:{key}" for key in keys])
        for key, room in rooms.get(int(snapshot), {}).items():
            found.rooms[f"{at}:{key}"] = min(rooms[int(snapshot)].values())
            found.add(found.tell(f"{at}:{key} held as {held_as}", room), [f"{at}:{key}", f"{at}:{key} not"])


def audited(months: Sequence[date], *, at: datetime | None = None) -> dict[str, bytes]:
    """The package of some months after the attacker looked at everything that is told of them.

    Raises ``Refused`` where a value that is kept back could nearly be worked out, or what is told cannot all be true.
    """
    register = everything(months, at=at)
    try:
        leaks = register.leaks()
    except Refused as wrong:
        raise Refused(
            _("No se publicó: lo que ya es público de estos meses no concuerda consigo mismo."), code="figures.wrong"
        ) from wrong
    if leaks:
        raise Refused(
            ngettext(
                "No se publicó: {n} valor reservado casi se podría deducir de lo que ya es público.",
                "No se publicó: {n} valores reservados casi se podrían deducir de lo que ya es público.",
                len(leaks),
            ).format(n=len(leaks)),
            code="figures.leak",
        )
    return package(months, at=at)
