"""Companies on screen: their requests, agreements with what they promised; and a company's own page."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.pay.companies.queries import agreements_in
from llamkay.apps.production.companies import forms, lists, queries, services
from llamkay.apps.production.models import AgreementTerms, CompanyRequest
from llamkay.apps.production.permissions import BRANDS, OWN_COMPANY, PARTNERS, PUBLISH, VIEW
from llamkay.apps.production.sales.forms import StageFilter
from llamkay.apps.production.screens import act, form_page
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def requests(request):
    form = StageFilter(request.GET, choices=CompanyRequest.Stage.choices)
    rows = queries.requests(scope=request.user.actions[VIEW], **form.criteria())
    return answer(request, lists.REQUESTS, rows, form=form, may=decide(request.user, PARTNERS))


@requires(PARTNERS)
@idempotent
def new_request(request):
    here = reverse("production:requests")
    form = forms.RequestForm(request.POST or None)
    parent = _("Empresas que piden dar trabajo")
    return form_page(
        request, form, to=lambda row: reverse("production:request", args=[row.pk]), parent=parent, parent_url=here
    )


def _found(request, pk, action):
    row = queries.requests(scope=request.user.actions[action]).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@requires(VIEW)
def work_request(request, pk):
    return _page(request, _found(request, pk, VIEW))


def _page(request, row, *, sent=None, status=200):
    may = bool(decide(request.user, PARTNERS))
    steps = {}
    if may:
        scope = request.user.actions[PARTNERS]
        for name in forms.NEXT.get(row.stage, ()):
            initial = {"plan": row.plan, "establishment": row.establishment_id}
            steps[name] = forms.STEPS[name](work=row, scope=scope, initial=initial, auto_id=f"{name}-%s")
    if sent:
        steps[sent[0]] = sent[1]
    matches = queries.matches(request=row, scope=request.user.actions[VIEW], on=clock.today())
    context = {"work": row, "may": may, "steps": steps, "matches": matches if row.stage in forms.NEXT else []}
    return render(request, "production/request.html", context, status=status)


@require_POST
@requires(PARTNERS)
@idempotent
def request_act(request, pk, step):
    row = _found(request, pk, PARTNERS)
    here = reverse("production:request", args=[pk])
    if step == "dejar":
        done, why = _("La solicitud quedó cerrada."), request.POST.get("reason", "")
        return _refuse(request, row, why, done, here)
    if step not in forms.STEPS:
        raise Http404
    form = forms.STEPS[step](request.POST, work=row, scope=request.user.actions[PARTNERS], auto_id=f"{step}-%s")
    if form.saved(actor=request.user):
        return act(request, lambda actor: None, done=form.done, to=here)
    return _page(request, row, sent=(step, form), status=422)


def _refuse(request, row, why, done, here):
    def service(*, actor):
        services.refuse(actor=actor, request=row, why=why)

    return act(request, service, done=done, to=here)


@requires(VIEW)
def agreements(request):
    today = clock.today()
    rows = queries.running_agreements(scope=request.user.actions[VIEW], on=today)
    may = {"may": BRANDS, "partners": PARTNERS, "publishes": PUBLISH}
    return answer(
        request, lists.agreement_list(today), rows, **{name: decide(request.user, code) for name, code in may.items()}
    )


@requires(VIEW)
def terms(request, pk):
    row = agreements_in(request.user.actions[VIEW]).filter(pk=pk).first()
    if row is None:
        raise Http404
    month = Month.of(clock.today()).previous()
    page = queries.terms_page(agreement=row, month=month, on=clock.today())
    context = {
        "page": page,
        "month_name": month_title(month),
        "may": decide(request.user, PARTNERS, establishment_id=row.establishment_id),
    }
    return render(request, "production/terms.html", context)


@requires(PARTNERS)
@idempotent
def edit_terms(request, pk):
    row = agreements_in(request.user.actions[PARTNERS]).filter(pk=pk).first()
    if row is None:
        raise Http404
    found = AgreementTerms.objects.filter(agreement=row).first()
    names = ("people", "floor", "training_hours", "certificates")
    initial = {name: getattr(found, name) for name in names} if found else None
    form = forms.TermsForm(request.POST or None, agreement=row, initial=initial)
    here = reverse("production:terms", args=[pk])
    return form_page(request, form, to=here, parent=str(row), parent_url=here)


@requires(BRANDS)
@idempotent
def login(request):
    here = reverse("production:agreements")
    form = forms.LoginForm(request.POST or None, initial={"start": clock.today()})
    return form_page(request, form, to=here, parent=_("Convenios en marcha"), parent_url=here)


@requires(OWN_COMPANY)
def own(request):
    company = queries.company_of(request.user, on=clock.today())
    if company is None:
        return render(request, "production/own_none.html")
    audit.log_access(actor=request.user.username, kind="read", target=f"company:{company.pk}")
    page = queries.own_page(company=company, on=clock.today())
    month = month_title(Month.of(clock.today()).previous())
    return render(request, "production/own.html", {"page": page, "month_name": month})
