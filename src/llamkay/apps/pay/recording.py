"""Write the pay of a month close, and the opposite of what stands where a month is counted again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection

from llamkay.apps.pay.ledger import AccountKey, Lot, account_ids, copy_entries, one_sided
from llamkay.apps.pay.models import Account, Entry
from llamkay.core.pay.month import Pay
from llamkay.core.values import Month
from llamkay.platform.database.connection import copy_rows
from llamkay.platform.months import month_name
from llamkay.platform.record.sealed import Texts

_EARNING = "close_id month reverses person_id activity_id basis units rate gross".split()
_SPLIT = "person_id gross base institution reparation alimony personal undecided".split()
_LEVY = "person_id declared base amount".split()
_STANDS = (
    "FROM {table} t JOIN months_monthclose m ON m.id = t.close_id "
    "WHERE m.establishment_id = %s AND t.month = %s AND t.person_id = ANY (%s)"
)


def record(*, close_id: int, establishment_id: int, month: Month, posted_on: date, pay: Pay) -> int:
    """Write earnings, splits, levies and the balanced entries of a month; returns how many legs the books got.

    One ``COPY`` a table, for any number of people.
    """
    first = month.first
    with connection.cursor() as cursor:
        copy_rows(cursor, "pay_earning", _EARNING, ((close_id, first, False, *line) for line in pay.earnings))
        _copy_shares(cursor, "pay_split", _SPLIT, close_id, month, pay.splits, reverses=False)
        _copy_shares(cursor, "pay_levy", _LEVY, close_id, month, pay.levies, reverses=False)
        lot = Lot(
            establishment_id=establishment_id,
            close_id=close_id,
            posted_on=posted_on,
            month=first,
            origin=Entry.Origin.CLOSE,
        )
        return _post(cursor, lot, month, pay)


def reverse(*, close_id: int, establishment_id: int, month: Month, posted_on: date, people: Sequence[int]) -> int:
    """Enter the opposite of everything that stands for these people and month in an establishment; how many legs."""
    values: list[Any] = [establishment_id, month.first, list(people)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.person_id, t.activity_id, t.basis, -sum(t.units), t.rate, -sum(t.gross) "
            f"{_STANDS.format(table='pay_earning')} GROUP BY t.person_id, t.activity_id, t.basis, t.rate "
            "HAVING sum(t.gross) <> 0",
            values,
        )
        standing = cursor.fetchall()
        copy_rows(cursor, "pay_earning", _EARNING, ((close_id, month.first, True, *line) for line in standing))
        for table, columns, whole in (("pay_split", _SPLIT, "gross"), ("pay_levy", _LEVY, "amount")):
            person, *parts = columns
            cursor.execute(
                f"SELECT t.{person}, {', '.join(f'-sum(t.{part})' for part in parts)} {_STANDS.format(table=table)} "
                f"GROUP BY t.{person} HAVING sum(t.{whole}) <> 0",
                values,
            )
            undone = [
                {**dict(zip(columns, row, strict=True)), "status": "reversed", "rules": []} for row in cursor.fetchall()
            ]
            _copy_shares(cursor, table, columns, close_id, month, undone, reverses=True)
        return _post_opposite(cursor, close_id, establishment_id, month, posted_on, values)


def _copy_shares(
    cursor: Any,
    table: str,
    columns: list[str],
    close_id: int,
    month: Month,
    lines: Iterable[Mapping[str, Any]],
    *,
    reverses: bool,
) -> None:
    """Splits or levies: what they come to, their status and the rules that decided them."""
    texts = Texts()
    copy_rows(
        cursor,
        table,
        ["close_id", "month", "reverses", "rules", "status", *columns],
        (
            (
                close_id,
                month.first,
                reverses,
                texts.of(line["rules"]),
                line["status"],
                *(line.get(name, 0) if name == "undecided" else line[name] for name in columns),
            )
            for line in lines
        ),
    )


def _post(cursor: Any, lot: Lot, month: Month, pay: Pay) -> int:
    """Balanced entries of each person: who gave the work owes the gross, each share is owed to its account.

    One entry a payer: of several, each answers for its part of every share (``one_sided``). The 10 % of own-account
    work is an entry of its own.
    """
    institution: AccountKey = (Account.Kind.INSTITUTION, None, None, "")
    lines: dict[int, list[tuple[AccountKey, int]]] = {}
    for (person, company), gross in sorted(pay.payers.items(), key=str):
        lines.setdefault(person, []).append(((Account.Kind.RECEIVABLE, None, company, ""), gross))
    for split in pay.splits:
        person = split["person_id"]
        lines[person] += [
            ((Account.Kind.AVAILABLE, person, None, ""), -split["personal"]),
            ((Account.Kind.UNDECIDED, person, None, ""), -split.get("undecided", 0)),
            (institution, -split["institution"]),
        ]
    for person, kind, case, amount in pay.courts:
        lines[person].append(((kind, person, None, case), -amount))
    work = [(person, [leg for leg in lines[person] if leg[1]]) for person in sorted(lines)]
    own = [
        (
            levy["person_id"],
            [((Account.Kind.DEBT, levy["person_id"], None, ""), levy["amount"]), (institution, -levy["amount"])],
        )
        for levy in pay.levies
    ]
    keys = {key for _person, legs in (*work, *own) for key, _amount in legs}
    accounts = account_ids(cursor, lot.establishment_id, keys, lock=False)
    written = [
        *_entries(work, f"Trabajo de {month_name(month)}", f"close:{lot.close_id}:{month}"),
        *_entries(own, f"El 10 % de {month_name(month)}", f"close:{lot.close_id}:{month}:levy"),
    ]
    legs = [[(accounts[key], amount) for key, amount in mine] for _head, mine in written]
    copy_entries(cursor, lot, [head for head, _legs in written], legs)
    return sum(map(len, legs))


_Head = tuple[int, str, str, str]  # person, text, key and evidence of an entry


def _entries(
    people: Iterable[tuple[int, list[tuple[Any, int]]]], text: str, key: str
) -> Iterator[tuple[_Head, list[tuple[Any, int]]]]:
    """The entries of each person, each with a single leg on one side, under keys that name the event once."""
    for person, legs in people:
        for number, mine in enumerate(one_sided(legs)):
            yield (person, text, f"{key}:{person}:{number}" if number else f"{key}:{person}", ""), mine


def _post_opposite(
    cursor: Any, close_id: int, establishment_id: int, month: Month, posted_on: date, values: list[Any]
) -> int:
    cursor.execute(
        "SELECT e.person_id, p.account_id, -sum(p.amount)::bigint "
        "FROM pay_posting p JOIN pay_entry e ON e.id = p.entry_id "
        "WHERE e.establishment_id = %s AND e.month = %s AND e.person_id = ANY (%s) AND e.close_id IS NOT NULL "
        "GROUP BY e.person_id, p.account_id HAVING sum(p.amount) <> 0 ORDER BY e.person_id, p.account_id",
        values,
    )
    standing = cursor.fetchall()
    people = [(person, [leg[1:] for leg in mine]) for person, mine in groupby(standing, key=itemgetter(0))]
    lot = Lot(
        establishment_id=establishment_id,
        close_id=close_id,
        posted_on=posted_on,
        month=month.first,
        origin=Entry.Origin.CLOSE,
        reverses=True,
    )
    written = list(_entries(people, f"Reversión de {month} por ajuste", f"reverse:{close_id}:{month}"))
    copy_entries(cursor, lot, [head for head, _legs in written], (legs for _head, legs in written))
    return sum(len(legs) for _head, legs in written)
