"""Loads on screen: the list, a file to try, what would become of its rows, the acts on it, its template."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.institutions.queries import staff_names
from llamkay.apps.intake import forms, lists, queries, services
from llamkay.apps.intake.kinds import Kind
from llamkay.apps.intake.permissions import LOAD
from llamkay.apps.intake.template import template as workbook
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import XLSX, answer
from llamkay.platform.security.access import requires
from llamkay.platform.security.scope import NOTHING


@requires(LOAD)
def loads(request):
    form = forms.LoadFilter(request.GET)
    rows = queries.loads(user=request.user, scope=request.user.actions[LOAD], **form.criteria())
    shown = lists.load_list(staff=SimpleLazyObject(staff_names))
    return answer(request, shown, rows, form=form, kinds=queries.offered(request.user, services.NEEDS))


@requires(LOAD)
@idempotent
def new(request):
    more = {"user": request.user, "scope": request.user.actions[LOAD]}
    if request.method == "POST":
        form = forms.NewForm(request.POST, request.FILES, **more)
        if form.saved(actor=request.user):
            return redirect(form.result)
    else:
        form = forms.NewForm(initial={"kind": request.GET.get("clase", "")}, **more)
    context = {"form": form, "kinds": queries.offered(request.user, services.NEEDS)}
    return render(request, "intake/new.html", context, status=422 if form.errors else 200)


@requires(LOAD)
def template(request, kind):
    if kind not in Kind.values:
        raise Http404
    response = HttpResponse(workbook(kind), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="plantilla-{Kind(kind).label.lower()}.xlsx"'
    return response


def _load(request, pk):
    found = queries.loads(user=request.user, scope=request.user.actions.get(LOAD, NOTHING)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@requires(LOAD)
def load(request, pk):
    return _page(request, _load(request, pk))


def _page(request, found, *, act="", bound=None):
    form, scope = forms.RowFilter(request.GET), request.user.actions[LOAD]
    rows = queries.shown_rows(found, **form.criteria())
    acts = [
        {"act": name, "form": bound if name == act else kind(load=found, scope=scope, auto_id=f"{name}-%s")}
        for name, (kind, state) in forms.LOAD_ACTS.items()
        if found.state == state
    ]
    response = answer(
        request,
        lists.rows_list(found),
        rows,
        form=form,
        load=found,
        outcomes=queries.outcomes(services.counts(found), state=found.state),
        totals=services.totals_of(found),
        unread=found.report.get("unread", []),
        acts=acts,
    )
    response.status_code = 422 if bound is not None else response.status_code
    return response


@require_POST
@requires(LOAD)
@idempotent
def load_act(request, pk, act):
    found = _load(request, pk)
    if act not in forms.LOAD_ACTS:
        raise Http404
    form = forms.LOAD_ACTS[act][0](request.POST, load=found, scope=request.user.actions[LOAD], auto_id=f"{act}-%s")
    if not form.saved(actor=request.user):
        return _page(request, found, act=act, bound=form)
    messages.success(request, form.done)
    return redirect(found)


@requires(LOAD)
@idempotent
def doubt(request, pk, row):
    found = _load(request, pk)
    waiting = queries.doubt(found, row)
    if waiting is None:
        raise Http404
    line, matches = waiting
    audit.log_access(actor=request.user.username, kind="load", target=f"load:{found.pk}")
    form = forms.DoubtForm(request.POST or None, load=found, scope=request.user.actions[LOAD], row=row, matches=matches)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        more = "?fila=doubt" if services.counts(form.result).get("doubt") else ""
        return redirect(form.result.get_absolute_url() + more)
    context = {"form": form, "load": found, "line": line, "matches": matches, "caption": _("Fila {n}").format(n=row)}
    return render(request, "intake/doubt.html", context, status=422 if form.errors else 200)
