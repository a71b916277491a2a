"""What people did on the sheets of a month, corrections included: days, minutes and pieces."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from llamkay.apps.activities.models import Adjustment, Reason, SheetRow
from llamkay.core.values import Month

Worked = dict[tuple[int, int], list[int]]


def worked(activities: QuerySet[Any] | Iterable[int], month: Month) -> Worked:
    """(activity, person) → paid days, paid minutes and pieces of a month; three queries for any number of people."""
    paid = set(Reason.objects.filter(paid=True).values_list("number", flat=True))
    rows = {
        row.pk: row
        for row in SheetRow.objects.filter(sheet__activity__in=activities, sheet__month=month.first).select_related(
            "sheet"
        )
    }
    changes = Adjustment.objects.filter(
        row__sheet__activity__in=activities, row__sheet__month=month.first, applied_in__isnull=False
    )
    for row, day, minutes, reason, pieces in changes.order_by("id").values_list(
        "row_id", "day", "minutes", "reason", "pieces"
    ):
        found = rows[row]
        found.minutes[day - 1], found.reasons[day - 1], found.pieces[day - 1] = minutes, reason, pieces
    done: Worked = {}
    for row in rows.values():
        line = done.setdefault((row.sheet.activity_id, row.person_id), [0, 0, 0])
        for minutes, reason, pieces in zip(row.minutes, row.reasons, row.pieces, strict=True):
            line[0] += reason in paid
            line[1] += minutes if reason in paid else 0
            line[2] += pieces
    return done
