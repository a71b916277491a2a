"""Read figures: the national value of a month with its parts, each part with its snapshot."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet

from llamkay.apps.activities.models import Level, Modality, Trade
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.statistics.models import Figure, Metric, MonthlyReturn, Snapshot
from llamkay.core.disclosure import protect
from llamkay.platform.scope import NOTHING, Scope

UNKNOWN_TRADE = "sin-especialidad"


@dataclass(frozen=True)
class Part:
    """What one establishment brings to a figure, and where it comes from; ``withheld`` hides the value in public."""

    establishment: str
    code: str
    value: int
    source: str
    as_of: date
    snapshot: int
    number: int = 1
    establishment_id: int = 0
    withheld: bool = False

    @property
    def source_name(self) -> str:
        return Snapshot.Source(self.source).label

    @property
    def shown(self) -> int | None:
        """The value, or ``None`` where it may not be shown."""
        return None if self.withheld else self.value


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
    """The newest month with figures of at least half as many prisons as the fullest month.

    So a month that two prisons have just closed does not stand for the nation.
    """
    rows = list(
        Snapshot.objects.values_list("month").annotate(Count("establishment", distinct=True)).order_by("-month")
    )
    fullest = max((places for _, places in rows), default=0)
    return next((month for month, places in rows if 2 * places >= fullest), None)


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
            "snapshot__number",
            "snapshot__establishment_id",
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


def metrics(*, public_only: bool = False) -> QuerySet[Metric]:
    """The dictionary in its order."""
    return Metric.objects.filter(public=True) if public_only else Metric.objects.all()


def key_labels() -> dict[str, str]:
    """What each key of a dimension is called."""
    trades = dict(Trade.objects.values_list("code", "name"))
    return {"": "", UNKNOWN_TRADE: "Sin especialidad", **dict(Modality.choices), **dict(Level.choices), **trades}


def keys_of(metric: Metric) -> dict[str, str]:
    """The keys a figure may have, with their names; only the empty one where it has no dimension."""
    if metric.dimension == "modality":
        return dict(Modality.choices)
    if metric.dimension == "level":
        return dict(Level.choices)
    if metric.dimension == "trade":
        return dict(Trade.objects.values_list("code", "name")) | {UNKNOWN_TRADE: "Sin especialidad"}
    return {"": ""}


def labelled(rows: Iterable[tuple[str, int]]) -> list[tuple[str, str, int]]:
    """Key, its name and the value, for each row of ``by_key``."""
    labels = key_labels()
    return [(key, labels.get(key, key), value) for key, value in rows]


def guarded(parts: Iterable[Part], metric: Metric, *, scope: Scope = NOTHING) -> list[Part]:
    """The parts of a figure as somebody with that scope may see them.

    In a sensitive figure (children, pregnancies) the values of one to four of other prisons are withheld, and as many
    more as keep them from being found by subtraction; the national total is always shown.
    """
    parts = list(parts)
    shown = protect({part.code: part.value for part in parts}, sensitive=metric.is_sensitive)
    return [
        replace(part, withheld=shown[part.code] is None and not scope.covers(part.establishment_id)) for part in parts
    ]


def without_figure(*, month: date, metric: str, key: str = "") -> QuerySet[Establishment]:
    """The prisons that did not give a figure of a month: no snapshot, or a snapshot that does not say it."""
    given = Figure.objects.filter(snapshot__in=_standing(month), metric__code=metric, key=key)
    return Establishment.objects.exclude(pk__in=given.values("snapshot__establishment"))


def series(*, metric: str, key: str = "", establishment_code: str = "") -> list[tuple[date, National]]:
    """A figure month by month, the oldest first."""
    return [
        (month, national(month=month, metric=metric, key=key, establishment_code=establishment_code))
        for month in reversed(months())
    ]


def returns(*, scope: Scope, month: date | None = None, state: str = "") -> QuerySet[MonthlyReturn]:
    """Monthly returns of the establishments in scope."""
    rows = scope.filter(MonthlyReturn.objects.select_related("establishment")).prefetch_related("snapshots")
    if month:
        rows = rows.filter(month=month)
    return rows.filter(state=state) if state else rows


def figures_of_return(given: MonthlyReturn) -> list[dict[str, Any]]:
    """The figures of a return in the order of the dictionary, with their names."""
    labels, figures = key_labels(), given.figures
    if not figures:  # returns of before their figures were kept have them in their snapshot only
        figures = {}
        for row in Figure.objects.filter(snapshot__monthly_return=given).select_related("metric"):
            figures.setdefault(row.metric.code, {})[row.key] = row.value
    return [
        {"metric": metric, "key": key, "label": labels.get(key, key), "value": value}
        for metric in metrics()
        for key, value in sorted(figures.get(metric.code, {}).items())
    ]
