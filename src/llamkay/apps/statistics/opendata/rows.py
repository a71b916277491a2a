"""Everything that the public may read of the figures of some months, a row a cell, each with its status."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from llamkay.apps.statistics import queries
from llamkay.apps.statistics.figures.published import PublicFigure, PublicPart, PublishedMonth
from llamkay.apps.statistics.kinds import QUARTERLY
from llamkay.apps.statistics.models import Metric, Snapshot
from llamkay.apps.statistics.revisions.queries import announcements, kind_of

COUNTRY = "PE"
# Codes of SDMX: CL_OBS_STATUS and CL_CONF_STATUS. Why a value is kept back is never said: small and helping look alike.
NORMAL, PROVISIONAL, KEPT_BACK = "A", "P", "Q"
FREE, CONFIDENTIAL = "F", "C"


@dataclass(frozen=True)
class Row:
    """A cell: of which month, place and figure, its class where it has them, its value (none: kept back)."""

    month: str
    place: str
    level: str
    metric: str
    key: str
    value: int | None
    observation: str
    confidentiality: str
    as_of: date | None
    source: str
    snapshot: int | None


@dataclass(frozen=True)
class Change:
    """A snapshot that arrived: when, of which prison and month, its number there, where it comes from, and whether it
    is the first, an announced revision or a correction."""

    at: datetime
    month: str
    establishment: str
    number: int
    source: str
    kind: str


def rows(months: Sequence[date], *, at: datetime | None = None) -> list[Row]:
    """The cells of some months as the public reads them, or read them at a moment; in the same order always.

    Of a moment without what releases tell: they may be replaced, and a moment does not change.
    """
    metrics = list(queries.metrics(public_only=True))
    return [row for month in sorted(months) for row in _of_month(PublishedMonth(month, at=at), metrics)]


def _of_month(read: PublishedMonth, metrics: Sequence[Metric]) -> Iterator[Row]:
    for metric in metrics:
        if metric.dimension:
            yield from _of_classes(read, metric)
        elif metric.code not in QUARTERLY or (read.at is None and read.release):
            yield from _of_figure(read, metric.code, "", read.figure(metric.code))


def _of_classes(read: PublishedMonth, metric: Metric) -> Iterator[Row]:
    for key, value in sorted(read.classes(metric.code)):
        found = read.figure(metric.code, key)
        yield _row(read, COUNTRY, "country", metric.code, key, value, found.as_of)
        yield from _parts(read, metric.code, key, found.parts)


def _of_figure(read: PublishedMonth, metric: str, key: str, found: PublicFigure) -> Iterator[Row]:
    if not found.parts and found.value is None:
        return
    yield _row(read, COUNTRY, "country", metric, key, found.value, found.as_of)
    for region, value in sorted(found.regions.items()):
        yield _row(read, region, "region", metric, key, value, found.as_of)
    if metric in QUARTERLY:  # of a prison only what the release itself says
        yield from _parts(read, metric, key, [part for part in found.parts if part.value is not None])
    else:
        yield from _parts(read, metric, key, found.parts)


def _parts(read: PublishedMonth, metric: str, key: str, parts: Sequence[PublicPart]) -> Iterator[Row]:
    for part in sorted(parts, key=lambda each: each.code):
        yield _row(read, part.code, "prison", metric, key, part.value, part.as_of, part.source, part.number)


def _row(
    read: PublishedMonth,
    place: str,
    level: str,
    metric: str,
    key: str,
    value: int | None,
    as_of: date | None,
    source: str = "",
    snapshot: int | None = None,
) -> Row:
    seen = PROVISIONAL if read.revision else NORMAL
    status = (KEPT_BACK, CONFIDENTIAL) if value is None else (seen, FREE)
    return Row(f"{read.month:%Y-%m}", place, level, metric, key, value, *status, as_of, source, snapshot)


def changes(months: Sequence[date], *, at: datetime | None = None) -> list[Change]:
    """The snapshots of some months in the order in which they came, until a moment."""
    found = Snapshot.objects.filter(month__in=months).order_by("taken_at", "pk")
    if at is not None:
        found = found.filter(taken_at__lte=at)
    announced = announcements(months)
    before: dict[tuple[date, str], datetime] = {}
    listed = []
    for moment, month, code, number, source in found.values_list(
        "taken_at", "month", "establishment__code", "number", "source"
    ):
        kind = kind_of(number, moment, before.get((month, code)), announced.get(month, ()))
        before[month, code] = moment
        listed.append(Change(moment, f"{month:%Y-%m}", code, number, source, kind))
    return listed
