"""Screens of requests: the board, receiving one, one with its clock and steps, the report on page and paper."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.rights.law import ground
from llamkay.apps.rights.lists import REQUESTS
from llamkay.apps.rights.permissions import ANSWER, RECEIVE
from llamkay.apps.rights.report.paper import prose, source_of
from llamkay.apps.rights.requests import queries, services
from llamkay.apps.rights.requests.forms import ReceiveForm, RequestFilter, step_forms
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires


@requires(RECEIVE)
def requests(request):
    form = RequestFilter(request.GET)
    rows = queries.requests(scope=request.user.actions[RECEIVE], **form.criteria())
    new = [link(reverse("rights:new_request"), _("Recibir un pedido"))]
    return answer(request, REQUESTS, rows, form=form, links=new)


@requires(RECEIVE)
@idempotent
def new_request(request):
    form = ReceiveForm(request.POST or None, actor=request.user, initial={"filed_on": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("rights:request", pk=form.result.pk)
    context = {"form": form, "back": reverse("rights:requests")}
    return render(request, "rights/form.html", context, status=422 if form.errors else 200)


def _found(user, pk, action):
    found = queries.find_request(scope=user.actions[action], pk=pk)
    if found is None:
        raise Http404
    return found


@requires(RECEIVE)
@idempotent
def data_request(request, pk):
    found, today = _found(request.user, pk, RECEIVE), clock.today()
    step = request.POST.get("step", "")
    forms = step_forms(found, actor=request.user, step=step, data=request.POST, today=today)
    if step in forms and forms[step].saved(actor=request.user):
        messages.success(request, forms[step].done)
        return redirect("rights:request", pk=pk)
    audit.log_access(actor=request.user.username, kind="data_request", target=f"person:{found.person_id}")
    context = {
        "found": found,
        "late": found.late(today),
        "left": (found.due_on - today).days,
        "norm": ground(found.ground, on=found.filed_on) if found.ground else None,
        "forms": forms,
        "sent": step,
        "answers": decide(request.user, ANSWER, establishment_id=found.establishment_id),
    }
    return render(request, "rights/request.html", context)


@requires(ANSWER)
def report(request, pk):
    found = _found(request.user, pk, ANSWER)
    made = services.read_report(actor=request.user, request=found)
    parts = [{"part": part, "prose": prose(part), "basis": source_of(part.basis)} for part in made.parts]
    return render(request, "rights/report.html", {"found": found, "report": made, "parts": parts})


@require_POST
@requires(ANSWER)
def report_paper(request, pk):
    found = _found(request.user, pk, ANSWER)
    pdf = services.make_report(actor=request.user, request=found)
    name = f'inline; filename="{found}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})
