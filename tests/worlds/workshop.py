"""A bakery that has flour, a recipe of rolls, and a day; and a workshop that makes bags of plastic."""

from datetime import date
from types import SimpleNamespace

from llamkay.apps.activities.models import Company
from llamkay.apps.production.bakery import services as bakery_services
from llamkay.apps.production.making import services as making
from llamkay.apps.production.making.services import Output
from llamkay.apps.production.recipes import services as recipes
from llamkay.apps.production.stock import services as stock
from llamkay.platform.security.access import Command
from tests.worlds.shared import world
from tests.worlds.small import make_activity, make_user, small_prison

TODAY = date(2026, 2, 2)


def bakery_of(place, activity, company=None, prefix="SM"):
    """Flour of two sacks, butter, a recipe in force; whose they are follows the workshop."""
    actor = Command()
    made = SimpleNamespace(place=place, activity=activity, company=company)
    made.site = stock.save_site(
        actor=actor, establishment=place, kind="workshop", name=f"Horno {prefix}", activity=activity
    )
    made.store = stock.save_site(actor=actor, establishment=place, kind="store", name=f"Almacén {prefix}")
    made.fair = stock.save_site(actor=actor, establishment=place, kind="fair", name=f"Feria {prefix}")
    good = {"actor": actor, "establishment": place}
    made.flour = stock.save_good(
        **good,
        sku=f"{prefix}-HAR",
        name="Harina fortificada",
        kind="material",
        unit="kg",
        food=True,
        allergens=["gluten"],
    )
    made.butter = stock.save_good(
        **good, sku=f"{prefix}-MAN", name="Mantequilla", kind="material", unit="kg", food=True, allergens=["milk"]
    )
    made.roll = stock.save_good(
        **good,
        sku=f"{prefix}-PAN",
        name="Pan de yema",
        kind="product",
        unit="u",
        food=True,
        shelf_days=2,
        price=50,
        public=True,
    )
    owned = {"owner": "company", "company": company} if company else {}
    came = {"actor": actor, "site": made.site, **owned}
    made.late = stock.receive(
        **came,
        good=made.flour,
        quantity=10_000,
        code="SACO-2",
        expires_on=date(2026, 9, 1),
        cost=300,
        on=date(2026, 1, 5),
    )
    made.soon = stock.receive(
        **came,
        good=made.flour,
        quantity=6_000,
        code="SACO-1",
        expires_on=date(2026, 3, 1),
        cost=250,
        on=date(2026, 1, 6),
    )
    made.fat = stock.receive(**came, good=made.butter, quantity=2_000, code="MANT-1", cost=2_000)
    draft = recipes.save_recipe(
        actor=actor,
        good=made.roll,
        makes=200_000,
        lines=[(made.flour, 8_000, 0), (made.butter, 800, 50_000)],
        minutes=240,
    )
    made.recipe = recipes.use_recipe(actor=actor, recipe=draft)
    return made


def open_day(made, planned=200_000, **more):
    """A batch of the day."""
    return making.open_batch(
        actor=Command(),
        activity=made.activity,
        recipe=made.recipe,
        site=made.site,
        planned=planned,
        first=TODAY,
        **more,
    )


def baked(made, first=100_000, **more):
    """A batch of which some came out and passed its check; its lot."""
    batch = open_day(made)
    making.complete(actor=Command(), batch=batch, output=Output(first=first), on=TODAY, **more)
    lot = batch.lots.get(grade=1)
    making.check_lot(actor=Command(), lot=lot, passed=first)
    return lot


def making_of(place, activity, word, n=1):
    """One of everything that is made in a prison, each with ``word`` in its name."""
    actor = Command()
    here = {"actor": actor, "establishment": place}
    made = SimpleNamespace(place=place, activity=activity)
    made.site = stock.save_site(**here, kind="workshop", name=f"Mesa {word} {n}", activity=activity)
    sku = f"{word[:6]}{place.code}{n}"
    made.material = stock.save_good(
        **here, sku=f"{sku}-M", name=f"Hilo {word}", kind="material", unit="kg", least=1_000_000
    )
    made.product = stock.save_good(
        **here, sku=f"{sku}-P", name=f"Bolso {word}", kind="product", unit="u", food=True, price=900, public=True
    )
    owned = {"owner": "company", "company": activity.company} if activity.company else {}
    made.lot = stock.receive(
        actor=actor,
        good=made.material,
        site=made.site,
        quantity=50_000,
        code=f"L-{word}-{n}",
        expires_on=date(2026, 2, 20),
        supplier=f"Proveedora {word}",
        cost=100,
        on=date(2026, 1, 5),
        **owned,
    )
    lines = [(made.material, 1_000, 0)]
    draft = recipes.save_recipe(actor=actor, good=made.product, makes=1_000, lines=lines, steps=f"Pasos {word}")
    made.recipe = recipes.use_recipe(actor=actor, recipe=draft)
    made.batch = making.open_batch(
        actor=actor,
        activity=activity,
        recipe=made.recipe,
        site=made.site,
        planned=10_000,
        first=date(2026, 1, 30),
        last=date(2026, 2, 2),
    )
    making.complete(actor=actor, batch=made.batch, output=Output(first=4_000), on=date(2026, 1, 30))
    made.bag = made.batch.lots.get()
    making.check_lot(actor=actor, lot=made.bag, passed=3_000)
    made.movement = stock.move(
        actor=actor, lot=made.bag, kind="lose", quantity=1_000, site=made.site, reason=f"Se perdió {word}"
    )
    stock.count_site(actor=actor, site=made.site, counted={made.bag.pk: 3_000}, why={})
    bakery_services.record_control(actor=actor, activity=activity, kind="hands", well=False, action=f"Aviso {word}")
    bakery_services.register_food(
        actor=actor,
        good=made.product,
        number=f"RS-{word}-{n}",
        first=date(2025, 1, 1),
        last=date(2027, 3, 1),
        holder=f"Titular {word}",
    )
    return made


@world(on=small_prison)
def bakery(made):
    """The bakery of the small prison, of its company, with its staff."""
    company = Company.objects.create(ruc="20000000028", name="Panificadora de prueba")
    baker = make_user("baker", "instructor", made.here)
    activity = make_activity(
        made.here,
        "HOR",
        name="Panificadora",
        modality="company",
        company=company,
        timetable=[300] * 7,
        responsible=baker,
    )
    oven = bakery_of(made.here, activity, company)
    oven.baker = baker
    oven.head = made.head_work
    oven.director = made.director
    oven.outsider = made.outsider
    oven.small = made
    return oven
