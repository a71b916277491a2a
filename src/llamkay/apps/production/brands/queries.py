"""Reads of brands: those of the office, and what the public may see of them while they live.

Every public read works above the scopes and returns only what is public: brands that live, goods that are shown,
pictures that were released, consents in force, numbers that passed disclosure control.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, Sum

from llamkay.apps.activities.queries import activities_by_ids
from llamkay.apps.pay.inputs.work import worked
from llamkay.apps.pay.queries import shares_of
from llamkay.apps.people.queries import held_among
from llamkay.apps.production.models import (
    Brand,
    BrandPlace,
    Completion,
    Consumption,
    FormerMaker,
    Good,
    Lot,
    Picture,
)
from llamkay.core.disclosure import LIMIT
from llamkay.core.values import Month
from llamkay.platform.database.search import InOrder, fold, terms
from llamkay.platform.security import scope
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


LEAST = 2 * LIMIT  # people under a brand: of fewer, a sum of hours or money tells of each


def brands() -> QuerySet[Brand]:
    """Every brand, with its owner and where it is made."""
    return Brand.objects.select_related("owner").prefetch_related("places__establishment", "activities__trade")


def alive(on: date) -> QuerySet[BrandPlace]:
    """Where brands live on a day: the period of the place holds, that of the brand, and that of its agreement."""
    lasting = Q(brand__period=None) | Q(brand__period__contains=on)
    agreed = Q(agreement=None) | Q(agreement__period__contains=on)
    rows = BrandPlace.objects.filter(lasting, agreed, period__contains=on)
    return rows.select_related("brand__owner", "establishment")


@dataclass(frozen=True)
class PublicBrand:
    """A brand as the public sees it."""

    brand: Brand
    trades: list[str]
    places: "list[Establishment]"  # none where it does not say them
    regions: list[str]
    makers: list["PublicMaker"] = field(default_factory=list)

    @property
    def registration(self) -> str:
        return self.brand.registration


@dataclass(frozen=True)
class PublicMaker:
    """Somebody who left and consents to be seen, with what she consents to."""

    name: str
    craft: str
    contact: str
    artisan_number: str


def public_brands(*, on: date) -> list[PublicBrand]:
    """The brands that live on a day, by name."""
    with scope.elevated():
        rows = list(alive(on))
        by_brand: dict[int, list[BrandPlace]] = {}
        for row in rows:
            by_brand.setdefault(row.brand_id, []).append(row)
        known = brands().filter(pk__in=list(by_brand), slug__isnull=False).in_bulk()
        return [
            _public(known[pk], places)
            for pk, places in sorted(by_brand.items(), key=lambda item: fold(item[1][0].brand.name))
            if pk in known
        ]


def _public(brand: Brand, places: list[BrandPlace], makers: Iterable[PublicMaker] = ()) -> PublicBrand:
    trades = sorted({activity.trade.label for activity in brand.activities.all() if activity.trade})
    where = [place.establishment for place in places]
    return PublicBrand(
        brand=brand,
        trades=trades,
        places=sorted(where, key=lambda place: place.order) if brand.says_prison else [],
        regions=sorted({place.department for place in where}),
        makers=list(makers),
    )


def public_brand(slug: str, *, on: date) -> PublicBrand | None:
    """A brand by its address while it lives, with those who left and consent to be seen."""
    with scope.elevated():
        brand = brands().filter(slug=slug).first()
        places = list(alive(on).filter(brand=brand)) if brand else []
        if brand is None or not places:
            return None
        return _public(brand, places, makers_of(brand, on=on))


def makers_of(brand: Brand, *, on: date) -> list[PublicMaker]:
    """Those whose consent is in force that day and was not revoked, and who are not in custody: what each consents to.

    Called above the scopes.
    """
    rows = FormerMaker.objects.filter(brand=brand, revoked_at=None, period__contains=on).select_related("person")
    consenting, shown = list(rows.order_by(InOrder("public_name"))), FormerMaker.Shown
    inside = held_among([row.person_id for row in consenting], on)
    return [
        PublicMaker(
            row.public_name,
            row.craft if row.shown != shown.NAME else "",
            row.contact if row.shown == shown.ORDERS else "",
            row.artisan_number if row.shown != shown.NAME else "",
        )
        for row in consenting
        if row.person_id not in inside
    ]


@dataclass(frozen=True)
class PublicGood:
    """A product of the catalogue with the picture that stands for it, if one was released."""

    good: Good
    picture: Picture | None


def public_goods(
    *, on: date, brand: Brand | None = None, trade: str = "", season: str = "", words: str = "", sku: str = ""
) -> list[PublicGood]:
    """The products that are shown: of brands that live, and those of no brand, by brand and name."""
    with scope.elevated():
        living = alive(on).values("brand")
        rows = Good.objects.filter(public=True, price__isnull=False).filter(Q(brand=None) | Q(brand__in=living))
        if brand:
            rows = rows.filter(brand=brand)
        if trade:
            rows = rows.filter(trade__code=trade)
        if season:
            rows = rows.filter(season__iexact=season)
        if sku:
            rows = rows.filter(sku=sku)
        ordered = rows.select_related("brand__owner", "trade", "establishment").order_by(
            InOrder("brand__name").asc(nulls_last=True), InOrder("name"), "variant"
        )
        sought = terms(words)
        goods = [
            good
            for good in ordered
            if all(word in fold(f"{good.name} {good.variant} {good.brand or ''} {good.trade or ''}") for word in sought)
        ]
        pictures: dict[int, Picture] = {}
        shown = Picture.objects.filter(good__in=goods, stage=Picture.Stage.RELEASED).defer("large", "small")
        for picture in shown.order_by("released_at"):
            if picture.good_id:
                pictures[picture.good_id] = picture
        return [PublicGood(good, pictures.get(good.pk)) for good in goods]


def public_lot(*, sku: str = "", gtin: str = "", code: str, on: date) -> Lot | None:
    """The lot of a label, if its good is shown to the public today."""
    with scope.elevated():
        rows = Lot.objects.select_related(
            "good__brand", "good__trade", "establishment", "batch__recipe__good", "batch__activity"
        )
        rows = rows.filter(good__public=True, good__kind="product", code__iexact=code)
        rows = rows.filter(good__gtin=gtin.lstrip("0")) if gtin else rows.filter(good__sku__iexact=sku)
        lot = rows.first()
        if lot and lot.good.brand_id and not alive(on).filter(brand=lot.good.brand_id).exists():
            return None
        return lot


def public_picture(code: str) -> Picture | None:
    """A picture by its address, once it was released and until it is withdrawn."""
    with scope.elevated():
        return Picture.objects.filter(code=code, stage=Picture.Stage.RELEASED).first()


# --------------------------------------------------------------------------------------------------------- impact


@dataclass(frozen=True)
class Impact:
    """What a quarter of work under a brand came to: nothing where so few worked that it would point at somebody."""

    first: Month
    people: int | None
    hours: int | None = None
    gross: int | None = None
    family: int | None = None
    kilograms: int | None = None

    @property
    def reserved(self) -> bool:
        return self.people is None

    @property
    def part(self) -> int | None:
        """What part of what was earned is each person's own, in percent."""
        return round(100 * self.family / self.gross) if self.family is not None and self.gross else None


def impact(brand: Brand, *, on: date) -> Impact | None:
    """The last quarter of which every month is closed in each workshop of the brand; nothing before there is one.

    The people are those with paid work in its workshops; with fewer than the least that may be told everything of the
    quarter is kept back, money and hours too, for a sum of one or two tells of them. So it is where what a prison tells
    of all that is made there, less its brands, would tell of so few (``_beside_few``). Rounded: people to five, hours
    to ten, money to ten soles.
    """
    with scope.elevated():
        activities = [activity.pk for activity in brand.activities.all()]
        if not activities:
            return None
        months = _last_closed(activities, on)
        if not months:
            return None
        shops = _shops_beside(activities, months)
        people: dict[int, set[int]] = {}
        minutes = 0
        for month in months:
            for (activity, person), counts in worked({*activities, *shops}, month).items():
                if counts[0]:
                    people.setdefault(activity, set()).add(person)
                    minutes += counts[1] if activity in activities else 0
        here = _union(people, activities)
        if len(here) < LEAST or _beside_few(brand, shops, people):
            return Impact(first=months[0], people=None)
        gross, family = shares_of(activities, [month.first for month in months])
        used = Consumption.objects.filter(
            completion__batch__activity__in=activities,
            completion__on__gte=months[0].first,
            completion__on__lt=months[-1].end,
            good__unit="kg",
            good__food=False,
        )
        kilograms = used.aggregate(n=Sum("quantity"))["n"] or 0
        return Impact(
            first=months[0],
            people=_near(len(here), 5),
            hours=_near(minutes // 60, 10),
            gross=_near(gross, 1_000),
            family=_near(family, 1_000),
            kilograms=_near(kilograms // 1000, 1),
        )


@dataclass
class _Shop:
    """A workshop of what is sold: its prison and its brands."""

    place: int
    brands: set[int] = field(default_factory=set)


def _shops_beside(activities: list[int], months: list[Month]) -> dict[int, _Shop]:
    """The workshops that make something in the prisons of some workshops, and the others of the brands made there."""
    places = {activity.establishment_id for activity in activities_by_ids(activities)}
    made = Completion.objects.filter(on__gte=months[0].first, on__lt=months[-1].end)
    beside = made.filter(batch__establishment__in=places).values_list("batch__activity", "batch__establishment")
    shops = {activity: _Shop(place) for activity, place in beside}
    brands_there = Brand.objects.filter(activities__establishment__in=places)
    links = Brand.objects.filter(pk__in=brands_there, activities__isnull=False)
    for pk, activity, place in links.values_list("pk", "activities", "activities__establishment"):
        shops.setdefault(activity, _Shop(place)).brands.add(pk)
    return shops


def _union(people: dict[int, set[int]], activities: Iterable[int]) -> set[int]:
    return set().union(*(people.get(activity, ()) for activity in activities))


def _beside_few(brand: Brand, shops: dict[int, _Shop], people: dict[int, set[int]]) -> bool:
    """Whether a prison's figures of what is made, less those of its brands, would tell of a few: then the smallest of
    the brands that tell theirs there keeps them back too, and what is left is of people enough."""
    known = {pk for shop in shops.values() for pk in shop.brands}
    sizes = {pk: len(_union(people, (at for at, shop in shops.items() if pk in shop.brands))) for pk in known}
    telling = {pk for pk, size in sizes.items() if size >= LEAST}
    for place in {shop.place for shop in shops.values()}:
        there = {at: shop for at, shop in shops.items() if shop.place == place}
        rest = _union(people, (at for at, shop in there.items() if not shop.brands & telling))
        candidates = telling & set().union(*(shop.brands for shop in there.values()))
        if 0 < len(rest) < LEAST and brand.pk == min(candidates, key=lambda pk: (sizes[pk], pk), default=None):
            return True
    return False


def _near(value: int, step: int) -> int:
    return (value + step // 2) // step * step


def _last_closed(activities: list[int], on: date) -> list[Month]:
    """The last months that are closed in every prison of those workshops: up to three, of one quarter."""
    from llamkay.apps.months.queries import closes

    places = {activity.establishment_id for activity in activities_by_ids(activities)}
    closed: dict[date, set[int]] = {}
    for close in closes().filter(establishment__in=places, month__lt=on):
        closed.setdefault(close.month, set()).add(close.establishment_id)
    whole = sorted(month for month, where in closed.items() if where >= places)
    if not whole:
        return []
    last = Month.of(whole[-1])
    quarter = (last.number - 1) // 3
    return [month for month in map(Month.of, whole) if month.year == last.year and (month.number - 1) // 3 == quarter]


def places_of(*, scope_: Scope) -> QuerySet[BrandPlace]:
    """Where brands are made, in the scope."""
    return scope_.filter(BrandPlace.objects.select_related("brand", "establishment", "agreement"))


def pictures(*, scope_: Scope, stage: str = "") -> QuerySet[Picture]:
    """The photographs of the scope without their points, the newest first."""
    rows = scope_.filter(Picture.objects.select_related("good", "brand", "establishment").defer("large", "small"))
    return rows.filter(stage=stage) if stage else rows


def makers(*, scope_: Scope) -> QuerySet[FormerMaker]:
    """The consents of the scope."""
    return scope_.filter(FormerMaker.objects.select_related("brand", "person", "establishment")).order_by("-at")
