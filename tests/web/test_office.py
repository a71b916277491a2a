"""The first page of the office: who you are, what waits, what you may open."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.models import Activity, Sheet
from llamkay.apps.institutions.models import Establishment, Grant, Institution, RegionalOffice, Role, User
from llamkay.apps.press.models import Note
from llamkay.apps.statistics.models import MonthlyReturn
from llamkay.platform import clock
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.screens.tasks import Task, Urgency, on_page, order, shown, waiting
from llamkay.platform.security import scope
from llamkay.web.context import office
from llamkay.web.numbers import of_prison
from llamkay.web.office import greeting

TODAY = date(2026, 2, 2)
ALWAYS = DateRange(date(2020, 1, 1), None)


@pytest.fixture
def staff(db, monkeypatch):
    """A function → a member of staff of EP-HOY, where it is 2 February 2026."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T10:00:00-05:00")
    with scope.elevated():
        for document in yaml_documents("llamkay.data"):
            for item in document.get("roles", ()):
                Role.objects.get_or_create(code=item["code"], defaults=item)
        region = RegionalOffice.objects.create(code="oficina-hoy", name="Oficina de prueba")
        place = Establishment.objects.create(
            code="EP-HOY",
            name="EP-HOY",
            office=region,
            department="Lima",
            population_kind="women",
            capacity=9,
            order=931,
        )

        def hire(role, *, where=place):
            user = User.objects.create(username=role, full_name=f"Persona {role}")
            Grant.objects.create(user=user, role=Role.objects.get(code=role), establishment=where, period=ALWAYS)
            return User.objects.get(pk=user.pk)

        hire.place = place
        yield hire


def sheet(place, code, state, month=date(2026, 1, 1)):
    activity = Activity.objects.create(
        establishment=place,
        code=code,
        name=code,
        kind="work",
        modality="institution",
        place="workshop",
        capacity=9,
        timetable=[240] * 7,
        pay_basis="hour",
        period=ALWAYS,
    )
    return Sheet.objects.create(activity=activity, month=month, state=state)


def tasks(user):
    return [(task.text, task.count) for task in waiting(user, today=TODAY)]


def test_each_function_sees_what_waits_for_it(staff):
    for code, state in (("A", "open"), ("B", "submitted"), ("C", "submitted"), ("D", "approved")):
        sheet(staff.place, code, state)
    instructor = staff("instructor")
    assert tasks(instructor) == []  # each fills what is theirs
    Activity.objects.filter(code="A").update(responsible=instructor)
    assert tasks(instructor) == [("Planillas de enero de 2026 por llenar y entregar", 1)]
    assert tasks(staff("director")) == [
        ("Revisar funciones de cuentas", 1),
        ("Planillas de enero de 2026 por aprobar", 2),
        ("Planillas sin aprobar detienen el cierre de enero de 2026, EP-HOY", 3),
    ]
    assert tasks(staff("treasurer")) == []
    assert tasks(staff("press_officer", where=None)) == [("Convenios y talleres por publicar", 1)]


def test_the_oldest_month_comes_first_and_an_unfinished_one_does_not_wait(staff):
    sheet(staff.place, "A", "approved", date(2025, 12, 1))
    sheet(staff.place, "B", "approved")
    sheet(staff.place, "C", "approved", date(2026, 2, 1))
    director = staff("director")
    assert tasks(director) == [("Mes listo para cerrar: diciembre de 2025, EP-HOY", 1)]
    assert waiting(director, today=TODAY)[0].url == "/oficina/cierres/EP-HOY/2025-12/"


def test_drafts_wait_for_the_press_office(staff):
    institution = Institution.objects.create(code="prueba")
    Note.objects.create(institution=institution, year=2026, acronym="P", title="Nota de prueba")
    found = waiting(staff("press_officer", where=None), today=TODAY)
    assert {task.count for task in found} == {1} and ["borrador" in task.text for task in found].count(True) == 1
    assert tasks(staff("director")) == []


def test_a_return_waits_for_who_accepts_it(staff):
    analyst = staff("analyst", where=None)
    assert "Informes mensuales por aceptar" not in dict(tasks(analyst))
    MonthlyReturn.objects.create(
        establishment=staff.place,
        month=date(2026, 1, 1),
        as_of=date(2026, 1, 31),
        reported_by="alguien",
        source="Oficio",
        at=clock.now(),
    )
    assert dict(tasks(analyst))["Informes mensuales por aceptar"] == 1
    assert "Informes mensuales por aceptar" not in dict(tasks(staff("director")))


def test_the_page_greets_names_the_function_and_teaches_when_nothing_waits(staff, client):
    client.force_login(staff("treasurer"), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("today")).content.decode()
    assert "Buenos días, Persona treasurer" in page and "Tesorería · EP-HOY" in page
    assert "Nada le espera hoy" in page and page.count("Tesorería") == 1  # the function is said once
    assert "Lo que puede hacer aquí" not in page  # the menu stands above


def test_what_waits_says_how_urgent_in_a_word_until_when_and_whose(staff, client):
    for code, month in (("A", date(2025, 12, 1)), ("B", date(2026, 1, 1))):
        sheet(staff.place, code, "approved", month)
    (found,) = shown(staff("director"), today=TODAY)
    assert (str(found.word), found.colour, found.task.due, found.owner) == ("Atrasado", "red", date(2026, 1, 10), "")
    treasury, since = Role.objects.get(code="treasurer"), DateRange(date(2020, 1, 1), None)
    Grant.objects.create(
        user=User.objects.get(username="director"), role=treasury, establishment=staff.place, period=since
    )
    client.force_login(User.objects.get(username="director"))
    page = " ".join(client.get(reverse("today")).content.decode().split())
    assert ">Atrasado<" in page and "hasta el 10 de enero · Dirección del establecimiento" in page


def test_alarms_come_first_then_what_is_late_then_what_ends_today():
    def one(text, urgency, due=None):
        return on_page(Task(text, "/", due=due, urgency=urgency), today=TODAY, owner="")

    rest = [
        one("rest", Urgency.REST),
        one("month later", Urgency.MONTH, date(2026, 2, 10)),
        one("rest late", Urgency.REST, date(2026, 1, 9)),
        one("month today", Urgency.MONTH, TODAY),
        one("alarm", Urgency.ALARM, date(2026, 3, 1)),
    ]
    ordered = sorted(rest, key=lambda each: order(each, TODAY))
    assert [(each.task.text, str(each.word)) for each in ordered] == [
        ("alarm", "Urgente"),
        ("rest late", "Atrasado"),
        ("month today", "Hoy"),
        ("month later", "Este mes"),
        ("rest", "Pendiente"),
    ]


def test_a_director_sees_her_prison_in_numbers_and_headquarters_none(staff, client):
    sheet(staff.place, "A", "approved", date(2026, 2, 1))
    director = staff("director")
    found = {each.label: each.value for each in of_prison(director, today=TODAY)}
    assert found == {
        "personas en el penal": 0,
        "trabajan": 0,
        "estudian": 0,
        "niñas y niños con su madre": 0,
        "planillas aprobadas de febrero de 2026": "1 de 1",
    }
    client.force_login(director)
    page = client.get(reverse("today")).content.decode()
    assert "Su penal hoy, en números" in page
    for each in of_prison(director, today=TODAY):
        assert client.get(each.url).status_code == 200, each.url
    assert of_prison(staff("analyst", where=None), today=TODAY) == []


def test_a_stranger_is_sent_to_the_door(client, db):
    assert client.get(reverse("today")).status_code == 302


@pytest.mark.parametrize(
    ("hour", "words"), [(6, "Buenos días"), (11, "Buenos días"), (12, "Buenas tardes"), (19, "Buenas noches")]
)
def test_the_greeting_follows_the_hour(hour, words):
    assert greeting(hour) == words


def test_the_logins_of_the_demonstration_show_only_in_it(rf, settings, db):
    settings.DEMO = False
    assert list(office(rf.get("/"))["demo_logins"]) == []
    settings.DEMO = True
    assert list(office(rf.get("/"))["demo_logins"]) == []  # nobody was made yet
