"""Reads of a kitchen: its controls, its sanitary registrations and when they run out."""

from datetime import date, timedelta

from django.db.models import QuerySet

from llamkay.apps.production.models import HygieneRecord, SanitaryRegistration
from llamkay.platform.security.scope import Scope

SOON = timedelta(days=60)


def controls(*, scope: Scope, on: date | None = None, kind: str = "", wrong: bool = False) -> QuerySet[HygieneRecord]:
    """The controls of the scope, the newest first."""
    rows = scope.filter(HygieneRecord.objects.select_related("activity", "establishment"))
    if on:
        rows = rows.filter(on=on)
    if kind:
        rows = rows.filter(kind=kind)
    if wrong:
        rows = rows.filter(well=False)
    return rows.order_by("-at", "-id")


def registrations(*, scope: Scope) -> QuerySet[SanitaryRegistration]:
    """The sanitary registrations of the scope, those that end first before the others."""
    rows = SanitaryRegistration.objects.select_related("good", "establishment")
    return scope.filter(rows).order_by("period__endswith", "id")


def running_out(*, scope: Scope, today: date) -> int:
    """How many registrations end soon, or ended, with none after them."""
    rows = list(registrations(scope=scope))
    last: dict[int, date] = {}
    for row in rows:
        last[row.good_id] = max(last.get(row.good_id, date.min), row.period.upper)
    return sum(end <= today + SOON for end in last.values())
