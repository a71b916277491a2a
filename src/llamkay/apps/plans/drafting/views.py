"""Screens of plans: the list, somebody's page, a version and its draft, the page that is signed."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.plans.drafting import forms, queries, services
from llamkay.apps.plans.drafting.lists import PLANS
from llamkay.apps.plans.drafting.paper import page_of
from llamkay.apps.plans.kinds import Closes, PlanState
from llamkay.apps.plans.models import Goal
from llamkay.apps.plans.permissions import VIEW, WRITE
from llamkay.apps.plans.views import person_or_404, person_page
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer, is_file
from llamkay.platform.screens.refusals import as_message
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def plan_list(request):
    scope, today = request.user.actions[VIEW], clock.today()
    form = forms.PlanFilter(request.GET, scope=scope)
    people = queries.people(scope=scope, on=today, **form.criteria())
    return answer(
        request,
        PLANS,
        people if is_file(request) else queries.DueFirst(people),
        form=form,
        prepare=lambda people: queries.lines(people, on=today),
        notes=[_("al %(day)s") % {"day": date_format(today)}],
    )


@require_POST
@requires(WRITE)
@idempotent
def start_draft(request, person):
    found = person_or_404(request.user.actions[WRITE], person)
    with as_message(request):
        made = services.draft(actor=request.user, person=found)
        return redirect("plans:plan", pk=made.pk)
    return redirect("plans:person", person=found.pk)


def _plan(request, pk, action=VIEW):
    found = queries.find_plan(scope=request.user.actions[action], pk=pk)
    if found is None:
        raise Http404
    return found


@requires(VIEW)
def plan(request, pk):
    return _plan_page(request, _plan(request, pk))


def _plan_page(request, found, *, act="", bound=None, status=200):
    audit.log_access(actor=request.user.username, kind="life_plan", target=f"person:{found.person_id}")
    writes = found.state == PlanState.DRAFT and bool(decide(request.user, WRITE))
    offered = {
        name: bound if name == act else form(plan=found, initial={"on": clock.today()}, auto_id=f"{name}-%s")
        for name, form in forms.PLAN_ACTS.items()
    }
    context = {
        "plan": found,
        "page": queries.pages([found])[found.pk],
        "forms": offered if writes else {},
        "sent": act,
        "ways": [(closes.value, closes.label) for closes in Closes],
    }
    return render(request, "plans/plan.html", context, status=status)


@require_POST
@requires(WRITE)
@idempotent
def plan_act(request, pk, act):
    found = _plan(request, pk, WRITE)
    if act not in forms.PLAN_ACTS:
        raise Http404
    form = forms.PLAN_ACTS[act](request.POST, plan=found, auto_id=f"{act}-%s")
    if not form.saved(actor=request.user):
        return _plan_page(request, found, act=act, bound=form, status=422)
    messages.success(request, form.done)
    return redirect("plans:plan", pk=found.pk) if act == "meta" else redirect("plans:person", person=found.person_id)


@requires(VIEW)
def plan_pdf(request, pk):
    found = _plan(request, pk)
    audit.log_access(actor=request.user.username, kind="life_plan", target=f"person:{found.person_id}")
    now = clock.now()
    content = bytes(found.paper) if found.paper else page_of(queries.pages([found])[found.pk], at=now, on=now.date())
    name = f"plan-{found.person.code}-{found.version}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _goal(request, pk):
    found = get_object_or_404(Goal.objects.select_related("plan__person"), pk=pk)
    _plan(request, found.plan_id, WRITE)
    return found


@require_POST
@requires(WRITE)
def remove_goal(request, pk):
    found = _goal(request, pk)
    with as_message(request):
        services.remove_goal(actor=request.user, goal=found)
        messages.success(request, _("Meta quitada."))
    return redirect("plans:plan", pk=found.plan_id)


@requires(WRITE)
@idempotent
def new_step(request, pk, closes):
    found = _goal(request, pk)
    if closes not in forms.STEP_FORMS:
        raise Http404
    form = forms.STEP_FORMS[closes](request.POST or None, goal=found, initial={"since": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("plans:plan", pk=found.plan_id)
    context = {
        "form": form,
        "caption": found.title,
        "closes": Closes(closes).label,
        "back": reverse("plans:plan", args=[found.plan_id]),
        "middle": found.plan.person.full_name,
        "middle_url": found.plan.get_absolute_url(),
    }
    return render(request, "plans/form.html", context, status=422 if form.errors else 200)


@require_POST
@requires(WRITE)
@idempotent
def step_act(request, pk, act):
    found = queries.find_step(scope=request.user.actions[WRITE], pk=pk)
    if found is None or act not in forms.STEP_ACTS:
        raise Http404
    plan = found.goal.plan
    form = forms.STEP_ACTS[act](request.POST, step=found, auto_id=f"{act}-{pk}-%s")
    if form.saved(actor=request.user):
        messages.success(request, form.done)
    elif plan.state == PlanState.AGREED:
        return person_page(request, plan.person, act=(act, pk), bound=form, status=422)
    else:
        messages.error(request, " ".join(form.non_field_errors()))
    return redirect("plans:plan", pk=plan.pk) if plan.state == PlanState.DRAFT else redirect(plan)
