"""Screens of concerns, written by anybody and read by few, and of what was opened in an emergency."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from llamkay.apps.nursery import forms, leaving, queries, work
from llamkay.apps.nursery.models import Opening
from llamkay.apps.nursery.permissions import ANSWER_CONCERN, CONCERNS, DECIDE, REPORT_CONCERN, REVIEW, VIEW
from llamkay.platform import audit, clock
from llamkay.platform.access import decide, requires
from llamkay.platform.listing import paginated
from llamkay.platform.once import once


@requires(REPORT_CONCERN)
@once
def new_concern(request):
    form = forms.ConcernForm(
        request.POST or None, scope=request.user.actions[REPORT_CONCERN], initial={"seen_on": clock.today()}
    )
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("nursery:home" if decide(request.user, VIEW) else "today")
    return render(request, "nursery/form.html", {"form": form, "outside": not decide(request.user, VIEW)})


@requires(CONCERNS)
def concerns(request):
    page = paginated(request, queries.concerns(request.user.actions[CONCERNS], username=request.user.username))
    today = clock.today()
    audit.saw(actor=request.user.username, kind="concern", target="concerns:list")
    for concern in page.object_list:
        concern.late = work.concern_late(concern, today)
    return render(request, "nursery/concerns.html", {"page": page, "today": today})


@requires(CONCERNS)
@once
def concern(request, pk):
    rows = queries.concerns(request.user.actions[CONCERNS], username=request.user.username)
    found, today = get_object_or_404(rows, pk=pk), clock.today()
    may = found.closed_on is None and decide(request.user, ANSWER_CONCERN, establishment_id=found.establishment_id)
    step = request.POST.get("step", "")
    send = forms.SendConcernForm(request.POST if step == "send" else None, initial={"on": today})
    close = forms.CloseConcernForm(request.POST if step == "close" else None)
    for name, form, service in (("send", send, leaving.send_concern), ("close", close, leaving.close_concern)):
        form.save = lambda *, actor, form=form, service=service: service(
            actor=actor, concern=found, **form.cleaned_data
        )
        if step == name and form.saved(actor=request.user):
            messages.success(request, form.done)
            return redirect("nursery:concern", pk)
    audit.saw(actor=request.user.username, kind="concern", target=f"concern:{pk}")
    found.late = work.concern_late(found, today)
    found.who = found.reported_by if not found.reserved or decide(request.user, DECIDE) else ""
    return render(request, "nursery/concern.html", {"concern": found, "send": send, "close": close, "may": may})


@requires(REVIEW)
def openings(request):
    pending = request.GET.get("ver") != "todas"
    page = paginated(request, queries.openings(pending=pending))
    return render(request, "nursery/openings.html", {"page": page, "pending": pending})


@requires(REVIEW)
@once
def review_opening(request, pk):
    opening = get_object_or_404(Opening.objects.select_related("child"), pk=pk)
    form = forms.ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            leaving.review_opening(actor=request.user, opening=opening, **form.cleaned_data)
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Se registró la revisión.")
            return redirect("nursery:openings")
    return render(request, "nursery/review.html", {"form": form, "opening": opening})
