"""The 10 % of own-account work on screen: who owes, what each paid, plans."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.pay.levy import forms, queries, services
from llamkay.apps.pay.levy.lists import debtor_list
from llamkay.apps.pay.models import LevyPayment, LevyPlan
from llamkay.apps.pay.permissions import LEVY, VIEW
from llamkay.apps.remission.debts import gate_of
from llamkay.apps.remission.words import sentence
from llamkay.core.errors import Refused
from llamkay.core.remission.procedure import Debt
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.screens.refusals import on_form
from llamkay.platform.security.access import decide, require, requires


@requires(VIEW)
def levies(request):
    form, today = forms.LevyFilter(request.GET), clock.today()
    criteria = form.cleaned_data if form.is_valid() else {}
    rows = queries.debtors(
        scope=request.user.actions[VIEW],
        today=today,
        words=criteria.get("q", ""),
        state=criteria.get("estado", ""),
        sort=criteria.get("orden", ""),
    )
    notes = [_("al %(day)s") % {"day": date_format(today)}]
    return answer(request, debtor_list(today), rows, form=form, notes=notes)


def _account(request, person, code, action=VIEW):
    scope = request.user.actions.get(action)
    found = queries.account(scope=scope, person=person, code=code) if scope else None
    if found is None:
        raise Http404
    return found


@requires(VIEW)
def levy(request, person, code):
    return _page(request, _account(request, person, code))


def _page(request, account, *, act="", bound=None, status=200):
    today = clock.today()
    audit.log_access(actor=request.user.username, kind="pay", target=f"person:{account.person_id}")
    page = queries.page(account=account)
    for view in page["plans"]:
        view.now = view.state(today)
        view.in_force = view.now in ("running", "late")
        view.rows = [{"line": line, "late": line.late(today)} for line in view.lines]
    may = bool(decide(request.user, LEVY, establishment_id=account.establishment_id))
    running = any(view.in_force for view in page["plans"])
    offered = {}
    if may and page["balance"] > 0:
        offered["pagar"] = _form("pagar")
        if not running:
            offered["acordar"] = _form("acordar")
    if act in offered:
        offered[act] = bound
    context = page | {
        "forms": offered,
        "may": may,
        "today": today,
        "gate": sentence(gate_of(account.person, noted=Debt.UNKNOWN, kinds=["work"]).text),
        "problem": bound if bound is not None and act not in offered else None,
    }
    return render(request, "pay/levy/person.html", context, status=status)


def _form(act, data=None):
    today = clock.today()
    initial = {"paid_on": today, "first_due_on": today + timedelta(days=30), "parts": 6}
    return ACTS[act][0](data, initial=initial, auto_id=f"{act}-%s")


def _pay(user, account, data):
    services.collect_levy(actor=user, person=account.person, establishment=account.establishment, **data)


def _agree(user, account, data):
    services.agree_plan(actor=user, person=account.person, establishment=account.establishment, **data)


def _undo(user, account, data):
    rows = LevyPayment.objects.filter(person=account.person, establishment=account.establishment)
    item = rows.select_related("person", "establishment", "entry").filter(pk=data["item"]).first()
    if item is None:
        raise Refused(_("Ese pago ya no está: recargue la página."))
    services.undo_payment(actor=user, payment=item, reason=data["reason"])


def _break(user, account, data):
    plan = LevyPlan.objects.filter(person=account.person, establishment=account.establishment, pk=data["item"]).first()
    if plan is None:
        raise Refused(_("Ese acuerdo ya no está: recargue la página."))
    services.break_plan(actor=user, plan=plan, reason=data["reason"])


# Act → form, what runs it.
ACTS = {
    "pagar": (forms.PayForm, _pay),
    "acordar": (forms.PlanForm, _agree),
    "anular": (forms.ReasonForm, _undo),
    "deshacer-acuerdo": (forms.ReasonForm, _break),
}


@require_POST
@requires(LEVY)
@idempotent
def levy_act(request, person, code, act):
    if act not in ACTS:
        raise Http404
    require(request.user, LEVY)
    found, form = _account(request, person, code, LEVY), _form(act, request.POST)
    if form.is_valid():
        with on_form(form):
            ACTS[act][1](request.user, found, form.cleaned_data)
            messages.success(request, _("Quedó registrado."))
            return redirect("pay:levy", person=person, code=code)
    return _page(request, found, act=act, bound=form, status=422)


@requires(VIEW)
def receipt(request, pk):
    """The receipt of a payment, to be printed and handed over."""
    rows = request.user.actions[VIEW].filter(LevyPayment.objects.select_related("person", "establishment", "entry"))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    audit.log_access(actor=request.user.username, kind="pay", target=f"person:{found.person_id}")
    left = queries.balance(person=found.person, establishment=found.establishment)
    undone = queries.standing_payments(LevyPayment.objects.filter(pk=pk)).first() is None
    return render(request, "pay/levy/receipt.html", {"payment": found, "left": left, "undone": undone})
