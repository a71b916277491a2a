"""Places in use of a day, and how those who began in each year ended; no rate passes a hundred."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.db.models.functions import ExtractYear

from llamkay.apps.activities.areas import seen_by
from llamkay.apps.activities.kinds import EndGroup, Kind, SuspensionKind
from llamkay.apps.activities.models import Activity, Allocation, Capacity, Suspension
from llamkay.apps.activities.waiting.planner import shift_of
from llamkay.core.education.rates import Cohort, Share, cohorts, occupancy
from llamkay.platform.database.search import InOrder
from llamkay.platform.security.scope import Scope

OPEN, COMPLETED, LEFT, TAKEN_AWAY = "open", "completed", "left", "taken_away"
# Whoever was moved, fell ill or lost the activity did not end it: only these ended by their own.
OWN_GROUPS = (EndGroup.PERSON, EndGroup.CONDUCT)


@dataclass
class InUse:
    """The places of an activity, a shift or a prison on a day: how many there are, are taken, are kept for somebody
    suspended; and how many people are above them."""

    establishment: str
    name: str
    kind: str
    shift: str
    activities: int = 0
    capacity: int = 0
    taken: int = 0
    suspended: int = 0
    above: int = 0

    @property
    def share(self) -> Share:
        """Taken of all the places that there are."""
        return Share(self.taken, self.capacity)

    @property
    def free(self) -> int:
        """The places that nobody has."""
        return self.capacity - self.taken


def _activity(row: Activity) -> tuple[str, ...]:
    return row.name, str(Kind(row.kind).label), shift_of(row)


def _shift(row: Activity) -> tuple[str, ...]:
    return shift_of(row), str(Kind(row.kind).label), ""


def _prison(row: Activity) -> tuple[str, ...]:
    return row.establishment.name, "", ""


BY: dict[str, Callable[[Activity], tuple[str, ...]]] = {"actividad": _activity, "turno": _shift, "penal": _prison}


def in_use(*, scope: Scope, actor: Any, on: date, by: str = "actividad", kind: str = "") -> list[InUse]:
    """The places of the activities that the actor may see on a day, put together ``by`` activity, shift or prison;
    four queries."""
    rows = seen_by(scope.filter(Activity.objects.filter(period__contains=on)), actor)
    if kind:
        rows = rows.filter(kind=kind)
    held = list(rows.select_related("establishment").order_by("establishment__order", "kind", InOrder("name"), "code"))
    there = {"activity__in": held, "period__contains": on}
    taken = dict(Allocation.objects.filter(**there).order_by().values_list("activity").annotate(n=Count("id")))
    paused = Suspension.objects.filter(
        period__contains=on, allocation__activity__in=held, allocation__period__contains=on
    ).exclude(kind=SuspensionKind.NOT_REQUIRED)
    suspended = dict(
        paused.order_by().values_list("allocation__activity").annotate(n=Count("allocation", distinct=True))
    )
    places = dict(Capacity.objects.filter(**there).order_by().values_list("activity", "places"))
    found: dict[tuple[Any, ...], InUse] = {}
    for row in held:
        words = BY[by](row)
        key = (row.pk,) if by == "actividad" else (row.establishment_id, *words)
        line = found.setdefault(key, InUse(row.establishment.name, *words))
        share, above = occupancy(placed=taken.get(row.pk, 0), capacity=places.get(row.pk, row.capacity))
        line.activities += 1
        line.capacity += share.whole
        line.taken += share.part
        line.above += above
        line.suspended += suspended.get(row.pk, 0)
    return list(found.values())


def outcomes(*, scope: Scope, actor: Any, on: date, kind: str = "") -> list[Cohort]:
    """How those whose place began in each year had ended by a day: completed of those who ended by their own; one
    query."""
    rows: QuerySet[Allocation] = Allocation.objects.filter(period__startswith__lte=on)
    rows = seen_by(scope.filter(rows, "activity__establishment_id"), actor, "activity__")
    if kind:
        rows = rows.filter(activity__kind=kind)
    state = Case(
        When(Q(period__endswith=None) | Q(period__endswith__gt=on), then=Value(OPEN)),
        When(ending__completed=True, then=Value(COMPLETED)),
        When(ending__group__in=OWN_GROUPS, then=Value(LEFT)),
        default=Value(TAKEN_AWAY),
        output_field=CharField(),
    )
    counted = rows.order_by().annotate(began=ExtractYear("period__startswith"), state=state)
    return cohorts(
        counted.values_list("began", "state").annotate(n=Count("pk")),
        completed=frozenset({COMPLETED}),
        endings=frozenset({COMPLETED, LEFT}),
        open_=frozenset({OPEN}),
    )
