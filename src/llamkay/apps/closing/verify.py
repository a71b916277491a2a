"""Prove that everything that must agree, agrees: ledger, closed months, hash chains, papers, snapshots, numbers, and
that no row whose history is kept was changed outside of an act."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from llamkay.apps.activities.inputs import sheet_rows
from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.sheets.queries import every_sheet
from llamkay.apps.certificates import checks as certificates
from llamkay.apps.closing.compute import compute, compute_days, input_digest
from llamkay.apps.closing.inputs import CloseInputs
from llamkay.apps.closing.seal import close_digest
from llamkay.apps.months.queries import closes
from llamkay.apps.pay.books import checks as books
from llamkay.apps.pay.payouts import checks as payouts
from llamkay.apps.production import checks as production
from llamkay.apps.remission import checks as remission
from llamkay.apps.remission.counts.statements import law_of
from llamkay.apps.statistics import checks as statistics
from llamkay.core.remission.month import MonthInputs
from llamkay.core.values import Month
from llamkay.platform.models import LoggedAction
from llamkay.platform.papers import kinds as papers
from llamkay.platform.record import audit, history

if TYPE_CHECKING:
    from llamkay.apps.months.models import MonthClose


@dataclass(frozen=True)
class Check:
    """One thing proved or not: its name, how many items were looked at, what is wrong."""

    name: str
    looked_at: int
    problems: tuple[str, ...]


def verify() -> list[Check]:
    """Run every check with the scope in force; headquarters and the command see everything."""
    made = list(closes().select_related("establishment").order_by("establishment_id", "month"))
    rows = books.how_many() | payouts.how_many() | remission.how_many() | statistics.how_many()
    rows |= production.how_many()
    return [
        Check("ledger", *_ledger()),
        Check("entries", rows["entries"], tuple(books.entries())),
        Check("holds", rows["holds"], tuple(books.holds())),
        Check("ledger_locks", rows["ledger_locks"], tuple(books.locks())),
        Check("closes", len(made), tuple(_closes(made))),
        Check("recounts", *_recounts(made)),
        Check("carried", *_carried()),
        Check("totals", len(made), tuple(_totals())),
        Check("chain", len(made), tuple(_chain(made))),
        Check("locks", len(made), tuple(_locks())),
        Check("statements", rows["statements"], tuple(remission.statements())),
        Check("certificates", rows["certificates"], tuple(remission.certificates())),
        Check("credentials", certificates.how_many(), tuple(certificates.credentials())),
        Check("papers", papers.how_many(), tuple(papers.without_file())),
        Check("payout_batches", rows["payout_batches"], tuple(payouts.batches())),
        Check("prior_days", rows["prior_days"], tuple(remission.prior_days())),
        Check("snapshots", rows["snapshots"], tuple(statistics.snapshots())),
        Check("stock", rows["stock"], tuple(production.stock())),
        Check("batches", rows["batches"], tuple(production.batches())),
        Check("sales", rows["sales"], tuple(production.sales())),
        Check("consignments", rows["consignments"], tuple(production.consignments())),
        Check("history", history.how_many(), tuple(map(str, history.changes()))),
        Check("actions", LoggedAction.objects.count(), tuple(audit.broken_links())),
    ]


def _ledger() -> tuple[int, tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(sum(amount), 0) FROM pay_posting")
        count, total = cursor.fetchone()
        cursor.execute(
            "SELECT entry_id, sum(amount) FROM pay_posting GROUP BY entry_id HAVING sum(amount) <> 0 LIMIT 20"
        )
        wrong = [f"el asiento {entry} no cuadra: sobran {off} céntimos" for entry, off in cursor.fetchall()]
    if total:
        wrong.append(f"el libro no cuadra: sobran {total} céntimos")
    return count, tuple(wrong)


def _closes(made: "list[MonthClose]") -> Iterator[str]:
    """Recompute each close from its locked sheets and the inputs kept with it, under the law it names."""
    for close in made:
        month = Month.of(close.month)
        name = f"{close.establishment} {month}"
        rows = sheet_rows(establishment_id=close.establishment_id, month=month, applied_until=close.id - 1)
        if input_digest(rows, close.inputs) != close.input_hash:
            yield f"{name}: las planillas o los hechos ya no son los que se cerraron"
            continue
        inputs = CloseInputs.from_document(close.inputs, rows)
        if compute(inputs=inputs, law=law_of(close.law_version)).digest != close.totals["results"]:
            yield f"{name}: al recalcular el mes se obtiene otro resultado"


def _recounts(made: "list[MonthClose]") -> tuple[int, tuple[str, ...]]:
    """Each month that a close counted again, from its locked sheets and the inputs kept with that close."""
    looked, wrong = 0, []
    for close in made:
        for again in close.inputs.get("recounts") or ():
            if isinstance(again, str):
                continue  # kept by the name of its month alone, before closes followed people to other prisons
            looked += 1
            place, inputs = again["establishment"], MonthInputs.from_document(again["count"])
            where = {"establishment_id": place, "month": inputs.month, "people": inputs.people}
            rows = sheet_rows(**where, applied_until=close.id)
            counts, _credits = compute_days(rows=rows, inputs=inputs, law=law_of(close.law_version))
            if sorted(counts) != remission.recorded(close, place, inputs.month, inputs.people):
                wrong.append(
                    f"{close.establishment} {close.month:%Y-%m}: al repetir lo que recontó de {inputs.month} "
                    "se obtiene otro resultado"
                )
    return looked, tuple(wrong)


def _carried() -> tuple[int, tuple[str, ...]]:
    """What each person brought to a month is what their month before left, in whatever prison and order of closing."""
    looked, broken = remission.carried()
    return looked, tuple(
        f"{person}: no empezó {month} con los minutos que le quedaban del mes anterior" for person, month in broken
    )


def _totals() -> Iterator[str]:
    """What the tables hold for each person and month against the splits, the earnings and the ledger."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH earned AS (SELECT close_id, sum(gross) AS g FROM pay_earning GROUP BY close_id),
                 shared AS (SELECT close_id, sum(gross) AS g FROM pay_split GROUP BY close_id),
                 owed AS (SELECT e.close_id, sum(p.amount) AS g FROM pay_posting p
                          JOIN pay_entry e ON e.id = p.entry_id JOIN pay_account a ON a.id = p.account_id
                          WHERE a.kind = 'receivable' AND e.close_id IS NOT NULL GROUP BY e.close_id)
            SELECT c.id, coalesce(earned.g, 0), coalesce(shared.g, 0), coalesce(owed.g, 0) FROM months_monthclose c
            LEFT JOIN earned ON earned.close_id = c.id LEFT JOIN shared ON shared.close_id = c.id
            LEFT JOIN owed ON owed.close_id = c.id
            WHERE coalesce(earned.g, 0) <> coalesce(shared.g, 0) OR coalesce(earned.g, 0) <> coalesce(owed.g, 0)
            """
        )
        for close, earned, shared, owed in cursor.fetchall():
            yield f"cierre {close}: ingresos {earned}, distribución {shared} y libro {owed} no concuerdan"
        # A close says how many legs it wrote, in what its seal covers: one more was written in its name by another.
        cursor.execute(
            """
            SELECT c.id, (c.totals->>'postings')::bigint, coalesce(w.n, 0) FROM months_monthclose c
            LEFT JOIN (SELECT e.close_id, count(*) AS n FROM pay_posting p JOIN pay_entry e ON e.id = p.entry_id
                       WHERE e.close_id IS NOT NULL GROUP BY e.close_id) w ON w.close_id = c.id
            WHERE (c.totals->>'postings')::bigint <> coalesce(w.n, 0) ORDER BY c.id
            """
        )
        for close, sealed, found in cursor.fetchall():
            yield f"cierre {close}: escribió {sealed} movimientos en los libros y hay {found} a su nombre"
        cursor.execute(
            """
            WITH counted AS (
              SELECT DISTINCT ON (establishment_id, person_id, kind, month)
                establishment_id, person_id, kind, month, days
              FROM remission_daycount ORDER BY establishment_id, person_id, kind, month, id DESC),
            credited AS (
              SELECT establishment_id, person_id, kind, month, sum(days) AS days
              FROM remission_credit GROUP BY 1, 2, 3, 4)
            SELECT count(*) FROM counted FULL JOIN credited USING (establishment_id, person_id, kind, month)
            WHERE coalesce(counted.days, 0) <> coalesce(credited.days, 0)
            """
        )
        if wrong := cursor.fetchone()[0]:
            yield f"{wrong} personas-mes tienen días contados distintos de los días reconocidos"


def _chain(made: "list[MonthClose]") -> Iterator[str]:
    before: dict[int, str] = {}
    for close in made:
        name = f"{close.establishment} {close.month:%Y-%m}"
        if close.previous_hash != before.get(close.establishment_id, ""):
            yield f"{name}: no sigue al cierre anterior"
        if close.hash != close_digest(close):
            yield f"{name}: su sello no corresponde a su contenido"
        before[close.establishment_id] = close.hash


def _locks() -> Iterator[str]:
    closed = closes().values("establishment_id", "month")
    months = {(item["establishment_id"], item["month"]) for item in closed}
    for sheet, establishment, month, state in (
        every_sheet()
        .filter(month__in={month for _, month in months})
        .values_list("id", "activity__establishment_id", "month", "state")
    ):
        if ((establishment, month) in months) != (state == SheetState.CLOSED):
            yield f"la planilla {sheet} está «{state}» y su mes está {'cerrado' if state != 'closed' else 'abierto'}"
