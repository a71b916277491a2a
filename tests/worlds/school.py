"""A school of a prison for the worlds that need one: a plan, a group with somebody in it, an act that closed one."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.activities.models import Activity, Allocation, Sheet
from llamkay.apps.education.models import CourseMark, Student
from llamkay.apps.education.music import services as music
from llamkay.apps.education.school.acts_services import issue_act
from llamkay.apps.education.school.services import open_group
from llamkay.apps.education.schooling.services import enter_institution, enter_need, enter_plan, enter_schooling
from llamkay.platform.security.access import Command

UNITS = "1 | Comunicación | 120\n1 | Matemática | 120\n2 | Comunicación | 120"


def school(made):
    """Give a prison with one of everything its school: institution, plan, groups, student, mark, act, need."""
    actor = Command()
    made.institution = enter_institution(
        actor=actor, name=f"CEBA de {made.place.code}", kind="ceba", modular_code="", resolution="", ugel=""
    )
    made.plan = enter_plan(
        actor=actor,
        institution=made.institution,
        stage="eba_intermediate",
        name=f"EBA de {made.place.code}",
        parts=3,
        units=UNITS,
        start=date(2025, 1, 1),
    )
    more = {"actor": actor, "activity": made.lesson, "plan": made.plan, "year": 2026, "mode": "in_person"}
    made.group = open_group(**more, part=1, section="A", start=date(2026, 1, 5), last=date(2026, 7, 17), tutor=None)
    made.ended_group = open_group(
        **more, part=2, section="B", start=date(2026, 1, 5), last=date(2026, 1, 30), tutor=None
    )
    made.course = made.group.courses.first()
    made.student = enrolled(made.group, made.person)
    enrolled(made.ended_group, made.person)
    made.final_act = issue_act(
        actor=actor, group=made.ended_group, kind="final", on=date(2026, 1, 30), director=f"Directora {made.word}"
    )
    made.schooling = enter_schooling(actor=actor, person=made.person, stage="ebr_primary", note=f"Nota {made.word}")
    made.need = enter_need(
        actor=actor,
        person=made.person,
        kind="sight",
        in_class=f"Lupa {made.word}",
        in_examination="Letra grande",
        start=date(2026, 1, 5),
    )
    _music(made)


def _music(made):
    """A choir with a member, a piece, a rehearsal, a performance, and a guitar that she has on loan."""
    actor = Command()
    hall = Activity.objects.create(
        establishment=made.place,
        code=f"COR-{made.place.code}",
        name=f"Sala {made.word}",
        kind="culture",
        place="classroom",
        capacity=20,
        timetable=[0, 120, 0, 120, 0, 0, 0],
        period=DateRange(date(2025, 1, 1), None),
    )
    Allocation.objects.create(person=made.person, activity=hall, period=DateRange(date(2025, 1, 1), None))
    Sheet.objects.create(activity=hall, month=date(2026, 2, 1))
    made.ensemble = music.open_ensemble(actor=actor, activity=hall, name=f"Coro {made.word}", kind="choir")
    (made.member,) = music.add_members(
        actor=actor, ensemble=made.ensemble, people=[made.person.pk], voice="soprano", on=date(2026, 1, 6)
    )
    made.piece = music.enter_piece(actor=actor, ensemble=made.ensemble, title=f"Huayno de {made.place.code}")
    music.note_rehearsal(actor=actor, ensemble=made.ensemble, on=date(2026, 1, 8), pieces=[made.piece.pk])
    made.performance = _performance(made, f"Concierto {made.word}")
    made.item = _lent(made, f"Guitarra {made.word}", "G-1", made.person)


def _performance(made, title):
    actor = Command()
    planned = music.plan_performance(
        actor=actor, ensemble=made.ensemble, title=title, on=date(2026, 2, 20), place="Patio"
    )
    music.set_programme(actor=actor, performance=planned, pieces=[made.piece.pk])
    return planned


def _lent(made, name, tag, person):
    actor = Command()
    item = music.enter_item(
        actor=actor,
        establishment=made.place,
        kind="instrument",
        tag=tag,
        name=name,
        owner="prison",
        condition="good",
    )
    music.lend(actor=actor, item=item, person=person, on=date(2026, 1, 6), due_on=date(2026, 1, 30))
    return item


def enrolled(group, person):
    """Somebody in a group with the final mark of each course."""
    student = Student.objects.create(group=group, person=person, period=DateRange(group.period.lower, None))
    CourseMark.objects.bulk_create(
        CourseMark(
            student=student, course=course, kind="final", on=date(2026, 1, 30), mark=14, passed=True, by="alguien"
        )
        for course in group.courses.all()
    )
    return student


def grows(made, person, number):
    """One more in the group, with what a page tells of her, and one more group and act."""
    actor = Command()
    enrolled(made.group, person)
    enter_schooling(actor=actor, person=person, stage="ebr_primary", grade=3)
    enter_need(
        actor=actor, person=person, kind="sight", in_class="Lupa", in_examination="Letra grande", start=date(2026, 1, 5)
    )
    other = open_group(
        actor=actor,
        activity=made.lesson,
        plan=made.plan,
        part=2,
        year=2026,
        section=f"N{number}",
        mode="in_person",
        start=date(2026, 1, 5),
        last=date(2026, 1, 30),
        tutor=None,
    )
    enrolled(other, person)
    issue_act(actor=actor, group=other, kind="final", on=date(2026, 1, 30), director="Directora")
    hall = made.ensemble.activity
    Allocation.objects.create(person=person, activity=hall, period=DateRange(date(2025, 1, 1), None))
    music.add_members(actor=actor, ensemble=made.ensemble, people=[person.pk], voice="soprano", on=date(2026, 1, 6))
    piece = music.enter_piece(actor=actor, ensemble=made.ensemble, title=f"Obra {number}")
    music.note_rehearsal(actor=actor, ensemble=made.ensemble, on=date(2026, 1, 9 + number % 20), pieces=[piece.pk])
    _performance(made, f"Concierto {number}")
    _lent(made, "Guitarra", f"N-{number}", person)
