"""Agreements between institutions and what was promised: what follows from their facts on a day."""

from llamkay.core.coordination.agreements import ALARMS, Stage, Term, alarm, stage
from llamkay.core.coordination.commitments import COMPLETE, HIGH, REMIND_WITHIN, SCALE, Standing, review_due

__all__ = [
    "ALARMS",
    "COMPLETE",
    "HIGH",
    "REMIND_WITHIN",
    "SCALE",
    "Stage",
    "Standing",
    "Term",
    "alarm",
    "review_due",
    "stage",
]
