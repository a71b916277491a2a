"""Somebody's page: the plan with its steps, the interview, reviews, treatment, her words as far as she shares them."""

from django.http import Http404
from django.shortcuts import render

from llamkay.apps.education.permissions import VIEW_SCHOOLING
from llamkay.apps.education.schooling.queries import schooling_of, schooling_text
from llamkay.apps.plans import permissions
from llamkay.apps.plans.drafting import queries as drafting
from llamkay.apps.plans.drafting.forms import STEP_ACTS
from llamkay.apps.plans.forms import Offered
from llamkay.apps.plans.held import readable
from llamkay.apps.plans.interviews import queries as interviews
from llamkay.apps.plans.kinds import Closes, PlanState
from llamkay.apps.plans.permissions import VIEW, WRITE
from llamkay.apps.plans.reviews import queries as reviews
from llamkay.apps.plans.reviews.forms import review_acts
from llamkay.apps.plans.treatment import queries as treatment
from llamkay.apps.plans.treatment.forms import treatment_acts
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security.access import decide, requires


def person_or_404(scope, pk):
    """Somebody whose plan may be read; an address of anybody else tells nothing."""
    found = readable(scope, pk)
    if found is None:
        raise Http404
    return found


def proven_schooling(user, person):
    """What education has of a person's studies, in words with its state; nothing for whoever may not see it."""
    scope = user.actions.get(VIEW_SCHOOLING)
    if scope is None:
        return None
    today = clock.today()
    return [(schooling_text(row, on=today), row) for row in schooling_of(scope=scope, person=person)]


@requires(VIEW)
def person(request, person):
    return person_page(request, person_or_404(request.user.actions[VIEW], person))


def person_page(request, found, *, act=None, bound=None, status=200):
    """The page of somebody's plan; with the form that was just refused, where one was."""
    user, today = request.user, clock.today()
    audit.log_access(actor=user.username, kind="life_plan", target=f"person:{found.pk}")

    def may(action):
        allowed = user.actions.get(action)
        return allowed is not None and allowed.covers(place)

    spell = found.custody.filter(period__contains=today).first()
    place = spell.establishment_id if spell else None
    versions = drafting.versions(found)
    agreed = next((plan for plan in versions if plan.state == PlanState.AGREED), None)
    shared = interviews.own_words(found, shared=True)
    if shared:
        audit.log_access(actor=user.username, kind="own_words", target=f"person:{found.pk}")
    writes = may(WRITE)
    context = {
        "person": found,
        "held": spell is not None,
        "page": drafting.pages([agreed])[agreed.pk] if agreed else None,
        "draft": next((plan for plan in versions if plan.state == PlanState.DRAFT), None),
        "older": [plan for plan in versions if plan.state == PlanState.SUPERSEDED],
        "interview": interviews.latest(found, circumstances=may(permissions.CIRCUMSTANCES)),
        "schooling": proven_schooling(user, found),
        "shared_words": shared,
        "reviews": [(row, review_acts(row, act, bound) if writes else []) for row in reviews.reviews_of(found)],
        "evaluations": reviews.evaluations_of(found),
        "sent": act,
        "bound": bound,
        "today": today,
        "may": {
            "write": writes,
            "interview": may(permissions.INTERVIEW),
            "words": may(permissions.WORDS),
            "council": may(permissions.COUNCIL),
            "treat": may(permissions.TREAT),
            "story": bool(decide(user, permissions.STORY)),
        },
    }
    if may(permissions.VIEW_TREATMENT):
        audit.log_access(actor=user.username, kind="treatment", target=f"person:{found.pk}")
        rows = treatment.treatments_of(found)
        offered = context["may"]["treat"]
        context["treatments"] = treatment_acts(rows, act, bound) if offered else [(row, []) for row in rows]
    if writes and context["page"]:
        _offer_proofs(context["page"], act, bound)
    return render(request, "plans/person.html", context, status=status)


def _offer_proofs(page, act, bound):
    """Put beside each step that is closed by hand the form that closes or opens it."""
    for line in page.steps:
        if line.step.closes != Closes.HAND:
            continue
        name = "anular" if line.now.closed else "probar"
        key = (name, line.step.pk)
        form = (
            bound
            if key == act
            else STEP_ACTS[name](step=line.step, initial={"on": clock.today()}, auto_id=f"{name}-{line.step.pk}-%s")
        )
        line.step.offered = [Offered(name, form)]
