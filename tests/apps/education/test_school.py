"""A school year: who may enter, marks, absence that removes, acts that complete and are voided."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.activities.models import Allocation, ChangedCircumstance, Reason, Sheet, SheetRow
from llamkay.apps.activities.services import load_reference
from llamkay.apps.education import queries as completed
from llamkay.apps.education.models import CourseMark, FinalAct, FinalLine, Removal, Schooling, Student
from llamkay.apps.education.school import acts_services, marks_services, removal_services, services
from llamkay.apps.education.school import queries as reads
from llamkay.apps.education.schooling import queries as studies
from llamkay.apps.education.schooling import services as papers
from llamkay.apps.education.tasks import removals
from llamkay.apps.institutions.models import Grant, Role, User
from llamkay.core.errors import Refused
from llamkay.platform.security.scope import EVERYTHING, Scope

UNITS = "1 | Comunicación | 120 | 0 | Lee y escribe\n1 | Matemática | 120\n2 | Comunicación | 120\n2 | Matemática | 120"


@pytest.fixture
def head(school):
    """The head of education of the school, with the reference data of marks."""
    load_reference()
    user = User.objects.create(username="jefa", full_name="jefa")
    period = DateRange(date(2020, 1, 1), None)
    Grant.objects.create(
        user=user, role=Role.objects.get(code="head_education"), establishment=school.here, period=period
    )
    return User.objects.get(pk=user.pk)


@pytest.fixture
def plan(head):
    """The advanced cycle of EBA of an invented CEBA, two grades of it with two courses each."""
    ceba = papers.enter_institution(
        actor=head, name="CEBA Los Olivos", kind="ceba", modular_code="1234567", resolution="", ugel=""
    )
    return papers.enter_plan(
        actor=head,
        institution=ceba,
        stage="eba_advanced",
        name="EBA avanzado",
        parts=4,
        units=UNITS,
        start=date(2025, 1, 1),
    )


def made_director(school):
    """The direction of the prison."""
    user = User.objects.create(username="directora", full_name="directora")
    period = DateRange(date(2020, 1, 1), None)
    Grant.objects.create(user=user, role=Role.objects.get(code="director"), establishment=school.here, period=period)
    return User.objects.get(pk=user.pk)


def opened(school, head, plan, **more):
    values = {
        "actor": head,
        "activity": school.group,
        "plan": plan,
        "part": 1,
        "year": 2025,
        "section": "a",
        "mode": "in_person",
        "start": date(2025, 3, 3),
        "last": date(2025, 12, 19),
        "tutor": None,
    }
    return services.open_group(**{**values, **more})


def proven(head, person, stage="ebr_primary"):
    row = papers.enter_schooling(actor=head, person=person, stage=stage, complete=True)
    return papers.check_schooling(
        actor=head, schooling=row, proven=True, proof="certificate", proof_number="Certificado 12"
    )


@pytest.fixture
def group(school, head, plan):
    """A group of two students who finished primary."""
    group = opened(school, head, plan)
    for person in (school.ana, school.eva):
        proven(head, person)
    services.enrol_students(actor=head, group=group, people=[school.ana.pk, school.eva.pk], on=date(2025, 2, 20))
    return group


def students(group):
    return {row.person.given_names: row for row in reads.students_of(group)}


def finals(actor, group, **marks):
    """The final marks of each student, by course in the order of the plan."""
    rows = students(group)
    for at, course in enumerate(reads.courses_of(group)):
        typed = {rows[name].pk: given[at] for name, given in marks.items()}
        marks_services.enter_course_marks(actor=actor, course=course, kind="final", on=date(2025, 12, 19), marks=typed)


def test_who_enrols_before_the_group_begins_studies_from_its_first_day(group):
    assert {row.period.lower for row in students(group).values()} == {date(2025, 3, 3)}


def test_the_law_keeps_out_who_proved_no_primary(school, head, plan):
    group = opened(school, head, plan)
    proven(head, school.ana)
    papers.enter_schooling(actor=head, person=school.eva, stage="ebr_primary", complete=True)
    with pytest.raises(services.NotAdmitted) as error:
        services.enrol_students(
            actor=head, group=group, people=[school.ana.pk, school.eva.pk, school.isa.pk], on=date(2025, 3, 3)
        )
    assert set(error.value.people) == {school.eva.pk, school.isa.pk}
    assert "falta probar EBA, ciclo intermedio completo" in error.value.people[school.eva.pk]
    assert "no tiene plaza" in error.value.people[school.isa.pk]
    assert not Student.objects.exists()
    services.enrol_students(
        actor=head, group=group, people=[school.eva.pk], on=date(2025, 3, 3), admitted_by="Prueba de ubicación 4"
    )
    assert Student.objects.get().admitted_by == "Prueba de ubicación 4"


def test_the_next_part_asks_for_the_one_before(school, head, plan):
    group = opened(school, head, plan, part=2)
    proven(head, school.ana)
    with pytest.raises(services.NotAdmitted, match="falta aprobar la parte 1"):
        services.enrol_students(actor=head, group=group, people=[school.ana.pk], on=date(2025, 3, 3))


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"part": 5}, "tiene 4 partes"),
        ({"part": 3}, "no dice qué cursos"),
        ({"last": date(2025, 3, 3)}, "termina después"),
        ({"year": 2026}, "no son del año"),
        ({"start": date(2024, 3, 3), "year": 2024, "last": date(2024, 12, 1)}, "no funciona"),
    ],
)
def test_a_group_that_does_not_fit_is_refused(school, head, plan, more, why):
    with pytest.raises(Refused, match=why):
        opened(school, head, plan, **more)


def test_distance_is_not_for_the_first_cycles(school, head):
    ceba = papers.enter_institution(actor=head, name="CEBA", kind="ceba", modular_code="", resolution="", ugel="")
    plan = papers.enter_plan(
        actor=head,
        institution=ceba,
        stage="eba_initial",
        name="EBA inicial",
        parts=2,
        units=UNITS,
        start=date(2025, 1, 1),
    )
    school.group.level = "primary"
    school.group.save()
    with pytest.raises(Refused, match="solo se estudia de forma presencial"):
        opened(school, head, plan, mode="distance")


@pytest.mark.parametrize("name", ["CEBA del Penal de Lima", "CEBA INPE", "Centro Penitenciario"])
def test_no_institution_names_a_prison(head, name):
    with pytest.raises(Refused, match="ningún certificado"):
        papers.enter_institution(actor=head, name=name, kind="ceba", modular_code="", resolution="", ugel="")


@pytest.mark.parametrize("text", ["", "1 | ", "9 | Arte", "x | Arte", "1 | Arte | muchas", "1 | Arte\n1 | arte"])
def test_units_that_do_not_fit_are_told_by_line(head, plan, text):
    with pytest.raises(Refused, match=r"Línea|por lo menos"):
        papers.read_units(text, parts=4)


def test_a_year_from_enrolment_to_the_act_and_back(school, head, plan, group):
    finals(head, group, Ana=("14", "12,5"), Eva=("14", "9"))
    act = acts_services.issue_act(
        actor=head, group=group, kind="final", on=date(2025, 12, 22), director="Rosa Inventada"
    )
    assert str(act) == "001-2025"
    assert dict(act.lines.values_list("person__given_names", "result")) == {"Ana": "passed", "Eva": "recovery"}
    assert {name: row.state for name, row in students(group).items()} == {"Ana": "completed", "Eva": "recovery"}
    (done,) = completed.completions(scope=EVERYTHING)
    assert (done.person, done.institution, done.plan, done.part) == (
        school.ana.pk,
        "CEBA Los Olivos",
        "EBA avanzado",
        1,
    )
    assert [unit.mark for unit in done.units] == ["14", "12.5"]
    assert Schooling.objects.get(act=act).grade == 1
    with pytest.raises(Refused, match="ya cerró"):
        finals(head, group, Ana=("11", "11"))
    mathematics = reads.courses_of(group)[1]
    rows = students(group)
    recover = {"actor": head, "course": mathematics, "kind": "recovery", "on": date(2026, 1, 20)}
    with pytest.raises(Refused, match="El acta final es del 22/12/2025"):
        marks_services.enter_course_marks(**recover | {"on": date(2025, 12, 1)}, marks={rows["Eva"].pk: "12"})
    with pytest.raises(marks_services.CourseMarksRefused, match="no tiene este curso por recuperar"):
        marks_services.enter_course_marks(**recover, marks={rows["Ana"].pk: "12"})
    with pytest.raises(Refused, match="falta la nota de Matemática"):
        acts_services.issue_act(actor=head, group=group, kind="recovery", on=date(2026, 1, 21), director="Rosa")
    marks_services.enter_course_marks(**recover, marks={rows["Eva"].pk: "12"})
    with pytest.raises(Refused, match="Hay notas del 20/01/2026"):
        acts_services.issue_act(actor=head, group=group, kind="recovery", on=date(2026, 1, 19), director="Rosa")
    again = acts_services.issue_act(actor=head, group=group, kind="recovery", on=date(2026, 1, 21), director="Rosa")
    assert list(again.lines.values_list("person__given_names", "result")) == [("Eva", "passed")]
    assert len(completed.completions(scope=EVERYTHING)) == 2
    with pytest.raises(Refused, match="Anule antes el acta de recuperación"):
        acts_services.void_act(actor=head, act=act, why="Se equivocó la nota de Ana")
    acts_services.void_act(actor=head, act=again, why="Se equivocó la nota de Eva")
    assert [done.act for done in completed.completions(scope=EVERYTHING)] == [str(act)]
    acts_services.void_act(actor=head, act=act, why="Se equivocó la nota de Ana")
    assert completed.completions(scope=EVERYTHING) == []
    assert not Schooling.objects.filter(act__isnull=False).exists()
    assert {row.state for row in students(group).values()} == {"active"}
    third = acts_services.issue_act(actor=head, group=group, kind="final", on=date(2025, 12, 23), director="Rosa")
    assert (third.number, FinalAct.objects.count()) == (2, 3)
    assert third.lines.get(person=school.eva).result == "recovery"


def test_without_every_mark_there_is_no_act(head, group):
    finals(head, group, Ana=("14", "12"), Eva=("14", ""))
    with pytest.raises(Refused, match="Eva: falta la nota de Matemática"):
        acts_services.issue_act(actor=head, group=group, kind="final", on=date(2025, 12, 22), director="Rosa")
    assert not FinalAct.objects.exists()


def test_lines_of_an_act_never_change(head, group):
    finals(head, group, Ana=("14", "12"), Eva=("14", "15"))
    acts_services.issue_act(actor=head, group=group, kind="final", on=date(2025, 12, 22), director="Rosa")
    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        FinalLine.objects.update(result="failed")


def test_a_completion_follows_the_person_and_not_the_prison(school, head, group):
    finals(head, group, Ana=("14", "12"), Eva=("14", "15"))
    acts_services.issue_act(actor=head, group=group, kind="final", on=date(2025, 12, 22), director="Rosa")
    there = Scope(ids=frozenset({school.away.actions["education.view"].ids.__iter__().__next__()}))
    assert completed.completions(scope=there) == []
    school.ana.custody.update(period=DateRange(date(2024, 1, 1), date(2026, 1, 5)), exit="transfer")
    school.ana.custody.create(
        establishment_id=next(iter(there.ids)), period=DateRange(date(2026, 1, 5), None), entry="transfer"
    )
    assert [done.person for done in completed.completions(scope=there)] == [school.ana.pk]
    assert {d.person for d in completed.completions(scope=Scope(ids=frozenset({school.here.pk})))} == {
        school.ana.pk,
        school.eva.pk,
    }


def absent(group, person, months, reason="F"):
    """Every day of class of some months of 2025 is marked with a reason."""
    number = Reason.objects.get(key=reason).number
    for month in months:
        sheet, _new = Sheet.objects.get_or_create(activity=group.activity, month=date(2025, month, 1))
        days = [number if date(2025, month, day).weekday() < 5 else 0 for day in range(1, 29)] + [0] * 3
        SheetRow.objects.create(sheet=sheet, person=person, reasons=days)


def test_more_than_thirty_percent_removes_and_an_appeal_undoes(school, head, group):
    ana, eva = students(group)["Ana"], students(group)["Eva"]
    absent(group, school.ana, (3, 4, 5, 6))
    absent(group, school.eva, (3, 4, 5, 6), reason="S")
    standing = {row.student.person.given_names: row for row in reads.standings(group, on=date(2025, 7, 1))}
    assert standing["Ana"].too_much and not standing["Eva"].too_much
    assert standing["Ana"].absence.due == reads.class_days(group) > 180
    why = {"on": date(2025, 7, 1), "reason": "Memorando 12 del CEBA", "answer": "Dice que trabajaba"}
    with pytest.raises(Refused, match="no pasa del 30 %"):
        removal_services.propose_removal(actor=head, student=eva, **why)
    for _twice in range(2):
        removal_services.propose_removals(school.here, date(2025, 7, 1))
    told = ChangedCircumstance.objects.get()
    assert (told.person, told.done_at) == (school.ana, None)
    assert told.what.startswith("Faltó sin justificar 80 de")
    with pytest.raises(Refused, match="Escriba qué responde"):
        removal_services.propose_removal(actor=head, student=ana, **(why | {"answer": " "}))
    removal = removal_services.propose_removal(actor=head, student=ana, **why)
    assert students(group)["Ana"].state == "active"
    with pytest.raises(Refused, match="Ya hay una separación por decidir"):
        removal_services.propose_removal(actor=head, student=ana, **why)
    with pytest.raises(Refused, match="Todavía no se le separó"):
        removal_services.appeal_removal(
            actor=head, removal=removal, on=date(2025, 7, 3), appeal="Estuve en el hospital"
        )
    with pytest.raises(PermissionDenied):
        removal_services.decide_removal(actor=head, removal=removal, remove=True, decision="Acta 3-2025-CTP")
    director = made_director(school)
    removal = removal_services.decide_removal(actor=director, removal=removal, remove=True, decision="Acta 3-2025-CTP")
    assert students(group)["Ana"].state == "removed"
    place = Allocation.objects.get(person=school.ana, activity=group.activity)
    assert (place.period.upper, place.ending_id) == (date(2025, 7, 1), "absences")
    told.refresh_from_db()
    assert (told.done_by, told.done_note) == ("directora", "Acta 3-2025-CTP")
    with pytest.raises(Refused, match="la confirma otra persona"):
        removal_services.resolve_removal(
            actor=head, removal=removal, on=date(2025, 7, 9), lifted=False, resolution="Se confirma lo decidido"
        )
    removal_services.appeal_removal(actor=head, removal=removal, on=date(2025, 7, 3), appeal="Estuve en el hospital")
    removal_services.resolve_removal(
        actor=head, removal=removal, on=date(2025, 7, 9), lifted=True, resolution="Probó el hospital con su papel"
    )
    assert students(group)["Ana"].state == "active"
    place.refresh_from_db()
    assert (place.period.upper, place.ending_id) == (group.activity.period.upper, None)


@pytest.mark.parametrize(("left", "state"), [(date(2025, 7, 1), "transferred"), (date(2025, 7, 6), "released")])
def test_an_appeal_won_after_she_left_ends_with_the_day_she_left(school, head, group, left, state):
    ana = students(group)["Ana"]
    absent(group, school.ana, (3, 4, 5, 6))
    removal = removal_services.propose_removal(
        actor=head, student=ana, on=date(2025, 7, 1), reason="Memorando 12 del CEBA", answer="Dice que trabajaba"
    )
    removal = removal_services.decide_removal(
        actor=made_director(school), removal=removal, remove=True, decision="Acta 3-2025-CTP"
    )
    how = "transfer" if state == "transferred" else "release"
    school.ana.custody.update(period=DateRange(date(2024, 1, 1), left), exit=how)
    removal_services.resolve_removal(
        actor=head, removal=removal, on=date(2025, 7, 9), lifted=True, resolution="Probó el hospital con su papel"
    )
    ana = students(group)["Ana"]
    assert (ana.state, ana.period.upper) == (state, left) and f"{left:%d/%m/%Y}" in ana.reason
    place = Allocation.objects.get(person=school.ana, activity=group.activity)
    assert (place.period.upper, place.ending_id) == (left, how)
    with pytest.raises(Refused, match="no está en el penal"):
        services.undo_study(actor=head, student=students(group)["Ana"], reason="Quiere seguir")


def test_a_removal_that_another_rejects_leaves_the_student(school, head, group, client):
    ana = students(group)["Ana"]
    absent(group, school.ana, (3, 4, 5, 6))
    director = made_director(school)
    proposal = removal_services.propose_removal(
        actor=head, student=ana, on=date(2025, 7, 1), reason="Memorando 12 del CEBA", answer="Dice que trabajaba"
    )
    (task,) = removals(director, EVERYTHING, date(2025, 7, 2))
    client.force_login(director)
    assert "Dice que trabajaba" in client.get(task.url).content.decode()
    assert client.post(task.url, {"remove": "no", "decision": "Justificó sus faltas"}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.rejected, proposal.decided_by, students(group)["Ana"].state) == (True, "directora", "active")
    assert list(removals(director, EVERYTHING, date(2025, 7, 2))) == []
    with transaction.atomic(), pytest.raises(IntegrityError):
        Removal.objects.filter(pk=proposal.pk).update(decided_by=proposal.by)


def test_marks_are_all_or_none_and_the_teacher_of_the_course_writes_them(school, head, group):
    rows, course = students(group), reads.courses_of(group)[0]
    day = date(2025, 5, 5)
    write = {"actor": school.teacher, "course": course, "kind": "evaluation", "on": day}
    with pytest.raises(marks_services.CourseMarksRefused, match="va de 0 a 20"):
        marks_services.enter_course_marks(**write, marks={rows["Ana"].pk: "12", rows["Eva"].pk: "25"})
    assert not CourseMark.objects.exists()
    assert marks_services.enter_course_marks(**write, marks={rows["Ana"].pk: "12,5", rows["Eva"].pk: "A"}) == 2
    assert marks_services.enter_course_marks(**write, marks={rows["Ana"].pk: "12,5", rows["Eva"].pk: ""}) == 1
    assert CourseMark.objects.values_list("mark", "letter", "passed").get() == (Decimal("12.5"), "", True)
    with pytest.raises(PermissionDenied):
        marks_services.enter_course_marks(**{**write, "actor": school.away}, marks={rows["Ana"].pk: "12"})
    with pytest.raises(Refused, match="todavía no llega"):
        marks_services.enter_course_marks(**{**write, "on": date(2026, 5, 5)}, marks={rows["Ana"].pk: "12"})


def test_an_enrolment_by_mistake_is_taken_out_and_one_with_marks_is_ended(school, head, group):
    rows, course = students(group), reads.courses_of(group)[0]
    services.undo_study(actor=head, student=rows["Eva"], reason="Era de otra sección")
    assert set(students(group)) == {"Ana"}
    marks_services.enter_course_marks(
        actor=head, course=course, kind="evaluation", on=date(2025, 5, 5), marks={rows["Ana"].pk: "12"}
    )
    with pytest.raises(Refused, match="Ya tiene notas"):
        services.undo_study(actor=head, student=rows["Ana"], reason="Era de otra sección")
    services.end_study(
        actor=head, student=rows["Ana"], on=date(2025, 6, 2), state="transferred", reason="Traslado a otro lugar"
    )
    (cohort,) = reads.cohorts_of(scope=EVERYTHING, actor=head)
    assert (cohort.completion.part, cohort.completion.whole, cohort.interrupted) == (0, 0, 1)
    services.undo_study(actor=head, student=rows["Ana"], reason="No salió")
    assert students(group)["Ana"].state == "active"


def test_a_voided_act_lowers_the_rate(school, head, group):
    finals(head, group, Ana=("14", "12"), Eva=("14", "15"))
    act = acts_services.issue_act(actor=head, group=group, kind="final", on=date(2025, 12, 22), director="Rosa")
    (cohort,) = reads.cohorts_of(scope=EVERYTHING, actor=head)
    assert cohort.completion.percent == 100
    acts_services.void_act(actor=head, act=act, why="Falta revisar las notas")
    (cohort,) = reads.cohorts_of(scope=EVERYTHING, actor=head)
    assert (cohort.completion.whole, cohort.studying) == (0, 2)


def test_who_has_not_finished_basic_education(school, head):
    scope = Scope(ids=frozenset({school.here.pk}))
    proven(head, school.ana, "ebr_secondary")
    papers.enter_schooling(actor=head, person=school.eva, stage="none")
    people = studies.unfinished(scope=scope, on=date(2026, 2, 2))
    lines = {line.person.given_names: line for line in studies.lines(people, on=date(2026, 2, 2))}
    assert {name: line.lacking.stage for name, line in lines.items()} == {"Eva": "literacy", "Isa": "eba_initial"}
    assert not studies.unfinished(scope=school.away.scope, on=date(2026, 2, 2)).exists()


def test_a_paper_proves_and_what_an_act_wrote_stays_with_it(school, head, group):
    row = papers.enter_schooling(actor=school.teacher, person=school.isa, stage="eba_intermediate", grade=2)
    with pytest.raises(PermissionDenied):
        papers.check_schooling(actor=school.teacher, schooling=row, proven=True, proof="placement", proof_number="1")
    with pytest.raises(Refused, match="Elija con qué se prueba"):
        papers.check_schooling(actor=head, schooling=row, proven=True, proof="act", proof_number="1")
    papers.delete_schooling(actor=head, schooling=row, reason="Era de otra persona")
    finals(head, group, Ana=("14", "12"), Eva=("14", "15"))
    act = acts_services.issue_act(actor=head, group=group, kind="final", on=date(2025, 12, 22), director="Rosa")
    with pytest.raises(Refused, match="anule el acta"):
        papers.delete_schooling(actor=head, schooling=Schooling.objects.filter(act=act).first(), reason="Error")


def test_needs_are_of_a_kind_at_a_time(school, head):
    need = {
        "actor": head,
        "person": school.ana,
        "kind": "sight",
        "in_class": "Adelante",
        "in_examination": "Letra grande",
    }
    made = papers.enter_need(**need, start=date(2026, 1, 5))
    with pytest.raises(Refused, match="termínelo antes"):
        papers.enter_need(**need, start=date(2026, 1, 9))
    papers.end_need(actor=head, need=made, end=date(2026, 1, 9))
    papers.enter_need(**need, start=date(2026, 1, 9))


def test_the_database_holds_an_enrolment_once(school, head, group):
    with pytest.raises(IntegrityError, match="one_enrolment_a_group"), transaction.atomic():
        Student.objects.create(group=group, person=school.ana, period=DateRange(date(2025, 4, 1), None))
    Allocation.objects.filter(person=school.ana).delete()
    with pytest.raises(IntegrityError, match="enrolment_that_ended_has_a_day"), transaction.atomic():
        Student.objects.filter(person=school.ana).update(state="failed")
