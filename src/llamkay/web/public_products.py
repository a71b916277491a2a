"""What is made, in public: the catalogue, the brands that live, the page of a lot behind its QR, the 10 %."""

from datetime import date

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from llamkay.apps.production import shown
from llamkay.apps.production.brands import queries
from llamkay.apps.production.brands.catalogue import catalogue_paper
from llamkay.apps.production.publication.queries import published
from llamkay.core.values import format_amount
from llamkay.platform import clock
from llamkay.platform.screens.lists import download, is_file
from llamkay.platform.security.access import public


def _narrowing(request):
    names = {"q": "words", "oficio": "trade", "campana": "season"}
    return {to: request.GET[name].strip()[:60] for name, to in names.items() if request.GET.get(name)}


@public
def products(request):
    today, narrowing = clock.today(), _narrowing(request)
    every = queries.public_goods(on=today)
    chosen = queries.public_goods(on=today, **narrowing)
    brands = queries.public_brands(on=today)
    slug = request.GET.get("marca", "")
    if slug:
        chosen = [each for each in chosen if each.good.brand and each.good.brand.slug == slug]
    if is_file(request):
        headings = [
            _("Código"),
            _("Producto"),
            _("Marca"),
            _("Oficio"),
            _("Precio (S/)"),
            _("Composición"),
            _("Campaña"),
        ]
        rows = [
            (g.sku, str(g), str(g.brand or ""), str(g.trade or ""), (g.price or 0) / 100, g.composition, g.season)
            for g in (each.good for each in chosen)
        ]
        return download(request.GET["formato"], name="catalogo", headings=headings, rows=rows)
    trades = sorted({(each.good.trade.code, each.good.trade.label) for each in every if each.good.trade})
    context = {
        "goods": chosen,
        "brands": brands,
        "trades": trades,
        "seasons": sorted({each.good.season for each in every if each.good.season}),
        "chosen": {"q": request.GET.get("q", ""), "marca": slug} | narrowing,
        "narrowed": bool(narrowing or slug),
        "contact": settings.PUBLIC_CONTACT,
    }
    return render(request, "public/products.html", context)


@public
def catalogue(request):
    today, narrowing = clock.today(), _narrowing(request)
    slug = request.GET.get("marca", "")
    goods = queries.public_goods(on=today, **narrowing)
    if slug:
        goods = [each for each in goods if each.good.brand and each.good.brand.slug == slug]
    if not goods:
        raise Http404
    brands = queries.public_brands(on=today)
    brand = next((each.brand.name for each in brands if each.brand.slug == slug), "")
    title = narrowing.get("season") or brand or _("Catálogo")
    pdf = catalogue_paper(title=title, goods=goods, brands=brands, on=today)
    name = {"Content-Disposition": f'inline; filename="catalogo-{slugify(title)}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=name)


@public
def brand(request, slug):
    today = clock.today()
    found = queries.public_brand(slug, on=today)
    if found is None:
        raise Http404
    context = {
        "each": found,
        "brand": found.brand,
        "goods": queries.public_goods(on=today, brand=found.brand),
        "impact": queries.impact(found.brand, on=today),
        "picture": shown.picture_of(found.brand),
        "contact": settings.PUBLIC_CONTACT,
    }
    return render(request, "public/brand.html", context)


@public
def product(request, sku):
    found = queries.public_goods(on=clock.today(), sku=sku)
    if not found:
        raise Http404
    good = found[0].good
    context = {"each": found[0], "good": good, "price": format_amount(good.price or 0)}
    context |= {"contact": settings.PUBLIC_CONTACT}
    return render(request, "public/product.html", context)


@public
def lot(request, sku="", code="", gtin=""):
    found = queries.public_lot(sku=sku, gtin=gtin, code=code, on=clock.today())
    page = shown.lot_page(found) if found else None
    if page is None:
        return render(request, "public/lot_unknown.html", {"code": code}, status=404)
    return render(request, "public/lot.html", {"page": page, "contact": settings.PUBLIC_CONTACT})


@public
@cache_control(public=True, max_age=300)
def picture(request, code, size):
    found = queries.public_picture(code)
    if found is None or size not in ("grande", "chica"):
        raise Http404
    content = found.large if size == "grande" else found.small
    return HttpResponse(bytes(content), content_type="image/webp")


@public
def ten_percent(request):
    return render(request, "public/ten_percent.html", {"places": shown.ten_percent()})


@public
def agreements(request):
    """The agreements that run and the number of workshops as they were published; ``?dia=`` asks for an earlier day."""
    today = clock.today()
    try:
        day = date.fromisoformat(request.GET["dia"]) if request.GET.get("dia") else None
    except ValueError:
        raise Http404 from None
    found = published(today=today, day=day)
    if day and not found:
        raise Http404
    if found and is_file(request):
        names = ("company", "ruc", "number", "code", "prison", "first", "last")
        headings = [_("Empresa"), "RUC", _("Convenio"), _("Código"), _("Establecimiento"), _("Desde"), _("Hasta")]
        rows = [tuple(row[name] for name in names) for row in found.document["agreements"]]  # type: ignore[literal-required]
        return download(request.GET["formato"], name=f"convenios-{found.day}", headings=headings, rows=rows)
    return render(request, "public/agreements.html", {"found": found, "late": found and found.late(today)})
