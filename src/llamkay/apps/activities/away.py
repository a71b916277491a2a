"""At which hours somebody must be let go from an activity, as higher apps know it: the mothers who feed a child."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from llamkay.apps.activities.models import Activity
from llamkay.platform.hooks import Hook

# (activity, people, day) → person → hours, ``10:30``. The apps tell the hour and nothing of why beyond it.
HOURS_AWAY: Hook[[Activity, Collection[int], date], Mapping[int, list[str]]] = Hook("activities.hours_away")


def hours_away(activity: Activity, people: Collection[int], *, on: date) -> dict[int, list[str]]:
    """Person → the hours inside the activity's timetable at which she must be let go, in order."""
    found: dict[int, set[str]] = defaultdict(set)
    for answer in HOURS_AWAY(activity, people, on):
        for person, hours in answer.items():
            found[person] |= set(hours)
    return {person: sorted(hours) for person, hours in found.items()}
