"""What may happen to recipes: a version is written, put in force, and then no longer changes."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from llamkay.apps.production import acts
from llamkay.apps.production.models import Good, Recipe, RecipePart
from llamkay.apps.production.permissions import RECIPES
from llamkay.apps.production.recipes.queries import book_of
from llamkay.core.errors import Refused
from llamkay.core.production import recipes as kernel
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.record import audit
from llamkay.platform.security.access import require

Line = tuple[Good, int, int]  # a good, thousandths of it in a run, parts in a million that are lost
MOST_PARTS = 30


@transaction.atomic
def save_recipe(
    *,
    actor: Any,
    good: Good,
    makes: int,
    lines: Sequence[Line],
    loss: int = 0,
    minutes: int = 0,
    steps: str = "",
    recipe: Recipe | None = None,
) -> Recipe:
    """Write the draft of a recipe, or a new version where the last one was in force; returns the draft.

    Raises ``Refused`` for a recipe of nothing, a part named twice or of another prison, a loss that leaves nothing.
    """
    require(actor, RECIPES, establishment_id=good.establishment_id)
    if not lines:
        raise Refused(_("Escriba al menos un ingrediente o material."))
    if len(lines) > MOST_PARTS:
        raise Refused(_("Una receta tiene hasta {most} partes.").format(most=MOST_PARTS))
    if makes <= 0 or any(quantity <= 0 for _good, quantity, _loss in lines):
        raise Refused(_("Cada cantidad es mayor que cero."))
    if any(not 0 <= part < kernel.MILLION for part in (loss, *(line[2] for line in lines))):
        raise Refused(_("Una merma va de 0 a menos de 100 %."))
    if len({part.pk for part, _quantity, _loss in lines}) != len(lines):
        raise Refused(_("Un ingrediente está dos veces: súmelos en una línea."))
    if any(part.establishment_id != good.establishment_id or part.pk == good.pk for part, *_rest in lines):
        raise Refused(_("Un ingrediente es de este establecimiento y no es lo mismo que se hace."))
    lock(Space.RECIPES, good.pk)
    row = Recipe.objects.filter(pk=recipe.pk, stage=Recipe.Stage.DRAFT).first() if recipe else None
    row = row or Recipe.objects.filter(good=good, stage=Recipe.Stage.DRAFT).first()
    if row is None:
        last = Recipe.objects.filter(good=good).aggregate(last=Max("version"))["last"] or 0
        row = Recipe(establishment=good.establishment, good=good, version=last + 1)
    row.makes, row.loss, row.minutes, row.steps = makes, loss, minutes, steps.strip()
    row.by, row.at = actor.username, clock.now()
    row.save()
    row.parts.all().delete()
    RecipePart.objects.bulk_create(
        RecipePart(recipe=row, good=part, quantity=quantity, loss=lost) for part, quantity, lost in lines
    )
    audit.record(
        actor=actor.username,
        verb=acts.SAVE_RECIPE,
        target=f"good:{good.pk}",
        sentence=f"{actor} escribió la receta de {good}, versión {row.version}.",
        stream=good.establishment.code,
    )
    return row


@transaction.atomic
def use_recipe(*, actor: Any, recipe: Recipe) -> Recipe:
    """Put a draft in force: the version before it is former, and this one no longer changes.

    Raises ``Refused`` where it would need itself, through whatever it is made of.
    """
    require(actor, RECIPES, establishment_id=recipe.establishment_id)
    lock(Space.RECIPES, recipe.good_id)
    row = Recipe.objects.select_for_update().select_related("good", "establishment").get(pk=recipe.pk)
    if row.stage != Recipe.Stage.DRAFT:
        raise Refused(_("Esa versión ya estuvo en uso: escriba otra."))
    book = book_of(row.establishment, instead=[row])
    try:
        kernel.exploded(book, row.good_id, 1000)
    except Refused as error:
        raise Refused(
            _("{good} se necesita a sí mismo para hacerse: revise sus partes.").format(good=row.good)
        ) from error
    Recipe.objects.filter(good=row.good, stage=Recipe.Stage.CURRENT).update(stage=Recipe.Stage.FORMER)
    row.stage = Recipe.Stage.CURRENT
    row.save(update_fields=["stage"])
    audit.record(
        actor=actor.username,
        verb=acts.USE_RECIPE,
        target=f"good:{row.good_id}",
        sentence=f"{actor} puso en uso la receta de {row.good}, versión {row.version}.",
        stream=row.establishment.code,
    )
    return row
