"""Reads of batches: what is being made, one batch with its parts, what it took against what it should have taken."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from llamkay.apps.pay.inputs.work import worked
from llamkay.apps.production.kinds import State
from llamkay.apps.production.making.services import Output, totals
from llamkay.apps.production.models import Balance, Batch, BatchNeed, Completion, Lot, Recipe
from llamkay.apps.production.recipes.queries import kernel_recipe
from llamkay.apps.production.stock import moving
from llamkay.core.production.recipes import minutes_of
from llamkay.core.values import Month
from llamkay.platform.database.search import InOrder, naming
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Activity


def batches(*, scope: Scope, words: str = "", stage: str = "", activity: "Activity | None" = None) -> QuerySet[Batch]:
    """The batches of the scope, the newest first, with ``made``: what came out, first and second grade."""
    rows = scope.filter(Batch.objects.select_related("recipe__good", "activity", "establishment", "site", "company"))
    rows = rows.annotate(made=Coalesce(Sum("completions__first") + Sum("completions__second"), 0))
    if stage:
        rows = rows.filter(stage=stage)
    if activity:
        rows = rows.filter(activity=activity)
    return naming(rows, words, "code", "recipe__good__name").order_by("-opened_at", "-id")


@dataclass(frozen=True)
class NeedLine:
    """One good of a batch: what it takes in all, what it took so far, what lies free for it."""

    need: BatchNeed
    used: int
    free: int

    @property
    def short(self) -> int:
        return max(self.need.quantity - self.used - self.free, 0)


@dataclass(frozen=True)
class BatchPage:
    """A batch with what it takes, what came out, its lots and the time on its sheets."""

    batch: Batch
    needs: list[NeedLine]
    completions: list[Completion]
    lots: list[Lot]
    output: Output
    standard: int
    on_sheets: int

    @property
    def left(self) -> int:
        return max(self.batch.planned - self.output.total, 0)


def batch_page(*, scope: Scope, pk: int) -> BatchPage | None:
    """A batch of the scope; a number of queries that does not grow with the stock."""
    rows = Batch.objects.select_related(
        "recipe__good", "activity", "establishment", "site", "company", "person", "agreement"
    )
    row = scope.filter(rows.prefetch_related("recipe__parts")).filter(pk=pk).first()
    if row is None:
        return None
    output, good = totals(row), row.recipe.good_id
    kernel = {good: kernel_recipe(row.recipe)}
    return BatchPage(
        batch=row,
        needs=_needs(row),
        completions=list(row.completions.all()),
        lots=list(row.lots.select_related("good").order_by("id")),
        output=output,
        standard=minutes_of(kernel, good, output.total),
        on_sheets=sheet_minutes(row),
    )


def _needs(row: Batch) -> list[NeedLine]:
    used = dict(row.completions.values_list("consumptions__good").annotate(n=Sum("consumptions__quantity")))
    there = moving.owner_of(row).lots(Balance.objects.filter(site=row.site, state=State.AVAILABLE))
    free = dict(there.values_list("lot__good").annotate(n=Sum("quantity")))
    needs = row.needs.select_related("good").order_by(InOrder("good__name"))
    return [NeedLine(need, used.get(need.good_id) or 0, free.get(need.good_id, 0)) for need in needs]


def sheet_minutes(row: Batch) -> int:
    """The paid minutes that the sheets of its workshop hold in the months of the batch, as closes correct them."""
    month, total = Month.of(row.period.lower), 0
    while month.first < row.period.upper:
        total += sum(counts[1] for counts in worked([row.activity_id], month).values())
        month = Month.of(month.end)
    return total


def waiting_lots(*, scope: Scope) -> QuerySet[Lot]:
    """The lots of the scope that wait for their check, the oldest first."""
    pending = Balance.objects.filter(state=State.PENDING, quantity__gt=0).values("lot")
    return scope.filter(Lot.objects.filter(pk__in=pending).select_related("good", "establishment")).order_by("made_on")


def current_recipes(*, scope: Scope) -> QuerySet[Recipe]:
    """The recipes in force in the scope."""
    rows = Recipe.objects.filter(stage=Recipe.Stage.CURRENT).select_related("good", "establishment")
    return scope.filter(rows).order_by(InOrder("good__name"))
