"""Screens of own enterprises: the register, and what is hers of one person, on screen beside her and on paper."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.workshops.enterprises import forms, queries
from llamkay.apps.workshops.enterprises.lists import customer_list, own_list
from llamkay.apps.workshops.enterprises.paper import own_work_paper
from llamkay.apps.workshops.permissions import CUSTOMERS, OWN_HISTORY, OWN_WORK
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires


@requires(OWN_WORK)
def entries(request):
    form = forms.OwnFilter(request.GET)
    rows = queries.entries(scope=request.user.actions[OWN_WORK], actor=request.user, **form.criteria())
    new = [link(reverse("workshops:new_own_entry"), _("Anotar material o piezas"))]
    if decide(request.user, CUSTOMERS):
        new.append(link(reverse("workshops:customers"), _("Permisos de clientes")))
    return answer(request, own_list(may_open=bool(decide(request.user, OWN_HISTORY))), rows, form=form, links=new)


def _form(request, form, caption="", back="workshops:own_entries"):
    context = {"form": form, "back": reverse(back), "caption": caption}
    return render(request, "workshops/form.html", context, status=422 if form.errors else 200)


@requires(OWN_WORK)
@idempotent
def new_entry(request):
    form = forms.OwnEntryForm(request.POST or None, actor=request.user, initial={"on": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("workshops:own_entries")
    return _form(request, form)


@requires(OWN_WORK)
@idempotent
def void_entry(request, pk):
    found = queries.entries(scope=request.user.actions[OWN_WORK], actor=request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = forms.VoidForm(request.POST or None, entry=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("workshops:own_entries")
    return _form(request, form, f"{found.person.full_name}: {found}")


def _own(request, pk):
    found = queries.own_work(scope=request.user.actions[OWN_HISTORY], pk=pk)
    if found is None:
        raise Http404
    audit.log_access(actor=request.user.username, kind="own_work", target=f"person:{pk}")
    return found


@requires(OWN_HISTORY)
def own_work(request, pk):
    return render(request, "workshops/own_work.html", {"own": _own(request, pk)})


@requires(OWN_HISTORY)
def own_paper(request, pk):
    return HttpResponse(own_work_paper(_own(request, pk)), content_type="application/pdf")


@requires(CUSTOMERS)
def customers(request):
    form, today = forms.CustomerFilter(request.GET), clock.today()
    rows = queries.customer_permits(scope=request.user.actions[CUSTOMERS], **form.criteria())
    new = [link(reverse("workshops:new_customer"), _("Registrar el permiso de un cliente"))]
    return answer(request, customer_list(today, queries.rule(today)), rows, form=form, links=new)


@requires(CUSTOMERS)
@idempotent
def new_customer(request):
    form = forms.CustomerForm(request.POST or None, actor=request.user, initial={"start": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("workshops:customers")
    return _form(request, form, back="workshops:customers")


@requires(CUSTOMERS)
@idempotent
def revoke_customer(request, pk):
    found = queries.customer_permits(scope=request.user.actions[CUSTOMERS]).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = forms.RevokeForm(request.POST or None, permit=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("workshops:customers")
    return _form(request, form, f"{found}: {found.customer}", back="workshops:customers")
