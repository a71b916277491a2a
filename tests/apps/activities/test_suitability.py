"""Who suits what, on real tables: rules, exceptions, the public order, a round drawn twice, the planner."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from llamkay.apps.activities.models import (
    Activity,
    Allocation,
    Completion,
    Enrolment,
    PlaceRequest,
    Round,
    RoundWish,
    SeparationOrder,
)
from llamkay.apps.activities.permissions import VIEW
from llamkay.apps.activities.places.services import allocate
from llamkay.apps.activities.rounds import services as rounds
from llamkay.apps.activities.rounds.queries import results
from llamkay.apps.activities.suitability import services
from llamkay.apps.activities.suitability.facts import frame
from llamkay.apps.activities.suitability.queries import candidates, reasons, vacancies
from llamkay.apps.activities.waiting.access_views import rows_of
from llamkay.apps.activities.waiting.occupancy import in_use, outcomes
from llamkay.apps.activities.waiting.planner import plans
from llamkay.apps.activities.waiting.queries import waiting_list, why
from llamkay.apps.institutions.security_levels.services import set_level
from llamkay.apps.people.models import Conviction, IsolationSpell, LegalStatusSpell, Person, StageSpell
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories

TODAY = date(2026, 2, 2)
SINCE = DateRange(date(2025, 1, 1), None)


@pytest.fixture
def shop(world):
    """A workshop with machines for people of medium or minimum security."""
    shop = world.make_activity(world.here, "MAQ", starts_at=time(8))
    services.set_requirement(
        actor=world.head_work,
        activity=shop,
        stages=["closed_ordinary/minimum", "closed_ordinary/medium"],
        youngest=18,
        days_left=180,
        tools="machines",
        demands=["machines"],
    )
    for person in (world.ana, world.eva):
        StageSpell.objects.create(person=person, regime="closed_ordinary", stage="medium", period=SINCE)
        Enrolment.objects.create(person=person, kind="work", period=SINCE, folio="1")
    Person.objects.filter(pk=world.ana.pk).update(born_on=date(1990, 1, 1))
    return shop


def why_not(person, activity, on=TODAY):
    return list(reasons(frame([person.pk], [activity], on=on), 0, 0))


def test_the_reasons_are_those_of_the_registry_and_of_health(world, shop):
    assert why_not(world.ana, shop) == ["no se sabe cuánto le queda"]
    Conviction.objects.create(person=world.ana, offence="186", starts_on=date(2024, 3, 1), final_on=TODAY, years=2)
    assert why_not(world.ana, shop) == ["le queda menos tiempo del que dura la actividad"]
    Conviction.objects.filter(person=world.ana).update(years=9)
    assert why_not(world.ana, shop) == []
    services.set_fitness(
        actor=Command(), person=world.ana, limits=["machines", "dust"], start=TODAY, end=TODAY + timedelta(days=60)
    )
    assert why_not(world.ana, shop) == ["salud ha limitado lo que la actividad exige; casi: desde el 03/04/2026"]
    IsolationSpell.objects.create(person=world.ana, period=DateRange(TODAY, date(2026, 9, 1)), act="R-1")
    assert why_not(world.ana, shop)[0] == "está en aislamiento hasta el 01/09/2026"
    StageSpell.objects.filter(person=world.ana).update(regime="closed_special", stage="A")
    assert "su etapa no llega a las herramientas o al nivel de seguridad del lugar" in why_not(world.ana, shop)


def test_the_level_of_a_pavilion_bars_stages_while_it_holds(world, shop):
    StageSpell.objects.filter(person=world.ana).update(regime="closed_special", stage="B")
    services.set_requirement(actor=world.head_work, activity=shop, stages=[], pavilion="Pabellón 2")
    assert "su etapa no llega a las herramientas o al nivel de seguridad del lugar" not in why_not(world.ana, shop)
    for level, on in (("minimum", date(2026, 1, 5)), ("maximum", date(2026, 3, 1))):
        set_level(
            actor=world.director, establishment=world.here, pavilion="PABELLÓN 2", level=level, on=on, act="RD 4-2026"
        )
    words = "su etapa no llega a las herramientas o al nivel de seguridad del lugar"
    assert [words in why_not(world.ana, shop, on) for on in (TODAY, date(2026, 3, 1))] == [True, False]
    with pytest.raises(Refused, match="Ya consta un nivel desde el 01/03/2026"):
        set_level(
            actor=world.director, establishment=world.here, pavilion="pabellón 2", level="medium", on=TODAY, act="x"
        )


def test_whoever_is_barred_has_no_place_without_an_exception_of_somebody_else(world, shop):
    StageSpell.objects.filter(person=world.ana).update(stage="maximum")
    given = {"actor": world.head_work, "activity": shop, "person": world.ana, "start": TODAY}
    with pytest.raises(Refused, match="no es idónea para Taller MAQ: su etapa no es de las que pide"):
        allocate(**given)
    exception = {
        "person": world.ana,
        "activity": shop,
        "rules": ["stage"],
        "act": "Acta 8-2026",
        "reason": "Ya trabajó ahí",
        "until": TODAY,
    }
    with pytest.raises(PermissionDenied):
        services.override(actor=world.head_work, **exception)
    with pytest.raises(Refused, match="su acta y su motivo"):
        services.override(actor=world.council, **(exception | {"act": " "}))
    services.override(actor=world.council, **exception)
    assert allocate(**given)


def test_who_is_kept_apart_is_never_named_and_the_pair_is_one(world, shop):
    services.separate(actor=world.director, person=world.eva, other=world.ana, start=TODAY, act="RD 9-2026")
    world.place(world.eva, shop)
    words = [text for text in why_not(world.ana, shop) if "orden" in text]
    assert words == ["una orden la mantiene separada de alguien que tiene plaza ahí"]
    assert world.eva.first_surname not in str(why_not(world.ana, shop))
    with pytest.raises(Refused, match="Ya consta una separación"):
        services.separate(actor=world.director, person=world.ana, other=world.eva, start=TODAY, act="RD 10")
    order = SeparationOrder.objects.get()
    for other, name in ((order.other, "one_separation_a_day"), (order.person, "two_people_apart")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            SeparationOrder.objects.create(
                person=order.person,
                other=other,
                establishment=world.here,
                period=SINCE,
                act="x",
                by="x",
                at=clock.now(),
            )


def test_hours_that_clash_warn(world, shop):
    other = world.make_activity(world.here, "TARDE", starts_at=time(11))
    late = world.make_activity(world.here, "NOCHE", starts_at=time(18))
    world.place(world.ana, other)
    words = "sus horas se cruzan con otra plaza suya o con horas que tiene excluidas"
    assert [words in why_not(world.ana, activity) for activity in (shop, late, other)] == [True, False, False]


def test_candidates_and_vacancies_are_ranked(world, shop):
    for n, person in enumerate(world.make_person(world.here, 40 + n) for n in range(4)):
        StageSpell.objects.create(
            person=person, regime="closed_ordinary", stage="medium" if n else "maximum", period=SINCE
        )
        if n == 2:
            PlaceRequest.objects.create(
                person=person,
                activity=shop,
                requested_on=date(2025, 1, 1),
                waits_since=date(2025, 1, 1),
                state="listed",
                entered_by="x",
                entered_at=clock.now(),
            )
    found = candidates(activity=shop, on=TODAY)
    codes = [line.who.code for line in found]
    # Fewest warnings first: Ana and Eva are in the register; then who asked; the one of maximum security last.
    assert (codes[0], codes[2], codes[-1]) == ("P00001", "P00042", "P00040")
    assert len(candidates(activity=shop, on=TODAY, only="suitable")) == len(codes) - 1
    assert [line.who.code for line in candidates(activity=shop, on=TODAY, only="asked")] == ["P00042"]
    best = vacancies(person=world.ana, establishment=world.here.pk, on=TODAY)
    assert [line.activity.code for line in best] == ["MAQ"]
    Activity.objects.filter(pk=shop.pk).update(capacity=1)
    world.place(world.eva, shop)
    assert vacancies(person=world.ana, establishment=world.here.pk, on=TODAY) == []


def test_the_public_order_is_the_same_again_and_says_why(world, shop):
    for n, since in enumerate((date(2025, 12, 1), date(2025, 2, 1), date(2025, 12, 1))):
        PlaceRequest.objects.create(
            person=world.make_person(world.here, 50 + n),
            activity=shop,
            requested_on=since,
            waits_since=since,
            state="listed",
            entered_by="x",
            entered_at=clock.now(),
        )
    turns = waiting_list(shop, on=TODAY)
    assert [turn.request.person.code for turn in turns] == ["P00051", "P00050", "P00052"]
    # 366 days are twelve times thirty; no other place: 12; no recidivist: 4.
    assert (turns[0].total, turns[0].line.points["wait"]) == (28, 12)
    words = why(turns[2].request, on=TODAY, legal=False)
    assert (words.turn.place, words.of, words.before) == (3, 3, 18)
    assert dict(words.points)["legal"] == 4
    assert "primary" not in dict(words.points)
    assert "primary" in dict(why(turns[2].request, on=TODAY, legal=True).points)
    assert waiting_list(shop, on=TODAY + timedelta(days=60))[0].line.points["wait"] == 14


def test_three_hundred_draw_twice_and_each_is_told_why(world):
    choir, band, course = (
        world.make_activity(world.here, code, capacity=size, kind="culture", modality="")
        for code, size in (("CORO", 40), ("BANDA", 20), ("CURSO", 60))
    )
    services.set_requirement(actor=world.head_education, activity=band, oldest=40)
    of = rounds.open_round(
        actor=world.head_education,
        establishment=world.here,
        name="Marzo",
        closes_on=date(2026, 3, 1),
        most=3,
        offers={choir: 40, band: 20, course: 60},
    )
    people = [world.make_person(world.here, 1000 + n) for n in range(300)]
    ids = [choir.pk, band.pk, course.pk]
    RoundWish.objects.bulk_create(
        RoundWish(round=of, person=person, choices=ids[n % 3 :] + ids[: n % 3], entered_by="x")
        for n, person in enumerate(people)
    )
    wishes = list(of.wishes.order_by("person__code"))
    before = rounds.outcomes_of(of, wishes, seed="acta 9-2026", on=TODAY)
    rounds.draw_round(actor=world.head_education, round=of, seed="acta 9-2026")
    drawn = list(of.wishes.order_by("person__code"))
    assert [(wish.lot, wish.activity_id) for wish in drawn] == [(item.lot, item.activity) for item in before]
    assert rounds.outcomes_of(of, wishes, seed="acta 9-2026", on=TODAY) == before
    assert sum(1 for wish in drawn if wish.activity_id) == 120
    assert PlaceRequest.objects.filter(state="proposed", note="Ronda «Marzo»").count() == 120
    for item in results(of):
        assert len(item.lines) == 3
        assert bool(item.place) == any("con plaza" in line for line in item.lines)
    with pytest.raises(Refused, match="ya se sorteó"):
        rounds.draw_round(actor=world.head_education, round=of, seed="acta 10-2026")


def test_a_round_on_screen(client, world, shop):
    client.force_login(world.head_work)
    page = reverse("activities:rounds")
    posted = {
        "establishment": world.here.pk,
        "name": "Marzo",
        "closes_on": "2026-03-01",
        "most": 2,
        "activities": shop.pk,
    }
    assert client.post(page, posted).status_code == 302
    of = Round.objects.get()
    act = "activities:round_act"
    wrong = client.post(reverse(act, args=[of.pk, "elegir"]), {"person": "NADIE", "first": shop.pk})
    assert (wrong.status_code, "Nadie a su alcance" in wrong.content.decode()) == (422, True)
    client.post(reverse(act, args=[of.pk, "elegir"]), {"person": world.ana.code, "first": shop.pk})
    assert client.post(reverse(act, args=[of.pk, "sortear"]), {"seed": "x"}).status_code == 422
    client.post(reverse(act, args=[of.pk, "sortear"]), {"seed": "acta 7-2026"})
    text = client.get(reverse("activities:round", args=[of.pk])).content.decode()
    assert "con plaza" in text
    assert "acta 7-2026" in text


def test_who_has_several_prisons_opens_a_round_in_the_one_that_is_chosen(client, world, shop):
    """A country's activities are no form: nobody ticks one of a prison by mistake in the round of another."""
    nation = factories.staff("head_work", None, "sede")
    client.force_login(nation)
    page = reverse("activities:rounds")
    assert 'name="activities"' not in client.get(page).content.decode()
    here = {"establecimiento": world.here.pk}
    assert shop.name in client.get(page, here).content.decode()
    assert shop.name not in client.get(page, {"establecimiento": world.there.pk}).content.decode()
    posted = {
        "establishment": world.here.pk,
        "name": "Abril",
        "closes_on": "2026-03-01",
        "most": 1,
        "activities": shop.pk,
    }
    client.post(f"{page}?establecimiento={world.there.pk}", posted)
    assert not Round.objects.exists()
    assert client.post(f"{page}?establecimiento={world.here.pk}", posted).status_code == 302
    assert Round.objects.get().establishment == world.here


def test_the_screens_of_suitability(client, world, shop):
    StageSpell.objects.filter(person=world.eva).update(stage="maximum")
    client.force_login(world.head_work)
    text = client.get(reverse("activities:candidates", args=[shop.pk])).content.decode()
    assert world.eva.full_name in text
    assert "su etapa no es de las que pide" in text
    assert "Hacer una excepción" not in text
    assert "MAQ" in client.get(reverse("activities:vacancies", args=[world.ana.pk])).content.decode()
    form = reverse("activities:requirement", args=[shop.pk])
    assert 'value="180"' in client.get(form).content.decode()
    assert client.post(form, {"tools": "none", "youngest": 30, "oldest": 20}).status_code == 422
    assert client.post(form, {"tools": "none"}).status_code == 302
    shop.requirement.refresh_from_db()
    assert (shop.requirement.stages, shop.requirement.days_left) == ([], None)
    assert client.get(reverse("activities:planner"), {"porcentaje": "40"}).status_code == 200
    client.force_login(world.council)
    page = reverse("activities:override", args=[shop.pk, world.eva.pk])
    assert client.get(page).status_code == 200


def test_the_planner_counts_people_once_and_free_places_first(world, shop):
    for n in range(8):
        world.make_person(world.here, 70 + n)
    world.here.__class__.objects.filter(pk=world.here.pk).update(uses_system=True)
    Activity.objects.filter(pk=world.bakery.pk).update(capacity=3)
    world.place(world.ana, shop)  # who has two places works once
    made, _names = plans(scope=scope.Scope(ids=frozenset([world.here.pk])), on=TODAY, percent=60)
    (one,) = made
    assert (one.population, one.working, one.target, one.more) == (10, 2, 6, 4)
    assert one.free + one.new == 4


def test_no_rate_of_places_passes_a_hundred_and_a_transfer_is_nobodys_failure(client, world, shop):
    Activity.objects.filter(pk=world.bakery.pk).update(capacity=1)  # two people have a place in it
    asked = {"scope": world.head_work.actions[VIEW], "actor": world.head_work, "on": TODAY}
    lines = {line.name: line for line in in_use(**asked)}
    bakery = lines[world.bakery.name]
    assert (bakery.capacity, bakery.taken, bakery.above, bakery.free, bakery.share.percent) == (1, 1, 1, 0, 100)
    (prison,) = in_use(**asked, by="penal")
    assert (prison.activities, prison.capacity, prison.above) == (len(lines), 1 + shop.capacity, 1)
    assert prison.taken == 1 + lines[shop.name].taken
    for n, (ending, began) in enumerate((("completed", 2025), ("own-request", 2025), ("transfer", 2025), (None, 2026))):
        place = world.place(world.make_person(world.here, 600 + n), shop, start=date(began, 1, 5))
        if ending:
            Allocation.objects.filter(pk=place.pk).update(
                period=DateRange(date(began, 1, 5), date(began, 2, 1)), ending=ending
            )
    later, earlier = (next(each for each in outcomes(**asked) if each.began == year) for year in (2026, 2025))
    assert (earlier.completed, earlier.ended, earlier.interrupted) == (1, 2, 1)
    assert earlier.completion.percent == 50
    assert (later.ended, later.completion.percent) == (0, None)
    client.force_login(world.head_work)
    assert world.bakery.name in client.get(reverse("activities:occupancy")).content.decode()
    page = client.get(reverse("activities:outcomes")).content.decode()
    assert "50.0" in page


def test_what_was_learned_and_the_legal_status_count(world, shop):
    LegalStatusSpell.objects.create(person=world.ana, status="remand", period=SINCE)
    services.set_requirement(actor=world.head_work, activity=shop, sentenced=True, stages=[])
    assert "es solo para sentenciadas" in why_not(world.ana, shop)
    place = Allocation.objects.get(person=world.ana, activity=world.bakery)
    Completion.objects.create(
        person=world.ana,
        allocation=place,
        establishment=world.here,
        period=DateRange(TODAY, date(2026, 3, 1)),
        establishment_name="x",
        activity_name="x",
        kind="work",
        by="x",
        at=clock.now(),
    )
    with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
        Completion.objects.update(activity_name="y")


def access_of(world):
    lines = rows_of(world.head_work.actions[VIEW], TODAY)
    return {(line.dimension, line.access.group): [line.access.people, line.access.placed] for line in lines}


def test_equal_access_tells_groups_and_hides_small_ones(client, world, shop):
    for n in range(12):
        person = world.make_person(world.here, 500 + n)
        LegalStatusSpell.objects.create(person=person, status="sentenced", period=SINCE)
        Person.objects.filter(pk=person.pk).update(mother_tongue="quechua" if n < 10 else "aymara")
        if n < 6:
            world.place(person, shop)
    LegalStatusSpell.objects.create(person=world.ana, status="remand", period=SINCE)
    client.force_login(world.head_work)
    assert "grupos pequeños, juntos" in client.get(reverse("activities:access")).content.decode()
    rows = access_of(world)
    assert rows["Sexo", "Mujer"] == [14, 8]
    # Ana, on remand, and Eva, of whom nothing is recorded, are two: the group that is told holds everybody.
    assert rows["Situación jurídica", "grupos pequeños, juntos"][:2] == [14, 8]
    assert ("Situación jurídica", "procesadas") not in rows
    # Two who speak Aymara and two of whom nothing is recorded are too few: with ten of Quechua they are one group.
    assert rows["Lengua materna", "grupos pequeños, juntos"][:2] == [14, 8]
    Person.objects.filter(mother_tongue="").update(mother_tongue="quechua")
    for n in range(10):
        Person.objects.filter(pk=world.make_person(world.here, 600 + n).pk).update(mother_tongue="aymara")
    rows = access_of(world)
    assert (rows["Lengua materna", "Quechua"][:2], rows["Lengua materna", "Aimara"][:2]) == ([12, 8], [12, 0])
