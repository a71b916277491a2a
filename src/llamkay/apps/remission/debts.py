"""Whether a person owes the 10 %, as the books of higher apps tell it: a debt holds back the certificate of work."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError

from llamkay.apps.people.models import Person
from llamkay.apps.remission.counts.statements import law_today
from llamkay.core.remission.procedure import Debt, DebtGate, Gate, debt_gate
from llamkay.platform import clock


@dataclass(frozen=True)
class Told:
    """What one source says of a person, with the sentence for whoever waits: how much, of which months."""

    debt: Debt
    text: str


# Higher apps plug in from their ``AppConfig.ready``: (person) → what they know, or nothing.
SOURCES: list[Callable[[Person], Told | None]] = []
_STRICTER = (Debt.NONE, Debt.PAID, Debt.UNKNOWN, Debt.PLAN, Debt.OWED)


def told(person: Person) -> Told | None:
    """What the strictest source says of a person."""
    found = [said for source in SOURCES if (said := source(person))]
    return max(found, key=lambda said: _STRICTER.index(said.debt), default=None)


def gate_of(person: Person, *, noted: str, kinds: Iterable[str]) -> DebtGate:
    """The gate of the certificate today: the books answer first, and a debt that somebody noted stands beside them."""
    debt, said = Debt(noted), told(person)
    if said and (debt is Debt.UNKNOWN or _STRICTER.index(said.debt) >= _STRICTER.index(debt)):
        debt = said.debt
    gate = debt_gate(law=law_today(), on=clock.today(), debt=debt, kinds=kinds)
    if said and debt is said.debt and gate.gate is not Gate.OPEN:
        return replace(gate, text=f"{gate.text} {said.text}")
    return gate


def check_not_held_back(person: Person, *, kinds: Iterable[str]) -> None:
    """Raise ``ValidationError`` where the books have a debt that holds back the certificate."""
    if "work" not in (kinds := tuple(kinds)):
        return
    said = told(person)
    if said and said.debt is Debt.OWED:
        gate = debt_gate(law=law_today(), on=clock.today(), debt=said.debt, kinds=kinds)
        raise ValidationError(f"{gate.text} {said.text}")
