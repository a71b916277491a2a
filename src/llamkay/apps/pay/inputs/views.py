"""Rates and the pay inputs of a month on screen."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.months.queries import working_month
from llamkay.apps.months.screens import asked_month
from llamkay.apps.pay.inputs import forms, queries, services
from llamkay.apps.pay.inputs import imports as input_imports
from llamkay.apps.pay.inputs.lists import rate_list
from llamkay.apps.pay.models import Bonus, IncomeDeclaration, Rate
from llamkay.apps.pay.permissions import CONFIRM, ENTER_INPUTS, MANAGE_RATES, VIEW
from llamkay.apps.pay.rates import bands
from llamkay.apps.pay.rates import services as rate_services
from llamkay.core.errors import Refused
from llamkay.core.values import Month, format_amount
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer, download
from llamkay.platform.screens.refusals import on_form, sentence
from llamkay.platform.security.access import decide, require, requires


@requires(VIEW)
def rates(request):
    form = forms.RatesFilter(request.GET)
    criteria = form.cleaned_data if form.is_valid() else {}
    month = criteria.get("mes") or working_month()
    rows = queries.paid_activities(
        scope=request.user.actions[VIEW],
        month=month,
        words=criteria.get("q", ""),
        basis=criteria.get("base", ""),
        lacking=criteria.get("falta", False),
        sort=criteria.get("orden", ""),
    )
    return answer(request, rate_list(month), rows, form=form)


@requires(VIEW)
def inputs(request, pk):
    found = _found(request, pk, VIEW)
    audit.log_access(actor=request.user.username, kind="pay", target=f"activity:{pk}")
    return _page(request, found, asked_month(request))


def _found(request, pk, action):
    scope = request.user.actions.get(action)
    found = queries.activity(scope=scope, pk=pk) if scope else None
    if found is None:
        raise Http404
    return found


# Act → action that allows it, form, bases it fits (empty: every one).
ACTS = {
    "tarifa": (MANAGE_RATES, forms.RateForm, rate_services.RATED),
    "quitar-tarifa": (MANAGE_RATES, forms.ItemForm, rate_services.RATED),
    "banda": (MANAGE_RATES, forms.BandForm, rate_services.RATED),
    "venta": (ENTER_INPUTS, forms.SaleForm, ("share",)),
    "bonificacion": (ENTER_INPUTS, forms.BonusForm, ("hour", "day", "piece", "share", "training")),
    "aprobar-bonificacion": (CONFIRM, forms.ItemForm, ()),
    "retirar-bonificacion": (ENTER_INPUTS, forms.ItemForm, ()),
    "ingreso": (ENTER_INPUTS, forms.IncomeForm, ("declared",)),
    "retirar-ingreso": (ENTER_INPUTS, forms.ItemForm, ("declared",)),
}


def _page(request, activity, month, *, act="", bound=None, refused=(), status=200):
    context = queries.month_inputs(activity=activity, month=month, today=clock.today())
    may = {
        name: activity.pay_basis in (bases or (activity.pay_basis,))
        and bool(decide(request.user, action, establishment_id=activity.establishment_id))
        for name, (action, _form, bases) in ACTS.items()
    }
    offered = {}
    # What a correction of a closed month may need: a rate for a day that had none, a sale where there was none.
    late = {"tarifa"} if context["sale"] else {"tarifa", "venta"}
    for name in ("tarifa", "banda", "venta", "bonificacion", "ingreso"):
        if may[name] and (name in late or not context["closed"]):
            offered[name] = bound if name == act else _form(name, activity, context)
    context |= {
        "activity": activity,
        "month": month,
        "month_name": month_title(month),
        "forms": offered,
        "may": {name.replace("-", "_"): value and not context["closed"] for name, value in may.items()},
        "may_rates": may["quitar-tarifa"],
        "problem": bound if bound is not None and act not in offered else None,
        "refused": refused,
        "file_form": forms.IncomeFileForm(auto_id="archivo-%s"),
    }
    return render(request, "pay/inputs/activity.html", context, status=status)


def _form(name, activity, context, data=None):
    sale = context.get("sale")
    start = context.get("open_since") or clock.today().replace(day=1)
    initial = {"start": max(start, activity.period.lower or start)}
    if name == "venta" and sale:
        initial = {"sold": sale.sold, "costs": sale.costs, "document": sale.document}
    form = ACTS[name][1](data, initial=initial, auto_id=f"{name}-%s")
    if hasattr(form, "offer"):
        form.offer(activity, context["people"])
    return form


@require_POST
@requires(VIEW)
@idempotent
def input_act(request, pk, act):
    if act not in ACTS:
        raise Http404
    action = ACTS[act][0]
    require(request.user, action)
    found, month = _found(request, pk, action), asked_month(request)
    form = _form(act, found, {"people": queries.placed_people(found, month)}, request.POST)
    if form.is_valid():
        with on_form(form):
            _RUN[act](request.user, found, month, form.cleaned_data)
            messages.success(request, _("Quedó registrado en %(name)s.") % {"name": found.name})
            return redirect(f"{reverse('pay:inputs', args=[pk])}?mes={month}")
    return _page(request, found, month, act=act, bound=form, status=422)


def _item(rows, activity, data):
    item = rows.filter(pk=data["item"]).select_related("activity__establishment").first()
    if item is None or item.activity_id != activity.pk:
        raise Refused(_("Esa línea ya no está: recargue la página."))
    return item


def _remove_rate(user, activity, _month, data):
    rate_services.remove_rate(actor=user, rate=_item(Rate.objects.all(), activity, data), reason=data["reason"])


def _approve(user, activity, _month, data):
    services.approve_bonus(actor=user, bonus=_item(Bonus.objects.all(), activity, data))


def _withdraw(user, activity, _month, data):
    services.withdraw_bonus(actor=user, bonus=_item(Bonus.objects.all(), activity, data), reason=data["reason"])


def _undeclare(user, activity, _month, data):
    rows = IncomeDeclaration.objects.select_related("person")
    services.remove_declaration(actor=user, declaration=_item(rows, activity, data), reason=data["reason"])


_RUN = {
    "tarifa": lambda user, found, _month, data: rate_services.set_rate(actor=user, activity=found, **data),
    "quitar-tarifa": _remove_rate,
    "banda": lambda user, _found, _month, data: bands.set_band(actor=user, **data),
    "venta": lambda user, found, month, data: services.enter_sale(actor=user, activity=found, month=month, **data),
    "bonificacion": lambda user, found, month, data: services.give_bonus(
        actor=user, activity=found, month=month, **data
    ),
    "aprobar-bonificacion": _approve,
    "retirar-bonificacion": _withdraw,
    "ingreso": lambda user, found, month, data: services.declare_income(
        actor=user, activity=found, month=month, **data
    ),
    "retirar-ingreso": _undeclare,
}


@requires(ENTER_INPUTS)
def grades(request, pk, day):
    """The quality of the pieces of one day, row by row."""
    found, month = _found(request, pk, ENTER_INPUTS), asked_month(request)
    if found.pay_basis != "piece" or not 1 <= day <= month.days:
        raise Http404
    problem, lines = "", queries.graded_day(activity=found, month=month, day=day)
    audit.log_access(actor=request.user.username, kind="pay", target=f"activity:{pk}")
    if request.method == "POST":
        try:
            counts = _counts(request.POST, lines)
            services.grade_day(actor=request.user, activity=found, month=month, day=day, counts=counts)
        except Refused as error:
            problem = sentence(error)
        else:
            messages.success(request, _("Se guardó la calidad de las piezas del día %(day)s.") % {"day": day})
            return redirect(f"{reverse('pay:inputs', args=[pk])}?mes={month}#calidades")
    for line in lines:
        line["graded"] = [
            (grade, request.POST.get(f"g{line['row'].pk}-{grade}", str(pieces or "")))
            for grade, pieces in line["graded"]
        ]
    context = {"activity": found, "month": month, "on": Month.dates(month)[day - 1], "lines": lines, "problem": problem}
    return render(request, "pay/inputs/grades.html", context, status=422 if problem else 200)


def _counts(posted, lines):
    found = {}
    for line in lines:
        by_grade = {}
        for grade, _pieces in line["graded"]:
            text = posted.get(f"g{line['row'].pk}-{grade}", "").strip()
            if text and not (text.isdecimal() and len(text) <= 5):
                raise Refused(
                    _("{person}: «{text}» no es un número de piezas.").format(person=line["person"], text=text[:20])
                )
            by_grade[grade] = int(text or 0)
        found[line["row"].pk] = by_grade
    return found


@require_POST
@requires(ENTER_INPUTS)
@idempotent
def import_incomes(request, pk):
    found, month = _found(request, pk, ENTER_INPUTS), asked_month(request)
    form, refused = forms.IncomeFileForm(request.POST, request.FILES, auto_id="archivo-%s"), []
    if form.is_valid():
        file = form.cleaned_data["file"]
        with on_form(form):
            count, refused = input_imports.import_incomes(
                actor=request.user, activity=found, month=month, name=file.name, content=file.read()
            )
            if not refused:
                messages.success(request, _("Se cargaron %(n)s ingresos.") % {"n": count})
                return redirect(f"{reverse('pay:inputs', args=[pk])}?mes={month}")
    return _page(request, found, month, act="archivo", bound=form, refused=refused, status=422)


@requires(VIEW)
def income_template(request, pk):
    """The people of the month as a spreadsheet to be filled in with their incomes."""
    found, month = _found(request, pk, VIEW), asked_month(request)
    audit.log_access(actor=request.user.username, kind="export", target=f"activity:{pk}")
    declarations = {
        item.person_id: item for item in IncomeDeclaration.objects.filter(activity=found, month=month.first)
    }
    lines = []
    for person in queries.placed_people(found, month):
        item = declarations.get(person.pk)
        sign = "sí" if item and item.origin == IncomeDeclaration.Origin.VERIFIED else ""
        lines.append(
            (
                person.code,
                format_amount(item.amount) if item else "",
                item.document if item else "",
                sign,
                person.full_name,
            )
        )
    return download("xlsx", name=f"ingresos-{month}", headings=[*input_imports.COLUMNS, "persona"], rows=lines)
