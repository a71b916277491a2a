"""What remission gives to the count of a month: the minutes each person brings along."""

from collections.abc import Mapping
from datetime import date

from llamkay.apps.people.queries import former_identities
from llamkay.apps.remission.models import DayCount
from llamkay.core.remission.month import KINDS, Banked
from llamkay.core.values import Month
from llamkay.platform.database.bulk import these


def carries(index: Mapping[int, int], *, before: Month | None = None) -> tuple[Banked, ...]:
    """What the latest count of the latest month, or of the latest one ``before`` a month, left over."""
    known = dict(index) | {former: index[person] for former, person in former_identities(index).items()}
    counts = DayCount.objects.filter(person_id__in=these(known))
    if before:
        counts = counts.filter(month__lt=before.first)
    latest = (
        counts.order_by("person_id", "kind", "-month", "-id")
        .distinct("person_id", "kind")
        .values_list("person_id", "kind", "carry_out", "month", "id")
    )
    last: dict[tuple[int, str], tuple[tuple[date, int], int]] = {}
    for person, kind, minutes, month, number in latest:  # of two identities of one person, the later month carries
        key = (known[person], kind)
        last[key] = max(last.get(key, ((date.min, 0), 0)), ((month, number), minutes))
    return tuple(sorted(Banked(at, KINDS.index(kind), minutes) for (at, kind), (_when, minutes) in last.items()))
