"""The book of the control of evaluations, and what the courses of a group say beside the mark of a month."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from llamkay.apps.activities.models import Allocation
from llamkay.apps.education import services as monthly
from llamkay.apps.education.school import book, marks_services
from llamkay.apps.education.school import queries as reads
from llamkay.apps.institutions.services import load_reference
from llamkay.core.values import Month
from llamkay.platform.models import InteractionLog
from llamkay.platform.security.scope import EVERYTHING
from tests.apps.certificates.reading import page_text
from tests.apps.education.test_school import group, head, plan, students

__all__ = ["group", "head", "plan"]
MAY = Month(2025, 5)


def enter(school, marks, month=MAY):
    monthly.enter_marks(actor=school.teacher, activity=school.group, month=month, marks=marks)


def the_book(school, head, year=2025):
    return book.evaluation_book(scope=EVERYTHING, actor=head, establishment=school.here, year=year)


def test_the_book_has_every_month_and_what_was_changed(school, head):
    enter(school, {school.ana.pk: "14", school.eva.pk: "9"})
    enter(school, {school.eva.pk: "12"})
    enter(school, {school.ana.pk: "13"}, Month(2025, 6))
    (one,) = the_book(school, head)
    assert [(name.split(",")[0], marks) for name, _code, marks in one.lines] == [
        ("Inventada1", {5: ("14", True), 6: ("13", True)}),
        ("Inventada2", {5: ("12", True)}),
    ]
    (change,) = one.changes
    assert (change[0].split(",")[0], change[1], change[3]) == ("Inventada2", 5, "docente")
    assert the_book(school, head, 2024) == []


def test_its_folios_are_numbered_and_signed(school, head, client):
    load_reference()
    for number in range(40):
        person = type(school.ana)(code=f"F{number:05d}", first_surname=f"Folio{number:02}", given_names="N", sex="F")
        person.search_text = person.folded()
        person.save()
        Allocation.objects.create(person=person, activity=school.group, period=school.group.period)
    enter(school, {school.ana.pk: "14", school.eva.pk: "9"})
    enter(school, {school.eva.pk: "8"})
    client.force_login(head)
    address = reverse("education:evaluation_book", args=[school.here.code])
    pdf = client.get(address, {"anio": "2025"})
    assert pdf.status_code == 200, pdf.content.decode()[-1500:]
    text = page_text(pdf.content)
    assert "Folio 1 de 2" in text and "Folio 2 de 2" in text and "14" in text and "8 ×" in text
    assert (
        "mayo: su nota se cambió el 02/02/2026 (docente)" in text
        and text.count("Dirección de la institución educativa") == 2
    )
    assert InteractionLog.objects.filter(kind="school_paper").count() == 1
    assert client.get(reverse("education:evaluation_book", args=["EP-LEJOS"])).status_code == 404
    school.here.uses_system = True
    school.here.save()
    assert address in client.get(reverse("activities:books")).content.decode()


def test_more_people_ask_no_more_of_the_database(school, head):
    the_book(school, head)
    asked = []
    for people in (1, 20):
        for number in range(people):
            person = type(school.ana)(code=f"G{people}{number:04d}", first_surname="G", given_names="N", sex="F")
            person.search_text = person.folded()
            person.save()
            Allocation.objects.create(person=person, activity=school.group, period=school.group.period)
            enter(school, {person.pk: "11"})
        with CaptureQueriesContext(connection) as queries:
            the_book(school, head)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_mark_of_a_month_stands_beside_its_courses_and_is_not_reckoned_from_them(school, head, group, client):
    first, second = reads.courses_of(group)
    rows = students(group)
    for course, typed in ((first, {"Ana": "15", "Eva": "8"}), (second, {"Ana": "13", "Eva": "9"})):
        marks = {rows[name].pk: mark for name, mark in typed.items()}
        marks_services.enter_course_marks(
            actor=head, course=course, kind="evaluation", on=date(2025, 5, 12), marks=marks
        )
    enter(school, {school.ana.pk: "10", school.eva.pk: "12"})
    client.force_login(school.teacher)
    page = client.get(reverse("education:marks", args=[school.group.pk]), {"mes": "2025-05"}).content.decode()
    assert "Comunicación 15 · Matemática 13" in page
    assert "no es aprobatoria y todas las evaluaciones" in page and "ninguna evaluación de sus cursos" in page
    other = client.get(reverse("education:marks", args=[school.group.pk]), {"mes": "2025-06"}).content.decode()
    assert "Evaluaciones de sus cursos" not in other
    enter(school, {school.ana.pk: "12", school.eva.pk: "8"})
    page = client.get(reverse("education:marks", args=[school.group.pk]), {"mes": "2025-05"}).content.decode()
    assert "todas las evaluaciones" not in page and "ninguna evaluación" not in page


def test_who_does_not_see_marks_opens_no_book(school, client):
    client.force_login(school.away)
    assert client.get(reverse("education:evaluation_book", args=[school.here.code])).status_code in (403, 404)
