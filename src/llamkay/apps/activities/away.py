"""What higher apps know of who comes to an activity: the hours at which somebody must be let go, as the mothers who
feed a child; the days on which somebody does not come; what a session should be warned of."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from llamkay.apps.activities.models import Activity
from llamkay.platform.hooks import Hook


class HoursAway(NamedTuple):
    """When on a day somebody must be let go: from which minute after midnight, and how long."""

    person: int
    start: int
    minutes: int

    def falls_in(self, start: int, minutes: int) -> bool:
        """Whether it touches a session that begins then and lasts so long."""
        return self.start < start + minutes and start < self.start + self.minutes

    @property
    def hour(self) -> str:
        """``10:30``."""
        return f"{self.start // 60:02}:{self.start % 60:02}"


# (people, day) → when they must be let go, all at once. The apps tell the hour and nothing of why beyond it.
HOURS_AWAY: Hook[[Collection[int], date], Iterable[HoursAway]] = Hook("activities.hours_away")

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
    """Person → the hours inside the activity's timetable at which she must be let go, in order; where it has no hour,
    none is known."""
    longest = max(activity.timetable, default=0)
    if activity.starts_at is None or not longest:
        return {}
    start = activity.starts_at.hour * 60 + activity.starts_at.minute
    hours = {
        person: [away.hour for away in mine if away.falls_in(start, longest)]
        for person, mine in let_go(people, on=on).items()
    }
    return {person: found for person, found in hours.items() if found}


def let_go(people: Collection[int], *, on: date) -> dict[int, list[HoursAway]]:
    """Person → when on a day she must be let go, in order, as every higher app knows it."""
    found: dict[int, set[HoursAway]] = defaultdict(set)
    for answer in HOURS_AWAY(people, on):
        for away in answer:
            found[away.person].add(away)
    return {person: sorted(hours) for person, hours in found.items()}
