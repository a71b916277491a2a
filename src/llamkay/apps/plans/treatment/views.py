"""Screens of treatment programmes."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.plans.law import programmes
from llamkay.apps.plans.permissions import TREAT, VIEW_TREATMENT
from llamkay.apps.plans.treatment import forms, queries
from llamkay.apps.plans.treatment.lists import TREATMENTS
from llamkay.apps.plans.views import person_or_404, person_page
from llamkay.platform import clock
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import requires


@requires(VIEW_TREATMENT)
def treatment_list(request):
    scope = request.user.actions[VIEW_TREATMENT]
    form = forms.TreatmentFilter(request.GET, scope=scope)
    rows = queries.treatments(scope=scope, **form.criteria())
    return answer(
        request, TREATMENTS, rows, form=form, links=[link(reverse("plans:rates"), _("Quiénes los completan"))]
    )


@requires(VIEW_TREATMENT)
def rates(request):
    scope = request.user.actions[VIEW_TREATMENT]
    chosen = request.GET.get("programa", "")
    offered = programmes(clock.today())
    context = {
        "programmes": [(code, each.label) for code, each in offered.items()],
        "chosen": chosen if chosen in offered else "",
        "rule": offered[chosen].rule if chosen in offered else None,
        "cohorts": queries.rates(scope=scope, programme=chosen if chosen in offered else ""),
    }
    return render(request, "plans/rates.html", context)


@requires(TREAT)
@idempotent
def refer(request, person):
    found = person_or_404(request.user.actions[TREAT], person)
    form = forms.ReferForm(request.POST or None, person=found, initial={"on": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("plans:person", person=found.pk)
    context = {
        "form": form,
        "caption": found.full_name,
        "back": reverse("plans:person", args=[found.pk]),
        "middle": found.full_name,
        "middle_url": reverse("plans:person", args=[found.pk]),
    }
    return render(request, "plans/form.html", context, status=422 if form.errors else 200)


@require_POST
@requires(TREAT)
@idempotent
def treatment_act(request, pk, act):
    found = queries.find_treatment(scope=request.user.actions[TREAT], pk=pk)
    if found is None or act not in forms.TREATMENT_ACTS:
        raise Http404
    form = forms.TREATMENT_ACTS[act](request.POST, treatment=found, auto_id=f"{act}-{pk}-%s")
    if form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("plans:person", person=found.person_id)
    return person_page(request, found.person, act=(act, pk), bound=form, status=422)
