"""What higher apps know of who comes to an activity: the hours at which somebody must be let go, as the mothers who
feed a child; the days on which somebody does not come; what a session should be warned of."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from llamkay.apps.activities.models import Activity
from llamkay.platform.hooks import Hook

# (activity, people, day) → person → hours, ``10:30``. The apps tell the hour and nothing of why beyond it.
HOURS_AWAY: Hook[[Activity, Collection[int], date], Mapping[int, list[str]]] = Hook("activities.hours_away")

ACCIDENT = "accident"


class DaysAway(NamedTuple):
    """Days on which a person does not come to any activity: why, and from when to before when."""

    person: int
    kind: str
    start: date
    end: date | None


# (people, first day, day after the last) → the days on which they do not come, beside what the registry knows.
DAYS_AWAY: Hook[[Collection[int], date, date], Iterable[DaysAway]] = Hook("activities.days_away")

# (activity, day) → sentences that whoever looks at its sessions should read, as of a machine out of service.
NOTICES: Hook[[Activity, date], Iterable[str]] = Hook("activities.notices")


def days_away(people: Collection[int], *, first: date, end: date) -> list[DaysAway]:
    """The days on which some people do not come, as every higher app knows them."""
    return [days for answer in DAYS_AWAY(people, first, end) for days in answer]


def notices(activity: Activity, on: date) -> list[str]:
    """What the sessions of an activity are warned of."""
    return [sentence for answer in NOTICES(activity, on) for sentence in answer]


def hours_away(activity: Activity, people: Collection[int], *, on: date) -> dict[int, list[str]]:
    """Person → the hours inside the activity's timetable at which she must be let go, in order."""
    found: dict[int, set[str]] = defaultdict(set)
    for answer in HOURS_AWAY(activity, people, on):
        for person, hours in answer.items():
            found[person] |= set(hours)
    return {person: sorted(hours) for person, hours in found.items()}
