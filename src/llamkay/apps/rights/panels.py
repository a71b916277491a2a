"""What a person's page says of what she asked about her data, to whoever receives or answers it."""

from typing import Any

from django.utils.translation import gettext as _

from llamkay.apps.rights.kinds import Right, State
from llamkay.apps.rights.permissions import ANSWER, RECEIVE
from llamkay.apps.rights.requests.queries import requests
from llamkay.platform.screens.panels import Panel
from llamkay.platform.security.access import decide
from llamkay.platform.security.scope import NOTHING


def person_panel(request: Any, person: Any) -> Panel | None:
    """Her requests that wait for an answer."""
    action = next((code for code in (ANSWER, RECEIVE) if decide(request.user, code)), None)
    scope = request.user.actions.get(action, NOTHING)
    rows = list(requests(scope=scope, state=State.OPEN).filter(person=person)) if action else []
    if not rows:
        return None
    return Panel(
        title=_("Pedidos sobre sus datos, en curso"),
        template="rights/_person_panel.html",
        context={"rows": rows, "cancelling": any(row.right == Right.CANCEL for row in rows)},
    )
