"""The close of the day: what runs out is let go, what somebody must look at is counted; missed days are caught up."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities import acts, permissions
from llamkay.apps.activities.kinds import PlaceState, SuspensionKind
from llamkay.apps.activities.models import Activity, Allocation, DayClose, PlaceRequest, Suspension
from llamkay.apps.activities.movements.queries import sessions
from llamkay.apps.activities.places.rules import rule
from llamkay.apps.people.queries import long_absences
from llamkay.core.errors import Refused
from llamkay.core.placement.states import WAITING
from llamkay.platform import clock
from llamkay.platform.database.locks import Space, lock
from llamkay.platform.hooks import Hook
from llamkay.platform.record import audit
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    from llamkay.apps.institutions.models import Establishment

ONE = timedelta(days=1)
MISSED = 31  # days back that are caught up with

WORDS = {
    "lapsed": gettext_lazy("aprobaciones que vencieron sin darse la plaza"),
    "without_activity": gettext_lazy("solicitudes de actividades que terminaron"),
    "ended": gettext_lazy("plazas que terminaron ese día"),
    "back": gettext_lazy("personas que vuelven al día siguiente de una suspensión"),
    "long_absence": gettext_lazy("personas con plaza ausentes más de lo previsto"),
    "trials": gettext_lazy("pruebas que vencen antes de una semana"),
    "unmarked": gettext_lazy("actividades con sesión y ninguna marca ese día"),
}


# (prison, day) → what higher apps look at when a day is closed, as of who missed too much of a course.
ON_DAY_CLOSED: Hook[["Establishment", date], None] = Hook("activities.on_day_closed")


@transaction.atomic
def close_day(*, actor: Any, establishment: "Establishment", until: date) -> list[DayClose]:
    """Close a day of a prison and, before it, every one that was missed; a day that was closed is only counted again.

    Nothing ends a place by itself: who has been away too long is told to whoever decides.
    """
    require(actor, permissions.CLOSE_DAY, establishment_id=establishment.pk)
    if until > clock.today():
        raise Refused(_("El {on:%d/%m/%Y} todavía no llega.").format(on=until), field="on")
    lock(Space.DAYS, establishment.pk)
    days = list(_due(establishment, until))
    made = [_close(actor, establishment, on) for on in days]
    ON_DAY_CLOSED(establishment, until)
    audit.record(
        actor=actor.username,
        verb=acts.CLOSE_DAY,
        target=f"establishment:{establishment.pk}",
        sentence=f"Cerró el día {until:%d/%m/%Y} de {establishment.name}"
        + (f" y {len(days) - 1} que faltaban" if len(days) > 1 else ""),
        stream=establishment.code,
        details={"days": [str(on) for on in days]},
    )
    return made


def _due(establishment: "Establishment", until: date) -> Iterator[date]:
    """The days that were missed since the last one that was closed, and the day itself."""
    last = DayClose.objects.filter(establishment=establishment, on__lt=until).order_by("-on").first()
    first = max(last.on + ONE, until - timedelta(days=MISSED)) if last else until
    while first < until:
        yield first
        first += ONE
    yield until


def _close(actor: Any, establishment: "Establishment", on: date) -> DayClose:
    counts = {
        "lapsed": _lapse_approvals(establishment, on),
        "without_activity": _lapse_ended(establishment, on),
        **_found(establishment, on),
    }
    row = DayClose.objects.select_for_update().filter(establishment=establishment, on=on).first()
    if row is None:
        return DayClose.objects.create(
            establishment=establishment, on=on, at=clock.now(), by=actor.username, counts=counts
        )
    # What was let go the first time stays counted.
    row.counts = counts | {name: row.counts.get(name, 0) + counts[name] for name in ("lapsed", "without_activity")}
    row.runs, row.at, row.by = row.runs + 1, clock.now(), actor.username
    row.save()
    return row


def _lapse_approvals(establishment: "Establishment", on: date) -> int:
    """Approvals of which nobody made a place in time."""
    days = rule("approval", on=on)["days"]
    rows = PlaceRequest.objects.filter(
        activity__establishment=establishment, state="approved", decided_on__lt=on - timedelta(days=days)
    )
    return _lapse(rows, _("Venció la aprobación del consejo"))


def _lapse_ended(establishment: "Establishment", on: date) -> int:
    """What is asked of an activity that is over."""
    rows = PlaceRequest.objects.filter(
        activity__establishment=establishment, activity__period__endswith__lte=on, state__in=WAITING
    )
    return _lapse(rows, _("La actividad terminó"))


def _lapse(rows: Any, why: str) -> int:
    found = list(rows.select_for_update(of=("self",)))
    for row in found:
        row.state, row.reason = PlaceState.LAPSED, why
    PlaceRequest.objects.bulk_update(found, ["state", "reason"])
    return len(found)


def _found(establishment: "Establishment", on: date) -> dict[str, int]:
    """What somebody must look at."""
    places = Allocation.objects.filter(activity__establishment=establishment)
    running = places.filter(period__contains=on)
    away = long_absences(running.values("person"), since=on - timedelta(days=rule("absence", on=on)["days"]), on=on)
    trials = running.filter(trial_passed_on=None, trial_until__gt=on, trial_until__lte=on + timedelta(days=7))
    back = Suspension.objects.filter(allocation__activity__establishment=establishment, period__endswith=on + ONE)
    back = back.exclude(kind=SuspensionKind.NOT_REQUIRED)
    return {
        "ended": places.filter(period__endswith=on).count(),
        "back": back.count(),
        "long_absence": len(away),
        "trials": trials.count(),
        "unmarked": len(unmarked(establishment, on)),
    }


def unmarked(establishment: "Establishment", on: date) -> list[Activity]:
    """The activities that had a session on a day, with people on their sheet, and nobody marked."""
    held = {session.activity.pk: session.activity for session in sessions(establishment, on)}
    with connection.cursor() as cursor:
        cursor.execute(_MARKED, {"day": on.day, "month": on.replace(day=1), "activities": list(held)})
        marked = {activity for activity, any_mark in cursor.fetchall() if any_mark}
    placed = Allocation.objects.filter(activity__in=list(held), period__contains=on)
    people = set(placed.values_list("activity", flat=True))
    return [activity for pk, activity in held.items() if pk in people and pk not in marked]


_MARKED = """
    SELECT s.activity_id, bool_or(r.reasons[%(day)s] > 0) FROM activities_sheet s
    JOIN activities_sheetrow r ON r.sheet_id = s.id
    WHERE s.activity_id = ANY (%(activities)s) AND s.month = %(month)s GROUP BY s.activity_id
"""
