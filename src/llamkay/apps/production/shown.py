"""What the public reads of a lot and of the institution's 10 %: never a person, the prison only if its brand says so.

Read above the scopes; what is returned is public.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from llamkay.apps.pay.levy.queries import institution_share
from llamkay.apps.production.bakery.label import contents
from llamkay.apps.production.kinds import Owner, State
from llamkay.apps.production.models import Balance, Brand, Consumption, Lot, Picture
from llamkay.core.law import LawBook
from llamkay.platform.law import every_law
from llamkay.platform.security import scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


@dataclass(frozen=True)
class ShownLot:
    """A lot as a buyer sees it."""

    lot: Lot
    month: date
    ingredients: list[str]
    allergens: list[str]
    prison: "Establishment | None"
    region: str
    kilograms: int  # thousandths of a kilogram of material in a unit, where it is weighed
    shares: list[tuple[str, int]] = field(default_factory=list)
    held: bool = False
    expired: bool = False


def lot_page(lot: Lot) -> ShownLot:
    """What the QR of a label opens."""
    from llamkay.platform import clock

    with scope.elevated():
        good, brand = lot.good, lot.good.brand
        ingredients, allergens = contents(lot) if good.food else ([], [])
        held = Balance.objects.filter(lot=lot, state=State.HELD, quantity__gt=0).exists()
        return ShownLot(
            lot=lot,
            month=lot.made_on.replace(day=1),
            ingredients=ingredients,
            allergens=allergens,
            prison=lot.establishment if brand and brand.says_prison else None,
            region=lot.establishment.department,
            kilograms=0 if good.food else _kilograms(lot),
            shares=shares_of(lot.owner, on=clock.today()),
            held=held,
            expired=bool(lot.expires_on and lot.expires_on < clock.today()),
        )


def _kilograms(lot: Lot) -> int:
    """What its batch took of weighed material for each good unit that came out."""
    if lot.batch_id is None:
        return 0
    used = Consumption.objects.filter(completion__batch=lot.batch_id, good__unit="kg").values_list(
        "quantity", flat=True
    )
    made = lot.batch.completions.values_list("first", "second") if lot.batch else []
    units = sum(first + second for first, second in made)
    return sum(used) * 1000 // units if units else 0


def shares_of(owner: str, *, on: date) -> list[tuple[str, int]]:
    """Where the money of the work goes, in percent, as the law splits it; own account work keeps all but the 10 %."""
    book = LawBook.of(every_law())
    names = ("personal", "reparation", "institution")
    parts = {name: int(book.value(f"pay.split.{name}", on=on).value) for name in names}
    if owner in (Owner.PERSON, Owner.GROUP):
        return [("personal", 100 - parts["institution"]), ("institution", parts["institution"])]
    return [(name, parts[name]) for name in names]


def picture_of(brand: Brand) -> Picture | None:
    """The picture that stands for a brand, once one was released."""
    with scope.elevated():
        rows = Picture.objects.filter(brand=brand, stage=Picture.Stage.RELEASED).defer("large", "small")
        return rows.order_by("-released_at").first()


def ten_percent() -> list["TenPercent"]:
    """What each prison received of the 10 % and what it spent it on, the prisons with most first."""
    with scope.elevated():
        return [TenPercent(*row) for row in institution_share()]


@dataclass(frozen=True)
class TenPercent:
    """The institution's share in one prison, in céntimos; ``reserved`` months are not in what it received."""

    establishment: "Establishment"
    received: int
    reserved: int
    spent: list[tuple[str, int]]

    @property
    def left(self) -> int | None:
        """What is left of it, to the nearest hundred soles; unknown while a month is kept back."""
        left = self.received - sum(amount for _purpose, amount in self.spent)
        return None if self.reserved or left < 0 else left
