"""The desk of the liaison: commitments, referrals, what is published of the nurseries; one referral with its answer."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from llamkay.apps.coordination.commitments.queries import lines, posts_answered
from llamkay.apps.coordination.desk import forms, queries
from llamkay.apps.coordination.lists import due_cell
from llamkay.apps.coordination.permissions import LIAISON
from llamkay.apps.statistics.releases.queries import public_releases, read_tables
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.security.access import requires


@requires(LIAISON)
def liaison(request):
    today = clock.today()
    release = public_releases().first()
    context = {
        "referrals": queries.addressed(request.user, today),
        "commitments": [
            (line, due_cell(line)) for line in lines(on=today, posts=posts_answered(request.user, today), state="open")
        ],
        "release": release,
    }
    if release:
        document = release.document
        context |= {"tables": read_tables(document["tables"], document["cells"]), "document": document}
        context |= {"as_of": date.fromisoformat(document["as_of"])}
    audit.log_access(actor=request.user.username, kind="referrals", target="liaison")
    return render(request, "coordination/liaison.html", context)


@requires(LIAISON)
@idempotent
def referral(request, pk):
    today = clock.today()
    line = next((each for each in queries.addressed(request.user, today) if each.referral.pk == pk), None)
    if line is None:
        raise Http404
    form = forms.AnswerForm(request.POST or None, referral=pk, initial={"next_on": today + timedelta(days=30)})
    if request.method == "POST" and line.waits and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("coordination:liaison_referral", pk)
    audit.log_access(actor=request.user.username, kind="child", target=f"referral:{pk}")
    return render(request, "coordination/liaison_referral.html", {"line": line, "form": form if line.waits else None})
