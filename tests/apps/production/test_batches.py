"""Recipes freeze, batches consume their share, quality comes before anything leaves, refusals say what is short."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Sum

from llamkay.apps.production.bakery.services import record_control
from llamkay.apps.production.kinds import State
from llamkay.apps.production.making import queries, services
from llamkay.apps.production.making.forms import BatchForm
from llamkay.apps.production.making.services import Output
from llamkay.apps.production.models import Consumption, Good, Movement, Recipe, SanitaryRegistration
from llamkay.apps.production.permissions import MAKE
from llamkay.apps.production.recipes import queries as recipe_queries
from llamkay.apps.production.recipes import services as recipes
from llamkay.apps.production.stock import moving
from llamkay.apps.production.stock import services as stock
from llamkay.core.errors import Refused
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING
from tests.worlds.workshop import TODAY, baked, open_day

pytestmark = pytest.mark.usefixtures("everything")


def there(lot, state=State.AVAILABLE):
    return moving.amount_in(lot, state)


def refusal(act, *words):
    with pytest.raises(Refused) as caught:
        act()
    assert [word for word in words if word not in str(caught.value)] == []


def complete(batch, actor=None, plan=None, **output):
    return services.complete(actor=actor or Command(), batch=batch, output=Output(**output), on=TODAY, plan=plan)


def test_a_morning_of_rolls(bakery):
    batch = open_day(bakery)
    assert {need.good.sku: need.quantity for need in batch.needs.all()} == {"SM-HAR": 8_000, "SM-MAN": 843}
    complete(batch, actor=bakery.baker, first=150_000, second=10_000, scrap=40_000, scrap_reason="burnt")
    # The sack that expires first is emptied, the rest comes from the other.
    assert (there(bakery.soon), there(bakery.soon, State.CONSUMED)) == (0, 6_000)
    assert (there(bakery.late), there(bakery.fat)) == (8_000, 2_000 - 843)
    first, second = batch.lots.order_by("grade")
    assert (first.expires_on, first.owner, first.company) == (date(2026, 2, 4), "company", bakery.company)
    assert there(first, State.PENDING) == 150_000 and there(second, State.PENDING) == 10_000
    # 6 kg at 2.50, 2 kg at 3.00, 843 g at 20.00 make 37.86; 160 rolls carry it.
    assert first.cost == 24
    services.check_lot(actor=bakery.baker, lot=first, passed=148_000, rejected=2_000, note="Sin cocer")
    assert (there(first), there(first, State.REJECTED), there(first, State.PENDING)) == (148_000, 2_000, 0)
    refusal(lambda: services.end_batch(actor=bakery.baker, batch=open_day(bakery)), "no salió nada")
    assert services.end_batch(actor=bakery.baker, batch=batch).stage == "done"
    refusal(lambda: complete(batch, first=1_000), "ya no está abierto")


def test_partial_completions_each_consume_their_share_and_together_the_whole(bakery):
    batch = open_day(bakery)
    for part in (70_000, 70_000, 60_000):
        complete(batch, first=part)
    sums = dict(
        Consumption.objects.filter(completion__batch=batch).values_list("good__sku").annotate(n=Sum("quantity"))
    )
    assert sums == {"SM-HAR": 8_000, "SM-MAN": 843}
    moved = (
        Movement.objects.filter(batch=batch, kind="consume").values_list("lot__good__sku").annotate(n=Sum("quantity"))
    )
    assert dict(moved) == sums


def test_of_what_comes_whole_no_part_is_taken(bakery):
    egg = stock.save_good(
        actor=bakery.head, establishment=bakery.place, sku="hue", name="Huevo", kind="material", unit="u"
    )
    owner = {"owner": "company", "company": bakery.company}
    stock.receive(actor=Command(), good=egg, site=bakery.site, quantity=60_000, code="H", **owner)
    draft = recipes.save_recipe(
        actor=bakery.head, good=bakery.roll, makes=200_000, lines=[(egg, 30_000, 30_000)], minutes=1
    )
    bakery.recipe = recipes.use_recipe(actor=bakery.head, recipe=draft)
    batch = open_day(bakery)
    assert batch.needs.get().quantity == 31_000
    for part in (70_000, 70_000, 60_000):
        complete(batch, first=part)
    assert [c.quantity for c in Consumption.objects.order_by("pk")] == [11_000, 11_000, 9_000]


def test_a_refusal_names_everything_that_is_short_and_consumes_nothing(bakery):
    batch = open_day(bakery, planned=600_000)
    refusal(
        lambda: complete(batch, first=600_000),
        "Falta Harina fortificada",
        "se necesita 24 kg",
        "falta 8 kg",
        "Falta Mantequilla",
    )
    assert there(bakery.soon) == 6_000 and not batch.completions.exists() and not batch.lots.exists()


def test_what_has_expired_is_not_used_and_is_said(bakery, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-03-05T10:00:00-05:00")
    day = date(2026, 3, 5)
    batch = services.open_batch(
        actor=Command(), activity=bakery.activity, recipe=bakery.recipe, site=bakery.site, planned=300_000, first=day
    )
    with pytest.raises(Refused) as caught:
        services.complete(actor=Command(), batch=batch, output=Output(first=300_000), on=day)
    assert "hay 10 kg" in str(caught.value) and "6 kg vencido" in str(caught.value)


def test_a_plan_takes_the_lots_that_it_names(bakery):
    batch = open_day(bakery)
    complete(batch, first=200_000, plan={bakery.late.pk: 8_000})
    assert (there(bakery.soon), there(bakery.late)) == (6_000, 2_000)
    assert there(bakery.fat) == 2_000 - 843  # what the plan does not name goes by expiry
    other = open_day(bakery)
    refusal(lambda: complete(other, first=200_000, plan={bakery.late.pk: 8_000}), "falta 6 kg")


def test_a_lot_of_another_owner_is_not_touched(bakery):
    stock.receive(actor=Command(), good=bakery.flour, site=bakery.site, quantity=100_000, code="INPE")
    batch = open_day(bakery, planned=600_000)
    refusal(lambda: complete(batch, first=600_000), "falta 8 kg")


def test_version_and_quantities_freeze_when_a_batch_opens(bakery):
    batch = open_day(bakery)
    draft = recipes.save_recipe(
        actor=bakery.head, good=bakery.roll, makes=200_000, lines=[(bakery.flour, 9_000, 0)], minutes=200
    )
    assert (draft.version, draft.stage) == (2, "draft")
    recipes.use_recipe(actor=bakery.head, recipe=draft)
    bakery.recipe.refresh_from_db()
    assert bakery.recipe.stage == "former" and batch.recipe_id == bakery.recipe.pk
    assert batch.needs.get(good=bakery.flour).quantity == 8_000
    refusal(lambda: open_day(bakery), "no está en uso")
    for change in ({"makes": 1}, {"stage": "draft"}):
        with pytest.raises(IntegrityError, match="gets a version"), transaction.atomic():
            Recipe.objects.filter(pk=bakery.recipe.pk).update(**change)
    with pytest.raises(IntegrityError, match="gets a version"), transaction.atomic():
        bakery.recipe.parts.all().delete()
    with pytest.raises(IntegrityError, match="frozen when it opens"), transaction.atomic():
        type(batch).objects.filter(pk=batch.pk).update(planned=1)


def test_a_recipe_that_needs_itself_is_not_put_in_force(bakery):
    dough = stock.save_good(
        actor=bakery.head, establishment=bakery.place, sku="masa", name="Masa", kind="half", unit="kg"
    )
    first = recipes.save_recipe(actor=bakery.head, good=dough, makes=1_000, lines=[(bakery.roll, 1_000, 0)])
    recipes.use_recipe(actor=bakery.head, recipe=first)
    second = recipes.save_recipe(actor=bakery.head, good=bakery.roll, makes=1_000, lines=[(dough, 1_000, 0)])
    refusal(lambda: recipes.use_recipe(actor=bakery.head, recipe=second), "a sí mismo")


def test_the_page_of_a_recipe_derives_allergens_ingredients_and_cost(bakery):
    page = recipe_queries.recipe_page(scope=EVERYTHING, pk=bakery.recipe.pk)
    assert page.allergens == ("gluten", "milk")
    assert [good.sku for good in page.ingredients] == ["SM-HAR", "SM-MAN"]
    # 40 g of flour at the price of the last sack, 2.50, and 4.21 g of butter at 20.00.
    assert page.cost.material == 18


def test_ingredients_stand_by_their_weight_whatever_they_are_counted_in(bakery):
    egg = stock.save_good(
        actor=Command(),
        establishment=bakery.place,
        sku="HUE",
        name="Huevo",
        kind="material",
        unit="u",
        grams=60,
        food=True,
    )
    lines = [(bakery.flour, 8_000, 0), (bakery.butter, 800, 0), (egg, 30_000, 0)]  # thirty eggs are 1.8 kg
    draft = recipes.save_recipe(actor=Command(), good=bakery.roll, makes=200_000, lines=lines, minutes=240)
    page = recipe_queries.recipe_page(scope=EVERYTHING, pk=draft.pk)
    assert [good.sku for good in page.ingredients] == ["SM-HAR", "HUE", "SM-MAN"]


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ({}, "cuánto salió"),
        ({"first": 1_500}, "unidades enteras"),
        ({"scrap": 1_000}, "por qué se desechó"),
        ({"first": -1_000}, "cuánto salió"),
    ],
)
def test_what_a_completion_needs(bakery, output, word):
    batch = open_day(bakery)
    refusal(lambda: complete(batch, **output), word)


def test_nothing_leaves_before_its_check(bakery):
    batch = open_day(bakery)
    complete(batch, first=100_000)
    lot = batch.lots.get()
    refusal(
        lambda: stock.move(actor=bakery.baker, lot=lot, kind="carry", quantity=1_000, site=bakery.site, to=bakery.fair),
        "No alcanza",
    )
    refusal(lambda: services.check_lot(actor=bakery.baker, lot=lot, passed=100_001), "esperan revisión 100 u")
    refusal(lambda: services.check_lot(actor=bakery.baker, lot=lot, passed=99_000, rejected=1_000), "por qué")
    with pytest.raises(PermissionDenied):
        services.check_lot(actor=bakery.director, lot=lot, passed=1_000)


def test_a_food_whose_registration_ran_out_is_not_freed(bakery):
    SanitaryRegistration.objects.create(
        establishment=bakery.place,
        good=bakery.roll,
        number="N123",
        period=DateRange(date(2021, 1, 1), date(2026, 1, 1)),
        holder="Panificadora",
    )
    batch = open_day(bakery)
    complete(batch, first=1_000)
    refusal(lambda: services.check_lot(actor=bakery.baker, lot=batch.lots.get(), passed=1_000), "N123", "venció")


def test_a_batch_that_falls_short_says_why_and_one_with_nothing_is_cancelled(bakery):
    batch = open_day(bakery)
    refusal(lambda: services.cancel_batch(actor=bakery.baker, batch=batch, why=" "), "por qué")
    complete(batch, first=100_000)
    refusal(lambda: services.end_batch(actor=bakery.baker, batch=batch), "100 u de 200 u")
    refusal(lambda: services.cancel_batch(actor=bakery.baker, batch=batch, why="x"), "Ya salió algo")
    services.end_batch(actor=bakery.baker, batch=batch, why="Se cortó la luz")
    other = open_day(bakery)
    assert services.cancel_batch(actor=bakery.baker, batch=other, why="Sin levadura").stage == "cancelled"


def test_a_batch_is_of_days_on_which_the_workshop_runs(bakery):
    batch = {"actor": bakery.baker, "activity": bakery.activity, "recipe": bakery.recipe, "site": bakery.site}
    refusal(lambda: services.open_batch(**batch, planned=1_000, first=date(2024, 1, 1)), "no funciona")
    refusal(lambda: services.open_batch(**batch, planned=1_500, first=TODAY), "cuánto se va a hacer")
    refusal(lambda: services.open_batch(**batch, planned=1_000, first=TODAY, last=date(2026, 9, 1)), "92 días")
    codes = [services.open_batch(**batch, planned=1_000, first=TODAY).code for _ in range(2)]
    assert codes == ["HOR-260202-1", "HOR-260202-2"]
    with pytest.raises(PermissionDenied):
        services.open_batch(**(batch | {"actor": bakery.outsider}), planned=1_000, first=TODAY)


def test_made_of_what_was_made(bakery):
    """A toast made of yesterday's rolls: the flour reaches it through two batches."""
    lot = baked(bakery)
    toast = stock.save_good(
        actor=bakery.head, establishment=bakery.place, sku="tos", name="Tostada", kind="product", unit="kg"
    )
    draft = recipes.save_recipe(
        actor=bakery.head, good=toast, makes=1_000, lines=[(bakery.roll, 40_000, 0)], loss=100_000
    )
    recipe = recipes.use_recipe(actor=bakery.head, recipe=draft)
    batch = services.open_batch(
        actor=Command(), activity=bakery.activity, recipe=recipe, site=bakery.site, planned=900, first=TODAY
    )
    complete(batch, first=900)
    from llamkay.apps.production.stock import tracing

    assert [(s.lot, s.depth) for s in tracing.made_from(bakery.soon.pk)] == [(lot.pk, 1), (batch.lots.get().pk, 2)]
    assert there(lot, State.CONSUMED) == 40_000


def test_a_batch_is_found_whatever_the_accents_of_what_it_makes(bakery):
    batch = open_day(bakery)
    Good.objects.filter(pk=bakery.roll.pk).update(name="Bizcocho Søren de cañihua")
    assert list(queries.batches(scope=EVERYTHING, words="canihua soren")) == [batch]
    assert not queries.batches(scope=EVERYTHING, words="王").exists()


def test_the_batches_and_controls_of_a_workshop_are_written_by_who_answers_for_it(bakery):
    stranger, batch = bakery.small.instructor, open_day(bakery)
    opening = {"activity": bakery.activity, "recipe": bakery.recipe, "site": bakery.site, "planned": 1_000}
    for act in (
        lambda: services.open_batch(actor=stranger, first=TODAY, **opening),
        lambda: complete(batch, actor=stranger, first=1_000),
        lambda: services.end_batch(actor=stranger, batch=batch, why="x"),
        lambda: services.cancel_batch(actor=stranger, batch=batch, why="x"),
        lambda: record_control(actor=stranger, activity=bakery.activity, kind="hands"),
    ):
        with pytest.raises(PermissionDenied, match="es de Baker"):
            act()
    offered = {
        user.username: {activity.code for activity in BatchForm(establishment=bakery.place, actor=user).workshops(MAKE)}
        for user in (stranger, bakery.baker, bakery.head)
    }
    assert offered == {"instructor": {"PAN"}, "baker": {"HOR"}, "head_work": {"PAN", "HOR"}}
    assert record_control(actor=bakery.baker, activity=bakery.activity, kind="hands").well
    complete(batch, actor=bakery.head, first=1_000)
