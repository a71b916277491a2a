"""Brands on screen: each with its places and pictures, photographs to be released, consents."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.production.brands import forms, lists, queries, services
from llamkay.apps.production.models import BrandPlace, FormerMaker, Picture
from llamkay.apps.production.permissions import BRANDS, RELEASE_PICTURE, VIEW
from llamkay.apps.production.screens import act, asked_place, form_page, in_action
from llamkay.platform import clock
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.forms import day_of
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def brands(request):
    living = {each.brand.pk for each in queries.public_brands(on=clock.today())}
    return answer(
        request,
        lists.brand_list(living),
        queries.brands(),
        may=decide(request.user, BRANDS),
        sees_pictures=decide(request.user, RELEASE_PICTURE),
    )


def _brand(pk):
    found = queries.brands().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@requires(VIEW)
def brand(request, pk):
    found, today = _brand(pk), clock.today()
    scope = request.user.actions[VIEW]
    public = queries.public_brand(found.slug, on=today) if found.slug else None
    context = {
        "brand": found,
        "public": public,
        "impact": queries.impact(found, on=today),
        "places": queries.places_of(scope_=scope).filter(brand=found),
        "pictures": queries.pictures(scope_=scope).filter(brand=found),
        "goods": found.goods.filter(public=True).count(),
        "may": decide(request.user, BRANDS) and services.may_change(request.user, found),
        "today": today,
    }
    return render(request, "production/brand.html", context)


@requires(BRANDS)
@idempotent
def edit(request, pk=None):
    found = _brand(pk) if pk else None
    if found and not services.may_change(request.user, found):
        raise Http404
    form = forms.BrandForm(
        request.POST or None, brand=found, initial=forms.BrandForm.initial_of(found) if found else None
    )
    here = reverse("production:brands")
    return form_page(
        request, form, to=lambda row: reverse("production:brand", args=[row.pk]), parent=_("Marcas"), parent_url=here
    )


@requires(BRANDS)
@idempotent
def place(request, pk):
    found = _brand(pk)
    form = forms.BrandPlaceForm(
        request.POST or None, brand=found, scope=request.user.actions[BRANDS], initial={"start": clock.today()}
    )
    here = reverse("production:brand", args=[pk])
    return form_page(request, form, to=here, parent=str(found), parent_url=here)


@require_POST
@requires(BRANDS)
@idempotent
def end_place(request, pk):
    found = in_action(request, BRANDS, BrandPlace.objects.select_related("brand", "establishment"), pk)
    here = reverse("production:brand", args=[found.brand_id])
    last = day_of(request.POST.get("last", "")) or clock.today()
    done = _("La marca ya no se hace ahí después de ese día.")
    return act(request, services.end_place, place=found, last=last, done=done, to=here)


@requires(RELEASE_PICTURE)
def pictures(request):
    rows = queries.pictures(scope_=request.user.actions[RELEASE_PICTURE])
    return answer(request, lists.PICTURES, rows, may=decide(request.user, BRANDS))


@requires(BRANDS)
@idempotent
def new_picture(request):
    here = reverse("production:pictures")
    place = asked_place(request, BRANDS)
    form = forms.PictureForm(request.POST or None, request.FILES or None, establishment=place)
    return form_page(request, form, to=here, parent=_("Fotografías"), parent_url=here, place=place)


@requires(RELEASE_PICTURE)
def picture(request, pk):
    rows = Picture.objects.select_related("good", "brand", "establishment").defer("large", "small")
    found = in_action(request, RELEASE_PICTURE, rows, pk)
    may = decide(request.user, RELEASE_PICTURE, establishment_id=found.establishment_id)
    context = {"picture": found, "may": may, "mine": found.by == request.user.username}
    return render(request, "production/picture.html", context)


@requires(RELEASE_PICTURE)
def picture_file(request, pk):
    found = in_action(request, RELEASE_PICTURE, Picture.objects.only("large", "establishment"), pk)
    return HttpResponse(bytes(found.large), content_type="image/webp")


@require_POST
@requires(RELEASE_PICTURE)
@idempotent
def picture_act(request, pk, step):
    rows = Picture.objects.select_related("good", "brand", "establishment").defer("large", "small")
    found = in_action(request, RELEASE_PICTURE, rows, pk)
    here = reverse("production:picture", args=[pk])
    if step == "publicar":
        done = _("La fotografía está en público.")
        return act(request, services.release_picture, picture=found, done=done, to=here)
    if step != "retirar":
        raise Http404
    done, why = _("La fotografía ya no está en público."), request.POST.get("reason", "")
    return act(request, services.withdraw_picture, picture=found, why=why, done=done, to=here)


@requires(BRANDS)
def makers(request):
    rows = queries.makers(scope_=request.user.actions[BRANDS])
    return answer(request, lists.maker_list(clock.today()), rows)


@requires(BRANDS)
@idempotent
def new_maker(request):
    here = reverse("production:makers")
    form = forms.ConsentForm(
        request.POST or None, establishment=asked_place(request, BRANDS), initial={"start": clock.today()}
    )
    parent = _("Quienes salieron y siguen con su marca")
    return form_page(request, form, to=here, parent=parent, parent_url=here, template="production/consent.html")


@requires(BRANDS)
@idempotent
def revoke(request, pk):
    found = in_action(request, BRANDS, FormerMaker.objects.select_related("brand", "establishment"), pk)
    here = reverse("production:makers")
    if request.method == "POST":
        done = _("El consentimiento quedó retirado: ya no se ve en ninguna página.")
        return act(request, services.revoke, maker=found, done=done, to=here)
    return render(request, "production/revoke.html", {"maker": found})
