"""What is made: the bakery's morning, bags of recycled plastic, the products of the brands."""

from typing import Any

from django.db import transaction

from llamkay.apps.activities.models import Activity, Company, Trade
from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.pay.companies.queries import running_agreement
from llamkay.apps.production.bakery import services as bakery
from llamkay.apps.production.making import services as making
from llamkay.apps.production.making.services import Output
from llamkay.apps.production.models import Brand, Good, Recipe, Site
from llamkay.apps.production.recipes import services as recipes
from llamkay.apps.production.stock import services as stock
from llamkay.core.production.quantities import parse_quantity
from llamkay.core.values import parse_amount
from llamkay.platform import clock
from llamkay.platform.files.datafiles import yaml_documents

HEADS = {"EP16": "jefatrabajo", "EP17": "jefatrabajo17"}
MAKERS = {"EP16": "instructora", "EP17": "instructora17"}


class Workshops:
    """The two prisons with who acts in each, and what was entered so far, by the names of the data."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.places = {place.code: place for place in Establishment.objects.filter(code__in=HEADS)}
        users = {user.username: user for user in User.objects.filter(username__in=[*HEADS.values(), *MAKERS.values()])}
        self.heads = {place: users[name] for place, name in HEADS.items()}
        self.makers = {place: users[name] for place, name in MAKERS.items()}
        self.activities = {
            (activity.establishment.code, activity.code): activity
            for activity in Activity.objects.filter(establishment__code__in=HEADS).select_related(
                "establishment", "company"
            )
        }
        self.companies = {company.ruc: company for company in Company.objects.all()}
        self.sites: dict[str, Site] = {}
        self.goods: dict[str, Good] = {}
        self.recipes: dict[str, Recipe] = {}

    def activity(self, good: str, code: str) -> Activity:
        return self.activities[self.goods[good].establishment.code, code]


@transaction.atomic
def write_production() -> tuple[str, ...]:
    """Enter it once; returns lines for the console, nothing where it was done before."""
    if Good.objects.exists():
        return ()
    (document,) = (each for each in yaml_documents("llamkay.data", "demo") if each["demo"] == "production")
    made = Workshops(document)
    _sites(made)
    _goods(made)
    _recipes(made)
    _received(made)
    lots = _batches(made)
    _kitchen(made)
    return (f"{len(made.goods)} productos y materiales, {lots} lotes hechos y revisados.",)


def _sites(made: Workshops) -> None:
    for spec in made.data["sites"]:
        code = spec["place"]
        activity = made.activities.get((code, spec.get("activity", "")))
        made.sites[spec["name"]] = stock.save_site(
            actor=made.heads[code],
            establishment=made.places[code],
            kind=spec["kind"],
            name=spec["name"],
            activity=activity,
            address=spec.get("address", ""),
        )


def _goods(made: Workshops) -> None:
    brands = {brand.name: brand for brand in Brand.objects.all()}
    trades = {trade.code: trade for trade in Trade.objects.all()}
    for spec in made.data["goods"]:
        values = {name: value for name, value in spec.items() if name != "place"}
        values["brand"] = brands[spec["brand"]] if "brand" in spec else None
        values["trade"] = trades[spec["trade"]] if "trade" in spec else None
        values["price"] = parse_amount(spec["price"]) if "price" in spec else None
        values["least"] = parse_quantity(spec["least"], spec["unit"]) if "least" in spec else 0
        place = made.places[spec["place"]]
        made.goods[spec["sku"]] = stock.save_good(actor=made.heads[spec["place"]], establishment=place, **values)


def _recipes(made: Workshops) -> None:
    for spec in made.data["recipes"]:
        good = made.goods[spec["good"]]
        head = made.heads[good.establishment.code]
        lines = [
            (made.goods[sku], parse_quantity(quantity, made.goods[sku].unit), loss * 10_000)
            for sku, quantity, loss in spec["parts"]
        ]
        draft = recipes.save_recipe(
            actor=head,
            good=good,
            makes=parse_quantity(spec["makes"], good.unit),
            lines=lines,
            loss=spec.get("loss", 0) * 10_000,
            minutes=spec["minutes"],
            steps=spec["steps"],
        )
        made.recipes[good.sku] = recipes.use_recipe(actor=head, recipe=draft)


def _received(made: Workshops) -> None:
    for spec in made.data["received"]:
        good, company = made.goods[spec["good"]], made.companies.get(spec.get("company", ""))
        place = good.establishment
        stock.receive(
            actor=made.makers[place.code],
            good=good,
            site=made.sites[spec["site"]],
            quantity=parse_quantity(spec["quantity"], good.unit),
            code=spec["code"],
            expires_on=spec.get("expires_on"),
            cost=parse_amount(spec["cost"]),
            on=spec["day"],
            document=spec.get("document", ""),
            owner="company" if company else "institution",
            company=company,
            agreement=running_agreement(company=company, establishment=place, on=spec["day"]) if company else None,
        )


def _batches(made: Workshops) -> int:
    """Each batch by its recipe; what was made is entered on its days, and checked where the data says so."""
    lots = 0
    for spec in made.data["batches"]:
        good, activity = made.goods[spec["good"]], made.activity(spec["good"], spec["activity"])
        maker, place = made.makers[good.establishment.code], good.establishment
        batch = making.open_batch(
            actor=maker,
            activity=activity,
            recipe=made.recipes[good.sku],
            site=made.sites[spec["site"]],
            planned=parse_quantity(spec["planned"], good.unit),
            first=spec["first"],
            last=spec.get("last"),
            agreement=running_agreement(company=activity.company, establishment=place, on=clock.today())
            if activity.company
            else None,
        )
        days = spec.get("days", [spec["first"]])
        for day, (first, second, scrap, reason) in zip(days, spec["made"], strict=True):
            amounts = [parse_quantity(text, good.unit) for text in (first, second, scrap)]
            output = Output(first=amounts[0], second=amounts[1], scrap=amounts[2], scrap_reason=reason)
            making.complete(actor=maker, batch=batch, output=output, on=day)
        for lot in batch.lots.all() if spec.get("passed") else ():
            making.check_lot(actor=maker, lot=lot, passed=making.moving.amount_in(lot, "pending"))
            lots += 1
        making.end_batch(actor=maker, batch=batch)
    return lots


def _kitchen(made: Workshops) -> None:
    for spec in made.data["controls"]:
        activity = made.activities["EP16", spec["activity"]]
        maker = made.makers["EP16"]
        bakery.record_control(actor=maker, activity=activity, kind=spec["kind"], tenths=spec.get("tenths"))
    for spec in made.data["registrations"]:
        bakery.register_food(
            actor=made.heads["EP16"],
            good=made.goods[spec["good"]],
            **{name: spec[name] for name in ("number", "holder", "first", "last")},
        )
