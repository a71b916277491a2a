"""Reads of contracts with companies: those of the scope, who works for a company without one, how many of each."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet

from llamkay.apps.activities.kinds import Modality
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.production.companies.rules import least_subsidy
from llamkay.apps.production.models import WorkContract
from llamkay.platform.database.search import InOrder, naming
from llamkay.platform.security.scope import EVERYTHING, Scope

if TYPE_CHECKING:
    from llamkay.apps.activities.models import Allocation
    from llamkay.apps.pay.models import Agreement

SOON = timedelta(days=30)


def contracts(*, scope: Scope, on: date, words: str = "", state: str = "") -> QuerySet[WorkContract]:
    """The contracts of the scope, the newest first; ``state``: running, ending (within thirty days) or ended."""
    rows = scope.filter(
        WorkContract.objects.select_related("person", "activity", "agreement__company", "establishment")
    )
    if state == "running":
        rows = rows.filter(period__contains=on)
    elif state == "ending":
        rows = rows.filter(period__contains=on, period__endswith__lte=on + SOON)
    elif state == "ended":
        rows = rows.filter(period__endswith__lte=on)
    rows = naming(rows, words, "person__search_text", "document", "agreement__company__name")
    return rows.order_by("-period", "-id")


def uncovered(*, scope: Scope, on: date, agreement: "Agreement | None" = None) -> "QuerySet[Allocation]":
    """The places in workshops of companies of whoever has no contract with that company that day."""
    having = WorkContract.objects.filter(
        person=OuterRef("person"),
        agreement__company=OuterRef("activity__company"),
        establishment=OuterRef("activity__establishment"),
        period__contains=on,
    )
    rows = scope.filter(placements(on=on), "activity__establishment").filter(
        activity__modality=Modality.COMPANY, activity__company__isnull=False
    )
    if agreement:
        rows = rows.filter(activity__company=agreement.company_id, activity__establishment=agreement.establishment_id)
    rows = rows.exclude(Exists(having)).select_related("person", "activity__company", "activity__establishment")
    return rows.order_by(InOrder("activity__company__name"), "person__sort_name", "id")


@dataclass(frozen=True)
class Covered:
    """How many people work for the company of an agreement on a day, and how many of them have a contract with it."""

    people: int
    contracts: int

    @property
    def missing(self) -> int:
        return self.people - self.contracts


def covered(agreement: "Agreement", *, on: date) -> Covered:
    """How many have a place and how many of them a contract; two queries."""
    placed = placements(on=on).filter(
        activity__company=agreement.company_id,
        activity__establishment=agreement.establishment_id,
        activity__modality=Modality.COMPANY,
    )
    people = placed.values("person").distinct().count()
    without = uncovered(scope=EVERYTHING, on=on, agreement=agreement).order_by().values("person").distinct().count()
    return Covered(people, people - without)


def short(contract: WorkContract) -> bool:
    """Whether the subsidy of a training is under the least of a whole timetable: lawful only of a shorter one."""
    return contract.subsidy is not None and contract.subsidy < least_subsidy(contract.period.lower)


def last_day(contract: WorkContract) -> Any:
    """The last day of a contract; none where it has no end."""
    return contract.period.upper and contract.period.upper - timedelta(days=1)
