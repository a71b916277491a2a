"""Screens of the agreements: the list, one with all of it, the acts upon it, its file."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.coordination.agreements import forms, queries, services
from llamkay.apps.coordination.commitments import queries as commitments
from llamkay.apps.coordination.lists import agreement_list, stage_cell
from llamkay.apps.coordination.models import Agreement
from llamkay.apps.coordination.permissions import MANAGE, VIEW
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.screens.refusals import as_message
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def agreements(request):
    form = forms.AgreementFilter(request.GET)
    rows = queries.lines(on=clock.today(), **form.criteria())
    return answer(request, agreement_list, rows, form=form, may_manage=bool(decide(request.user, MANAGE)))


def _found(pk):
    return get_object_or_404(queries.every_agreement(), pk=pk)


@requires(VIEW)
def agreement(request, pk):
    found, today = _found(pk), clock.today()
    line = queries.line_of(found, on=today)
    rows = commitments.lines_of(commitments.every_commitment().filter(agreement=found, obligation=None), on=today)
    may = bool(decide(request.user, MANAGE))
    context = {
        "agreement": found,
        "line": line,
        "stage": stage_cell(line),
        "parties": queries.parties_of(found, on=today),
        "obligations": queries.measured(found, on=today),
        "commitments": rows,
        "may_manage": may,
        "acts": [(name, form.title) for name, form in forms.ACTS.items() if may and form.offered(found)],
    }
    return render(request, "coordination/agreement.html", context)


@requires(MANAGE)
@idempotent
def edit(request, pk=None):
    found = _found(pk) if pk else None
    if found and found.signed_on:
        messages.error(request, _("El convenio está firmado: no se cambia. Lo que cambie se acuerda en una adenda."))
        return redirect(found)
    form = forms.AgreementForm(request.POST or None, agreement=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(form.result)
    return render(request, "coordination/form.html", {"form": form, "agreement": found})


@requires(MANAGE)
@idempotent
def act(request, pk, kind):
    found = _found(pk)
    form_class = forms.ACTS.get(kind)
    if form_class is None or not form_class.offered(found):
        raise Http404
    form = form_class(request.POST or None, request.FILES or None, agreement=found, today=clock.today())
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("coordination:agreements") if kind == "descartar" else redirect(found)
    return render(request, "coordination/form.html", {"form": form, "agreement": found})


@require_POST
@requires(MANAGE)
def remove_obligation(request, pk, obligation):
    found = _found(pk)
    row = get_object_or_404(found.obligations, pk=obligation)
    with as_message(request):
        services.remove_obligation(actor=request.user, agreement=found, obligation=row)
        messages.success(request, _("Se quitó la obligación."))
    return redirect(found)


@requires(VIEW)
def file(request, pk):
    row = get_object_or_404(Agreement.objects.exclude(file=None), pk=pk)
    audit.log_access(actor=request.user.username, kind="export", target=f"agreement_between:{pk}")
    response = HttpResponse(bytes(row.file), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="convenio-{pk}.pdf"'
    return response
