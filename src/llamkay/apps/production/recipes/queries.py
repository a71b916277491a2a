"""Reads of recipes: the book of those in force, what a good is made of, what it costs, what it may hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from llamkay.apps.production.models import Good, Recipe
from llamkay.core.errors import Refused
from llamkay.core.production import recipes as kernel
from llamkay.platform.database.search import InOrder, fold, terms
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


def kernel_recipe(row: Recipe) -> kernel.Recipe:
    """A recipe as the kernel reads it; its parts are those that were fetched with it."""
    parts = tuple(kernel.Part(part.good_id, part.quantity, part.loss) for part in row.parts.all())
    return kernel.Recipe(row.good_id, row.makes, parts, row.loss, row.minutes)


def book_of(establishment: "Establishment", *, instead: Iterable[Recipe] = ()) -> dict[int, kernel.Recipe]:
    """The recipes in force in a prison, by good; ``instead`` take the place of those of their goods."""
    current = Recipe.objects.filter(establishment=establishment, stage=Recipe.Stage.CURRENT)
    rows = {row.good_id: row for row in current.prefetch_related("parts")}
    rows |= {row.good_id: row for row in instead}
    return {good: kernel_recipe(row) for good, row in rows.items()}


def recipes(*, scope: Scope, words: str = "", stage: str = "") -> QuerySet[Recipe]:
    """The recipes of the scope, by good and the newest version first, with ``used``, the batches made by each."""
    rows = scope.filter(Recipe.objects.select_related("good", "establishment")).annotate(used=Count("batches"))
    if stage:
        rows = rows.filter(stage=stage)
    if sought := terms(words):
        names = scope.filter(Good.objects.all()).values_list("id", "name", "variant", "sku")
        rows = rows.filter(good__in=[pk for pk, *text in names if all(word in fold(" ".join(text)) for word in sought)])
    return rows.order_by(InOrder("good__name"), "good__variant", "-version")


@dataclass(frozen=True)
class RecipePage:
    """A version of a recipe with what follows from it."""

    recipe: Recipe
    parts: list[tuple[Good, int, int]]
    allergens: tuple[str, ...]
    ingredients: list[Good]
    cost: kernel.Cost | None
    versions: list[Recipe]


def recipe_page(*, scope: Scope, pk: int) -> RecipePage | None:
    """A recipe of the scope: its parts, the allergens and ingredients of what it makes, and its cost."""
    rows = scope.filter(Recipe.objects.select_related("good", "establishment").prefetch_related("parts__good"))
    row = rows.filter(pk=pk).first()
    if row is None:
        return None
    book = book_of(row.establishment, instead=[row])
    goods = {good.pk: good for good in Good.objects.filter(establishment=row.establishment)}
    try:
        own = {pk: good.allergens for pk, good in goods.items()}
        allergens = kernel.allergens_of(book, row.good_id, own)
        ingredients = [goods[good] for good in kernel.ingredients_of(book, row.good_id, weights(goods.values()))]
    except Refused:  # a draft that needs itself says so when it is put in force
        allergens, ingredients = (), []
    return RecipePage(
        recipe=row,
        parts=[(part.good, part.quantity, part.loss) for part in row.parts.all()],
        allergens=allergens,
        ingredients=ingredients,
        cost=cost_of(row.establishment, book, row.good_id),
        versions=list(Recipe.objects.filter(good=row.good_id)),
    )


def weights(goods: Iterable[Good]) -> dict[int, int]:
    """What a unit of each good weighs in grams: a kilogram and a litre a thousand, a thing what it says."""
    return {good.pk: good.grams or (1000 if good.unit in ("kg", "l") else 1) for good in goods}


def cost_of(establishment: "Establishment", book: kernel.Book, good: int) -> kernel.Cost | None:
    """What a unit costs in material at the price of the last lot of each; nothing where one was never bought."""
    try:
        bought = kernel.exploded(book, good, 1000)
        return kernel.cost_of(book, good, prices=last_prices(establishment, bought))
    except Refused:
        return None


def last_prices(establishment: "Establishment", goods: Iterable[int]) -> dict[int, int]:
    """Céntimos a unit of the last lot of each good that had a cost."""
    from llamkay.apps.production.models import Lot

    rows = Lot.objects.filter(establishment=establishment, good__in=list(goods), cost__gt=0)
    return dict(rows.order_by("good_id", "-made_on", "-id").distinct("good_id").values_list("good_id", "cost"))
