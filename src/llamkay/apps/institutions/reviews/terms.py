"""When a function of an account must be reviewed, and when one that nobody reviewed rests."""

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from llamkay.apps.institutions.permissions import MANAGE
from llamkay.core.law import LawBook, NoRuleInForce
from llamkay.core.values.dates import add_months
from llamkay.platform.law import every_law

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Grant

AHEAD = timedelta(days=30)  # before its last day, a review stands on the worklist
BEFORE_THE_NORM = 6  # months: what began before the norm is reviewed as the norm then asks


@cache
def _book() -> LawBook:
    return LawBook.of(every_law())


def review_by(day: date) -> date:
    """By when a function that was given or reviewed on ``day`` is reviewed again (D.S. 016-2024-JUS art. 46)."""
    try:
        months = int(_book().value("privacy.access.review", on=day).value["months"])
    except NoRuleInForce:
        months = BEFORE_THE_NORM
    return add_months(day, months)


def due(grant: "Grant") -> date:
    """The day by which a function of an account must be reviewed."""
    return grant.review_by or review_by(grant.period.lower)


def rests(grant: "Grant", *, on: date) -> bool:
    """Whether a function allows nothing until somebody reviews it, by the rule of this house.

    Whoever administers the whole system is shown as unreviewed and never rests: somebody must be able to mend it.
    """
    days = settings.UNREVIEWED_RESTS_AFTER
    if days is None or (grant.establishment_id is None and MANAGE in grant.role.actions):
        return False
    return due(grant) + timedelta(days=days) < on
