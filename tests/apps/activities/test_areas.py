"""Each sees, fills and approves what is theirs: their own activities, and of a head those of the area."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from llamkay.apps.activities.models import Activity
from llamkay.apps.activities.queries import activities
from llamkay.apps.activities.services import change_activity
from llamkay.apps.activities.sheets.cells import fill_column
from llamkay.apps.activities.sheets.queries import sheets
from llamkay.apps.activities.sheets.services import approve_sheet, open_sheet, submit_sheet
from llamkay.apps.activities.tasks import sheets as sheets_waiting
from llamkay.platform import clock
from llamkay.platform.security import scope
from tests.worlds.small import JANUARY


@pytest.fixture
def school(world, sheet):
    """Beside the instructor's bakery, a class of the teacher and a workshop of nobody, with their January."""
    study = {"kind": "study", "modality": "", "level": "secondary", "pay_basis": "none", "place": "classroom"}
    world.lesson = world.make_activity(world.here, "EBA", responsible=world.teacher, **study)
    world.orphan = world.make_activity(world.here, "NADIE", responsible=None)
    for activity in (world.lesson, world.orphan):
        world.place(world.eva, activity)
    world.sheet = sheet
    world.class_sheet = open_sheet(actor=world.teacher, activity=world.lesson, month=JANUARY)
    world.orphan_sheet = open_sheet(actor=world.head_work, activity=world.orphan, month=JANUARY)
    return world


def codes(rows):
    return sorted(row.activity.code for row in rows)


def counts(user):
    return [task.count for task in sheets_waiting(user, user.scope, clock.today())]


def test_nobody_writes_in_the_class_of_another(school):
    with pytest.raises(PermissionDenied, match="es de Teacher"):
        fill_column(actor=school.instructor, sheet=school.class_sheet, day=5)
    with pytest.raises(PermissionDenied, match="es de Instructor"):
        fill_column(actor=school.teacher, sheet=school.sheet, day=5)
    with pytest.raises(PermissionDenied, match="de nadie todavía"):
        fill_column(actor=school.instructor, sheet=school.orphan_sheet, day=5)
    assert fill_column(actor=school.head_work, sheet=school.orphan_sheet, day=5).cells == 1


def test_a_head_approves_their_area_alone_and_the_direction_everything(school):
    fill_column(actor=school.teacher, sheet=school.class_sheet, day=5)
    submit_sheet(actor=school.teacher, sheet=school.class_sheet)
    with pytest.raises(PermissionDenied, match="otra área"):
        approve_sheet(actor=school.head_work, sheet=school.class_sheet)
    assert counts(school.head_education) == [1]
    assert counts(school.director) == [1]
    assert approve_sheet(actor=school.head_education, sheet=school.class_sheet).state == "approved"
    fill_column(actor=school.instructor, sheet=school.sheet, day=5)
    submit_sheet(actor=school.instructor, sheet=school.sheet)
    assert approve_sheet(actor=school.director, sheet=school.sheet).state == "approved"
    with pytest.raises(PermissionDenied, match="otra área"):
        change_activity(actor=school.head_work, activity=school.lesson, name="Otra")


def test_lists_and_counts_are_of_what_is_theirs(school):
    def seen(user):
        return codes(sheets(scope=scope.EVERYTHING, actor=user, month=JANUARY))

    assert (seen(school.instructor), seen(school.teacher)) == (["PAN"], ["EBA"])
    assert seen(school.head_work) == seen(school.director) == seen(school.council) == ["EBA", "NADIE", "PAN"]
    assert (counts(school.instructor), counts(school.teacher)) == ([1], [1])
    assert counts(school.head_work) == [1]  # what nobody answers for
    assert counts(school.head_education) == [] == counts(school.council)
    own = activities(scope=scope.EVERYTHING, actor=school.instructor)
    assert [row.code for row in own] == ["PAN"]


def test_on_screen_the_sheet_of_another_is_not_there(school, client):
    client.force_login(school.instructor, backend="allauth.account.auth_backends.AuthenticationBackend")
    pages = {
        reverse("activities:sheet", args=[school.sheet.pk]): 200,
        reverse("activities:sheet", args=[school.class_sheet.pk]): 404,
        reverse("activities:detail", args=[school.lesson.pk]): 404,
        reverse("activities:detail", args=[school.bakery.pk]): 200,
    }
    assert {page: client.get(page).status_code for page in pages} == pages
    html = client.get(reverse("activities:sheets") + f"?mes={JANUARY}&de=mias").content.decode()
    assert "Taller PAN" in html and "Taller EBA" not in html
    client.force_login(school.head_education, backend="allauth.account.auth_backends.AuthenticationBackend")
    html = client.get(reverse("activities:sheet", args=[school.sheet.pk])).content.decode()
    assert not re.search(r'name="c\d', html)  # read, not written


def test_the_class_of_a_head_of_area_is_read_from_its_kind(school):
    Activity.objects.filter(pk=school.orphan.pk).update(place="nursery")
    assert counts(school.head_work) == [1]
