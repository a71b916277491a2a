"""Places and their requests on screen: one place and what is done with it, the requests, the council's session."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.activities import permissions
from llamkay.apps.activities.areas import may_answer, seen_by
from llamkay.apps.activities.models import Allocation, PlaceRequest
from llamkay.apps.activities.places import batch_forms, forms, queries
from llamkay.apps.activities.places.lists import REQUESTS
from llamkay.apps.activities.queries import activities
from llamkay.apps.activities.waiting import queries as waiting
from llamkay.apps.activities.waiting.views import NAMES as CRITERIA
from llamkay.apps.people.permissions import VIEW_LEGAL
from llamkay.apps.people.queries import last_custody, visible_people
from llamkay.core.placement.states import STEPS
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires
from llamkay.platform.security.scope import NOTHING

# Act on a place → its form.
PLACE_ACTS = {
    "suspender": forms.SuspendForm,
    "regreso": forms.ReturnForm,
    "anular-suspension": forms.TakeBackForm,
    "prueba": forms.TrialForm,
    "terminar": forms.EndPlaceForm,
    "proponer-separacion": batch_forms.ProposeRemovalForm,
    "cambiar-termino": forms.ChangeEndForm,
    "anular": forms.UndoPlaceForm,
}
# Act on a request → its form, the step it takes; the council's own page approves.
REQUEST_ACTS = {
    "poner-en-lista": (forms.ListForm, "list"),
    "proponer": (forms.ProposeForm, "propose"),
    "devolver": (forms.ReturnRequestForm, "return"),
    "dar": (forms.StartForm, "place"),
    "no-aprobar": (forms.RefuseForm, "refuse"),
    "retirar": (forms.WithdrawForm, "withdraw"),
    "reponer": (forms.ReinstateForm, "reinstate"),
}


def _place(request, pk):
    scope = request.user.actions.get(permissions.VIEW, NOTHING)
    rows = Allocation.objects.select_related("person", "activity__establishment", "activity__responsible", "ending")
    rows = seen_by(scope.filter(rows, "activity__establishment_id"), request.user, "activity__")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@requires(permissions.VIEW)
def place(request, pk):
    return _place_page(request, _place(request, pk))


def _place_page(request, found, *, act="", bound=None, status=200):
    today = clock.today()
    audit.log_access(actor=request.user.username, kind="activity", target=f"person:{found.person_id}")
    may = bool(may_answer(request.user, permissions.MANAGE, found.activity))
    suspensions, removals = queries.suspensions_of([found])[found.pk], queries.removals_of(found)
    context = {
        "place": found,
        "state": queries.state_words(found, suspensions, on=today),
        "suspensions": [(row, queries.suspension_state(row, today)) for row in suspensions],
        "acts": _place_acts(found, suspensions, removals, today, act, bound) if may else [],
        "removals": removals,
        "asked": PlaceRequest.objects.filter(allocation=found).first(),
        "may": may,
    }
    return render(request, "activities/place.html", context, status=status)


def _place_acts(found, suspensions, removals, today, act="", bound=None):
    """The acts that the place allows today, the one just refused with what was written."""
    upper = found.period.upper
    running = upper is None or upper > today
    offered = {
        "suspender": running,
        "regreso": running and bool(suspensions),
        "anular-suspension": bool(suspensions),
        "prueba": running and found.trial_until and not found.trial_passed_on,
        "terminar": running,
        "proponer-separacion": running and not any(row.state == row.State.PROPOSED for row in removals),
        "cambiar-termino": upper is not None and upper > today,
        "anular": running,
    }
    initial = {"start": max(today, found.period.lower), "end": today, "on": today}
    return [
        {"act": name, "form": bound if name == act else form(place=found, initial=initial, auto_id=f"{name}-%s")}
        for name, form in PLACE_ACTS.items()
        if offered[name] or name == act
    ]


@require_POST
@requires(permissions.MANAGE)
@idempotent
def place_act(request, pk, act):
    found = _place(request, pk)
    if act not in PLACE_ACTS:
        raise Http404
    form = PLACE_ACTS[act](request.POST, place=found, auto_id=f"{act}-%s")
    if not form.saved(actor=request.user):
        return _place_page(request, found, act=act, bound=form, status=422)
    messages.success(request, form.done)
    if act == "anular":
        return redirect(reverse("activities:detail", args=[found.activity_id]))
    return redirect("activities:place", pk=found.pk)


@requires(permissions.VIEW)
def requests(request):
    form = forms.RequestFilter(request.GET)
    scope = request.user.actions[permissions.VIEW]
    rows = queries.requests(scope=scope, actor=request.user, **form.criteria())
    return answer(request, REQUESTS, rows, form=form)


@requires(permissions.REQUEST)
@idempotent
def new_request(request, person):
    scope = request.user.actions[permissions.REQUEST]
    found = visible_people(scope, clock.today()).filter(pk=person).first()
    held = found and last_custody(found)
    if not held:
        raise Http404
    offered = activities(scope=scope, establishment_id=held.establishment_id, on=clock.today())
    form = forms.RequestForm(request.POST or None, person=found, activities=offered, initial={"on": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("activities:requests")
    status = 422 if form.errors else 200
    return render(request, "people/act.html", {"form": form, "person": found}, status=status)


def _request(request, pk):
    scope = request.user.actions.get(permissions.VIEW, NOTHING)
    found = queries.requests(scope=scope, actor=request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@requires(permissions.VIEW)
def request_page(request, pk):
    return _request_page(request, _request(request, pk))


def _request_page(request, found, *, act="", bound=None, status=200):
    audit.log_access(actor=request.user.username, kind="place_requests", target=f"person:{found.person_id}")
    may = bool(may_answer(request.user, permissions.MANAGE, found.activity))
    council = bool(decide(request.user, permissions.DECIDE_PLACE, establishment_id=found.activity.establishment_id))
    initial = {"start": clock.today()}
    acts = [
        {"act": name, "form": bound if name == act else form(request=found, initial=initial, auto_id=f"{name}-%s")}
        for name, (form, step) in REQUEST_ACTS.items()
        if found.state in STEPS[step].before and (may or (council and name == "no-aprobar"))
    ]
    legal = bool(decide(request.user, VIEW_LEGAL, establishment_id=found.activity.establishment_id))
    why = waiting.why(found, on=clock.today(), legal=legal)
    points = [(CRITERIA[code], points) for code, points in why.points] if why else []
    context = {"asked": found, "acts": acts, "may": may, "council": council, "why": why, "points": points}
    return render(request, "activities/request.html", context, status=status)


@require_POST
@requires(permissions.VIEW)
@idempotent
def request_act(request, pk, act):
    found = _request(request, pk)
    if act not in REQUEST_ACTS:
        raise Http404
    form = REQUEST_ACTS[act][0](request.POST, request=found, auto_id=f"{act}-%s")
    if not form.saved(actor=request.user):
        return _request_page(request, found, act=act, bound=form, status=422)
    messages.success(request, form.done)
    return redirect("activities:request", pk=found.pk)


@requires(permissions.DECIDE_PLACE)
@idempotent
def council(request):
    """The requests that wait for the council, and its session written once for several of them."""
    form = forms.CouncilForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, _("Quedó anotado lo que decidió el consejo (%(n)s).") % {"n": len(form.result)})
        return redirect("activities:council")
    rows = list(queries.proposed(scope=request.user.actions[permissions.DECIDE_PLACE]))
    audit.log_access(actor=request.user.username, kind="place_requests", target="place_requests")
    context = {"form": form, "rows": rows, "chosen": request.POST.getlist("request")}
    return render(request, "activities/council.html", context, status=422 if form.errors else 200)
