"""What may happen to groups and to who studies in them: check, lock, change, record; one transaction each."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import require_answer
from llamkay.apps.activities.kinds import Kind
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.education import acts, permissions
from llamkay.apps.education.kinds import ENDINGS, Mode, Result, StudentState
from llamkay.apps.education.law import ladder, stage_words, words
from llamkay.apps.education.models import FinalAct, FinalLine, Group, GroupCourse, Student, StudyPlan
from llamkay.apps.education.schooling.queries import studies_of
from llamkay.apps.people.queries import age_on, departure, people_by_ids
from llamkay.core.education.stages import Bar, bars
from llamkay.core.errors import Refused
from llamkay.platform.record import audit
from llamkay.platform.record.acts import Verb

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity
    from llamkay.apps.institutions.models import User
    from llamkay.apps.people.models import Person


ONE = timedelta(days=1)


@transaction.atomic
def open_group(
    *,
    actor: Any,
    activity: "Activity",
    plan: StudyPlan,
    part: int,
    year: int,
    section: str,
    mode: str,
    start: date,
    last: date,
    tutor: "User | None" = None,
) -> Group:
    """Open a section of a school year in a class; its courses are the units of that part of the plan."""
    require_answer(actor, permissions.MANAGE, activity)
    stage = ladder(start).stages.get(plan.stage)
    if activity.kind != Kind.STUDY:
        raise Refused(_("{activity.name} no es una actividad de estudio.").format(activity=activity), field="activity")
    if stage is None:
        raise Refused(_("La ley no conoce ese nivel el {start:%d/%m/%Y}.").format(start=start), field="plan")
    if stage.level != activity.level:
        raise Refused(
            _("{activity.name} es de {level} y el plan es de {stage}: elija otra aula o otro plan.").format(
                activity=activity, level=activity.get_level_display().lower(), stage=words(stage)
            ),
            field="plan",
        )
    if not 1 <= part <= plan.parts:
        raise Refused(_("El plan tiene {n} partes.").format(n=plan.parts), field="part")
    if mode not in stage.modes:
        raise Refused(
            _("{stage} solo se estudia de forma {modes} (Reglamento de la Ley 28044).").format(
                stage=words(stage), modes=_(" o ").join(str(Mode(each).label).lower() for each in stage.modes)
            ),
            field="mode",
        )
    _check_dates(activity, year, start, last)
    section = section.strip().upper()
    if Group.objects.filter(activity=activity, plan=plan, part=part, year=year, section=section).exists():
        raise Refused(_("Ese grupo ya existe."), field="section")
    units = list(plan.units.filter(part=part))
    if not units:
        raise Refused(_("El plan no dice qué cursos tiene esa parte: complételo antes."), field="part")
    group = Group.objects.create(
        activity=activity,
        plan=plan,
        part=part,
        year=year,
        section=section,
        mode=mode,
        period=DateRange(start, last + ONE),
        tutor=tutor,
    )
    GroupCourse.objects.bulk_create([GroupCourse(group=group, unit=unit) for unit in units])
    log(actor, acts.OPEN_GROUP, group, f"Abrió el grupo {group}")
    return group


def _check_dates(activity: "Activity", year: int, start: date, last: date) -> None:
    if last <= start:
        raise Refused(_("El año escolar termina después de empezar."), field="last")
    if not start.year <= year <= last.year or (last - start).days > 400:
        raise Refused(_("Las fechas no son del año escolar {year}.").format(year=year), field="start")
    if start not in activity.period or last not in activity.period:
        raise Refused(_("{activity.name} no funciona en esas fechas.").format(activity=activity), field="start")


@transaction.atomic
def change_group(*, actor: Any, group: Group, mode: str, start: date, last: date, tutor: "User | None" = None) -> Group:
    """Change how a group attends, its dates or its tutor; not once its final act stands."""
    locked = lock_group(group)
    require_answer(actor, permissions.MANAGE, locked.activity)
    no_act(locked)
    stage = ladder(start).stages[locked.plan.stage]
    if mode not in stage.modes:
        raise Refused(_("{stage} no se estudia de esa forma.").format(stage=words(stage)), field="mode")
    _check_dates(locked.activity, locked.year, start, last)
    outside = locked.students.exclude(period__contained_by=DateRange(start, None))
    if outside.exists():
        raise Refused(_("Hay matrículas de antes del {start:%d/%m/%Y}.").format(start=start), field="start")
    locked.mode, locked.tutor, locked.period = mode, tutor, DateRange(start, last + ONE)
    locked.save()
    log(actor, acts.CHANGE_GROUP, locked, f"Cambió el grupo {locked}")
    return locked


@transaction.atomic
def assign_teacher(*, actor: Any, course: GroupCourse, teacher: "User | None") -> GroupCourse:
    """Who teaches a course of a group."""
    group = lock_group(course.group)
    require_answer(actor, permissions.MANAGE, group.activity)
    no_act(group)
    row = GroupCourse.objects.select_related("unit").get(pk=course.pk)
    row.teacher = teacher
    row.save()
    who = str(teacher) if teacher else "nadie"
    log(actor, acts.CHANGE_GROUP, group, f"Asignó el curso {row.unit.name} de {group} a {who}")
    return row


class NotAdmitted(Refused):
    """Some people may not enter a group; ``people`` says why of each."""

    def __init__(self, people: dict[int, str]) -> None:
        self.people = people
        super().__init__(" ".join(people.values()), field="people")


@transaction.atomic
def enrol_students(
    *, actor: Any, group: Group, people: Collection[int], on: date, admitted_by: str = ""
) -> list[Student]:
    """Enrol people in a group: all or none. Who enrols before the group begins studies from its first day.

    Each has a place in the class, the age, the stages that the law asks for and the parts before it, or ``admitted_by``
    names the paper that admits them all the same. Raises ``NotAdmitted``.
    """
    locked = lock_group(group)
    require_answer(actor, permissions.MANAGE, locked.activity)
    no_act(locked)
    start = max(on, locked.period.lower)
    if start >= locked.period.upper:
        raise Refused(_("El grupo ya terminó ese día."), field="on")
    listed = {person.pk: person for person in people_by_ids(list(people))}
    if not listed:
        raise Refused(_("Elija por lo menos a una persona."), field="people")
    placed = set(placements(in_=locked.activity_id, on=start).values_list("person_id", flat=True))
    inside = set(
        locked.students.filter(person__in=listed, period__overlap=(start, None)).values_list("person_id", flat=True)
    )
    refused = {}
    for pk, person in listed.items():
        if pk in inside:
            refused[pk] = _("{person}: ya está en el grupo.").format(person=person)
        elif pk not in placed:
            refused[pk] = _("{person}: no tiene plaza en {activity} el {start:%d/%m/%Y}.").format(
                person=person, activity=locked.activity.name, start=start
            )
    if not admitted_by.strip():
        refused |= {pk: why for pk, why in bars_of(locked, listed.values(), on=start).items() if pk not in refused}
    if refused:
        raise NotAdmitted(refused)
    made = Student.objects.bulk_create(
        [
            Student(group=locked, person=person, period=DateRange(start, None), admitted_by=admitted_by.strip())
            for person in listed.values()
        ]
    )
    log(
        actor,
        acts.ENROL_STUDENTS,
        locked,
        f"Matriculó a {len(made)} {'persona' if len(made) == 1 else 'personas'} en {locked}",
        reason=admitted_by.strip(),
        details={"people": sorted(listed)},
    )
    return made


def bars_of(group: Group, people: "Collection[Person]", *, on: date) -> dict[int, str]:
    """Person → why the law keeps them out of a group, for those whom it does; two queries for any number."""
    steps = ladder(on)
    stage = steps.stages[group.plan.stage]
    studies = studies_of(person.pk for person in people)
    passed: dict[int, set[int]] = {}
    lines = FinalLine.objects.filter(
        person__in=people, stage=group.plan.stage, plan_name=group.plan.name, result=Result.PASSED, act__voided_at=None
    )
    for pk, part in lines.values_list("person_id", "part"):
        passed.setdefault(pk, set()).add(part)
    found = {}
    for person in people:
        why = bars(
            stage,
            steps,
            part=group.part,
            mode=group.mode,
            age=age_on(person.born_on, on),
            studies=studies[person.pk],
            passed=passed.get(person.pk, set()),
        )
        if why:
            found[person.pk] = f"{person}: " + "; ".join(bar_words(bar, group, on=on) for bar in why) + "."
    return found


def bar_words(bar: Bar, group: Group, *, on: date) -> str:
    """Why somebody may not enter, in words."""
    stage = ladder(on).stages[group.plan.stage]
    sentences = {
        "mode": _("{stage} no se estudia de esa forma"),
        "age": _("pide {value} años cumplidos"),
        "stage": _("falta probar {need} completo"),
        "part": _("falta aprobar la parte {value} del plan"),
    }
    need = stage_words(bar.value, on=on) if bar.code == "stage" else ""
    return sentences[bar.code].format(stage=words(stage), value=bar.value, need=need)


@transaction.atomic
def end_study(*, actor: Any, student: Student, on: date, state: str, reason: str) -> Student:
    """Somebody stops studying in a group: ``on`` is the first day without it. The marks stay."""
    row = lock_student(student)
    require_answer(actor, permissions.MANAGE, row.group.activity)
    no_act(row.group)
    if row.state != StudentState.ACTIVE:
        raise Refused(_("Esa matrícula ya terminó."))
    if state not in ENDINGS:
        raise Refused(_("Elija por qué termina."), field="state")
    if not reason.strip():
        raise Refused(_("Escriba el motivo."), field="reason")
    end_row(row, on=on, state=state, reason=reason.strip())
    log(
        actor,
        acts.END_STUDY,
        row.group,
        f"Terminó la matrícula de {row.person.full_name} en {row.group}",
        reason=row.reason,
        details={"student": row.pk},
    )
    return row


def end_row(row: Student, *, on: date, state: str, reason: str) -> None:
    """Write the end of an enrolment; refused before its first day, or after the group."""
    if on <= row.period.lower:
        raise Refused(
            _("El término va después de la matrícula ({start:%d/%m/%Y}). Si fue un error, anúlela.").format(
                start=row.period.lower
            ),
            field="on",
        )
    if on > row.group.period.upper:
        raise Refused(_("El grupo termina antes."), field="on")
    row.period, row.state, row.reason = DateRange(row.period.lower, on), state, reason[:200]
    row.save()


@transaction.atomic
def undo_study(*, actor: Any, student: Student, reason: str) -> None:
    """Take out an enrolment of which no mark was written; reopen one that was ended by mistake."""
    row = lock_student(student)
    require_answer(actor, permissions.MANAGE, row.group.activity)
    no_act(row.group)
    if not reason.strip():
        raise Refused(_("Escriba por qué."), field="reason")
    if row.removals.filter(lifted=False).exists():
        raise Refused(_("Se le separó por inasistencia: se deshace resolviendo su recurso."))
    name, group, number = row.person.full_name, row.group, row.pk
    if row.state in ENDINGS:
        if left := departure(row.person_id, at=group.activity.establishment_id, since=row.period.upper):
            raise Refused(
                _("{person} no está en el penal desde el {on:%d/%m/%Y}: su matrícula no se reabre.").format(
                    person=row.person, on=left[0]
                )
            )
        row.period, row.state, row.reason = DateRange(row.period.lower, None), StudentState.ACTIVE, ""
        row.save()
        what = f"Reabrió la matrícula de {name} en {group}"
    elif row.marks.exists() or row.appraisals.exists() or row.removals.exists():
        raise Refused(_("Ya tiene notas: termine la matrícula con su motivo."))
    else:
        row.delete()
        what = f"Anuló la matrícula de {name} en {group}"
    log(actor, acts.UNDO_STUDY, group, what, reason=reason.strip(), details={"student": number})


# What the other services of the school share.


def lock_group(group: Group) -> Group:
    """A group, locked: whoever writes in it waits for whoever does."""
    rows = Group.objects.select_for_update(of=("self",))
    return rows.select_related("activity__establishment", "activity__responsible", "plan__institution").get(pk=group.pk)


def lock_student(student: Student) -> Student:
    """An enrolment with its group, both locked. Raises ``Refused`` when it is no longer there."""
    group = lock_group(Group(pk=student.group_id))
    row = Student.objects.select_for_update(of=("self",)).select_related("person").filter(pk=student.pk).first()
    if row is None:
        raise Refused(_("Esa matrícula ya no está: recargue la página."))
    row.group = group
    return row


def no_act(group: Group, kinds: Sequence[str] = ("final",)) -> None:
    """Refuse once an act of the group stands."""
    act = FinalAct.objects.filter(group=group, kind__in=kinds, voided_at=None).first()
    if act is not None:
        raise Refused(_("El acta {act} ya cerró este grupo: anúlela antes de cambiarlo.").format(act=act))


def log(
    actor: Any, verb: Verb, group: Group, sentence: str, *, reason: str = "", details: dict[str, Any] | None = None
) -> None:
    """The line of the log of an act on a group."""
    audit.record(
        actor=actor.username,
        verb=verb,
        target=f"group:{group.pk}",
        sentence=sentence,
        stream=group.activity.establishment.code,
        reason=reason,
        details=details,
    )
