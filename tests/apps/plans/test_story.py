"""One story across all rooms, that reads as prose and tells each reader what is theirs to read."""

import re
from datetime import date

import pytest
from django.urls import reverse

from llamkay.apps.plans.stories.queries import story
from llamkay.apps.plans.treatment import services as treatment
from tests.apps.plans.conftest import TODAY
from tests.worlds import factories
from tests.worlds.certifying import certified
from tests.worlds.school import school


@pytest.fixture
def lived(full_prison, everything):
    """A prison with one of everything, in which somebody worked, studied, earned, and has a child."""
    made = full_prison
    school(made)
    certified(made)
    made.social = factories.staff("social_worker", made.place)
    made.director = factories.staff("director", made.place)
    found = treatment.refer(actor=made.social, person=made.person, programme="creo", on=date(2026, 1, 5))
    treatment.start(actor=made.social, treatment=found, on=date(2026, 1, 6))
    return made


def rooms(found):
    return [code for code, _title in found.rooms]


def sentences(found):
    return [moment.sentence for _year, moments in found.years for moment in moments]


def test_each_room_tells_its_part_to_whoever_may_read_it(lived):
    whole = story(lived.director, lived.person, until=TODAY)
    assert rooms(whole) == [
        "registro",
        "actividades",
        "educacion",
        "ingresos",
        "cuna",
        "certificados",
        "plan",
    ]
    mine = story(lived.social, lived.person, until=TODAY)
    assert rooms(mine) == ["registro", "educacion", "cuna", "plan"]  # neither pay nor certificates are hers to read
    head = factories.staff("head_work", lived.place)
    assert {"cuna", "educacion"} & set(rooms(story(head, lived.person, until=TODAY))) == set()
    assert "Empezó CREO (jóvenes primarios)." in sentences(mine)
    assert "Empezó CREO (jóvenes primarios)." not in sentences(story(head, lived.person, until=TODAY))


def test_it_reads_as_prose_newest_first_and_tells_nothing_that_is_to_come(lived):
    found = story(lived.director, lived.person, until=TODAY)
    days = [moment.on for _year, moments in found.years for moment in moments]
    assert days == sorted(days, reverse=True)
    assert max(days) <= TODAY
    assert [year for year, _moments in found.years] == sorted({day.year for day in days}, reverse=True)
    for sentence in sentences(found):
        assert re.match(r"[A-ZÁÉÍÓÚÑ].*[.)]$", sentence), sentence
    assert "Nació su hijo." in sentences(found)
    assert not [sentence for sentence in sentences(found) if "ito" in sentence.split()[-1]]  # no name of a child


def test_one_room_alone_and_a_number_of_queries_that_does_not_grow(client, lived, django_assert_max_num_queries):
    only = story(lived.director, lived.person, until=TODAY, room="cuna")
    assert {moment.room for _year, moments in only.years for moment in moments} == {"Cuna"}
    assert rooms(only) == rooms(story(lived.director, lived.person, until=TODAY))
    client.force_login(lived.director)
    with django_assert_max_num_queries(70):
        page = client.get(reverse("plans:story", args=[lived.person.pk]) + "?area=actividades").content.decode()
    assert "Empezó en Taller Quinchu." in page
    assert "Ganó" not in page
