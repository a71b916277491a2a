"""The books as a Beancount file, which anybody can check with a program that is not ours, and the balances as data.

People stand in the file by their code. An account that may have several cases, companies or purposes ends in its own
number (``N45``), so that no account is the parent of another and each balance is asserted alone.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Min, QuerySet, Sum
from django.db.models.expressions import Value
from django.db.models.functions import Coalesce, NullIf

from llamkay.apps.pay.books.queries import holder, sense
from llamkay.apps.pay.models import Account, Posting
from llamkay.core.values import format_amount

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment


_TOP = {
    "available": "Liabilities",
    "savings": "Liabilities",
    "reparation": "Liabilities",
    "alimony": "Liabilities",
    "undecided": "Liabilities",
    "transit": "Liabilities",
    "institution": "Income",
    "spent": "Expenses",
    "debt": "Assets",
    "receivable": "Assets",
    "bank": "Assets",
    "cash": "Assets",
    "bridge": "Equity",
    "opening": "Equity",
}
_MANY = ("reparation", "alimony", "spent", "receivable")


def account_name(account: Account) -> str:
    """The name of an account in the file: ``Liabilities:EP16:Available:QUI-11``.

    >>> place = Establishment(code="EP16")
    >>> account_name(Account(pk=45, kind="spent", establishment=place, label="Insumos"))
    'Expenses:EP16:Spent:N45'
    """
    parts = [_TOP[account.kind], account.establishment.code, account.kind.capitalize()]
    if account.person:
        parts.append(_plain(account.person.code))
    if account.kind in _MANY:
        parts.append(f"N{account.pk}")
    return ":".join(parts)


def _plain(code: str) -> str:
    """A code as Beancount takes it: letters, digits and dashes, the first a capital or a digit."""
    return re.sub(r"[^A-Z0-9-]", "-", code.upper()).lstrip("-") or "X"


def _text(words: str) -> str:
    """A string of the file."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def _accounts(establishment: "Establishment | None") -> QuerySet[Account]:
    rows = Account.objects.select_related("establishment", "person", "company")
    rows = rows.annotate(since=Min("postings__entry__posted_on"), total=Sum("postings__amount"))
    rows = rows.exclude(since=None).order_by("establishment__order", "kind", "pk")
    return rows.filter(establishment=establishment) if establishment else rows


def beancount(*, establishment: "Establishment | None", on: date) -> Iterator[str]:
    """The lines of the file: accounts, every entry in order, what each account holds after ``on`` to the céntimo."""
    accounts = list(_accounts(establishment))
    names = {account.pk: account_name(account) for account in accounts}
    title = establishment.name if establishment else "Todos los establecimientos"
    yield f'option "title" {_text(f"Llamkay: {title}")}'
    yield 'option "operating_currency" "PEN"'
    for account in accounts:
        yield ""
        yield f"{account.since} open {names[account.pk]} PEN"
        yield f"  account: {account.pk}"
        yield f"  kind: {_text(str(account))}"
        if account.label:
            yield f"  label: {_text(account.label)}"
        if account.company:
            yield f"  company: {_text(account.company.ruc)}"
    yield from _transactions(establishment, names)
    yield ""
    after = on + timedelta(days=1)
    for account in accounts:
        yield f"{after} balance {names[account.pk]} {format_amount(account.total)} ~ 0 PEN"


def _transactions(establishment: "Establishment | None", names: dict[int, str]) -> Iterator[str]:
    rows = Posting.objects.annotate(author=Coalesce(NullIf("entry__by", Value("")), "entry__close__by"))
    if establishment:
        rows = rows.filter(entry__establishment=establishment)
    columns = ("entry", "entry__posted_on", "entry__text", "entry__key", "entry__origin", "author", "entry__evidence")
    ordered = rows.order_by("entry__posted_on", "entry", "number")
    found = ordered.values_list(*columns, "entry__undoes", "account", "amount").iterator(chunk_size=10_000)
    for head, legs in groupby(found, key=lambda row: row[:8]):
        number, day, text, key, origin, author, evidence, undoes = head
        yield ""
        yield f"{day} * {_text(text)}"
        yield f"  entry: {number}"
        yield f"  key: {_text(key)}"
        yield f"  origin: {_text(origin)}"
        yield f"  by: {_text(author)}"
        if evidence:
            yield f"  evidence: {_text(evidence)}"
        if undoes:
            yield f"  undoes: {undoes}"
        yield from (f"  {names[account]}  {format_amount(amount)} PEN" for *_head, account, amount in legs)


class AccountBalance(TypedDict):
    """What an account holds, as ``ledger balances`` prints it: ``debit`` as the books have it, ``balance`` in the
    sense in which it grows."""

    account: str
    number: int
    establishment: str
    kind: str
    holder: str
    label: str
    debit: str
    balance: str


def balances(*, establishment: "Establishment | None") -> list[AccountBalance]:
    """What each account holds."""
    return [
        {
            "account": account_name(account),
            "number": account.pk,
            "establishment": account.establishment.code,
            "kind": account.kind,
            "holder": holder(account),
            "label": account.label,
            "debit": format_amount(account.total),
            "balance": format_amount(sense(account.kind) * account.total),
        }
        for account in _accounts(establishment)
    ]
