"""Companies on screen: what each owes, the statement of a month, agreements and payments."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.institutions.queries import in_scope
from llamkay.apps.pay.companies import forms, queries, services
from llamkay.apps.pay.companies.lists import company_list, statement_list, with_foot
from llamkay.apps.pay.models import Agreement, CompanyPayment
from llamkay.apps.pay.permissions import COMPANIES, VIEW
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import soles
from llamkay.platform.screens.lists import answer
from llamkay.platform.screens.refusals import on_form, sentence
from llamkay.platform.security.access import decide, require, requires


@requires(VIEW)
def companies(request):
    form, today = forms.CompanyFilter(request.GET), clock.today()
    criteria = form.cleaned_data if form.is_valid() else {}
    rows = queries.relations(scope=request.user.actions[VIEW], words=criteria.get("q", ""))
    if state := criteria.get("estado"):
        rows = [row for row in rows if state in row.states(today)]
    if criteria.get("orden"):
        rows.sort(key=lambda row: -row.owed)
    owed = {"total": soles(sum(row.owed for row in rows)), "day": date_format(today)}
    return answer(
        request,
        company_list(today),
        rows,
        form=form,
        notes=[_("deben %(total)s al %(day)s") % owed],
        may_manage=decide(request.user, COMPANIES),
    )


def _found(request, company, code, action=VIEW):
    scope = request.user.actions.get(action)
    found = queries.relation(scope=scope, company=company, code=code) if scope else None
    if found is None:
        raise Http404
    return found


@requires(VIEW)
def company(request, company, code):
    return _page(request, _found(request, company, code))


def _page(request, relation, *, form=None, problem="", status=200):
    today = clock.today()
    may = bool(decide(request.user, COMPANIES, establishment_id=relation.establishment.pk))
    payments = CompanyPayment.objects.filter(company=relation.company, establishment=relation.establishment)
    if form is None:
        form = forms.PaymentForm(initial={"received_on": today}, auto_id="pago-%s")
        form.offer(relation.months)
    context = {
        "relation": relation,
        "lines": [{"line": line, "late": line.late(today)} for line in relation.months],
        "running": relation.running(today),
        "payments": payments.prefetch_related("matches"),
        "form": form if may and relation.months else None,
        "may_manage": may,
        "problem": problem,
        "today": today,
        "may_match": may and relation.owed and relation.in_favour,
    }
    return render(request, "pay/companies/company.html", context, status=status)


def _month(text):
    try:
        return Month.parse(text)
    except Refused:
        raise Http404 from None


@requires(VIEW)
def statement(request, company, code, month):
    found, month = _found(request, company, code), _month(month)
    line = next((line for line in found.months if line.month == month), None)
    if line is None:
        raise Http404
    rows = queries.statement(relation=found, month=month)
    sums = queries.totals(rows)
    context = {
        "relation": found,
        "line": line,
        "late": line.late(clock.today()),
        "month": month,
        "month_name": month_title(month),
        "totals": sums,
    }
    listed = statement_list(relation=found, month=month, pieces=bool(sums["pieces"]))
    return answer(request, listed, rows, prepare=with_foot, filed=list, **context)


@requires(COMPANIES)
@idempotent
def agreement_form(request, pk=None):
    scope = request.user.actions[COMPANIES]
    found = None
    if pk is not None:
        rows = scope.filter(Agreement.objects.select_related("company", "establishment"))
        found = rows.filter(pk=pk).first()
        if found is None:
            raise Http404
    form = forms.AgreementForm(
        request.POST or None,
        request.FILES or None,
        establishments=in_scope(scope),
        agreement=found,
        initial=forms.AgreementForm.initial_of(found) if found else {"days_to_pay": 15, "ruc": request.GET.get("ruc")},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if found:
            data |= {"establishment": found.establishment, "agreement": found}
        with on_form(form):
            made = services.save_agreement(actor=request.user, **data)
            messages.success(request, _("Se guardó el convenio %(number)s.") % {"number": made.number})
            return redirect("pay:company", company=made.company_id, code=made.establishment.code)
    status = 422 if form.errors else 200
    return render(request, "pay/companies/agreement.html", {"form": form, "agreement": found}, status=status)


@requires(VIEW)
def agreement_scan(request, pk):
    row = request.user.actions[VIEW].filter(Agreement.objects.filter(pk=pk).exclude(scan=None)).first()
    if row is None:
        raise Http404
    audit.log_access(actor=request.user.username, kind="export", target=f"agreement:{pk}")
    response = HttpResponse(bytes(row.scan), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="convenio-{row.pk}.pdf"'
    return response


@require_POST
@requires(COMPANIES)
@idempotent
def payment(request, company, code):
    found = _found(request, company, code, COMPANIES)
    form = forms.PaymentForm(request.POST, auto_id="pago-%s")
    form.offer(found.months)
    if form.is_valid():
        data = form.cleaned_data
        data["month"] = Month.parse(data["month"]) if data["month"] else None
        with on_form(form):
            services.enter_payment(actor=request.user, company=found.company, establishment=found.establishment, **data)
            messages.success(request, _("Se registró el pago."))
            return redirect("pay:company", company=company, code=code)
    return _page(request, found, form=form, status=422)


def _act(request, company, code, act, done):
    require(request.user, COMPANIES)
    found = _found(request, company, code, COMPANIES)
    try:
        act(found)
    except Refused as error:
        return _page(request, found, problem=sentence(error), status=422)
    messages.success(request, done)
    return redirect("pay:company", company=company, code=code)


@require_POST
@requires(COMPANIES)
@idempotent
def undo_payment(request, company, code, pk):
    def act(relation):
        row = CompanyPayment.objects.filter(pk=pk, company=relation.company, establishment=relation.establishment)
        item = row.select_related("company", "establishment").first()
        if item is None:
            raise Http404
        services.undo_payment(actor=request.user, payment=item, reason=request.POST.get("reason", ""))

    return _act(request, company, code, act, _("El pago quedó anulado con su asiento contrario."))


@require_POST
@requires(COMPANIES)
@idempotent
def match_again(request, company, code):
    def act(relation):
        services.match_again(actor=request.user, company=relation.company, establishment=relation.establishment)

    return _act(request, company, code, act, _("El saldo a favor responde ahora por los meses que se debían."))
