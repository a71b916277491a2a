"""On which days of a month somebody may be marked, and why not on the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy

from llamkay.apps.activities.models import Activity, Allocation
from llamkay.apps.activities.sheets import queries
from llamkay.apps.people.queries import custody
from llamkay.core.values import Month

AWAY = gettext_lazy("ese día no estaba en el establecimiento")


UNPLACED = gettext_lazy("ese día no tenía plaza en la actividad")


@dataclass(frozen=True)
class OpenDays:
    """The days of one person's month on a sheet: placed in the activity, and held in the establishment."""

    placed: frozenset[int] = frozenset()
    held: frozenset[int] = frozenset()

    def refusal(self, day: int) -> str:
        """Why a day cannot be marked, or nothing."""
        if day not in self.held:
            return str(AWAY)
        if day not in self.placed:
            return str(UNPLACED)
        return ""


def open_days(*, activity: Activity, month: Month, people: Iterable[int]) -> dict[int, OpenDays]:
    """For each person, the days placed and held in the month; two queries for any number of people."""
    people = list(people)
    inside = (month.first, month.end)
    running = frozenset(_days(activity.period.lower, activity.period.upper, month))
    columns_read = "person_id", "period__startswith", "period__endswith"
    places = Allocation.objects.filter(activity=activity, period__overlap=inside)
    if len(people) <= queries.ROWS_A_PART:
        places = places.filter(person_id__in=people)  # of a large sheet nearly everybody of the activity is asked for
    spells = custody(at=activity.establishment_id, within=inside).filter(person_id__in=people)
    placed, held = (
        _days_of(places.values_list(*columns_read), month),
        _days_of(spells.values_list(*columns_read), month),
    )
    none: frozenset[int] = frozenset()
    return {person: OpenDays(placed.get(person, none) & running, held.get(person, none)) for person in people}


def _days_of(spells: Iterable[tuple[int, date | None, date | None]], month: Month) -> dict[int, frozenset[int]]:
    """The days of the month of each person's spells; most people share the whole month, worked out once."""
    same: dict[tuple[date | None, date | None], frozenset[int]] = {}
    found: dict[int, frozenset[int]] = {}
    for person, low, high in spells:
        if (days := same.get((low, high))) is None:
            days = same[low, high] = frozenset(_days(low, high, month))
        found[person] = found[person] | days if person in found else days
    return found


def _days(low: date | None, high: date | None, month: Month) -> range:
    first, end = max(low or month.first, month.first), min(high or month.end, month.end)
    return range(first.day, first.day + max((end - first).days, 0))
