"""Screens of reviews and of half-yearly evaluations."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.plans.permissions import COUNCIL, VIEW, WRITE
from llamkay.apps.plans.reviews import forms, queries
from llamkay.apps.plans.reviews.lists import EVALUATIONS, REVIEWS
from llamkay.apps.plans.views import person_or_404, person_page
from llamkay.core.lifeplan.semesters import Semester
from llamkay.platform import clock
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import requires


@requires(VIEW)
def review_list(request):
    scope, today = request.user.actions[VIEW], clock.today()
    form = forms.ReviewFilter(request.GET, scope=scope)
    rows = queries.reviews(scope=scope, on=today, **form.criteria())
    return answer(request, REVIEWS, rows, form=form, notes=[_("al %(day)s") % {"day": date_format(today)}])


@require_POST
@requires(WRITE)
@idempotent
def review_act(request, pk, act):
    found = queries.find_review(scope=request.user.actions[WRITE], pk=pk)
    if found is None or act not in forms.REVIEW_ACTS:
        raise Http404
    form = forms.REVIEW_ACTS[act](request.POST, review=found, auto_id=f"{act}-{pk}-%s")
    if form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("plans:person", person=found.person_id)
    return person_page(request, found.person, act=(act, pk), bound=form, status=422)


@requires(COUNCIL)
def evaluations(request):
    scope, today = request.user.actions[COUNCIL], clock.today()
    form = forms.EvaluationFilter(request.GET, scope=scope)
    criteria = form.criteria()
    semester = Semester.parse(criteria.pop("semester", "")) or queries.last_semester(today)
    rows = queries.evaluated(scope=scope, semester=semester, on=today, **criteria)
    due = queries.council_due(semester, today)
    return answer(
        request,
        EVALUATIONS,
        rows,
        form=form,
        prepare=lambda people: queries.evaluation_lines(people, semester=semester),
        notes=[_("semestre {semester}, por registrar hasta el {due}").format(semester=semester, due=date_format(due))],
    )


@requires(COUNCIL)
@idempotent
def evaluate(request, person):
    found = person_or_404(request.user.actions[COUNCIL], person)
    semester = Semester.parse(request.GET.get("semestre", "")) or queries.last_semester(clock.today())
    form = forms.EvaluationForm(request.POST or None, person=found, semester=semester, initial={"on": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(f"{reverse('plans:evaluations')}?semestre={semester}&estado=missing")
    context = {
        "form": form,
        "caption": f"{found.full_name} · {semester}",
        "back": reverse("plans:evaluations"),
        "middle": _("Evaluación semestral del consejo"),
        "middle_url": reverse("plans:evaluations"),
    }
    return render(request, "plans/form.html", context, status=422 if form.errors else 200)
