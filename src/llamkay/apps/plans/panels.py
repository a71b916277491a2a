"""What the life plan shows on a person's page, and what of it stays with a former identity."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from llamkay.apps.people.hooks import EVERY_ROW
from llamkay.apps.plans.drafting.queries import versions
from llamkay.apps.plans.held import readable
from llamkay.apps.plans.kinds import PlanState
from llamkay.apps.plans.models import CouncilEvaluation, Plan
from llamkay.apps.plans.permissions import STORY, VIEW
from llamkay.platform.record import audit
from llamkay.platform.screens.panels import Panel
from llamkay.platform.security.access import decide


def person_panel(request: Any, person: Any) -> Panel | None:
    """The goals of a person and the way to their plan, for whoever may see plans; each reading is logged."""
    if not decide(request.user, VIEW) or readable(request.user.actions[VIEW], person.pk) is None:
        return None
    audit.log_access(actor=request.user.username, kind="life_plan", target=f"person:{person.pk}")
    agreed = next((plan for plan in versions(person) if plan.state == PlanState.AGREED), None)
    return Panel(
        title=_("Plan de vida"),
        template="plans/_person_panel.html",
        context={
            "person": person,
            "plan": agreed,
            "goals": list(agreed.goals.all()) if agreed else [],
            "may_story": bool(decide(request.user, STORY)),
        },
    )


def stays_with_former(model: Any) -> Q | None:
    """What she signed, and what an act of the council says, bear the identity of then."""
    return EVERY_ROW if model in (Plan, CouncilEvaluation) else None
