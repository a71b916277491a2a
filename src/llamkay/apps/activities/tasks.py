"""What the sheets ask: to be filled, to be approved."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.permissions import APPROVE_SHEET, FILL_SHEET, VIEW_SHEET
from llamkay.apps.activities.sheets.queries import sheet_counts
from llamkay.apps.months.queries import papers_until, working_month
from llamkay.core.values import Month
from llamkay.platform.months import month_title
from llamkay.platform.screens.tasks import Task, Urgency, register
from llamkay.platform.security.access import decide
from llamkay.platform.security.scope import Scope


def sheets(user: Any, scope: Scope, today: date) -> Iterator[Task]:
    """The sheets of the month being worked on, and of the one that runs."""
    for month in dict.fromkeys((working_month(), Month.of(today))):
        yield from _of_month(user, scope, month)


def _of_month(user: Any, scope: Scope, month: Month) -> Iterator[Task]:
    counts = sheet_counts(scope=scope, month=month)
    for action, state, text, due in (
        (FILL_SHEET, SheetState.OPEN, _("Planillas de %(month)s por llenar y entregar"), month.dates()[-1]),
        (APPROVE_SHEET, SheetState.SUBMITTED, _("Planillas de %(month)s por aprobar"), papers_until(month)),
    ):
        if counts[state] and decide(user, action):
            url = f"{reverse('activities:sheets')}?mes={month}&estado={state}"
            yield Task(text % {"month": month_title(month)}, url, counts[state], due=due)


register(
    VIEW_SHEET,
    sheets,
    urgency=Urgency.MONTH,
    awaited={
        FILL_SHEET: gettext_lazy("las planillas por llenar"),
        APPROVE_SHEET: gettext_lazy("las planillas por aprobar"),
    },
)
