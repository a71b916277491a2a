"""Reads of months: which one is being worked on, which are closed."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

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


def closes(*, at: Any = None, month: Month | None = None, since: Month | None = None) -> QuerySet[MonthClose]:
    """The closes of a prison, of a month, or of it and later ones.

    ``at`` is a prison, its number or an ``OuterRef``, so that the closes can stand as a condition of another query. Not
    evaluated and not narrowed: who shows them filters by the caller's scope, and defers their long ``facts``.
    """
    rows = MonthClose.objects.all()
    if at is not None:
        rows = rows.filter(establishment=at)
    if month is not None:
        rows = rows.filter(month=month.first)
    if since is not None:
        rows = rows.filter(month__gte=since.first)
    return rows


def last_closed(at: Any) -> Month | None:
    """The newest closed month of a prison; nothing where none was closed."""
    last: date | None = closes(at=at).order_by("-month").values_list("month", flat=True).first()
    return Month.of(last) if last else None


def is_closed(*, establishment_id: int, month: Month) -> bool:
    """Whether the month of the establishment is closed."""
    return MonthClose.objects.filter(establishment_id=establishment_id, month=month.first).exists()
