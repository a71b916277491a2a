"""How long people stay out, of whole nations: one set of Ibis expressions for DuckDB on a desk and Spark on a cluster.

A spell is a row: its group, its ``time`` as a whole number and whether it ended in a return (``event``, 0 or 1). Spells
are first counted by group and time, so that the windows run over a few thousand rows, whatever the nation's size.
"""

from collections.abc import Sequence

import ibis
from ibis import _
from ibis.expr.types import Table

Z = 1.959963984540054  # 95 %


def counts(spells: Table, by: Sequence[str]) -> Table:
    """Those who leave the watch and those who return, by group and time."""
    return spells.group_by([*by, "time"]).agg(leaving=_.count(), events=_.event.sum()).order_by([*by, "time"])


def curves(counted: Table, by: Sequence[str]) -> Table:
    """Kaplan–Meier with log-log limits of every group: ``at_risk``, ``survival``, ``lower``, ``upper`` at each time.

    The product is the exponential of a sum of logarithms, with the time at which nobody is left treated apart; limits
    are null where they have no meaning. No division by zero is ever asked of an engine.
    """
    back = ibis.cumulative_window(group_by=list(by), order_by=ibis.desc("time"))
    on = ibis.cumulative_window(group_by=list(by), order_by="time")
    risk = counted.mutate(at_risk=_.leaving.sum().over(back).cast("float64"), died=_.events.cast("float64"))
    left = (risk.at_risk - risk.died).nullif(0.0)
    steps = risk.mutate(
        step=ibis.coalesce((left / risk.at_risk.nullif(0.0)).ln(), ibis.literal(0.0)),
        error=ibis.coalesce(risk.died / (risk.at_risk * left).nullif(0.0), ibis.literal(0.0)),
        nobody=(risk.at_risk == risk.died).cast("int64"),
    )
    summed = steps.mutate(total=_.step.sum().over(on), variance=_.error.sum().over(on), gone=_.nobody.max().over(on))
    known = summed.mutate(survival=ibis.ifelse(_.gone == 1, 0.0, _.total.exp()))
    # The survival of who was followed and never returned is one: its logarithm is zero and limits have no meaning.
    scale = ibis.ifelse((known.gone == 1) | (known.total == 0.0), ibis.null("float64"), known.total)
    half = known.variance.sqrt() * Z / scale
    limited = known.mutate(lower=(scale * (half * -1.0).exp()).exp(), upper=(scale * half.exp()).exp())
    return limited.select(*by, "time", "at_risk", "events", "survival", "lower", "upper").order_by([*by, "time"])


def national(spells: Table) -> Table:
    """Every prison and sex on a monthly grid: ``prison``, ``sex``, ``time`` in months."""
    return curves(counts(spells, ("prison", "sex")), ("prison", "sex"))
