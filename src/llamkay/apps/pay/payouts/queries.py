"""Reads of the money that leaves."""

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import QuerySet

from llamkay.apps.pay.models import Beneficiary, Payout, PayoutBatch
from llamkay.apps.people.queries import in_charge
from llamkay.platform.clock import LIMA
from llamkay.platform.database.search import InOrder, naming
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


ON_THE_WAY = (Payout.State.PREPARED, Payout.State.CONFIRMED, Payout.State.SENT)


def payouts(*, scope: Scope, words: str = "", state: str = "", purpose: str = "") -> QuerySet[Payout]:
    """Payments of the scope, the newest first; ``state`` may be ``open``, those still on the way."""
    rows = scope.filter(
        Payout.objects.select_related(
            "person", "beneficiary", "establishment", "batch", "reparation", "alimony", "fine"
        )
    )
    if state:
        rows = rows.filter(state__in=ON_THE_WAY) if state == "open" else rows.filter(state=state)
    if purpose:
        rows = rows.filter(purpose=purpose)
    return naming(rows, words, "person__search_text", "beneficiary__full_name").order_by("-id")


class Sent(NamedTuple):
    """Money of somebody that reached their family: when, which relation, how much."""

    on: date
    relation: str
    amount: int


_FAMILY = (
    Beneficiary.Relation.MOTHER,
    Beneficiary.Relation.FATHER,
    Beneficiary.Relation.CHILD,
    Beneficiary.Relation.PARTNER,
    Beneficiary.Relation.SIBLING,
    Beneficiary.Relation.OTHER_FAMILY,
    Beneficiary.Relation.GUARDIAN,
    Beneficiary.Relation.CREDITOR,
)


def reached_family(person: "Person") -> list[Sent]:
    """Every payment of a person that her family received, by her wish or for alimony, the last first."""
    rows = Payout.objects.filter(
        person=person,
        state=Payout.State.SETTLED,
        purpose__in=(Payout.Purpose.REMITTANCE, Payout.Purpose.ALIMONY),
        beneficiary__relation__in=_FAMILY,
    )
    found = rows.order_by("-ended_at", "-id").values_list("ended_at", "beneficiary__relation", "amount")
    return [
        Sent(at.astimezone(LIMA).date(), str(Beneficiary.Relation(relation).label), amount)
        for at, relation, amount in found
        if at is not None
    ]


def payout(*, scope: Scope, pk: int) -> Payout | None:
    """One payment of the scope."""
    return payouts(scope=scope).filter(pk=pk).first()


def beneficiaries(person: "Person") -> Iterable[Beneficiary]:
    """Who receives or received of a person; whoever calls answers for the scope."""
    return person.beneficiaries.order_by("period", InOrder("full_name"))


def to_vouch(*, scope: Scope, actor: str) -> QuerySet[Beneficiary]:
    """Who receives and nobody checked yet, of the people in the scope's charge; not those whom ``actor`` entered."""
    rows = Beneficiary.objects.filter(person__in=in_charge(scope).values("pk"), checked_by="", period__endswith=None)
    return rows.exclude(entered_by=actor).select_related("person").order_by("entered_at", "pk")


def batch(*, scope: Scope, pk: int) -> PayoutBatch | None:
    """One batch of the scope, with its file."""
    return scope.filter(PayoutBatch.objects.select_related("establishment")).filter(pk=pk).first()


@dataclass(frozen=True)
class Difference:
    """What the file of a batch said of a payment and would say otherwise if it were made today."""

    payment: str
    column: str
    sent: str
    now: str


def sent_file(batch: PayoutBatch, made_today: bytes) -> bytes | None:
    """The file of a batch as it was sent; of one that was not kept, the one made today where its seal is the same."""
    if batch.file is not None:
        return bytes(batch.file)
    return made_today if hashlib.sha256(made_today).hexdigest() == batch.file_sha256 else None


def differences(sent: bytes, made_today: bytes) -> list[Difference]:
    """Where the file that was sent and one made today differ, payment by payment."""
    now = {row["pago"]: row for row in _rows(made_today)}
    return [
        Difference(row["pago"], column, value, now.get(row["pago"], {}).get(column, ""))
        for row in _rows(sent)
        for column, value in row.items()
        if value != now.get(row["pago"], {}).get(column)
    ]


def _rows(file: bytes) -> Iterable[dict[str, str]]:
    return csv.DictReader(io.StringIO(file.decode()))
