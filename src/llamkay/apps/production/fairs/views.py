"""Exhibitions on screen."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.production.fairs import forms, lists, queries
from llamkay.apps.production.models import Exhibition, Stand
from llamkay.apps.production.permissions import SELL, VIEW
from llamkay.apps.production.screens import asked_place, form_page, in_action
from llamkay.platform import clock
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def exhibitions(request):
    rows = queries.exhibitions(scope=request.user.actions[VIEW])
    return answer(request, lists.EXHIBITIONS, rows, may=decide(request.user, SELL))


@requires(SELL)
@idempotent
def new(request):
    place = asked_place(request, SELL)
    form = forms.ExhibitionForm(request.POST or None, establishment=place, initial={"on": clock.today()})
    here = reverse("production:exhibitions")
    return form_page(
        request,
        form,
        to=lambda row: reverse("production:exhibition", args=[row.pk]),
        parent=_("Exposiciones"),
        parent_url=here,
        place=place,
    )


@requires(VIEW)
def exhibition(request, pk):
    page = queries.exhibition_page(scope=request.user.actions[VIEW], pk=pk)
    if page is None:
        raise Http404
    may = decide(request.user, SELL, establishment_id=page.exhibition.establishment_id)
    return render(request, "production/exhibition.html", {"page": page, "may": may})


@requires(SELL)
@idempotent
def stand(request, pk):
    found = in_action(request, SELL, Exhibition.objects.select_related("establishment"), pk)
    form = forms.StandForm(request.POST or None, exhibition=found)
    here = reverse("production:exhibition", args=[pk])
    return form_page(request, form, to=here, parent=str(found), parent_url=here)


@requires(SELL)
@idempotent
def sold(request, pk):
    rows = Stand.objects.select_related("exhibition__establishment")
    found = in_action(request, SELL, rows, pk, "exhibition__establishment_id")
    form = forms.SoldForm(request.POST or None, stand=found, initial={"sold": found.sold, "note": found.note})
    here = reverse("production:exhibition", args=[found.exhibition_id])
    return form_page(request, form, to=here, parent=str(found.exhibition), parent_url=here, place=found)
