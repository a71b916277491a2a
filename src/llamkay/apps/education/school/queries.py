"""Reads of the school: groups, who studies in them, marks, absence, acts, rates; the caller's scope comes first."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractYear

from llamkay.apps.activities.areas import seen_by
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.activities.queries import rest_days
from llamkay.apps.activities.sheets.attendance import Attendance, attendance
from llamkay.apps.education.kinds import OWN_ENDINGS, MarkKind, StudentState
from llamkay.apps.education.law import most_absence
from llamkay.apps.education.models import (
    Appraisal,
    CourseMark,
    FinalAct,
    FinalLine,
    Group,
    GroupCourse,
    Removal,
    Student,
    StudyNeed,
)
from llamkay.apps.education.scales import mark_text
from llamkay.apps.education.schooling.queries import needs_of
from llamkay.core.education.absence import Absence
from llamkay.core.education.rates import Cohort, cohorts
from llamkay.core.values import Month
from llamkay.platform.database.search import InOrder, naming
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


ONE = timedelta(days=1)
_HEAD = ("activity__establishment", "activity__responsible", "plan__institution", "tutor")


def groups(
    *,
    scope: Scope,
    actor: Any,
    year: int | None = None,
    words: str = "",
    establishment_id: int | None = None,
    ended: date | None = None,
) -> QuerySet[Any]:
    """The groups in scope that the actor may see, with ``active``: how many study in each; of a year where named, or
    those that ``ended`` by a day and whose final act does not stand."""
    rows = _seen(scope, actor).select_related(*_HEAD)
    if year:
        rows = rows.filter(year=year)
    if establishment_id:
        rows = rows.filter(activity__establishment_id=establishment_id)
    rows = naming(rows, words, "plan__name", "activity__name", "section", "plan__institution__name")
    standing = FinalAct.objects.filter(group=OuterRef("pk"), kind="final", voided_at=None)
    rows = rows.annotate(
        active=Count("students", filter=Q(students__state=StudentState.ACTIVE)),
        everybody=Count("students"),
        closed=Exists(standing),
    ).order_by("-year", "activity__establishment__order", InOrder("plan__name"), "part", "section", "id")
    return rows.filter(period__endswith__lte=ended, closed=False, everybody__gt=0) if ended else rows


def _seen(scope: Scope, actor: Any) -> QuerySet[Group]:
    """The groups of the actor's areas and of their own, those that they tutor or teach a course of."""
    rows = scope.filter(Group.objects.all(), "activity__establishment_id")
    own = getattr(actor, "pk", None)
    if own is None:
        return rows
    teaches = GroupCourse.objects.filter(group=OuterRef("pk"), teacher=own)
    mine = seen_by(scope.filter(Group.objects.all(), "activity__establishment_id"), actor, "activity__")
    return rows.filter(Q(pk__in=mine.values("pk")) | Q(tutor=own) | Exists(teaches))


def find_group(*, scope: Scope, actor: Any, pk: int) -> Group | None:
    """A group that the actor may see, with its class and plan."""
    return _seen(scope, actor).select_related(*_HEAD).filter(pk=pk).first()


def courses_of(group: Group) -> list[GroupCourse]:
    """The courses of a group with who teaches them, in the order of the plan."""
    return list(group.courses.select_related("unit", "teacher").order_by("unit__order", "id"))


def students_of(group: Group, *, active: bool = False) -> list[Student]:
    """The enrolments of a group in the order of the book."""
    rows = group.students.select_related("person").order_by("person__sort_name", "person__code", "period")
    found = list(rows.filter(state=StudentState.ACTIVE) if active else rows)
    for row in found:
        row.group = group
    return found


def candidates(group: Group, *, on: date) -> "list[Person]":
    """Who has a place in the class on the day and is in no group of it, in order of name."""
    inside = Student.objects.filter(
        group__activity=group.activity_id, person=OuterRef("person"), state=StudentState.ACTIVE
    )
    rows = placements(in_=group.activity_id, on=max(on, group.period.lower)).filter(~Exists(inside))
    return [row.person for row in rows.select_related("person").order_by("person__sort_name", "person__code")]


def class_days(group: Group, *, first: date | None = None, end: date | None = None) -> int:
    """How many days of class the group has by its timetable, Sundays and holidays aside."""
    start, stop = first or group.period.lower, min(end or group.period.upper, group.period.upper)
    count, month = 0, Month.of(start)
    while month.first < stop:
        rest = rest_days(month)
        count += sum(
            1
            for day in month.dates()
            if start <= day < stop and group.activity.timetable[day.weekday()] and day.day not in rest
        )
        month = month.next()
    return count


@dataclass(frozen=True)
class Standing:
    """How a student stands: what the sheets say, what was missed of the whole course, whether that is too much."""

    student: Student
    attended: Attendance
    absence: Absence
    most: int
    means: str = ""
    needs: tuple[StudyNeed, ...] = ()
    removal: Removal | None = None

    @property
    def too_much(self) -> bool:
        """Whether more was missed without a reason than the law bears."""
        return self.absence.above(self.most)

    @property
    def left(self) -> int:
        """How many days may still be missed."""
        return self.absence.may_still_miss(total=self.absence.due, most=self.most)

    @property
    def near(self) -> bool:
        """Whether a fifth or less of what may be missed is left."""
        allowed = self.absence.due * self.most // 100
        return not self.too_much and 5 * self.left <= allowed


def standings(group: Group, *, on: date) -> list[Standing]:
    """How everybody of a group stands on a day; a number of queries that does not grow with them."""
    students = students_of(group)
    days = class_days(group)
    rule = most_absence(group.period.lower)
    seen = attendance([group.activity_id], first=group.period.lower, end=min(group.period.upper, on + ONE))
    needs = needs_of([row.person_id for row in students], on=on)
    removals = {row.student_id: row for row in Removal.objects.filter(student__in=students).order_by("pk")}
    found = []
    for student in students:
        attended = seen.get(student.person_id, Attendance())
        absent = min(attended.unjustified, days)
        found.append(
            Standing(
                student,
                attended,
                Absence(days, absent),
                rule.value,
                needs=tuple(needs.get(student.person_id, ())),
                removal=removals.get(student.pk),
            )
        )
    return found


@dataclass(frozen=True)
class MarkLine:
    """A student's line of a course: the mark of the day or kind that is written, and those before."""

    student: Student
    mark: CourseMark | None
    before: tuple[CourseMark, ...] = ()

    @property
    def text(self) -> str:
        return written(self.mark)

    @property
    def history(self) -> str:
        """The evaluations of the course, by date."""
        return " · ".join(f"{row.on:%d/%m} {written(row)}" for row in self.before)


def written(row: CourseMark | None) -> str:
    """A mark as it is written; nothing where there is none."""
    return "" if row is None else row.letter or mark_text(row.mark)


def mark_lines(course: GroupCourse, students: Iterable[Student], *, kind: str, on: date) -> list[MarkLine]:
    """The lines of a course for a day or a kind of mark, with what was marked of whoever came back; two queries."""
    standing = standing_rows(course.group)
    rows = CourseMark.objects.filter(course=course).order_by("student__period", "on", "pk")
    found: dict[int, CourseMark] = {}
    before: dict[int, list[CourseMark]] = defaultdict(list)
    for row in rows:
        if row.kind == kind and (kind != MarkKind.EVALUATION or row.on == on):
            found[standing[row.student_id]] = found[row.student_id] = row
        elif row.kind == MarkKind.EVALUATION:
            before[standing[row.student_id]].append(row)
    return [MarkLine(row, found.get(row.pk), tuple(before[row.pk])) for row in students]


def standing_rows(group: Group) -> dict[int, int]:
    """Enrolment → the last enrolment of the same person in the group: whoever came back has what was marked before."""
    last: dict[int, int] = {}
    found: list[tuple[int, int]] = list(group.students.order_by("period").values_list("pk", "person_id"))
    for pk, person in found:
        last[person] = pk
    return {pk: last[person] for pk, person in found}


@dataclass
class Book:
    """The marks of a group: student → course → its final mark and its recovery."""

    final: dict[int, dict[int, CourseMark]] = field(default_factory=lambda: defaultdict(dict))
    recovery: dict[int, dict[int, CourseMark]] = field(default_factory=lambda: defaultdict(dict))

    def last(self, student: int, course: int, *, recovered: bool) -> CourseMark | None:
        """The final mark, or once it was recovered the recovery where there is one."""
        recovery = self.recovery[student].get(course) if recovered else None
        return recovery or self.final[student].get(course)


def book_of(group: Group) -> Book:
    """The final marks and recoveries of a group, of whoever came back with the last enrolment; two queries."""
    book, standing = Book(), standing_rows(group)
    rows = CourseMark.objects.filter(course__group=group).exclude(kind=MarkKind.EVALUATION)
    for row in rows.order_by("student__period", "pk"):
        which = book.final if row.kind == MarkKind.FINAL else book.recovery
        which[standing[row.student_id]][row.course_id] = row
    return book


def evaluations(group: Group, *, first: date, end: date) -> dict[int, dict[int, list[CourseMark]]]:
    """Student → course → the evaluations of some days, the first first; of whoever came back all of them."""
    standing = standing_rows(group)
    found: dict[int, dict[int, list[CourseMark]]] = defaultdict(lambda: defaultdict(list))
    rows = CourseMark.objects.filter(course__group=group, kind=MarkKind.EVALUATION, on__gte=first, on__lt=end)
    for row in rows.order_by("on", "pk"):
        found[standing[row.student_id]][row.course_id].append(row)
    return found


def appraisals(group: Group, *, quarter: int) -> dict[int, Appraisal]:
    """Student → what the report of a quarter says; of whoever came back the last that was written."""
    standing = standing_rows(group)
    rows = Appraisal.objects.filter(student__group=group, quarter=quarter).order_by("student__period")
    return {standing[row.student_id]: row for row in rows}


def quarter_of(group: Group, number: int) -> tuple[date, date]:
    """The days of a quarter of the group's year: three months each from its first month, the last to its end."""
    month = Month.of(group.period.lower)
    for _skipped in range(3 * (number - 1)):
        month = month.next()
    stop = month.next().next().next()
    first = max(month.first, group.period.lower)
    return first, group.period.upper if number == 4 else min(stop.first, group.period.upper)


def acts_of(group: Group) -> list[FinalAct]:
    """The acts of a group, the newest first, those that were voided too."""
    return list(group.acts.order_by("-at"))


def find_act(*, scope: Scope, pk: int) -> FinalAct | None:
    """An act of the scope with its group."""
    rows = scope.filter(FinalAct.objects.select_related("establishment", "group__plan__institution"))
    return rows.filter(pk=pk).first()


def act_lines(act: FinalAct) -> list[FinalLine]:
    """The lines of an act in the order of the book."""
    return list(act.lines.select_related("person").order_by("person__sort_name", "person__code"))


def to_remove(*, scope: Scope, actor: Any, on: date) -> list[Standing]:
    """Who missed more of a course of this year than the law bears and was not removed yet."""
    found = []
    for group in groups(scope=scope, actor=actor).filter(period__contains=on, closed=False):
        for each in standings(group, on=on):
            if each.student.state == StudentState.ACTIVE and each.too_much and each.removal is None:
                found.append(each)
    return found


def appeals(*, scope: Scope) -> QuerySet[Removal]:
    """The removals that were appealed and wait for an answer."""
    rows = Removal.objects.filter(appealed_on__isnull=False, resolved_on=None)
    return scope.filter(rows, "student__group__activity__establishment_id").select_related("student__person")


def without_act(*, scope: Scope, actor: Any, on: date) -> QuerySet[Any]:
    """The groups that ended and whose final act does not stand."""
    return groups(scope=scope, actor=actor, ended=on)


def cohorts_of(*, scope: Scope, actor: Any, plan: int | None = None) -> list[Cohort]:
    """How those who began in each year ended, by definition: completed of those who ended by their own studying.

    Only the standing acts and the enrolments themselves are counted, so that what is taken back lowers it at once.
    """
    rows = Student.objects.filter(group__in=_seen(scope, actor).values("pk"))
    if plan:
        rows = rows.filter(group__plan_id=plan)
    counted = (
        rows.annotate(began=ExtractYear(F("period__startswith"))).values_list("began", "state").annotate(n=Count("pk"))
    )
    return cohorts(
        counted.order_by(),
        completed=frozenset({StudentState.COMPLETED}),
        endings=frozenset(OWN_ENDINGS),
        open_=frozenset({StudentState.ACTIVE, StudentState.RECOVERY}),
    )


def standing_removal(student: Student) -> Removal | None:
    """The removal of an enrolment that was not undone."""
    return Removal.objects.filter(student=student, lifted=False, rejected=False).first()


def removals_to_decide(*, scope: Scope) -> QuerySet[Removal]:
    """The removals that were proposed and wait for another person, the first first."""
    rows = Removal.objects.filter(decided_on=None)
    rows = scope.filter(rows, "student__group__activity__establishment_id")
    return rows.select_related(
        "student__person", "student__group__activity__establishment", "student__group__plan"
    ).order_by("pk")


def find_student(*, scope: Scope, actor: Any, pk: int) -> Student | None:
    """An enrolment of a group that the actor may see."""
    rows = Student.objects.filter(group__in=_seen(scope, actor).values("pk"))
    return rows.select_related("person", "group__plan", "group__activity").filter(pk=pk).first()


def enrolments_of(*, scope: Scope, person: "Person") -> list[Student]:
    """The groups in which somebody studied in the scope, the newest first."""
    rows = scope.filter(Student.objects.filter(person=person), "group__activity__establishment_id")
    return list(rows.select_related("group__plan", "group__activity").order_by("-period"))
