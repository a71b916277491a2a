"""Whether a person owes the 10 %, as the books of higher apps tell it: a debt holds back the certificate of work."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from llamkay.apps.people.models import Person
from llamkay.apps.remission.counts.statements import law_today
from llamkay.apps.remission.words import sentence
from llamkay.core.errors import Refused
from llamkay.core.remission.procedure import Debt, DebtGate, Gate, debt_gate
from llamkay.core.remission.reasons import reason
from llamkay.platform import clock
from llamkay.platform.hooks import Hook


@dataclass(frozen=True)
class Told:
    """What one source says of a person, with the sentence for whoever waits: how much, of which months."""

    debt: Debt
    text: str


# (person) → what the books of an app know, or nothing.
DEBTS: Hook[[Person], Told | None] = Hook("remission.debts")
_STRICTER = (Debt.NONE, Debt.PAID, Debt.UNKNOWN, Debt.PLAN, Debt.OWED)


def told(person: Person) -> Told | None:
    """What the strictest source says of a person."""
    found = [said for said in DEBTS(person) if said]
    return max(found, key=lambda said: _STRICTER.index(said.debt), default=None)


def gate_of(person: Person, *, noted: str, kinds: Iterable[str]) -> DebtGate:
    """The gate of the certificate today: the books answer first, and a debt that somebody noted stands beside them."""
    debt, said = Debt(noted), told(person)
    if said and (debt is Debt.UNKNOWN or _STRICTER.index(said.debt) >= _STRICTER.index(debt)):
        debt = said.debt
    gate = debt_gate(law=law_today(), on=clock.today(), debt=debt, kinds=kinds)
    if said and debt is said.debt and gate.gate is not Gate.OPEN:
        return replace(gate, text=reason("debt.in_books", debt=(gate.text,), books=said.text))
    return gate


def check_not_held_back(person: Person, *, kinds: Iterable[str]) -> None:
    """Raise ``Refused`` where the books have a debt that holds back the certificate."""
    if "work" not in (kinds := tuple(kinds)):
        return
    said = told(person)
    if said and said.debt is Debt.OWED:
        gate = debt_gate(law=law_today(), on=clock.today(), debt=said.debt, kinds=kinds)
        raise Refused(f"{sentence(gate.text)} {said.text}")
