"""Screens of machines: the list, one machine with its upkeep and stops."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import may_write
from llamkay.apps.workshops.lists import MACHINES, machine_state
from llamkay.apps.workshops.machines import forms, queries
from llamkay.apps.workshops.permissions import KEEP, VIEW
from llamkay.platform import clock
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires
from llamkay.platform.security.scope import NOTHING


@requires(VIEW)
def machines(request):
    form, scope = forms.MachineFilter(request.GET), request.user.actions[VIEW]
    rows = queries.machines(scope=scope, actor=request.user, on=clock.today(), **form.criteria())
    new = [link(reverse("workshops:new_machine"), _("Registrar una máquina"))]
    return answer(request, MACHINES, rows, form=form, links=new if decide(request.user, KEEP) else [])


def _machine(request, pk, action=VIEW):
    scope = request.user.actions.get(action, NOTHING)
    found = queries.find_machine(scope=scope, actor=request.user, on=clock.today(), pk=pk)
    if found is None:
        raise Http404
    return found


def _form(request, form, back, caption=""):
    context = {"form": form, "back": back, "caption": caption}
    return render(request, "workshops/form.html", context, status=422 if form.errors else 200)


@requires(KEEP)
@idempotent
def machine_form(request, pk=None):
    found = _machine(request, pk, KEEP) if pk else None
    form = forms.MachineForm(
        request.POST or None, actor=request.user, machine=found, initial={"since": clock.today(), "every_days": 180}
    )
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("workshops:machine", pk=form.result.pk)
    return _form(request, form, reverse("workshops:machines"), str(found) if found else "")


@requires(VIEW)
def machine(request, pk):
    found = _machine(request, pk)
    context = {
        "machine": found,
        "state": machine_state(found),
        "upkeep": list(found.upkeep.all()[:20]),
        "stops": list(found.stops.all()[:20]),
        "may": may_write(request.user, KEEP, found.activity),
    }
    return render(request, "workshops/machine.html", context)


@requires(KEEP)
@idempotent
def machine_act(request, pk, act):
    if act not in forms.MACHINE_ACTS:
        raise Http404
    found, today = _machine(request, pk, KEEP), clock.today()
    form = forms.MACHINE_ACTS[act](request.POST or None, machine=found, initial={"on": today, "done_on": today})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("workshops:machine", pk=pk)
    return _form(request, form, reverse("workshops:machine", args=[pk]), str(found))
