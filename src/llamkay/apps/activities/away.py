"""At which hours somebody must be let go from an activity, as higher apps know it: the mothers who feed a child."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date

from llamkay.apps.activities.models import Activity

# Higher apps plug in from their ``AppConfig.ready``: (activity, people, day) → person → hours, ``10:30``. They tell the
# hour and nothing of why beyond it.
SOURCES: list[Callable[[Activity, Collection[int], date], Mapping[int, list[str]]]] = []


def hours_away(activity: Activity, people: Collection[int], *, on: date) -> dict[int, list[str]]:
    """Person → the hours inside the activity's timetable at which she must be let go, in order."""
    found: dict[int, set[str]] = defaultdict(set)
    for source in SOURCES:
        for person, hours in source(activity, people, on).items():
            found[person] |= set(hours)
    return {person: sorted(hours) for person, hours in found.items()}
