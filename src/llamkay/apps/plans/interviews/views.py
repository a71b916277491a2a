"""Screens of the interview and of own words."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.plans.interviews import forms, queries
from llamkay.apps.plans.kinds import Matter
from llamkay.apps.plans.models import OwnWords
from llamkay.apps.plans.permissions import INTERVIEW, WORDS
from llamkay.apps.plans.views import person_or_404, proven_schooling
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.security.access import requires


@requires(INTERVIEW)
@idempotent
def interview(request, person):
    found = person_or_404(request.user.actions[INTERVIEW], person)
    before = queries.latest(found, circumstances=True)
    initial = {"on": clock.today(), **(queries.lines_of(before.interview) if before else {})}
    form = forms.InterviewForm(request.POST or None, person=found, initial=initial)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("plans:person", person=found.pk)
    audit.log_access(actor=request.user.username, kind="life_plan", target=f"person:{found.pk}")
    context = {
        "person": found,
        "form": form,
        "few": Matter.values,
        "before": before,
        "schooling": proven_schooling(request.user, found),
    }
    return render(request, "plans/interview.html", context, status=422 if form.errors else 200)


@requires(WORDS)
@idempotent
def words(request, person):
    found = person_or_404(request.user.actions[WORDS], person)
    form = forms.WordsForm(request.POST or None, person=found, initial={"on": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("plans:words", person=found.pk)
    audit.log_access(actor=request.user.username, kind="own_words", target=f"person:{found.pk}")
    context = {
        "person": found,
        "form": form,
        "words": [(row, _offered(row)) for row in queries.own_words(found, shared=False)],
        "back": reverse("plans:person", args=[found.pk]),
    }
    return render(request, "plans/words.html", context, status=422 if form.errors else 200)


def _offered(row):
    """The acts on one of her texts, with their button."""
    open_ = {"compartir": row.shared_on is None, "no-compartir": row.shared_on is not None, "retirar": True}
    return [(act, form.button) for act, form in forms.WORDS_ACTS.items() if open_[act]]


@require_POST
@requires(WORDS)
def words_act(request, pk, act):
    found = get_object_or_404(OwnWords.objects.select_related("person"), pk=pk)
    person = person_or_404(request.user.actions[WORDS], found.person.merged_into_id or found.person_id)
    if act not in forms.WORDS_ACTS:
        raise Http404
    form = forms.WORDS_ACTS[act](request.POST, words=found)
    if form.saved(actor=request.user):
        messages.success(request, form.done)
    else:
        messages.error(request, " ".join(form.non_field_errors()) or _("No se hizo."))
    return redirect("plans:words", person=person.pk)
