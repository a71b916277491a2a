"""What activities show on a person's page, and what must end when the person leaves the establishment."""

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from llamkay.apps.activities import permissions
from llamkay.apps.activities.models import Allocation
from llamkay.apps.activities.places.queries import enrolments, person_activities
from llamkay.apps.people.hooks import Leaving
from llamkay.platform.screens.panels import Panel
from llamkay.platform.security.access import decide


def person_panel(request: Any, person: Any) -> Panel | None:
    """Places and enrolments of a person, for whoever may see activities."""
    if not decide(request.user, permissions.VIEW):
        return None
    scope = request.user.actions[permissions.VIEW]
    return Panel(
        title="Trabajo y estudio",
        template="activities/_person_panel.html",
        context={
            "allocations": person_activities(scope=scope, person=person),
            "enrolments": enrolments(scope=scope, person=person),
        },
    )


def end_on_leaving(leaving: Leaving) -> None:
    """Every place of the person in the establishment ends the day they leave; what had not begun is taken out."""
    on, there = leaving.on, {"person": leaving.person, "activity__establishment": leaving.establishment}
    places = Allocation.objects.filter(**there, period__overlap=(on, None))
    places.filter(period__startswith__gte=on).delete()
    for place in places:
        place.period, place.end_reason = DateRange(place.period.lower, on), "Salida del establecimiento"
        place.save(update_fields=["period", "end_reason"])
