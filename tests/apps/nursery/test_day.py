"""The day in the nursery: what may be written and by whom, what is refused, what the page says."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.away import hours_away
from llamkay.apps.activities.models import Activity, Allocation
from llamkay.apps.activities.movements.queries import movements
from llamkay.apps.activities.sheets.services import open_sheet
from llamkay.apps.nursery.day import incidents, medicine, outings, queries, services, staffing
from llamkay.apps.nursery.models import (
    Carer,
    CarerCheck,
    Concern,
    DayEvent,
    HeadCount,
    Incident,
    MedicineDose,
    Nursery,
    NurseryPlace,
    Room,
    Shift,
)
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.models import InteractionLog, LoggedAction
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING, Scope
from tests.worlds import factories
from tests.worlds.nursery import TODAY

SINCE = DateRange(date(2025, 1, 1), None)


@pytest.fixture
def room(cradle):
    """One room, open from eight, with a carer whose papers are in order and two children of the nursery."""
    Nursery.objects.filter(pk=cradle.nursery.pk).update(capacity=6)
    made = Room.objects.create(
        nursery=cradle.nursery, name="Bebés", from_months=0, to_months=40, capacity=8, children_per_adult=2
    )
    for child in (cradle.newborn, cradle.near):
        NurseryPlace.objects.create(child=child, nursery=cradle.nursery, period=DateRange(date(2026, 1, 25), None))
    cradle.carer = able(cradle, "Ana Inventada")
    staffing.plan_shift(actor=cradle.head, carer=cradle.carer, room=made, day=TODAY, starts=time(8), ends=time(16))
    return made


def able(cradle, name, **values):
    carer = Carer.objects.create(
        establishment=cradle.place, kind=values.pop("kind", "staff"), name=name, period=SINCE, **values
    )
    for kind in CarerCheck.Kind.values:
        CarerCheck.objects.create(
            carer=carer,
            kind=kind,
            period=DateRange(date(2025, 6, 1), date(2026, 2, 3)),
            document="Inventado",
            entered_by="sistema",
        )
    return carer


def at(hour, minute=0):
    return datetime.combine(TODAY, time(hour, minute), tzinfo=clock.LIMA)


def event(cradle, room, child, kind, hour, minute=0, **values):
    given = {"who": "mother", "glance": "well"} if kind in ("in", "out") else {}
    return services.write_event(
        actor=cradle.head, child=child, room=room, kind=kind, at=at(hour, minute), **{**given, **values}
    )


def test_a_child_comes_eats_and_leaves(cradle, room):
    event(cradle, room, cradle.newborn, "in", 8, 10)
    event(cradle, room, cradle.newborn, "meal", 9, amount="half")
    (board,) = queries.boards([room], now=at(9, 30))
    assert {line.child.given_names: line.inside for line in board.lines} == {"Wayra": True, "Illari": False}
    event(cradle, room, cradle.newborn, "out", 9, 45)
    assert queries.inside(room, at=at(9, 44)) == [cradle.newborn]
    assert queries.inside(room, at=at(9, 45)) == []


@pytest.mark.parametrize(
    ("kind", "hour", "values", "said"),
    [
        ("out", 9, {}, "no estaba en la cuna"),
        ("meal", 9, {"amount": "all"}, "anote primero su llegada"),
        ("in", 11, {}, "todavía no llega"),
        ("in", 9, {"who": ""}, "diga quién lo trae"),
        ("in", 9, {"who": "Un vecino"}, "no está entre quienes pueden recogerlo"),
        ("in", 9, {"glance": "injury"}, "escriba qué vio"),
    ],
)
def test_what_does_not_fit_is_refused(cradle, room, kind, hour, values, said):
    with pytest.raises(Refused, match=said):
        event(cradle, room, cradle.newborn, kind, hour, **values)
    assert not DayEvent.objects.exists()


def test_nobody_arrives_twice_nor_between_an_arrival_and_a_departure_already_written(cradle, room):
    event(cradle, room, cradle.newborn, "in", 8)
    event(cradle, room, cradle.newborn, "out", 9)
    with pytest.raises(Refused, match="ya estaba"):
        event(cradle, room, cradle.newborn, "in", 8, 30)
    event(cradle, room, cradle.newborn, "in", 9, 30)


def test_an_authorised_adult_may_take_the_child(cradle, room):
    services.authorise_adult(
        actor=cradle.social,
        child=cradle.newborn,
        name="Rosa  Inventada",
        relation="abuela",
        document="00009999",
        on=TODAY,
    )
    event(cradle, room, cradle.newborn, "in", 8)
    assert event(cradle, room, cradle.newborn, "out", 9, who="Rosa Inventada").who == "Rosa Inventada"


def test_a_mistake_is_undone_by_a_line_that_names_it_and_never_under_another(cradle, room):
    came = event(cradle, room, cradle.newborn, "in", 8)
    meal = event(cradle, room, cradle.newborn, "meal", 9, amount="all")
    with pytest.raises(Refused, match="deshaga lo que se anotó después"):
        services.undo_event(actor=cradle.head, event=came, reason="error")
    services.undo_event(actor=cradle.head, event=meal, reason="error")
    services.undo_event(actor=cradle.head, event=came, reason="error")
    assert queries.inside(room, at=at(10)) == []
    assert DayEvent.objects.count() == 4
    with pytest.raises(Refused, match="Ya estaba deshecho"):
        services.undo_event(actor=cradle.head, event=came, reason="otra vez")


def test_the_database_keeps_what_was_written(cradle, room):
    came = event(cradle, room, cradle.newborn, "in", 8)
    for write in (lambda: DayEvent.objects.update(note="otra"), lambda: DayEvent.objects.filter(pk=came.pk).delete()):
        with pytest.raises(Exception, match=r"Cannot update or delete"), transaction.atomic():
            write()


def told(room, now):
    """What of the room cannot wait at a moment."""
    return queries.problems(queries.boards([room], now=now), now=now)


def test_a_head_count_that_does_not_add_up_names_who_should_be_there(cradle, room):
    event(cradle, room, cradle.newborn, "in", 8)
    event(cradle, room, cradle.near, "in", 8, 30)
    with pytest.raises(Refused, match=r"contó 1 y debe haber 2 \(Illari I., Wayra I.\)"):
        services.count_heads(actor=cradle.head, room=room, counted=1)
    assert not HeadCount.objects.exists()
    services.count_heads(actor=cradle.head, room=room, counted=1, reason="Wayra está con la doctora")
    (said,) = told(room, clock.now())
    assert "no coincide: 1 contados, 2 anotados" in said
    services.count_heads(actor=cradle.head, room=room, counted=2)
    assert told(room, clock.now()) == []


def test_too_few_adults_are_told_with_the_worst_moment(cradle, room):
    third = able(cradle, "Otra")
    NurseryPlace.objects.create(child=cradle.past, nursery=cradle.nursery, period=DateRange(date(2026, 1, 25), None))
    for child, minute in ((cradle.newborn, 0), (cradle.near, 10), (cradle.past, 20)):
        event(cradle, room, child, "in", 8, minute)
    (said,) = told(room, at(8, 25))
    assert "hay 3 niños y 1 a cargo" in said
    staffing.plan_shift(actor=cradle.head, carer=third, room=room, day=TODAY, starts=time(8, 40), ends=time(12))
    assert told(room, at(9, 30)) == []
    (board,) = queries.boards([room], now=at(9, 30))
    assert [(slot.at.astimezone(clock.LIMA).hour, slot.children, slot.adults) for slot in board.short] == [
        (8, 3, 1),
        (8, 3, 1),
    ]


def test_whoever_lacks_a_paper_is_not_left_with_children(cradle, room):
    carer = able(cradle, "Eva Inventada")
    with pytest.raises(Refused, match=r"le falta antecedentes, examen físico, evaluación psicológica, capacitación"):
        staffing.plan_shift(
            actor=cradle.head, carer=carer, room=room, day=date(2026, 2, 3), starts=time(8), ends=time(9)
        )
    carer.checks.filter(kind="training").delete()
    with pytest.raises(Refused, match="le falta capacitación"):
        staffing.plan_shift(actor=cradle.head, carer=carer, room=room, day=TODAY, starts=time(8), ends=time(9))
    assert queries.lacking([carer], on=TODAY) == {carer.pk: ["Capacitación"]}


def test_a_paper_of_a_carer_holds_on_its_last_day_too(cradle, room, client):
    carer = able(cradle, "Eva Inventada")
    carer.checks.filter(kind="training").delete()
    last = TODAY + timedelta(days=30)
    paper = {"actor": cradle.head, "carer": carer, "kind": "training", "document": "Constancia 1"}
    staffing.check_carer(on=TODAY, until=last, **paper)
    names = {on: "Capacitación" in queries.lacking([carer], on=on)[carer.pk] for on in (last, last + timedelta(days=1))}
    assert list(names.values()) == [False, True]
    client.force_login(cradle.head)
    page = client.get(reverse("nursery:carer", args=[carer.pk])).content.decode()
    assert f"hasta el {last:%d/%m/%Y}" in page
    with pytest.raises(Refused, match="Vence antes de empezar"):
        staffing.check_carer(on=TODAY, until=TODAY - timedelta(days=1), **paper)


def test_a_carer_is_in_one_place_at_a_time(cradle, room):
    with pytest.raises(Refused, match="ya tiene un turno"):
        staffing.plan_shift(actor=cradle.head, carer=cradle.carer, room=room, day=TODAY, starts=time(15), ends=time(17))


def test_an_inmate_carer_sees_the_room_of_her_shift_today_and_nothing_else(cradle, room, client):
    user = cradle.staff["inmate_carer"]
    mine = able(cradle, "Interna", kind="inmate", person=cradle.mother, username=user.username)
    other = Room.objects.create(
        nursery=cradle.nursery, name="Otra", from_months=40, to_months=41, capacity=8, children_per_adult=2
    )
    client.force_login(user)
    page = client.get(reverse("nursery:day")).content.decode()
    assert "Hoy no tiene turno" in page
    assert "Wayra" not in page
    staffing.plan_shift(actor=cradle.head, carer=mine, room=room, day=TODAY, starts=time(8), ends=time(16))
    page = client.get(reverse("nursery:day")).content.decode()
    assert "Wayra" in page
    assert "Invento Inventado" not in page  # given names only
    assert "Otra" not in page
    answer = client.post(
        reverse("nursery:move", args=[room.pk, cradle.newborn.pk, "llegada"]), {"who": "mother", "glance": "well"}
    )
    assert answer.status_code == 302
    assert DayEvent.objects.get().by == user.username
    for name, args in (
        ("count", [other.pk]),
        ("care", [other.pk, cradle.newborn.pk]),
        ("care", [room.pk, cradle.past.pk]),
    ):
        assert client.get(reverse(f"nursery:{name}", args=args)).status_code == 404
    refused = ("rooms", "carers", "month", "incidents", "hours", "shift", "home", "list")
    assert {client.get(reverse(f"nursery:{name}")).status_code for name in refused} == {403}
    assert client.get(reverse("nursery:new_incident")).status_code == 200
    with pytest.raises(PermissionDenied):
        services.count_heads(actor=user, room=other, counted=0)


def test_a_dose_has_two_signatures(cradle, room, client):
    order = medicine.order_medicine(
        actor=cradle.health,
        child=cradle.newborn,
        medicine="Jarabe",
        dose="5 ml",
        times=[time(10), time(16)],
        on=TODAY,
        until=TODAY,
        professional="Dra. Inventada",
        consent="Firmado",
    )
    states = [(f"{d.due_at:%H:%M}", d.state) for d in queries.doses({cradle.newborn.pk: "Wayra I."}, now=clock.now())]
    assert states == [("10:00", "due"), ("16:00", "later")]
    late = datetime(2026, 2, 2, 12, tzinfo=clock.LIMA)
    assert queries.doses({cradle.newborn.pk: "Wayra I."}, now=late)[0].state == "late"
    witness = cradle.staff["carer"]
    witness.set_password("clave-de-prueba-2026")
    witness.save()
    with pytest.raises(Refused, match="no tiene turno"):
        medicine.give_medicine(actor=cradle.health, order=order, due_at=at(10), witness=witness)
    Shift.objects.create(
        carer=able(cradle, "Cuidadora", username=witness.username),
        room=room,
        day=TODAY,
        starts=time(8),
        ends=time(12),
        entered_by="x",
    )
    client.force_login(cradle.health)
    address = reverse("nursery:dose", args=[order.pk, "1000"])
    sent = {"administered": "yes", "witness": witness.username, "password": "otra"}
    assert "Firma otra persona" in client.post(address, sent).content.decode()
    assert client.post(address, {**sent, "password": "clave-de-prueba-2026"}).status_code == 302
    dose = MedicineDose.objects.get()
    assert (dose.by, dose.witness) == (cradle.health.username, witness.username)
    give = {"actor": cradle.health, "order": order, "due_at": at(10), "witness": witness}
    with pytest.raises(Refused, match="ya está anotada"):
        medicine.give_medicine(**give)
    with pytest.raises(Refused, match="no es de la indicación"):
        medicine.give_medicine(**{**give, "due_at": at(9)})
    with pytest.raises(Refused, match="más de una hora"):
        medicine.give_medicine(**{**give, "due_at": at(16)})
    with pytest.raises(Refused, match="Firma otra persona"):
        medicine.give_medicine(**{**give, "witness": cradle.health})
    with pytest.raises(PermissionDenied):
        medicine.give_medicine(**{**give, "actor": cradle.staff["inmate_carer"]})
    with pytest.raises(IntegrityError, match="two_people_sign_a_dose"), transaction.atomic():
        MedicineDose.objects.create(
            order=order, due_at=at(16), at=at(10), administered=True, by="a", witness="a", entered_at=at(10)
        )


def test_a_feed_on_the_mothers_shift_is_told(cradle, room):
    workshop = factories.activity(cradle.place, "T1", name="Tejido", starts_at=time(9), timetable=[180] * 7)
    Allocation.objects.create(person=cradle.mother, activity=workshop, period=SINCE)
    services.set_feeds(actor=cradle.head, child=cradle.newborn, hours=[time(8), time(11), time(12)], on=TODAY)
    feeds = queries.feeds_of([cradle.newborn], on=TODAY)[cradle.newborn.pk]
    assert [(f"{feed['at']:%H:%M}", feed["clash"]) for feed in feeds] == [
        ("08:00", []),
        ("11:00", ["Tejido"]),
        ("12:00", []),
    ]
    assert hours_away(workshop, [cradle.mother.pk, cradle.foreign.pk], on=TODAY) == {cradle.mother.pk: ["11:00"]}
    assert hours_away(workshop, [cradle.mother.pk], on=date(2026, 2, 1)) == {}  # the hours begin today
    (line,) = movements(cradle.place, TODAY)
    assert (line.stays, line.clash) == ("", "sale a las 11:00")  # and the list of who moves where tells no more
    Activity.objects.update(starts_at=None)
    workshop.refresh_from_db()
    assert hours_away(workshop, [cradle.mother.pk], on=TODAY) == {}


def test_the_workshop_is_told_the_hour_and_nothing_of_the_child(cradle, room, client):
    workshop = factories.activity(cradle.place, "T1", name="Tejido", starts_at=time(9), timetable=[180] * 7)
    Allocation.objects.create(person=cradle.mother, activity=workshop, period=SINCE)
    services.set_feeds(actor=cradle.head, child=cradle.newborn, hours=[time(11)], on=TODAY)
    sheet = open_sheet(actor=Command(), activity=workshop, month=factories.FEBRUARY)
    instructor = factories.staff("instructor", cradle.place)
    Activity.objects.filter(pk=workshop.pk).update(responsible=instructor)
    client.force_login(instructor)
    for address in (
        reverse("activities:detail", args=[workshop.pk]),
        reverse("activities:sheet", args=[sheet.pk]),
    ):
        page = client.get(address).content.decode()
        assert "Hora de lactancia" in page and "11:00" in page
        for secret in (cradle.newborn.given_names, cradle.newborn.code, "cuna"):
            assert secret not in page


def test_new_feeding_hours_end_the_former_ones(cradle):
    services.set_feeds(actor=cradle.head, child=cradle.newborn, hours=[time(8)], on=date(2026, 2, 1))
    services.set_feeds(actor=cradle.head, child=cradle.newborn, hours=[time(9), time(9)], on=TODAY)
    hours = {
        day: [f["at"] for f in queries.feeds_of([cradle.newborn], on=day)[cradle.newborn.pk]]
        for day in (date(2026, 2, 1), TODAY)
    }
    assert hours == {date(2026, 2, 1): [time(8)], TODAY: [time(9)]}


def test_a_denied_feed_starts_the_clock_of_a_concern(cradle):
    incidents.report(
        actor=cradle.staff["inmate_carer"],
        establishment=cradle.place,
        kind="denied",
        at=at(9),
        place="Reja",
        what="No dejaron salir a la madre.",
        child=cradle.newborn,
    )
    concern = Concern.objects.get()
    assert (concern.child, concern.due_on) == (cradle.newborn, date(2026, 2, 3))
    assert concern.what.startswith("Se negó una toma")
    assert Incident.objects.get().by == cradle.staff["inmate_carer"].username
    assert cradle.newborn.given_names not in str(list(LoggedAction.objects.values_list("sentence", flat=True)))


def test_injuries_are_read_by_those_who_may(cradle, client):
    incidents.report(
        actor=cradle.head,
        establishment=cradle.place,
        kind="fall",
        at=at(9),
        place="Patio",
        what="Se cayó.",
        child=cradle.newborn,
        injury="Frente, dos centímetros",
    )
    client.force_login(cradle.head)
    page = client.get(reverse("nursery:incidents")).content.decode()
    assert "Se cayó." in page and "dos centímetros" not in page


def test_an_outing_takes_two_adults(cradle, room):
    event(cradle, room, cradle.newborn, "in", 8)
    go = {
        "actor": cradle.head,
        "nursery": cradle.nursery,
        "where": "Parque",
        "due": time(15),
        "children": [cradle.newborn],
    }
    with pytest.raises(Refused, match="dos adultos"):
        outings.take_out(**go, adults="Ana")
    outing = outings.take_out(**go, adults="Ana y Eva")
    (line,) = [x for x in queries.boards([room], now=clock.now())[0].lines if x.child == cradle.newborn]
    assert line.out == outing
    outing.left_at = clock.now() - timedelta(minutes=5)
    outing.save()
    outings.come_back(actor=cradle.head, outing=outing)
    with pytest.raises(Refused, match="Ya habían vuelto"):
        outings.come_back(actor=cradle.head, outing=outing)


def test_a_page_of_paper_is_typed_in_with_its_true_hours_all_or_nothing(cradle, room, client):
    client.force_login(cradle.head)
    address = reverse("nursery:transcribe", args=[room.pk])
    one, two = f"c{cradle.newborn.pk}", f"c{cradle.near.pk}"
    sent = {
        "day": "2026-01-30",
        f"{one}-came": "08:05",
        f"{one}-left": "12:00",
        f"{one}-meal": "all",
        f"{two}-left": "11:00",
        f"{one}-came_with": "mother",
        f"{two}-came_with": "mother",
        f"{one}-left_with": "mother",
        f"{two}-left_with": "mother",
    }
    assert "Illari I. no estaba en la cuna" in client.post(address, sent).content.decode()
    assert not DayEvent.objects.exists()
    assert client.post(address, {**sent, f"{two}-came": "08:30"}).status_code == 302
    came = DayEvent.objects.get(child=cradle.newborn, kind="in")
    assert (f"{came.at.astimezone(clock.LIMA):%d/%m %H:%M}", came.entered_at) == ("30/01 08:05", clock.now())
    january = queries.month_of(Scope(ids=frozenset({cradle.place.pk})), factories.JANUARY)
    told = {row["child"].given_names: (row["days"], row["hours"]) for row in january}
    assert told == {"Wayra": (1, 3.9), "Illari": (1, 2.5)}


def test_the_form_on_paper_is_a_pdf_and_the_reading_is_kept(cradle, room, client):
    client.force_login(cradle.head)
    answer = client.get(reverse("nursery:day_paper", args=[room.pk]))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert InteractionLog.objects.filter(target=f"room:{room.pk}/hoja").count() == 1


def test_the_hours_of_a_woman_who_cares_go_to_her_sheet_and_touch_no_mark(cradle, room, monkeypatch):
    care = factories.activity(
        cradle.place, "CUI", name="Cuidado", modality="carer", place="nursery", timetable=[240] * 7
    )
    Allocation.objects.create(person=cradle.mother, activity=care, period=SINCE)
    sheet = open_sheet(actor=factories.staff("head_work", cradle.place), activity=care, month=factories.FEBRUARY)
    mine = able(cradle, "Interna", kind="inmate", person=cradle.mother)
    staffing.plan_shift(actor=cradle.head, carer=mine, room=room, day=TODAY, starts=time(8), ends=time(12))
    take = {"actor": cradle.head, "establishment": cradle.place, "month": factories.FEBRUARY}
    assert staffing.hours_to_sheets(**take) == 0  # at ten her shift goes on
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T12:30:00-05:00")
    assert staffing.hours_to_sheets(**take) == 0  # and nobody said yet that she came
    staffing.confirm_shifts(actor=cradle.head, shifts=Shift.objects.values_list("pk", flat=True), came=True)
    assert staffing.hours_to_sheets(**take) == 1
    assert sheet.rows.get().minutes[1] == 240
    assert staffing.hours_to_sheets(**take) == 0


def test_another_prison_sees_nothing_of_the_day_in_the_database(cradle, room, as_application):
    event(cradle, room, cradle.newborn, "in", 8)
    with scope.acting_in(Scope(ids=frozenset({cradle.other.pk}))):
        assert not Room.objects.exists()
        assert not DayEvent.objects.exists()
        assert not Carer.objects.exists()
    with scope.acting_in(Scope(ids=frozenset({cradle.place.pk}))):
        assert DayEvent.objects.count() == 1


def test_the_board_asks_as_much_for_many_children_as_for_one(cradle, room, django_assert_num_queries):
    event(cradle, room, cradle.newborn, "in", 8)
    with connection.execute_wrapper(_count := _Counter()):
        queries.boards([room], now=at(9))
    before, _count.n = _count.n, 0
    event(cradle, room, cradle.near, "in", 8)
    with connection.execute_wrapper(_count):
        queries.boards([room], now=at(9))
    assert _count.n == before


class _Counter:
    n = 0

    def __call__(self, execute, sql, params, many, context):
        self.n += 1
        return execute(sql, params, many, context)


def test_a_dose_past_its_hour_waits_on_the_first_page_of_whoever_gives_it(cradle, room, client, monkeypatch):
    medicine.order_medicine(
        actor=cradle.health,
        child=cradle.newborn,
        medicine="Jarabe",
        dose="5 ml",
        times=[time(8)],
        on=TODAY,
        until=TODAY,
        professional="Dra. Inventada",
        consent="Firmado",
    )
    said = {}
    for role, user in cradle.staff.items():
        client.force_login(user)
        said[role] = "Medicinas de hoy que pasaron su hora" in client.get(reverse("today")).content.decode()
    assert {role for role, told in said.items() if told} == {"head_nursery", "health"}


def _at(day, hour, minute=0):
    return datetime(2026, 2, day, hour, minute, tzinfo=clock.LIMA)


def _moved(cradle, room, kind, at, glance="well", note=""):
    return services.write_event(
        actor=cradle.head,
        child=cradle.newborn,
        room=room,
        kind=kind,
        at=at,
        who=queries.MOTHER,
        glance=glance,
        note=note,
    )


def test_the_next_morning_begins_with_an_empty_nursery(cradle, room, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-03T08:30:00-05:00")
    _moved(cradle, room, "in", _at(2, 9))
    _moved(cradle, room, "out", _at(2, 15))
    arrived = _moved(cradle, room, "in", _at(3, 8, 30))  # earlier in the day than yesterday's arrival
    services.undo_event(actor=cradle.head, event=arrived, reason="Era otra niña")
    assert _moved(cradle, room, "in", _at(3, 8, 30)).pk


def test_a_paper_of_a_former_day_is_judged_by_its_own_day_and_whole(cradle, room, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-04T16:00:00-05:00")
    _moved(cradle, room, "in", _at(4, 8))
    line = {"who": queries.MOTHER, "glance": "well"}
    services.write_events(
        actor=cradle.head,
        room=room,
        events=[
            (cradle.newborn, {"kind": "in", "at": _at(2, 9), **line}),
            (cradle.newborn, {"kind": "out", "at": _at(2, 12), **line}),
        ],
    )
    with pytest.raises(Refused, match="ya estaba en la cuna"):
        _moved(cradle, room, "in", _at(2, 10))


def test_who_is_out_on_a_walk_is_not_counted_and_nothing_is_noted_of_her(cradle, room, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T10:00:00-05:00")
    _moved(cradle, room, "in", _at(2, 8))
    with pytest.raises(Refused, match="dos adultos distintos"):
        outings.take_out(
            actor=cradle.head,
            nursery=room.nursery,
            where="Patio",
            adults="y, Norma, norma",
            due=time(11),
            children=[cradle.newborn],
        )
    outing = outings.take_out(
        actor=cradle.head,
        nursery=room.nursery,
        where="Patio",
        adults="Norma y Elsa",
        due=time(11),
        children=[cradle.newborn],
    )
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T10:10:00-05:00")
    assert services.count_heads(actor=cradle.head, room=room, counted=0).expected == 0
    (board,) = queries.boards([room], now=clock.now())
    assert (board.inside, board.slots[-1].children) == (0, 0), "nobody in the room looks after her meanwhile"
    with pytest.raises(Refused, match="está fuera de la cuna"):
        _moved(cradle, room, "out", _at(2, 10, 5))
    outings.come_back(actor=cradle.head, outing=outing)
    assert services.count_heads(actor=cradle.head, room=room, counted=1).expected == 1


def test_a_count_that_does_not_add_up_reaches_the_director_and_the_nurse(cradle, room, client):
    _moved(cradle, room, "in", _at(2, 8))
    services.count_heads(actor=cradle.head, room=room, counted=0, reason="La buscamos")
    told = {}
    for role, user in cradle.staff.items():
        client.force_login(user)
        told[role] = "Puede faltar un niño" in client.get(reverse("today")).content.decode()
    assert {role for role, said in told.items() if said} == {"head_nursery", "director", "health"}
    services.count_heads(actor=cradle.head, room=room, counted=1)
    client.force_login(cradle.director)
    assert "Puede faltar un niño" not in client.get(reverse("today")).content.decode()


def test_an_arrival_undone_may_be_noted_again_at_once(cradle, room, client):
    client.force_login(cradle.head)
    address = reverse("nursery:move", args=[room.pk, cradle.newborn.pk, "llegada"])

    def arrive():
        page = client.get(address).content.decode()
        last = re.search(r'name="last" value="(\d+)"', page)[1]
        return client.post(address, {"who": "mother", "glance": "well", "last": last}), last

    _answer, token = arrive()
    client.post(address, {"who": "mother", "glance": "well", "last": token})  # the second click is the same act
    (event,) = DayEvent.objects.filter(child=cradle.newborn)
    client.post(reverse("nursery:undo", args=[event.pk]))
    arrive()
    assert [e.kind for e in DayEvent.objects.filter(child=cradle.newborn).order_by("id")] == ["in", "undo", "in"]


def test_who_sees_the_room_of_her_shift_types_in_that_of_today_without_surnames(cradle, room, client):
    carer = cradle.staff["inmate_carer"]
    mine = Carer.objects.create(
        establishment=cradle.place, kind="staff", name="Cuidadora", username=carer.username, period=SINCE
    )
    Shift.objects.create(carer=mine, room=room, day=TODAY, starts=time(8), ends=time(12), entered_by="x")
    client.force_login(carer)
    for day in ("2025-06-09", "2026-06-09", "2026-02-02"):
        page = client.get(reverse("nursery:transcribe", args=[room.pk]), {"dia": day}).content.decode()
        assert "2 de febrero de 2026" in page and "Wayra I." in page
        assert cradle.newborn.surnames not in page and cradle.newborn.code not in page


def test_an_injury_is_read_by_the_nurse(cradle, room, client):
    incidents.report(
        actor=cradle.head,
        establishment=cradle.place,
        kind="injury",
        at=_at(2, 9),
        place="Patio",
        what="Se cayó",
        child=cradle.newborn,
        injury="Golpe en la frente",
    )
    read = set()
    for role, user in cradle.staff.items():
        client.force_login(user)
        answer = client.get(reverse("nursery:injuries"))
        if answer.status_code == 200:
            assert "Golpe en la frente" in answer.content.decode() and "Se cayó" not in answer.content.decode()
            read.add(role)
    assert read == {"health"}
    with pytest.raises(Refused, match="más de 90 días"):
        incidents.report(
            actor=cradle.head,
            establishment=cradle.place,
            kind="injury",
            at=_at(2, 9).replace(year=1900),
            place="x",
            what="x",
            child=None,
        )


def test_a_room_with_children_is_not_closed_and_one_left_open_is_told(cradle, room, client, monkeypatch):
    _moved(cradle, room, "in", _at(2, 8))
    given = {"name": room.name, "from_months": 0, "to_months": 36, "capacity": 10, "children_per_adult": 4}
    with pytest.raises(Refused, match="Hay 1 niño en la sala"):
        staffing.save_room(actor=cradle.head, nursery=room.nursery, room=room, closed_on=TODAY, **given)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-03T09:00:00-05:00")
    client.force_login(cradle.director)
    assert "niños sin salida anotada el 02/02/2026" in client.get(reverse("today")).content.decode()
    (row,) = (row for row in queries.month_of(EVERYTHING, factories.FEBRUARY) if row["child"].pk == cradle.newborn.pk)
    assert row["hours"] == round((queries.CLOSES.hour * 60 + queries.CLOSES.minute - 480) / 60, 1)


def test_whoever_stops_caring_at_noon_keeps_the_morning(cradle, room, monkeypatch):
    mine = able(cradle, "Interna", kind="inmate", person=cradle.mother)
    for starts, ends in ((8, 14), (15, 17)):
        staffing.plan_shift(actor=cradle.head, carer=mine, room=room, day=TODAY, starts=time(starts), ends=time(ends))
    with pytest.raises(Refused, match="12 horas"):
        staffing.plan_shift(actor=cradle.head, carer=mine, room=room, day=TODAY, starts=time(0), ends=time(23))
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T12:30:00-05:00")
    staffing.end_carer(actor=cradle.head, carer=mine, on=TODAY)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T18:00:00-05:00")
    held = Scope(ids=frozenset({cradle.place.pk}))
    assert queries.carer_minutes(held, factories.FEBRUARY) == {}, "nobody said yet that she came"
    shifts = [shift.pk for shift in queries.unconfirmed(held, now=clock.now())]
    assert staffing.confirm_shifts(actor=cradle.head, shifts=shifts, came=True) == 2
    assert queries.carer_minutes(held, factories.FEBRUARY) == {cradle.mother.pk: {2: 270}}


def test_a_shift_counts_once_the_head_said_that_she_came(cradle, room, client, monkeypatch):
    mine = able(cradle, "Interna", kind="inmate", person=cradle.mother)
    with pytest.raises(Refused, match="ya es cuidadora"):
        staffing.add_carer(
            actor=cradle.head, establishment=cradle.place, kind="inmate", name="", since=TODAY, person=cradle.mother
        )
    shift = staffing.plan_shift(actor=cradle.head, carer=mine, room=room, day=TODAY, starts=time(14), ends=time(16))
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T12:00:00-05:00")
    with pytest.raises(Refused, match="todavía no empieza"):
        staffing.confirm_shifts(actor=cradle.head, shifts=[shift.pk], came=True)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T17:00:00-05:00")
    client.force_login(cradle.head)
    assert "Turnos de cuidadoras por confirmar" in client.get(reverse("today")).content.decode()
    client.post(reverse("nursery:confirm_shifts"), {"shift": [str(shift.pk), "x"], "came": "no", "from": "hours"})
    shift.refresh_from_db()
    assert (shift.came, shift.came_by) == (False, cradle.head.username)
    held = Scope(ids=frozenset({cradle.place.pk}))
    assert queries.carer_minutes(held, factories.FEBRUARY) == {}
    assert shift not in queries.boards([room], now=at(15))[0].shifts, "who did not come looks after nobody"
    with pytest.raises(Refused, match="ya se dijo si vino"):
        staffing.remove_shift(actor=cradle.head, shift=shift)
    with pytest.raises(PermissionDenied):
        staffing.confirm_shifts(actor=cradle.staff["inmate_carer"], shifts=[shift.pk], came=True)


def test_children_who_are_not_back_in_time_are_told_to_the_head_and_the_director(cradle, room, client, monkeypatch):
    _moved(cradle, room, "in", _at(2, 8))
    go = {
        "actor": cradle.head,
        "nursery": room.nursery,
        "where": "Parque",
        "adults": "Norma y Elsa",
        "children": [cradle.newborn],
    }
    with pytest.raises(Refused, match="después de esta hora"):
        outings.take_out(**go, due=time(9))
    outings.take_out(**go, due=time(11))
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-03T09:00:00-05:00")
    told = set()
    for role, user in cradle.staff.items():
        client.force_login(user)
        if "Parque: debían volver el 02/02 a las 11:00" in client.get(reverse("today")).content.decode():
            told.add(role)
    assert told == {"head_nursery", "director", "health"}
    client.force_login(cradle.head)
    assert "Parque: debían volver" in client.get(reverse("nursery:day")).content.decode()


def test_the_whole_paper_is_typed_in_with_its_counts(cradle, room, client):
    client.force_login(cradle.head)
    address, one = reverse("nursery:transcribe", args=[room.pk]), f"c{cradle.newborn.pk}"
    sent = {
        "day": "2026-01-30",
        f"{one}-came": "08:05",
        f"{one}-glance": "fever",
        f"{one}-note": "38.5",
        f"{one}-feeds": "08:30, 11:00",
        f"{one}-slept": "09:30",
        f"{one}-woke": "10:40",
        f"{one}-left": "12:00",
        "n0-hour": "10:00",
        "n0-counted": "2",
    }
    page = client.post(address, sent).content.decode()
    assert "A las 10:00 contó 2 y debe haber 1" in page and not DayEvent.objects.exists()
    assert "Por qué se pasa recién ahora" not in page
    client.post(address, sent | {"n0-counted": "1"})
    day = queries.events_of_day(cradle.newborn.pk, on=date(2026, 1, 30))
    assert [(e.kind, f"{e.at.astimezone(clock.LIMA):%H:%M}", e.glance) for e in day] == [
        ("in", "08:05", "fever"), ("feed", "08:30", ""), ("sleep", "09:30", ""), ("wake", "10:40", ""),
        ("feed", "11:00", ""), ("out", "12:00", "well"),
    ]  # fmt: skip
    count = HeadCount.objects.get()
    assert (count.counted, count.expected) == (1, 1) and count.entered_at > count.at


def test_a_paper_of_long_ago_says_why_it_is_typed_in_so_late(cradle, room, client):
    """25 January is eight days before."""
    client.force_login(cradle.head)
    address, two = reverse("nursery:transcribe", args=[room.pk]), f"c{cradle.near.pk}"
    sent = {"day": "2026-01-25", f"{two}-came": "08:05", f"{two}-left": "12:00"}
    assert "escriba por qué se pasa recién ahora" in client.post(address, sent).content.decode()
    assert not DayEvent.objects.exists()
    client.post(address, sent | {"reason": "El cuaderno estaba en dirección."})
    assert DayEvent.objects.count() == 2
    assert LoggedAction.objects.filter(verb="nursery.day", reason="El cuaderno estaba en dirección.").exists()


def test_what_was_undone_is_still_told_with_who_and_why(cradle, room, client):
    line = _moved(cradle, room, "in", _at(2, 8), glance="fever", note="39 grados")
    services.undo_event(actor=cradle.head, event=line, reason="Era otro niño")
    client.force_login(cradle.head)
    page = client.get(reverse("nursery:care", args=[room.pk, cradle.newborn.pk])).content.decode()
    assert "39 grados" in page and "Era otro niño" in page and "No está en la cuna ahora" in page


def test_a_carer_undoes_her_own_lines_and_sees_her_room_around_her_shift(cradle, room, client, monkeypatch):
    carer = cradle.staff["inmate_carer"]
    Shift.objects.create(
        carer=able(cradle, "Interna", username=carer.username),
        room=room,
        day=TODAY,
        starts=time(8),
        ends=time(10),
        entered_by="x",
    )
    fever = services.write_event(
        actor=cradle.head,
        child=cradle.newborn,
        room=room,
        kind="in",
        at=_at(2, 8),
        who=queries.MOTHER,
        glance="fever",
        note="39 grados",
    )
    with pytest.raises(Refused, match="Lo anotó otra persona"):
        services.undo_event(actor=carer, event=fever, reason="x")
    with pytest.raises(Refused, match="escriba por qué"):
        services.undo_event(actor=cradle.head, event=fever, reason=" ")
    slept = services.write_event(actor=carer, child=cradle.newborn, room=room, kind="sleep", at=_at(2, 9))
    services.undo_event(actor=carer, event=slept, reason="")
    assert queries.rooms(carer, on=TODAY).count() == 1
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T10:45:00-05:00")
    assert queries.rooms(carer, on=TODAY).count() == 0
