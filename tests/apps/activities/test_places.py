"""The way to a place and its states: asked for, decided by the council, suspended, ended, completed; one winner."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, connections, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.models import Activity, Allocation, Completion, PlaceRequest, Programme, Suspension
from llamkay.apps.activities.places.queries import state_words, suspensions_of
from llamkay.apps.activities.places.request_services import decide, request_place, take_step
from llamkay.apps.activities.places.services import (
    allocate,
    change_end,
    end_allocation,
    pass_trial,
    resume_for,
    undo_allocation,
)
from llamkay.apps.activities.services import change_activity
from llamkay.apps.people.custody.services import transfer_person
from llamkay.apps.people.models import CustodySpell
from llamkay.apps.people.situation.services import record_isolation
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command

TODAY = date(2026, 2, 2)


@pytest.fixture
def shop(world):
    """A workshop of two places, paid by the hour."""
    return world.make_activity(world.here, "NUEVO", capacity=2)


def asks(world, shop, person=None, *, on=TODAY):
    return request_place(actor=world.head_work, activity=shop, person=person or world.ana, on=on)


def approved(world, shop, person=None):
    asked = asks(world, shop, person)
    for step in ("list", "propose"):
        take_step(actor=world.head_work, request=asked, step=step)
    (asked,) = decide(actor=world.council, requests=[asked.pk], act="Acta 9-2026-CTP", on=TODAY, approve=True)
    return asked


def state_of(place, on=TODAY):
    return state_words(place, suspensions_of([place])[place.pk], on=on)[1]


def test_a_request_goes_its_way_and_each_step_is_in_the_log(world, shop):
    asked = approved(world, shop)
    placed = allocate(actor=world.head_work, activity=shop, person=world.ana, start=TODAY)
    asked.refresh_from_db()
    assert (asked.state, asked.allocation, asked.act) == ("active", placed, "Acta 9-2026-CTP")
    verbs = list(
        LoggedAction.objects.filter(target=f"person:{world.ana.pk}").order_by("id").values_list("verb", flat=True)
    )
    steps = ["request_place", "list_request", "propose_place", "approve_place", "allocate"]
    assert verbs == [f"activities.{step}" for step in steps]


def test_who_waits_for_the_council_is_not_placed_meanwhile(world, shop):
    asked = asks(world, shop)
    with pytest.raises(Refused, match="«pedida»: primero la aprueba el consejo"):
        allocate(actor=world.head_work, activity=shop, person=world.ana, start=TODAY)
    take_step(actor=world.head_work, request=asked, step="withdraw", reason="Ya no quiere")
    assert allocate(actor=world.head_work, activity=shop, person=world.ana, start=TODAY)


def test_steps_out_of_turn_are_refused(world, shop):
    asked = asks(world, shop)
    with pytest.raises(Refused, match="está «pedida»"):
        take_step(actor=world.head_work, request=asked, step="propose")
    with pytest.raises(Refused, match="Escriba el motivo"):
        take_step(actor=world.head_work, request=asked, step="withdraw", reason=" ")
    with pytest.raises(Refused, match="ya pidió Taller NUEVO el 02/02/2026: su solicitud está «pedida»"):
        asks(world, shop)
    with pytest.raises(Refused, match="todavía no llega"):
        asks(world, shop, world.eva, on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="está «pedida»"):
        decide(actor=world.council, requests=[asked.pk], act="Acta", on=TODAY, approve=True)


def test_the_council_decides_all_or_none_and_never_who_proposed(world, shop):
    first, second = (asks(world, shop, person) for person in (world.ana, world.eva))
    for step in ("list", "propose"):
        take_step(actor=world.head_work, request=first, step=step)
    with pytest.raises(Refused, match="está «pedida»"):
        decide(actor=world.council, requests=[first.pk, second.pk], act="Acta 1", on=TODAY, approve=True)
    first.refresh_from_db()
    assert first.state == "proposed"
    with pytest.raises(PermissionDenied):
        decide(actor=world.head_work, requests=[first.pk], act="Acta 1", on=TODAY, approve=True)
    PlaceRequest.objects.filter(pk=first.pk).update(proposed_by=world.council.username)
    with pytest.raises(Refused, match="Usted propuso"):
        decide(actor=world.council, requests=[first.pk], act="Acta 1", on=TODAY, approve=True)


def test_the_database_holds_what_the_services_promise(world, shop):
    asks(world, shop)
    row = {
        "person": world.ana,
        "activity": shop,
        "requested_on": TODAY,
        "waits_since": TODAY,
        "entered_by": "x",
        "entered_at": clock.now(),
    }
    for values, name in (
        ({}, "one_request_waits_an_activity"),
        ({"state": "approved", "person": world.eva}, "approved_by_an_act"),
        ({"state": "refused", "person": world.eva}, "request_ends_with_a_reason"),
        ({"state": "suspended", "person": world.eva}, "state_is_of_a_request"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            PlaceRequest.objects.create(**(row | values))
    placed = world.place(world.eva, shop)
    with pytest.raises(IntegrityError, match="one_allocation_an_activity"), transaction.atomic():
        world.place(world.eva, shop)
    spell = {"allocation": placed, "kind": "health", "by": "x", "at": clock.now()}
    Suspension.objects.create(**spell, period=DateRange(TODAY, None))
    with pytest.raises(IntegrityError, match="one_suspension_a_day"), transaction.atomic():
        Suspension.objects.create(**spell, period=DateRange(TODAY + timedelta(days=3), TODAY + timedelta(days=4)))
    with connection.cursor() as cursor:
        with pytest.raises(IntegrityError, match="only_conduct_is_a_failure"), transaction.atomic():
            cursor.execute("UPDATE activities_endreason SET failure = true WHERE code = 'transfer'")
        with pytest.raises(IntegrityError, match="only_conduct_is_a_failure"), transaction.atomic():
            cursor.execute("UPDATE activities_endreason SET failure = true WHERE code = 'isolation'")


def test_a_transfer_ends_the_place_and_is_nobodys_failure_and_the_wait_goes_along(world, shop):
    carceles = Programme.objects.get(code="carceles-productivas")
    Activity.objects.filter(pk=shop.pk).update(programme=carceles)
    shop.refresh_from_db()
    asked = asks(world, shop, on=date(2025, 11, 3))
    placed = Allocation.objects.get(person=world.ana, activity=world.bakery)
    transfer_person(actor=Command(), person=world.ana, to=world.there, on=TODAY, reason="Resolución 1-2026")
    placed.refresh_from_db()
    asked.refresh_from_db()
    assert (placed.ending_id, placed.ending.failure, placed.period.upper) == ("transfer", False, TODAY)
    assert asked.state == "lapsed"
    other = world.make_activity(world.there, "ALLÁ", programme=carceles)
    again = request_place(actor=world.outsider, activity=other, person=world.ana, on=TODAY)
    assert again.waits_since == date(2025, 11, 3)
    # Once she had such a place, a later request waits from its own day.
    world.place(world.ana, other, start=TODAY, end=date(2026, 2, 3))
    take_step(actor=world.outsider, request=again, step="withdraw", reason="Terminó")
    third = world.make_activity(world.there, "OTRA", programme=carceles)
    assert request_place(actor=world.outsider, activity=third, person=world.ana, on=TODAY).waits_since == TODAY


def test_a_place_undone_before_it_begins_gives_its_approval_back(world, shop):
    asked = approved(world, shop)
    placed = allocate(actor=world.head_work, activity=shop, person=world.ana, start=TODAY + timedelta(days=7))
    assert state_of(placed) == "Por empezar"
    undo_allocation(actor=world.head_work, allocation=placed, reason="Cambió de turno")
    asked.refresh_from_db()
    assert (asked.state, asked.allocation) == ("approved", None)


def test_a_planned_end_is_moved_and_taken_back(world, shop):
    placed = world.place(world.ana, shop, start=date(2026, 1, 5))
    end_allocation(actor=world.head_work, allocation=placed, end=date(2026, 3, 2), ending="agreement")
    assert state_of(placed) == "Activa"
    change_end(actor=world.head_work, allocation=placed, end=date(2026, 2, 16), ending="agreement")
    change_end(actor=world.head_work, allocation=placed, end=date(2026, 4, 1), ending="agreement")
    placed.refresh_from_db()
    assert (placed.period.upper, placed.ending_id) == (date(2026, 4, 1), "agreement")
    for other in (world.eva, world.make_person(world.here, 7)):
        world.place(other, shop, start=date(2026, 4, 1))
    with pytest.raises(Refused, match="las 2 plazas ya son de otras"):
        change_end(actor=world.head_work, allocation=placed, end=None)
    Allocation.objects.filter(person=world.eva, activity=shop).delete()
    change_end(actor=world.head_work, allocation=placed, end=None)
    placed.refresh_from_db()
    assert (placed.period.upper, placed.ending) == (None, None)
    with pytest.raises(Refused, match="no tiene un término por venir"):
        change_end(actor=world.head_work, allocation=placed, end=None)


def test_what_was_suspended_beyond_a_place_that_ends_earlier_ends_with_it(world, shop):
    placed = world.place(world.ana, shop, start=date(2026, 1, 5))
    end_allocation(actor=world.head_work, allocation=placed, end=date(2026, 4, 1), ending="agreement")
    for period in ((date(2026, 2, 10), date(2026, 2, 20)), (date(2026, 3, 1), date(2026, 3, 9))):
        given = {"kind": "materials", "act": "Acta 1", "by": "alguien", "at": clock.now()}
        Suspension.objects.create(allocation=placed, period=DateRange(*period), **given)
    change_end(actor=world.head_work, allocation=placed, end=date(2026, 2, 16), ending="agreement")
    assert [row.period.upper for row in placed.suspensions.all()] == [date(2026, 2, 16)]


def test_a_place_runs_again_as_long_as_she_is_there_and_has_no_other(world, shop):
    placed = world.place(world.ana, shop, start=date(2026, 1, 5))
    given = {"actor": world.head_work, "person": world.ana, "activity": shop, "ended_on": date(2026, 1, 20)}
    end_allocation(actor=world.head_work, allocation=placed, end=date(2026, 1, 20), ending="agreement")
    again = world.place(world.ana, shop, start=date(2026, 1, 26))
    with pytest.raises(Refused, match="ya tiene otra plaza"):
        resume_for(**given, reason="Se probó")
    again.delete()
    held = CustodySpell.objects.get(person=world.ana)
    CustodySpell.objects.filter(pk=held.pk).update(period=DateRange(held.period.lower, TODAY), exit="release")
    resumed = resume_for(**given, reason="Se probó")
    assert (resumed.period.upper, resumed.ending_id) == (TODAY, "release")
    ended = DateRange(placed.period.lower, given["ended_on"])
    Allocation.objects.filter(pk=placed.pk).update(period=ended, ending="agreement")
    CustodySpell.objects.filter(pk=held.pk).update(period=held.period, exit="")
    assert resume_for(**given, reason="Se probó").period.upper is None


def test_only_reasons_of_the_list_end_a_place_and_another_needs_words(world, shop):
    placed = world.place(world.ana, shop)
    for code, words in (("transfer", "Elija el motivo"), ("nada", "Elija el motivo"), ("other", "Escriba el motivo")):
        with pytest.raises(Refused, match=words):
            end_allocation(actor=world.head_work, allocation=placed, end=TODAY, ending=code)


def test_what_was_completed_keeps_its_names(world, shop):
    programme = Programme.objects.get(code="carceles-productivas")
    change_activity(actor=world.head_work, activity=shop, programme=programme)
    shop.refresh_from_db()
    placed = world.place(world.ana, shop)
    end_allocation(actor=world.head_work, allocation=placed, end=TODAY, ending="completed")
    change_activity(actor=world.head_work, activity=shop, name="Otro nombre")
    Programme.objects.filter(pk=programme.pk).update(name="Se llamó de otro modo")
    kept = Completion.objects.get(person=world.ana)
    assert (kept.activity_name, kept.programme_name) == ("Taller NUEVO", "Cárceles Productivas")
    assert (kept.establishment_name, kept.period.upper) == (world.here.name, TODAY)


def test_an_activity_is_of_the_kind_and_the_days_of_its_programme(world, shop):
    with pytest.raises(Refused, match="es de estudio"):
        change_activity(actor=world.head_work, activity=shop, programme=Programme.objects.get(code="eba"))
    Programme.objects.filter(code="carceles-productivas").update(period=DateRange(date(2026, 6, 1), None))
    with pytest.raises(Refused, match="no está vigente"):
        change_activity(
            actor=world.head_work, activity=shop, programme=Programme.objects.get(code="carceles-productivas")
        )


def test_a_trial_is_told_and_passed(world, shop):
    change_activity(actor=world.head_work, activity=shop, trial_days=30)
    placed = allocate(actor=world.head_work, activity=shop, person=world.ana, start=TODAY)
    assert state_of(placed) == "Activa, a prueba hasta el 03/03/2026"
    pass_trial(actor=world.head_work, allocation=placed)
    placed.refresh_from_db()
    assert state_of(placed) == "Activa"
    with pytest.raises(Refused, match="no está a prueba"):
        pass_trial(actor=world.head_work, allocation=placed)


def test_fewer_places_than_people_are_asked_about(world, shop):
    for person in (world.ana, world.eva):
        world.place(person, shop)
    with pytest.raises(Refused, match="2 personas tienen plaza y quedarían 1: termine 1 plazas"):
        change_activity(actor=world.head_work, activity=shop, capacity=1)
    change_activity(actor=world.head_work, activity=shop, capacity=1, over_capacity=True)
    with pytest.raises(Refused, match="ocupadas"):
        allocate(actor=world.head_work, activity=shop, person=world.make_person(world.here, 9), start=TODAY)


def _raced(calls):
    """What each of several calls at once came to: nothing, or its refusal."""
    together = Barrier(len(calls))

    def one(call):
        try:
            with scope.elevated():
                together.wait()
                call()
        except Refused as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


RACERS = 50


@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_want_the_last_place_one_has_it_and_the_others_know_who(small_prison):
    with scope.elevated():
        shop = small_prison.make_activity(small_prison.here, "UNA", capacity=1)
        people = [small_prison.make_person(small_prison.here, 100 + n) for n in range(RACERS)]
    told = _raced(
        [
            lambda person=person: allocate(actor=Command(), activity=shop, person=person, start=TODAY)
            for person in people
        ]
    )
    with scope.elevated():
        (winner,) = Allocation.objects.filter(activity=shop).select_related("person")
    assert told.count("") == 1
    assert {text for text in told if text} == {
        f"Taller UNA tiene sus 1 plazas ocupadas: la última la recibió {winner.person}. Termine una asignación o "
        "amplíe las plazas."
    }


@pytest.mark.django_db(transaction=True)
def test_of_fifty_requests_for_one_person_one_stands(small_prison):
    with scope.elevated():
        shop = small_prison.make_activity(small_prison.here, "UNA", capacity=60)
    told = _raced(
        [
            lambda: request_place(actor=Command(), activity=shop, person=small_prison.ana, on=TODAY)
            for _n in range(RACERS // 2)
        ]
        + [
            lambda: allocate(actor=Command(), activity=shop, person=small_prison.ana, start=TODAY)
            for _n in range(RACERS // 2)
        ]
    )
    with scope.elevated():
        rows = PlaceRequest.objects.filter(person=small_prison.ana).count()
        places = Allocation.objects.filter(person=small_prison.ana, activity=shop).count()
    assert (rows, places) in ((1, 0), (0, 1))
    assert told.count("") == 1
    assert all("ya" in text or "solicitud" in text for text in told if text)


def test_the_screens_play_a_request_to_its_place(client, world, shop):
    client.force_login(world.head_work)
    url = reverse("activities:new_request", args=[world.ana.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"activity": shop.pk, "asked_by": "person", "on": "2026-01-20", "note": ""})
    asked = PlaceRequest.objects.get(person=world.ana)
    page = reverse("activities:request", args=[asked.pk])
    assert "Poner en la lista de espera" in client.get(page).content.decode()
    for act in ("poner-en-lista", "proponer"):
        assert client.post(reverse("activities:request_act", args=[asked.pk, act])).status_code == 302
    assert client.get(reverse("activities:council")).status_code == 403
    client.force_login(world.council)
    assert world.ana.full_name in client.get(reverse("activities:council")).content.decode()
    wrong = client.post(
        reverse("activities:council"), {"request": asked.pk, "act": "", "on": "", "decision": "approve"}
    )
    assert wrong.status_code == 422
    client.post(
        reverse("activities:council"),
        {"request": asked.pk, "act": "Acta 3", "on": "2026-01-30", "decision": "approve", "reason": ""},
    )
    client.force_login(world.head_work)
    client.post(reverse("activities:request_act", args=[asked.pk, "dar"]), {"start": "2026-02-02"})
    placed = Allocation.objects.get(person=world.ana, activity=shop)
    assert "Activa" in client.get(reverse("activities:place", args=[placed.pk])).content.decode()
    assert "Con plaza" in client.get(reverse("activities:requests")).content.decode()
    client.post(
        reverse("activities:place_act", args=[placed.pk, "suspender"]),
        {"kind": "materials", "start": "2026-02-02", "back_on": "2026-02-09", "paid": "on"},
    )
    text = client.get(reverse("activities:place", args=[placed.pk])).content.decode()
    assert "Suspendida (con pago, vuelve el 09/02/2026)" in text
    refused = client.post(
        reverse("activities:place_act", args=[placed.pk, "suspender"]), {"kind": "materials", "start": "2026-02-04"}
    )
    assert refused.status_code == 422
    assert "las suspensiones no se cruzan" in refused.content.decode()


def test_isolation_does_not_end_a_place(world, shop):
    placed = world.place(world.ana, shop)
    record_isolation(actor=Command(), person=world.ana, start=TODAY, end=None, act="Resolución 3")
    placed.refresh_from_db()
    assert placed.period.upper is None
