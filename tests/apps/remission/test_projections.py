"""When it will be enough: the screen asks, the same engine as the command answers."""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader

from llamkay.apps.people.models import Conviction
from llamkay.apps.remission.counts.cases import case_of
from llamkay.apps.remission.counts.paper import person_paper
from llamkay.apps.remission.counts.projections import project, scenarios_of
from llamkay.apps.remission.models import Statement
from llamkay.core.values import Month
from llamkay.platform import clock
from tests.worlds import factories

LLAMKAY = Path(sys.executable).with_name("llamkay")
WISHES = {"month": Month(2026, 4), "lose": 2, "study": 6, "work": None, "stage": "semi_open/"}


def dates(view):
    return [(row["title"], [mark and mark["day"] for mark in row["marks"]]) for row in view["rows"]]


def test_each_wish_is_a_scenario_of_its_own_and_the_command_gives_the_same_dates(enrolled, tmp_path):
    person, today = enrolled.person, clock.today()
    view = project(person=person, as_of=today, wishes=WISHES)
    assert [row["title"] for row in view["rows"]] == [
        "Seguir igual",
        "Perder la plaza 2 meses",
        "Sumar 6 días de estudio al mes",
        "Pasar a: Semiabierto",
        "Dejar toda actividad",
    ]
    for name, document in (("case", case_of(person, as_of=today)), ("wishes", scenarios_of(WISHES, today))):
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    command = [LLAMKAY, "remission", "simulate", "case.yaml"]
    told = subprocess.run(
        [*command, "--scenario", "wishes.yaml", "--json"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    found = json.loads(told.stdout)["scenarios"]
    assert [[mark["on"] for mark in result["marks"]] for scenario in found for result in scenario["results"]] == [
        [day and day.isoformat() for day in days] for _title, days in dates(view)
    ]


def test_to_lose_the_place_is_later_and_more_study_is_never_later(enrolled):
    view = project(person=enrolled.person, as_of=clock.today(), wishes={"lose": 6, "study": 10})
    keep, lose, study, stop = (days[0] for _title, days in dates(view))
    assert study <= keep <= lose <= stop and keep < stop


def test_without_a_sentence_there_is_no_date_to_project(enrolled, client):
    Conviction.objects.filter(person=enrolled.person).delete()
    client.force_login(factories.staff("director", enrolled.place))
    page = client.get(reverse("remission:projection", args=[enrolled.person.pk])).content.decode()
    assert "No consta una pena impuesta" in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"lose": "61"}, "menor o igual a 60"),
        ({"study": "-1"}, "mayor o igual a 0"),
        ({"month": "2026-01"}, "Elija un mes posterior a febrero de 2026."),
        ({"month": "x"}, "«x» no es un mes"),
        ({"stage": "luna"}, "luna"),
    ],
)
def test_a_wish_that_cannot_be_is_said_and_the_usual_one_is_shown(enrolled, client, asked, said):
    client.force_login(factories.staff("director", enrolled.place))
    page = client.get(reverse("remission:projection", args=[enrolled.person.pk]), asked).content.decode()
    assert said in page and "Perder la plaza 3 meses" in page


def test_the_screen_of_somebody_elses_person_is_not_there(enrolled, client):
    other = factories.prison("EP17", "Zorrilla", 2)
    client.force_login(factories.staff("director", other.place))
    assert client.get(reverse("remission:projection", args=[enrolled.person.pk])).status_code == 404


def test_the_sheet_for_the_person_is_one_tagged_page(enrolled, client):
    client.force_login(factories.staff("director", enrolled.place))
    client.post(reverse("remission:compute", args=[enrolled.person.pk]))
    made = Statement.objects.get(person=enrolled.person)
    answer = client.get(reverse("remission:person_paper", args=[made.pk]))
    pages = PdfFileReader(BytesIO(answer.content)).root["/Pages"]["/Count"]
    assert (answer.status_code, answer["Content-Type"], pages) == (200, "application/pdf", 1)
    assert answer.content == person_paper(made)  # the same count gives the same paper
    other = factories.prison("EP17", "Zorrilla", 2)
    client.force_login(factories.staff("head_work", other.place))
    assert client.get(reverse("remission:person_paper", args=[made.pk])).status_code == 404


def test_the_other_answer_to_an_open_question_stands_on_the_screen(enrolled, client):
    client.force_login(factories.staff("director", enrolled.place))
    page = client.get(reverse("remission:projection", args=[enrolled.person.pk])).content.decode()
    others = project(person=enrolled.person, as_of=clock.today(), wishes={})["others"]
    assert others
    for other in others:
        assert other["question"] in page
        assert other["words"] in page
