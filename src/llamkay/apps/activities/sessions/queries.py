"""What the office reads of sessions: the coming days of an activity and what was not held."""

from datetime import date, timedelta
from typing import NamedTuple

from llamkay.apps.activities.kinds import SuspensionKind
from llamkay.apps.activities.models import Activity, Cancellation, Rota, Suspension
from llamkay.apps.activities.queries import minutes_on, rest_days, shifts_on
from llamkay.apps.activities.sheets.marks import hours_text
from llamkay.core.values import Month

WEEKS = 4


class Session(NamedTuple):
    """A day on which an activity meets: its turns or hours, what kind of rest day it is, and whether it is held."""

    on: date
    words: str
    rest: str
    authorised: bool
    cancelled: Cancellation | None


def coming(activity: Activity, *, today: date) -> list[Session]:
    """The sessions of the next weeks, today's first."""
    days = [today + timedelta(days=n) for n in range(WEEKS * 7)]
    acted = set(activity.authorisations.filter(on__gte=today).values_list("on", flat=True))
    called_off = {row.on: row for row in activity.cancellations.filter(on__gte=today, restored_at=None)}
    rest = {month: rest_days(month) for month in {Month.of(day) for day in days}}
    return [
        Session(day, _words(activity, day), rest[Month.of(day)].get(day.day, ""), day in acted, called_off.get(day))
        for day in days
        if day in activity.period and minutes_on(activity, day)
    ]


def _words(activity: Activity, day: date) -> str:
    turns = shifts_on(activity, day)
    if turns is None:
        hours = f"{hours_text(activity.timetable[day.weekday()])} h"
        return f"{activity.starts_at:%H:%M}, {hours}" if activity.starts_at else hours
    return ", ".join(map(str, turns))


def rota_on(activity: Activity, day: date) -> Rota | None:
    """The rota that holds on a day, if one does."""
    return activity.rotas.filter(period__contains=day).prefetch_related("shifts").first()


def cancelled(activity: Activity) -> list[Cancellation]:
    """The last sessions that were not held, restored ones among them."""
    return list(activity.cancellations.order_by("-on", "-id")[:20])


def not_required(activity: Activity) -> list[Suspension]:
    """Who was told beforehand not to come to some sessions of an activity, the last first."""
    rows = Suspension.objects.filter(allocation__activity=activity, kind=SuspensionKind.NOT_REQUIRED)
    found = rows.select_related("allocation__person").order_by("-period", "allocation__person__sort_name", "pk")
    return list(found[:60])
