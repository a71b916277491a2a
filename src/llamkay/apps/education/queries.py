"""What the office reads of monthly marks; the caller's scope comes first."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import seen_by
from llamkay.apps.activities.kinds import Kind
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.activities.queries import activities_in, by_name
from llamkay.apps.education.kinds import MarkKind, Result
from llamkay.apps.education.models import CourseMark, FinalLine, MonthlyMark
from llamkay.apps.education.scales import mark_text
from llamkay.apps.people.queries import not_followed, people_by_ids
from llamkay.core.values import Month
from llamkay.platform.database.search import InOrder
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity
    from llamkay.apps.people.models import Person


@dataclass(frozen=True)
class Student:
    """One line of the marks book."""

    person: "Person"
    mark: Decimal | None
    passed: bool
    letter: str = ""

    @property
    def text(self) -> str:
        return self.letter or mark_text(self.mark)

    @property
    def marked(self) -> bool:
        return bool(self.text)


def passed_months(person: "Person") -> dict[tuple[int, date], bool]:
    """(class, month) → whether the person passed it."""
    marks = MonthlyMark.objects.filter(person=person).values_list("activity_id", "month", "passed")
    return {(activity, month): passed for activity, month, passed in marks}


def classes(*, scope: Scope, month: Month, actor: Any = None) -> "QuerySet[Activity]":
    """The study activities running in the month with ``students``, ``marked`` and ``passed``; of an actor, theirs."""
    inside = (month.first, month.end)
    marked = MonthlyMark.objects.filter(activity=OuterRef("pk"), month=month.first).order_by().values("activity")
    placed = placements(in_=OuterRef("pk"), within=inside).order_by().values("activity")

    # Counted one class at a time, so that a page of fifty counts fifty classes and not those of the country.
    def count(rows: QuerySet[Any], what: str = "pk") -> Coalesce:
        return Coalesce(Subquery(rows.annotate(n=Count(what, distinct=what != "pk")).values("n")), 0)

    rows = activities_in(scope).filter(kind=Kind.STUDY, period__overlap=inside).select_related("establishment")
    if actor is not None:
        rows = seen_by(rows, actor)
    return rows.annotate(
        students=count(placed, "person"),
        marked=count(marked),
        passed=count(marked.filter(passed=True)),
    ).order_by("establishment__order", "level", InOrder("name"), "id")


def marks_page(*, scope: Scope, pk: int, month: Month, actor: Any = None) -> "tuple[Activity, list[Student]] | None":
    """A class and its students of the month in the order of the book; nothing outside the scope, nor of others."""
    rows = activities_in(scope).filter(kind=Kind.STUDY, pk=pk).select_related("establishment", "responsible")
    found = (rows if actor is None else seen_by(rows, actor)).first()
    if found is None:
        return None
    marks = {
        person: mark
        for person, *mark in MonthlyMark.objects.filter(activity=found, month=month.first).values_list(
            "person_id", "mark", "passed", "letter"
        )
    }
    people = people_by_ids(placements(in_=found, within=(month.first, month.end)).values("person"))
    return found, [Student(person, *marks.get(person.pk, (None, False))) for person in sorted(people, key=by_name)]


@dataclass(frozen=True)
class CoursesOfMonth:
    """What the courses of somebody's group say of a month beside its mark: neither is reckoned from the other."""

    marks: tuple[CourseMark, ...] = ()

    @property
    def text(self) -> str:
        """Each evaluation: the course and its mark."""
        return " · ".join(f"{row.course.unit.name} {row.letter or mark_text(row.mark)}" for row in self.marks)

    def against(self, student: Student) -> str:
        """In which way they contradict the mark of the month, in a sentence, or nothing."""
        if not self.marks or not student.marked:
            return ""
        if student.passed and not any(row.passed for row in self.marks):
            return _("La nota del mes es aprobatoria y ninguna evaluación de sus cursos lo es.")
        if not student.passed and all(row.passed for row in self.marks):
            return _("La nota del mes no es aprobatoria y todas las evaluaciones de sus cursos lo son.")
        return ""


def courses_of_month(activity: "Activity", month: Month) -> dict[int, CoursesOfMonth]:
    """Person → the evaluations of the courses of a class in a month; one query."""
    found: dict[int, list[CourseMark]] = defaultdict(list)
    rows = CourseMark.objects.filter(
        course__group__activity=activity, kind=MarkKind.EVALUATION, on__gte=month.first, on__lt=month.end
    )
    for row in rows.select_related("course__unit", "student").order_by("course__unit__order", "on", "pk"):
        found[row.student.person_id].append(row)
    return {person: CoursesOfMonth(tuple(marks)) for person, marks in found.items()}


def marks_of(*, person: "Person") -> list[MonthlyMark]:
    """A person's marks, the newest first."""
    return list(MonthlyMark.objects.filter(person=person).select_related("activity").order_by("-month"))


def marked_in(activities: Collection[int], month: Month) -> set[tuple[int, int]]:
    """(class, person) of everybody with a mark of the month, passed or not, in those classes."""
    marks = MonthlyMark.objects.filter(activity_id__in=list(activities), month=month.first)
    return set(marks.values_list("activity_id", "person_id"))


@dataclass(frozen=True)
class CompletedUnit:
    """A course of what was completed, as the act wrote it."""

    name: str
    mark: str
    hours: int
    credits: int


@dataclass(frozen=True)
class Completion:
    """What somebody completed, by which education institution, for how long and with which result.

    Every name is that of the day of the act and never changes. Nothing in it names the prison (CEP art. 75, TUO 84).
    ``line`` is the row that says it; ``hours`` are clock hours of class attended, ``plan_hours`` those of the plan.
    """

    line: int
    person: int
    institution: str
    modular_code: str
    stage: str
    stage_name: str
    plan: str
    part: int
    parts: int
    year: int
    started_on: date
    ended_on: date
    hours: int
    plan_hours: int
    credits: int
    units: tuple[CompletedUnit, ...]
    act: str
    signed_by: str
    on: date

    @property
    def whole(self) -> bool:
        """Whether it is the last part of its plan."""
        return self.part == self.parts


def completions(*, scope: Scope, person: Any = None, pk: int | None = None) -> list[Completion]:
    """What people held or once held in the scope passed, by acts that stand; of one person or one line, if named.

    The newest first. An act that is voided takes its completions with it: ask again before relying on one.
    """
    rows = FinalLine.objects.filter(result=Result.PASSED, act__voided_at=None).select_related("act")
    if person is not None:
        rows = rows.filter(person=person)
    if pk is not None:
        rows = rows.filter(pk=pk)
    if not scope.everything:
        rows = not_followed(scope, rows, start="act__on")
    return [_completion(row) for row in rows.order_by("-act__on", "-pk")]


def _completion(row: FinalLine) -> Completion:
    return Completion(
        line=row.pk,
        person=row.person_id,
        institution=row.institution,
        modular_code=row.modular_code,
        stage=row.stage,
        stage_name=row.stage_name,
        plan=row.plan_name,
        part=row.part,
        parts=row.parts,
        year=row.year,
        started_on=row.started_on,
        ended_on=row.ended_on,
        hours=row.minutes // 60,
        plan_hours=row.plan_hours,
        credits=row.credits,
        units=tuple(CompletedUnit(unit["name"], unit["mark"], unit["hours"], unit["credits"]) for unit in row.units),
        act=str(row.act),
        signed_by=row.act.director,
        on=row.act.on,
    )


class PassedMonth(NamedTuple):
    """A month of study that somebody passed."""

    person: int
    month: Month


def months_passed(people: Collection[int], *, since: date) -> list[PassedMonth]:
    """The months from that of a day on that these people passed in some class, each once; one query."""
    rows = MonthlyMark.objects.filter(person__in=list(people), passed=True, month__gte=since.replace(day=1))
    found = rows.order_by("month").values_list("person_id", "month").distinct()
    return [PassedMonth(person, Month.of(month)) for person, month in found]


class PassedPart(NamedTuple):
    """A part of a plan of study that an act says somebody passed, and whether that act was voided since."""

    person: int
    plan: int
    part: int
    on: date
    voided: bool


def parts_passed(people: Collection[int]) -> list[PassedPart]:
    """The parts of plans that these people passed, by every act, the first first; one query."""
    rows = FinalLine.objects.filter(person__in=list(people), result=Result.PASSED).order_by("act__on", "pk")
    found = rows.values_list("person_id", "act__group__plan_id", "part", "act__on", "act__voided_at")
    return [PassedPart(person, plan, part, on, voided is not None) for person, plan, part, on, voided in found]
