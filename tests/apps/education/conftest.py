"""A class with two students; it is 2 February 2026 in Lima."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.activities.models import Activity, Allocation
from llamkay.apps.institutions.models import Establishment, Grant, RegionalOffice, Role, User
from llamkay.apps.people.models import CustodySpell, Person
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.security import scope


@pytest.fixture
def school(db, monkeypatch):
    """A secondary class of EP de Prueba with Ana and Eva, a teacher there and one elsewhere."""
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T10:00:00-05:00")
    with scope.elevated():
        for document in yaml_documents("llamkay.data"):
            for item in document.get("roles", ()):
                Role.objects.get_or_create(code=item["code"], defaults=item)
        office = RegionalOffice.objects.create(code="oficina-aula", name="Oficina de prueba")
        here, there = (
            Establishment.objects.create(
                code=code, name=code, office=office, department="Lima", population_kind="women", capacity=9, order=order
            )
            for code, order in (("EP-AULA", 911), ("EP-LEJOS", 912))
        )
        common = {"kind": "study", "level": "secondary", "place": "classroom", "capacity": 30, "timetable": [240] * 7}

        def user(name, role, place):
            made = User.objects.create(username=name, full_name=name)
            period = DateRange(date(2020, 1, 1), None)
            Grant.objects.create(user=made, role=Role.objects.get(code=role), establishment=place, period=period)
            return User.objects.get(pk=made.pk)

        teacher = user("docente", "teacher", here)
        group = Activity.objects.create(
            establishment=here,
            code="EBA",
            name="EBA avanzado",
            responsible=teacher,
            period=DateRange(date(2025, 1, 1), None),
            **common,
        )
        people = []
        for number, name in enumerate(("Ana", "Eva", "Isa"), start=1):
            person = Person(code=f"E{number:05d}", first_surname=f"Inventada{number}", given_names=name, sex="F")
            person.search_text = person.folded()
            person.save()
            CustodySpell.objects.create(
                person=person, establishment=here, period=DateRange(date(2024, 1, 1), None), entry="entry"
            )
            people.append(person)
        for person in people[:2]:
            Allocation.objects.create(person=person, activity=group, period=DateRange(date(2025, 1, 1), None))

        yield SimpleNamespace(
            here=here,
            group=group,
            ana=people[0],
            eva=people[1],
            isa=people[2],
            teacher=teacher,
            director=user("direccion", "director", here),
            away=user("lejos", "teacher", there),
        )
