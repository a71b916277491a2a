"""From a lot to everything made from it and to whom it went, and back to everything it was made from.

Each step reads the movements of a handful of lots by their index: a trace costs what it finds, not what there is.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

# What a batch consumed and was not given back, what it produced.
_FORWARD = """
WITH RECURSIVE line (lot, depth) AS (
  SELECT %(lot)s::bigint, 0
  UNION
  SELECT made.id, line.depth + 1 FROM line
  CROSS JOIN LATERAL (
    SELECT DISTINCT m.batch_id FROM production_movement m WHERE m.lot_id = line.lot AND m.kind = 'consume'
      AND NOT EXISTS (SELECT 1 FROM production_movement r WHERE r.reverses_id = m.id)) used
  CROSS JOIN LATERAL (SELECT l.id FROM production_lot l WHERE l.batch_id = used.batch_id) made
  WHERE line.depth < 16)
SELECT lot, min(depth) FROM line GROUP BY lot ORDER BY 2, 1
"""
_BACKWARD = """
WITH RECURSIVE line (lot, depth) AS (
  SELECT %(lot)s::bigint, 0
  UNION
  SELECT used.lot_id, line.depth + 1 FROM line
  CROSS JOIN LATERAL (SELECT l.batch_id FROM production_lot l WHERE l.id = line.lot AND l.batch_id IS NOT NULL) made
  CROSS JOIN LATERAL (
    SELECT DISTINCT m.lot_id FROM production_movement m WHERE m.batch_id = made.batch_id AND m.kind = 'consume'
      AND NOT EXISTS (SELECT 1 FROM production_movement r WHERE r.reverses_id = m.id)) used
  WHERE line.depth < 16)
SELECT lot, min(depth) FROM line GROUP BY lot ORDER BY 2, 1
"""


@dataclass(frozen=True)
class Step:
    """A lot of a trace, and how many batches lie between it and the first one."""

    lot: int
    depth: int


def _walk(query: str, lot: int) -> list[Step]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"lot": lot})
        return [Step(*row) for row in cursor.fetchall() if row[0] != lot]


def made_from(lot: int) -> list[Step]:
    """Every lot made from this one, the nearest first."""
    return _walk(_FORWARD, lot)


def made_of(lot: int) -> list[Step]:
    """Every lot that this one was made of, the nearest first."""
    return _walk(_BACKWARD, lot)


def descendants(lot: int) -> Iterable[int]:
    """The numbers of the lots made from this one."""
    return [step.lot for step in made_from(lot)]
