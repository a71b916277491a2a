"""Seal a close: its totals and inputs, its place in the chain, its sheets locked, the act in the log."""

import hashlib
import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from llamkay.apps.activities.sheets.services import close_sheets
from llamkay.apps.closing import acts
from llamkay.apps.closing.compute import Results, input_digest
from llamkay.apps.closing.inputs import CloseInputs
from llamkay.apps.months.services import record_close
from llamkay.core.values import format_amount
from llamkay.platform import clock
from llamkay.platform.record import audit

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment
    from llamkay.apps.months.models import MonthClose


def seal(
    *,
    close_id: int,
    actor: Any,
    establishment: "Establishment",
    law_version: str,
    inputs: CloseInputs,
    results: Results,
    recounts: list[dict[str, Any]],
    totals: dict[str, Any],
) -> "MonthClose":
    """Keep the close of a month with what it rests on and what it came to, after the one before it.

    ``recounts`` are the inputs of the months counted again, each with its prison, ``totals`` what the caller adds.
    """
    month = inputs.count.month
    document = {**inputs.as_document(), "recounts": recounts}
    remitted = sum((Fraction(c["days"], c["ratio"]) for c in results.credits if c["ratio"]), Fraction(0))
    close = record_close(
        digest=close_digest,
        id=close_id,
        establishment=establishment,
        month=month.first,
        at=clock.now(),
        by=actor.username,
        law_version=law_version,
        totals={
            "people": len({line.person for line in results.counts} | {line.person for line in results.earnings}),
            "days": sum(line.days for line in results.counts),
            "remitted": str(remitted),
            "gross": sum(line.gross for line in results.earnings),
            "results": results.digest,
            **totals,
        },
        inputs=document,
        input_hash=input_digest(inputs.rows, document),
    )
    close_sheets(establishment, month)
    audit.record(
        actor=actor.username,
        verb=acts.CLOSE,
        target=f"close:{close_id}",
        sentence=f"{actor} cerró {month} en {establishment}: {close.totals['people']} personas, "
        f"{close.totals['days']} días computados, S/ {format_amount(close.totals['gross'])} de ingresos.",
        stream=establishment.code,
        details={"hash": close.hash, "adjusted_people": totals["adjusted_people"]},
    )
    return close


def close_digest(close: "MonthClose") -> str:
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
