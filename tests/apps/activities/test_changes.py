"""What changes under people who have a place; and marks that change, with who changed them."""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.models import Allocation, Enrolment, MarkEdit, SheetRow
from llamkay.apps.activities.pay_effect import pay_effects
from llamkay.apps.activities.places.services import allocate, end_allocation, undo_allocation
from llamkay.apps.activities.services import EffectNotSeen, authorise_rest_day, change_activity
from llamkay.apps.activities.sheets.cells import save_cells
from llamkay.apps.activities.sheets.page import sheet_page
from llamkay.apps.activities.sheets.services import open_sheet
from llamkay.apps.activities.waiting.occupancy import in_use
from llamkay.apps.pay.models import Rate
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from llamkay.platform.security.scope import EVERYTHING
from tests.worlds.small import JANUARY

TODAY = date(2026, 2, 2)
P = {"reason": 1, "minutes": 240}


def place_of(world, person="ana"):
    return Allocation.objects.get(person=getattr(world, person), activity=world.bakery)


# ------------------------------------------------------------------------------------------------------------- places


def test_a_place_that_has_not_begun_is_undone(world):
    new = world.make_person(world.here, 30)
    sheet = open_sheet(actor=world.instructor, activity=world.bakery, month=Month(2026, 2))
    call = {"actor": world.head_work, "activity": world.bakery, "person": new}
    made = allocate(**call, start=date(2026, 2, 16))
    assert sheet.rows.filter(person=new).exists()
    with pytest.raises(Refused, match="por qué se anula"):
        undo_allocation(actor=world.head_work, allocation=made, reason=" ")
    undo_allocation(actor=world.head_work, allocation=made, reason="Era otra persona")
    assert not Allocation.objects.filter(person=new).exists()
    assert not sheet.rows.filter(person=new).exists()
    with pytest.raises(Refused, match="ya no está"):
        undo_allocation(actor=world.head_work, allocation=made, reason="otra vez")


def test_a_place_with_marks_is_not_undone(world, sheet):
    save_cells(actor=world.instructor, sheet=sheet, changes={sheet.rows.get(person=world.ana).pk: {20: P}})
    with pytest.raises(Refused, match="marcas hasta el día 20"):
        undo_allocation(actor=world.head_work, allocation=place_of(world), reason="error")
    undo_allocation(actor=world.head_work, allocation=place_of(world, "eva"), reason="error")
    assert not sheet.rows.filter(person=world.eva).exists()


def test_no_place_outlasts_its_activity(world):
    world.bakery.period = DateRange(date(2025, 1, 1), date(2026, 3, 1))
    world.bakery.save()
    with pytest.raises(Refused, match="termina el 28/02/2026"):
        end_allocation(actor=world.head_work, allocation=place_of(world), end=date(2026, 3, 2), reason="x")
    new = world.make_person(world.here, 31)
    call = {"actor": world.head_work, "activity": world.bakery, "person": new, "start": date(2026, 2, 2)}
    with pytest.raises(Refused, match="termina el 28/02/2026"):
        allocate(**call, end=date(2026, 4, 1))
    assert allocate(**call).period.upper == date(2026, 3, 1)


def test_an_activity_that_ends_earlier_asks_about_its_places_and_ends_them(world, sheet):
    coming = world.make_person(world.here, 32)
    later = world.place(coming, world.bakery, date(2026, 2, 20))
    call = {"actor": world.head_work, "activity": world.bakery}
    cut = DateRange(date(2025, 1, 1), date(2026, 2, 16))
    with pytest.raises(Refused, match=r"3 personas tienen plaza después del 15/02/2026"):
        change_activity(**call, period=cut)
    change_activity(**call, period=cut, end_places=True)
    assert set(Allocation.objects.values_list("period", "ending")) == {
        (DateRange(date(2025, 1, 1), date(2026, 2, 16)), "activity-ended")
    }
    assert not Allocation.objects.filter(pk=later.pk).exists()  # had not begun


def test_an_activity_does_not_end_under_its_marks_nor_begin_after_its_people(world, sheet):
    save_cells(actor=world.instructor, sheet=sheet, changes={sheet.rows.get(person=world.ana).pk: {20: P}})
    call = {"actor": world.head_work, "activity": world.bakery, "end_places": True}
    with pytest.raises(Refused, match="marcas hasta el día 20"):
        change_activity(**call, period=DateRange(date(2025, 1, 1), date(2026, 1, 16)))
    with pytest.raises(Refused, match="ya tenían plaza antes"):
        change_activity(**call, period=DateRange(date(2026, 1, 1), None))


def use_of(world, on):
    lines = in_use(scope=EVERYTHING, actor=world.head_work, on=on)
    return next((line.taken, line.capacity, line.above) for line in lines if line.name == world.bakery.name)


def changed(world, capacity, **more):
    return change_activity(actor=world.head_work, activity=world.bakery, capacity=capacity, **more)


def test_the_places_of_a_past_day_are_those_that_there_were(world, client):
    changed(world, 4)
    changed(world, 3, capacity_from=date(2026, 1, 12))
    assert [use_of(world, on)[1] for on in (date(2026, 1, 11), date(2026, 1, 12), TODAY)] == [100, 3, 3]
    changed(world, 6)
    assert [use_of(world, on)[1] for on in (date(2026, 1, 11), date(2026, 2, 1), TODAY)] == [100, 3, 6]
    changed(world, 1, over_capacity=True, capacity_from=date(2026, 1, 20))
    assert [use_of(world, on) for on in (date(2026, 1, 19), date(2026, 1, 20))] == [(2, 3, 0), (1, 1, 1)]
    assert [str(row.period.upper) for row in world.bakery.capacities.all()] == ["None", "2026-01-20", "2026-01-12"]
    for day, why in ((date(2026, 2, 3), "desde hoy o desde"), (date(2024, 12, 1), "no tenía plazas antes")):
        with pytest.raises(Refused, match=why):
            changed(world, 9, capacity_from=day)
    assert use_of(world, TODAY)[1] == 1
    line = LoggedAction.objects.filter(verb="activities.change").order_by("-id")[0]
    assert line.details["places"] == {"before": 6, "since": "2026-01-20"}
    client.force_login(world.head_work)
    page = client.get(reverse("activities:detail", args=[world.bakery.pk])).content.decode()
    assert "3 hasta antes del 20/01/2026" in page


def test_the_form_asks_from_which_day_the_places_are_others(world, client):
    client.force_login(world.head_work)
    address = reverse("activities:edit", args=[world.bakery.pk])
    values = {name: value for name, value in client.get(address).context["form"].initial.items() if value is not None}
    values |= {f"hours_{day}": "4" for day in range(7)} | {"capacity": "7", "capacity_from": "2026-03-01"}
    values["responsible"] = world.instructor.pk
    values |= {"start": "2025-01-01"}
    page = client.post(address, values).content.decode()
    assert "Las plazas rigen desde hoy" in page
    client.post(address, values | {"capacity_from": "2026-01-15"})
    assert use_of(world, date(2026, 1, 15))[1] == 7 and use_of(world, date(2026, 1, 14))[1] == 100


def test_a_change_of_pay_shows_what_it_does_to_each_first(world, sheet, client):
    Rate.objects.create(activity=world.bakery, amount=500, period=DateRange(date(2025, 1, 1), None))
    save_cells(actor=world.instructor, sheet=sheet, changes={sheet.rows.get(person=world.ana).pk: {5: P, 6: P}})
    call = {"actor": world.head_work, "activity": world.bakery, "pay_basis": "day"}
    with pytest.raises(EffectNotSeen, match="2 personas"):
        change_activity(**call)
    ((month, lines),) = pay_effects(world.bakery, "day")
    assert month == JANUARY
    assert [(line.hours, line.before, line.after) for line in lines] == [
        ("8", "S/ 40.00", "S/ 10.00"),
        ("0", "S/ 0.00", "S/ 0.00"),
    ]
    client.force_login(world.head_work, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("activities:edit", args=[world.bakery.pk])
    posted = {
        "code": "PAN", "name": "Taller PAN", "kind": "work", "modality": "institution", "place": "workshop",
        "capacity": "100", "pay_basis": "day", "start": "2025-01-01", "responsible": world.instructor.pk,
        **{f"hours_{at}": "4" if at < 5 else "0" for at in range(7)},
    }  # fmt: skip
    answer = client.post(url, posted)
    assert answer.status_code == 422
    assert "S/ 40.00" in answer.content.decode() and "effect_seen" in answer.content.decode()
    assert client.post(url, {**posted, "effect_seen": "on"}).status_code == 302
    world.bakery.refresh_from_db()
    assert world.bakery.pay_basis == "day"


# ----------------------------------------------------------------------------------------------- who changed which mark


def test_a_changed_mark_says_who_when_and_what_it_was(world, sheet, client):
    row = sheet.rows.get(person=world.ana)
    save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {5: P, 6: P}})
    assert not MarkEdit.objects.exists()  # written where nothing was
    save_cells(actor=world.head_work, sheet=sheet, changes={row.pk: {5: {"reason": 3, "minutes": 0}}})
    save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {5: {"reason": 1, "minutes": 120}}})
    edits = MarkEdit.objects.order_by("id").values_list("row_id", "day", "reason", "minutes", "by")
    assert list(edits) == [(row.pk, 5, 1, 240, "head_work"), (row.pk, 5, 3, 0, "instructor")]
    page = sheet_page(scope=scope.EVERYTHING, pk=sheet.pk, today=clock.today())
    assert [(cell.day, cell.before, cell.after, cell.by) for cell in page["edits"]] == [
        (5, "F", "2", "instructor"),
        (5, "P", "F", "head_work"),
    ]
    client.force_login(world.director, backend="allauth.account.auth_backends.AuthenticationBackend")
    html = client.get(reverse("activities:sheet", args=[sheet.pk])).content.decode()
    assert "antes F; la cambió instructor el 02/02/2026 10:00" in html
    assert "is-edited" in html


# -------------------------------------------------------------------------------- the totals are the close's


def test_a_sunday_without_the_councils_act_adds_no_day(world, sheet):
    Enrolment.objects.create(person=world.ana, kind="work", folio="0000", period=DateRange(date(2025, 1, 1), None))
    row = sheet.rows.get(person=world.ana)
    save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {4: {"reason": 1, "minutes": 210}, 5: P}})

    def days():
        page = sheet_page(scope=scope.EVERYTHING, pk=sheet.pk, today=clock.today())
        return page["total_days"], page["lines"][0].days

    assert days() == (1, 1)
    authorise_rest_day(actor=world.council, activity=world.bakery, on=date(2026, 1, 4), act="Acta 1", reason="pedido")
    assert days() == (1, 1)  # three and a half hours are no day yet
    save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {6: {"reason": 1, "minutes": 30}}})
    assert days() == (2, 2)  # they gather


def test_who_does_not_stand_in_the_register_has_no_day_and_is_told(world, sheet):
    row = sheet.rows.get(person=world.ana)
    save_cells(actor=world.instructor, sheet=sheet, changes={row.pk: {5: P}})
    page = sheet_page(scope=scope.EVERYTHING, pk=sheet.pk, today=clock.today())
    assert (page["total_days"], page["unregistered"], page["total_minutes"]) == (0, 1, 240)
    assert SheetRow.objects.get(pk=row.pk).minutes[4] == 240
