"""What education shows on a person's page."""

from typing import Any

from django.utils.translation import gettext as _

from llamkay.apps.education.permissions import VIEW_SCHOOLING
from llamkay.apps.education.schooling.views import studies
from llamkay.platform import clock
from llamkay.platform.screens.panels import Panel
from llamkay.platform.security.access import decide


def person_panel(request: Any, person: Any) -> Panel | None:
    """What a person studied and what is lacking, for whoever may see it."""
    if not decide(request.user, VIEW_SCHOOLING):
        return None
    scope = request.user.actions[VIEW_SCHOOLING]
    context = studies(request.user, person, scope=scope, today=clock.today())
    return Panel(title=_("Estudios"), template="education/_studies.html", context=context)
