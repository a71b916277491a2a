"""Accounts, postings and balanced entries; positive is debit, negative is credit, céntimos throughout."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What an account is for: of a person, or of an establishment."""

    AVAILABLE = "available"
    SAVINGS = "savings"
    FAMILY = "family"
    REPARATION = "reparation"
    ALIMONY = "alimony"
    DEBT = "debt"
    INSTITUTION = "institution"
    RECEIVABLE = "receivable"
    BANK = "bank"

    @property
    def personal(self) -> bool:
        """Whether an account of this kind belongs to one person."""
        return self not in (Kind.INSTITUTION, Kind.RECEIVABLE, Kind.BANK)

    @property
    def label(self) -> str:
        """How the account is called on a statement."""
        return _LABELS[self]


_LABELS = {
    Kind.AVAILABLE: "Disponible de la persona",
    Kind.SAVINGS: "Ahorro de la persona",
    Kind.FAMILY: "Remesas a la familia",
    Kind.REPARATION: "Reparación civil",
    Kind.ALIMONY: "Alimentos por orden judicial",
    Kind.DEBT: "Deuda de la persona con la institución",
    Kind.INSTITUTION: "10 % de la institución",
    Kind.RECEIVABLE: "Por cobrar a quien da el trabajo",
    Kind.BANK: "Banco",
}


@dataclass(frozen=True, order=True, kw_only=True, slots=True)
class Account:
    """One account: a kind and whose it is (a person, a company, or the establishment itself)."""

    kind: Kind
    holder: str = ""

    def __post_init__(self) -> None:
        if self.kind.personal and not self.holder:
            raise ValueError(f"an account of the kind «{self.kind}» belongs to a person; name the holder")


@dataclass(frozen=True, kw_only=True, slots=True)
class Posting:
    """One leg of an entry: debit above zero, credit below; never zero."""

    account: Account
    amount: int

    def __post_init__(self) -> None:
        if not isinstance(self.amount, int) or isinstance(self.amount, bool) or not self.amount:
            raise ValueError(f"a posting needs a whole number of céntimos other than zero, not «{self.amount}»")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A journal entry whose postings sum to zero; ``key`` names the event, so that it is entered once.

    Raises ``ValueError`` where the postings do not balance, or there are none.
    """

    key: str
    posted_on: date
    text: str
    postings: tuple[Posting, ...]
    reverses: str | None = None

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError("an entry needs a key that names its event")
        if not self.postings:
            raise ValueError(f"the entry «{self.key}» has no postings")
        if difference := sum(posting.amount for posting in self.postings):
            raise ValueError(f"the entry «{self.key}» does not balance: debits less credits are {difference} céntimos")


def reverse(entry: Entry, *, posted_on: date, text: str | None = None) -> Entry:
    """The counter-entry: the same accounts with opposite signs, so that both together change nothing."""
    return Entry(
        key=f"{entry.key}:reversal",
        posted_on=posted_on,
        text=text or f"Reversión: {entry.text}",
        postings=tuple(replace(posting, amount=-posting.amount) for posting in entry.postings),
        reverses=entry.key,
    )


def postings_for_split(
    *, gross: int, institution: int, reparation: int, alimony: int, personal: int, person: str, payer: str = ""
) -> tuple[Posting, ...]:
    """The legs of a split: who gave the work owes the gross, each share is owed to its account.

    Whoever gives the work distributes the money under its own responsibility (D.S. 025-2017-JUS art. 53.1). Shares of
    zero are left out, so a gross of zero gives no legs. Raises ``ValueError`` where the shares do not sum to the gross.
    """
    if institution + reparation + alimony + personal != gross or min(institution, reparation, alimony, personal) < 0:
        raise ValueError(f"the shares of a split must be zero or more and sum to its gross of {gross} céntimos")
    legs = (
        (Account(kind=Kind.RECEIVABLE, holder=payer), gross),
        (Account(kind=Kind.INSTITUTION), -institution),
        (Account(kind=Kind.REPARATION, holder=person), -reparation),
        (Account(kind=Kind.ALIMONY, holder=person), -alimony),
        (Account(kind=Kind.AVAILABLE, holder=person), -personal),
    )
    return tuple(Posting(account=account, amount=amount) for account, amount in legs if amount)


def balances(entries: Iterable[Entry]) -> Mapping[Account, int]:
    """The balance of every account that has a posting, in order; together they are zero."""
    found: dict[Account, int] = {}
    for entry in entries:
        for posting in entry.postings:
            found[posting.account] = found.get(posting.account, 0) + posting.amount
    return dict(sorted(found.items()))
