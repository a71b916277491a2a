"""What remission shows on a person's page."""

from datetime import date
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from llamkay.apps.people.hooks import EVERY_ROW, Chapter, Event
from llamkay.apps.people.queries import custody_on, identities, is_visible
from llamkay.apps.remission import queries
from llamkay.apps.remission.models import Credit, PriorDays
from llamkay.apps.remission.permissions import COMPUTE, FILE_REQUEST, VIEW
from llamkay.apps.remission.requests.services import elsewhere
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_name
from llamkay.platform.record import audit
from llamkay.platform.screens.panels import Panel
from llamkay.platform.security import scope
from llamkay.platform.security.access import decide


def _elsewhere(person: Any, establishment_id: int) -> list[Any]:
    """Requests that another prison received and this one, which holds the person, may go on with."""
    with scope.elevated():
        return list(elsewhere(person, establishment_id=establishment_id).defer("procedure"))


def credited_before(person: Any, on: date) -> str:
    """What closes credited to a person in the months from a day on, by the stage that was known when they were made."""
    rows = Credit.objects.filter(person__in=identities(person), month__gte=on.replace(day=1)).order_by("month")
    closed = dict(rows.values_list("month").annotate(days=Sum("days")).exclude(days=0))
    if not closed:
        return ""
    text = _(
        "Ya cerraron con la etapa de antes {months} ({n} días). Esos cierres no se reescriben: su cómputo y sus "
        "certificados contarán con la etapa nueva los días desde el {on:%d/%m/%Y}."
    )
    months = ", ".join(month_name(Month.of(month)) for month in closed)
    return text.format(months=months, n=sum(closed.values()), on=on)


def person_panel(request: Any, person: Any) -> Panel | None:
    """The count of a person, for whoever may see it; each reading is logged."""
    if not decide(request.user, VIEW):
        return None
    mine = request.user.actions[VIEW]
    if not is_visible(mine, person.pk):
        return None
    held = custody_on(person, clock.today())

    def may(action: str) -> bool:
        """Acts are of the prison that holds the person today."""
        return held is not None and bool(decide(request.user, action, establishment_id=held.establishment_id))

    audit.log_access(actor=request.user.username, kind="remission", target=f"person:{person.pk}")
    return Panel(
        title=_("Redención de la pena"),
        template="remission/_person_panel.html",
        context={
            "person": person,
            "summary": queries.remission_summary(scope=mine, person=person),
            "latest": queries.latest(scope=mine, person=person),
            "statements": queries.statements(scope=mine, person=person)[:5],
            "may_compute": may(COMPUTE),
            "may_file": may(FILE_REQUEST),
            "elsewhere": _elsewhere(person, held.establishment_id) if held and may(FILE_REQUEST) else [],
        },
    )


def stays_with_former(model: Any) -> Q | None:
    """Earlier days were approved by two people under the identity of then: they are read with the one that stands."""
    return EVERY_ROW if model is PriorDays else None


def chapter(reader: Any, person: Any) -> Chapter | None:
    """The counts of a person's sentence and the certificates that were signed of them, for whoever may see them."""
    if not decide(reader, VIEW):
        return None
    scope = reader.actions[VIEW]
    events = [
        Event(
            row.at.astimezone(clock.LIMA).date(),
            _("Se hizo el cómputo de su redención al {day:%d/%m/%Y}.").format(day=row.as_of),
        )
        for row in queries.statements(scope=scope, person=person)
    ]
    for row in queries.certificates(scope=scope).filter(statement__person__in=identities(person)):
        words = _("Se firmó su certificado de cómputo N.º {number}: {kind}.")
        what = row.get_kind_display().lower()
        events.append(Event(row.issued_at.astimezone(clock.LIMA).date(), words.format(number=row, kind=what)))
    return Chapter("redencion", _("Redención"), events)
