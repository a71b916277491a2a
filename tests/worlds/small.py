"""A small prison: one workshop, one class, people with invented names and impossible documents."""

from datetime import date
from types import SimpleNamespace

from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.activities.models import Activity, Allocation
from llamkay.apps.activities.services import load_reference
from llamkay.apps.institutions.models import Establishment, Grant, RegionalOffice, Role, User
from llamkay.apps.people.models import CustodySpell, IdentityDocument, Person
from llamkay.core.values import Month
from llamkay.platform.files.datafiles import yaml_documents
from tests.worlds.shared import world

JANUARY = Month(2026, 1)
HALF_DAY = [240, 240, 240, 240, 240, 0, 0]


def make_user(username, role, establishment):
    """A member of staff with one function in one establishment."""
    user = User.objects.create(username=username, full_name=username.title())
    Grant.objects.create(
        user=user, role=Role.objects.get(code=role), establishment=establishment, period=DateRange(date(2020, 1, 1))
    )
    return User.objects.get(pk=user.pk)


def make_person(establishment, number, *, entered=date(2024, 1, 1), left=None, surname=None):
    """An invented person held in the establishment."""
    person = Person(
        code=f"P{number:05d}",
        first_surname=surname or f"Apellido{number:03d}",
        second_surname="Inventado",
        given_names=f"Nombre {number}",
        sex="F",
    )
    person.search_text = person.folded()
    person.save()
    IdentityDocument.objects.create(person=person, kind="dni", number=f"0000{number:04d}")
    CustodySpell.objects.create(
        person=person,
        establishment=establishment,
        period=DateRange(entered, left),
        entry="entry",
        exit="transfer" if left else "",
    )
    return person


def make_activity(establishment, code, **values):
    """A workshop of four hours from Monday to Friday, paid by the hour, that the instructor answers for."""
    given = {
        "responsible": User.objects.filter(username="instructor").first(),
        "name": f"Taller {code}",
        "kind": "work",
        "modality": "institution",
        "place": "workshop",
        "capacity": 100,
        "timetable": HALF_DAY,
        "pay_basis": "hour",
        "period": DateRange(date(2025, 1, 1), None),
    }
    return Activity.objects.create(establishment=establishment, code=code, **{**given, **values})


def place(person, activity, start=date(2025, 1, 1), end=None):
    """A place in an activity, written directly."""
    return Allocation.objects.create(person=person, activity=activity, period=DateRange(start, end))


@world()
def small_prison():
    """Two establishments, staff of each function, a workshop with two people; it is 2 February 2026 in Lima."""
    load_reference()
    for document in yaml_documents("llamkay.data"):
        for item in document.get("roles", ()):
            Role.objects.get_or_create(code=item["code"], defaults=item)
    office, _ = RegionalOffice.objects.get_or_create(code="lima-prueba", defaults={"name": "Lima de prueba"})
    here, there = (
        Establishment.objects.create(
            code=code,
            name=name,
            office=office,
            department="Lima",
            population_kind="women",
            capacity=500,
            order=order,
        )
        for code, name, order in (("EP-PRUEBA", "EP de Prueba", 901), ("EP-OTRO", "EP Otro", 902))
    )
    staff = {
        role: make_user(role, role, here)
        for role in ("instructor", "head_work", "head_education", "director", "council", "teacher")
    }
    bakery = make_activity(here, "PAN")
    ana, eva = (make_person(here, number) for number in (1, 2))
    for person in (ana, eva):
        place(person, bakery)
    return SimpleNamespace(
        here=here,
        there=there,
        bakery=bakery,
        ana=ana,
        eva=eva,
        make_person=make_person,
        make_activity=make_activity,
        place=place,
        outsider=make_user("outsider", "head_work", there),
        **staff,
    )
