"""Screens of the monthly returns: the list and what is missing, one return, one to type, a file of many."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from llamkay.apps.institutions.queries import in_scope, staff_names
from llamkay.apps.months.queries import paperwork_month
from llamkay.apps.statistics import queries, services
from llamkay.apps.statistics.models import MonthlyReturn
from llamkay.apps.statistics.permissions import ACCEPT, REPORT, VIEW
from llamkay.apps.statistics.returns import forms, imports
from llamkay.apps.statistics.returns.lists import return_list
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.screens.lists import answer, download, is_file
from llamkay.platform.screens.refusals import on_form, sentences
from llamkay.platform.security.access import decide, requires

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(VIEW)
def returns(request):
    scope = request.user.actions[VIEW]
    form = forms.ReturnFilter(request.GET, scope=scope)
    form.is_valid()
    chosen = form.cleaned_data
    month, place = chosen.get("mes"), chosen.get("establecimiento")
    rows = queries.returns(
        scope=scope,
        month=month.first if month else None,
        state=chosen.get("estado", ""),
        establishment_code=place.code if place else "",
        sort=request.GET.get("orden", ""),
    )
    missing_of = month or paperwork_month()
    return answer(
        request,
        return_list(staff=SimpleLazyObject(staff_names)),
        rows,
        form=form,
        missing_month=missing_of,
        missing_month_name=month_title(missing_of),
        missing=[] if is_file(request) else queries.missing_returns(scope=scope, month=missing_of.first),
        may_report=bool(decide(request.user, REPORT)),
    )


def _found(request, pk, action=VIEW):
    """A return in the scope of the caller's action; 404 outside."""
    return get_object_or_404(queries.returns(scope=request.user.actions[action]), pk=pk)


@requires(VIEW)
def detail(request, pk):
    return _return_page(request, _found(request, pk))


def _return_page(request, monthly_return, *, problems=(), status=200):
    lines = queries.figures_of_return(monthly_return)
    if is_file(request):
        audit.log_access(actor=request.user.username, kind="export", target=f"return:{monthly_return.pk}")
        return _return_file(request.GET["formato"], monthly_return, lines)
    audit.log_access(actor=request.user.username, kind="read", target=f"return:{monthly_return.pk}")
    draft = monthly_return.state == MonthlyReturn.State.DRAFT
    place = monthly_return.establishment_id
    others = list(queries.others_of_month(monthly_return))
    context = {
        "monthly_return": monthly_return,
        "month_name": month_title(Month.of(monthly_return.month)),
        "month": Month.of(monthly_return.month),
        "lines": lines,
        "others": others,
        "accepted": next((other for other in others if other.state == MonthlyReturn.State.ACCEPTED), None),
        "snapshot": next(iter(monthly_return.snapshots.all()), None),
        "problems": problems,
        "may_accept": draft and bool(decide(request.user, ACCEPT, establishment_id=place)),
        "may_report": bool(decide(request.user, REPORT, establishment_id=place)),
        "draft": draft,
    }
    return render(request, "statistics/return.html", context, status=status)


def _return_file(kind, monthly_return, lines):
    headings = [
        _("Código"),
        _("Mes"),
        _("Día de corte"),
        _("Cifra"),
        _("Nombre"),
        _("Clave"),
        _("Nombre de la clave"),
        _("Valor"),
        _("Unidad"),
    ]
    rows = [
        (
            monthly_return.establishment.code,
            f"{monthly_return.month:%Y-%m}",
            monthly_return.as_of,
            line.metric.code,
            line.metric.label,
            line.key,
            line.label,
            line.value,
            line.metric.counted_in,
        )
        for line in lines
    ]
    return download(
        kind,
        name=f"informe-{monthly_return.establishment.code}-{monthly_return.month:%Y-%m}",
        headings=headings,
        rows=rows,
    )


@require_POST
@requires(ACCEPT)
def accept(request, pk):
    monthly_return = _found(request, pk, ACCEPT)
    try:
        snapshot = services.accept_return(actor=request.user, monthly_return=monthly_return)
    except services.ReturnRefused as refusal:
        return _return_page(request, _found(request, pk), problems=sentences(refusal), status=409)
    messages.success(
        request, _("Informe aceptado: sus cifras son el corte n.º %(n)s del mes.") % {"n": snapshot.number}
    )
    return redirect("statistics:return", pk=pk)


@require_POST
@requires(REPORT)
def withdraw(request, pk):
    monthly_return = _found(request, pk, REPORT)
    try:
        back = services.withdraw_return(actor=request.user, monthly_return=monthly_return)
    except services.ReturnRefused as refusal:
        return _return_page(request, _found(request, pk), problems=sentences(refusal), status=409)
    done = _("Borrador retirado.")
    if back:
        done = _("Borrador retirado: vuelve a estar vigente el borrador n.º %(n)s.") % {"n": back.pk}
    messages.success(request, done)
    return redirect("statistics:return", pk=pk)


@requires(REPORT)
def report(request):
    scope = request.user.actions[REPORT]
    query = request.GET if "mes" in request.GET or "establecimiento" in request.GET else None
    start = forms.StartForm(query, scope=scope, initial={"mes": str(paperwork_month())})
    if query is None or not start.is_valid():
        context = {"form": start, "back": "statistics:returns"}
        return render(request, "statistics/start.html", context, status=200 if query is None else 422)
    place, month = start.cleaned_data["establecimiento"], start.cleaned_data["mes"]
    previous = month.previous()
    before = queries.values_of(establishment=place, month=previous.first)
    form = forms.ReturnForm(
        request.POST or None,
        establishment=place,
        month=month,
        book=queries.dictionary(),
        before=before,
        initial={"as_of": forms.last_day(month, today=clock.today())},
    )
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, _("Informe presentado como borrador. Falta que estadística lo acepte."))
        return redirect("statistics:return", pk=form.result.pk)
    context = {
        "form": form,
        "establishment": place,
        "month_name": month_title(month),
        "previous_name": month_title(previous),
        "has_before": bool(before),
        "standing": queries.returns(scope=scope, month=month.first, establishment_code=place.code).filter(
            state__in=["draft", "accepted"]
        ),
    }
    return render(request, "statistics/report.html", context, status=422 if form.errors else 200)


@requires(REPORT)
def import_file(request):
    scope = request.user.actions[REPORT]
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    parsed = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with on_form(form, "file"):
            parsed = imports.read_returns(scope=scope, name=file.name, content=file.read())
    return _import_page(request, form, parsed, status=422 if form.errors or (parsed and parsed.refused) else 200)


def _import_page(request, form, parsed=None, *, problems=(), status=200):
    scope = request.user.actions[REPORT]
    good = parsed is not None and not parsed.refused
    context = {
        "form": form,
        "parsed": parsed,
        "problems": problems,
        "packed": imports.packed(parsed, username=request.user.username) if good else "",
        "standing": _standing(scope, parsed) if good else [],
        "template_form": forms.TemplateForm(scope=scope, initial={"mes": str(paperwork_month())}),
        "may_accept": bool(decide(request.user, ACCEPT)),
    }
    return render(request, "statistics/import.html", context, status=status)


def _standing(scope, parsed):
    """Each return of a file with what stands for its month, which it would replace."""
    months = {monthly_return.month.first for monthly_return in parsed.returns}
    known = {}
    for row in queries.returns(scope=scope).filter(month__in=months, state__in=["draft", "accepted"]):
        known.setdefault((row.establishment_id, row.month), []).append(row)
    return [
        (monthly_return, known.get((monthly_return.establishment.pk, monthly_return.month.first), []))
        for monthly_return in parsed.returns
    ]


@require_POST
@requires(REPORT)
def import_write(request):
    user = request.user
    try:
        parsed = imports.unpacked(request.POST.get("packed", ""), scope=user.actions[REPORT], username=user.username)
        done = imports.write_returns(actor=user, parsed=parsed, accept="accept" in request.POST)
    except services.ReturnRefused as refusal:
        return _import_page(request, forms.ImportForm(), problems=sentences(refusal), status=409)
    except Refused as refusal:
        return _import_page(request, forms.ImportForm(), problems=sentences(refusal), status=422)
    return redirect("statistics:batch", batch=done.batch)


@requires(REPORT)
def batch(request, batch):
    rows = list(queries.returns(scope=request.user.actions[REPORT]).filter(batch=batch))
    if not rows:
        raise Http404
    context = {
        "rows": rows,
        "batch": batch,
        "drafts": sum(row.state == MonthlyReturn.State.DRAFT for row in rows),
        "accepted": sum(row.state == MonthlyReturn.State.ACCEPTED for row in rows),
    }
    return render(request, "statistics/batch.html", context)


@require_POST
@requires(REPORT)
def undo(request, batch):
    scope = request.user.actions[REPORT]
    if not queries.returns(scope=scope).filter(batch=batch).exists():
        raise Http404
    done = imports.undo_import(actor=request.user, scope=scope, batch=batch)
    outcome = [
        ngettext("Se retiró %(n)s borrador.", "Se retiraron %(n)s borradores.", done.withdrawn) % {"n": done.withdrawn}
    ]
    if done.accepted:
        outcome.append(_("Los aceptados no se deshacen: presente otro informe del mismo mes, que los reemplaza."))
    messages.success(request, " ".join(outcome))
    return redirect("statistics:batch", batch=batch)


@requires(REPORT)
def template_file(request):
    scope = request.user.actions[REPORT]
    form = forms.TemplateForm(request.GET, scope=scope)
    form.is_valid()
    place, month = form.cleaned_data.get("establecimiento"), form.cleaned_data.get("mes") or paperwork_month()
    places = [place] if place else list(in_scope(scope).order_by("order"))
    response = HttpResponse(imports.template(places=places, month=month), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="plantilla-informe-{month}.xlsx"'
    return response
