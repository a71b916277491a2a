"""Tools by their number: who has which, what did not come back; machines, accidents and safety kit."""

from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from llamkay.apps.activities.models import Activity, SheetRow
from llamkay.apps.activities.movements.queries import movements
from llamkay.apps.activities.sheets.cells import save_cells
from llamkay.apps.activities.sheets.refusals import CellsRefused
from llamkay.apps.activities.sheets.services import open_sheet, submit_sheet
from llamkay.apps.workshops.accidents import services as accidents
from llamkay.apps.workshops.machines import services as machines
from llamkay.apps.workshops.models import Accident, KitIssue, MissingTool, Tool, ToolCount
from llamkay.apps.workshops.tools import queries
from llamkay.apps.workshops.tools import services as tools
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.screens.tasks import waiting
from llamkay.platform.security import scope
from tests.worlds import factories

MONDAY = date(2026, 2, 2)


@pytest.fixture
def world(small_prison):
    """A workshop with Ana and Eva, two knives and a hammer; it is Monday 2 February."""
    with scope.elevated():
        small_prison.shop = small_prison.bakery
        Activity.objects.filter(pk=small_prison.shop.pk).update(starts_at=time(8))
        small_prison.shop.refresh_from_db()
        small_prison.knife, small_prison.other, small_prison.hammer = (
            tools.keep_tool(
                actor=small_prison.head_work, activity=small_prison.shop, number=number, name=name, risk=risk
            )
            for number, name, risk in (
                ("c-01", "Cuchillo", "high"),
                ("C-02", "Cuchillo", "high"),
                ("M-01", "Martillo", "medium"),
            )
        )
        yield small_prison


def out(world, lent=None, **more):
    lent = {world.knife.pk: world.ana.pk, world.hammer.pk: None} if lent is None else lent
    values = {"actor": world.instructor, "activity": world.shop, "on": MONDAY, "session": 1}
    return tools.count_out(**{**values, "lent": lent, **more})


def told(user):
    return [task.text for task in waiting(user, today=clock.today())]


def test_a_session_whose_tools_all_come_back(world):
    count = out(world)
    assert [str(loan.person or "") for loan in count.loans.order_by("tool__number")] == [world.ana.full_name, ""]
    assert tools.count_in(actor=world.instructor, count=count, back=[world.knife.pk, world.hammer.pk]) == []
    assert not MissingTool.objects.exists()
    assert all(count.loans.values_list("back", flat=True))
    out(world, session=2)  # the next session of the day


def test_the_one_that_is_missing_is_named_until_it_is_found(world, django_user_model):
    count = out(world)
    with pytest.raises(Refused, match=r"Falta Cuchillo N.º C-01: escriba"):
        tools.count_in(actor=world.instructor, count=count, back=[world.hammer.pk])
    (lost,) = tools.count_in(actor=world.instructor, count=count, back=[world.hammer.pk], note="Se buscó en el taller")
    named = f"Falta Cuchillo N.º C-01, de Taller PAN: la tenía {world.ana}"
    for user in (world.instructor, world.head_work, world.director):
        assert named in told(django_user_model.objects.get(pk=user.pk))
    with pytest.raises(Refused, match="falta, está de baja"):
        out(world, session=2)
    with pytest.raises(Refused, match="dónde apareció"):
        tools.find(actor=world.instructor, missing=lost, on=MONDAY, where=" ")
    tools.find(actor=world.instructor, missing=lost, on=MONDAY, where="En el depósito de harina")
    assert named not in told(django_user_model.objects.get(pk=world.head_work.pk))
    with pytest.raises(Refused, match="ya no falta"):
        tools.write_off(actor=world.director, missing=lost, act="Acta 3")
    out(world, session=2)


def test_a_tool_is_written_off_by_an_act_and_by_who_may(world):
    (lost,) = tools.count_in(actor=world.instructor, count=out(world), back=[world.hammer.pk], note="No aparece")
    with pytest.raises(PermissionDenied):
        tools.write_off(actor=world.instructor, missing=lost, act="Acta 3")
    with pytest.raises(Refused, match="acta"):
        tools.write_off(actor=world.director, missing=lost, act=" ")
    tools.write_off(actor=world.director, missing=lost, act="Acta 3-2026")
    tool = Tool.objects.get(pk=world.knife.pk)
    assert (tool.retired_on, tool.retired_act) == (MONDAY, "Acta 3-2026")
    assert list(queries.usable(world.shop.pk)) == [world.other, world.hammer]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"lent": {}}, "al menos una"),
        ({"lent": {999_999: None}}, "falta, está de baja"),
        ({"on": date(2026, 2, 1)}, "el mismo día"),
    ],
)
def test_a_count_that_makes_no_sense_is_refused(world, more, why):
    with pytest.raises(Refused, match=why):
        out(world, **more)


def test_only_who_has_a_place_there_has_a_tool_and_only_one_count_is_open(world):
    stranger = world.make_person(world.here, 50)
    with pytest.raises(Refused, match="plaza en el taller"):
        out(world, lent={world.knife.pk: stranger.pk})
    count = out(world)
    with pytest.raises(Refused, match="sin recibir"):
        out(world, session=2)
    with pytest.raises(IntegrityError, match="a_tool_once_a_session"), transaction.atomic():
        count.loans.create(tool=world.knife)
    with pytest.raises(PermissionDenied):
        tools.count_in(actor=world.teacher, count=count, back=[])


def test_a_count_left_open_is_told_the_next_day(world, monkeypatch, django_user_model):
    out(world)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-03T10:00:00-05:00")
    user = django_user_model.objects.get(pk=world.instructor.pk)
    assert "Herramientas de Taller PAN sin recibir desde el 02/02/2026" in told(user)


def test_the_screens_of_tools(client, world):
    client.force_login(world.instructor)
    url = reverse("workshops:count", args=[world.shop.pk])
    page = client.get(url).content.decode()
    assert "Cuchillo N.º C-01" in page
    assert 'name="session" value="1"' in page
    assert world.ana.full_name in page
    client.post(url, {"session": 1, "tool": [world.knife.pk, world.other.pk], f"who{world.knife.pk}": world.eva.pk})
    assert ToolCount.objects.get().loans.get(tool=world.knife).person == world.eva
    refused = client.post(url, {"tool": [world.other.pk]})
    assert refused.status_code == 422
    assert "Falta Cuchillo N.º C-01" in refused.content.decode()
    answer = client.post(url, {"tool": [world.other.pk], "note": "No la devolvió"}, follow=True)
    assert "Falta Cuchillo N.º C-01" in answer.content.decode()
    assert 'name="session" value="2"' in answer.content.decode()
    assert "Falta" in client.get(reverse("workshops:tools") + "?estado=missing").content.decode()
    assert world.eva.full_name in client.get(reverse("workshops:tool", args=[world.knife.pk])).content.decode()
    found = reverse("workshops:missing_act", args=[world.knife.pk, "aparecio"])
    assert client.post(found, {"on": "2026-02-02", "where": "Bajo la mesa"}).status_code == 302
    assert client.get(found).status_code == 404


# ------------------------------------------------------------------------------------------------------- machines


@pytest.fixture
def mixer(world):
    return machines.keep_machine(
        actor=world.head_work,
        activity=world.shop,
        number="am-1",
        name="Amasadora",
        every_days=30,
        since=date(2026, 1, 5),
    )


def test_upkeep_is_due_so_many_days_after_the_last(client, world, mixer, monkeypatch, django_user_model):
    user = django_user_model.objects.get(pk=world.head_work.pk)
    assert "Máquinas con el mantenimiento vencido" not in told(user)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-04T10:00:00-05:00")
    assert "Máquinas con el mantenimiento vencido" in told(user)
    client.force_login(user)
    sessions = reverse("activities:sessions", args=[world.shop.pk])
    assert "Amasadora N.º AM-1 debió recibir mantenimiento el 04/02/2026" in client.get(sessions).content.decode()
    done = reverse("workshops:machine_act", args=[mixer.pk, "mantenimiento"])
    client.post(done, {"done_on": "2026-02-04", "what": "Engrase", "whose": "Servicio técnico"})
    assert "Máquinas con el mantenimiento vencido" not in told(user)
    assert "06/03/2026" in client.get(reverse("workshops:machines")).content.decode()
    with pytest.raises(Refused, match="ya pasó"):
        machines.look_after(
            actor=world.head_work, machine=mixer, done_on=date(2026, 3, 1), what="Engrase", whose="Alguien"
        )


def test_a_machine_out_of_service_warns_on_sessions(client, world, mixer):
    machines.stop(actor=world.head_work, machine=mixer, on=MONDAY, reason="Cable pelado")
    client.force_login(world.instructor)
    sessions = reverse("activities:sessions", args=[world.shop.pk])
    assert "Amasadora N.º AM-1 está fuera de servicio: Cable pelado" in client.get(sessions).content.decode()
    with pytest.raises(Refused, match="Ya está fuera"):
        machines.stop(actor=world.head_work, machine=mixer, on=MONDAY, reason="Otra vez")
    with pytest.raises(Refused, match="después de haber salido"):
        machines.run_again(actor=world.head_work, machine=mixer, on=MONDAY)
    machines.run_again(actor=world.head_work, machine=mixer, on=date(2026, 2, 3))
    assert "Cable pelado" in client.get(reverse("workshops:machine", args=[mixer.pk])).content.decode()


# ------------------------------------------------------------------------------------------------------ accidents


def report(world, **more):
    values = {
        "actor": world.head_work,
        "activity": world.shop,
        "person": world.ana,
        "on": MONDAY,
        "at": time(9, 30),
        "severity": "disabling",
        "what": "Se resbaló con harina en el piso",
        "done": "La llevaron al tópico",
    }
    return accidents.report(**{**values, **more})


def test_the_rest_after_an_accident_reaches_the_sheet_and_the_lists(world, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-28T10:00:00-05:00")
    sheet = open_sheet(actor=world.instructor, activity=world.shop, month=Month(2026, 2))
    row = SheetRow.objects.get(sheet=sheet, person=world.ana)
    save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {2: {"reason": 1, "minutes": 90}}})
    submit_sheet(actor=world.instructor, sheet=sheet)
    made = report(world, rest_from=date(2026, 2, 3), back_on=date(2026, 2, 6))
    row.refresh_from_db()
    assert row.reasons[:6] == [0, 1, 4, 4, 4, 0]
    (line,) = [line for line in movements(world.here, date(2026, 2, 4)) if line.person == world.ana.pk]
    assert line.stays == "descanso por accidente de trabajo"
    accidents.change_rest(
        actor=world.head_work, accident=made, rest_from=None, back_on=None, reason="No hizo falta descanso"
    )
    row.refresh_from_db()
    assert row.reasons[:6] == [0, 1, 0, 0, 0, 0]


def test_nobody_is_present_while_resting(world):
    report(world, rest_from=MONDAY)
    sheet = open_sheet(actor=world.instructor, activity=world.shop, month=Month(2026, 2))
    row = SheetRow.objects.get(sheet=sheet, person=world.ana)
    with pytest.raises(CellsRefused, match="descanso por un accidente"):
        save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {2: {"reason": 1, "minutes": 240}}})


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"severity": "enorme"}, "gravedad"),
        ({"what": " "}, "qué pasó"),
        ({"on": date(2026, 2, 3)}, "ya llegó"),
        ({"on": date(2024, 2, 3)}, "no tenía plaza"),
        ({"rest_from": date(2026, 2, 1)}, "empieza desde el accidente"),
        ({"rest_from": MONDAY, "back_on": MONDAY}, "empieza desde el accidente"),
    ],
)
def test_an_accident_that_makes_no_sense_is_refused(world, more, why):
    with pytest.raises(Refused, match=why):
        report(world, **more)
    assert not Accident.objects.exists()


def test_accidents_are_numbered_and_printed(client, world, reference):
    first, second = report(world), report(world, person=world.eva)
    assert (first.number, second.number) == ("AT-2026-00001", "AT-2026-00002")
    client.force_login(world.head_work)
    page = client.get(reverse("workshops:accident", args=[first.pk])).content.decode()
    assert "Se resbaló con harina" in page
    paper = client.get(reverse("workshops:accident_report", args=[first.pk]))
    assert paper.content.startswith(b"%PDF-")
    client.force_login(world.instructor)  # whoever may not read accidents
    assert client.get(reverse("workshops:accidents")).status_code == 403


def test_kit_is_renewed_by_the_next_of_its_kind(client, world, monkeypatch, django_user_model):
    values = {"actor": world.head_work, "activity": world.shop, "person": world.ana, "what": "gloves"}
    first = accidents.give_kit(given_on=MONDAY, renew_on=date(2026, 2, 10), **values)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-10T10:00:00-05:00")
    user = django_user_model.objects.get(pk=world.head_work.pk)
    assert "Equipo de seguridad por renovar" in told(user)
    client.force_login(user)
    sent = {"activity": world.shop.pk, "person": world.ana.code, "what": "gloves", "given_on": "2026-02-10"}
    client.post(reverse("workshops:new_kit"), sent)
    first.refresh_from_db()
    assert first.renewed == KitIssue.objects.get(given_on=date(2026, 2, 10))
    assert "Equipo de seguridad por renovar" not in told(user)
    assert "Renovado" in client.get(reverse("workshops:kit")).content.decode()
    with pytest.raises(Refused, match="qué equipo"):
        accidents.give_kit(given_on=MONDAY, **{**values, "what": "other"})


def test_nobody_is_led_to_a_page_that_they_may_not_open(client, world):
    count, tools_page = reverse("workshops:count", args=[world.knife.activity_id]), reverse("workshops:tools")
    for who, leads in ((world.instructor, True), (world.director, False)):
        client.force_login(who)
        assert (f'href="{count}"' in client.get(tools_page).content.decode()) is leads
    client.force_login(world.director)
    assert f'href="{tools_page}"' in client.get(reverse("workshops:new_accident")).content.decode()
    client.force_login(factories.staff("health", world.here))
    page = client.get(reverse("workshops:new_accident")).content.decode()
    assert "Talleres" in page and f'href="{tools_page}"' not in page
