"""What was announced of each month: whether its figures are provisional, and which snapshot revised or corrected it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from llamkay.apps.statistics.models import Revision, Snapshot

FIRST, REVISED, CORRECTED = "first", "revision", "correction"


def revisions() -> QuerySet[Revision]:
    """Every revision that was announced, the newest first."""
    return Revision.objects.all()


def open_revision(month: date, at: datetime | None = None) -> Revision | None:
    """The revision of a month that is announced and has not come, as was known at a moment."""
    rows = Revision.objects.filter(month=month)
    newest = Snapshot.objects.filter(month=month)
    if at is not None:
        rows, newest = rows.filter(announced_at__lte=at), newest.filter(taken_at__lte=at)
    found = rows.first()
    if found is None or newest.filter(taken_at__gt=found.announced_at).exists():
        return None
    return found


def overdue(today: date) -> list[Revision]:
    """The revisions whose day has passed and that have not come."""
    passed = Revision.objects.filter(due__lt=today)
    return [revision for revision in passed if open_revision(revision.month) == revision]


def announcements(months: Sequence[date]) -> dict[date, list[datetime]]:
    """When revisions of each month were announced, the first first."""
    found: dict[date, list[datetime]] = {}
    for month, at in (
        Revision.objects.filter(month__in=months).order_by("announced_at").values_list("month", "announced_at")
    ):
        found.setdefault(month, []).append(at)
    return found


def kind_of(number: int, at: datetime, before: datetime | None, announced: Sequence[datetime]) -> str:
    """What a snapshot is of its prison and month: the first; what was announced since the one before it; else an
    error put right."""
    if number == 1 or before is None:
        return FIRST
    return REVISED if any(before <= moment < at for moment in announced) else CORRECTED
