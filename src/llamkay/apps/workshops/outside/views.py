"""Screens of work outside: the authorisations, one with its days, out and in at the gate."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.workshops.outside import forms, queries
from llamkay.apps.workshops.outside.lists import PERMITS, permit_state
from llamkay.apps.workshops.outside.words import CONDITIONS
from llamkay.apps.workshops.permissions import AUTHORISE_OUTSIDE, GATE, OUTSIDE
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires
from llamkay.platform.security.scope import NOTHING

# Act on an authorisation → who may, its form.
PERMIT_ACTS = {
    "sale": (GATE, forms.OutForm),
    "vuelve": (GATE, forms.InForm),
    "revocar": (AUTHORISE_OUTSIDE, forms.RevokeForm),
}


@requires(OUTSIDE)
def permits(request):
    form = forms.PermitFilter(request.GET)
    rows = queries.permits(scope=request.user.actions[OUTSIDE], on=clock.today(), **form.criteria())
    new = [link(reverse("workshops:new_permit"), _("Autorizar trabajo externo"))]
    return answer(request, PERMITS, rows, form=form, links=new if decide(request.user, AUTHORISE_OUTSIDE) else [])


def _form(request, form, back, caption=""):
    context = {"form": form, "back": back, "caption": caption}
    return render(request, "workshops/form.html", context, status=422 if form.errors else 200)


@requires(AUTHORISE_OUTSIDE)
@idempotent
def new_permit(request):
    scope = request.user.actions[AUTHORISE_OUTSIDE]
    form = forms.PermitForm(request.POST or None, scope=scope, initial={"start": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("workshops:permit", pk=form.result.pk)
    return _form(request, form, reverse("workshops:permits"))


def _permit(request, pk, action=OUTSIDE):
    scope = request.user.actions.get(action, NOTHING)
    found = queries.find_permit(scope=scope, on=clock.today(), pk=pk)
    if found is None:
        raise Http404
    return found


@requires(OUTSIDE)
def permit(request, pk):
    found = _permit(request, pk)
    audit.log_access(actor=request.user.username, kind="outside", target=f"person:{found.person_id}")
    outings, place = queries.outings_of(found), found.establishment_id
    is_out = any(row.back_at is None for row in outings)
    offered = {"sale": not is_out and not found.revoked_on, "vuelve": is_out, "revocar": not found.revoked_on}
    context = {
        "permit": found,
        "state": permit_state(found),
        "conditions": [(CONDITIONS[code], met) for code, met in found.conditions.items() if code in CONDITIONS],
        "outings": outings,
        "acts": [
            (act, form.title)
            for act, (action, form) in PERMIT_ACTS.items()
            if offered[act] and decide(request.user, action, establishment_id=place)
        ],
    }
    return render(request, "workshops/permit.html", context)


@requires(OUTSIDE)
@idempotent
def permit_act(request, pk, act):
    if act not in PERMIT_ACTS:
        raise Http404
    action, kind = PERMIT_ACTS[act]
    found, now = _permit(request, pk, action), clock.now()
    outing = found.outings.filter(back_at=None).first()
    if act == "vuelve" and outing is None:
        raise Http404
    initial = {"on": now.date(), "at": now.strftime("%H:%M")}
    sent = request.POST if request.method == "POST" else None  # to leave asks for nothing
    form = kind(sent, permit=found, outing=outing, initial=initial)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("workshops:permit", pk=pk)
    return _form(request, form, reverse("workshops:permit", args=[pk]), found.person.full_name)
