"""Reads of reviews and of half-yearly evaluations; the caller's scope comes first."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from llamkay.apps.people.queries import custody, identities, in_charge, search, visible_people
from llamkay.apps.plans.law import council_rule
from llamkay.apps.plans.models import CouncilEvaluation, Review
from llamkay.core.lifeplan.semesters import Semester
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


def reviews(
    *, scope: Scope, on: date, words: str = "", state: str = "", establishment_id: int | None = None
) -> "QuerySet[Review]":
    """The reviews that wait of everybody held in the scope, the first to be due first.

    ``state``: ``overdue``, ``open`` (may be held today) or ``later``.
    """
    held = scope.filter(custody(of=OuterRef("person"), on=on))
    if establishment_id:
        held = held.filter(establishment_id=establishment_id)
    rows = Review.objects.filter(Exists(held), held_on=None).select_related("person", "plan").defer("plan__paper")
    rows = rows.annotate(establishment_name=Subquery(held.values("establishment__name")[:1]))
    if words:
        rows = rows.filter(person__in=search(scope, words))
    if state:
        rows = rows.filter(
            {
                "overdue": Q(due_on__lt=on),
                "open": Q(due_on__gte=on, opens_on__lte=on),
                "later": Q(opens_on__gt=on),
            }[state]
        )
    return rows.order_by("due_on", "person__sort_name", "id")


def reviews_of(person: "Person") -> list[Review]:
    """The reviews of a person, the one that waits first, then the newest."""
    rows = Review.objects.filter(person__in=identities(person)).select_related("plan").defer("plan__paper")
    return list(rows.prefetch_related("delays").order_by(F("held_on").desc(nulls_first=True), "-id"))


def find_review(*, scope: Scope, pk: int) -> Review | None:
    """A review of somebody who may be read."""
    rows = Review.objects.filter(pk=pk, person__in=in_charge(scope)).select_related("person", "plan")
    return rows.defer("plan__paper").first()


def last_semester(on: date) -> Semester:
    """The half year that ended last."""
    return Semester.of(on).before()


def council_due(semester: Semester, on: date) -> date:
    """By when the evaluations of a half year are written down."""
    days: int = council_rule(on).value["days"]
    return semester.last + timedelta(days=days)


def evaluated(
    *, scope: Scope, semester: Semester, on: date, words: str = "", state: str = "", establishment_id: int | None = None
) -> "QuerySet[Person]":
    """Everybody held in the scope who was in custody the whole of a half year, with ``done``: whether it was evaluated.

    ``state``: ``missing`` or ``done``.
    """
    held = scope.filter(custody(of=OuterRef("pk"), on=on))
    if establishment_id:
        held = held.filter(establishment_id=establishment_id)
    since = custody(of=OuterRef("pk"), on=semester.first)
    mine = CouncilEvaluation.objects.filter(
        Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk")), year=semester.year, half=semester.half
    )
    people = search(scope, words) if words else visible_people(scope)
    rows = people.filter(Exists(held), Exists(since)).annotate(
        done=Exists(mine), establishment_name=Subquery(held.values("establishment__name")[:1])
    )
    if state:
        rows = rows.filter(done=state == "done")
    return rows.order_by("done", "sort_name", "id")


@dataclass(frozen=True)
class EvaluationLine:
    """A line of the list of a half year."""

    person: Any
    evaluation: CouncilEvaluation | None
    semester: Semester


def evaluation_lines(people: Any, *, semester: Semester) -> list[EvaluationLine]:
    """The lines of some people; one query."""
    listed = list(people)
    numbers = [person.pk for person in listed]
    rows = CouncilEvaluation.objects.filter(
        Q(person__in=numbers) | Q(person__merged_into__in=numbers), year=semester.year, half=semester.half
    ).select_related("person")
    found = {row.person.merged_into_id or row.person_id: row for row in rows}
    return [EvaluationLine(person, found.get(person.pk), semester) for person in listed]


def evaluations_of(person: "Person") -> list[CouncilEvaluation]:
    """The half-yearly evaluations of a person, the newest first."""
    return list(CouncilEvaluation.objects.filter(person__in=identities(person)))
