"""The day of the demonstration's nurseries: rooms, carers and their papers, a month of arrivals and departures."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zlib import crc32

from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.activities.models import Activity, Allocation
from llamkay.apps.nursery.models import (
    AuthorisedAdult,
    Carer,
    CarerCheck,
    ChildStay,
    DayEvent,
    FeedTime,
    HeadCount,
    Incident,
    MedicineOrder,
    Nursery,
    Room,
    Shift,
)
from llamkay.core.values import Month
from llamkay.core.values.dates import completed_months
from llamkay.platform import clock

DAY = date(2026, 2, 2)
ROOMS = (("Bebés", 0, 12, 4), ("Un año", 12, 24, 6), ("Dos años", 24, 48, 8))
STAFF = {"EP16": ("Norma Inventada", "Gladys Supuesta", "Irma Ficticia"), "EP17": ("Delia Inventada",)}
INMATES, LOGINS = {"EP16": 4, "EP17": 2}, {"EP16": ("cuidadora", "cuidadorainterna"), "EP17": ("", "")}


def write_day(nursery: Nursery, stays: Sequence[ChildStay], code: str) -> None:
    """Rooms by age, carers whose papers are in order but one, January's days and this morning up to ten."""
    rooms = Room.objects.bulk_create(
        Room(
            nursery=nursery,
            name=name,
            from_months=first,
            to_months=last,
            capacity=max(6, nursery.capacity // 3),
            children_per_adult=ratio,
        )
        for name, first, last, ratio in ROOMS
    )
    _shifts(rooms, _carers(nursery, code))
    _events(rooms, stays)
    _feeds(stays)
    _today(nursery, rooms, stays)


def _carers(nursery: Nursery, code: str) -> list[Carer]:
    place, since = nursery.establishment, DateRange(date(2025, 3, 3), None)
    staff_login, inmate_login = LOGINS[code]
    rows = [
        Carer(establishment=place, kind="staff", name=name, username="" if at else staff_login, period=since)
        for at, name in enumerate(STAFF[code])
    ]
    women = (
        Allocation.objects.filter(activity__establishment=place, activity__modality="carer", period__contains=DAY)
        .select_related("person")
        .order_by("person_id")[: INMATES[code]]
    )
    rows += [
        Carer(
            establishment=place,
            kind="inmate",
            name=woman.person.full_name,
            person=woman.person,
            username="" if at else inmate_login,
            period=since,
        )
        for at, woman in enumerate(women)
    ]
    carers = Carer.objects.bulk_create(rows)
    kinds = CarerCheck.Kind.values
    # The last one lets her training run out: she is on the list and may not be left with children.
    CarerCheck.objects.bulk_create(
        CarerCheck(
            carer=carer,
            kind=kind,
            document=f"Constancia inventada {carer.pk}",
            entered_by="cuna",
            period=DateRange(
                date(2025, 3, 3), date(2026, 1, 15) if carer is carers[-1] and kind == "training" else date(2026, 9, 1)
            ),
        )
        for carer in carers
        for kind in kinds
    )
    return carers[:-1]


def _shifts(rooms: Sequence[Room], carers: Sequence[Carer]) -> None:
    days = [day for day in Month(2026, 1).dates() if day.weekday() < 6] + [DAY]
    Shift.objects.bulk_create(
        Shift(
            carer=carer,
            room=rooms[at % len(rooms)],
            day=day,
            entered_by="cuna",
            # The women who care work the mornings, and today the afternoon: so their page of today is seen too.
            starts=time(12) if carer.kind != "staff" and day == DAY else time(8),
            ends=time(16) if carer.kind == "staff" or day == DAY else time(12),
            came=True if day < DAY else None,
            came_by="cuna" if day < DAY else "",
        )
        for day in days
        for at, carer in enumerate(carers)
    )


def _events(rooms: Sequence[Room], stays: Sequence[ChildStay]) -> None:
    rows = []
    for day in [day for day in Month(2026, 1).dates() if day.weekday() < 6] + [DAY]:
        for stay in stays:
            chance = crc32(f"{stay.child.code} {day}".encode()) % 100
            if chance < 18 or day not in stay.period:
                continue  # at home with the mother
            age = completed_months(stay.child.born_on, day)
            room = next((room for room in rooms if room.from_months <= age < room.to_months), rooms[-1])
            came = datetime.combine(day, time(8, chance % 40), tzinfo=clock.LIMA)
            if day == DAY and came > clock.now():
                continue
            common = {"child": stay.child, "room": room, "by": "cuna"}
            rows.append(DayEvent(**common, kind="in", at=came, who="mother", glance="well", entered_at=came))
            noon = datetime.combine(day, time(12, 15), tzinfo=clock.LIMA)
            left = datetime.combine(day, time(15, chance % 50), tzinfo=clock.LIMA)
            amount = "all" if chance % 4 else "half"
            if noon <= clock.now():
                rows.append(DayEvent(**common, kind="meal", at=noon, amount=amount, entered_at=noon))
            if left <= clock.now():
                rows.append(DayEvent(**common, kind="out", at=left, who="mother", glance="well", entered_at=left))
    DayEvent.objects.bulk_create(rows, batch_size=2000)


def _feeds(stays: Sequence[ChildStay]) -> None:
    FeedTime.objects.bulk_create(
        FeedTime(child=stay.child, at=at, period=DateRange(max(stay.period.lower, date(2026, 1, 5)), None))
        for stay in stays
        if completed_months(stay.child.born_on, DAY) < 6
        for at in (time(8, 30), time(11), time(14))
    )
    # Some of their mothers work or study at fixed hours, so that feeds fall on them.
    mothers = [stay.child.mother_id for stay in stays if completed_months(stay.child.born_on, DAY) < 6][:4]
    busy = Allocation.objects.filter(person__in=mothers, period__contains=DAY).values("activity")
    Activity.objects.filter(pk__in=busy, starts_at=None).update(starts_at=time(8))


def _today(nursery: Nursery, rooms: Sequence[Room], stays: Sequence[ChildStay]) -> None:
    now = clock.now()
    here = set(DayEvent.objects.filter(room__in=rooms, at__date=DAY).values_list("child", flat=True))
    inside = [stay.child for stay in stays if stay.child_id in here]
    if not inside:
        return
    ill, fed = inside[0], inside[-1]
    MedicineOrder.objects.create(
        child=ill,
        medicine="Amoxicilina en jarabe",
        dose="5 ml",
        times=[time(10), time(14)],
        period=DateRange(DAY - timedelta(days=2), DAY + timedelta(days=5)),
        professional="Rocío Valverde",
        consent="Firmado por la madre el 31/01/2026",
        entered_by="salud",
    )
    AuthorisedAdult.objects.create(
        child=fed,
        name="Rosa Inventada Prueba",
        relation="abuela",
        document="00000077",
        period=DateRange(date(2026, 1, 5), None),
        entered_by="social",
    )
    nine = datetime.combine(DAY, time(9), tzinfo=clock.LIMA)
    for room in rooms:
        count = DayEvent.objects.filter(room=room, kind="in", at__date=DAY, at__lte=nine).count()
        if count and nine <= now:
            HeadCount.objects.create(room=room, at=nine, counted=count, expected=count, by="cuna", entered_at=nine)
    yesterday = nine - timedelta(days=3)
    Incident.objects.create(
        establishment=nursery.establishment,
        child=inside[len(inside) // 2],
        kind="fall",
        at=yesterday,
        place="Patio",
        what="Se tropezó al correr. Invento de demostración.",
        injury="Rodilla derecha, raspón.",
        done="Se lavó.",
        mother_informed=True,
        by="cuna",
        entered_at=yesterday,
    )
    Incident.objects.create(
        establishment=nursery.establishment,
        child=inside[1 % len(inside)],
        kind="bite",
        at=nine,
        place="Sala",
        what="Otro niño la mordió por un juguete. Invento de demostración.",
        done="Se consoló a los dos.",
        by="cuna",
        entered_at=nine,
    )
