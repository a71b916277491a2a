"""Read figures: the national value of a month with its parts, each part with its snapshot."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from llamkay.apps.institutions.models import Establishment
from llamkay.apps.statistics.models import Figure, Metric, Snapshot


@dataclass(frozen=True)
class Part:
    """What one establishment brings to a figure, and where it comes from."""

    establishment: str
    code: str
    value: int
    source: str
    as_of: date
    snapshot: int


@dataclass(frozen=True)
class National:
    """A figure of a month with its parts: which were counted in the system, which reported, which are missing."""

    value: int
    parts: tuple[Part, ...]
    missing: int

    def _of(self, source: str) -> list[Part]:
        return [part for part in self.parts if part.source == source]

    @property
    def counted(self) -> int:
        return sum(part.value for part in self._of(Snapshot.Source.COUNTED))

    @property
    def reported(self) -> int:
        return sum(part.value for part in self._of(Snapshot.Source.REPORTED))

    @property
    def counted_establishments(self) -> int:
        return len(self._of(Snapshot.Source.COUNTED))

    @property
    def reported_establishments(self) -> int:
        return len(self._of(Snapshot.Source.REPORTED))

    @property
    def as_of(self) -> date | None:
        return max((part.as_of for part in self.parts), default=None)

    @property
    def snapshot_ids(self) -> list[int]:
        return [part.snapshot for part in self.parts]


def latest_month() -> date | None:
    """The newest month with figures."""
    return Snapshot.objects.aggregate(Max("month"))["month__max"]


def months() -> list[date]:
    """Every month with figures, the newest first."""
    return list(Snapshot.objects.order_by("-month").values_list("month", flat=True).distinct())


def _standing(month: date, at: datetime | None = None):
    """The snapshots that stand for a month: the last one of each establishment, as it was known at a moment."""
    found = Snapshot.objects.filter(month=month)
    if at is not None:
        found = found.filter(taken_at__lte=at)
    return found.order_by("establishment_id", "-number").distinct("establishment_id").values("id")


def national(
    *, month: date, metric: str, key: str = "", establishment_code: str = "", at: datetime | None = None
) -> National:
    """One figure of a month, of the nation or one establishment, as it stands now or stood at a moment."""
    rows = Figure.objects.filter(snapshot__in=_standing(month, at), metric__code=metric, key=key)
    places = Establishment.objects.all()
    if establishment_code:
        rows = rows.filter(snapshot__establishment__code=establishment_code)
        places = places.filter(code=establishment_code)
    parts = tuple(
        Part(*row)
        for row in rows.order_by("snapshot__establishment__order").values_list(
            "snapshot__establishment__name",
            "snapshot__establishment__code",
            "value",
            "snapshot__source",
            "snapshot__as_of",
            "snapshot_id",
        )
    )
    with_figures = Snapshot.objects.filter(month=month, establishment__in=places).values("establishment").distinct()
    return National(sum(part.value for part in parts), parts, places.count() - with_figures.count())


def totals(*, month: date) -> list[tuple[Metric, dict[str, int]]]:
    """Every metric with its values of the month: counted, reported and together."""
    found: dict[int, dict[str, int]] = {}
    for metric, source, value in Figure.objects.filter(snapshot__in=_standing(month), key="").values_list(
        "metric_id", "snapshot__source", "value"
    ):
        line = found.setdefault(metric, {"counted": 0, "reported": 0})
        line[source] += value
    return [
        (metric, {**found[metric.id], "value": sum(found[metric.id].values())})
        for metric in Metric.objects.all()
        if metric.id in found
    ]


def by_key(*, month: date, metric: str) -> list[tuple[str, int]]:
    """The values of a metric by the keys of its dimension, the largest first."""
    found: dict[str, int] = {}
    for key, value in (
        Figure.objects.filter(snapshot__in=_standing(month), metric__code=metric)
        .exclude(key="")
        .values_list("key", "value")
    ):
        found[key] = found.get(key, 0) + value
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def of_establishment(*, code: str, month: date | None) -> list[tuple[Metric, int, date, str]]:
    """The totals of one establishment in a month, with the day and the origin of each."""
    rows = (
        Figure.objects.filter(
            snapshot__in=_standing(month), snapshot__establishment__code=code, key="", metric__public=True
        )
        .select_related("metric", "snapshot")
        .order_by("metric__order")
    )
    return [(f.metric, f.value, f.snapshot.as_of, f.snapshot.get_source_display()) for f in rows]
