"""Screens of what people studied, of institutions and of plans."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from llamkay.apps.education import queries as completed
from llamkay.apps.education.models import EducationInstitution, Schooling, StudyNeed, StudyPlan
from llamkay.apps.education.permissions import ENTER_SCHOOLING, MANAGE, NEEDS, VIEW, VIEW_SCHOOLING
from llamkay.apps.education.schooling import forms, lists, queries
from llamkay.apps.people.queries import not_followed, visible_people
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, require, requires


@requires(VIEW_SCHOOLING)
def unfinished(request):
    scope, today = request.user.actions[VIEW_SCHOOLING], clock.today()
    form = forms.UnfinishedFilter(request.GET, scope=scope)
    return answer(
        request,
        lists.UNFINISHED,
        queries.unfinished(scope=scope, on=today, **form.criteria()),
        form=form,
        prepare=lambda people: queries.lines(people, on=today),
        notes=[_("al %(day)s") % {"day": date_format(today)}],
    )


@requires(VIEW_SCHOOLING)
def schooling(request, person):
    scope, today = request.user.actions[VIEW_SCHOOLING], clock.today()
    found = get_object_or_404(visible_people(scope), pk=person)
    audit.log_access(actor=request.user.username, kind="schooling", target=f"person:{found.pk}")
    return render(request, "education/schooling.html", studies(request.user, found, scope=scope, today=today))


def studies(user, person, *, scope, today):
    """What the page and the panel of a person show of their studies."""
    rows = queries.schooling_of(scope=scope, person=person)
    (line,) = queries.lines([person], on=today)
    needs = user.actions.get(NEEDS)
    return {
        "person": person,
        "rows": [{"row": row, "text": queries.schooling_text(row, on=today)} for row in rows],
        "lacking": lists.lacking_words(line),
        "to_prove": bool(line.lacking and line.lacking.to_prove),
        "line": line,
        "completions": completed.completions(scope=scope, person=person),
        "needs": [] if needs is None else list(_needs(needs, person, today)),
        "may": {
            "enter": bool(decide(user, ENTER_SCHOOLING)),
            "manage": bool(decide(user, MANAGE)),
            "needs": needs is not None,
        },
    }


def _needs(scope, person, today):
    rows = StudyNeed.objects.filter(person=person, period__contains=today)
    return not_followed(scope, rows).order_by("kind")


_TABLES = {"probar": Schooling, "quitar": Schooling, "terminar-apoyo": StudyNeed}


@requires(VIEW_SCHOOLING)
@idempotent
def person_act(request, person, kind, row=None):
    offered = forms.ACTS if row is None else forms.ROW_ACTS
    if kind not in offered:
        raise Http404
    require(request.user, offered[kind].action)
    found = get_object_or_404(visible_people(request.user.actions[offered[kind].action], clock.today()), pk=person)
    of_row = None if row is None else get_object_or_404(_TABLES[kind].objects.filter(person=found), pk=row)
    initial = {"start": clock.today(), "end": clock.today()}
    form = offered[kind](request.POST or None, person=found, row=of_row, initial=initial)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("education:schooling", person=found.pk)
    context = {"form": form, "caption": found.full_name, "back": reverse("education:schooling", args=[found.pk])}
    return render(request, "education/form.html", context, status=422 if form.errors else 200)


@requires(VIEW)
def institutions(request):
    form = forms.PlaceFilter(request.GET)
    new = [link(reverse("education:new_institution"), _("Registrar una institución"))]
    links = new if decide(request.user, MANAGE) else []
    return answer(request, lists.INSTITUTIONS, queries.institutions(**form.criteria()), form=form, links=links)


@requires(MANAGE)
@idempotent
def institution(request, pk=None):
    found = None if pk is None else get_object_or_404(EducationInstitution, pk=pk)
    form = forms.InstitutionForm(request.POST or None, institution=found)
    return _national(request, form, "education:institutions")


@requires(VIEW)
def plans(request):
    form = forms.PlaceFilter(request.GET)
    new = [link(reverse("education:new_plan"), _("Registrar un plan"))]
    links = new if decide(request.user, MANAGE) else []
    return answer(request, lists.PLANS, queries.plans(**form.criteria()), form=form, links=links)


@requires(MANAGE)
@idempotent
def plan(request, pk=None):
    found = None if pk is None else get_object_or_404(StudyPlan, pk=pk)
    initial = {"start": clock.today()}
    form = forms.PlanForm(request.POST or None, plan=found, **({} if found else {"initial": initial}))
    return _national(request, form, "education:plans")


def _national(request, form, back):
    """A form of what is national: saved, back to its list."""
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(back)
    context = {"form": form, "back": reverse(back)}
    return render(request, "education/form.html", context, status=422 if form.errors else 200)
