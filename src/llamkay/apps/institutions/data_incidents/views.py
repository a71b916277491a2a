"""Screens of the security incidents of personal data: reporting one, the board of the data officer, one of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from llamkay.apps.institutions.data_incidents import services as incidents
from llamkay.apps.institutions.data_incidents.forms import ReportForm, step_forms
from llamkay.apps.institutions.data_incidents.lists import incident_list
from llamkay.apps.institutions.data_incidents.paper import notice
from llamkay.apps.institutions.permissions import INCIDENTS, REPORT_INCIDENT
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires


@requires(REPORT_INCIDENT)
@idempotent
def report_incident(request):
    form = ReportForm(
        request.POST or None, scope=request.user.actions[REPORT_INCIDENT], initial={"known_at": clock.now()}
    )
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("institutions:data_incidents" if decide(request.user, INCIDENTS) else "today")
    return render(request, "institutions/incident_report.html", {"form": form})


@requires(INCIDENTS)
def data_incidents(request):
    rows = incidents.visible(request.user.actions[INCIDENTS])
    return answer(request, incident_list(now=clock.now()), rows)


@requires(INCIDENTS)
@idempotent
def data_incident(request, pk):
    found, now = get_object_or_404(incidents.visible(request.user.actions[INCIDENTS]), pk=pk), clock.now()
    step = request.POST.get("step", "")
    forms = {} if found.closed_at else step_forms(found, step=step, data=request.POST, now=now)
    if step in forms and forms[step].saved(actor=request.user):
        messages.success(request, forms[step].done)
        return redirect("institutions:data_incident", pk)
    audit.log_access(actor=request.user.username, kind="incident", target=f"data_incident:{pk}")
    context = {"incident": _with_clock(found, now), "forms": forms, "sent": step}
    return render(request, "institutions/incident.html", context)


@require_POST
@requires(INCIDENTS)
def incident_paper(request, pk):
    found = get_object_or_404(incidents.visible(request.user.actions[INCIDENTS]), pk=pk)
    pdf = notice(found)
    incidents.printed(actor=request.user, incident=found)
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="incidente-{found.pk}.pdf"'},
    )


def _with_clock(incident, now):
    incident.owed = incidents.owed(incident)
    incident.late = incident.owed and incident.due_at < now
    incident.clock = incidents.clock_words(incident, now=now) if incident.owed else ""
    return incident
