"""Suitability on screen: candidates and vacancies, requirements, exceptions, limits of health, separations."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.activities import permissions
from llamkay.apps.activities.areas import may_answer
from llamkay.apps.activities.queries import activities
from llamkay.apps.activities.suitability import forms, lists, queries
from llamkay.apps.activities.suitability.facts import frame
from llamkay.apps.people.queries import custody_on, held_people, visible_people
from llamkay.core.placement.suitability import Severity
from llamkay.platform import clock
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires
from llamkay.platform.security.scope import NOTHING


def _activity(request, pk, code=permissions.VIEW):
    scope = request.user.actions.get(code, NOTHING)
    found = activities(scope=scope, actor=request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@requires(permissions.MANAGE)
def candidates(request, pk):
    found, form = _activity(request, pk, permissions.MANAGE), forms.CandidateFilter(request.GET)
    ranked = queries.candidates(activity=found, on=clock.today(), **form.criteria())
    may = bool(decide(request.user, permissions.OVERRIDE, establishment_id=found.establishment_id))
    return answer(request, lists.candidate_list(found, may_override=may), ranked, form=form)


@requires(permissions.MANAGE)
def vacancies(request, person):
    scope, today = request.user.actions[permissions.MANAGE], clock.today()
    found = visible_people(scope, today).filter(pk=person).first()
    held = found and custody_on(found, today)
    if not held:
        raise Http404
    rows = queries.vacancies(person=found, establishment=held.establishment_id, on=today)
    return answer(request, lists.vacancy_list(found), rows)


@requires(permissions.MANAGE)
def requirement(request, pk):
    found = _activity(request, pk, permissions.MANAGE)
    if not may_answer(request.user, permissions.MANAGE, found):
        raise Http404
    form = forms.RequirementForm(request.POST or None, activity=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("activities:detail", pk=found.pk)
    return _form(request, form, found.name, found.get_absolute_url())


@requires(permissions.OVERRIDE)
@idempotent
def override(request, pk, person):
    found = _activity(request, pk, permissions.OVERRIDE)
    who = held_people(at=found.establishment_id, on=clock.today()).filter(pk=person).first()
    if who is None:
        raise Http404
    judged = frame([who.pk], [found], on=clock.today())
    barred = [item.rule for item in judged.judgement.findings(0, 0) if item.severity == Severity.BLOCK]
    form = forms.OverrideForm(
        request.POST or None, person=who, activity=found, rules=barred, initial={"until": clock.today()}
    )
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("activities:detail", pk=found.pk)
    why = queries.reasons(judged, 0, 0)
    return _form(request, form, f"{who.full_name}, {found.name}", found.get_absolute_url(), lines=why)


def _form(request, form, caption, back, *, lines=()):
    context = {"form": form, "caption": caption, "back": back, "lines": lines}
    return render(request, "activities/one_form.html", context, status=422 if form.errors else 200)


@requires(permissions.FITNESS)
@idempotent
def fitness(request):
    scope, today = request.user.actions[permissions.FITNESS], clock.today()
    form = forms.FitnessForm(request.POST or None, scope=scope, initial={"start": today})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("activities:fitness")
    hours = [link(reverse("activities:exclusions"), _("Horas excluidas"))]
    rows = queries.fitness_limits(scope=scope, on=today)
    return answer(
        request, lists.FITNESS, rows, entry=form, links=hours if decide(request.user, permissions.EXCLUDE) else []
    )


@requires(permissions.SEPARATE)
@idempotent
def separations(request):
    scope, today = request.user.actions[permissions.SEPARATE], clock.today()
    form = forms.SeparationForm(request.POST or None, scope=scope, initial={"start": today})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("activities:separations")
    return answer(request, lists.SEPARATIONS, queries.separations(scope=scope, on=today), entry=form)
