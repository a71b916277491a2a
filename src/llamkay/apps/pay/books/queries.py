"""Reads of the books: statements with a running balance, the journal, the trial balance, what was entered by hand.

Amounts stand in the books with their sign, debit above zero. Screens show an account in the sense in which it grows:
what is kept for a person, and the 10 %, grow by credit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When, Window
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import in_scope
from llamkay.apps.pay import acts
from llamkay.apps.pay.ledger import available_balances
from llamkay.apps.pay.models import DEPOSITS, PERSONAL, Account, Entry, Hold, LedgerLock, Posting
from llamkay.core.values import Month
from llamkay.platform.clock import LIMA
from llamkay.platform.database.search import InOrder, naming
from llamkay.platform.models import LoggedAction
from llamkay.platform.security.scope import Scope

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


Kind, Origin = Account.Kind, Entry.Origin
GROW_BY_CREDIT = frozenset({*DEPOSITS, Kind.INSTITUTION})
BY_HAND = (Origin.MANUAL, Origin.OPENING, Origin.REVERSAL)
KINDS = list(Kind)  # the order of the books
IN_ORDER = ("entry__posted_on", "entry_id", "number")


def sense(kind: str) -> int:
    """What a sum of the books is multiplied by to be read: minus one where the account grows by credit."""
    return -1 if kind in GROW_BY_CREDIT else 1


def holder(account: Account) -> str:
    """Whose an account is: a person's code, who owes, or nobody."""
    if account.person:
        return account.person.code
    if account.kind == Kind.RECEIVABLE:
        return account.company.name if account.company else _("Taller de la institución")
    return ""


@dataclass(frozen=True)
class Balance:
    """An account and what it holds, in the sense in which it grows."""

    account: Account
    amount: int
    available: int | None = None  # what may leave it today, where that was asked

    @property
    def tied(self) -> bool:
        """Whether a court's order or a payment being prepared keeps part of it."""
        return self.available is not None and self.available < self.amount


class RunningPostingColumns(TypedDict):
    """What ``statement`` adds to each posting."""

    running: int
    moment: datetime | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    RunningPosting = WithAnnotations[Posting, RunningPostingColumns]


@dataclass(frozen=True)
class StatementLine:
    """One posting of a statement: how much the account grew by and what it held after it."""

    posting: "RunningPosting"
    amount: int
    after: int

    @property
    def late(self) -> date | None:
        """The day it was entered, where that is not the day it is of."""
        moment = self.posting.moment
        day = moment.astimezone(LIMA).date() if moment else None
        return day if day and day != self.posting.entry.posted_on else None


@dataclass(frozen=True)
class AccountStatement:
    """The postings of some accounts between two days, with what they held before."""

    before: dict[int, int]  # account → sum of the books before the first day
    rows: "QuerySet[RunningPosting]"

    def lines(self, rows: "Iterable[RunningPosting]") -> list[StatementLine]:
        """The lines of a page of ``rows``."""
        found = []
        for row in rows:
            way = sense(row.account.kind)
            after = way * (self.before.get(row.account_id, 0) + row.running)
            found.append(StatementLine(row, way * row.amount, after))
        return found


def accounts_of(*, scope: Scope, person: "Person") -> QuerySet[Account]:
    """The accounts that a person has in the establishments of the scope, in the order of the books."""
    mine = Account.objects.filter(person=person).select_related("establishment", "company", "person")
    return _ordered(scope.filter(mine))


def place_accounts(*, establishment: "Establishment") -> QuerySet[Account]:
    """The accounts of an establishment that are nobody's."""
    mine = Account.objects.filter(establishment=establishment, person=None)
    return _ordered(mine.select_related("establishment", "company"))


def _ordered(rows: QuerySet[Account]) -> QuerySet[Account]:
    place = Case(*(When(kind=kind, then=Value(at)) for at, kind in enumerate(KINDS)))
    return rows.order_by("establishment__order", place, InOrder("company__name"), "label", "pk")


def balances(accounts: Iterable[Account], on: date | None = None) -> list[Balance]:
    """What each account held at the end of a day (now, without one), entries dated back to it included; two queries."""
    accounts = list(accounts)
    moved = Posting.objects.filter(account__in=accounts)
    if on:
        moved = moved.filter(entry__posted_on__lte=on)
    sums = dict(moved.order_by().values_list("account").annotate(total=Sum("amount")))
    return [Balance(account, sense(account.kind) * sums.get(account.pk, 0)) for account in accounts]


def with_available(lines: Iterable[Balance]) -> list[Balance]:
    """The balances of a person with what may leave each today; four queries for each establishment."""
    lines = list(lines)
    held = [line.account for line in lines if line.account.kind in DEPOSITS]
    available: dict[int, int] = {}
    for place in {account.establishment for account in held}:
        mine = [account.pk for account in held if account.establishment_id == place.pk]
        available |= available_balances(establishment=place, accounts=mine)
    return [replace(line, available=available.get(line.account.pk)) for line in lines]


def statement(
    accounts: Iterable[Account], *, since: date | None = None, until: date | None = None, newest: bool = True
) -> AccountStatement:
    """Every posting of the accounts with its running balance, which the database works out over the days asked for.

    An entry dated back stands on its day, and moves every balance after it.
    """
    ids = [account.pk for account in accounts]
    mine = Posting.objects.filter(account__in=ids)
    before: dict[int, int] = {}
    if since:
        sums = mine.filter(entry__posted_on__lt=since).order_by().values_list("account")
        before = dict(sums.annotate(total=Sum("amount")))
        mine = mine.filter(entry__posted_on__gte=since)
    if until:
        mine = mine.filter(entry__posted_on__lte=until)
    rows = mine.annotate(
        running=Window(Sum("amount"), partition_by="account", order_by=IN_ORDER),
        moment=Coalesce("entry__entered_at", "entry__close__at"),
    ).select_related("entry", "account__establishment", "account__company", "account__person")
    order = [f"-{name}" for name in IN_ORDER] if newest else IN_ORDER
    return AccountStatement(before, rows.order_by(*order))


def brought(statement: AccountStatement, accounts: Iterable[Account]) -> list[Balance]:
    """What each account of a statement held before its first day."""
    return [Balance(a, sense(a.kind) * statement.before.get(a.pk, 0)) for a in accounts if statement.before.get(a.pk)]


def held_of(*, scope: Scope, person: "Person", on: date) -> QuerySet[Hold]:
    """The holds that bind a person's money that day."""
    return scope.filter(Hold.objects.filter(person=person, period__contains=on)).order_by("pk")


def last_day(accounts: Iterable[Account]) -> date | None:
    """The day of the latest entry in some accounts."""
    rows = Posting.objects.filter(account__in=[a.pk for a in accounts]).order_by("-entry__posted_on")
    return rows.values_list("entry__posted_on", flat=True).first()


# -- the books of an establishment ------------------------------------------------------------------------------------


@dataclass
class Book:
    """An establishment's books in a line: the 10 %, what it has, what it is owed, what it keeps for people."""

    establishment: "Establishment"
    sums: dict[str, int]
    locked: date | None = None

    @property
    def recognised(self) -> int:
        """The 10 % that the closes and openings recognised."""
        return -self.sums.get(Kind.INSTITUTION, 0)

    @property
    def spent(self) -> int:
        return self.sums.get(Kind.SPENT, 0)

    @property
    def left(self) -> int:
        return self.recognised - self.spent

    @property
    def bank(self) -> int:
        return self.sums.get(Kind.BANK, 0)

    @property
    def cash(self) -> int:
        return self.sums.get(Kind.CASH, 0)

    @property
    def money(self) -> int:
        return self.bank + self.cash

    @property
    def receivable(self) -> int:
        return self.sums.get(Kind.RECEIVABLE, 0)

    @property
    def held(self) -> int:
        """What the institution keeps for people, whatever for."""
        return -sum(self.sums.get(kind, 0) for kind in DEPOSITS)


def books(*, scope: Scope, establishment: "Establishment | None" = None, on: date | None = None) -> list[Book]:
    """The books of each establishment of the scope that has any, at the end of a day or now, in three queries."""
    places = in_scope(scope).filter(accounts__isnull=False).distinct()
    if establishment:
        places = places.filter(pk=establishment.pk)
    found = {place.pk: Book(place, {}) for place in places.order_by("order")}
    sums = Posting.objects.filter(account__establishment__in=found).order_by()
    if on:
        sums = sums.filter(entry__posted_on__lte=on)
    grouped = sums.values_list("account__establishment", "account__kind").annotate(total=Sum("amount"))
    for place, kind, total in grouped:
        found[place].sums[kind] = total
    for lock in LedgerLock.objects.filter(establishment__in=found):
        found[lock.establishment_id].locked = lock.month
    return list(found.values())


def book_place(*, scope: Scope, code: str) -> "Establishment | None":
    """An establishment of the scope by its code."""
    return in_scope(scope).filter(code=code).first()


# -- the journal ------------------------------------------------------------------------------------------------------

SORTS = {"": ("-posted_on", "-pk"), "antes": ("posted_on", "pk"), "monto": ("-moved", "-pk")}


def journal(
    *,
    scope: Scope,
    establishment: "Establishment | None" = None,
    month: Month | None = None,
    words: str = "",
    origin: str = "",
    who: str = "",
    by_hand: bool = False,
    since: date | None = None,
    until: date | None = None,
    sort: str = "",
) -> "QuerySet[DatedEntry]":
    """Entries of the scope, each with ``author``, ``moment`` (when it was entered) and ``moved`` (its debits).

    ``words`` are looked for in the gloss, the evidence and the person; a number is that of an entry.
    """
    rows = scope.filter(_entries())
    if establishment:
        rows = rows.filter(establishment=establishment)
    if month:
        since, until = month.first, None
        rows = rows.filter(posted_on__lt=month.end)
    if since:
        rows = rows.filter(posted_on__gte=since)
    if until:
        rows = rows.filter(posted_on__lte=until)
    if by_hand:
        rows = rows.filter(origin__in=BY_HAND)
    if origin:
        rows = rows.filter(origin=origin)
    if who:
        rows = rows.filter(author=who)
    if words.strip().isdecimal():
        rows = rows.filter(pk=int(words.strip()[:18]))
    else:
        rows = naming(rows, words, "text", "evidence", "person__search_text")
    return rows.order_by(*SORTS.get(sort, SORTS[""]))


class DatedEntryColumns(TypedDict):
    """What the reads of entries add to each."""

    author: str | None
    moment: datetime
    moved: int


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    DatedEntry = WithAnnotations[Entry, DatedEntryColumns]


def _entries() -> "QuerySet[DatedEntry]":
    debits = Posting.objects.filter(entry=OuterRef("pk"), amount__gt=0).order_by().values("entry")
    return Entry.objects.annotate(
        author=Coalesce(NullIf("by", Value("")), "close__by"),
        moment=Coalesce("entered_at", "close__at"),
        moved=Subquery(debits.annotate(total=Sum("amount")).values("total")),
    ).select_related("establishment", "person", "undone_by")


def with_legs(entries: Iterable[Entry]) -> list[tuple[Entry, list[Posting]]]:
    """Each entry with its legs in order; one query for all the legs."""
    entries = list(entries)
    found: dict[int, list[Posting]] = {entry.pk: [] for entry in entries}
    rows = Posting.objects.filter(entry__in=list(found)).select_related("account__person", "account__company")
    for row in rows.order_by("entry_id", "number"):
        found[row.entry_id].append(row)
    return [(entry, found[entry.pk]) for entry in entries]


def entry(*, scope: Scope, pk: int) -> "DatedEntry | None":
    """One entry of the scope."""
    return scope.filter(_entries().select_related("undoes").filter(pk=pk)).first()


def authors(*, scope: Scope) -> list[str]:
    """Who has entered something by hand in the scope, and who closed months there."""
    rows = scope.filter(Entry.objects.exclude(by="")).order_by("by").values_list("by", flat=True).distinct()
    return list(rows)


# -- the trial balance ------------------------------------------------------------------------------------------------


@dataclass
class TrialLine:
    """What a kind of account, a company or a purpose moved and holds: one of the two last is zero."""

    kind: str
    name: str
    detail: str
    accounts: int
    debit: int
    credit: int

    @property
    def debtor(self) -> int:
        return max(self.debit - self.credit, 0)

    @property
    def creditor(self) -> int:
        return max(self.credit - self.debit, 0)


def trial_balance(*, establishment: "Establishment", on: date) -> list[TrialLine]:
    """Debits and credits up to the end of a day: a line for each kind of people's accounts, one for each other.

    The debits of all the lines sum to the same as the credits, and so do the two balances.
    """
    rows = Posting.objects.filter(account__establishment=establishment, entry__posted_on__lte=on).order_by()
    personal = Q(account__kind__in=PERSONAL)
    grouped = rows.annotate(
        which=Case(When(personal, then=Value("")), default="account__label"), kind=F("account__kind")
    ).values_list("kind", "account__company__name", "which")
    sums = grouped.annotate(
        accounts=Count("account", distinct=True),
        debit=Coalesce(Sum("amount", filter=Q(amount__gt=0)), 0),
        credit=Coalesce(-Sum("amount", filter=Q(amount__lt=0)), 0),
    )
    order = {kind: at for at, kind in enumerate(KINDS)}
    lines = [
        TrialLine(kind, str(Kind(kind).label), _detail(kind, company, label), accounts, debit, credit)
        for kind, company, label, accounts, debit, credit in sums
    ]
    return sorted(lines, key=lambda line: (order[Kind(line.kind)], line.detail))


def _detail(kind: str, company: str | None, label: str) -> str:
    if kind == Kind.RECEIVABLE:
        return company or _("Taller de la institución")
    return label


def totals(lines: Iterable[TrialLine]) -> dict[str, int]:
    """The four sums at the foot."""
    lines = list(lines)
    return {name: sum(getattr(line, name) for line in lines) for name in ("debit", "credit", "debtor", "creditor")}


def accounts_holding(*, establishment: "Establishment", on: date, kind: str = "") -> QuerySet[Account]:
    """Each account that moved up to a day, of one kind or of all, with ``debit``, ``credit`` and its ``balance``."""
    rows = Account.objects.filter(establishment=establishment, postings__entry__posted_on__lte=on)
    if kind:
        rows = rows.filter(kind=kind)
    rows = rows.annotate(
        debit=Coalesce(Sum("postings__amount", filter=Q(postings__amount__gt=0)), 0),
        credit=Coalesce(-Sum("postings__amount", filter=Q(postings__amount__lt=0)), 0),
        balance=Sum("postings__amount") * Case(When(kind__in=GROW_BY_CREDIT, then=Value(-1)), default=Value(1)),
    )
    place = Case(*(When(kind=name, then=Value(at)) for at, name in enumerate(KINDS)))
    return rows.select_related("person", "company").order_by(
        place, "person__sort_name", InOrder("company__name"), "label", "pk"
    )


# -- holds ------------------------------------------------------------------------------------------------------------


def holds(*, scope: Scope, on: date, words: str = "", state: str = "") -> QuerySet[Hold]:
    """Holds of the scope, each with ``running`` on that day; the newest first."""
    now = Q(period__contains=on)
    rows = scope.filter(Hold.objects.select_related("person", "establishment"))
    rows = rows.annotate(running=Case(When(now, then=Value(True)), default=Value(False)))
    if state:
        rows = rows.filter(now) if state == "rigen" else rows.exclude(now)
    return naming(rows, words, "person__search_text", "court", "case_number").order_by("-pk")


def hold(*, scope: Scope, pk: int) -> Hold | None:
    """One hold of the scope."""
    return scope.filter(Hold.objects.select_related("person", "establishment").filter(pk=pk)).first()


# -- locks ------------------------------------------------------------------------------------------------------------


def locks(*, establishment: "Establishment") -> QuerySet[LoggedAction]:
    """Every lock of an establishment's books as the log of acts tells it, the newest first."""
    rows = LoggedAction.objects.filter(verb=acts.LOCK, stream=establishment.code)
    return rows.order_by("-id")


def locked(*, establishment: "Establishment") -> LedgerLock | None:
    """The lock that stands."""
    return LedgerLock.objects.filter(establishment=establishment).first()
