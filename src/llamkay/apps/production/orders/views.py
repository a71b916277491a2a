"""Orders on screen."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.production.models import Order, OrderLine
from llamkay.apps.production.orders import forms, lists, services
from llamkay.apps.production.permissions import SELL, VIEW
from llamkay.apps.production.sales import queries
from llamkay.apps.production.sales.forms import StageFilter
from llamkay.apps.production.screens import act, asked_place, form_page, in_action
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def orders(request):
    form = StageFilter(request.GET, choices=Order.Stage.choices)
    rows = queries.orders(scope=request.user.actions[VIEW], **form.criteria())
    return answer(request, lists.ORDERS, rows, form=form, may=decide(request.user, SELL))


@requires(SELL)
@idempotent
def new(request):
    place = asked_place(request, SELL)
    form = forms.OrderForm(request.POST or None, establishment=place)
    return form_page(
        request,
        form,
        to=lambda row: reverse("production:order", args=[row.pk]),
        parent=_("Pedidos"),
        parent_url=reverse("production:orders"),
        template="production/order_form.html",
        place=place,
    )


@requires(VIEW)
def order(request, pk):
    return _page(request, pk)


def _page(request, pk, *, form=None, status=200):
    page = queries.order_page(scope=request.user.actions[VIEW], pk=pk)
    if page is None:
        raise Http404
    row = page.order
    may = bool(decide(request.user, SELL, establishment_id=row.establishment_id))
    if may and form is None:
        if row.stage in ("requested", "quoted"):
            form = forms.QuoteForm(page=page, auto_id="precio-%s")
        elif row.stage == "accepted":
            form = forms.DeliverForm(order=row, auto_id="entrega-%s")
    context = {"page": page, "order": row, "may": may, "form": form if may else None}
    return render(request, "production/order.html", context, status=status)


@require_POST
@requires(SELL)
@idempotent
def order_act(request, pk, step):
    found = in_action(request, SELL, Order.objects.select_related("customer", "establishment"), pk)
    here = reverse("production:order", args=[pk])
    plain = {
        "aceptar": (services.accept, {}, _("El pedido está aceptado.")),
        "pagado": (services.paid, {}, _("El pedido está pagado.")),
        "dejar": (services.drop, {"why": request.POST.get("reason", "")}, _("El pedido quedó cerrado.")),
    }
    if step in plain:
        service, more, done = plain[step]
        return act(request, service, order=found, done=done, to=here, **more)
    page = queries.order_page(scope=request.user.actions[SELL], pk=pk)
    if step == "cotizar":
        form = forms.QuoteForm(request.POST, page=page, auto_id="precio-%s")
    elif step == "entregar":
        form = forms.DeliverForm(request.POST, order=found, auto_id="entrega-%s")
    else:
        raise Http404
    if form.saved(actor=request.user):
        return act(request, lambda actor: None, done=form.done, to=here)
    return _page(request, pk, form=form, status=422)


@requires(SELL)
@idempotent
def share(request, pk):
    rows = OrderLine.objects.select_related("order__establishment", "order__customer", "good")
    found = in_action(request, SELL, rows, pk, "order__establishment_id")
    form = forms.ShareForm(request.POST or None, line=found, scope=request.user.actions[SELL])
    here = reverse("production:order", args=[found.order_id])
    return form_page(request, form, to=here, parent=str(found.order), parent_url=here)
