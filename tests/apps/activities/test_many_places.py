"""Places given and ended for many at once, and those that somebody is to lose: two people, each in the log."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from llamkay.apps.activities.models import (
    Allocation,
    PlaceBatch,
    PlaceRemoval,
    PlaceRequest,
    SeparationOrder,
    Suspension,
)
from llamkay.apps.activities.places.batch_services import end_many, place_many, undo_batch
from llamkay.apps.activities.places.checks import most_at_once
from llamkay.apps.activities.places.queries import refused_of
from llamkay.apps.activities.places.removal_services import decide_removal, propose_removal
from llamkay.apps.activities.places.request_services import decide, request_place, take_step
from llamkay.apps.activities.places.services import end_allocation
from llamkay.apps.activities.tasks import removals_to_decide
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.models import LoggedAction
from llamkay.platform.screens.languages import for_reader
from llamkay.platform.security import scope
from llamkay.platform.security.scope import EVERYTHING

TODAY = date(2026, 2, 2)


@pytest.fixture
def shop(world):
    """A workshop of three places."""
    return world.make_activity(world.here, "NUEVO", capacity=3)


@pytest.fixture
def people(world):
    """Five people of the prison, and one of another."""
    return [*(world.make_person(world.here, 30 + n) for n in range(5)), world.make_person(world.there, 60)]


def refused(done):
    return {person.code: for_reader(texts) for person, texts in done.refused}


def test_each_who_is_refused_is_told_why_and_the_rest_are_placed(world, shop, people):
    order = {"establishment": world.here, "period": DateRange(date(2025, 1, 1), None), "act": "RD 1", "by": "x"}
    SeparationOrder.objects.create(person=people[0], other=people[1], at=clock.now(), **order)
    asked = request_place(actor=world.head_work, activity=shop, person=people[2], on=TODAY)
    done = place_many(actor=world.head_work, activity=shop, people=people, start=TODAY)
    assert [place.person for place in done.places] == [people[0], people[3], people[4]]
    told = refused(done)
    assert "se le mantiene separada" in told["P00031"] and people[0].full_name not in told["P00031"]
    assert "primero la aprueba el consejo" in told["P00032"]
    assert "no estaba en EP de Prueba" in told["P00060"]
    with override("en"):
        english = {person.code: text for person, text in refused_of(done.batch)}
    assert "was not in EP de Prueba" in english["P00060"] and "the council" in english["P00032"]
    assert LoggedAction.objects.filter(verb="activities.allocate").count() == 3
    assert asked.state == "requested"
    with pytest.raises(Refused, match="Elija al menos"):
        place_many(actor=world.head_work, activity=shop, people=[], start=TODAY)
    with pytest.raises(PermissionDenied):
        place_many(actor=world.head_education, activity=shop, people=people, start=TODAY)


def test_an_approved_request_is_answered_and_comes_back_when_it_is_undone(world, shop, people):
    asked = request_place(actor=world.head_work, activity=shop, person=people[0], on=TODAY)
    for step in ("list", "propose"):
        take_step(actor=world.head_work, request=asked, step=step)
    decide(actor=world.council, requests=[asked.pk], act="Acta 1", on=TODAY, approve=True)
    done = place_many(actor=world.head_work, activity=shop, people=people[:4], start=TODAY)
    assert "plazas ocupadas: la última la recibió Apellido032" in refused(done)["P00033"]
    asked.refresh_from_db()
    assert asked.state == "active"
    undo_batch(actor=world.head_work, batch=done.batch)
    assert PlaceRequest.objects.get().state == "approved"
    assert not shop.allocations.exists()
    with pytest.raises(Refused, match="ya se deshizo"):
        undo_batch(actor=world.head_work, batch=done.batch)


def test_many_end_in_one_act_and_run_on_when_it_is_undone(world, shop, people):
    given = place_many(actor=world.head_work, activity=shop, people=people[:3], start=date(2026, 1, 5))
    places = [place.pk for place in given.places]
    Suspension.objects.create(
        allocation=given.places[0], period=DateRange(TODAY, None), kind="health", by="x", at=clock.now()
    )
    end = {"actor": world.head_work, "activity": shop, "places": places, "end": date(2026, 2, 9)}
    with pytest.raises(Refused, match="lo decide otra"):
        end_many(**end, ending="discipline")
    with pytest.raises(Refused, match="lo decide otra"):
        end_allocation(actor=world.head_work, allocation=given.places[1], end=TODAY, ending="absences")
    done = end_many(**end, ending="agreement")
    assert "suspendida más allá" in refused(done)["P00030"]
    assert {(str(row.period.upper), row.ending_id) for row in Allocation.objects.filter(pk__in=places[1:])} == {
        ("2026-02-09", "agreement")
    }
    assert "Su plaza ya termina" in refused(end_many(**end, ending="agreement"))["P00031"]
    two = place_many(actor=world.head_work, activity=shop, people=people[3:5], start=date(2026, 2, 9))
    with pytest.raises(Refused, match="sus plazas ya son de otras personas"):
        undo_batch(actor=world.head_work, batch=done.batch)
    undo_batch(actor=world.head_work, batch=two.batch)
    undo_batch(actor=world.head_work, batch=done.batch)
    assert set(Allocation.objects.filter(pk__in=places).values_list("ending", flat=True)) == {None}


def test_more_people_ask_no_more_of_the_database(world, people):
    asked = []
    for some, code in ((people[:2], "A"), (people[2:5], "B")):
        activity = world.make_activity(world.here, code)
        with CaptureQueriesContext(connection) as queries:
            done = place_many(actor=world.head_work, activity=activity, people=some, start=TODAY)
            end_many(
                actor=world.head_work,
                activity=activity,
                places=[place.pk for place in done.places],
                end=date(2026, 3, 1),
                ending="agreement",
            )
        asked.append(len(queries))
    assert asked[1] <= asked[0]


def test_most_at_once():
    periods = [
        DateRange(date(2026, 1, 1), date(2026, 2, 1)),
        DateRange(date(2026, 2, 1), None),
        DateRange(date(2026, 1, 15), date(2026, 1, 20)),
        DateRange(date(2025, 1, 1), date(2025, 2, 1)),
    ]
    assert most_at_once(periods, since=date(2026, 1, 10)) == 2
    assert most_at_once(periods, since=date(2026, 2, 1)) == 1
    assert most_at_once([], since=TODAY) == 0


def test_the_screens_of_many(world, shop, people, client):
    client.force_login(world.head_work)
    page = reverse("activities:give_many", args=[shop.pk])
    shown = client.get(page).content.decode()
    assert people[0].full_name in shown and f'name="person" id="b{people[2].pk}" value="{people[2].pk}">' in shown
    wrong = client.post(page, {"start": "2026-02-02", "codes": "P00031\nNADIE, 00000030", "person": people[2].pk})
    assert f'value="{people[2].pk}" checked>' in wrong.content.decode()
    assert wrong.status_code == 422 and "«NADIE»: ninguna persona" in wrong.content.decode()
    answer = client.post(page, {"start": "2026-02-02", "person": people[2].pk, "codes": "P00031; 00000030"})
    batch = PlaceBatch.objects.get()
    assert answer.url == reverse("activities:place_batch", args=[batch.pk])
    assert shop.allocations.count() == 3
    ends = reverse("activities:end_many", args=[shop.pk])
    first = shop.allocations.first()
    assert f'name="place" id="b{first.pk}" value="{first.pk}">' in client.get(ends).content.decode()
    data = {"end": "2026-02-09", "ending": "agreement", "place": [row.pk for row in shop.allocations.all()]}
    last = client.post(ends, data).url
    nothing = client.post(ends, data | {"reason": "otra vez"})
    assert nothing.status_code == 422 and "Su plaza ya termina" in nothing.content.decode()
    assert "3 personas" in client.get(last).content.decode()
    assert client.post(last).status_code == 302
    assert shop.allocations.filter(ending=None).count() == 3
    assert client.post(answer.url).status_code == 302
    assert not shop.allocations.exists()
    undone = client.get(answer.url).content.decode()
    assert "Plazas que se deshicieron" in undone and people[2].get_absolute_url() in undone
    client.force_login(world.outsider)
    assert client.get(answer.url).status_code == 404
    assert client.get(page).status_code == 404


def test_what_was_undone_is_read_with_the_login_of_the_office(world, shop, people, client, as_application):
    with scope.acting_in(world.head_work.scope):
        client.force_login(world.head_work)
    page = client.post(
        reverse("activities:give_many", args=[shop.pk]), {"start": "2026-02-02", "person": people[2].pk}
    ).url
    assert client.post(page).status_code == 302
    undone = client.get(page).content.decode()
    assert "Plazas que se deshicieron" in undone and people[2].get_absolute_url() in undone


def proposed(world, **more):
    place = Allocation.objects.get(person=world.ana, activity=world.bakery)
    values = {
        "ending": "discipline",
        "on": date(2026, 1, 31),
        "reason": "Golpeó a una compañera, parte 4",
        "answer": "Dice que se defendió de ella",
    }
    return propose_removal(actor=world.head_work, allocation=place, **{**values, **more})


def test_one_proposes_with_her_answer_and_another_decides(world):
    for wrong, words in (
        ({"ending": "health"}, "Elija el motivo"),
        ({"answer": "no"}, "Escriba qué responde"),
        ({"reason": "x"}, "Escriba el motivo"),
        ({"on": date(2025, 1, 1)}, "después del primero"),
    ):
        with pytest.raises(Refused, match=words):
            proposed(world, **wrong)
    asked = proposed(world)
    place = asked.allocation
    assert Allocation.objects.get(pk=place.pk).period.upper is None
    with pytest.raises(Refused, match="Ya hay una separación por decidir"):
        proposed(world)
    with pytest.raises(PermissionDenied):
        decide_removal(actor=world.head_work, removal=asked, remove=True, decision="Acta 9 del consejo")
    with transaction.atomic(), pytest.raises(IntegrityError):
        PlaceRemoval.objects.filter(pk=asked.pk).update(
            state="decided", decided_by="head_work", decided_at=clock.now(), decision="Acta 9"
        )
    assert [task.count for task in removals_to_decide(world.council, EVERYTHING, TODAY)] == [1]
    done = decide_removal(actor=world.council, removal=asked, remove=True, decision="Acta 9 del consejo")
    place.refresh_from_db()
    assert (place.period.upper, place.ending_id, place.end_reason) == (
        date(2026, 1, 31),
        "discipline",
        "Acta 9 del consejo",
    )
    with pytest.raises(Refused, match="Ya se decidió"):
        decide_removal(actor=world.director, removal=done, remove=False, decision="Acta 10 del consejo")
    verbs = LoggedAction.objects.filter(target=f"person:{world.ana.pk}").order_by("id").values_list("verb", "actor")
    assert list(verbs) == [
        ("activities.propose_removal", "head_work"),
        ("activities.end_allocation", "council"),
        ("activities.decide_removal", "council"),
    ]


def test_a_proposal_that_is_rejected_leaves_the_place(world, client):
    client.force_login(world.head_work)
    place = Allocation.objects.get(person=world.ana, activity=world.bakery)
    data = {"ending": "absences", "on": "2026-01-31", "reason": "Faltó once días, lista 3", "answer": "Estaba enferma"}
    act = reverse("activities:place_act", args=[place.pk, "proponer-separacion"])
    assert client.post(act, data).status_code == 302
    shown = client.get(reverse("activities:place", args=[place.pk])).content.decode()
    assert "propuso quitarle la plaza" in shown and "proponer-separacion" not in shown  # one at a time
    client.force_login(world.council)
    page = reverse("activities:removal", args=[PlaceRemoval.objects.get().pk])
    assert "Estaba enferma" in client.get(page).content.decode()
    assert client.post(page, {"remove": "no", "decision": "Probó su enfermedad"}).status_code == 302
    assert (PlaceRemoval.objects.get().state, Allocation.objects.get(pk=place.pk).period.upper) == ("rejected", None)
    assert "No procede" in client.get(reverse("activities:removals")).content.decode()
