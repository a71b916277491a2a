"""Places: a nursery and its rooms never hold more children than they have room for, by service and by the database."""

from datetime import date, datetime, time

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.nursery.day import outings, places, services, staffing
from llamkay.apps.nursery.models import Carer, CarerCheck, DayEvent, Nursery, NurseryPlace, Room, Shift
from llamkay.apps.nursery.record.services import end_place, give_place
from llamkay.core.errors import Refused
from llamkay.platform import clock
from tests.worlds.nursery import TODAY, born

BABIES = {"name": "Bebés", "from_months": 0, "to_months": 12, "capacity": 1, "children_per_adult": 2}
BIG = {"name": "Grandes", "from_months": 12, "to_months": 48, "capacity": 5, "children_per_adult": 2}


def wide(cradle, capacity=6):
    Nursery.objects.filter(pk=cradle.nursery.pk).update(capacity=capacity)
    cradle.nursery.refresh_from_db()
    return cradle.nursery


def at(hour, minute=0):
    return datetime.combine(TODAY, time(hour, minute), tzinfo=clock.LIMA)


def give(cradle, child, day):
    return give_place(actor=cradle.head, child=child, nursery=cradle.nursery, on=day)


def test_a_nursery_of_one_place_holds_one_on_every_day_of_the_stay(cradle):
    give(cradle, cradle.near, date(2026, 2, 1))
    with pytest.raises(Refused, match="está llena el 01/02/2026: 1 niños en 1 lugares"):
        give(cradle, cradle.past, date(2026, 1, 15))
    end_place(actor=cradle.head, child=cradle.near, on=TODAY)
    with pytest.raises(Refused, match="está llena el 01/02/2026"):
        give(cradle, cradle.past, date(2026, 1, 15))
    give(cradle, cradle.past, TODAY)


@pytest.mark.parametrize(
    "period",
    [
        DateRange(date(2026, 1, 15), None),
        DateRange(date(2026, 1, 15), date(2026, 2, 2)),
        DateRange(date(2026, 2, 1), date(2026, 2, 2)),
        DateRange(date(2027, 1, 1), None),
    ],
)
def test_the_database_refuses_a_place_too_many_on_any_day(cradle, period):
    give(cradle, cradle.near, date(2026, 2, 1))
    with pytest.raises(IntegrityError, match=r"the nursery .* children"), transaction.atomic():
        NurseryPlace.objects.create(child=cradle.past, nursery=cradle.nursery, period=period)
    before = NurseryPlace.objects.create(
        child=cradle.past, nursery=cradle.nursery, period=DateRange(date(2026, 1, 15), date(2026, 2, 1))
    )
    before.period = DateRange(date(2026, 1, 15), date(2026, 2, 2))
    with pytest.raises(IntegrityError, match=r"the nursery .* children"), transaction.atomic():
        before.save()
    with pytest.raises(IntegrityError, match=r"the nursery .* children"), transaction.atomic():
        Nursery.objects.filter(pk=cradle.nursery.pk).update(capacity=0)


def test_a_full_room_takes_nobody_more_of_its_age_but_the_nursery_does(cradle):
    nursery = wide(cradle)
    Room.objects.create(nursery=nursery, **BABIES)
    Room.objects.create(nursery=nursery, **BIG)
    give(cradle, cradle.newborn, date(2026, 2, 1))
    baby = born(cradle, cradle.foreign, "Killa", date(2025, 9, 1))
    with pytest.raises(Refused, match=r"La sala Bebés, de su edad, está llena el 01/02/2026: 1 niños en 1 lugares"):
        give(cradle, baby, date(2026, 1, 28))
    give(cradle, cradle.near, date(2026, 2, 1))


def test_who_will_grow_into_a_full_room_is_told_from_its_day(cradle, client):
    nursery = wide(cradle)
    Room.objects.create(nursery=nursery, **BABIES | {"capacity": 5})
    Room.objects.create(nursery=nursery, **BIG | {"capacity": 1})
    baby = born(cradle, cradle.foreign, "Killa", date(2025, 3, 15))
    for child in (cradle.near, baby):
        give(cradle, child, date(2026, 2, 1))
    (told,) = places.beyond([nursery], today=TODAY)
    assert (told.room.name, told.on, told.children) == ("Grandes", date(2026, 3, 15), 2)
    client.force_login(cradle.head)
    page = client.get(reverse("nursery:rooms")).content.decode()
    assert "Sala Grandes: desde el 15 de marzo de 2026 habrá 2 niños de su edad en 1 lugares" in page


def arrive(cradle, room, child, hour):
    return services.write_event(
        actor=cradle.head, child=child, room=room, kind="in", at=at(hour), who="mother", glance="well"
    )


def test_a_room_holds_no_more_than_its_places_at_any_hour(cradle, client):
    nursery = wide(cradle)
    room = Room.objects.create(nursery=nursery, **BABIES | {"to_months": 40})
    other = Room.objects.create(nursery=nursery, **BIG | {"from_months": 40})
    for child in (cradle.newborn, cradle.near):
        NurseryPlace.objects.create(child=child, nursery=nursery, period=DateRange(date(2026, 1, 25), None))
    arrive(cradle, room, cradle.newborn, 9)
    with pytest.raises(Refused, match=r"La sala Bebés está llena: a las 09:00 serían 2 niños en 1 lugares"):
        arrive(cradle, room, cradle.near, 8)
    line = {"child": cradle.near, "room": room, "at": at(8), "who": "mother", "glance": "well", "by": "x"}
    with pytest.raises(IntegrityError, match=r"the room .* would hold 2 children in 1 places"), transaction.atomic():
        DayEvent.objects.create(kind="in", entered_at=at(9), **line)
    client.force_login(cradle.head)
    page = client.get(reverse("nursery:move", args=[room.pk, cradle.near.pk, "llegada"])).content.decode()
    assert "La sala Bebés está llena." in page
    assert "Recibir en Grandes" in page
    arrive(cradle, other, cradle.near, 9)
    with pytest.raises(Refused, match="no puede tener 0 lugares"):
        staffing.save_room(actor=cradle.head, nursery=nursery, room=room, **BABIES | {"to_months": 40, "capacity": 0})


def test_a_departure_is_not_undone_once_its_place_is_of_another(cradle):
    nursery = wide(cradle)
    room = Room.objects.create(nursery=nursery, **BABIES | {"to_months": 40})
    for child in (cradle.newborn, cradle.near):
        NurseryPlace.objects.create(child=child, nursery=nursery, period=DateRange(date(2026, 1, 25), None))
    arrive(cradle, room, cradle.newborn, 8)
    gone = services.write_event(
        actor=cradle.head, child=cradle.newborn, room=room, kind="out", at=at(9), who="mother", glance="well"
    )
    arrive(cradle, room, cradle.near, 9)
    with pytest.raises(Refused, match="Su lugar en la sala Bebés ya es de otro niño"):
        services.undo_event(actor=cradle.head, event=gone, reason="")
    with pytest.raises(IntegrityError, match=r"the room .* would hold 2 children in 1 places"), transaction.atomic():
        DayEvent.objects.create(
            child=cradle.newborn, room=room, kind="undo", at=at(10), undoes=gone, by="x", entered_at=at(10)
        )


def test_an_outing_has_adults_enough_and_a_carer_one_room_at_a_time(cradle):
    nursery = wide(cradle)
    room = Room.objects.create(nursery=nursery, **BABIES | {"to_months": 40, "children_per_adult": 1, "capacity": 5})
    children = [cradle.newborn, cradle.near, cradle.past]
    given = {"actor": cradle.head, "nursery": nursery, "where": "Patio", "due": time(15), "children": children}
    with pytest.raises(Refused, match="Son 3 niños y 2 adultos: a esas edades cada adulto cuida a 1"):
        outings.take_out(adults="Ana Una, Eva Dos", **given)
    assert outings.take_out(adults="Ana Una, Eva Dos, Sol Tres", **given).pk
    carer = Carer.objects.create(
        establishment=cradle.place, kind="staff", name="Ana Una", period=DateRange(date(2025, 1, 1), None)
    )
    for kind in CarerCheck.Kind.values:
        CarerCheck.objects.create(
            carer=carer,
            kind=kind,
            period=DateRange(date(2025, 1, 1), date(2027, 1, 1)),
            document="x",
            entered_by="x",
        )
    day = {"actor": cradle.head, "carer": carer, "room": room, "day": TODAY}
    staffing.plan_shift(starts=time(6), ends=time(14), **day)
    with pytest.raises(Refused, match="más de 12 horas ese día"):
        staffing.plan_shift(starts=time(14), ends=time(19), **day)
    staffing.plan_shift(starts=time(14), ends=time(18), **day)
    with pytest.raises(IntegrityError, match="one_room_at_a_time"), transaction.atomic():
        Shift.objects.create(carer=carer, room=room, day=TODAY, starts=time(17), ends=time(19), entered_by="x")
