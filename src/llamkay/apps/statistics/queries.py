"""Read figures: the national value of a month with its parts, each part with its snapshot."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum, TextChoices
from django.utils.translation import gettext as _

from llamkay.apps.activities.kinds import Level, Modality
from llamkay.apps.activities.queries import trade_names
from llamkay.apps.institutions.queries import every_establishment, in_scope
from llamkay.apps.statistics.models import Figure, Metric, MonthlyReturn, Snapshot
from llamkay.core.values import Month
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


UNKNOWN_TRADE = "sin-especialidad"
ESTABLISHMENTS = "establishments"  # the figure that is 1 for whoever gives any


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
    taken_at: datetime | None = None
    hash: str = ""
    withheld: bool = False

    @property
    def source_name(self) -> str:
        return str(Snapshot.Source(self.source).label)

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


def latest_month(at: datetime | None = None) -> date | None:
    """The newest month with figures of at least half as many prisons as the fullest month, as was known at a moment.

    So a month that two prisons have just closed does not stand for the nation.
    """
    taken = Snapshot.objects.all() if at is None else Snapshot.objects.filter(taken_at__lte=at)
    rows = list(taken.values_list("month").annotate(Count("establishment", distinct=True)).order_by("-month"))
    fullest = max((places for _, places in rows), default=0)
    return next((month for month, places in rows if 2 * places >= fullest), None)


def months() -> list[date]:
    """Every month with figures, the newest first."""
    return list(Snapshot.objects.order_by("-month").values_list("month", flat=True).distinct())


def standing(month: date, at: datetime | None = None) -> QuerySet[Snapshot, Any]:
    """The snapshots that stand for a month: the last one of each establishment, as it was known at a moment."""
    found = Snapshot.objects.filter(month=month)
    if at is not None:
        found = found.filter(taken_at__lte=at)
    return found.order_by("establishment_id", "-number").distinct("establishment_id").values("id")


def national(
    *, month: date, metric: str, key: str = "", establishment_code: str = "", at: datetime | None = None
) -> National:
    """One figure of a month, of the nation or one establishment, as it stands now or stood at a moment."""
    rows = Figure.objects.filter(snapshot__in=standing(month, at), metric__code=metric, key=key)
    places = every_establishment()
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
            "snapshot__taken_at",
            "snapshot__hash",
        )
    )
    with_figures = Snapshot.objects.filter(month=month, establishment__in=places).values("establishment").distinct()
    return National(sum(part.value for part in parts), parts, places.count() - with_figures.count())


def totals(*, month: date) -> list[tuple[Metric, dict[str, int]]]:
    """Every metric with its values of the month: counted, reported and together."""
    found: dict[int, dict[str, int]] = {}
    for metric, source, value in Figure.objects.filter(snapshot__in=standing(month), key="").values_list(
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
        Figure.objects.filter(snapshot__in=standing(month), metric__code=metric)
        .exclude(key="")
        .values_list("key", "value")
    ):
        found[key] = found.get(key, 0) + value
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def of_establishment(*, code: str, month: date | None) -> list[tuple[Metric, int, date, str]]:
    """The totals of one establishment in a month, with the day and the origin of each."""
    if month is None:
        return []
    rows = (
        Figure.objects.filter(
            snapshot__in=standing(month), snapshot__establishment__code=code, key="", metric__public=True
        )
        .select_related("metric", "snapshot")
        .order_by("metric__order")
    )
    return [(f.metric, f.value, f.snapshot.as_of, f.snapshot.get_source_display()) for f in rows]


def metrics(*, public_only: bool = False) -> QuerySet[Metric]:
    """The dictionary in its order."""
    return Metric.objects.filter(public=True) if public_only else Metric.objects.all()


def metrics_by_code(codes: Iterable[str]) -> dict[str, Metric]:
    """Code → metric, of those that the dictionary has."""
    return {metric.code: metric for metric in Metric.objects.filter(code__in=list(codes))}


def _labels(choices: type[TextChoices]) -> dict[str, str]:
    """Each value with its label in the reader's language."""
    return {value: str(label) for value, label in choices.choices}


def key_labels() -> dict[str, str]:
    """What each key of a dimension is called."""
    trades = trade_names()
    halves = _sexes() | _statuses()
    return {"": "", UNKNOWN_TRADE: _("Sin especialidad"), **_labels(Modality), **_labels(Level), **halves, **trades}


def _sexes() -> dict[str, str]:
    return {"F": _("Mujeres"), "M": _("Varones")}


def _statuses() -> dict[str, str]:
    """Of people in the plural, as the monthly report has them."""
    return {"sentenced": _("Personas sentenciadas"), "remand": _("Personas procesadas")}


def keys_of(metric: Metric) -> dict[str, str]:
    """The keys a figure may have, with their names; only the empty one where it has no dimension."""
    if metric.dimension == "modality":
        return _labels(Modality)
    if metric.dimension == "level":
        return _labels(Level)
    if metric.dimension == "sex":
        return _sexes()
    if metric.dimension == "status":
        return _statuses()
    if metric.dimension == "trade":
        return trade_names() | {UNKNOWN_TRADE: _("Sin especialidad")}
    return {"": ""}


@dataclass(frozen=True)
class Dictionary:
    """The metrics in their order and the keys of each dimension, read once."""

    metrics: dict[str, Metric]
    dimensions: dict[str, dict[str, str]]

    def keys(self, metric: Metric) -> dict[str, str]:
        """The keys a figure may have, with their names."""
        return self.dimensions[metric.dimension]

    @property
    def cells(self) -> list[tuple[Metric, str, str]]:
        """Every value that somebody may type in a return: the metric, the key, the name of the key."""
        typed = [metric for metric in self.metrics.values() if metric.code != ESTABLISHMENTS]
        return [(metric, key, name) for metric in typed for key, name in self.keys(metric).items()]


def dictionary() -> Dictionary:
    """The dictionary of figures as it is now."""
    known = {metric.code: metric for metric in Metric.objects.all()}
    one_each = {metric.dimension: metric for metric in known.values()}
    return Dictionary(known, {dimension: keys_of(metric) for dimension, metric in one_each.items()})


V = TypeVar("V", int, int | None)


def labelled(rows: Iterable[tuple[str, V]]) -> list[tuple[str, str, V]]:
    """Key, its name and the value, for each row of ``by_key``."""
    labels = key_labels()
    return [(key, labels.get(key, key), value) for key, value in rows]


def without_figure(*, month: date, metric: str, key: str | None = "") -> "QuerySet[Establishment]":
    """The prisons that did not give a figure of a month: no snapshot, or a snapshot that does not say it.

    ``key=None`` asks for those that gave none of its keys.
    """
    reported = Figure.objects.filter(snapshot__in=standing(month), metric__code=metric)
    if key is not None:
        reported = reported.filter(key=key)
    return every_establishment().exclude(pk__in=reported.values("snapshot__establishment"))


@dataclass(frozen=True)
class MetricLine:
    """A metric of a month: its value, how many prisons counted, reported or gave nothing, and how it moved.

    ``value`` is ``None`` for a figure that exists only by keys. ``change`` is told over the prisons that gave the
    figure in this month and in the one before (``compared`` of them), so that a late return is not growth. In a
    sensitive figure it is told only when they are the same prisons: else it would give away those that differ.
    """

    metric: Metric
    value: int | None
    counted: int
    reported: int
    missing: int
    change: int | None
    compared: int
    before: int = 0

    @property
    def by_keys(self) -> bool:
        """Whether somebody gave the figure by the keys of its dimension."""
        return bool(self.metric.dimension and (self.counted or self.reported))

    @property
    def percent(self) -> float | None:
        """The change over what the same prisons gave the month before."""
        return None if not self.change or not self.before else 100 * self.change / self.before

    @property
    def moved(self) -> str:
        """The change as it is read: «+100 (+7.1 %)», «−3 (−0.5 %)», «0»."""
        sign = "" if not self.change else "+" if self.change > 0 else "−"
        text = f"{sign}{abs(self.change or 0):,}"
        return text if self.percent is None else f"{text} ({sign}{abs(self.percent):.1f} %)"


def month_table(*, month: date) -> list[MetricLine]:
    """Every metric of the dictionary in a month, in a fixed number of statements."""
    now, then = _by_place(month), _by_place(Month.of(month).previous().first)
    places = every_establishment().count()
    lines = []
    for metric in Metric.objects.all():
        here, before = now.get(metric.id, {}), then.get(metric.id, {})
        totals = {place: total for place, (_, total) in here.items() if total is not None}
        both = [place for place in totals if before.get(place, ("", None))[1] is not None]
        if metric.is_sensitive and not (len(both) == len(totals) == len(before)):
            both = []
        base = sum(before[place][1] or 0 for place in both)
        sources = [source for source, _ in here.values()]
        lines.append(
            MetricLine(
                metric=metric,
                value=sum(totals.values()) if totals else None,
                counted=sources.count(Snapshot.Source.COUNTED),
                reported=sources.count(Snapshot.Source.REPORTED),
                missing=places - len(sources),
                change=sum(totals[place] for place in both) - base if both else None,
                compared=len(both),
                before=base,
            )
        )
    return lines


def _by_place(month: date) -> dict[int, dict[int, tuple[str, int | None]]]:
    """Metric → establishment → source and total of the month; the total ``None`` where only keys were given."""
    found: dict[int, dict[int, tuple[str, int | None]]] = {}
    rows = Figure.objects.filter(snapshot__in=standing(month)).values_list(
        "metric_id", "snapshot__establishment_id", "snapshot__source"
    )
    for metric, place, source, total in rows.annotate(total=Sum("value", filter=Q(key=""))):
        found.setdefault(metric, {})[place] = (source, total)
    return found


@dataclass(frozen=True)
class Point:
    """A figure in one month of its series."""

    month: date
    value: int | None
    counted: int
    reported: int


def trend(*, metric: str, key: str = "") -> list[Point]:
    """A national figure month by month, the oldest first, in one statement."""
    standing = Snapshot.objects.order_by("establishment_id", "month", "-number").distinct("establishment_id", "month")
    rows = (
        Figure.objects.filter(snapshot__in=standing.values("id"), metric__code=metric, key=key)
        .values("snapshot__month")
        .annotate(
            total=Sum("value"),
            counted=Count("id", filter=Q(snapshot__source=Snapshot.Source.COUNTED)),
            reported=Count("id", filter=Q(snapshot__source=Snapshot.Source.REPORTED)),
        )
        .order_by("snapshot__month")
    )
    return [Point(row["snapshot__month"], row["total"], row["counted"], row["reported"]) for row in rows]


def values_of(*, establishment: "Establishment", month: date) -> dict[str, dict[str, int]]:
    """The figures of one establishment as they stand for a month: metric code → key → value."""
    found: dict[str, dict[str, int]] = {}
    for code, key, value in Figure.objects.filter(
        snapshot__in=standing(month), snapshot__establishment=establishment
    ).values_list("metric__code", "key", "value"):
        found.setdefault(code, {})[key] = value
    return found


def series(*, metric: str, key: str = "", establishment_code: str = "") -> list[tuple[date, National]]:
    """A figure month by month, the oldest first."""
    return [
        (month, national(month=month, metric=metric, key=key, establishment_code=establishment_code))
        for month in reversed(months())
    ]


RETURN_SORTS = {
    "mes": ("-month", "establishment__order", "-id"),
    "establecimiento": ("establishment__order", "-month", "-id"),
    "fecha": ("-at", "-id"),
}


def returns(
    *, scope: Scope, month: date | None = None, state: str = "", establishment_code: str = "", sort: str = "mes"
) -> QuerySet[MonthlyReturn]:
    """Monthly returns of the establishments in scope."""
    rows = scope.filter(MonthlyReturn.objects.select_related("establishment")).prefetch_related("snapshots")
    if month:
        rows = rows.filter(month=month)
    if establishment_code:
        rows = rows.filter(establishment__code=establishment_code)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by(*RETURN_SORTS.get(sort, RETURN_SORTS["mes"]))


def missing_returns(*, scope: Scope, month: date) -> "QuerySet[Establishment]":
    """The establishments in scope that neither counted nor reported a month, nor have a draft waiting."""
    waiting = MonthlyReturn.objects.filter(establishment=OuterRef("pk"), month=month, state__in=["draft", "accepted"])
    counted = Snapshot.objects.filter(establishment=OuterRef("pk"), month=month)
    return in_scope(scope).filter(~Exists(waiting), ~Exists(counted)).order_by("order")


def others_of_month(monthly_return: MonthlyReturn) -> QuerySet[MonthlyReturn]:
    """The other returns of the same establishment and month, the newest first."""
    rows = MonthlyReturn.objects.filter(establishment=monthly_return.establishment, month=monthly_return.month)
    return rows.exclude(pk=monthly_return.pk).prefetch_related("snapshots").order_by("-id")


class ReturnFigure(NamedTuple):
    """A figure of a return; ``label`` is the name of its key."""

    metric: Metric
    key: str
    label: str
    value: int


def figures_of_return(monthly_return: MonthlyReturn) -> list[ReturnFigure]:
    """The figures of a return in the order of the dictionary, with their names."""
    labels, figures = key_labels(), monthly_return.figures
    if not figures:  # returns of before their figures were kept have them in their snapshot only
        figures = {}
        for row in Figure.objects.filter(snapshot__monthly_return=monthly_return).select_related("metric"):
            figures.setdefault(row.metric.code, {})[row.key] = row.value
    return [
        ReturnFigure(metric, key, labels.get(key, key), value)
        for metric in metrics()
        for key, value in sorted(figures.get(metric.code, {}).items())
    ]
