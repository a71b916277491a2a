"""What remission shows on a person's page."""

from typing import Any

from django.utils.translation import gettext as _

from llamkay.apps.people.queries import custody_on, visible_people
from llamkay.apps.remission import queries
from llamkay.apps.remission.permissions import COMPUTE, FILE_REQUEST, VIEW
from llamkay.platform import audit, clock
from llamkay.platform.access import decide


def person_panel(request: Any, person: Any) -> dict[str, Any] | None:
    """The count of a person, for whoever may see it; each reading is logged."""
    if not decide(request.user, VIEW):
        return None
    scope = request.user.actions[VIEW]
    if not visible_people(scope).filter(pk=person.pk).exists():
        return None
    held = custody_on(person, clock.today())

    def may(action: str) -> bool:
        """Acts are of the prison that holds the person today."""
        return held is not None and bool(decide(request.user, action, establishment_id=held.establishment_id))

    audit.saw(actor=request.user.username, kind="remission", target=f"person:{person.pk}")
    return {
        "title": _("Redención de la pena"),
        "template": "remission/_person_panel.html",
        "context": {
            "person": person,
            "account": queries.account(scope=scope, person=person),
            "latest": queries.latest(scope=scope, person=person),
            "statements": queries.statements(scope=scope, person=person)[:5],
            "may_compute": may(COMPUTE),
            "may_file": may(FILE_REQUEST),
        },
    }
