"""What pay shows on a person's page."""

from typing import Any

from django.utils.translation import gettext as _

from llamkay.apps.pay import queries
from llamkay.apps.pay.permissions import PAYSLIPS, VIEW
from llamkay.apps.people.hooks import Chapter, Event
from llamkay.apps.people.queries import is_visible
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.screens.cells import soles
from llamkay.platform.screens.panels import Panel
from llamkay.platform.security.access import decide


def person_panel(request: Any, person: Any) -> Panel | None:
    """Earnings, split and balance of a person, for whoever may see them; each reading is logged."""
    if not decide(request.user, VIEW):
        return None
    scope = request.user.actions[VIEW]
    if not is_visible(scope, person.pk):
        return None
    audit.log_access(actor=request.user.username, kind="pay", target=f"person:{person.pk}")
    return Panel(
        title=_("Ingresos y distribución"),
        template="pay/_person_panel.html",
        context={
            "months": queries.months(scope=scope, person=person),
            "balance": queries.balance(scope=scope, person=person),
            "person": person,
            "may_print": bool(decide(request.user, PAYSLIPS)),
        },
    )


def chapter(reader: Any, person: Any) -> Chapter | None:
    """What each month of a person paid, for whoever may see pay."""
    if not decide(reader, VIEW):
        return None
    events = [
        Event(
            paid.month.dates()[-1],
            _("Ganó {amount} por su trabajo de {month}.").format(
                amount=soles(paid.totals["gross"]), month=month_title(paid.month)
            ),
        )
        for paid in queries.months(scope=reader.actions[VIEW], person=person)
    ]
    return Chapter("ingresos", _("Ingresos"), events)
