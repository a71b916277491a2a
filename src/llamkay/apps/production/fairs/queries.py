"""Reads of exhibitions: their stands, how many show of each kind, what was sold at them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from llamkay.apps.production.models import Exhibition, Sale, Stand
from llamkay.platform.database.search import InOrder
from llamkay.platform.security.scope import Scope


def exhibitions(*, scope: Scope) -> QuerySet[Exhibition]:
    """The exhibitions of the scope, the newest first, with how many show at each."""
    rows = scope.filter(Exhibition.objects.select_related("establishment", "site"))
    people = Sum(F("stands__inmates") + F("stands__former") + F("stands__businesswomen"))
    return rows.annotate(people=Coalesce(people, 0)).order_by("-on", "-id")


@dataclass(frozen=True)
class ExhibitionPage:
    """An exhibition with its stands, and the money that our own tills took there on its day."""

    exhibition: Any
    stands: list[Stand]
    till: int

    @property
    def kinds(self) -> tuple[int, int, int]:
        return (
            sum(stand.inmates for stand in self.stands),
            sum(stand.former for stand in self.stands),
            sum(stand.businesswomen for stand in self.stands),
        )

    @property
    def declared(self) -> int:
        return sum(stand.sold for stand in self.stands)


def exhibition_page(*, scope: Scope, pk: int) -> ExhibitionPage | None:
    """An exhibition of the scope."""
    row = exhibitions(scope=scope).filter(pk=pk).first()
    if row is None:
        return None
    till = 0
    if row.site_id:
        standing = [Sale.Stage.ENTERED, Sale.Stage.CONFIRMED]
        sold = Sale.objects.filter(site=row.site_id, sold_on=row.on, stage__in=standing)
        till = sold.aggregate(n=Coalesce(Sum("amount"), 0))["n"]
    return ExhibitionPage(row, list(row.stands.select_related("brand").order_by(InOrder("name"))), till)
