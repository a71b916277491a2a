"""Reads of months: which one is being worked on, which are closed."""

from llamkay.apps.months.models import MonthClose
from llamkay.core.values import Month
from llamkay.platform import clock

# The first days of a month are for the papers of the month before.
PAPERWORK_UNTIL = 10


def working_month() -> Month:
    """The month whose sheets are being worked on today."""
    today = clock.today()
    month = Month.of(today)
    return month.previous() if today.day <= PAPERWORK_UNTIL else month


def is_closed(*, establishment_id: int, month: Month) -> bool:
    """Whether the month of the establishment is closed."""
    return MonthClose.objects.filter(establishment_id=establishment_id, month=month.first).exists()
