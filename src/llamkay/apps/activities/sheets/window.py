"""How far back a mark is written without a reason: a number of days that is data."""

from datetime import date, timedelta

from llamkay.apps.activities.places.rules import rule
from llamkay.core.values import Month


def open_since(today: date) -> date:
    """The first day that is still marked without saying why."""
    return today - timedelta(days=rule("marks", on=today)["days"])


def late_days(month: Month, today: date) -> frozenset[int]:
    """The days of a month that are marked only with a reason."""
    since = open_since(today)
    return frozenset(day for day, on in enumerate(month.dates(), start=1) if on < since)
