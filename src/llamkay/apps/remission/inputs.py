"""What remission gives to the count of a month: the minutes each person brings along."""

from collections.abc import Mapping

from llamkay.apps.remission.models import DayCount
from llamkay.core.remission.month import KINDS, Banked
from llamkay.core.values import Month
from llamkay.platform.database.bulk import these


def carries(index: Mapping[int, int], *, before: Month | None = None) -> tuple[Banked, ...]:
    """What the latest count of the latest month, or of the latest one ``before`` a month, left over."""
    counts = DayCount.objects.filter(person_id__in=these(index))
    if before:
        counts = counts.filter(month__lt=before.first)
    latest = (
        counts.order_by("person_id", "kind", "-month", "-id")
        .distinct("person_id", "kind")
        .values_list("person_id", "kind", "carry_out")
    )
    return tuple(sorted(Banked(index[person], KINDS.index(kind), minutes) for person, kind, minutes in latest))
