"""What staff read of the figures. Whoever sees every prison reads what each gave; whoever sees some reads their own,
and of the others and of the country what the public reads: their own would else give away what is kept back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from llamkay.apps.institutions.queries import every_establishment
from llamkay.apps.statistics.figures.history import MONTHS, History, same_places
from llamkay.apps.statistics.figures.published import PublicPart, PublishedMonth, published
from llamkay.apps.statistics.models import Figure, Metric, Snapshot
from llamkay.apps.statistics.queries import (
    MetricLine,
    Part,
    Point,
    by_key,
    labelled,
    month_table,
    months,
    national,
    standing,
    trend,
)
from llamkay.core.values import Month
from llamkay.platform.security.scope import Scope


@dataclass(frozen=True)
class Seen:
    """A figure of a month as a member of staff reads it; ``value`` none where the public has none."""

    value: int | None
    parts: list[Part]
    as_of: date | None
    counted: int | None = None
    reported: int | None = None

    @property
    def withheld(self) -> int:
        return sum(part.withheld for part in self.parts)


def seen(*, month: date, metric: str, key: str, scope: Scope) -> Seen:
    """One figure of a month with its parts."""
    true = national(month=month, metric=metric, key=key)
    if scope.everything:
        return Seen(true.value, list(true.parts), true.as_of, true.counted, true.reported)
    public = PublishedMonth(month).figure(metric, key)
    own = {part.code: part for part in true.parts if scope.covers(part.establishment_id)}
    others = [own.get(part.code) or _part(part) for part in public.parts]
    missing = [part for code, part in own.items() if public.of(code) is None]
    return Seen(public.value, [*others, *missing], true.as_of)


def returns_of(snapshots: Collection[int]) -> dict[int, int]:
    """The return behind each snapshot that was reported."""
    rows = Snapshot.objects.filter(pk__in=snapshots, monthly_return__isnull=False)
    return dict(rows.values_list("pk", "monthly_return_id"))


def _part(part: PublicPart) -> Part:
    return Part(
        part.establishment,
        part.code,
        part.value or 0,
        part.source,
        part.as_of,
        part.snapshot,
        part.number,
        taken_at=part.taken_at,
        withheld=part.withheld,
    )


def classes(*, month: date, metric: str, scope: Scope) -> list[tuple[str, str, int | None]]:
    """Key, its name and the value in the country of each class, the largest first; none where it is kept back."""
    rows = by_key(month=month, metric=metric) if scope.everything else PublishedMonth(month).classes(metric)
    return labelled(rows)


def table(*, month: date, scope: Scope) -> list[MetricLine]:
    """Every figure of a month and how it moved since the month before, over the same prisons."""
    if scope.everything:
        return month_table(month=month)
    before = Month.of(month).previous().first
    now, then = PublishedMonth(month), PublishedMonth(before)
    own_now, own_then = _own(month, scope), _own(before, scope)
    places = every_establishment().count()
    lines = []
    for metric in Metric.objects.all():
        sources = list(now.gave(metric.code).values())
        value, here, there = None, dict[str, int](), dict[str, int]()
        if not metric.dimension:
            value = now.figure(metric.code).value
            here = _values(now, metric.code) | own_now.get(metric.code, {})
            there = _values(then, metric.code) | own_then.get(metric.code, {})
        both = here.keys() & there.keys()
        base = sum(there[code] for code in both)
        lines.append(
            MetricLine(
                metric=metric,
                value=value,
                counted=sources.count(Snapshot.Source.COUNTED),
                reported=sources.count(Snapshot.Source.REPORTED),
                missing=places - len(sources),
                change=sum(here[code] for code in both) - base if both else None,
                compared=len(both),
                before=base,
            )
        )
    return lines


def _values(month: PublishedMonth, metric: str, key: str = "") -> dict[str, int]:
    """What the public reads of each prison, where it reads anything."""
    return {part.code: part.value for part in month.figure(metric, key).parts if part.value is not None}


def _own(month: date, scope: Scope) -> dict[str, dict[str, int]]:
    """The totals of the prisons in scope: metric → prison → value."""
    rows = Figure.objects.filter(snapshot__in=standing(month), key="", snapshot__establishment__in=scope.ids)
    found: dict[str, dict[str, int]] = {}
    for metric, code, value in rows.values_list("metric__code", "snapshot__establishment__code", "value"):
        found.setdefault(metric, {})[code] = value
    return found


def series(*, metric: str, key: str = "", scope: Scope) -> tuple[list[Point], History | None]:
    """The sum of the country in each month, the oldest first, with how many gave it; and the history of the same
    prisons, as staff may read it, none where no two months agree."""
    if scope.everything:
        return trend(metric=metric, key=key), same_places(_true_values(metric, key))
    points, values = [], {}
    for each in reversed(published(months()[:MONTHS], metric=metric)):
        found = each.figure(metric, key)
        values[each.month] = {part.code: part.value for part in found.parts if part.value is not None}
        if found.parts:
            counts = found.counted_establishments, found.reported_establishments
            points.append(Point(each.month, found.value, *counts))
    return points, same_places(values)


def public_values(metric: str, key: str = "") -> dict[date, dict[str, int]]:
    """Month → prison → what the public reads, of the newest months."""
    return {each.month: _values(each, metric, key) for each in published(months()[:MONTHS], metric=metric)}


def public_history(metric: str, key: str = "") -> History | None:
    """A figure month by month over the prisons of which the public reads it in all of them."""
    return same_places(public_values(metric, key))


def _true_values(metric: str, key: str) -> Mapping[date, Mapping[str, int]]:
    newest = Snapshot.objects.order_by("establishment_id", "month", "-number").distinct("establishment_id", "month")
    rows = Figure.objects.filter(snapshot__in=newest.values("id"), metric__code=metric, key=key)
    found: dict[date, dict[str, int]] = {}
    for month, code, value in rows.values_list("snapshot__month", "snapshot__establishment__code", "value"):
        found.setdefault(month, {})[code] = value
    return found
