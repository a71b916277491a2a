"""Who suits a vacancy and which vacancy suits somebody, ranked; the caller's scope comes first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Count, F, Q, QuerySet

from llamkay.apps.activities.models import Activity, Allocation, FitnessLimit, PlaceRequest, SeparationOrder
from llamkay.apps.activities.suitability.facts import Frame, frame
from llamkay.apps.activities.suitability.words import sentence
from llamkay.apps.activities.waiting.facts import criteria, values_of
from llamkay.apps.people.queries import held_people, people_by_ids
from llamkay.core.placement.states import WAITING
from llamkay.core.placement.suitability import ALMOST, NEVER, Severity
from llamkay.platform.database.search import InOrder
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


@dataclass(frozen=True)
class Candidate:
    """Somebody for a vacancy, or a vacancy for somebody: how well it suits and why not, and what she has waited."""

    person: int
    activity: Activity
    severity: int
    ready: int
    reasons: tuple[str, ...]
    points: int
    request: PlaceRequest | None
    who: "Person | None" = None

    @property
    def almost(self) -> bool:
        """Whether what bars her is over within three months."""
        return self.severity == Severity.BLOCK and self.ready < NEVER


def candidates(*, activity: Activity, on: date, only: str = "") -> "Ranked":
    """Everybody held in the prison of an activity, without a place in it, the best first; ten queries."""
    placed = Allocation.objects.filter(activity=activity, period__contains=on).values("person")
    people = held_people(at=activity.establishment_id, on=on).exclude(pk__in=placed).order_by("code")
    ids = list(people.values_list("pk", flat=True))
    return Ranked(frame(ids, [activity], on=on), activity, on, only)


class Ranked(Sequence["Candidate"]):
    """Candidates in their order, as a paginator reads them: only those of a page are looked up by name."""

    def __init__(self, found: Frame, activity: Activity, on: date, only: str = "") -> None:
        self.frame, self.activity = found, activity
        rows = PlaceRequest.objects.filter(activity=activity, state__in=WAITING)
        self.requests: Mapping[int, PlaceRequest] = {row.person_id: row for row in rows}
        worst = _worst(found)
        ready = found.judgement.suits_on(found.today)[:, 0]
        since = np.array(
            [self.requests[pk].waits_since.toordinal() if pk in self.requests else found.today for pk in found.people],
            dtype=np.int64,
        )
        values = values_of(found.people, activity, since, on, found.facts)
        none = np.zeros(len(found.people), dtype=np.int64)
        self.points = sum((c.earn(values.get(c.code, none)) for c in criteria(on)), start=none)
        asks = np.array([pk in self.requests for pk in found.people], dtype=np.bool_)
        warnings = found.judgement.warnings[:, 0]
        later = np.where(worst == Severity.BLOCK, ready, 0)
        order = np.lexsort((-self.points, ~asks, warnings, later, worst == Severity.BLOCK))
        keep = {
            "": np.ones(len(order), dtype=np.bool_),
            "suitable": worst < Severity.BLOCK,
            "almost": (worst == Severity.BLOCK) & (ready <= found.today + ALMOST),
            "asked": asks,
        }[only]
        self.order = order[keep[order]]
        self.worst, self.ready = worst, ready

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, part: Any) -> Any:
        chosen = self.order[part].tolist()
        if isinstance(chosen, int):
            return self._of(chosen, None)
        who = {row.pk: row for row in people_by_ids([self.frame.people[at] for at in chosen])}
        return [self._of(at, who.get(self.frame.people[at])) for at in chosen]

    def __iter__(self) -> "Iterator[Candidate]":
        return iter(self[:])

    def _of(self, at: int, who: "Person | None") -> Candidate:
        person = self.frame.people[at]
        return Candidate(
            person,
            self.activity,
            int(self.worst[at]),
            int(self.ready[at]),
            reasons(self.frame, at, 0),
            int(self.points[at]),
            self.requests.get(person),
            who,
        )


def _worst(found: Frame) -> Any:
    """The severest rule of each person that no exception covers."""
    worst = found.judgement.worst[:, 0].copy()
    for at, person in enumerate(found.people):
        if (person, found.activities[0].pk) in found.overridden:
            worst[at] = found.severity(at, 0)
    return worst


def reasons(found: Frame, person: int, activity: int) -> tuple[str, ...]:
    """What every rule says of a pair, in sentences; what an exception covers is left out."""
    return tuple(
        sentence(item, today=found.today)
        for item in found.judgement.findings(person, activity)
        if not found.excepted(person, activity, item.rule)
    )


def open_activities(*, establishment: int, on: date) -> QuerySet[Activity]:
    """The activities of a prison with a free place on a day, with ``taken``."""
    rows = Activity.objects.filter(establishment=establishment, period__contains=on)
    return (
        rows.annotate(taken=Count("allocations", filter=Q(allocations__period__contains=on)))
        .filter(taken__lt=F("capacity"))
        .select_related("establishment", "trade")
        .order_by(InOrder("name"))
    )


def open_in(*, scope: Scope, on: date) -> QuerySet[Activity]:
    """The activities in scope with a free place on a day, with ``taken``."""
    rows = scope.filter(Activity.objects.filter(period__contains=on))
    rows = rows.annotate(taken=Count("allocations", filter=Q(allocations__period__contains=on)))
    return rows.filter(taken__lt=F("capacity")).order_by("establishment__order", InOrder("name"))


def vacancies(*, person: "Person", establishment: int, on: date) -> list[Candidate]:
    """Where somebody could have a place, the best first."""
    rows = open_activities(establishment=establishment, on=on)
    mine = Allocation.objects.filter(person=person, period__contains=on).values("activity")
    offers = list(rows.exclude(pk__in=mine))
    if not offers:
        return []
    found = frame([person.pk], offers, on=on)
    requests = {row.activity_id: row for row in PlaceRequest.objects.filter(person=person, state__in=WAITING)}
    ready = found.judgement.suits_on(found.today)[0]
    lines = [
        Candidate(
            person.pk,
            activity,
            found.severity(0, at),
            int(ready[at]),
            reasons(found, 0, at),
            0,
            requests.get(activity.pk),
        )
        for at, activity in enumerate(offers)
    ]
    return sorted(lines, key=lambda line: (line.severity, line.ready, len(line.reasons), line.activity.name))


def fitness_limits(*, scope: Scope, on: date) -> QuerySet[FitnessLimit]:
    """The limits of health that hold on a day, of people held in the scope."""
    rows = FitnessLimit.objects.filter(period__contains=on).select_related("person")
    inside: dict[str, Any] = {"person__custody__period__contains": on}
    if not scope.everything:
        inside["person__custody__establishment__in"] = scope.ids
    return rows.filter(**inside).order_by("person__sort_name", "id")


def separations(*, scope: Scope, on: date) -> QuerySet[SeparationOrder]:
    """The orders of separation in scope that hold on a day or will."""
    rows = scope.filter(SeparationOrder.objects.filter(period__overlap=(on, None)))
    return rows.select_related("person", "other", "establishment").order_by("-period", "id")
