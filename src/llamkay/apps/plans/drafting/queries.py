"""Reads of plans with their goals, their steps and how far each is; the caller's scope comes first."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from llamkay.apps.people.queries import custody, identities, in_charge, listed_people, search
from llamkay.apps.plans.drafting.facts import progress_of, why
from llamkay.apps.plans.kinds import PlanState
from llamkay.apps.plans.models import Goal, Interview, Plan, Review, Step
from llamkay.core.lifeplan.steps import Progress, next_step
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


@dataclass(frozen=True)
class StepLine:
    """A step with how far it is, and the sentence that says why."""

    step: Step
    now: Progress
    sentence: str


@dataclass
class GoalLine:
    """A goal with its steps in order."""

    goal: Goal
    steps: list[StepLine] = field(default_factory=list)

    @property
    def closed(self) -> int:
        """How many of its steps are closed."""
        return sum(line.now.closed for line in self.steps)

    @property
    def reached(self) -> bool:
        """Whether it has steps and all are closed."""
        return bool(self.steps) and self.closed == len(self.steps)

    @property
    def following(self) -> StepLine | None:
        """The first step that is still open."""
        place = next_step([line.now for line in self.steps])
        return None if place is None else self.steps[place]


@dataclass
class PlanPage:
    """A version of a plan with its goals."""

    plan: Plan
    goals: list[GoalLine] = field(default_factory=list)

    @property
    def steps(self) -> list[StepLine]:
        """Every step of it, goal by goal."""
        return [line for goal in self.goals for line in goal.steps]

    @property
    def closed(self) -> int:
        """How many of its steps are closed."""
        return sum(goal.closed for goal in self.goals)


def pages(plans: Iterable[Plan]) -> dict[int, PlanPage]:
    """Plan → its page; a number of queries that does not grow with the plans."""
    found = {plan.pk: PlanPage(plan) for plan in plans}
    goals = {goal.pk: GoalLine(goal) for goal in Goal.objects.filter(plan__in=list(found)).select_related("plan")}
    steps = list(Step.objects.filter(goal__in=list(goals)).select_related("goal__plan", "trade", "study_plan"))
    states = progress_of(steps) if steps else {}
    for step in steps:
        now = states[step.pk]
        goals[step.goal_id].steps.append(StepLine(step, now, why(step, now)))
    for line in goals.values():
        found[line.goal.plan_id].goals.append(line)
    return found


def versions(person: "Person") -> list[Plan]:
    """Every version of a person's plan, the newest first, without its page."""
    rows = Plan.objects.filter(person__in=identities(person)).defer("paper")
    return list(rows.select_related("establishment").order_by("-drafted_at", "-version"))


def find_plan(*, scope: Scope, pk: int) -> Plan | None:
    """A version of the plan of somebody who may be read."""
    found = Plan.objects.filter(pk=pk).select_related("person", "establishment").first()
    if found is None:
        return None
    standing = found.person.merged_into_id or found.person_id
    return found if in_charge(scope).filter(pk=standing).exists() else None


def find_step(*, scope: Scope, pk: int) -> Step | None:
    """A step of an agreed plan of somebody who may be read."""
    found = Step.objects.filter(pk=pk).select_related("goal__plan__person").first()
    return found if found and find_plan(scope=scope, pk=found.goal.plan_id) else None


STATES = ("no_interview", "interview", "draft", "agreed", "overdue")


def people(
    *, scope: Scope, on: date, words: str = "", state: str = "", establishment_id: int | None = None
) -> "QuerySet[Person]":
    """Everybody held in the scope, whose review is due first first, with ``due_on``, its day, and where they are.

    ``state`` narrows them: ``no_interview``, ``interview`` (and no plan yet), ``draft``, ``agreed`` or ``overdue``.
    """
    held = scope.filter(custody(of=OuterRef("pk"), on=on))
    if establishment_id:
        held = held.filter(establishment_id=establishment_id)
    # Whoever is held in the scope is in its charge: no other prison has had them since.
    rows = search(scope, words) if words else listed_people(scope, on)
    if words or establishment_id:
        rows = rows.filter(Exists(held))
    rows = rows.annotate(
        due_on=Subquery(_waiting().order_by("due_on").values("due_on")[:1]),
        establishment_name=Subquery(held.values("establishment__name")[:1]),
    )
    if state:
        rows = rows.filter(_state(state, on))
    return rows.order_by(F("due_on").asc(nulls_last=True), "sort_name", "id")


class DueFirst:
    """That list for a paginator: whose review waits, in order of its day, then the others, who need none of it."""

    def __init__(self, rows: "QuerySet[Person]") -> None:
        self.rows, self.due = rows, rows.filter(Exists(_waiting()))
        self.others = rows.exclude(Exists(_waiting())).order_by("sort_name", "id")

    @cached_property
    def _total(self) -> int:
        return self.rows.count()

    def count(self) -> int:
        return self._total

    def __len__(self) -> int:
        return self._total

    def __getitem__(self, part: slice) -> "list[Person]":
        first = self.due.count()
        found = list(self.due[part]) if part.start < first else []
        return [*found, *self.others[max(part.start - first, 0) : max(part.stop - first, 0)]]


def _waiting() -> "QuerySet[Review]":
    return Review.objects.filter(person=OuterRef("pk"), held_on=None)


def _state(state: str, on: date) -> Any:
    mine = Plan.objects.filter(person=OuterRef("pk"))
    interviewed = Exists(Interview.objects.filter(person=OuterRef("pk")))
    overdue = Review.objects.filter(person=OuterRef("pk"), held_on=None, due_on__lt=on)
    return {
        "no_interview": ~interviewed,
        "interview": interviewed & ~Exists(mine),
        "draft": Exists(mine.filter(state=PlanState.DRAFT)),
        "agreed": Exists(mine.filter(state=PlanState.AGREED)),
        "overdue": Exists(overdue),
    }[state]


@dataclass(frozen=True)
class PersonLine:
    """A line of the list of plans."""

    person: Any
    page: PlanPage | None
    draft: bool
    interviewed_on: date | None
    today: date


def lines(found: "Collection[Person]", *, on: date) -> list[PersonLine]:
    """The lines of some people: a number of queries that does not grow with them."""
    listed = list(found)
    numbers = [person.pk for person in listed]
    agreed: dict[int, Plan] = {}
    drafts: set[int] = set()
    for plan in Plan.objects.filter(person__in=numbers).exclude(state=PlanState.SUPERSEDED).defer("paper"):
        if plan.state == PlanState.DRAFT:
            drafts.add(plan.person_id)
        else:
            agreed[plan.person_id] = plan
    made = pages(agreed.values())
    interviews: dict[int, date] = defaultdict(lambda: date.min)
    for person, day in Interview.objects.filter(person__in=numbers).values_list("person_id", "on"):
        interviews[person] = max(interviews[person], day)
    return [
        PersonLine(
            person=person,
            page=made[agreed[person.pk].pk] if person.pk in agreed else None,
            draft=person.pk in drafts,
            interviewed_on=interviews.get(person.pk),
            today=on,
        )
        for person in listed
    ]
