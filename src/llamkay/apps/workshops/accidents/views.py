"""Screens of accidents and of safety kit."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.workshops.accidents import forms, queries
from llamkay.apps.workshops.accidents.paper import accident_paper
from llamkay.apps.workshops.lists import ACCIDENTS as ACCIDENT_LIST
from llamkay.apps.workshops.lists import KIT
from llamkay.apps.workshops.permissions import ACCIDENTS, KEEP, VIEW
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires


@requires(ACCIDENTS)
def accidents(request):
    form = forms.AccidentFilter(request.GET)
    rows = queries.accidents(scope=request.user.actions[ACCIDENTS], **form.criteria())
    new = [link(reverse("workshops:new_accident"), _("Anotar un accidente de trabajo"))]
    return answer(request, ACCIDENT_LIST, rows, form=form, links=new)


def _form(request, form, back, caption=""):
    context = {"form": form, "back": back, "caption": caption}
    return render(request, "workshops/form.html", context, status=422 if form.errors else 200)


@requires(ACCIDENTS)
@idempotent
def new_accident(request):
    form = forms.AccidentForm(request.POST or None, actor=request.user, initial={"on": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, _("Accidente anotado: si hay descanso, la planilla ya lo dice."))
        return redirect("workshops:accident", pk=form.result.pk)
    return _form(request, form, reverse("workshops:accidents"))


def _accident(request, pk):
    found = queries.find_accident(scope=request.user.actions[ACCIDENTS], pk=pk)
    if found is None:
        raise Http404
    audit.log_access(actor=request.user.username, kind="accidents", target=f"accident:{found.pk}")
    return found


@requires(ACCIDENTS)
@idempotent
def accident(request, pk):
    found = _accident(request, pk)
    rest = found.days_off
    initial = {"rest_from": rest.lower, "back_on": rest.upper} if rest else {}
    form = forms.RestForm(request.POST or None, accident=found, initial=initial)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("workshops:accident", pk=pk)
    context = {"accident": found, "form": form}
    return render(request, "workshops/accident.html", context, status=422 if form.errors else 200)


@requires(ACCIDENTS)
def accident_report(request, pk):
    return HttpResponse(accident_paper(_accident(request, pk)), content_type="application/pdf")


@requires(VIEW)
def kit(request):
    form = forms.KitFilter(request.GET)
    rows = queries.kit(scope=request.user.actions[VIEW], actor=request.user, on=clock.today(), **form.criteria())
    new = [link(reverse("workshops:new_kit"), _("Entregar equipo de seguridad"))]
    return answer(request, KIT, rows, form=form, links=new if decide(request.user, KEEP) else [])


@requires(KEEP)
@idempotent
def new_kit(request):
    form = forms.KitForm(request.POST or None, actor=request.user, action=KEEP, initial={"given_on": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("workshops:kit")
    return _form(request, form, reverse("workshops:kit"))
