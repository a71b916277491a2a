"""Screens of reparations and alimony: the orders that rule, those of one person, and the changes that wait."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.institutions.queries import staff_names
from llamkay.apps.pay.court_orders import forms, queries, services
from llamkay.apps.pay.court_orders.lists import change_list, order_list
from llamkay.apps.pay.permissions import CONFIRM, COURT_ORDERS, VIEW
from llamkay.apps.people.queries import in_charge
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer, is_file
from llamkay.platform.screens.refusals import as_message, on_form
from llamkay.platform.security.access import decide, requires

Kind = queries.Kind
# Act → form, kind, what is done.
ACTS = {
    "nueva-reparacion": (forms.NewReparation, "reparation", "create"),
    "cambiar-reparacion": (forms.ChangeReparation, "reparation", "change"),
    "terminar-reparacion": (forms.EndForm, "reparation", "end"),
    "nuevos-alimentos": (forms.NewAlimony, "alimony", "create"),
    "cambiar-alimentos": (forms.ChangeAlimony, "alimony", "change"),
    "terminar-alimentos": (forms.EndForm, "alimony", "end"),
    "nueva-multa": (forms.NewFine, "fine", "create"),
    "cambiar-multa": (forms.ChangeFine, "fine", "change"),
    "terminar-multa": (forms.EndForm, "fine", "end"),
}
PLAN = "cuotas"


@requires(VIEW)
def court_orders(request):
    form, today, scope = forms.CourtOrderFilter(request.GET), clock.today(), request.user.actions[VIEW]
    criteria = form.cleaned_data if form.is_valid() else {}
    kind, state = criteria.get("clase") or Kind.REPARATION, criteria.get("estado", "")
    rows = queries.orders(scope=scope, kind=kind, today=today, words=criteria.get("q", ""), state=state)
    waiting = queries.changes(scope=scope, state="proposed")
    if state == "waiting":
        return answer(request, change_list(staff=SimpleLazyObject(staff_names)), waiting, form=form)
    return answer(
        request,
        order_list(kind, today=today),
        rows,
        form=form,
        narrowed=bool(criteria.get("q") or state),
        prepare=lambda page: queries.with_money(page, kind),
        waiting=0 if is_file(request) else waiting.count(),
    )


def _person(request, pk, action=VIEW):
    scope = request.user.actions.get(action)
    found = in_charge(scope).filter(pk=pk).first() if scope else None
    if found is None:
        raise Http404
    return found


@requires(VIEW)
def person_court_orders(request, person):
    return _page(request, _person(request, person))


def _page(request, person, *, act="", bound=None, status=200):
    today, scope = clock.today(), request.user.actions[VIEW]
    audit.log_access(actor=request.user.username, kind="pay", target=f"person:{person.pk}")
    found = queries.page(scope=scope, person=person, today=today)
    offered = {}
    if decide(request.user, COURT_ORDERS):
        for name, (form, kind, does) in ACTS.items():
            cases = found["free"][kind]
            if does == "create":
                offered[name] = form(auto_id=f"{name}-%s")
            elif cases:
                offered[name] = form(cases=cases, auto_id=f"{name}-%s")
        if found["planned"]:
            offered[PLAN] = forms.PlanForm(cases=found["planned"], auto_id=f"{PLAN}-%s")
    if bound is not None and act in offered:
        offered[act] = bound
    titles = {
        "nueva-reparacion": _("Registrar una reparación civil"),
        "cambiar-reparacion": _("Cambiar la reparación civil"),
        "terminar-reparacion": _("Terminar la reparación civil"),
        "nuevos-alimentos": _("Registrar alimentos por orden judicial"),
        "cambiar-alimentos": _("Cambiar los alimentos"),
        "terminar-alimentos": _("Terminar los alimentos"),
        "nueva-multa": _("Registrar una multa"),
        "cambiar-multa": _("Cambiar la multa"),
        "terminar-multa": _("Terminar la multa"),
        PLAN: _("Registrar cuotas de una reparación o una multa"),
    }
    context = found | {
        "person": person,
        "today": today,
        "offered": [{"act": name, "form": form, "title": titles[name]} for name, form in offered.items()],
        "may_confirm": bool(decide(request.user, CONFIRM)),
        "may_propose": bool(decide(request.user, COURT_ORDERS)),
        "problem": bound if bound is not None and act not in offered else None,
    }
    return render(request, "pay/court_orders/person.html", context, status=status)


@require_POST
@requires(COURT_ORDERS)
@idempotent
def propose(request, person, act):
    if act == PLAN:
        return _plan(request, _person(request, person, COURT_ORDERS))
    if act not in ACTS:
        raise Http404
    form_class, kind, does = ACTS[act]
    found = _person(request, person, COURT_ORDERS)
    cases = () if does == "create" else queries.cases_free(person=found, kind=kind, today=clock.today())
    form = form_class(request.POST, cases=cases, auto_id=f"{act}-%s")
    if form.is_valid():
        with on_form(form):
            services.propose(actor=request.user, person=found, kind=kind, act=does, **form.cleaned_data)
            messages.success(request, _("Propuesto: lo aprueba otra persona."))
            return redirect("pay:person_court_orders", person=found.pk)
    return _page(request, found, act=act, bound=form, status=422)


def _plan(request, person):
    cases = queries.cases_to_plan(scope=request.user.actions[COURT_ORDERS], person=person, today=clock.today())
    form = forms.PlanForm(request.POST, cases=cases, auto_id=f"{PLAN}-%s")
    if form.is_valid():
        data = form.cleaned_data
        kind, case_number = data.pop("case")
        with on_form(form):
            services.agree_plan(actor=request.user, person=person, kind=kind, case_number=case_number, **data)
            messages.success(request, _("Quedaron registradas las cuotas."))
            return redirect("pay:person_court_orders", person=person.pk)
    return _page(request, person, act=PLAN, bound=form, status=422)


@require_POST
@requires(COURT_ORDERS)
def end_plan(request, pk):
    row = queries.plan(scope=request.user.actions[COURT_ORDERS], pk=pk)
    if row is None:
        raise Http404
    with as_message(request):
        services.end_plan(actor=request.user, plan=row, why=request.POST.get("texto", "")[:200])
        messages.success(request, _("Las cuotas quedaron sin efecto."))
    return redirect("pay:person_court_orders", person=row.person_id)


@require_POST
@requires(VIEW)
def decide_change(request, pk, act):
    if act not in ("aprobar", "rechazar"):
        raise Http404
    row = queries.changes(scope=request.user.actions[VIEW]).filter(pk=pk).first()
    if row is None:
        raise Http404
    with as_message(request):
        if act == "aprobar":
            services.approve(actor=request.user, change=row)
        else:
            services.refuse(actor=request.user, change=row, why=request.POST.get("texto", "")[:200])
        messages.success(request, _("Quedó registrado."))
    return redirect("pay:person_court_orders", person=row.person_id)
