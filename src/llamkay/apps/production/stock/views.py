"""The stock on screen: what there is, goods, places, what comes in, one lot, counts."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.production.models import Good, Lot, Movement, Site
from llamkay.apps.production.permissions import CHECK, RECALL, RECIPES, STOCK, VIEW
from llamkay.apps.production.screens import act, asked_place, form_page, in_action
from llamkay.apps.production.stock import forms, lists, queries, services
from llamkay.core.production.quantities import quantity_text
from llamkay.platform import clock
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import soles
from llamkay.platform.screens.doors import behind
from llamkay.platform.screens.forms import day_of
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def stock(request):
    scope, today = request.user.actions[VIEW], clock.today()
    form = forms.StockFilter(request.GET, sites=queries.sites(scope=scope))
    rows = queries.balances(scope=scope, **form.criteria())
    return answer(request, lists.stock_list(today), rows, form=form, may=decide(request.user, STOCK))


@requires(VIEW)
def goods(request):
    form = forms.GoodsFilter(request.GET)
    rows = queries.goods(scope=request.user.actions[VIEW], **form.criteria())
    may = decide(request.user, RECIPES)
    return answer(request, lists.GOODS if may else lists.GOODS.unlinked(), rows, form=form, may=may)


@requires(RECIPES)
@idempotent
def good(request, pk=None):
    found = in_action(request, RECIPES, Good.objects.select_related("establishment", "trade"), pk) if pk else None
    place = found.establishment if found else asked_place(request, RECIPES)
    form = forms.GoodForm(
        request.POST or None, establishment=place, good=found, initial=_initial(found) if found else None
    )
    return form_page(
        request,
        form,
        to=reverse("production:goods"),
        parent=_("Productos y materiales"),
        parent_url=reverse("production:goods"),
        place=place,
    )


@requires(RECIPES)
@idempotent
def import_file(request):
    place, here = asked_place(request, RECIPES), reverse("production:goods")
    form = forms.ImportForm(request.POST or None, request.FILES or None, establishment=place)
    return form_page(
        request,
        form,
        to=here,
        parent=_("Productos y materiales"),
        parent_url=here,
        template="production/import_goods.html",
        place=place,
    )


def _initial(row):
    names = [name for name in forms.GoodForm.base_fields if name != "least"]
    values = {name: getattr(row, name) for name in names}
    return values | {"least": quantity_text(row.least) if row.least else ""}


@requires(VIEW)
def sites(request):
    rows = queries.sites(scope=request.user.actions[VIEW])
    return answer(request, lists.SITES, rows, may=decide(request.user, STOCK))


@requires(STOCK)
@idempotent
def site(request, pk=None):
    found = in_action(request, STOCK, Site.objects.select_related("establishment"), pk) if pk else None
    place = found.establishment if found else asked_place(request, STOCK)
    names = ("kind", "name", "activity", "address", "open")
    initial = {name: getattr(found, name) for name in names} if found else None
    form = forms.SiteForm(request.POST or None, establishment=place, site=found, initial=initial)
    return form_page(
        request,
        form,
        to=reverse("production:sites"),
        parent=_("Lugares de existencias"),
        parent_url=reverse("production:sites"),
        place=place,
    )


@requires(STOCK)
@idempotent
def receive(request):
    place = asked_place(request, STOCK)
    form = forms.ReceiveForm(request.POST or None, establishment=place, initial={"good": request.GET.get("bien")})
    return form_page(
        request,
        form,
        to=lambda lot: reverse("production:lot", args=[lot.pk]),
        parent=_("Existencias"),
        parent_url=reverse("production:stock"),
        place=place,
    )


@requires(VIEW)
def lot(request, pk):
    page = queries.lot_page(scope=request.user.actions[VIEW], pk=pk)
    if page is None:
        raise Http404
    return _lot(request, page)


def _lot(request, page, form=None, status=200):
    place = page.lot.establishment_id
    may = {
        name: bool(decide(request.user, action, establishment_id=place))
        for name, action in (("move", STOCK), ("recall", RECALL), ("check", CHECK))
    }
    context = {
        "page": page,
        "owner": queries.lot_values(page.lot)["owner"],
        "may": may,
        "today": clock.today(),
        "undoable": {row.pk for row in page.movements if queries.undoable(row) and row.pk not in page.reversed},
        "form": form or (forms.MoveForm(lot=page.lot, auto_id="mover-%s") if may["move"] and page.free_at() else None),
    }
    return render(request, "production/lot.html", context, status=status)


@require_POST
@requires(STOCK)
@idempotent
def move(request, pk):
    found = in_action(request, STOCK, Lot.objects.select_related("good", "establishment"), pk)
    form = forms.MoveForm(request.POST, lot=found, auto_id="mover-%s")
    if form.saved(actor=request.user):
        return act(request, lambda actor: None, done=form.done, to=reverse("production:lot", args=[pk]))
    page = queries.lot_page(scope=request.user.actions[STOCK], pk=pk)
    return _lot(request, page, form, 422)


@require_POST
@requires(STOCK)
@idempotent
def reverse_movement(request, pk):
    rows = Movement.objects.select_related("lot__good", "establishment", "from_site", "to_site", "batch")
    found = in_action(request, STOCK, rows, pk)
    return act(
        request,
        services.reverse,
        movement=found,
        reason=request.POST.get("reason", ""),
        done=_("El movimiento quedó revertido."),
        to=reverse("production:lot", args=[found.lot_id]),
    )


@require_POST
@requires(RECALL)
@idempotent
def recall(request, pk, step):
    services_of = {
        "detener": (services.recall, _("Se detuvo el lote y todo lo hecho con él.")),
        "liberar": (services.free, _("El lote quedó libre.")),
    }
    if step not in services_of:
        raise Http404
    service, done = services_of[step]
    found = in_action(request, RECALL, Lot.objects.select_related("good", "establishment"), pk)
    back = reverse("production:lot", args=[pk])
    return act(request, service, lot=found, reason=request.POST.get("reason", ""), done=done, to=back)


@requires(VIEW)
@idempotent
def count(request, pk):
    found = in_action(request, VIEW, Site.objects.select_related("establishment"), pk)
    lots = queries.site_lots(found)
    may = decide(request.user, STOCK, establishment_id=found.establishment_id)
    form = forms.CountForm(request.POST or None, site=found, lots=lots)
    if request.method == "POST" and may and form.saved(actor=request.user):
        return act(request, lambda actor: None, done=form.done, to=reverse("production:count", args=[pk]))
    context = {"site": found, "form": form, "rows": form.rows(lots), "may": may, "counts": queries.last_counts(found)}
    return render(request, "production/count.html", context, status=422 if form.errors else 200)


@requires(VIEW)
def value(request):
    place = asked_place(request, VIEW)
    day = day_of(request.GET.get("dia", "")) or clock.today()
    rows = queries.value_on(places=[place], day=day)
    context = {"place": place, "day": day, "rows": rows, "total": soles(sum(row.value for row in rows))}
    return render(request, "production/value.html", context)


@requires(VIEW)
def home(request):
    return render(request, "production/home.html", {"doors": behind(request.user, "production:home")})
