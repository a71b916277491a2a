"""Reads of the money that leaves."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from llamkay.apps.pay.models import Beneficiary, Payout, PayoutBatch
from llamkay.apps.people.queries import in_charge
from llamkay.platform.database.search import naming
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


ON_THE_WAY = (Payout.State.PREPARED, Payout.State.CONFIRMED, Payout.State.SENT)


def payouts(*, scope: Scope, words: str = "", state: str = "", purpose: str = "") -> QuerySet[Payout]:
    """Payments of the scope, the newest first; ``state`` may be ``open``, those still on the way."""
    rows = scope.filter(
        Payout.objects.select_related("person", "beneficiary", "establishment", "batch", "reparation", "alimony")
    )
    if state:
        rows = rows.filter(state__in=ON_THE_WAY) if state == "open" else rows.filter(state=state)
    if purpose:
        rows = rows.filter(purpose=purpose)
    return naming(rows, words, "person__search_text", "beneficiary__full_name").order_by("-id")


def payout(*, scope: Scope, pk: int) -> Payout | None:
    """One payment of the scope."""
    return payouts(scope=scope).filter(pk=pk).first()


def beneficiaries(person: "Person") -> Iterable[Beneficiary]:
    """Who receives or received of a person; whoever calls answers for the scope."""
    return person.beneficiaries.order_by("period", "full_name")


def to_vouch(*, scope: Scope, actor: str) -> QuerySet[Beneficiary]:
    """Who receives and nobody checked yet, of the people in the scope's charge; not those whom ``actor`` entered."""
    rows = Beneficiary.objects.filter(person__in=in_charge(scope).values("pk"), checked_by="", period__endswith=None)
    return rows.exclude(entered_by=actor).select_related("person").order_by("entered_at", "pk")


def batch(*, scope: Scope, pk: int) -> PayoutBatch | None:
    """One batch of the scope."""
    return scope.filter(PayoutBatch.objects.select_related("establishment")).filter(pk=pk).first()
