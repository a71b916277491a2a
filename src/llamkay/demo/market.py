"""What is sold: brands with their stories, a fair and its consignment, a bag to its money, a company's own login."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from llamkay.apps.activities.models import Company
from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.pay.models import Agreement
from llamkay.apps.people.models import CustodySpell, Person
from llamkay.apps.production.brands import services as brands
from llamkay.apps.production.companies import services as companies
from llamkay.apps.production.contracts import services as contracts
from llamkay.apps.production.contracts.queries import uncovered
from llamkay.apps.production.fairs import services as fairs
from llamkay.apps.production.models import Brand, BrandPlace, Customer, Good, Site
from llamkay.apps.production.orders import services as orders
from llamkay.apps.production.publication import services as publication
from llamkay.apps.production.publication.queries import gathered
from llamkay.apps.production.sales import services as sales
from llamkay.apps.production.stock import services as stock
from llamkay.core.production.quantities import parse_quantity
from llamkay.core.values import parse_amount
from llamkay.platform import clock
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING

HEADS = {"EP16": "jefatrabajo", "EP17": "jefatrabajo17"}
CONFIRM = {"EP16": "tesoreria", "EP17": "directora17"}


@transaction.atomic
def write_market() -> tuple[str, ...]:
    """Enter it once; returns lines for the console, nothing where it was done before."""
    if Customer.objects.exists():
        return ()
    (data,) = (each for each in yaml_documents("llamkay.data", "demo") if each["demo"] == "production")
    users = {user.username: user for user in User.objects.all()}
    goods = {good.sku: good for good in Good.objects.select_related("establishment")}
    sites = {site.name: site for site in Site.objects.select_related("establishment")}
    _brands(data)
    _lots(data, users, goods, sites)
    _a_fair(users, goods, sites)
    _at_the_visit(data, users, sites)
    _an_order(users, goods)
    _companies(users)
    _who_left(users)
    return ("Siete marcas con su página; una feria por rendir, ventas por confirmar, un pedido cotizado.",)


def _brands(data: dict[str, Any]) -> None:
    for spec in data["brands"]:
        brand = Brand.objects.get(name=spec["name"])
        values = {name: spec[name] for name in spec if name != "name"}
        brands.save_brand(actor=Command(), brand=brand, name=brand.name, owner=brand.owner, **values)
        for place in BrandPlace.objects.filter(brand=brand):
            place.agreement = Agreement.objects.filter(
                company=brand.owner, establishment=place.establishment, period__contains=clock.today()
            ).first()
            place.save()


def _lots(data: dict[str, Any], users: Any, goods: Any, sites: Any) -> None:
    """What the workshops and one woman on her own account made before."""
    for spec in data["workshop_lots"]:
        good = goods[spec["good"]]
        stock.receive(
            actor=users[HEADS[spec["place"]]],
            good=good,
            site=sites[spec["site"]],
            quantity=parse_quantity(spec["quantity"], good.unit),
            code=spec["code"],
            on=date(2026, 1, 24),
        )
    for spec in data["own"]:
        good = goods[spec["good"]]
        person = (
            Person.objects.filter(
                allocations__activity__code=spec["activity"],
                allocations__activity__establishment__code=spec["place"],
                allocations__period__contains=clock.today(),
                custody__period__contains=clock.today(),
            )
            .order_by("id")
            .first()
        )
        stock.receive(
            actor=users[HEADS[spec["place"]]],
            good=good,
            site=sites[spec["site"]],
            quantity=parse_quantity(spec["quantity"], good.unit),
            code=spec["code"],
            owner="person",
            person=person,
            on=date(2026, 1, 26),
        )


def _a_fair(users: Any, goods: Any, sites: Any) -> None:
    """Bags of plastic at a fair: some sold and confirmed, one waiting, a box that was lost, the rest to account for."""
    head, fair = users["jefatrabajo17"], sites["Feria Manos que crean"]
    here = sites["Taller de reciclaje"]
    bags = goods["REC-BOL"].lots.filter(grade=1).order_by("id")
    customer = sales.save_customer(
        actor=head,
        establishment=here.establishment,
        kind="shop",
        name="Feria Manos que crean (demostración)",
        address="Parque de la Exposición",
    )
    sent = sales.send(
        actor=head,
        from_site=here,
        site=fair,
        lines=[(lot, 6_000, 4_000) for lot in bags],
        due_on=clock.today() + timedelta(days=13),
        commission=100_000,
        customer=customer,
    )
    first, second = sent.lines.order_by("id")[:2]
    for number, quantity in (("B001-0041", 2_000), ("B001-0042", 1_000)):
        made = sales.sell(
            actor=head, lot=first.lot, site=fair, line=first, quantity=quantity, price=4_500, way="cash", receipt=number
        )
        if number.endswith("41"):
            sales.confirm(actor=users[CONFIRM["EP17"]], sale=made)
    sales.account_for(actor=head, line=second, lost=1_000, why="Se mojó en el traslado")


def _at_the_visit(data: dict[str, Any], users: Any, sites: Any) -> None:
    """The exhibition of the brands, and a doll sold at it by whoever made it."""
    spec = data["exhibition"]
    head = users["jefatrabajo"]
    made = fairs.announce(
        actor=head,
        establishment=Establishment.objects.get(code=spec["place"]),
        name=spec["name"],
        on=spec["day"],
        place=spec["where"],
        visit=spec["visit"],
        site=sites[spec["site"]],
    )
    known = {brand.name: brand for brand in Brand.objects.all()}
    for each in data["stands"]:
        counts = {name: each.get(name, 0) for name in ("inmates", "former", "businesswomen")}
        stand = fairs.add_stand(actor=head, exhibition=made, name=each["name"], brand=known[each["brand"]], **counts)
        if "sold" in each:
            fairs.declare_sold(actor=head, stand=stand, sold=parse_amount(each["sold"]))
    doll = Good.objects.get(sku="MAN-MUN").lots.get()
    store, fair = sites["Almacén de talleres"], sites[spec["site"]]
    stock.move(actor=head, lot=doll, kind="carry", quantity=6_000, site=store, to=fair)
    sold = sales.sell(actor=head, lot=doll, site=fair, quantity=2_000, price=3_500, way="cash", receipt="B001-0107")
    sales.confirm(actor=users[CONFIRM["EP16"]], sale=sold)
    sales.sell(actor=head, lot=doll, site=fair, quantity=1_000, price=3_500, way="cash", receipt="B001-0108")


def _an_order(users: Any, goods: Any) -> None:
    head, place = users["jefatrabajo"], Establishment.objects.get(code="EP16")
    customer = sales.save_customer(
        actor=head, establishment=place, kind="company", name="Tienda de regalos (demostración)", ruc="20000000087"
    )
    order = orders.request_order(
        actor=head,
        establishment=place,
        customer=customer,
        lines={goods["IMA-TAR"]: 30_000},
        due_on=date(2026, 4, 30),
        note="Para el Día de la Madre",
    )
    orders.quote(actor=head, order=order, prices={line.pk: 2_200 for line in order.lines.all()})


def _companies(users: Any) -> None:
    """What a company promised, one that asks for a prison, and one that enters with its own account."""
    head = users["jefatrabajo"]
    for agreement in Agreement.objects.filter(establishment__code="EP16").select_related("establishment", "company"):
        companies.set_terms(actor=head, agreement=agreement, people=12, floor=450, training_hours=20, certificates=2)
        if clock.today() in agreement.period:
            _contracts(head, agreement)
    day = date(2026, 1, 15)
    publication.publish(actor=Command(), seen=publication.seal(gathered(day)), on=day)
    companies.receive_request(
        actor=head,
        ruc="20000000095",
        name="Bordados del Sur (demostración)",
        trade=Good.objects.get(sku="ALE-CAS").trade,
        people=25,
        room=80,
        population="women",
        contact="Gerencia, 01 555 0199",
    )
    companies.give_login(
        actor=Command(), company=Company.objects.get(ruc="20000000038"), username="empresa", start=date(2026, 1, 1)
    )


def _contracts(head: User, agreement: Agreement) -> None:
    """A dozen people of a company have their contract, every third of training; the others wait for theirs."""
    for n, place in enumerate(uncovered(scope=EVERYTHING, on=clock.today(), agreement=agreement)[:12], start=1):
        last = agreement.period.upper and agreement.period.upper - timedelta(days=1)
        end = min(last or date(2026, 12, 31), date(2026, 12, 31))
        training = {"kind": "training", "end": end, "subsidy": 56_500} if n % 3 == 0 else {"kind": "civil"}
        contracts.engage(
            actor=head,
            agreement=agreement,
            person=place.person,
            activity=place.activity,
            document=f"Contrato {n}-2026-{agreement.establishment.code}",
            start=max(date(2026, 1, 5), place.period.lower, agreement.period.lower),
            **training,
        )


def _who_left(users: Any) -> None:
    """A woman who left in January keeps her brand, by her own wish."""
    inside = CustodySpell.objects.filter(period__contains=clock.today()).values("person")
    gone = Person.objects.filter(custody__exit="release").exclude(pk__in=inside).order_by("id").first()
    if gone is None:
        return
    brands.consent(
        actor=users["jefatrabajo"],
        establishment=Establishment.objects.get(code="EP16"),
        brand=Brand.objects.get(name="Metamorfosis"),
        person=gone,
        public_name="Rosa del cuero (nombre elegido)",
        shown="craft",
        craft="marroquinera",
        document="Carta de consentimiento 1-2026 (demostración)",
        start=date(2026, 1, 28),
    )
