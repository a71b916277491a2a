"""The worklist of the half-yearly review, and one function reviewed."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from llamkay.apps.institutions.permissions import REVIEW_ACCESS
from llamkay.apps.institutions.reviews import queries
from llamkay.apps.institutions.reviews.forms import ReviewFilter, ReviewForm
from llamkay.apps.institutions.reviews.lists import review_list
from llamkay.apps.institutions.reviews.terms import due
from llamkay.platform import clock
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import requires


@requires(REVIEW_ACCESS)
def reviews(request):
    scope, today = request.user.actions[REVIEW_ACCESS], clock.today()
    form = ReviewFilter(request.GET)
    rows = queries.functions_held(scope=scope, on=today, **{"state": "due"} | form.criteria())
    return answer(request, review_list(on=today, reader=request.user), rows, form=form)


@requires(REVIEW_ACCESS)
def review(request, pk):
    scope = request.user.actions[REVIEW_ACCESS]
    grant = get_object_or_404(queries.functions_held(scope=scope, on=clock.today(), state="all"), pk=pk)
    form = ReviewForm(request.POST or None, grant=grant)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("institutions:reviews")
    context = {"form": form, "grant": grant, "due": due(grant), "before": queries.reviews_of(grant)}
    return render(request, "institutions/review.html", context)
