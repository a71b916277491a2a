"""The page of a person's savings, and its three acts."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from llamkay.apps.pay.permissions import MOVE, VIEW
from llamkay.apps.pay.savings import forms, queries
from llamkay.apps.people.queries import in_charge
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.security.access import decide, requires

ACTS = {"regla": forms.RuleForm, "terminar": forms.EndForm, "retirar": forms.TakeForm}


def _person(request, pk, action=VIEW):
    scope = request.user.actions.get(action)
    person = in_charge(scope).filter(pk=pk).first() if scope else None
    if person is None:
        raise Http404
    return person


@requires(VIEW)
def savings(request, person):
    return _page(request, _person(request, person))


def _page(request, person, *, act="", bound=None, status=200):
    audit.log_access(actor=request.user.username, kind="pay", target=f"person:{person.pk}")
    context = queries.page(scope=request.user.actions[VIEW], person=person)
    offered = {}
    if decide(request.user, MOVE):
        offered["regla"] = forms.RuleForm(person=person, auto_id="regla-%s")
        if context["running"]:
            offered["terminar"] = forms.EndForm(person=person, auto_id="terminar-%s")
        if context["saved"] > 0:
            offered["retirar"] = forms.TakeForm(person=person, auto_id="retirar-%s")
    if bound is not None:
        offered[act] = bound
    context |= {"person": person, "offered": [{"act": name, "form": form} for name, form in offered.items()]}
    return render(request, "pay/savings/person.html", context, status=status)


@require_POST
@requires(MOVE)
@idempotent
def savings_act(request, person, act):
    if act not in ACTS:
        raise Http404
    who = _person(request, person, MOVE)
    arguments = {"person": who, "auto_id": f"{act}-%s"}
    if act == "terminar":
        arguments["rule"] = queries.rules(who).filter(period__upper_inf=True).first()
        if arguments["rule"] is None:
            raise Http404
    form = ACTS[act](request.POST, **arguments)
    if form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("pay:savings", person=who.pk)
    return _page(request, who, act=act, bound=form, status=422)
