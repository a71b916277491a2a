"""What the sheets ask: to be filled, to be approved."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.corrections.queries import to_confirm
from llamkay.apps.activities.daily.queries import days_behind
from llamkay.apps.activities.inbox.queries import changes
from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.permissions import (
    APPROVE_SHEET,
    CLOSE_DAY,
    CONFIRM_ADJUSTMENT,
    DECIDE_PLACE,
    FILL_SHEET,
    INBOX,
    MANAGE,
    VIEW_SHEET,
)
from llamkay.apps.activities.places.queries import proposed, removals, request_counts, trials
from llamkay.apps.activities.sheets.queries import waiting_counts
from llamkay.apps.months.queries import papers_until, working_month
from llamkay.core.values import Month
from llamkay.platform.months import month_title
from llamkay.platform.screens.tasks import Task, Urgency, register
from llamkay.platform.security.scope import Scope

TRIAL_AHEAD = timedelta(days=7)


def sheets(user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """The sheets of the month being worked on, and of the one that runs: those that wait for this person."""
    months = list(dict.fromkeys((working_month(), Month.of(today))))
    counts = waiting_counts(actor=user, months=months)
    for month in months:
        for state, text, due in (
            (SheetState.OPEN, _("Planillas de %(month)s por llenar y entregar"), month.dates()[-1]),
            (SheetState.SUBMITTED, _("Planillas de %(month)s por aprobar"), papers_until(month)),
        ):
            if count := counts.get((month.first, state)):
                url = f"{reverse('activities:sheets')}?mes={month}&estado={state}&de=mias"
                yield Task(text % {"month": month_title(month)}, url, count, due=due)


def adjustments(user: Any, _scope: Scope, _today: date) -> Iterator[Task]:
    """The corrections of closed days that somebody else asked for."""
    if count := to_confirm(user).count():
        yield Task(
            _("Ajustes de días cerrados por confirmar"), f"{reverse('activities:adjustments')}?estado=espera", count
        )


def place_requests(user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """What the head does next with requests: list what came in, give what was approved, decide the trials."""
    url = reverse("activities:requests")
    for state, count in request_counts(scope=scope, actor=user, states=list(_REQUESTS)):
        yield Task(str(_REQUESTS[state]), f"{url}?estado={state}", count)
    for place in trials(scope=scope, actor=user, until=today + TRIAL_AHEAD):
        text = _("Decidir si {person} pasó su prueba en {activity}").format(
            person=place.person, activity=place.activity.name
        )
        last = place.trial_until - timedelta(days=1) if place.trial_until else None
        yield Task(text, reverse("activities:place", args=[place.pk]), due=last)


_REQUESTS = {
    "requested": gettext_lazy("Solicitudes de plaza por poner en la lista"),
    "approved": gettext_lazy("Plazas aprobadas por dar"),
}


def for_the_council(_user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """The places that were proposed."""
    if count := proposed(scope=scope).count():
        yield Task(_("Plazas que esperan al consejo"), reverse("activities:council"), count)


def removals_to_decide(user: Any, scope: Scope, _today: date) -> Iterator[Task]:
    """The places that somebody else proposed to take away."""
    rows = removals(scope=scope).filter(state="proposed").exclude(proposed_by=user.username)
    if count := rows.count():
        yield Task(_("Separaciones de una plaza por decidir"), reverse("activities:removals"), count)


def day_to_close(_user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """A day before today that nobody closed, where days are closed at all."""
    late = days_behind(scope=scope, today=today)
    if late:
        yield Task(_("Días por cerrar"), reverse("activities:days"), late)


def changed(user: Any, _scope: Scope, _today: date) -> Iterator[Task]:
    """What changed and nobody attended to."""
    if count := changes(actor=user, state="waits").count():
        yield Task(_("Cambios por atender"), f"{reverse('activities:inbox')}?estado=waits", count)


register(INBOX, changed, awaited={INBOX: gettext_lazy("lo que cambia para quien tiene plaza")})
register(CLOSE_DAY, day_to_close, awaited={CLOSE_DAY: gettext_lazy("el cierre del día")})
register(MANAGE, place_requests, awaited={MANAGE: gettext_lazy("las solicitudes de plaza")})
register(
    DECIDE_PLACE, removals_to_decide, awaited={DECIDE_PLACE: gettext_lazy("las plazas que alguien propone quitar")}
)
register(DECIDE_PLACE, for_the_council, awaited={DECIDE_PLACE: gettext_lazy("las plazas que decide el consejo")})
register(
    VIEW_SHEET,
    sheets,
    urgency=Urgency.MONTH,
    awaited={
        FILL_SHEET: gettext_lazy("las planillas por llenar"),
        APPROVE_SHEET: gettext_lazy("las planillas por aprobar"),
    },
)
register(
    CONFIRM_ADJUSTMENT,
    adjustments,
    urgency=Urgency.MONTH,
    awaited={CONFIRM_ADJUSTMENT: gettext_lazy("los ajustes por confirmar")},
)
