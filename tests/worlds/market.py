"""A prison that sells: bags of its workshop, of a group and of a person; a fair, a shop, a customer, a brand."""

from datetime import date, timedelta
from types import SimpleNamespace

from llamkay.apps.activities.models import Trade
from llamkay.apps.institutions.models import User
from llamkay.apps.people.models import CustodySpell, Person
from llamkay.apps.production.brands import services as brands
from llamkay.apps.production.companies import services as companies
from llamkay.apps.production.fairs import services as fairs
from llamkay.apps.production.models import Brand
from llamkay.apps.production.orders import services as orders
from llamkay.apps.production.sales import services as sales
from llamkay.apps.production.stock import services as stock
from llamkay.platform import clock
from llamkay.platform.security.access import Command
from tests.worlds import factories
from tests.worlds.places import full_prison
from tests.worlds.shared import world


def png(width=600, height=500, kind="JPEG", **more):
    """A picture of plain colour in a format, with what a camera would write into it."""
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (width, height), (120, 60, 20)).save(out, format=kind, **more)
    return out.getvalue()


def sold_at(place, workshop, word, n=1):
    """One of everything that is sold and shown in a prison, each with ``word`` in its name."""
    actor = Command()
    here = {"actor": actor, "establishment": place}
    made = SimpleNamespace(place=place)
    made.store = stock.save_site(**here, kind="store", name=f"Almacén {word} {n}")
    made.fair = stock.save_site(**here, kind="fair", name=f"Feria {word} {n}")
    made.brand = Brand.objects.filter(name=f"Marca {place.code}").first() or brands.save_brand(
        actor=actor, name=f"Marca {place.code}", owner=workshop.company, story="Una historia"
    )
    if not made.brand.places.filter(establishment=place).exists():
        brands.place_brand(actor=actor, brand=made.brand, establishment=place, start=date(2025, 1, 1))
    made.spot = made.brand.places.get(establishment=place)
    made.bag = stock.save_good(
        **here,
        sku=f"BOL{place.code}{word[:3]}{n}",
        name=f"Bolso de venta {word}",
        kind="product",
        unit="u",
        price=4_500,
        public=True,
        brand=made.brand,
        trade=Trade.objects.get(code="reciclaje"),
        composition="Plástico reciclado",
    )
    came = {"actor": actor, "good": made.bag, "site": made.store, "on": date(2026, 1, 20)}
    made.lot = stock.receive(**came, quantity=50_000, code=f"V-{word}-{n}")
    made.customer = sales.save_customer(**here, kind="person", name=f"Compradora {word}", contact=f"999 {word}")
    made.consignment = sales.send(
        actor=actor,
        from_site=made.store,
        site=made.fair,
        lines=[(made.lot, 20_000, 4_000)],
        due_on=clock.today() + timedelta(days=12),
        commission=150_000,
    )
    made.line = made.consignment.lines.get()
    made.sale = sales.sell(
        actor=actor, lot=made.lot, site=made.store, quantity=1_000, price=4_500, way="cash", receipt=f"B-{word}-{n}"
    )
    made.done = sales.sell(
        actor=actor, lot=made.lot, site=made.store, quantity=1_000, price=4_500, way="cash", receipt=f"C-{word}-{n}"
    )
    seller = User.objects.filter(username=f"caja.{word.lower()}").first() or factories.staff(
        "treasurer", place, f"caja.{word.lower()}"
    )
    sales.confirm(actor=seller, sale=made.done)
    made.complaint = sales.complain(actor=actor, lot=made.lot, who=f"Cliente {word}", what=f"Se descosió {word}")
    made.order = orders.request_order(**here, customer=made.customer, lines={made.bag: 3_000}, note=f"Regalo {word}")
    made.order_line = made.order.lines.get()
    made.picture = brands.add_picture(
        **here, content=png(), alt=f"Un bolso azul de {word}", no_children=True, good=made.bag
    )
    made.request = companies.receive_request(
        actor=actor,
        ruc=workshop.company.ruc if workshop.company else "20000000028",
        name=f"Empresa {word}",
        trade=made.bag.trade,
        people=10,
        contact=f"Gerente {word}",
    )
    companies.match(actor=actor, request=made.request, establishment=place)
    made.request.refresh_from_db()
    made.exhibition = fairs.announce(**here, name=f"Exposición {word}", on=clock.today(), place=f"Patio {word}")
    made.stand = fairs.add_stand(actor=actor, exhibition=made.exhibition, name=f"Puesto {word}", inmates=16)
    gone = Person.objects.create(
        code=f"EX-{word[:3]}{place.code}-{n}", first_surname=f"{word}eta", given_names="Libre", sex="F"
    )
    made.maker = brands.consent(
        **here,
        brand=made.brand,
        person=gone,
        public_name=f"Rosa {word}",
        shown="name",
        document=f"Carta {word}",
        start=date(2026, 1, 1),
    )
    return made


def left(person, on=date(2026, 1, 15)):
    """The person leaves custody."""
    spell = CustodySpell.objects.get(person=person)
    spell.period = type(spell.period)(spell.period.lower, on)
    spell.exit = "release"
    spell.save()
    return person


@world(on=full_prison)
def market(made):
    """The prison of the note's women, selling, with its staff."""
    made.sold = sold_at(made.place, made.workshop, "Quinchu")
    made.seller = factories.staff("head_work", made.place, "vendedora")
    made.treasurer = factories.staff("treasurer", made.place, "tesorera")
    made.director = factories.staff("director", made.place, "direccion")
    made.other = factories.staff("head_work", None, "sede")
    return made
