"""Marks of courses by date, and what the tutor writes each quarter."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import may_write
from llamkay.apps.education import acts, permissions
from llamkay.apps.education.kinds import MarkKind, StudentState
from llamkay.apps.education.models import Appraisal, CourseMark, FinalAct, Group, GroupCourse, Student
from llamkay.apps.education.scales import Mark, parse_mark
from llamkay.apps.education.school.services import lock_group, log, no_act
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.screens.refusals import words
from llamkay.platform.security.access import Decision, decide


class CourseMarksRefused(Refused):
    """Some marks do not fit; nothing was written. ``students`` maps each enrolment to the reason."""

    def __init__(self, students: dict[int, str]) -> None:
        self.students = students
        super().__init__(" ".join(students.values()), reasons=[Refused(why) for why in students.values()])


def may_mark(actor: Any, group: Group, course: GroupCourse | None = None) -> Decision:
    """Whether the actor may write marks: who teaches the course, the tutor, who answers for the class, its head."""
    decision = decide(actor, permissions.ENTER, establishment_id=group.activity.establishment_id)
    own = getattr(actor, "pk", None)
    theirs = own is not None and own in (group.tutor_id, course.teacher_id if course else None)
    if not decision or theirs:
        return decision
    return may_write(actor, permissions.ENTER, group.activity)


def require_mark(actor: Any, group: Group, course: GroupCourse | None = None) -> None:
    """Raise ``PermissionDenied`` with the reason unless the actor may write marks."""
    decision = may_mark(actor, group, course)
    if not decision:
        raise PermissionDenied(decision.reason)


@transaction.atomic
def enter_course_marks(
    *, actor: Any, course: GroupCourse, kind: str, on: date, marks: Mapping[int, str | int | None]
) -> int:
    """Write marks of a course by enrolment; nothing typed takes one away; all or nothing. Returns how many changed.

    A final mark is written until the final act, a recovery after it and for those who are to recover the course.
    """
    group = lock_group(course.group)
    require_mark(actor, group, course)
    if kind == MarkKind.RECOVERY:
        no_act(group, ("recovery",))
    else:
        no_act(group)
    if on > clock.today():
        raise Refused(_("Ese día todavía no llega."), field="on")
    final = FinalAct.objects.filter(group=group, kind="final", voided_at=None).first()
    if kind == MarkKind.RECOVERY and final is not None and on < final.on:
        raise Refused(_("El acta final es del {on:%d/%m/%Y}: se recupera después.").format(on=final.on), field="on")
    if on not in group.period and kind != MarkKind.RECOVERY:
        raise Refused(_("El grupo no funciona el {on:%d/%m/%Y}.").format(on=on), field="on")
    read = _read(group, course, kind, on, marks)
    which = {"course": course, "kind": kind, "student__in": list(read)}
    if kind == MarkKind.EVALUATION:
        which["on"] = on
    before = {row.student_id: row for row in CourseMark.objects.filter(**which)}
    gone, changed, made = [], [], []
    for student, mark in read.items():
        known = before.get(student)
        if mark is None:
            gone += [known.pk] if known else []
        elif known is None:
            made.append(_row(CourseMark(student_id=student, course=course, kind=kind), mark, on, actor))
        elif (known.mark, known.letter) != (mark.number, mark.letter):
            changed.append(_row(known, mark, on, actor))
    CourseMark.objects.filter(pk__in=gone).delete()
    CourseMark.objects.bulk_update(changed, ["mark", "letter", "passed", "on", "by"])
    CourseMark.objects.bulk_create(made)
    count = len(gone) + len(changed) + len(made)
    if count:
        log(
            actor,
            acts.ENTER_COURSE_MARKS,
            group,
            f"Registró {count} {'nota' if count == 1 else 'notas'} de {course.unit.name} en {group}, {on:%d/%m/%Y}",
            details={"course": course.pk, "kind": kind, "students": sorted(read)},
        )
    return count


def _row(row: CourseMark, mark: Mark, on: date, actor: Any) -> CourseMark:
    row.mark, row.letter, row.passed, row.on, row.by = mark.number, mark.letter, mark.passed, on, actor.username
    return row


def _read(
    group: Group, course: GroupCourse, kind: str, on: date, marks: Mapping[int, str | int | None]
) -> dict[int, Mark | None]:
    students = {row.pk: row for row in group.students.filter(pk__in=list(marks)).select_related("person")}
    recover = set()
    if kind == MarkKind.RECOVERY:
        failed = CourseMark.objects.filter(course=course, kind=MarkKind.FINAL, passed=False)
        recover = set(failed.filter(student__state=StudentState.RECOVERY).values_list("student_id", flat=True))
    read: dict[int, Mark | None] = {}
    refused: dict[int, str] = {}
    for number, typed in marks.items():
        student = students.get(number)
        if student is None:
            refused[number] = _("La matrícula {number} no es de este grupo.").format(number=number)
            continue
        text = "" if typed is None else str(typed)
        try:
            mark = parse_mark(text, level=group.activity.level)
            if mark is not None:
                _fits(student, kind, on, number in recover)
            read[number] = mark
        except Refused as error:
            refused[number] = f"{student.person}: {words(error)}"
    if refused:
        raise CourseMarksRefused(refused)
    return read


def _fits(student: Student, kind: str, on: date, recovers: bool) -> None:
    """Whether a mark of that kind and day may be of that student."""
    if kind == MarkKind.RECOVERY:
        if not recovers:
            raise Refused(_("no tiene este curso por recuperar"))
    elif kind == MarkKind.FINAL:
        if student.state != StudentState.ACTIVE:
            raise Refused(_("ya no estudia en el grupo"))
    elif on not in student.period:
        raise Refused(_("ese día no estudiaba en el grupo"))


@transaction.atomic
def write_appraisals(*, actor: Any, group: Group, quarter: int, texts: Mapping[int, str]) -> int:
    """Write what the report of a quarter says of each student; nothing takes it away. Returns how many changed."""
    locked = lock_group(group)
    require_mark(actor, locked)
    no_act(locked)
    if not 1 <= quarter <= 4:
        raise Refused(_("Elija un trimestre del 1 al 4."), field="quarter")
    students = set(locked.students.filter(pk__in=list(texts)).values_list("pk", flat=True))
    before = dict(Appraisal.objects.filter(student__in=students, quarter=quarter).values_list("student_id", "text"))
    clean = {pk: " ".join(text.split())[:1500] for pk, text in texts.items() if pk in students}
    changed = {pk: text for pk, text in clean.items() if text != before.get(pk, "")}
    if not changed:
        return 0
    empty = [pk for pk, text in changed.items() if not text]
    Appraisal.objects.filter(student__in=empty, quarter=quarter).delete()
    Appraisal.objects.bulk_create(
        [
            Appraisal(student_id=pk, quarter=quarter, text=text, by=actor.username, at=clock.now())
            for pk, text in changed.items()
            if text
        ],
        update_conflicts=True,
        unique_fields=["student", "quarter"],
        update_fields=["text", "by", "at"],
    )
    log(
        actor,
        acts.APPRAISE,
        locked,
        f"Escribió {len(changed)} informes del trimestre {quarter} de {locked}",
        details={"students": sorted(changed)},
    )
    return len(changed)
