"""What the liaison of another institution sees of any prison: the referrals that are addressed to it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from llamkay.apps.coordination.commitments.queries import posts_answered
from llamkay.apps.institutions.queries import every_post
from llamkay.apps.nursery.health import referrals
from llamkay.apps.nursery.health.referrals import Addressed


def institutions_of(user: Any, on: date) -> set[int]:
    """The institutions for whose posts an account answers that day."""
    posts = posts_answered(user, on)
    return set(every_post().filter(pk__in=posts).values_list("institution", flat=True))


@dataclass(frozen=True)
class Line:
    """A referral that was addressed to an institution: of which prison, and whether it waits for its answer."""

    referral: Addressed
    late: bool

    @property
    def waits(self) -> bool:
        return self.referral.waits


def addressed(user: Any, on: date) -> list[Line]:
    """The referrals addressed to the institutions for which an account answers, those that wait first."""
    rows = referrals.addressed_to(institutions_of(user, on), on=on)
    return [Line(row, row.waits and row.due_on < on) for row in rows]
