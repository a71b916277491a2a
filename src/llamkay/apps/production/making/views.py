"""Batches on screen: opening one, what came out of it, its check, its end."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.activities.areas import may_write
from llamkay.apps.production.making import forms, lists, queries, services
from llamkay.apps.production.models import Batch, Lot
from llamkay.apps.production.permissions import CHECK, MAKE, VIEW
from llamkay.apps.production.screens import act, asked_place, form_page, in_action
from llamkay.core.production.quantities import quantity_text
from llamkay.platform import clock
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def batches(request):
    form = forms.BatchFilter(request.GET)
    rows = queries.batches(scope=request.user.actions[VIEW], **form.criteria())
    return answer(request, lists.BATCHES, rows, form=form, may=decide(request.user, MAKE))


@requires(MAKE)
@idempotent
def new(request):
    place = asked_place(request, MAKE)
    form = forms.BatchForm(
        request.POST or None,
        establishment=place,
        actor=request.user,
        initial={"first": clock.today(), "recipe": request.GET.get("receta")},
    )
    return form_page(
        request,
        form,
        to=lambda row: reverse("production:batch", args=[row.pk]),
        parent=_("Lotes de producción"),
        parent_url=reverse("production:batches"),
        place=place,
    )


@requires(VIEW)
def batch(request, pk):
    return _page(request, pk)


def _page(request, pk, form=None, status=200):
    page = queries.batch_page(scope=request.user.actions[VIEW], pk=pk)
    if page is None:
        raise Http404
    row = page.batch
    may = may_write(request.user, MAKE, row.activity) and row.stage == "open"
    if may and form is None:
        form = forms.CompletionForm(
            batch=row, initial={"on": min(clock.today(), row.period.upper - timedelta(days=1))}, auto_id="sale-%s"
        )
    context = {
        "page": page,
        "batch": row,
        "good": row.recipe.good,
        "last": row.period.upper - timedelta(days=1),
        "form": form if may else None,
        "may": may,
    }
    return render(request, "production/batch.html", context, status=status)


@require_POST
@requires(MAKE)
@idempotent
def complete(request, pk):
    rows = Batch.objects.select_related("recipe__good", "establishment", "site", "activity", "company", "person")
    found = in_action(request, MAKE, rows, pk)
    form = forms.CompletionForm(request.POST, batch=found, auto_id="sale-%s")
    if form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("production:batch", pk)
    return _page(request, pk, form, 422)


@require_POST
@requires(MAKE)
@idempotent
def end(request, pk, step):
    services_of = {
        "terminar": (services.end_batch, _("El lote quedó terminado.")),
        "anular": (services.cancel_batch, _("El lote quedó anulado.")),
    }
    if step not in services_of:
        raise Http404
    service, done = services_of[step]
    found = in_action(request, MAKE, Batch.objects.select_related("establishment", "activity"), pk)
    back = reverse("production:batch", args=[pk])
    return act(request, service, batch=found, why=request.POST.get("reason", ""), done=done, to=back)


@requires(CHECK)
@idempotent
def check(request, pk):
    found = in_action(request, CHECK, Lot.objects.select_related("good", "establishment"), pk)
    waiting = services.moving.amount_in(found, "pending")
    form = forms.CheckForm(request.POST or None, lot=found, initial={"passed": quantity_text(waiting)})
    here = reverse("production:lot", args=[pk])
    return form_page(
        request,
        form,
        to=here,
        parent=f"{found.good} · {found.code}",
        parent_url=here,
        lot=found,
        waiting=waiting,
        template="production/check.html",
    )
