"""Screens of the releases: the quarters, what would be told of one, and the acts on what was prepared."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from llamkay.apps.statistics.models import Release
from llamkay.apps.statistics.permissions import PREPARE, SIGN, VIEW
from llamkay.apps.statistics.releases import forms as release_forms
from llamkay.apps.statistics.releases import queries as release_queries
from llamkay.apps.statistics.releases.services import ReleaseRefused, checked, require_national
from llamkay.apps.statistics.releases.tables import labels, offered, quarter
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import paginated
from llamkay.platform.screens.refusals import sentence
from llamkay.platform.security.access import decide, requires

ACTS = {
    "firmar": (release_forms.SignForm, Release.State.PREPARED),
    "no-firmar": (release_forms.RefuseForm, Release.State.PREPARED),
    "retirar": (release_forms.WithdrawForm, Release.State.SIGNED),
}


@requires(VIEW)
def releases(request):
    context = {
        "quarters": release_queries.quarters(clock.today()),
        "page": paginated(request, Release.objects.all()),
        "may_prepare": bool(decide(request.user, PREPARE)),
    }
    return render(request, "statistics/releases.html", context)


@requires(PREPARE)
@idempotent
def prepare(request, month):
    require_national(request.user, PREPARE)
    try:
        month_ = Month.parse(month)
    except Refused as error:
        raise Http404 from error
    if month_ not in release_queries.ended_quarters(clock.today()):
        raise Http404
    made = quarter(month_)
    refused, disclosed = "", None
    try:
        disclosed = checked(made)
    except ReleaseRefused as error:
        refused = sentence(error)
    names = labels(made)
    choices = [(key, names[key]) for key in offered(made) if disclosed and disclosed.cells.get(key) is None]
    form = release_forms.PrepareForm(request.POST or None, request=request, month=month_, choices=choices)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("statistics:release", pk=form.result.pk)
    audit.log_access(actor=request.user.username, kind="read", target=f"release:{month_}")
    context = {
        "form": form,
        "quarter": made,
        "month": month_.first,
        "refused": refused,
        "disclosed": disclosed,
        "tables": release_queries.read_tables(
            made.tables,
            disclosed.cells if disclosed else {},
            values=made.values,
            bounds=disclosed.bounds if disclosed else {},
        ),
        "waits": Release.objects.filter(month=month_.first, state=Release.State.PREPARED).first(),
    }
    return render(request, "statistics/release_prepare.html", context)


@requires(VIEW)
def release(request, pk):
    found = get_object_or_404(Release, pk=pk)
    signer, own = bool(decide(request.user, SIGN)), found.prepared_by == request.user.username
    may = {
        "sign": signer and not own and found.state == Release.State.PREPARED,
        "refuse": (signer or own) and found.state == Release.State.PREPARED,
        "withdraw": signer and found.state == Release.State.SIGNED,
    }
    tables = release_queries.read_tables(found.document["tables"], found.document["cells"])
    return render(request, "statistics/release.html", {"release": found, "tables": tables, "may": may})


@requires(VIEW)
@idempotent
def act(request, pk, act):
    """Sign, refuse or withdraw; the service decides who may."""
    if act not in ACTS:
        raise Http404
    kind, state = ACTS[act]
    found = get_object_or_404(Release, pk=pk, state=state)
    form = kind(request.POST or None, request=request, release=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("statistics:release", pk=found.pk)
    return render(request, "statistics/release_act.html", {"form": form, "release": found})
