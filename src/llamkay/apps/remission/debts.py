"""Whether a person owes the 10 %, as the books of higher apps tell it: a debt holds back the certificate of work."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from llamkay.apps.remission.counts.statements import law_today
from llamkay.apps.remission.words import sentence
from llamkay.core.errors import Refused
from llamkay.core.remission.procedure import Debt, DebtGate, Gate, debt_gate
from llamkay.core.remission.reasons import reason
from llamkay.platform import clock
from llamkay.platform.hooks import Hook

if TYPE_CHECKING:
    from llamkay.apps.people.models import Person


@dataclass(frozen=True)
class DebtReport:
    """What one source says of a person, with the sentence for whoever waits: how much, of which months."""

    debt: Debt
    text: str


# (person) → what the books of an app know, or nothing.
DEBTS: "Hook[[Person], DebtReport | None]" = Hook("remission.debts")
_STRICTER = (Debt.NONE, Debt.PAID, Debt.UNKNOWN, Debt.PLAN, Debt.OWED)


def strictest(person: "Person") -> DebtReport | None:
    """What the strictest source says of a person."""
    found = [report for report in DEBTS(person) if report]
    return max(found, key=lambda report: _STRICTER.index(report.debt), default=None)


def gate_of(person: "Person", *, noted: str, kinds: Iterable[str]) -> DebtGate:
    """The gate of the certificate today: the books answer first, and a debt that somebody noted stands beside them."""
    debt, report = Debt(noted), strictest(person)
    if report and (debt is Debt.UNKNOWN or _STRICTER.index(report.debt) >= _STRICTER.index(debt)):
        debt = report.debt
    gate = debt_gate(law=law_today(), on=clock.today(), debt=debt, kinds=kinds)
    if report and debt is report.debt and gate.gate is not Gate.OPEN:
        return replace(gate, text=reason("debt.in_books", debt=(gate.text,), books=report.text))
    return gate


def check_not_held_back(person: "Person", *, kinds: Iterable[str]) -> None:
    """Raise ``Refused`` where the books have a debt that holds back the certificate."""
    if "work" not in (kinds := tuple(kinds)):
        return
    report = strictest(person)
    if report and report.debt is Debt.OWED:
        gate = debt_gate(law=law_today(), on=clock.today(), debt=report.debt, kinds=kinds)
        raise Refused(f"{sentence(gate.text)} {report.text}")
