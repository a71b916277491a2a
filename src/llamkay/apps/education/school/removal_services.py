"""Taken off a course for unjustified absence (Directiva 06-2007-INPE, 5.3.i): proposed by one, decided by another,
appealed, upheld or undone."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from django.utils.translation import override

from llamkay.apps.activities.areas import require_answer
from llamkay.apps.activities.inbox.services import attended_by_act, tell_once
from llamkay.apps.activities.kinds import ChangeKind
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.activities.places.services import end_for, resume_for
from llamkay.apps.activities.sheets.attendance import Attendance, attendance
from llamkay.apps.education import acts, permissions
from llamkay.apps.education.kinds import StudentState
from llamkay.apps.education.law import most_absence
from llamkay.apps.education.leaving_services import STATES, reason_of
from llamkay.apps.education.models import Group, Removal, Student
from llamkay.apps.education.school.queries import class_days, standings
from llamkay.apps.education.school.services import end_row, lock_student, log, no_act
from llamkay.apps.people.kinds import Exit
from llamkay.apps.people.queries import departure
from llamkay.core.education.absence import Absence
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment

ONE = timedelta(days=1)
ABSENCES = "absences"  # why the place of whoever is taken off ends


@transaction.atomic
def propose_removal(*, actor: Any, student: Student, on: date, reason: str, answer: str) -> Removal:
    """Propose that somebody be taken off a course: ``on`` is the first day without it. She studies on until decided.

    Only above what the law bears, counted anew; the counted days and what she answers stand on the proposal.
    """
    row = lock_student(student)
    group = row.group
    require_answer(actor, permissions.MANAGE, group.activity)
    no_act(group)
    if row.state != StudentState.ACTIVE:
        raise Refused(_("Esa matrícula ya terminó."))
    if row.removals.filter(lifted=False, rejected=False).exists():
        raise Refused(_("Ya hay una separación por decidir de {person}.").format(person=row.person))
    if on > clock.today():
        raise Refused(_("Se decide con lo que ya pasó: elija hoy o un día anterior."), field="on")
    if len(reason.strip()) < 10:
        raise Refused(_("Escriba el motivo y el documento de la decisión."), field="reason")
    if len(answer.strip()) < 10:
        raise Refused(_("Escriba qué responde la persona, o que no quiso responder."), field="answer")
    absence = _too_much(row, on)
    removal = Removal.objects.create(
        student=row,
        on=on,
        absent=absence.absent,
        due=absence.due,
        reason=reason.strip(),
        answer=answer.strip(),
        by=actor.username,
    )
    log(
        actor,
        acts.PROPOSE_REMOVAL,
        group,
        f"Propuso separar a {row.person.full_name} de {group} por inasistencia",
        reason=removal.reason,
        details={"student": row.pk, "absent": absence.absent, "due": absence.due},
    )
    return removal


def _too_much(row: Student, on: date) -> Absence:
    """What somebody missed of the course by a day. Refused where it is not more than the law bears."""
    group = row.group
    seen = attendance([group.activity_id], first=row.period.lower, end=on).get(row.person_id, Attendance())
    due = class_days(group)
    absence, rule = Absence(due, min(seen.unjustified, due)), most_absence(on)
    if not absence.above(rule.value):
        raise Refused(
            _(
                "{person} faltó sin justificar {absent} de {due} días del curso: no pasa del {most} % "
                "({norm}, {article})."
            ).format(
                person=row.person,
                absent=absence.absent,
                due=absence.due,
                most=rule.value,
                norm=rule.norm,
                article=rule.article,
            ),
            field="on",
        )
    return absence


@transaction.atomic
def decide_removal(*, actor: Any, removal: Removal, remove: bool, decision: str) -> Removal:
    """Decide what another proposed: she is off the course from its day, with her place in the class, or studies on.

    What was missed is counted again: an absence justified since may have made it less than too much.
    """
    row = _locked(removal)
    student, group = row.student, row.student.group
    require(actor, permissions.DECIDE_REMOVAL, establishment_id=group.activity.establishment_id)
    no_act(group)
    if row.decided_on is not None:
        raise Refused(_("Ya se decidió: recargue la página."))
    if row.by == actor.username:
        raise Refused(_("La propuso usted: la decide otra persona."))
    if len(decision.strip()) < 10:
        raise Refused(_("Escriba la decisión, con su acta o resolución."), field="decision")
    row.decided_on, row.decided_by, row.decision = clock.today(), actor.username, decision.strip()
    row.rejected = not remove
    if remove:
        if student.state != StudentState.ACTIVE:
            raise Refused(_("Esa matrícula ya terminó."))
        absence = _too_much(student, row.on)
        row.absent, row.due = absence.absent, absence.due
        end_row(student, on=row.on, state=StudentState.REMOVED, reason=row.reason)
        for place in placements(of=student.person_id, in_=group.activity_id, on=row.on):
            end_for(actor=actor, allocation=place, end=row.on, ending=ABSENCES, reason=row.reason)
    row.save()
    attended_by_act(
        actor=actor, kind=ChangeKind.ABSENCE, activity=group.activity_id, person=student.person, note=row.decision
    )
    words = "Decidió separar a {who} de {group} por inasistencia" if remove else "Decidió que {who} siga en {group}"
    log(
        actor,
        acts.REMOVE_STUDENT if remove else acts.REJECT_REMOVAL,
        group,
        words.format(who=student.person.full_name, group=group),
        reason=row.decision,
        details={"student": student.pk, "removal": row.pk, "absent": row.absent, "due": row.due},
    )
    return row


@override("es")  # kept in Spanish, whoever acts
def propose_removals(establishment: "Establishment", on: date) -> None:
    """Whoever missed more of a course than the law bears is put before the head who may decide; once a course."""
    for group in Group.objects.filter(activity__establishment=establishment, period__contains=on):
        for each in standings(group, on=on):
            if each.too_much and each.student.state == StudentState.ACTIVE:
                tell_once(
                    ChangeKind.ABSENCE,
                    group.activity_id,
                    each.student.person,
                    on=on,
                    what=_("Faltó sin justificar {absent} de {due} días de {group}").format(
                        absent=each.absence.absent, due=each.absence.due, group=group
                    ),
                    since=group.period.lower,
                )


@transaction.atomic
def appeal_removal(*, actor: Any, removal: Removal, on: date, appeal: str) -> Removal:
    """The student says why the removal is wrong; another person answers it."""
    row = _locked(removal)
    require_answer(actor, permissions.MANAGE, row.student.group.activity)
    if row.decided_on is None or row.rejected:
        raise Refused(_("Todavía no se le separó del curso."))
    if row.appealed_on is not None:
        raise Refused(_("Ya se recurrió."))
    if on < row.on or on > clock.today():
        raise Refused(_("El recurso va después de la decisión y no después de hoy."), field="on")
    if len(appeal.strip()) < 10:
        raise Refused(_("Escriba qué dice la persona."), field="appeal")
    row.appealed_on, row.appeal = on, appeal.strip()
    row.save()
    log(
        actor,
        acts.APPEAL_REMOVAL,
        row.student.group,
        f"Se recurrió la separación de {row.student.person.full_name}",
        details={"removal": row.pk},
    )
    return row


@transaction.atomic
def resolve_removal(*, actor: Any, removal: Removal, on: date, lifted: bool, resolution: str) -> Removal:
    """Uphold a removal or undo it; undone, she studies again from the day on which she was taken off, or studied on
    until the day on which she left the prison."""
    row = _locked(removal)
    group = row.student.group
    require_answer(actor, permissions.MANAGE, group.activity)
    no_act(group)
    if row.resolved_on is not None:
        raise Refused(_("Ese recurso ya se resolvió."))
    if row.decided_on is None or row.rejected:
        raise Refused(_("Todavía no se le separó del curso."))
    if actor.username in (row.by, row.decided_by) and not lifted:
        raise Refused(_("La propuso o la decidió usted: la confirma otra persona; usted solo puede deshacerla."))
    if on < (row.appealed_on or row.on) or on > clock.today():
        raise Refused(_("Elija un día desde el recurso hasta hoy."), field="on")
    if len(resolution.strip()) < 10:
        raise Refused(_("Escriba la resolución y su motivo."), field="resolution")
    row.resolved_on, row.lifted, row.resolution, row.resolved_by = on, lifted, resolution.strip(), actor.username
    row.save()
    if lifted:
        _study_again(row.student, row.on)
        resume_for(
            actor=actor, person=row.student.person, activity=group.activity, ended_on=row.on, reason=row.resolution
        )
    log(
        actor,
        acts.RESOLVE_REMOVAL,
        group,
        f"{'Deshizo' if lifted else 'Confirmó'} la separación de {row.student.person.full_name}",
        reason=row.resolution,
        details={"removal": row.pk},
    )
    return row


def _study_again(student: Student, since: date) -> None:
    """The enrolment runs again from a day, as long as the prison has her."""
    group, (state, end, reason) = student.group, (StudentState.ACTIVE, None, "")
    left = departure(student.person_id, at=group.activity.establishment_id, since=since)
    if left and left[0] < group.period.upper:
        end, how = left
        state, reason = STATES[Exit(how)], reason_of(how, end)
    student.period, student.state, student.reason = DateRange(student.period.lower, end), state, reason
    student.save()


def _locked(removal: Removal) -> Removal:
    student = lock_student(Student.objects.get(pk=removal.student_id))
    row = Removal.objects.select_for_update(of=("self",)).get(pk=removal.pk)
    row.student = student
    return row
