"""What a close leaves in the books of people who are no longer there: a correction follows, the rest is settled."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from llamkay.apps.pay import acts, ledger
from llamkay.apps.pay.models import PERSONAL, Account, Entry, Posting, Settlement
from llamkay.apps.pay.settlements.queries import MOVE, SettlementLine
from llamkay.apps.pay.settlements.services import carry
from llamkay.apps.people.queries import custody
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security.scope import elevated

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import CustodySpell


State = Settlement.State


def after_close(*, actor: Any, establishment: "Establishment", close_id: int, adjusted: Collection[int]) -> None:
    """Carry what a correction moved to where each person is held now, and open the settlement of whoever else left.

    A settlement that waits already takes everything with it, and is left to the two people who make it. Whoever calls
    has asked for permission, and does so inside the transaction of the close.
    """
    today = clock.today()
    paid = Entry.objects.filter(establishment=establishment, close=close_id).exclude(person=None).values("person")
    left: dict[int, CustodySpell] = {}
    here = custody(at=establishment, on=today).values("person")
    spells = custody(at=establishment).filter(person__in=paid).exclude(person__in=here)
    for spell in spells.select_related("person").order_by("person_id", "-period").distinct("person_id"):
        left[spell.person_id] = spell
    if not left:
        return
    waits = Settlement.objects.filter(establishment=establishment, state__in=(State.DUE, State.PREPARED))
    free = left.keys() - set(waits.filter(person__in=list(left)).values_list("person", flat=True))
    with elevated():
        for spell in custody(on=today).filter(person__in=free & set(adjusted)).select_related("establishment"):
            _follow(actor, left[spell.person_id], spell.establishment, close_id)
    _open(actor, establishment, [left[person] for person in sorted(free)], today)


def _follow(actor: Any, spell: "CustodySpell", to: "Establishment", close_id: int) -> None:
    """Carry what a person has in the books of a prison to those of the one that has her; a balance against her only
    as far as she has there what it takes."""
    lines = []
    for kind, label, amount in _balances(spell.establishment_id, [spell.person_id]).get(spell.person_id, ()):
        moved = amount
        if amount < 0 and kind != Account.Kind.DEBT:
            there = ledger.available_balance(establishment=to, person=spell.person, kind=kind, label=label)
            moved = -min(-amount, max(there, 0))
        if moved and kind != Account.Kind.TRANSIT:
            lines.append(SettlementLine(kind, label, moved, MOVE))
    carry(
        actor,
        spell.person,
        lines,
        spell.establishment,
        to,
        text=f"Ajuste de {spell.establishment.name}, pasa a {to.name}",
        key=f"adjusted:{close_id}:{spell.person_id}",
        evidence=f"Cierre {close_id}",
    )


def _balances(establishment_id: int, people: Collection[int]) -> dict[int, list[tuple[str, str, int]]]:
    """Kind, case and what is held for each person (owed by her, below zero), where there is anything."""
    rows = Posting.objects.filter(
        account__establishment=establishment_id, account__person__in=people, account__kind__in=PERSONAL
    )
    found: dict[int, list[tuple[str, str, int]]] = {}
    sums = rows.order_by("account__kind", "account__label").values_list(
        "account__person", "account__kind", "account__label"
    )
    for person, kind, label, total in sums.annotate(total=Sum("amount")):
        if total:
            found.setdefault(person, []).append((kind, label, -total))
    return found


def _open(actor: Any, establishment: "Establishment", spells: "list[CustodySpell]", today: date) -> None:
    """A settlement to be prepared for each who left with something; one act tells how many."""
    held = _balances(establishment.pk, [spell.person_id for spell in spells])
    made = Settlement.objects.bulk_create(
        Settlement(
            establishment=establishment,
            person=spell.person,
            why=spell.exit,
            left_on=spell.period.upper or today,
            opened_at=clock.now(),
            opened_by=actor.username,
        )
        for spell in spells
        if spell.person_id in held
    )
    if made:
        audit.record(
            actor=actor.username,
            verb=acts.SETTLEMENT_DUE,
            target=f"establishment:{establishment.code}",
            sentence=f"{actor}: {len(made)} personas que salieron tienen dinero o deuda por liquidar tras el cierre.",
            stream=establishment.code,
            details={"settlements": [row.pk for row in made]},
        )


__all__ = ["after_close"]
