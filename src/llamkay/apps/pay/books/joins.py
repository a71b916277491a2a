"""Money of two known people who are one: it follows by entries of its own, and comes back the same way."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from llamkay.apps.pay import ledger
from llamkay.apps.pay.ledger import Leg
from llamkay.apps.pay.models import PERSONAL, Account, Entry, Hold, LevyPayment, LevyPlan, Payout, Posting, Settlement
from llamkay.apps.people.hooks import EVERY_ROW, Joining
from llamkay.apps.people.queries import joins_of
from llamkay.platform import clock

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


_UNDER_WAY = (Payout.State.PREPARED, Payout.State.CONFIRMED, Payout.State.SENT)
_OPEN = (Settlement.State.DUE, Settlement.State.PREPARED)
# What was paid, settled, held or owed stays in the books under the identity with which it was.
_STAY = (Account, Payout, Settlement, Hold, LevyPlan, LevyPayment)


def why_not(former: "Person", _standing: "Person") -> str:
    """What of the former identity's money must be settled before it is joined to another."""
    if Payout.objects.filter(person=former, state__in=_UNDER_WAY).exists():
        return _("{code} tiene pagos en camino: espere la respuesta del banco o anúlelos.").format(code=former.code)
    if Settlement.objects.filter(person=former, state__in=_OPEN).exists():
        return _("{code} tiene una liquidación abierta: confírmela o anúlela antes.").format(code=former.code)
    if Hold.objects.filter(person=former, period__contains=clock.today()).exists():
        return _("{code} tiene dinero retenido por un juzgado: termine antes la retención.").format(code=former.code)
    owed = Posting.objects.filter(account__person=former, account__kind=Account.Kind.DEBT)
    if owed.aggregate(sum=Sum("amount"))["sum"]:
        return _("{code} debe del 10 % de su trabajo propio: salde antes esa deuda.").format(code=former.code)
    return ""


def stays_with_former(model: Any) -> Q | None:
    """Accounts and what was paid from them stay; the rest of pay follows."""
    return EVERY_ROW if model in _STAY else None


def move_money(joining: Joining) -> None:
    """What each account of the former identity holds passes to the one that stands, by an entry of its own."""
    _pass_on(joining, Account.objects.filter(person=joining.former))


def follow_money(*, actor: Any, establishment: "Establishment", close_id: int, people: Collection[int]) -> None:
    """What a close moved in the accounts of former identities, by counting their sealed months again, follows too.

    Whoever calls does so inside the transaction of the close.
    """
    for join in joins_of(people):
        joining = Joining(actor, join.pk, join.former, join.standing)
        _pass_on(joining, Account.objects.filter(person=join.former, establishment=establishment), f":{close_id}")


def _pass_on(joining: Joining, accounts: "QuerySet[Account]", again: str = "") -> None:
    accounts = accounts.filter(kind__in=PERSONAL).select_related("establishment")
    held = accounts.annotate(balance=Sum("postings__amount")).exclude(balance=0).exclude(balance=None)
    for account in held:
        ledger.post(
            actor=joining.actor,
            establishment=account.establishment,
            legs=[
                Leg(kind=account.kind, amount=-account.balance, person=joining.former, label=account.label),
                Leg(kind=account.kind, amount=account.balance, person=joining.standing, label=account.label),
            ],
            text=f"Unión de identidades: {joining.former.code} es {joining.standing.code}",
            key=f"join:{joining.join}:{account.pk}{again}",
            origin=Entry.Origin.MANUAL,
            person=joining.standing,
            evidence=f"Unión {joining.join}",
        )


def move_back(joining: Joining) -> None:
    """The join was a mistake: its entries are reversed, or it is refused where that money was spent since."""
    for entry in Entry.objects.filter(key__startswith=f"join:{joining.join}:").select_related("establishment"):
        ledger.reverse(
            actor=joining.actor, entry=entry, reason=f"Se deshizo la unión {joining.join}: eran dos personas."
        )
