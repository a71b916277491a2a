"""What education gives to the count of a month: which months of a class were passed."""

from collections.abc import Collection, Iterator, Mapping

import numpy as np

from llamkay.apps.education.models import MonthlyMark
from llamkay.core.remission.month import PassedMark
from llamkay.core.values import Month
from llamkay.platform.database.bulk import Stretch, binary, these


def passed(*, activities: Collection[int], index: Mapping[int, int], month: Month) -> tuple[PassedMark, ...]:
    """Who of the people passed the month in which of the classes."""
    marks = MonthlyMark.objects.filter(
        person_id__in=these(index), activity_id__in=list(activities), month=month.first, passed=True
    )
    pairs = marks.values_list("activity_id", "person_id")
    return tuple(sorted(PassedMark(activity, index[person]) for activity, person in pairs))


def passed_by_month(activities: Collection[int], stretch: Stretch) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """For each month of a stretch, as the offset of its first day, the activities and people of its passing marks."""
    for month, activity, person in binary(
        "SELECT month - %(first)s::date, string_agg(int8send(activity_id), ''), "
        "string_agg(int8send(person_id), '') FROM education_monthlymark "
        "WHERE passed AND activity_id = ANY (%(activities)s) AND month >= %(first)s AND month < %(end)s "
        "GROUP BY month",
        {"first": stretch.first, "end": stretch.end, "activities": list(activities)},
    ):
        yield month, np.frombuffer(activity, dtype=">i8"), np.frombuffer(person, dtype=">i8")
