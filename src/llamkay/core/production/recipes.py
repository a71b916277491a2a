"""Recipes: what one run takes and gives, losses that multiply through the levels, allergens and costs that follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from llamkay.core.errors import Refused

MILLION = 1_000_000  # losses are parts in a million: 66.67 % is 666700
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a recipe: how much of a good a run takes, and what part of it is lost on the way."""

    good: int
    quantity: int
    loss: int = 0


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run makes: thousandths of its good before its own loss, from its parts, in standard minutes of work."""

    good: int
    makes: int
    parts: tuple[Part, ...]
    loss: int = 0
    minutes: int = 0

    @property
    def net(self) -> Fraction:
        """What a run leaves once its own loss is taken."""
        return Fraction(self.makes) * left_after([self.loss])


Book = Mapping[int, Recipe]  # good → the recipe by which it is made; what has none is bought


def left_after(losses: Iterable[int]) -> Fraction:
    """What part is left after losses, one after another: they multiply and are not added.

    >>> round(float(10 * left_after([666_700, 820_000])), 1)
    0.6
    """
    left = Fraction(1)
    for loss in losses:
        if not 0 <= loss < MILLION:
            raise ValueError(f"a loss is from 0 to under a million parts in a million, not {loss}")
        left *= Fraction(MILLION - loss, MILLION)
    return left


def needs(recipe: Recipe, quantity: int) -> dict[int, int]:
    """What a batch of ``quantity`` takes of each part of its own level: rounded up, so that nothing lacks.

    >>> needs(Recipe(1, 10_000, (Part(2, 5_000, loss=500_000),), loss=200_000), 8_000)
    {2: 10000}
    """
    total: dict[int, Fraction] = {}
    for part in recipe.parts:
        taken = Fraction(part.quantity) / left_after([part.loss]) * quantity / recipe.net
        total[part.good] = total.get(part.good, Fraction(0)) + taken
    return {good: -(-taken.numerator // taken.denominator) for good, taken in total.items()}


def exploded(book: Book, good: int, quantity: int) -> dict[int, Fraction]:
    """What is bought for a quantity of a good, through every level, each with its losses.

    Raises ``Refused`` where a recipe needs itself.
    """
    total: dict[int, Fraction] = {}
    _explode(book, good, Fraction(quantity), total, ())
    return total


def _explode(book: Book, good: int, quantity: Fraction, total: dict[int, Fraction], above: tuple[int, ...]) -> None:
    recipe = book.get(good)
    if recipe is None:
        total[good] = total.get(good, Fraction(0)) + quantity
        return
    if good in above or len(above) >= DEEPEST:
        raise Refused("a recipe needs itself", code="production.cycle", values={})
    for part in recipe.parts:
        taken = Fraction(part.quantity) / left_after([part.loss]) * quantity / recipe.net
        _explode(book, part.good, taken, total, (*above, good))


def allergens_of(book: Book, good: int, own: Mapping[int, Iterable[str]]) -> tuple[str, ...]:
    """The allergens of a good: its own and those of everything it is made from, in order of name."""
    names = set(own.get(good, ()))
    for bought in (*exploded(book, good, 1), *_half_made(book, good)):
        names |= set(own.get(bought, ()))
    return tuple(sorted(names))


def _half_made(book: Book, good: int) -> set[int]:
    """Everything between the good and what is bought."""
    between: set[int] = set()
    waiting = [part.good for part in book[good].parts] if good in book else []
    while waiting:
        here = waiting.pop()
        if here in book and here not in between:
            between.add(here)
            waiting += [part.good for part in book[here].parts]
    return between


def ingredients_of(book: Book, good: int, grams: Mapping[int, int] | None = None) -> list[int]:
    """What a good is made from, the heaviest first, as a label has them.

    ``grams`` is what a unit of each weighs; without it a unit weighs as much as any other.
    """
    bought = {item: taken * (grams or {}).get(item, 1) for item, taken in exploded(book, good, 1_000_000).items()}
    return sorted((item for item in bought if item != good), key=lambda item: (-bought[item], item))


@dataclass(frozen=True, slots=True)
class Cost:
    """What a unit costs in céntimos: what goes into it, its work, a part for the rest."""

    material: int
    work: int
    overhead: int

    @property
    def total(self) -> int:
        return self.material + self.work + self.overhead


def cost_of(
    book: Book, good: int, *, prices: Mapping[int, int], minute: Fraction = Fraction(0), overhead: int = 0
) -> Cost:
    """The cost of one unit (1000 thousandths): ``prices`` are céntimos a unit, ``minute`` céntimos a minute of work.

    ``overhead`` is parts in a million of the rest. Raises ``Refused`` where something bought has no price.
    """
    material = Fraction(0)
    for bought, taken in exploded(book, good, 1000).items():
        if bought not in prices:
            raise Refused("nothing says what a part costs", code="production.no_price", values={"good": bought})
        material += Fraction(prices[bought]) * taken / 1000
    work = _minutes(book, good, Fraction(1000)) * minute
    rest = (material + work) * Fraction(overhead, MILLION)
    return Cost(round(material), round(work), round(rest))


def _minutes(book: Book, good: int, quantity: Fraction) -> Fraction:
    """The standard minutes of work of a quantity, through every level."""
    recipe = book.get(good)
    if recipe is None:
        return Fraction(0)
    runs = quantity / recipe.net
    below = (
        _minutes(book, part.good, Fraction(part.quantity) / left_after([part.loss]) * runs) for part in recipe.parts
    )
    return runs * recipe.minutes + sum(below, Fraction(0))


def minutes_of(book: Book, good: int, quantity: int) -> int:
    """The standard minutes that a quantity of a good takes, as the work beside it on the sheet is compared with."""
    return round(_minutes(book, good, Fraction(quantity)))


def share_until(total: int, done: int, planned: int) -> int:
    """Of what a batch takes in all, what is due once ``done`` of what was planned is made.

    Each completion consumes the share due now less what those before it consumed: no rounding is lost, whatever the
    number of parts.

    >>> [share_until(10, done, 3) for done in (1, 2, 3)]
    [4, 7, 10]
    """
    if planned <= 0 or done < 0:
        raise ValueError("a batch plans more than nothing and makes no less than nothing")
    return -(-total * done // planned)
