"""Selling on screen: sales and their money, consignments, customers, prices, complaints, receipts of makers."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.production.models import Complaint, Consignment, Customer, Good, Lot, Sale, Site
from llamkay.apps.production.permissions import CONFIRM_SALE, RECIPES, SELL, VIEW
from llamkay.apps.production.sales import forms, lists, paper, queries, services
from llamkay.apps.production.screens import act, asked_place, form_page, in_action
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import soles
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def sales(request):
    form = forms.SaleFilter(request.GET)
    rows = queries.sales(scope=request.user.actions[VIEW], **form.criteria())
    notes = [_("suman %(total)s") % {"total": soles(queries.sold_in(rows))}]
    return answer(request, lists.SALES, rows, form=form, notes=notes, may=decide(request.user, SELL))


@requires(SELL)
@idempotent
def new_sale(request):
    place = asked_place(request, SELL)
    form = forms.SaleForm(request.POST or None, establishment=place, initial={"sold_on": clock.today()})
    here = reverse("production:sales")
    to = _sale_address
    return form_page(request, form, to=to, parent=_("Ventas"), parent_url=here, place=place)


def _sale_address(row):
    return reverse("production:sale", args=[row.pk])


@requires(VIEW)
def sale(request, pk):
    rows = queries.sales(scope=request.user.actions[VIEW]).select_related("lot__person", "line__consignment", "entry")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    place = found.establishment_id
    may = {
        "confirm": bool(decide(request.user, CONFIRM_SALE, establishment_id=place)),
        "sell": bool(decide(request.user, SELL, establishment_id=place)),
    }
    return render(
        request, "production/sale.html", {"sale": found, "may": may, "mine": found.by == request.user.username}
    )


@require_POST
@requires(VIEW)
@idempotent
def sale_act(request, pk, step):
    reason = request.POST.get("reason", "")
    steps = {
        "confirmar": (CONFIRM_SALE, services.confirm, {}, _("El dinero de la venta está en los libros.")),
        "anular": (SELL, services.undo, {"why": reason}, _("La venta quedó anulada.")),
        "devolver": (CONFIRM_SALE, services.take_back, {"why": reason}, _("Se recibió la devolución.")),
    }
    if step not in steps:
        raise Http404
    action, service, more, done = steps[step]
    if not decide(request.user, action):
        raise Http404
    found = in_action(request, action, Sale.objects.select_related("establishment"), pk)
    return act(request, service, sale=found, done=done, to=_sale_address(found), **more)


@requires(CONFIRM_SALE)
def receipt(request, pk):
    rows = queries.sales(scope=request.user.actions[CONFIRM_SALE]).select_related("lot__person")
    found = rows.filter(pk=pk, stage=Sale.Stage.CONFIRMED).first()
    if found is None:
        raise Http404
    audit.log_access(actor=request.user.username, kind="export", target=f"sale:{pk}")
    name = {"Content-Disposition": f'inline; filename="recibo-venta-{pk}.pdf"'}
    return HttpResponse(paper.maker_receipt(found), content_type="application/pdf", headers=name)


@requires(VIEW)
def consignments(request):
    form = forms.StageFilter(request.GET, choices=Consignment.Stage.choices)
    rows = queries.consignments(scope=request.user.actions[VIEW], **form.criteria())
    return answer(request, lists.consignment_list(clock.today()), rows, form=form)


@requires(SELL)
@idempotent
def consign(request, pk):
    found = in_action(request, SELL, Site.objects.select_related("establishment"), pk)
    form = forms.ConsignForm(request.POST or None, from_site=found)
    return form_page(
        request,
        form,
        to=lambda row: reverse("production:consignment", args=[row.pk]),
        parent=_("Consignaciones"),
        parent_url=reverse("production:consignments"),
        template="production/consign.html",
        place=found,
    )


@requires(VIEW)
def consignment(request, pk):
    return _consignment(request, pk)


def _consignment(request, pk, *, sold=None, accounted=None, status=200):
    page = queries.consignment_page(scope=request.user.actions[VIEW], pk=pk)
    if page is None:
        raise Http404
    row = page.consignment
    may = row.stage == "open" and bool(decide(request.user, SELL, establishment_id=row.establishment_id))
    if may:
        first = {"sold_on": clock.today()}
        sold = sold or forms.ConsignedSaleForm(consignment=row, initial=first, auto_id="venta-%s")
        accounted = accounted or forms.AccountForm(consignment=row, auto_id="rinde-%s")
    context = {
        "page": page,
        "consignment": row,
        "may": may,
        "sold": sold,
        "accounted": accounted,
        "today": clock.today(),
    }
    return render(request, "production/consignment.html", context, status=status)


@require_POST
@requires(SELL)
@idempotent
def consignment_act(request, pk, step):
    rows = Consignment.objects.select_related("establishment", "site")
    found = in_action(request, SELL, rows, pk)
    here = reverse("production:consignment", args=[pk])
    if step == "cerrar":
        done = _("La consignación quedó rendida.")
        return act(request, services.close_consignment, consignment=found, done=done, to=here)
    made = {
        "vender": ("sold", forms.ConsignedSaleForm, "venta-%s"),
        "rendir": ("accounted", forms.AccountForm, "rinde-%s"),
    }
    if step not in made:
        raise Http404
    name, kind, prefix = made[step]
    form = kind(request.POST, consignment=found, auto_id=prefix)
    if form.saved(actor=request.user):
        return act(request, lambda actor: None, done=form.done, to=here)
    return _consignment(request, pk, **{name: form}, status=422)


@requires(SELL)
def customers(request):
    rows = queries.customers(scope=request.user.actions[SELL])
    return answer(request, lists.CUSTOMERS, rows, may=True)


@requires(SELL)
@idempotent
def customer(request, pk=None):
    found = in_action(request, SELL, Customer.objects.select_related("establishment"), pk) if pk else None
    place = found.establishment if found else asked_place(request, SELL)
    names = ("kind", "name", "ruc", "contact", "address")
    initial = {name: getattr(found, name) for name in names} if found else None
    form = forms.CustomerForm(request.POST or None, establishment=place, customer=found, initial=initial)
    here = reverse("production:customers")
    return form_page(request, form, to=here, parent=_("Clientes"), parent_url=here, place=place)


@requires(RECIPES)
@idempotent
def price(request, pk):
    found = in_action(request, RECIPES, Good.objects.select_related("establishment"), pk)
    page = queries.price_page(found)
    form = forms.PriceForm(
        request.POST or None, good=found, initial={"material": page.material, "price": found.price, "other": 0}
    )
    return form_page(
        request,
        form,
        to=reverse("production:price", args=[pk]),
        parent=str(found),
        parent_url=reverse("production:good", args=[pk]),
        template="production/price.html",
        page=page,
    )


@requires(VIEW)
def complaints(request):
    form = forms.StageFilter(request.GET, choices=Complaint.Stage.choices)
    rows = queries.complaints(scope=request.user.actions[VIEW], **form.criteria())
    return answer(request, lists.COMPLAINTS, rows, form=form)


@requires(SELL)
@idempotent
def complain(request, pk):
    found = in_action(request, SELL, Lot.objects.select_related("good", "establishment"), pk)
    form = forms.ComplaintForm(request.POST or None, lot=found, initial={"received_on": clock.today()})
    here = reverse("production:lot", args=[pk])
    return form_page(request, form, to=here, parent=f"{found.good} · {found.code}", parent_url=here)


@requires(SELL)
@idempotent
def complaint(request, pk):
    rows = Complaint.objects.select_related("lot__good", "establishment")
    found = in_action(request, SELL, rows, pk)
    form = forms.AnswerForm(
        request.POST or None, complaint=found, initial={"cause": found.cause, "action": found.action}
    )
    here = reverse("production:complaints")
    return form_page(
        request,
        form,
        to=here,
        parent=_("Reclamos"),
        parent_url=here,
        template="production/complaint.html",
        complaint=found,
    )
