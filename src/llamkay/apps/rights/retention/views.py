"""Screens of retention: terms, holds, the dry run of a person, erasures."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.institutions.queries import in_scope
from llamkay.apps.rights.law import authorisation
from llamkay.apps.rights.lists import ERASURES, HOLDS
from llamkay.apps.rights.permissions import CONFIRM, RETENTION
from llamkay.apps.rights.retention import forms, queries, services
from llamkay.apps.rights.retention.plan import dry_run
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.lists import answer
from llamkay.platform.screens.refusals import as_message
from llamkay.platform.security.access import decide, requires


@requires(CONFIRM)
def retention(request):
    scope = request.user.actions[CONFIRM]
    context = {
        "kinds": queries.kind_lines(on=clock.today()),
        "waiting": queries.to_confirm(),
        "authorisation": authorisation(on=clock.today()),
        "enters": bool(decide(request.user, RETENTION)),
        "confirms": scope.everything,
    }
    return render(request, "rights/retention.html", context)


def _form(request, form, back, caption=""):
    context = {"form": form, "back": back, "caption": caption}
    return render(request, "rights/form.html", context, status=422 if form.errors else 200)


@requires(RETENTION)
@idempotent
def new_term(request):
    form = forms.TermForm(request.POST or None, initial={"start": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("rights:retention")
    return _form(request, form, reverse("rights:retention"))


@require_POST
@requires(CONFIRM)
def confirm_term(request, pk):
    with as_message(request):
        services.confirm_term(actor=request.user, term=get_object_or_404(queries.to_confirm(), pk=pk))
        messages.success(request, _("Plazo confirmado: rige."))
    return redirect("rights:retention")


@requires(RETENTION)
def holds(request):
    new = [link(reverse("rights:new_hold"), _("Retener"))]
    return answer(request, HOLDS, queries.holds(scope=request.user.actions[RETENTION]), links=new)


@requires(RETENTION)
@idempotent
def new_hold(request):
    place = in_scope(request.user.actions[RETENTION]).first()
    form = forms.HoldForm(request.POST or None, actor=request.user, establishment=place)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("rights:holds")
    return _form(request, form, reverse("rights:holds"))


@requires(RETENTION)
@idempotent
def lift(request, pk):
    found = get_object_or_404(queries.holds(scope=request.user.actions[RETENTION]).filter(lifted_at=None), pk=pk)
    form = forms.LiftForm(request.POST or None, hold=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("rights:holds")
    return _form(request, form, reverse("rights:holds"), str(found.person or found.case_number))


@requires(RETENTION)
@idempotent
def trial(request):
    form = forms.PersonForm(request.GET or None, actor=request.user)
    person = form.cleaned_data["persona"] if form.is_bound and form.is_valid() else None
    if person is None:
        return render(request, "rights/trial_of.html", {"form": form}, status=422 if form.errors else 200)
    plan = dry_run(person, on=clock.today())
    propose = forms.ProposeForm(request.POST or None, person=person, initial={"seen": plan.seal()})
    if request.method == "POST" and propose.saved(actor=request.user):
        messages.success(request, propose.done)
        return redirect("rights:erasure", pk=propose.result.pk)
    audit.log_access(actor=request.user.username, kind="retention", target=f"person:{person.pk}")
    context = {"person": person, "plan": plan, "form": propose, "kinds": queries.KINDS}
    return render(request, "rights/trial.html", context, status=422 if propose.errors else 200)


@requires(CONFIRM)
def erasures(request):
    see = [link(reverse("rights:trial"), _("Ver qué se borraría"))] if decide(request.user, RETENTION) else []
    return answer(request, ERASURES, queries.erasures(scope=request.user.actions[CONFIRM]), links=see)


@requires(CONFIRM)
@idempotent
def erasure(request, pk):
    found = queries.find_erasure(scope=request.user.actions[CONFIRM], pk=pk)
    if found is None:
        raise Http404
    form = forms.RefuseForm(request.POST or None, erasure=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("rights:erasure", pk=pk)
    audit.log_access(actor=request.user.username, kind="retention", target=f"person:{found.person_id}")
    mine = found.proposed_by == request.user.username
    context = {"found": found, "form": form, "mine": mine, "kinds": queries.KINDS}
    return render(request, "rights/erasure.html", context, status=422 if form.errors else 200)


@require_POST
@requires(CONFIRM)
def confirm_erasure(request, pk):
    found = queries.find_erasure(scope=request.user.actions[CONFIRM], pk=pk)
    if found is None:
        raise Http404
    with as_message(request):
        services.confirm(actor=request.user, erasure=found)
        messages.success(request, _("Borrado confirmado: se ejecuta desde el servidor."))
    return redirect("rights:erasure", pk=pk)
