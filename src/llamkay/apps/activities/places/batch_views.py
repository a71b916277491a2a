"""Places for many at once on screen, and those that somebody is to lose: proposed by one, decided by another."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from llamkay.apps.activities import permissions
from llamkay.apps.activities.areas import may_answer
from llamkay.apps.activities.places import batch_forms, queries
from llamkay.apps.activities.places.lists import removal_list
from llamkay.apps.activities.queries import activities
from llamkay.apps.activities.suitability.queries import candidates
from llamkay.apps.institutions.queries import staff_names
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.languages import for_reader
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import requires

OFFERED = 60  # candidates shown with a box; others are pasted


def _activity(request, pk):
    found = activities(scope=request.user.actions[permissions.MANAGE], actor=request.user).filter(pk=pk).first()
    if found is None or not may_answer(request.user, permissions.MANAGE, found):
        raise Http404
    return found


@requires(permissions.MANAGE)
@idempotent
def give_many(request, pk):
    found, today = _activity(request, pk), clock.today()
    initial = {"start": max(today, found.period.lower)}
    scope = request.user.actions[permissions.MANAGE]
    form = batch_forms.GiveManyForm(request.POST or None, activity=found, scope=scope, initial=initial)
    done = _done(request, form, lambda n: ngettext("%(n)s plaza dada.", "%(n)s plazas dadas.", n))
    if done:
        return done
    audit.log_access(actor=request.user.username, kind="candidates", target=f"activity:{found.pk}")
    people = candidates(activity=found, on=today)[:OFFERED]
    context = {"activity": found, "form": form, "people": people, "refused": _refused(form)}
    return render(request, "activities/give_many.html", context, status=422 if form.is_bound else 200)


@requires(permissions.MANAGE)
@idempotent
def end_many(request, pk):
    found, today = _activity(request, pk), clock.today()
    form = batch_forms.EndManyForm(request.POST or None, activity=found, initial={"end": today})
    done = _done(request, form, lambda n: ngettext("%(n)s plaza terminada.", "%(n)s plazas terminadas.", n))
    if done:
        return done
    audit.log_access(actor=request.user.username, kind="activity", target=f"activity:{found.pk}")
    rows = queries.placements(in_=found, on=today).select_related("person").order_by("person__sort_name", "pk")
    context = {"activity": found, "form": form, "places": list(rows), "refused": _refused(form)}
    return render(request, "activities/end_many.html", context, status=422 if form.is_bound else 200)


def _done(request, form, words):
    """The page of what was done, where something was."""
    if request.method != "POST" or not form.saved(actor=request.user) or form.result.batch is None:
        return None
    n = len(form.result.places)
    messages.success(request, words(n) % {"n": n})
    return redirect("activities:place_batch", pk=form.result.batch.pk)


def _refused(form):
    """Who was refused, where nobody was not."""
    done = getattr(form, "result", None)
    return done and [(person, for_reader(texts)) for person, texts in done.refused]


@requires(permissions.MANAGE)
@idempotent
def place_batch(request, pk):
    found = queries.place_batches(scope=request.user.actions[permissions.MANAGE], actor=request.user)
    batch = found.filter(pk=pk).first()
    if batch is None:
        raise Http404
    form = batch_forms.UndoBatchForm(request.POST if request.method == "POST" else None, batch=batch)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("activities:place_batch", pk=batch.pk)
    audit.log_access(actor=request.user.username, kind="activity", target=f"activity:{batch.activity_id}")
    context = {
        "batch": batch,
        "form": form,
        "places": queries.places_of(batch),
        "refused": queries.refused_of(batch),
        "back": queries.taken_back(batch),
        "may": bool(may_answer(request.user, permissions.MANAGE, batch.activity)),
    }
    return render(request, "activities/place_batch.html", context, status=422 if form.errors else 200)


@requires(permissions.DECIDE_PLACE)
def removals(request):
    rows = queries.removals(scope=request.user.actions[permissions.DECIDE_PLACE])
    return answer(request, removal_list(staff=SimpleLazyObject(staff_names)), rows)


@requires(permissions.DECIDE_PLACE)
@idempotent
def removal(request, pk):
    row = queries.removals(scope=request.user.actions[permissions.DECIDE_PLACE]).filter(pk=pk).first()
    if row is None:
        raise Http404
    form = batch_forms.DecideRemovalForm(request.POST or None, removal=row)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("activities:removals")
    audit.log_access(actor=request.user.username, kind="removals", target=f"person:{row.allocation.person_id}")
    context = {"removal": row, "form": form, "waits": row.state == "proposed", "back": _("Separaciones de una plaza")}
    return render(request, "activities/removal.html", context, status=422 if form.errors else 200)
