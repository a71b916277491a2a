"""Reads of months: which one is being worked on, which are closed."""

from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

from llamkay.apps.months.hooks import WAITING
from llamkay.apps.months.models import MonthClose
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.security.scope import Scope, current

# The first days of a month are for the papers of the month before.
PAPERWORK_UNTIL = 10


def paperwork_month() -> Month:
    """The month whose papers are due by the calendar: in its first days, the one before."""
    today = clock.today()
    month = Month.of(today)
    return month.previous() if today.day <= PAPERWORK_UNTIL else month


def papers_until(month: Month) -> date:
    """The last of the days that are for the papers of a month."""
    return month.end.replace(day=PAPERWORK_UNTIL)


def working_month(scope: Scope | None = None) -> Month:
    """The month whose sheets are being worked on: the oldest that a prison of the scope may still open or close.

    That is the month after its last close, or, where none was closed, the oldest with a sheet. Of several prisons, the
    oldest of theirs, but none older than the calendar's: one that stopped does not hold all others in its past. Without
    a scope, that in force.
    """
    scope, today = scope or current(), Month.of(clock.today())
    found = [min(month, today) for month in _oldest_open(scope).values()]
    if not scope.everything and len(scope.ids) == 1:
        return found[0] if found else paperwork_month()
    return min((max(month, paperwork_month()) for month in found), default=paperwork_month())


def _oldest_open(scope: Scope) -> dict[int, Month]:
    """The oldest month of each prison of the scope that may still be opened or closed, where anything is known."""
    last: dict[int, date] = dict(scope.filter(closes()).values_list("establishment").annotate(last=Max("month")))
    found = {place: Month.of(month).next() for place, month in last.items()}
    if scope.everything or scope.ids - found.keys():
        for answer in WAITING(scope, list(found)):
            found |= {place: Month.of(month) for place, month in answer.items()}
    return found


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


def first_open_day(establishment_id: int) -> date | None:
    """The first day of a prison that no closed month has used; none where nothing was closed."""
    last = last_closed(establishment_id)
    return last.end if last else None


def is_closed(*, establishment_id: int, month: Month) -> bool:
    """Whether the month of the establishment is closed."""
    return MonthClose.objects.filter(establishment_id=establishment_id, month=month.first).exists()


def is_past(*, establishment_id: int, month: Month) -> bool:
    """Whether a later month of the establishment is closed: this one can no longer be opened nor closed."""
    return closes(at=establishment_id, since=month.next()).exists()
