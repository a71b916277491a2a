"""Reads of own enterprises: the register, and what one person made, declared, sold and sent home."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from llamkay.apps.activities.areas import seen_by
from llamkay.apps.activities.places.rules import book
from llamkay.apps.pay.levy.queries import Declared, declarations_of
from llamkay.apps.pay.payouts.queries import reached_family
from llamkay.apps.people.queries import visible_people
from llamkay.apps.production.sales.queries import lines_of
from llamkay.apps.workshops.models import CustomerPermit, OwnEntry
from llamkay.core.law import Value
from llamkay.platform.database.search import naming
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person

LAST = 60


def entries(*, scope: Scope, actor: Any, words: str = "", kind: str = "") -> QuerySet[OwnEntry]:
    """The register of the scope that the actor may see, the last first."""
    rows = seen_by(scope.filter(OwnEntry.objects.all()), actor, "activity__").select_related("person", "activity")
    if kind:
        rows = rows.filter(kind=kind)
    return naming(rows, words, "person__search_text", "what", "party", "activity__name").order_by("-on", "-id")


def rule(on: date) -> Value:
    """Who accredits a customer that comes in."""
    return book().value("places.own.customers", on=on)


def permits(*, of: Any = None, on: date | None = None) -> QuerySet[CustomerPermit]:
    """The permits of customers, of a person, in force on a day: neither over nor revoked by then."""
    rows = CustomerPermit.objects.all()
    if of is not None:
        rows = rows.filter(person=of)
    return rows.filter(Q(revoked_on=None) | Q(revoked_on__gt=on), period__contains=on) if on else rows


def customer_permits(*, scope: Scope, words: str = "") -> QuerySet[CustomerPermit]:
    """The permits of customers of the scope, the newest first."""
    rows = scope.filter(permits().select_related("person", "establishment"))
    return naming(rows, words, "person__search_text", "customer", "number").order_by("-period", "-id")


@dataclass(frozen=True)
class OwnWork:
    """One person's work on her own account: the register, what she declared, what was sold, what reached her family.

    Amounts are in céntimos.
    """

    person: "Person"
    entries: list[OwnEntry]
    declared: list[Declared]
    sold: list[Any]
    sent: list[Any]

    @property
    def income(self) -> int:
        """All that she declared."""
        return sum(line.amount for line in self.declared)

    @property
    def family(self) -> int:
        """All that reached her family."""
        return sum(row.amount for row in self.sent)

    @property
    def share(self) -> int | None:
        """What reached her family of each hundred that she declared; nothing while she has declared none."""
        return round(100 * self.family / self.income) if self.income else None


def own_work(*, scope: Scope, pk: int) -> OwnWork | None:
    """The own work of somebody of the scope."""
    person = visible_people(scope).filter(pk=pk).first()
    if person is None:
        return None
    mine = OwnEntry.objects.filter(person=person, voided_why="").select_related("activity").order_by("-on", "-id")
    return OwnWork(
        person, list(scope.filter(mine)[:LAST]), declarations_of(person), lines_of(person), reached_family(person)
    )
