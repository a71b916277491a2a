"""What the public may read of the figures of a month, as it stands or stood at a moment: the one place that decides it.

Every page, file and note that leaves the office asks here; so does whoever in the office sees one prison only. Who is
held, places and activities are told whole. What people do is kept back together (``core.disclosure.editions``), by
prison, by region and by class. Of children and pregnancies only what a signed release tells.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise

from llamkay.apps.institutions.queries import every_establishment
from llamkay.apps.statistics.kinds import BY_CLASSES, HALVES, OF_PEOPLE, PEOPLE, QUARTERLY, READINGS, SHOWN_WHOLE, SUMS
from llamkay.apps.statistics.models import Figure, Release, Revision, Snapshot
from llamkay.apps.statistics.revisions.queries import open_revision
from llamkay.core.disclosure import LIMIT, Edition, Line

# The most that passes between two snapshots of one transaction that arrived together.
TOGETHER = timedelta(minutes=1)
RESTS = ("population", *OF_PEOPLE)
# Whatever is read of a month, its totals are read with it, in one statement.
TOTALS = {*RESTS, *SHOWN_WHOLE, *QUARTERLY, *SUMS}


@dataclass(frozen=True)
class PublicPart:
    """What the public reads of one prison in a figure, and where that comes from. Without a value it is kept back;
    ``waits`` where a newer one has not come out."""

    establishment: str
    code: str
    region: str
    value: int | None
    source: str
    as_of: date
    number: int
    taken_at: datetime
    snapshot: int
    waits: bool = False
    inside: bool = True  # in the sum of the country

    @property
    def withheld(self) -> bool:
        return self.value is None

    @property
    def source_name(self) -> str:
        return str(Snapshot.Source(self.source).label)


@dataclass(frozen=True)
class PublicFigure:
    """A figure of a month as the public reads it: the country, each region and each prison; none where kept back."""

    value: int | None
    parts: tuple[PublicPart, ...]
    regions: dict[str, int | None]
    missing: int
    as_of: date | None

    @property
    def withheld(self) -> int:
        """How many prisons have a value that is kept back."""
        return sum(part.withheld for part in self.parts)

    @property
    def outside(self) -> int:
        """How many prisons are not in the sum yet."""
        return sum(not part.inside for part in self.parts)

    def _of(self, source: str) -> int:
        return sum(part.source == source for part in self.parts)

    @property
    def counted_establishments(self) -> int:
        return self._of(Snapshot.Source.COUNTED)

    @property
    def reported_establishments(self) -> int:
        return self._of(Snapshot.Source.REPORTED)

    def of(self, code: str) -> PublicPart | None:
        """The part of one prison."""
        return next((part for part in self.parts if part.code == code), None)


@dataclass(frozen=True)
class Share:
    """A part of a whole over the prisons that gave both; ``places`` of them."""

    part: int
    whole: int
    places: int
    missing: int

    @property
    def percent(self) -> float:
        return 100 * self.part / self.whole


@dataclass(frozen=True)
class _Version:
    """The values of one snapshot that are looked at, and where it comes from."""

    snapshot: int
    code: str
    name: str
    order: int
    region: str
    source: str
    as_of: date
    number: int
    taken_at: datetime
    arrival: int
    values: dict[str, dict[str, int]] = field(default_factory=dict)

    def total(self, metric: str) -> int | None:
        return self.values.get(metric, {}).get("")

    def line(self) -> Line | None:
        """What people do there, with what follows from it: who only works, only studies, does neither."""
        known = {metric: value for metric in PEOPLE if (value := self.total(metric)) is not None}
        if not known:
            return None
        work, study = known.get("working"), known.get("studying")
        both, either = known.get("work_and_study"), known.get("work_or_study")
        if work is not None and study is not None and (both is None) != (either is None):
            both = work + study - either if both is None and either is not None else both
            either = work + study - both if either is None and both is not None else either
        elif both is not None and either is not None and (work is None) != (study is None):
            work = either + both - study if work is None and study is not None else work
            study = either + both - work if study is None and work is not None else study
        cells = dict(zip(PEOPLE, (work, study, both, either), strict=True))
        held = self.total("population")
        # Who came in the month may have left before its last day.
        most = None if held is None else max([held, *(value for value in cells.values() if value is not None)])
        cells["only_work"] = _less(work, both) if both is not None else _less(either, study)
        cells["only_study"] = _less(study, both) if both is not None else _less(either, work)
        cells["neither"] = _less(most, either)
        found = {name: value for name, value in cells.items() if value is not None}
        return Line(self.code, found, most, self.region, _bracket(max(known.values()) if held is None else held))

    def readings(self) -> Line | None:
        """What «works» may mean there: each reading, who is in one and not in the next, who is in none."""
        known = [(reading, value) for reading in READINGS if (value := self.total(reading)) is not None]
        if not {reading for reading, _value in known} - set(PEOPLE):
            return None
        cells = dict(known)
        for (wide, outer), (narrow, inner) in pairwise(known):
            cells[f"{wide} not {narrow}"] = max(outer - inner, 0)
        if (held := self.total("population")) is not None and "registered" in cells:
            cells["unregistered"] = max(held - cells["registered"], 0)
        return Line(self.code, cells, held, self.region)

    def halves(self, metric: str) -> Line | None:
        """How many are in each of two classes, and of those held in it how many are not."""
        values = self.values.get(metric)
        if not values:
            return None
        cells = {key: values.get(key, 0) for key in HALVES[metric][1:]}
        rooms = self.rooms(metric)
        return Line(self.code, cells | {f"{key} not": rooms[key] - cells[key] for key in rooms})

    def rooms(self, metric: str) -> dict[str, int]:
        """How many are held who may be in each of two classes. Who came in the month may have left before its last
        day: never fewer than are in it."""
        held_as, first, second = HALVES[metric]
        values, held, some = self.values.get(metric, {}), self.total("population"), self.total(held_as)
        if held is None or some is None:
            return {}
        return {first: max(some, values.get(first, 0)), second: max(held - some, values.get(second, 0))}

    def half(self, metric: str, key: str) -> int | None:
        """One of two classes: both of a prison or neither, where nobody could be recognised in them, or beside them;
        and what follows of who is held and how many they are together, which are told."""
        line, whole = self.halves(metric), self.total(BY_CLASSES[metric])
        if line is None:
            return None
        if not line.small:
            return line.cells[key]
        rooms = self.rooms(metric)
        if whole is None or not rooms:
            return None
        others = sum(rooms.values()) - rooms[key]
        return line.cells[key] if min(whole, rooms[key]) == max(0, whole - others) else None

    def classes(self, metric: str, keys: Iterable[str]) -> Line | None:
        """How many are in each class of a total."""
        values = {key: value for key, value in self.values.get(metric, {}).items() if key}
        if not values:
            return None
        most = max(self.total(BY_CLASSES[metric]) or 0, *values.values())
        return Line(self.code, {key: values.get(key, 0) for key in keys}, most, weight=_bracket(most))


def _bracket(people: int) -> int:
    """The size by which what is kept back with others is chosen: coarse, so that it is the same from month to month.

    >>> [_bracket(people) for people in (690, 810, 1020, 1030)]
    [1024, 1024, 1024, 2048]
    """
    return 1 << people.bit_length()


def _less(whole: int | None, part: int | None) -> int | None:
    return None if whole is None or part is None else max(whole - part, 0)


class PublishedMonth:
    """The figures of a month for the public, as they stand or stood at a moment; what it reads it reads once."""

    def __init__(self, month: date, *, at: datetime | None = None) -> None:
        self.month, self.at = month, at
        self._ready: set[str] = set()

    # -- what arrived

    @cached_property
    def _snapshots(self) -> list[_Version]:
        return _versions([self.month]).get(self.month, [])

    @cached_property
    def _arrivals(self) -> list[list[_Version]]:
        """The snapshots by what arrived at once, each the last of its prison there; those complete at the moment."""
        found: list[list[_Version]] = []
        for version in self._snapshots:
            last = found[-1][-1] if found else None
            if last and last.arrival == version.arrival and abs(version.taken_at - last.taken_at) <= TOGETHER:
                found[-1].append(version)
            else:
                found.append([version])
        complete = [each for each in found if self.at is None or max(version.taken_at for version in each) <= self.at]
        return [list({version.code: version for version in each}.values()) for each in complete]

    def _read(self, metrics: Sequence[str]) -> None:
        """Read the values of some metrics into the snapshots."""
        wanted = sorted({*metrics, *TOTALS} - self._ready) if set(metrics) - self._ready else []
        if not wanted:
            return
        _fill(self._snapshots, [self.month], wanted)
        self._ready |= set(wanted)

    @cached_property
    def _standing(self) -> dict[str, _Version]:
        return {version.code: version for arrived in self._arrivals for version in arrived}

    @cached_property
    def _places(self) -> int:
        return every_establishment().count()

    # -- what people do

    @cached_property
    def _people(self) -> tuple[Edition, dict[str, _Version]]:
        """The edition of what people do, and which snapshot of each prison has come out in it."""
        edition = Edition()
        moments = list(self._replay(edition))
        return edition, moments[-1][1] if moments else {}

    def _replay(self, edition: Edition) -> Iterator[tuple[list[_Version], dict[str, _Version]]]:
        self._read(RESTS)
        out: dict[str, _Version] = {}
        newest: dict[str, _Version] = {}
        for arrived in self._arrivals:
            versions = [(version, line) for version in arrived if (line := version.line())]
            newest |= {version.code: version for version, _line in versions}
            edition.arrive(line for _version, line in versions)
            out |= {code: version for code, version in newest.items() if code not in edition.waiting}
            yield arrived, out
        return

    @cached_property
    def _by_classes(self) -> dict[str, tuple[Edition, dict[str, _Version]]]:
        return {}

    def _classes(self, metric: str) -> tuple[Edition, dict[str, _Version]]:
        """The edition of a total told apart by classes: a prison comes out in it after its total has."""
        if metric not in self._by_classes:
            self._read([*RESTS, metric])
            keys = sorted({key for version in self._snapshots for key in version.values.get(metric, {}) if key})
            people, edition = Edition(), Edition(by_classes=True)
            out: dict[str, _Version] = {}
            seen: dict[str, int] = {}
            newest: dict[str, _Version] = {}
            for arrived, whole in self._replay(people):
                # A total that was not given is kept back by nothing: its classes come out by themselves.
                alone = {version.code: version for version in arrived if version.line() is None}
                ready = [
                    version
                    for code, version in {**whole, **alone}.items()
                    if seen.get(code) != version.snapshot and version.classes(metric, keys)
                ]
                seen |= {version.code: version.snapshot for version in ready}
                newest |= {version.code: version for version in ready}
                lines = [line for version in ready if (line := version.classes(metric, keys))]
                edition.arrive(lines, forced=people.reserved)
                out |= {code: version for code, version in newest.items() if code not in edition.waiting}
            self._by_classes[metric] = edition, out
        return self._by_classes[metric]

    # -- what is read

    def figure(self, metric: str, key: str = "") -> PublicFigure:
        """One figure of the month, of one class where it has them."""
        if metric in QUARTERLY:
            return self._quarterly(metric)
        if metric in SHOWN_WHOLE:
            return self._whole(metric)
        if metric in HALVES:
            return self._half(metric, key)
        if metric in BY_CLASSES:
            edition, out = self._classes(metric)
            return self._public_figure(edition, out, key, self._gave(out, lambda version: metric in version.values))
        if metric in SUMS:
            return self._by_prison(metric, self._sum_of)
        if metric in OF_PEOPLE and metric not in PEOPLE:
            return self._by_prison(metric, self._reading)
        edition, out = self._people

        # Whoever gave three of these gave the fourth: it is in the sums, and so it stands beside its prison too.
        def has(version: _Version) -> bool:
            return (line := version.line()) is not None and metric in line.cells

        return self._public_figure(edition, out, metric, self._gave(out, has))

    def _gave(self, out: dict[str, _Version], has: Callable[[_Version], bool]) -> list[_Version]:
        """The newest snapshot of each prison that has a figure; of one that gave it before and not again, what has come
        out of it, which stays in the sums."""
        found = []
        for code, newest in self._standing.items():
            before = out.get(code)
            if has(newest):
                found.append(newest)
            elif before and has(before):
                found.append(before)
        return found

    def classes(self, metric: str) -> list[tuple[str, int | None]]:
        """The sum of the country for each class that anybody is in, the largest first; those kept back last."""
        if metric in HALVES:
            halves = [(key, self._half(metric, key)) for key in HALVES[metric][1:]]
            listed = [(key, half.value) for key, half in halves if half.parts and half.value != 0]
            return sorted(listed, key=lambda item: (item[1] is None, -(item[1] or 0), item[0]))
        edition, _out = self._classes(metric)
        keys = sorted({key for line in edition.lines.values() for key, value in line.cells.items() if value})
        found = [(key, edition.total(key)) for key in keys]
        return sorted(found, key=lambda item: (item[1] is None, -(item[1] or 0), item[0]))

    def _public_figure(
        self, edition: Edition, out: dict[str, _Version], name: str, standing: Iterable[_Version]
    ) -> PublicFigure:
        parts = []
        for version in sorted(standing, key=lambda each: each.order):
            shown = out.get(version.code)
            value = edition.cell(version.code, name) if shown else None
            waits = version.code in edition.waiting or shown is None
            parts.append(_part(shown or version, value, waits=waits, inside=shown is not None))
        regions = (
            {part.region: edition.total(name, region=part.region) for part in parts} if not edition.by_classes else {}
        )
        value = edition.total(name)
        if not value and any(not part.inside for part in parts):  # nobody of those in the sum, and somebody may wait
            value = None
        return self._figure(value, parts, regions)

    def _by_prison(self, metric: str, value_of: Callable[[_Version, str], int | None]) -> PublicFigure:
        """A figure that no sum holds where a prison keeps it back, and that is kept back wherever what people do there
        is: so nothing told of it speaks of such a prison."""
        edition, out = self._people
        parts, sums = [], dict[str, int]()
        for version in sorted(self._standing.values(), key=lambda each: each.order):
            if metric not in version.values:
                continue
            shown = out.get(version.code)
            value = value_of(shown, metric) if shown and shown.code not in edition.reserved else None
            whole = "working" if metric in READINGS[1:] else BY_CLASSES.get(metric)
            if value is None and shown and whole and edition.cell(shown.code, whole) == 0:
                value = 0  # where nobody works nobody works eight days, and no woman does, as everybody can tell
            if value is not None:
                sums[version.region] = sums.get(version.region, 0) + value
            parts.append(_part(shown or version, value, waits=shown is not version, inside=value is not None))
        regions = {part.region: sums.get(part.region) for part in parts}
        return self._figure(sum(sums.values()) if sums else None, parts, regions)

    def _half(self, metric: str, key: str) -> PublicFigure:
        if key not in HALVES[metric]:
            return self._figure(None, (), {})
        self._read([*RESTS, metric])
        figure = self._by_prison(metric, lambda version, _metric: version.half(metric, key))
        return replace(figure, regions={})

    def rooms(self, metric: str) -> dict[int, dict[str, int]]:
        """Of each snapshot that tells a total apart by two classes: how many are held who may be in each."""
        self._read([*RESTS, metric])
        return {
            each.snapshot: rooms for each in self._snapshots if metric in each.values and (rooms := each.rooms(metric))
        }

    @staticmethod
    def _reading(version: _Version, metric: str) -> int | None:
        """A reading of «works»: all of a prison or none, where nobody could be recognised in one, or between two."""
        line = version.readings()
        return line.cells.get(metric) if line and not line.small else None

    @staticmethod
    def _sum_of(version: _Version, metric: str) -> int | None:
        """A sum of what people did, in round numbers, where it is of people enough."""
        value, working = version.total(metric), version.total("working") or 0
        return None if value is None or working < LIMIT else round(value / SUMS[metric]) * SUMS[metric]

    def outside(self, metric: str) -> int:
        """How many prisons told a total apart by classes and are not in its sums yet."""
        if metric in HALVES:
            return max(self._half(metric, key).outside for key in HALVES[metric][1:])
        _edition, out = self._classes(metric)
        return len(self.gave(metric).keys() - out.keys())

    def gave(self, metric: str) -> dict[str, str]:
        """Which prisons gave a figure, of any class, and whether each counted or reported it."""
        self._read([metric])
        return {code: version.source for code, version in self._standing.items() if metric in version.values}

    def _whole(self, metric: str) -> PublicFigure:
        self._read([metric])
        standing = sorted(self._standing.values(), key=lambda each: each.order)
        parts = [_part(version, value) for version in standing if (value := version.total(metric)) is not None]
        regions: dict[str, int | None] = {}
        for part in parts:
            regions[part.region] = (regions.get(part.region) or 0) + (part.value or 0)
        return self._figure(sum(part.value or 0 for part in parts) if parts else None, parts, regions)

    def _quarterly(self, metric: str) -> PublicFigure:
        """Of children and pregnancies: what the release of the quarter that ends in this month tells."""
        self._read([metric])
        cells = self.release.document["cells"] if self.release else {}
        stem = QUARTERLY[metric]
        standing = sorted(self._standing.values(), key=lambda each: each.order)
        parts = [
            _part(version, cells.get(f"{stem}:{version.code}"))
            for version in standing
            if version.total(metric) is not None
        ]
        return self._figure(cells.get(stem), parts, {})

    @cached_property
    def release(self) -> Release | None:
        """The release that the public reads of the month; one that was withdrawn is read at no moment."""
        return Release.objects.filter(month=self.month, state=Release.State.SIGNED).first()

    @cached_property
    def revision(self) -> Revision | None:
        """The revision that was announced and has not come: until then the figures of the month are provisional."""
        return open_revision(self.month, self.at)

    def _figure(self, value: int | None, parts: Sequence[PublicPart], regions: dict[str, int | None]) -> PublicFigure:
        as_of = max((part.as_of for part in parts), default=None)
        return PublicFigure(value, tuple(parts), regions, self._places - len(parts), as_of)

    def share(self, part: str, whole: str, *, code: str = "", key: str = "", within: bool = True) -> Share | None:
        """A figure as a part of another, over the prisons that gave both; none where it may not be told, nor where it
        is more than the whole although it should lie ``within``."""
        counted, of = self.figure(part, key), self.figure(whole)
        wholes = {each.code: each.value for each in of.parts}
        inside = [each for each in counted.parts if each.inside and code in ("", each.code)]
        both = [each for each in inside if each.code in wholes]
        # The sum of those that gave both is told where it is the sum of all that gave the part: of fewer, what is kept
        # back of the others would follow.
        value = counted.value if not code and len(both) == len(inside) else _sum(each.value for each in both)
        base = _sum(wholes[each.code] for each in both)
        if not both or value is None or not base or (within and value > base):
            return None
        return Share(value, base, len(both), len(wholes) - len(both))


def published(months: Sequence[date], *, metric: str) -> list[PublishedMonth]:
    """Several months of a figure, in as many statements as one."""
    versions, metrics = _versions(months), {*TOTALS, metric}
    places = every_establishment().count()
    releases = {each.month: each for each in Release.objects.filter(month__in=months, state=Release.State.SIGNED)}
    _fill([version for month in versions.values() for version in month], months, sorted(metrics))
    made = [PublishedMonth(month) for month in months]
    for each in made:
        each.__dict__ |= {"_snapshots": versions.get(each.month, []), "_places": places}
        each.__dict__["release"] = releases.get(each.month)
        each._ready |= metrics
    return made


def _versions(months: Sequence[date]) -> dict[date, list[_Version]]:
    rows = Snapshot.objects.filter(month__in=months).order_by("pk")
    found: dict[date, list[_Version]] = {}
    for month, *row in rows.values_list(
        "month",
        "pk",
        "establishment__code",
        "establishment__name",
        "establishment__order",
        "establishment__department",
        "source",
        "as_of",
        "number",
        "taken_at",
        "arrival",
    ):
        found.setdefault(month, []).append(_Version(*row))  # type: ignore[arg-type]
    return found


def _fill(versions: Iterable[_Version], months: Sequence[date], metrics: Sequence[str]) -> None:
    by_id = {version.snapshot: version for version in versions}
    rows = Figure.objects.filter(snapshot__month__in=months, metric__code__in=metrics)
    for snapshot, metric, key, value in rows.values_list("snapshot_id", "metric__code", "key", "value"):
        if version := by_id.get(snapshot):
            version.values.setdefault(metric, {})[key] = value


def _sum(values: Iterable[int | None]) -> int | None:
    found = list(values)
    return None if None in found else sum(value or 0 for value in found)


def _part(version: _Version, value: int | None, *, waits: bool = False, inside: bool = True) -> PublicPart:
    return PublicPart(
        version.name,
        version.code,
        version.region,
        value,
        version.source,
        version.as_of,
        version.number,
        version.taken_at,
        version.snapshot,
        waits,
        inside,
    )
