"""What of production must agree: balances with their movements, batches with sheets, sales with the books."""

from collections.abc import Iterator

from django.db import connection

from llamkay.apps.production.models import Batch, Consignment, Movement, Sale
from llamkay.apps.production.sales.services import tally

_BALANCES = """
WITH moved AS (
  SELECT lot_id, site, state, sum(n)::bigint AS n FROM (
    SELECT lot_id, from_site_id AS site, from_state AS state, -quantity AS n FROM production_movement
    UNION ALL SELECT lot_id, to_site_id, to_state, quantity FROM production_movement) legs
  WHERE site IS NOT NULL GROUP BY lot_id, site, state)
SELECT coalesce(b.lot_id, m.lot_id), coalesce(m.n, 0), coalesce(b.quantity, 0)
FROM production_balance b FULL JOIN moved m ON m.lot_id = b.lot_id AND m.site = b.site_id AND m.state = b.state
WHERE coalesce(m.n, 0) <> coalesce(b.quantity, 0) ORDER BY 1 LIMIT 20
"""
# What came out of a workshop on a day of a closed month on which nobody of its sheet worked.
_SHEETS = """
SELECT b.code, c."on" FROM production_completion c JOIN production_batch b ON b.id = c.batch_id
JOIN months_monthclose m ON m.establishment_id = b.establishment_id AND m.month = date_trunc('month', c."on")::date
WHERE NOT EXISTS (
  SELECT 1 FROM activities_sheet s JOIN activities_sheetrow r ON r.sheet_id = s.id
  WHERE s.activity_id = b.activity_id AND s.month = m.month
    AND r.minutes[extract(day FROM c."on")::int] > 0)
ORDER BY 2, 1 LIMIT 20
"""
# What a batch consumed, by its completions and by its movements less what was reversed.
_CONSUMED = """
WITH told AS (
  SELECT c.batch_id, u.good_id, sum(u.quantity)::bigint AS n FROM production_consumption u
  JOIN production_completion c ON c.id = u.completion_id GROUP BY 1, 2),
moved AS (
  SELECT m.batch_id, l.good_id, sum(m.quantity)::bigint AS n FROM production_movement m
  JOIN production_lot l ON l.id = m.lot_id WHERE m.kind = 'consume' GROUP BY 1, 2)
SELECT b.code FROM told t FULL JOIN moved m USING (batch_id, good_id) JOIN production_batch b ON b.id = batch_id
WHERE t.n IS DISTINCT FROM m.n ORDER BY 1 LIMIT 20
"""
_BOOKS = """
SELECT s.receipt, s.amount - s.commission, coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0)::bigint
FROM production_sale s LEFT JOIN pay_posting p ON p.entry_id = s.entry_id
WHERE s.stage IN ('confirmed', 'returned') GROUP BY s.id
HAVING s.amount - s.commission <> coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0) ORDER BY s.id LIMIT 20
"""
_RETURNS = """
SELECT s.receipt FROM production_sale s WHERE s.stage = 'returned'
AND NOT EXISTS (SELECT 1 FROM pay_entry e WHERE e.undoes_id = s.entry_id) ORDER BY s.id LIMIT 20
"""


def how_many() -> dict[str, int]:
    """How many of each there are to be looked at."""
    return {
        "stock": Movement.objects.count(),
        "batches": Batch.objects.count(),
        "sales": Sale.objects.count(),
        "consignments": Consignment.objects.count(),
    }


def stock() -> Iterator[str]:
    """Each balance that is not the sum of its movements."""
    for lot, moved, there in _rows(_BALANCES):
        yield f"el lote {lot} tiene {there} milésimas en existencias y sus movimientos suman {moved}"


def batches() -> Iterator[str]:
    """Batches whose consumption does not agree with its movements, and days on which nobody worked."""
    for (code,) in _rows(_CONSUMED):
        yield f"el lote de producción {code}: lo que consumió y sus movimientos no concuerdan"
    for code, day in _rows(_SHEETS):
        yield f"el lote de producción {code} dio algo el {day:%d/%m/%Y} y en su planilla cerrada nadie trabajó ese día"


def sales() -> Iterator[str]:
    """Sales whose money in the books is another, and returns whose money was not reversed."""
    for receipt, amount, booked in _rows(_BOOKS):
        yield f"la venta {receipt} es de {amount} céntimos y en los libros hay {booked}"
    for (receipt,) in _rows(_RETURNS):
        yield f"la venta {receipt} se devolvió y su asiento no está revertido"


def consignments() -> Iterator[str]:
    """Closed consignments of which not everything is accounted for."""
    closed = Consignment.objects.filter(stage=Consignment.Stage.CLOSED).prefetch_related("lines__lot")
    for row in closed.order_by("id"):
        for line in row.lines.all():
            if left := tally(line).left:
                yield f"la consignación {row.number} está rendida y de {line.lot.code} faltan {left} milésimas"


def _rows(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows: list[tuple] = cursor.fetchall()
    return rows
