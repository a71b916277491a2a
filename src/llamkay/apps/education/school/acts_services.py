"""The final act of a group: issued with a number and lines that never change, each level brought up to date; voided."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import require_answer
from llamkay.apps.activities.sheets.attendance import Attendance, attendance
from llamkay.apps.education import acts, permissions
from llamkay.apps.education.kinds import ActKind, ProofState, Result, StudentState
from llamkay.apps.education.law import ladder, most_recovery
from llamkay.apps.education.models import CourseMark, FinalAct, FinalLine, Group, GroupCourse, Schooling, Student
from llamkay.apps.education.school.queries import Book, book_of, courses_of, students_of, written
from llamkay.apps.education.school.services import lock_group, log, no_act
from llamkay.apps.education.schooling.services import check_names
from llamkay.apps.people.queries import held_people
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock

ONE = timedelta(days=1)
# What an enrolment that ended otherwise stands as in the act: what came from elsewhere is nobody's failure.
_OTHERS = {
    StudentState.WITHDRAWN: Result.WITHDRAWN,
    StudentState.REMOVED: Result.REMOVED,
    StudentState.TRANSFERRED: Result.INTERRUPTED,
    StudentState.RELEASED: Result.INTERRUPTED,
    StudentState.DIED: Result.INTERRUPTED,
    StudentState.ESCAPED: Result.WITHDRAWN,
    StudentState.ISOLATED: Result.INTERRUPTED,
}
_STATE = {
    Result.PASSED: StudentState.COMPLETED,
    Result.FAILED: StudentState.FAILED,
    Result.RECOVERY: StudentState.RECOVERY,
}


@transaction.atomic
def issue_act(*, actor: Any, group: Group, kind: str, on: date, director: str) -> FinalAct:
    """Issue the final act of a group, or that of who had something to recover; its lines never change.

    Everybody who studies has a mark in each course, else it is refused with who lacks what. What somebody passed is
    written as their schooling, proven by the act (Reglamento de D.Leg 1343, art. 9).
    """
    locked = lock_group(group)
    require_answer(actor, permissions.MANAGE, locked.activity)
    no_act(locked, (kind,))
    final = kind == ActKind.FINAL
    if not final and not locked.acts.filter(kind=ActKind.FINAL, voided_at=None).exists():
        raise Refused(_("Primero se emite el acta final."))
    if not director.strip():
        raise Refused(_("Escriba quién firma por la institución educativa."), field="director")
    if on > clock.today() or on < locked.period.lower:
        raise Refused(_("El acta lleva un día desde que empezó el grupo hasta hoy."), field="on")
    last_mark = CourseMark.objects.filter(course__group=locked, kind=kind).aggregate(on=Max("on"))["on"]
    if last_mark and on < last_mark:
        raise Refused(_("Hay notas del {on:%d/%m/%Y}: el acta no es anterior.").format(on=last_mark), field="on")
    check_names(institution=locked.plan.institution.name, plan=locked.plan.name)
    students = students_of(locked)
    if not final:
        students = _to_recover(locked, students, on)
    if not students:
        raise Refused(_("No hay nadie que evaluar en este grupo."))
    courses, book = courses_of(locked), book_of(locked)
    results = _results(students, courses, book, final=final, most=most_recovery(on).value)
    place = locked.activity.establishment
    lock(Space.FINAL_ACTS, place.pk, on.year)
    last = FinalAct.objects.filter(establishment=place, year=on.year).aggregate(most=Max("number"))["most"] or 0
    act = FinalAct.objects.create(
        establishment=place,
        group=locked,
        kind=kind,
        year=on.year,
        number=last + 1,
        on=on,
        director=director.strip(),
        by=actor.username,
        at=clock.now(),
    )
    _write_lines(act, locked, students, courses, book, results)
    _end_students(locked, students, results, on)
    _bring_up_to_date(actor, act, locked, students, results)
    passed = sum(result == Result.PASSED for result in results.values())
    log(
        actor,
        acts.ISSUE_ACT,
        locked,
        f"Emitió el acta {act} de {locked}: {len(results)} personas, {passed} aprobadas",
        details={"act": act.pk},
    )
    return act


def _to_recover(group: Group, students: list[Student], on: date) -> list[Student]:
    """Who has something to recover, but for whoever left the prison without it: she may recover it on coming back."""
    some = [row for row in students if row.state == StudentState.RECOVERY]
    here = set(held_people(at=group.activity.establishment_id, on=on).values_list("pk", flat=True)) if some else set()
    book = book_of(group)
    return [row for row in some if row.person_id in here or book.recovery[row.pk]]


def _results(
    students: list[Student], courses: list[GroupCourse], book: Book, *, final: bool, most: int
) -> dict[int, Result]:
    """What the act says of each. Raises ``Refused`` with everybody who lacks a mark."""
    found, lacking = {}, []
    for student in students:
        if student.state in _OTHERS:
            found[student.pk] = _OTHERS[StudentState(student.state)]
            continue
        marks = {course.pk: book.last(student.pk, course.pk, recovered=not final) for course in courses}
        if not final:
            failed = [
                course for course in courses if not (row := book.final[student.pk].get(course.pk)) or not row.passed
            ]
            missing = [course for course in failed if course.pk not in book.recovery[student.pk]]
        else:
            missing = [course for course in courses if marks[course.pk] is None]
        if missing:
            names = ", ".join(course.unit.name for course in missing)
            lacking.append(_("{person}: falta la nota de {names}.").format(person=student.person, names=names))
            continue
        lost = sum(1 for row in marks.values() if row is None or not row.passed)
        if not lost:
            found[student.pk] = Result.PASSED
        elif final and lost <= most:
            found[student.pk] = Result.RECOVERY
        else:
            found[student.pk] = Result.FAILED
    if lacking:
        raise Refused.many(Refused(why) for why in lacking[:20])
    return found


def _write_lines(
    act: FinalAct,
    group: Group,
    students: list[Student],
    courses: list[GroupCourse],
    book: Book,
    results: dict[int, Result],
) -> None:
    plan = group.plan
    stage = ladder(group.period.lower).stages[plan.stage]
    seen = attendance([group.activity_id], first=group.period.lower, end=group.period.upper)
    rows = {}
    for student in students:
        period = student.period
        units = [
            {
                "name": course.unit.name,
                "mark": written(mark := book.last(student.pk, course.pk, recovered=act.kind == ActKind.RECOVERY)),
                "passed": bool(mark and mark.passed),
                "hours": course.unit.hours,
                "credits": course.unit.credits,
            }
            for course in courses
        ]
        # Somebody who came back to the same group stands once: with the last of their enrolments.
        rows[student.person_id] = FinalLine(
            act=act,
            person_id=student.person_id,
            result=results[student.pk],
            institution=plan.institution.name,
            modular_code=plan.institution.modular_code,
            stage=plan.stage,
            stage_name=stage.name,
            plan_name=plan.name,
            part=group.part,
            parts=plan.parts,
            year=group.year,
            started_on=period.lower,
            ended_on=max(period.lower, (period.upper or min(group.period.upper, act.on + ONE)) - ONE),
            minutes=seen.get(student.person_id, Attendance()).minutes,
            plan_hours=sum(course.unit.hours for course in courses),
            credits=sum(course.unit.credits for course in courses),
            units=units,
        )
    FinalLine.objects.bulk_create(rows.values())


def _end_students(group: Group, students: list[Student], results: dict[int, Result], on: date) -> None:
    changed = []
    for student in students:
        if student.state in _OTHERS:
            continue
        state = _STATE[results[student.pk]]
        end = student.period.upper or max(student.period.lower + ONE, min(group.period.upper, on + ONE))
        student.period, student.state = DateRange(student.period.lower, end), state
        changed.append(student)
    Student.objects.bulk_update(changed, ["period", "state"])


def _bring_up_to_date(
    actor: Any, act: FinalAct, group: Group, students: list[Student], results: dict[int, Result]
) -> None:
    """Write the level of whoever passed: the whole stage with its last part, else the part."""
    plan, now = group.plan, clock.now()
    stage = ladder(group.period.lower).stages[plan.stage]
    # Of basic education the plan's parts are the stage's; a programme is whole with its own last part.
    whole = group.part >= (stage.parts if stage.basic else plan.parts)
    Schooling.objects.bulk_create(
        Schooling(
            person_id=student.person_id,
            stage=plan.stage,
            complete=whole,
            grade=group.part,
            institution=plan.institution.name,
            career="" if stage.basic else plan.name,
            ended_year=act.on.year,
            state=ProofState.PROVEN,
            proof="act",
            proof_number=str(act),
            act=act,
            entered_by=actor.username,
            entered_at=now,
            checked_by=actor.username,
            checked_at=now,
        )
        for student in students
        if results[student.pk] == Result.PASSED
    )


@transaction.atomic
def void_act(*, actor: Any, act: FinalAct, why: str) -> FinalAct:
    """Void an act that was wrong: its lines stay to be read, nothing rests on them any more, the group opens again."""
    group = lock_group(act.group)
    require_answer(actor, permissions.MANAGE, group.activity)
    row = FinalAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
    if row.voided_at is not None:
        raise Refused(_("Esa acta ya se anuló."))
    if row.kind == ActKind.FINAL and group.acts.filter(kind=ActKind.RECOVERY, voided_at=None).exists():
        raise Refused(_("Anule antes el acta de recuperación."))
    if len(why.strip()) < 10:
        raise Refused(_("Escriba por qué se anula."), field="why")
    row.voided_at, row.voided_by, row.why_voided = clock.now(), actor.username, why.strip()
    row.save()
    Schooling.objects.filter(act=row).delete()
    people = list(row.lines.values_list("person_id", flat=True))
    before = StudentState.ACTIVE if row.kind == ActKind.FINAL else StudentState.RECOVERY
    ended = group.students.filter(person__in=people, state__in=_STATE.values())
    if before == StudentState.ACTIVE:
        reopened = list(ended)
        for student in reopened:
            student.period, student.state = DateRange(student.period.lower, None), before
        Student.objects.bulk_update(reopened, ["period", "state"])
    else:
        ended.update(state=before)
    log(actor, acts.VOID_ACT, group, f"Anuló el acta {row} de {group}", reason=row.why_voided, details={"act": row.pk})
    return row
