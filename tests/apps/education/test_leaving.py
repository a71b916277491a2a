"""Who leaves the prison stops studying there through no fault of hers, and goes on where she was if she comes back."""

from datetime import date
from importlib import import_module

import pytest
from django.db import connection

from llamkay.apps.activities.places.services import allocate
from llamkay.apps.education.models import Student
from llamkay.apps.education.school import acts_services, marks_services, services
from llamkay.apps.education.school import queries as reads
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.people.custody.services import release_person, transfer_person
from llamkay.apps.people.hooks import ENDED_BY_LEAVING
from llamkay.core.errors import Refused
from llamkay.platform.models import LoggedAction
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING
from tests.apps.education.test_school import finals, group, head, opened, plan, proven, students

__all__ = ["group", "head", "plan"]
MOVED, BACK = date(2025, 6, 2), date(2025, 8, 4)


def moved(person, to, on):
    transfer_person(actor=Command(), person=person, to=Establishment.objects.get(code=to), on=on, reason="RD 12")


def test_a_transfer_ends_the_enrolment_and_is_nobodys_failure(school, head, group):
    moved(school.ana, "EP-LEJOS", MOVED)
    ana = students(group)["Ana"]
    assert (ana.state, ana.period.upper, ana.reason) == ("transferred", MOVED, "Salida por traslado el 02/06/2025")
    assert students(group)["Eva"].state == "active"
    (line,) = LoggedAction.objects.filter(verb="education.end_study")
    assert school.ana.full_name in line.sentence and line.target == f"group:{group.pk}"
    assert any("terminó su matrícula" in text for answer in ENDED_BY_LEAVING({school.ana.pk: MOVED}) for text in answer)
    finals(head, group, Eva=("14", "12"))
    act = acts_services.issue_act(actor=head, group=group, kind="final", on=date(2025, 12, 22), director="Rosa")
    assert act.lines.get(person=school.ana).result == "interrupted"
    (cohort,) = reads.cohorts_of(scope=EVERYTHING, actor=head)
    assert (cohort.completion.part, cohort.completion.whole) == (1, 1)


def test_who_comes_back_goes_on_with_what_was_marked(school, head, group):
    first, second = reads.courses_of(group)
    before = students(group)["Ana"].pk
    marks_services.enter_course_marks(
        actor=head, course=first, kind="evaluation", on=date(2025, 5, 5), marks={before: "15"}
    )
    marks_services.enter_course_marks(
        actor=head, course=first, kind="final", on=date(2025, 5, 30), marks={before: "15"}
    )
    moved(school.ana, "EP-LEJOS", MOVED)
    moved(school.ana, "EP-AULA", BACK)
    with pytest.raises(Refused, match="no tiene plaza"):
        services.enrol_students(actor=head, group=group, people=[school.ana.pk], on=BACK)
    allocate(actor=Command(), activity=group.activity, person=school.ana, start=BACK)
    assert school.ana in reads.candidates(group, on=BACK)
    (again,) = services.enrol_students(actor=head, group=group, people=[school.ana.pk], on=BACK)
    (line,) = [
        line
        for line in reads.mark_lines(first, reads.students_of(group), kind="evaluation", on=date(2025, 9, 1))
        if line.student == again
    ]
    assert line.history == "05/05 15"
    seen = reads.evaluations(group, first=date(2025, 5, 1), end=date(2025, 6, 1))
    assert [row.on for row in seen[again.pk][first.pk]] == [date(2025, 5, 5)]
    eva = students(group)["Eva"].pk
    for course, typed in ((first, {eva: "14"}), (second, {eva: "14", again.pk: "13"})):
        marks_services.enter_course_marks(actor=head, course=course, kind="final", on=date(2025, 12, 19), marks=typed)
    act = acts_services.issue_act(actor=head, group=group, kind="final", on=date(2025, 12, 22), director="Rosa")
    line = act.lines.get(person=school.ana)
    assert (line.result, [unit["mark"] for unit in line.units]) == ("passed", ["15", "13"])
    assert sorted(Student.objects.filter(person=school.ana).values_list("state", flat=True)) == [
        "completed",
        "transferred",
    ]


@pytest.mark.parametrize(
    ("how", "paper", "state", "word", "result"),
    [
        ("release", "RJ 9-2026", "released", "Libertad", "interrupted"),
        ("death", "Certificado de defunción 7", "died", "Fallecimiento", "interrupted"),
        ("escape", "Parte 4", "escaped", "Fuga", "withdrawn"),
    ],
)
def test_an_enrolment_tells_how_she_left(school, head, group, how, paper, state, word, result):
    release_person(actor=Command(), person=school.ana, on=MOVED, reason=paper, exit=how)
    ana = students(group)["Ana"]
    assert (ana.state, ana.get_state_display(), ana.reason) == (state, word, f"{word} el 02/06/2025")
    assert any("terminó su matrícula" in text for answer in ENDED_BY_LEAVING({school.ana.pk: MOVED}) for text in answer)
    Student.objects.filter(pk=ana.pk).update(state="released")  # as it was written until that migration
    with connection.cursor() as cursor:
        cursor.execute(import_module("llamkay.apps.education.migrations.0010_how_an_enrolment_ended").LEFT)
    assert students(group)["Ana"].state == state
    finals(head, group, Eva=("14", "12"))
    act = acts_services.issue_act(actor=head, group=group, kind="final", on=date(2025, 12, 22), director="Rosa")
    assert act.lines.get(person=school.ana).result == result


def test_of_a_group_that_was_over_what_she_studied_stands(school, head, group):
    release_person(actor=Command(), person=school.ana, on=date(2026, 1, 12), reason="RJ 9-2026")
    assert students(group)["Ana"].state == "active"


def test_an_enrolment_that_had_not_begun_is_taken_out(school, head, plan):
    later = opened(school, head, plan, start=date(2025, 7, 1))
    proven(head, school.ana)
    services.enrol_students(actor=head, group=later, people=[school.ana.pk], on=date(2025, 5, 1))
    moved(school.ana, "EP-LEJOS", MOVED)
    assert not Student.objects.filter(group=later).exists()


def test_who_left_without_recovering_keeps_nobody_from_the_act(school, head, group):
    finals(head, group, Ana=("14", "9"), Eva=("14", "9"))
    acts_services.issue_act(actor=head, group=group, kind="final", on=date(2025, 12, 22), director="Rosa")
    moved(school.ana, "EP-LEJOS", date(2026, 1, 5))
    rows = students(group)
    marks_services.enter_course_marks(
        actor=head,
        course=reads.courses_of(group)[1],
        kind="recovery",
        on=date(2026, 1, 20),
        marks={rows["Eva"].pk: "12"},
    )
    act = acts_services.issue_act(actor=head, group=group, kind="recovery", on=date(2026, 1, 21), director="Rosa")
    assert list(act.lines.values_list("person__given_names", flat=True)) == ["Eva"]
    assert students(group)["Ana"].state == "recovery"
