"""How far a commitment has come: what its owner says and what a reviewer finds, on the same five points."""

from dataclasses import dataclass
from datetime import date, timedelta

from llamkay.core.values.dates import add_months

# The completion scale of the Open Government Partnership's independent review.
NO_EVIDENCE, NOT_STARTED, LIMITED, SUBSTANTIAL, COMPLETE = SCALE = (
    "no_evidence",
    "not_started",
    "limited",
    "substantial",
    "complete",
)
HIGH = frozenset({SUBSTANTIAL, COMPLETE})
REMIND_WITHIN = timedelta(days=30)
REVIEW_MONTHS = 4  # after the day it was due, as that review does


def review_due(due_on: date) -> date:
    """The last day on which somebody else looks at what became of a commitment."""
    return add_months(due_on, REVIEW_MONTHS)


@dataclass(frozen=True)
class Standing:
    """A commitment on a day: when it is due, the last word of its owner and the last of a reviewer, with their days.

    ``own_number`` and ``found_number`` are their places in its history, so that it is known which came later.
    """

    due_on: date
    own: str = ""
    own_number: int = 0
    found: str = ""
    found_number: int = 0

    @property
    def reported(self) -> bool:
        """Whether the owner has said something that nobody has reviewed yet."""
        return self.own_number > self.found_number

    @property
    def done(self) -> bool:
        """Whether a reviewer found it complete, and its owner has not said less since."""
        return self.found == COMPLETE and (not self.reported or self.own == COMPLETE)

    def late(self, on: date) -> bool:
        """Whether its day has passed without its owner calling it complete, or a reviewer found it was not."""
        return on > self.due_on and not self.done and not (self.reported and self.own == COMPLETE)

    def waits_for_owner(self, on: date) -> bool:
        """Whether its owner is reminded: its day is near or has passed, and nothing says that it is complete."""
        complete = self.done or (self.reported and self.own == COMPLETE)
        return not complete and on >= self.due_on - REMIND_WITHIN

    def waits_for_review(self, on: date) -> bool:
        """Whether a reviewer is awaited: the owner said something new, or it fell due and nobody has looked."""
        return self.reported or (not self.found and on > self.due_on)
