"""Screens of reparations and alimony: the orders that rule, those of one person, and the changes that wait."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.pay.court_orders import forms, queries, services
from llamkay.apps.pay.permissions import CONFIRM, COURT_ORDERS, VIEW
from llamkay.apps.people.queries import in_charge
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.listing import paginated, spreadsheet
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
}


@requires(VIEW)
def court_orders(request):
    form, today, scope = forms.CourtOrderFilter(request.GET), clock.today(), request.user.actions[VIEW]
    criteria = form.cleaned_data if form.is_valid() else {}
    kind, state = criteria.get("clase") or Kind.REPARATION, criteria.get("estado", "")
    rows = queries.orders(scope=scope, kind=kind, today=today, words=criteria.get("q", ""), state=state)
    waiting = queries.changes(scope=scope, state="proposed")
    audit.log_access(actor=request.user.username, kind="pay", target="court_orders")
    if request.GET.get("formato") == "xlsx":
        audit.log_access(actor=request.user.username, kind="export", target="court_orders")
        return _file(queries.with_money(rows, kind), kind, today)
    only = state == "waiting"
    page = paginated(request, waiting if only else rows)
    context = {"form": form, "page": page, "kind": kind, "only": only, "today": today}
    context["lines"] = [] if only else queries.with_money(page.object_list, kind)
    context["waiting"] = 0 if only else waiting.count()
    context["filtered"] = bool(criteria.get("q") or state)
    return render(request, "pay/court_orders/list.html", context)


def _file(lines, kind, today):
    money = _("Monto (S/)") if kind == Kind.REPARATION else _("Mensual (S/ o %)")
    headings = [
        _("Código"),
        _("Apellidos y nombres"),
        _("Expediente"),
        _("A favor de"),
        _("Documento"),
        _("Desde"),
        _("Hasta"),
        money,
        _("Descontado (S/)"),
        _("Entregado (S/)"),
        _("Pendiente (S/)"),
    ]
    rows = (
        (
            line.row.person.code,
            line.row.person.full_name,
            line.row.case_number,
            line.party,
            line.paper,
            line.row.period.lower,
            line.row.period.upper,
            f"{line.row.percent} %" if getattr(line.row, "percent", None) else (line.row.amount or 0) / 100 or None,
            line.withheld / 100,
            line.handed / 100,
            None if line.left is None else line.left / 100,
        )
        for line in lines
    )
    return spreadsheet(name=f"{kind}-{today}", headings=headings, rows=rows)


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
        blocked = {item["change"].kind for item in found["waiting"]}
        for name, (form, kind, does) in ACTS.items():
            if kind not in blocked and (found["running"][kind] is None) == (does == "create"):
                offered[name] = form(auto_id=f"{name}-%s")
    if bound is not None and act in offered:
        offered[act] = bound
    titles = {
        "nueva-reparacion": _("Registrar una reparación civil"),
        "cambiar-reparacion": _("Cambiar la reparación civil"),
        "terminar-reparacion": _("Terminar la reparación civil"),
        "nuevos-alimentos": _("Registrar alimentos por orden judicial"),
        "cambiar-alimentos": _("Cambiar los alimentos"),
        "terminar-alimentos": _("Terminar los alimentos"),
    }
    context = found | {
        "person": person,
        "today": today,
        "offered": [{"act": name, "form": form, "title": titles[name]} for name, form in offered.items()],
        "may_confirm": bool(decide(request.user, CONFIRM)),
        "problem": bound if bound is not None and act not in offered else None,
    }
    return render(request, "pay/court_orders/person.html", context, status=status)


@require_POST
@requires(COURT_ORDERS)
@idempotent
def propose(request, person, act):
    if act not in ACTS:
        raise Http404
    form_class, kind, does = ACTS[act]
    found, form = _person(request, person, COURT_ORDERS), form_class(request.POST, auto_id=f"{act}-%s")
    if form.is_valid():
        with on_form(form):
            services.propose(actor=request.user, person=found, kind=kind, act=does, **form.cleaned_data)
            messages.success(request, _("Propuesto: lo aprueba otra persona."))
            return redirect("pay:person_court_orders", person=found.pk)
    return _page(request, found, act=act, bound=form, status=422)


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
