"""Close a month: one transaction that counts, credits, pays, posts, snapshots, hashes and locks.

Twice is once: a closed month is returned as it stands. A crash leaves nothing. A correction of a closed day is an
adjustment; the next close recounts the months it touches, reverses what stood and enters what should stand, in
remission, pay, ledger and statistics alike.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from llamkay.apps.activities.models import Adjustment, Sheet, SheetState
from llamkay.apps.closing import facts as reading
from llamkay.apps.closing.compute import Results, compute, input_digest
from llamkay.apps.closing.permissions import CLOSE
from llamkay.apps.closing.ready import check_ready
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.months.models import MonthClose
from llamkay.apps.months.services import lock_months
from llamkay.apps.pay.models import Account
from llamkay.apps.remission.counts.statements import law_of, remember_law
from llamkay.apps.remission.models import DayCount
from llamkay.apps.statistics.services import take_snapshot
from llamkay.core.law import LawBook
from llamkay.core.values import Month, format_amount
from llamkay.platform import clock
from llamkay.platform.database.connection import copy_rows
from llamkay.platform.record import audit
from llamkay.platform.security.access import require

_Key = tuple[str, int | None, int | None, str]  # of an account: its kind, person, company and label


@dataclass(frozen=True)
class Closed:
    """What a close did: for the screen, the command and the API."""

    establishment: str
    month: str
    people: int
    days: int
    remitted: str
    gross: str
    postings: int
    adjusted_people: int
    hash: str
    already: bool


def close_month(*, actor: Any, establishment: Establishment, month: Month) -> Closed:
    """Close one month of one establishment, or give back the close that stands.

    Raises ``PermissionDenied``, or ``MonthNotReady`` with what is missing; nothing is written then.
    """
    require(actor, CLOSE, establishment_id=establishment.id)
    with transaction.atomic():
        lock_months(establishment)  # a second close waits and then finds the first
        if standing := MonthClose.objects.filter(establishment=establishment, month=month.first).first():
            return _closed(standing, establishment, already=True)
        check_ready(establishment, month)
        _plan_again()
        return _Close(actor=actor, establishment=establishment, month=month, law=law_of(remember_law().version)).run()


def _plan_again() -> None:
    """Forget the connection's query plans: the check of a reference, planned while the ledger was nearly empty, reads
    the whole table for every row written, and stays so until the table's statistics are renewed."""
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")


def _json(value: list[Any]) -> str:
    """A list as JSON; most are empty."""
    return json.dumps(value) if value else "[]"


class _Close:
    """One close in progress: the months it counts, and everything it writes."""

    def __init__(self, *, actor: Any, establishment: Establishment, month: Month, law: LawBook) -> None:
        self.actor, self.establishment, self.month, self.law = actor, establishment, month, law
        self.posted_on = clock.today()
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('months_monthclose', 'id'))")
            self.id = cursor.fetchone()[0]
        self.postings = 0
        self.adjusted_months: list[date] = []
        self.recounts: dict[str, reading.Facts] = {}

    def run(self) -> Closed:
        adjusted = self._adjust()
        rows = reading.sheet_rows(establishment_id=self.establishment.id, month=self.month)
        people = {*rows.person.tolist(), *adjusted}
        facts = reading.load(
            establishment_id=self.establishment.id,
            month=self.month,
            rows=rows,
            also=adjusted,
            carry=reading.carries(people=people),
        )
        results = compute(month=self.month, rows=rows, facts=facts, law=self.law)
        self._write(self.month, results)
        facts["recounts"] = self.recounts
        close = self._finish(rows, facts, results, sorted(adjusted))
        _snapshot(close, self.establishment, self.month)
        return _closed(close, self.establishment, already=False)

    # -- what a month gives ---------------------------------------------------------------------------------------

    def _write(self, month: Month, results: Results) -> None:
        first = month.first
        with connection.cursor() as cursor:
            copy_rows(
                cursor,
                "remission_daycount",
                "close_id month person_id kind days credits excluded carry_in carry_out".split(),
                (
                    (self.id, first, person, kind, days, _array(credits), _json(excluded), before, after)
                    for person, kind, days, credits, excluded, before, after in results.counts
                ),
            )
            self._copy_credits(cursor, month, results.credits, reverses=False)
            self._copy_earnings(cursor, month, results.earnings, reverses=False)
            self._copy_splits(cursor, month, results.splits, reverses=False)
            self._copy_levies(cursor, month, results.levies, reverses=False)
            self._post(cursor, month, results)

    def _copy_credits(self, cursor: Any, month: Month, credits: Iterable[dict[str, Any]], *, reverses: bool) -> None:
        columns = "person_id kind regime stage days ratio status rule norm article confidence why".split()
        first = month.first
        copy_rows(
            cursor,
            "remission_credit",
            ["close_id", "month", "law_version", "reverses", "alternatives", *columns],
            (
                (
                    self.id,
                    first,
                    c.get("law_version", self.law.version),
                    reverses,
                    _json(c["alternatives"]),
                    *(c[name] for name in columns),
                )
                for c in credits
            ),
        )

    def _copy_earnings(self, cursor: Any, month: Month, lines: Iterable[tuple[Any, ...]], *, reverses: bool) -> None:
        first = month.first
        copy_rows(
            cursor,
            "pay_earning",
            "close_id month reverses person_id activity_id basis units rate gross".split(),
            ((self.id, first, reverses, *line) for line in lines),
        )

    def _copy_splits(self, cursor: Any, month: Month, splits: Iterable[dict[str, Any]], *, reverses: bool) -> None:
        columns = "person_id gross base institution reparation alimony personal status".split()
        copy_rows(
            cursor,
            "pay_split",
            ["close_id", "month", "reverses", "rules", "undecided", *columns],
            (
                (
                    self.id,
                    month.first,
                    reverses,
                    _json(split["rules"]),
                    split.get("undecided", 0),
                    *(split[name] for name in columns),
                )
                for split in splits
            ),
        )

    def _copy_levies(self, cursor: Any, month: Month, levies: Iterable[dict[str, Any]], *, reverses: bool) -> None:
        columns = "person_id declared base amount status".split()
        copy_rows(
            cursor,
            "pay_levy",
            ["close_id", "month", "reverses", "rules", *columns],
            ((self.id, month.first, reverses, _json(due["rules"]), *(due[name] for name in columns)) for due in levies),
        )

    def _post(self, cursor: Any, month: Month, results: Results) -> None:
        """One balanced entry a person: who gave the work owes the gross, each share is owed to its account."""
        lines: dict[int, list[tuple[_Key, int]]] = {}
        for (person, company), gross in sorted(results.payers.items(), key=str):
            lines.setdefault(person, []).append(((Account.Kind.RECEIVABLE, None, company, ""), gross))
        for split in results.splits:
            person = split["person_id"]
            lines[person] += [
                ((Account.Kind.AVAILABLE, person, None, ""), -split["personal"]),
                ((Account.Kind.UNDECIDED, person, None, ""), -split.get("undecided", 0)),
                ((Account.Kind.INSTITUTION, None, None, ""), -split["institution"]),
            ]
        for person, kind, case, amount in results.courts:
            lines[person].append(((kind, person, None, case), -amount))
        for due in results.levies:
            lines.setdefault(due["person_id"], []).extend(
                [
                    ((Account.Kind.DEBT, due["person_id"], None, ""), due["amount"]),
                    ((Account.Kind.INSTITUTION, None, None, ""), -due["amount"]),
                ]
            )
        accounts = self._accounts(cursor, {key for legs in lines.values() for key, amount in legs if amount})
        people, first, name = sorted(lines), month.first, str(month)
        entries = self._entries(
            cursor,
            [(person, first, f"Trabajo de {name}", f"close:{self.id}:{name}:{person}", False) for person in people],
        )
        self._legs(
            cursor,
            (
                (entry, accounts[key], amount)
                for person, entry in zip(people, entries, strict=True)
                for key, amount in lines[person]
                if amount
            ),
        )

    def _entries(self, cursor: Any, lines: list[tuple[Any, ...]]) -> list[int]:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('pay_entry', 'id')) FROM generate_series(1, %s)", [len(lines)]
        )
        ids = [row[0] for row in cursor.fetchall()]
        copy_rows(
            cursor,
            "pay_entry",
            "id establishment_id close_id posted_on person_id month text key reverses".split(),
            (
                (entry, self.establishment.id, self.id, self.posted_on, *line)
                for entry, line in zip(ids, lines, strict=True)
            ),
        )
        return ids

    def _legs(self, cursor: Any, legs: Iterable[tuple[int, int, int]]) -> None:
        rows = (
            (entry, number, account, amount)
            for entry, mine in groupby(legs, key=itemgetter(0))
            for number, (_entry, account, amount) in enumerate(mine, start=1)
        )
        self.postings += copy_rows(cursor, "pay_posting", ("entry_id", "number", "account_id", "amount"), rows)

    def _accounts(self, cursor: Any, keys: set[_Key]) -> dict[Any, int]:
        """The account of each key, made where it is missing, in two statements."""
        ordered = sorted(keys, key=str)
        columns = [[key[i] for key in ordered] for i in range(4)]
        cursor.execute(
            "INSERT INTO pay_account (kind, establishment_id, person_id, company_id, label) "
            "SELECT k, %s, p, c, l FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::text[]) "
            "AS wanted (k, p, c, l) ON CONFLICT DO NOTHING",
            [self.establishment.id, *columns],
        )
        cursor.execute(
            "SELECT kind, person_id, company_id, label, id FROM pay_account WHERE establishment_id = %s",
            [self.establishment.id],
        )
        return {tuple(key): account for *key, account in cursor.fetchall()}

    # -- adjustments ----------------------------------------------------------------------------------------------

    def _adjust(self) -> set[int]:
        """Recount the closed months that pending adjustments touch; returns the people concerned.

        Months are recounted in order, up to the last closed one, because the minutes in the bank run on.
        """
        pending = Adjustment.objects.filter(
            applied_in=None,
            row__sheet__activity__establishment=self.establishment,
            row__sheet__month__lt=self.month.first,
        )
        touched = list(pending.order_by("id").values_list("id", "row__person_id", "row__sheet__month"))
        if not touched:
            return set()
        people = {person for _, person, _ in touched}
        first = min(month for *_, month in touched)
        for start in (
            MonthClose.objects.filter(establishment=self.establishment, month__gte=first, month__lt=self.month.first)
            .order_by("month")
            .values_list("month", flat=True)
        ):
            self._recount(Month.of(start), people)
        Adjustment.objects.filter(id__in=[item for item, *_ in touched]).update(applied_in_id=self.id)
        self.adjusted_months = sorted({month for *_, month in touched})
        return people

    def _recount(self, month: Month, people: set[int]) -> None:
        rows = reading.sheet_rows(establishment_id=self.establishment.id, month=month, people=people)
        before = (
            DayCount.objects.filter(Q(month__lt=month.first), person_id__in=people)
            .order_by("person_id", "kind", "-month", "-id")
            .distinct("person_id", "kind")
            .values_list("person_id", "kind", "carry_out")
        )
        carry = {(person, reading.KINDS.index(kind)): minutes for person, kind, minutes in before}
        facts = reading.load(establishment_id=self.establishment.id, month=month, rows=rows, also=people, carry=carry)
        self.recounts[str(month)] = facts
        with connection.cursor() as cursor:
            self._reverse(cursor, month, sorted(people))
        self._write(month, compute(month=month, rows=rows, facts=facts, law=self.law))

    def _reverse(self, cursor: Any, month: Month, people: list[int]) -> None:
        """Enter the opposite of everything that stands for these people and month in this establishment."""
        where = (
            "FROM {table} t JOIN months_monthclose m ON m.id = t.close_id "
            "WHERE m.establishment_id = %s AND t.month = %s AND t.person_id = ANY (%s)"
        )
        values = [self.establishment.id, month.first, people]
        labels = "person_id kind regime stage ratio status rule norm article confidence why alternatives law_version"
        columns = ", ".join(f"t.{name}" for name in labels.replace("law_version", "").split())
        cursor.execute(
            f"SELECT {columns}, t.law_version, -sum(t.days) {where.format(table='remission_credit')} "
            f"GROUP BY {columns}, t.law_version HAVING sum(t.days) <> 0",
            values,
        )
        standing = [dict(zip([*labels.split(), "days"], row, strict=True)) for row in cursor.fetchall()]
        for line in standing:
            line["alternatives"] = json.loads(line["alternatives"])  # a plain cursor gives the text
        self._copy_credits(cursor, month, standing, reverses=True)
        cursor.execute(
            "SELECT t.person_id, t.activity_id, t.basis, -sum(t.units), t.rate, -sum(t.gross) "
            f"{where.format(table='pay_earning')} GROUP BY t.person_id, t.activity_id, t.basis, t.rate "
            "HAVING sum(t.gross) <> 0",
            values,
        )
        self._copy_earnings(cursor, month, cursor.fetchall(), reverses=True)
        parts = "gross base institution reparation alimony personal undecided".split()
        cursor.execute(
            f"SELECT t.person_id, {', '.join(f'-sum(t.{part})' for part in parts)} {where.format(table='pay_split')} "
            "GROUP BY t.person_id HAVING sum(t.gross) <> 0",
            values,
        )
        self._copy_splits(
            cursor,
            month,
            [
                {**dict(zip(["person_id", *parts], row, strict=True)), "status": "reversed", "rules": []}
                for row in cursor.fetchall()
            ],
            reverses=True,
        )
        cursor.execute(
            f"SELECT t.person_id, -sum(t.declared), -sum(t.base), -sum(t.amount) {where.format(table='pay_levy')} "
            "GROUP BY t.person_id HAVING sum(t.amount) <> 0",
            values,
        )
        names = ("person_id", "declared", "base", "amount")
        undone = [
            {**dict(zip(names, row, strict=True)), "status": "reversed", "rules": []} for row in cursor.fetchall()
        ]
        self._copy_levies(cursor, month, undone, reverses=True)
        cursor.execute(
            "SELECT e.person_id, p.account_id, -sum(p.amount)::bigint "
            "FROM pay_posting p JOIN pay_entry e ON e.id = p.entry_id "
            "WHERE e.establishment_id = %s AND e.month = %s AND e.person_id = ANY (%s) AND e.close_id IS NOT NULL "
            "GROUP BY e.person_id, p.account_id HAVING sum(p.amount) <> 0 ORDER BY e.person_id, p.account_id",
            values,
        )
        legs = cursor.fetchall()
        who = sorted({person for person, *_ in legs})
        entries = self._entries(
            cursor,
            [(p, month.first, f"Reversión de {month} por ajuste", f"reverse:{self.id}:{month}:{p}", True) for p in who],
        )
        entry_of = dict(zip(who, entries, strict=True))
        self._legs(cursor, ((entry_of[person], account, amount) for person, account, amount in legs))

    # -- the close itself -----------------------------------------------------------------------------------------

    def _finish(self, rows: Any, facts: reading.Facts, results: Results, adjusted: list[int]) -> MonthClose:
        previous = (
            MonthClose.objects.filter(establishment=self.establishment)
            .order_by("-month")
            .values_list("hash", flat=True)
            .first()
        )
        remitted = sum((Fraction(c["days"], c["ratio"]) for c in results.credits if c["ratio"]), Fraction(0))
        totals = {
            "people": len({line[0] for line in results.counts} | {line[0] for line in results.earnings}),
            "days": sum(line[2] for line in results.counts),
            "remitted": str(remitted),
            "gross": sum(line[5] for line in results.earnings),
            "postings": self.postings,
            "adjusted_people": len(adjusted),
            "adjusted_months": [f"{day:%Y-%m}" for day in self.adjusted_months],
            "results": results.digest(),
        }
        close = MonthClose(
            id=self.id,
            establishment=self.establishment,
            month=self.month.first,
            at=clock.now(),
            by=self.actor.username,
            law_version=self.law.version,
            totals=totals,
            facts=facts,
            input_hash=input_digest(rows, facts),
            previous_hash=previous or "",
        )
        close.hash = close_digest(close)
        close.save(force_insert=True)
        Sheet.objects.filter(activity__establishment=self.establishment, month=self.month.first).update(
            state=SheetState.CLOSED
        )
        audit.record(
            actor=self.actor.username,
            verb="closing.close",
            target=f"close:{self.id}",
            sentence=f"{self.actor} cerró {self.month} en {self.establishment}: {totals['people']} personas, "
            f"{totals['days']} días computados, S/ {format_amount(totals['gross'])} de ingresos.",
            stream=self.establishment.code,
            details={"hash": close.hash, "adjusted_people": len(adjusted)},
        )
        for start in self.adjusted_months:
            _snapshot(close, self.establishment, Month.of(start))
        return close


def _array(numbers: Iterable[int]) -> str:
    """An array as ``COPY`` reads it."""
    return "{" + ",".join(map(str, numbers)) + "}"


def close_digest(close: MonthClose) -> str:
    """The hash of a close over its inputs, its results and the close before it."""
    content = [
        close.establishment_id,
        f"{close.month:%Y-%m}",
        close.law_version,
        close.totals,
        close.input_hash,
        close.previous_hash,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _snapshot(close: MonthClose, establishment: Establishment, month: Month) -> None:
    take_snapshot(close=close, establishment=establishment, month=month, as_of=month.dates()[-1])


def _closed(close: MonthClose, establishment: Establishment, *, already: bool) -> Closed:
    totals = close.totals
    return Closed(
        establishment=establishment.code,
        month=f"{close.month:%Y-%m}",
        people=totals["people"],
        days=totals["days"],
        remitted=totals["remitted"],
        gross=format_amount(totals["gross"]),
        postings=totals["postings"],
        adjusted_people=totals["adjusted_people"],
        hash=close.hash,
        already=already,
    )
