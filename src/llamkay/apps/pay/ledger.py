"""The one way into the books: an entry that balances, once, within what is free to spend.

Nothing here asks for permission: the services of this app that call it have asked.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import IntegrityError, connection, transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from llamkay.apps.pay import acts
from llamkay.apps.pay.models import DEPOSITS, PERSONAL, Account, Entry, Hold, LedgerLock, Payout, Posting
from llamkay.core.errors import Refused
from llamkay.core.values import Month, largest_remainder
from llamkay.platform import clock
from llamkay.platform.database.bulk import array_of
from llamkay.platform.database.connection import copy_rows
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.months import month_name
from llamkay.platform.record import audit

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.people.models import Person


AccountKey = tuple[str, int | None, int | None, str]  # kind, person, company and label, within an establishment

# What a court's hold binds, taken together.
HELD = (Account.Kind.AVAILABLE, Account.Kind.SAVINGS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Leg:
    """One side of an entry in céntimos: debit above zero, credit below; ``label`` tells cases and purposes apart."""

    kind: str
    amount: int
    person: "Person | None" = None
    company: Any = None
    label: str = ""

    @property
    def key(self) -> AccountKey:
        return (
            self.kind,
            self.person.pk if self.person else None,
            self.company.pk if self.company else None,
            self.label,
        )


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An entry to be written among many: what ``post`` takes, less what all of them share."""

    legs: tuple[Leg, ...]
    text: str
    key: str
    person: "Person | None" = None
    evidence: str = ""


@transaction.atomic
def post(
    *,
    actor: Any,
    establishment: "Establishment",
    legs: Sequence[Leg],
    text: str,
    key: str,
    origin: str,
    posted_on: date | None = None,
    person: "Person | None" = None,
    evidence: str = "",
    undoes: Entry | None = None,
    with_holds: bool = False,
) -> Entry:
    """Write one entry and return it; the same ``key`` with the same content again returns the one that stands.

    ``key`` names the event, so that a request sent twice is entered once. ``with_holds``: the holds move with the
    money, so they do not keep it. Raises ``Refused`` where the legs do not balance or join several accounts with
    several, the books of that day are closed, a person's money or the till would not be enough, or the key is of
    another entry.
    """
    legs = [leg for leg in legs if leg.amount]
    if not legs or sum(leg.amount for leg in legs) != 0:
        raise Refused(_("El asiento no cuadra: lo que entra y lo que sale deben sumar lo mismo."))
    if wrong := [leg for leg in legs if (leg.kind in PERSONAL) != bool(leg.person)]:
        raise ValueError(f"a leg of the kind {wrong[0].kind} has the wrong holder")
    day = posted_on or clock.today()
    lock(Space.ENTRY, key)
    content = _content(establishment, day, legs, origin)
    if standing := Entry.objects.filter(key=key).first():
        if digest(standing) != content:
            raise Refused(_("Ese movimiento ya se registró con otros datos: recargue la página."))
        return standing
    if day > clock.today():
        raise Refused(_("El {day:%d/%m/%Y} todavía no llega.").format(day=day))
    _check_open(establishment, day)
    _check_sides(legs, origin)
    accounts = _accounts(establishment, legs)
    _check_cash(establishment, day, legs)
    if origin != Entry.Origin.REVERSAL:
        _check_available(establishment, legs, {key: account.pk for key, account in accounts.items()}, with_holds)
    entry = Entry.objects.create(
        establishment=establishment,
        person=person,
        posted_on=day,
        month=day.replace(day=1),
        text=text[:200],
        key=key,
        origin=origin,
        by=actor.username,
        evidence=evidence[:200],
        entered_at=clock.now(),
        undoes=undoes,
        reverses=undoes is not None,
    )
    try:
        with transaction.atomic():
            Posting.objects.bulk_create(
                Posting(entry=entry, number=number, account=accounts[leg.key], amount=leg.amount)
                for number, leg in enumerate(legs, start=1)
            )
    except IntegrityError as error:
        raise Refused(_("Ese dinero ya salió: el asiento dejaría una cuenta en contra.")) from error
    audit.record(
        actor=actor.username,
        verb=acts.POST,
        target=f"entry:{entry.pk}",
        sentence=f"{actor} registró en los libros: {entry.text}.",
        stream=establishment.code,
        reason=evidence,
        details={"digest": content},
    )
    return entry


@transaction.atomic
def post_many(
    *, actor: Any, establishment: "Establishment", drafts: Sequence[Draft], origin: str, posted_on: date | None = None
) -> list[int]:
    """Write many entries of one day by ``COPY`` and return their numbers in order: all of them, or none.

    The same rules as ``post``, asked of all the entries at once: what leaves an account is added up before it is
    compared with what is free. A key that stands with the same content is not written again. One act is logged for
    the lot.
    """
    day = posted_on or clock.today()
    drafts = [
        d if all(leg.amount for leg in d.legs) else replace(d, legs=tuple(leg for leg in d.legs if leg.amount))
        for d in drafts
    ]
    if any(not d.legs or sum(leg.amount for leg in d.legs) for d in drafts):
        raise Refused(_("El asiento no cuadra: lo que entra y lo que sale deben sumar lo mismo."))
    legs = [leg for draft in drafts for leg in draft.legs]
    if wrong := [leg for leg in legs if (leg.kind in PERSONAL) != bool(leg.person)]:
        raise ValueError(f"a leg of the kind {wrong[0].kind} has the wrong holder")
    if len({draft.key for draft in drafts}) != len(drafts):
        raise ValueError("two entries have the same key")
    if day > clock.today():
        raise Refused(_("El {day:%d/%m/%Y} todavía no llega.").format(day=day))
    _check_open(establishment, day)
    for draft in drafts:
        _check_sides(draft.legs, origin)
    content = {d.key: _content(establishment, day, d.legs, origin) for d in drafts}
    with connection.cursor() as cursor:
        # One value, not a placeholder for each of thousands of keys.
        cursor.execute("SELECT id FROM pay_entry WHERE key = ANY (%s)", [list(content)])
        found = [row[0] for row in cursor.fetchall()]
    standing = {entry.key: entry for entry in Entry.objects.filter(pk__in=found)} if found else {}
    stored_digests = digests(standing.values())
    if any(stored_digests[entry.pk] != content[key] for key, entry in standing.items()):
        raise Refused(_("Ese movimiento ya se registró con otros datos: recargue la página."))
    fresh = [draft for draft in drafts if draft.key not in standing]
    numbers = {key: entry.pk for key, entry in standing.items()}
    if fresh:
        numbers |= _copy_drafts(actor, establishment, fresh, origin, day)
        # What was entered a moment ago by somebody else keeps its key: the database refuses the second.
        lot = sorted(numbers[draft.key] for draft in fresh)
        audit.record(
            actor=actor.username,
            verb=acts.POST_MANY,
            target=f"entries:{lot[0]}",
            sentence=f"{actor} registró en los libros {len(fresh)} asientos: {fresh[0].text}.",
            stream=establishment.code,
            details={"entries": _runs(lot), "digest": lot_digest((d.key, content[d.key]) for d in fresh)},
        )
    return [numbers[draft.key] for draft in drafts]


def _copy_drafts(
    actor: Any, establishment: "Establishment", drafts: Sequence[Draft], origin: str, day: date
) -> dict[str, int]:
    """The entries and their legs in two ``COPY``; returns the number of each key."""
    legs = [leg for draft in drafts for leg in draft.legs]
    with connection.cursor() as cursor:
        keys = [leg.key for leg in legs]
        accounts = account_ids(cursor, establishment.pk, set(keys))
        _check_cash(establishment, day, legs)
        if origin != Entry.Origin.REVERSAL:
            _check_available(establishment, legs, accounts)
        lot = Lot(
            establishment_id=establishment.pk,
            posted_on=day,
            month=day.replace(day=1),
            origin=str(origin),
            by=actor.username,
            entered_at=clock.now(),
        )
        each = iter(keys)
        try:
            with transaction.atomic():
                ids = copy_entries(
                    cursor,
                    lot,
                    [(d.person.pk if d.person else None, d.text[:200], d.key, d.evidence[:200]) for d in drafts],
                    ([(accounts[next(each)], leg.amount) for leg in draft.legs] for draft in drafts),
                )
        except (IntegrityError, psycopg.IntegrityError) as error:  # a COPY is refused in the words of its driver
            raise Refused(_("Ese dinero ya salió o ya se registró: recargue la página.")) from error
    return dict(zip((draft.key for draft in drafts), ids, strict=True))


@dataclass(frozen=True, kw_only=True, slots=True)
class Lot:
    """What entries written together share."""

    establishment_id: int
    posted_on: date
    month: date
    origin: str
    by: str = ""
    entered_at: datetime | None = None
    close_id: int | None = None
    reverses: bool = False


_LOT = tuple(item.name for item in fields(Lot))


def copy_entries(
    cursor: Any,
    lot: Lot,
    entries: Sequence[tuple[int | None, str, str, str]],
    legs: Iterable[Iterable[tuple[int, int]]],
) -> list[int]:
    """Write entries (person, text, key, evidence) and the legs (account, céntimos) of each, in two ``COPY``.

    Returns their numbers in order. Nothing is checked here but by the database: whoever calls has.
    """
    cursor.execute(
        "SELECT nextval(pg_get_serial_sequence('pay_entry', 'id')) FROM generate_series(1, %s)", [len(entries)]
    )
    ids = [row[0] for row in cursor.fetchall()]
    shared = astuple(lot)
    copy_rows(
        cursor,
        "pay_entry",
        ("id", *_LOT, "person_id", "text", "key", "evidence"),
        ((entry, *shared, *own) for entry, own in zip(ids, entries, strict=True)),
    )
    copy_rows(
        cursor,
        "pay_posting",
        ("entry_id", "number", "account_id", "amount"),
        (
            (entry, number, account, amount)
            for entry, mine in zip(ids, legs, strict=True)
            for number, (account, amount) in enumerate(mine, start=1)
        ),
    )
    return ids


def reverse(*, actor: Any, entry: Entry, reason: str, text: str = "", posted_on: date | None = None) -> Entry:
    """Enter the opposite of an entry, once; both stay in the books. An entry of a close is corrected by adjustment."""
    if entry.origin == Entry.Origin.CLOSE:
        raise Refused(_("Un asiento de un cierre se corrige ajustando el día en su planilla."))
    if not reason.strip():
        raise Refused(_("Escriba por qué se revierte."))
    if Entry.objects.filter(undoes=entry).exists():
        raise Refused(_("Ese asiento ya se revirtió."))
    postings = entry.postings.select_related("account__person", "account__company").order_by("number")
    legs = [
        Leg(
            kind=posting.account.kind,
            amount=-posting.amount,
            person=posting.account.person,
            company=posting.account.company,
            label=posting.account.label,
        )
        for posting in postings
    ]
    return post(
        actor=actor,
        establishment=entry.establishment,
        legs=legs,
        text=text or f"Reversión: {entry.text}",
        key=f"undo:{entry.pk}",
        origin=Entry.Origin.REVERSAL,
        posted_on=posted_on,
        person=entry.person,
        evidence=reason.strip(),
        undoes=entry,
    )


def available_balance(*, establishment: "Establishment", person: "Person", kind: str, label: str = "") -> int:
    """What can be spent of an account today in céntimos: its balance less holds and payments already prepared."""
    account = Account.objects.filter(establishment=establishment, person=person, kind=kind, label=label).first()
    return available_balances(establishment=establishment, accounts=[account.pk])[account.pk] if account else 0


def available_together(*, establishment: "Establishment", person: "Person", kinds: Iterable[str]) -> int:
    """What some of a person's accounts, which a hold binds together, have free today in céntimos, all together."""
    accounts = Account.objects.filter(establishment=establishment, person=person, kind__in=kinds)
    available = _availability(establishment, set(accounts.values_list("pk", flat=True)))
    whole = sum(available.left.values())
    return min(whole, available.unheld.get(person.pk, whole))


def digest(entry: Entry) -> str:
    """The content of an entry as one hash: what the log of acts keeps of it."""
    postings = entry.postings.select_related("account").order_by("number")
    lines = [(p.account.kind, p.account.person_id, p.account.company_id, p.account.label, p.amount) for p in postings]
    return _hash([entry.establishment_id, entry.posted_on.isoformat(), entry.origin, lines])


def digests(entries: Iterable[Entry], was: Mapping[int, int] | None = None) -> dict[int, str]:
    """The content of many entries, each as ``digest`` gives it, in one query.

    ``was`` puts a former identity in the place of the person it was merged into, as the entry had it then.
    """
    found = {entry.pk: entry for entry in entries}
    lines: dict[int, list[tuple[Any, ...]]] = {pk: [] for pk in found}
    rows = Posting.objects.filter(entry__in=found).order_by("entry_id", "number")
    columns = ("account__kind", "account__person_id", "account__company_id", "account__label", "amount")
    for entry, kind, person, *line in rows.values_list("entry_id", *columns):
        lines[entry].append((kind, (was or {}).get(person, person), *line))
    return {
        pk: _hash([entry.establishment_id, entry.posted_on.isoformat(), entry.origin, lines[pk]])
        for pk, entry in found.items()
    }


def lot_digest(contents: Iterable[tuple[str, str]]) -> str:
    """The content of a lot as one hash, from the (key, digest) of each of its entries."""
    return _hash([content for _key, content in sorted(contents)])


def grouped(centimos: int) -> str:
    """An amount in a sentence: ``123450`` is «1,234.50»."""
    return f"{centimos // 100:,}.{centimos % 100:02d}"


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Sorted numbers as runs: ``[1, 2, 3, 7]`` is ``[[1, 3], [7, 7]]``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return runs


def _content(establishment: "Establishment", day: date, legs: Iterable[Leg], origin: str) -> str:
    return _hash([establishment.pk, day.isoformat(), str(origin), [(*leg.key, leg.amount) for leg in legs]])


def _hash(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def first_open_day(establishment: "Establishment", day: date) -> date:
    """The day itself or, where its month's books are closed, the first after them: when what it is of is entered."""
    lock = LedgerLock.objects.filter(establishment=establishment).first()
    return max(day, Month.of(lock.month).end) if lock else day


def _check_open(establishment: "Establishment", day: date) -> None:
    if (first := first_open_day(establishment, day)) != day:
        raise Refused(
            _(
                "Los libros de {month} están cerrados: el asiento lleva fecha del {first:%d/%m/%Y} o posterior, y su "
                "sustento dice de qué día es lo que registra."
            ).format(month=month_name(Month.of(day)), first=first),
            field="posted_on",
        )


def _check_sides(legs: Sequence[Leg], origin: str) -> None:
    """An entry that joins several accounts with several others does not tell what went where."""
    debits = sum(leg.amount > 0 for leg in legs)
    if min(debits, len(legs) - debits) > 1 and origin != Entry.Origin.REVERSAL:
        raise Refused(
            _(
                "El asiento tiene varias cuentas al debe y varias al haber: no se sabe qué fue a dónde. Sepárelo en "
                "asientos que tengan una sola cuenta en uno de los lados."
            )
        )


def one_sided(legs: Sequence[tuple[Any, int]]) -> list[list[tuple[Any, int]]]:
    """Balanced legs (account, céntimos) as entries that each have a single leg on one side.

    Each leg of the side that has fewer takes, in its turn, a part of what is left of every leg of the other, in
    proportion and by largest remainder; the parts sum to the whole.

    >>> one_sided([("a", 34), ("b", 67), ("x", -10), ("y", -91)])
    [[('a', 34), ('x', -3), ('y', -31)], [('b', 67), ('x', -7), ('y', -60)]]
    """
    debits, credits = ([leg for leg in legs if (leg[1] > 0) == side] for side in (True, False))
    if min(len(debits), len(credits)) <= 1:
        return [list(legs)]
    few, many = (debits, credits) if len(debits) <= len(credits) else (credits, debits)
    left = [abs(amount) for _account, amount in many]
    entries = []
    for account, amount in few:
        parts = largest_remainder(abs(amount), left)
        left = [whole - part for whole, part in zip(left, parts, strict=True)]
        sign = -1 if amount > 0 else 1
        others = [(other, sign * part) for (other, _all), part in zip(many, parts, strict=True) if part]
        entries.append([(account, amount), *others])
    return entries


def _check_cash(establishment: "Establishment", day: date, legs: Iterable[Leg]) -> None:
    """Refuse what would leave less than nothing in the till, at the end of that day or of a later one."""
    leaving = -sum(leg.amount for leg in legs if leg.kind == Account.Kind.CASH)
    if leaving <= 0:
        return
    till = Posting.objects.filter(account__establishment=establishment, account__kind=Account.Kind.CASH)
    days = list(till.order_by("entry__posted_on").values_list("entry__posted_on").annotate(total=Sum("amount")))
    held = sum(moved for when, moved in days if when <= day)
    least, on = held, day
    for when, moved in (line for line in days if line[0] > day):
        held += moved
        least, on = min((least, on), (held, when))
    if leaving > least:
        raise Refused(
            _(
                "No alcanza: el {on:%d/%m/%Y} en la caja hay S/ {left} y salen S/ {asked}. Registre antes lo que entró "
                "en ella; lo que se retira del banco es un asiento a mano, con la caja al debe y el banco al haber."
            ).format(on=on, left=grouped(max(least, 0)), asked=grouped(leaving))
        )


def _accounts(establishment: "Establishment", legs: Iterable[Leg]) -> dict[Any, Account]:
    """The account of each leg, made where it is missing; locked in one order, so that two payments wait in turn."""
    wanted = {leg.key: leg for leg in legs}
    Account.objects.bulk_create(
        [
            Account(kind=leg.kind, establishment=establishment, person=leg.person, company=leg.company, label=leg.label)
            for leg in wanted.values()
        ],
        ignore_conflicts=True,
    )
    kinds = _with_sibling({leg.kind for leg in wanted.values()})
    mine = Account.objects.filter(establishment=establishment, kind__in=kinds).order_by("pk")
    people = [leg.person for leg in wanted.values() if leg.person]
    mine = mine.filter(person__in=people) | mine.filter(person=None)
    found = {(a.kind, a.person_id, a.company_id, a.label): a for a in mine.select_for_update(no_key=True)}
    return {key: found[key] for key in wanted}


def account_ids(
    cursor: Any, establishment_id: int, keys: set[AccountKey], *, lock: bool = True
) -> dict[AccountKey, int]:
    """The number of each account, made where it is missing; locked in one order unless nothing leaves them."""
    found = _known_ids(cursor, establishment_id, keys, lock)
    missing = sorted(keys - found.keys(), key=str)
    if not missing:
        return found
    kinds, people, companies, labels = map(list, zip(*missing, strict=True))
    cursor.execute(
        "INSERT INTO pay_account (kind, establishment_id, person_id, company_id, label) "
        "SELECT k, %s, p, c, l FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::text[]) "
        "AS wanted (k, p, c, l) ON CONFLICT DO NOTHING",
        [establishment_id, kinds, *(_array(ids) for ids in (people, companies)), labels],
    )
    return found | _known_ids(cursor, establishment_id, set(missing), lock)


def _array(ids: Iterable[int | None]) -> str:
    return f"{{{','.join('NULL' if item is None else str(item) for item in ids)}}}"


def _with_sibling(kinds: set[str]) -> set[str]:
    """Two payments at once, one of what is available and one of what is saved, wait for each other."""
    return kinds | set(HELD) if kinds & set(HELD) else kinds


def _known_ids(cursor: Any, establishment_id: int, keys: set[AccountKey], lock: bool) -> dict[AccountKey, int]:
    people = {key[1] for key in keys if key[1]}
    cursor.execute(
        "SELECT kind, person_id, company_id, label, id FROM pay_account WHERE establishment_id = %s "
        "AND kind = ANY (%s) AND (person_id IS NULL OR person_id = ANY (%s::bigint[])) ORDER BY id"
        + (" FOR NO KEY UPDATE" if lock else ""),
        [establishment_id, list(_with_sibling({key[0] for key in keys})), array_of(people)],
    )
    found = {tuple(key): account for *key, account in cursor.fetchall()}
    return {key: found[key] for key in keys if key in found}


def available_balances(*, establishment: "Establishment", accounts: Iterable[int]) -> dict[int, int]:
    """What can be spent today of each account by its number, in céntimos, in four queries for any number of them."""
    chosen = set(accounts)
    available = _availability(establishment, chosen)
    return {pk: available.of(pk) for pk in chosen if pk in available.rows}


@dataclass(frozen=True)
class _Availability:
    """What each account has that no payment waits for, and what of a person's money no court keeps."""

    rows: dict[int, Account]
    left: dict[int, int]  # account → balance less payments prepared
    unheld: dict[int | None, int]  # person under a hold → what is available and saved, together, less what is held

    def of(self, pk: int) -> int:
        row = self.rows[pk]
        if row.kind not in HELD or row.person_id not in self.unheld:
            return self.left[pk]
        return min(self.left[pk], self.unheld[row.person_id])


def _availability(establishment: "Establishment", chosen: set[int]) -> _Availability:
    mine = Account.objects.filter(establishment=establishment)
    people = mine.filter(pk__in=chosen).values("person")
    rows = {row.pk: row for row in mine.filter(Q(pk__in=chosen) | Q(person__in=people, kind__in=HELD))}
    sums = Posting.objects.filter(account__in=list(rows)).order_by().values_list("account")
    balances = dict(sums.annotate(total=Sum("amount")))
    persons = {row.person_id for row in rows.values()}
    prepared: dict[tuple[int | None, str, str], int] = {}
    payouts = Payout.objects.filter(establishment=establishment, state=Payout.State.PREPARED, person__in=persons)
    for payout in payouts.select_related("reparation", "alimony"):
        key = (payout.person_id, payout.source, payout.case_number)
        prepared[key] = prepared.get(key, 0) + payout.amount
    left = {
        pk: -balances.get(pk, 0) - prepared.get((row.person_id, row.kind, row.label), 0) for pk, row in rows.items()
    }
    together: dict[int | None, int] = {}
    for pk, row in rows.items():
        if row.kind in HELD:
            together[row.person_id] = together.get(row.person_id, 0) + left[pk]
    unheld: dict[int | None, int] = {}
    holds = Hold.objects.filter(establishment=establishment, period__contains=clock.today(), person__in=persons)
    for person, part in holds.values_list("person", "amount"):
        before = unheld.get(person, together.get(person, 0))
        unheld[person] = min(before, 0) if part is None else before - part
    return _Availability(rows, left, unheld)


def _check_available(
    establishment: "Establishment", legs: Iterable[Leg], accounts: dict[Any, int], with_holds: bool = False
) -> None:
    """Refuse what would take more from an account than it has free, or from a person more than a court lets go.

    A hold binds what is available and saved, taken together: moving money from one to the other is not letting it go.
    """
    leaving: dict[int, int] = {}
    going: dict[int | None, int] = {}
    for leg in legs:
        if leg.person and leg.kind in HELD:
            going[leg.person.pk] = going.get(leg.person.pk, 0) + leg.amount
        if leg.amount > 0 and leg.kind in DEPOSITS and leg.kind != Account.Kind.TRANSIT:
            leaving[accounts[leg.key]] = leaving.get(accounts[leg.key], 0) + leg.amount
    if not leaving:
        return
    available = _availability(establishment, set(leaving))
    for pk, amount in leaving.items():
        row = available.rows[pk]
        withholdable = (
            not with_holds
            and row.kind in HELD
            and 0 < going[row.person_id] > available.unheld.get(row.person_id, going[row.person_id])
        )
        if withholdable or amount > available.left[pk]:
            raise Refused(
                _("No alcanza: de «{account}» de {person} puede salir hasta S/ {left} y se pide S/ {asked}.").format(
                    account=row.get_kind_display(),
                    person=row.person.code if row.person else "",
                    left=grouped(max(available.of(pk), 0)),
                    asked=grouped(amount),
                )
            )
