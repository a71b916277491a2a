"""The correction of a closed day on screen: asked for, seen with its before and after, confirmed or turned down."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.activities import lists, permissions
from llamkay.apps.activities.areas import may_answer
from llamkay.apps.activities.corrections import queries, services
from llamkay.apps.activities.corrections.forms import AdjustForm, AdjustManyForm, AdjustmentFilter
from llamkay.apps.activities.queries import reasons_by_number, scheduled_minutes
from llamkay.apps.activities.sheets.marks import parse_mark
from llamkay.apps.activities.sheets.page import sheet_page
from llamkay.apps.institutions.queries import staff_names
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.screens.lists import answer
from llamkay.platform.screens.refusals import as_message, on_form
from llamkay.platform.security.access import requires


def _mark_wanted(data, page):
    """Reason and minutes of what a form asks for; nothing where the mark stays."""
    if data["erase"]:
        return 0, 0
    if not data["mark"].strip():
        return None, None
    columns = page["columns"]
    scheduled = columns[data["day"] - 1].minutes if data["day"] <= len(columns) else 0
    return parse_mark(data["mark"], scheduled=scheduled, reasons={r.key: r for r in page["reasons"]})


@requires(permissions.ADJUST)
def adjust(request, pk, row):
    """One day of one person as it should have been."""
    scope = request.user.actions[permissions.ADJUST]
    page = sheet_page(scope=scope, pk=pk, today=clock.today(), actor=request.user, row=row)
    line = next(iter(page["lines"]), None) if page else None
    if line is None:
        raise Http404
    form = AdjustForm(request.POST or None, initial={"day": request.GET.get("dia", "")[:2]})
    if request.method == "POST" and form.is_valid():
        with on_form(form):
            data = form.cleaned_data
            reason, minutes = _mark_wanted(data, page)
            made = services.adjust_day(
                actor=request.user,
                row=line.row,
                day=data["day"],
                minutes=minutes,
                reason=reason,
                pieces=data["pieces"],
                why=data["why"],
            )
            messages.success(request, _("Ajuste pedido: otra persona lo confirma antes de que valga."))
            return redirect(reverse("activities:adjustment", args=[made.pk]))
    context = {**page, "line": line, "form": form, "days": list(zip(page["columns"], line.cells, strict=True))}
    return render(request, "activities/adjust.html", context, status=422 if form.errors else 200)


@requires(permissions.ADJUST)
def adjust_many(request, pk):
    """One day of several people of a closed sheet, with one reason."""
    scope = request.user.actions[permissions.ADJUST]
    page = sheet_page(scope=scope, pk=pk, today=clock.today(), actor=request.user)
    if page is None:
        raise Http404
    form = AdjustManyForm(request.POST or None, lines=page["lines"])
    if request.method == "POST" and form.is_valid():
        with on_form(form):
            data = form.cleaned_data
            reason, minutes = _mark_wanted(data, page)
            rows, day, pieces = {line.key: line.row for line in page["lines"]}, data["day"], data["pieces"]
            made = services.adjust_days(
                actor=request.user,
                wanted=[services.Wanted(rows[key], day, reason, minutes, pieces) for key in data["rows"]],
                why=data["why"],
            )
            messages.success(
                request, _("%(n)s ajustes pedidos: otra persona los confirma antes de que valgan.") % {"n": len(made)}
            )
            return redirect(f"{reverse('activities:adjustments')}?estado=espera")
    return render(request, "activities/adjust_many.html", {**page, "form": form}, status=422 if form.errors else 200)


@requires(permissions.VIEW_SHEET)
def adjustments(request):
    """Every correction that the reader may see."""
    form = AdjustmentFilter(request.GET)
    criteria = form.criteria()
    rows = queries.corrections(scope=request.user.actions[permissions.VIEW_SHEET], actor=request.user, **criteria)
    return answer(
        request,
        lists.adjustment_list(staff=SimpleLazyObject(staff_names), reasons=reasons_by_number()),
        rows,
        form=form,
        narrowed=bool(criteria),
        waiting=queries.to_confirm(request.user).count(),
    )


def _found(request, pk):
    rows = queries.corrections(scope=request.user.actions[permissions.VIEW_SHEET], actor=request.user)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@requires(permissions.VIEW_SHEET)
def adjustment(request, pk):
    return _adjustment_page(request, _found(request, pk))


def _adjustment_page(request, found):
    activity = found.row.sheet.activity
    own = found.by == request.user.username
    month = Month.of(found.row.sheet.month)
    context = {
        "item": found,
        "activity": activity,
        "told": lists.before_and_after(found, reasons_by_number(), scheduled_minutes(activity=activity, month=month)),
        "month": month,
        "own": own,
        "can_confirm": found.waits and not own and may_answer(request.user, permissions.CONFIRM_ADJUSTMENT, activity),
        "can_withdraw": found.waits and own and may_answer(request.user, permissions.ADJUST, activity),
    }
    return render(request, "activities/adjustment.html", context)


@require_POST
@requires(permissions.VIEW_SHEET)
def decide_adjustment(request, pk, step):
    """The second person's word, or the first one's withdrawal; the service asks who may."""
    found, reason = _found(request, pk), request.POST.get("reason", "")
    if step not in ("confirm", "reject"):
        raise Http404
    with as_message(request):
        if step == "confirm":
            services.confirm_adjustment(actor=request.user, adjustment=found)
            messages.success(request, _("Ajuste confirmado: vale desde ahora y el próximo cierre lo asienta."))
        else:
            services.reject_adjustment(actor=request.user, adjustment=found, reason=reason)
            messages.success(request, _("El ajuste no se hará."))
    return redirect(reverse("activities:adjustment", args=[pk]))
