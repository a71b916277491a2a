"""Screens of establishments and their authorities."""

from datetime import date

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from llamkay.apps.institutions import forms, queries
from llamkay.apps.institutions.hooks import population
from llamkay.apps.institutions.lists import establishment_list
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.institutions.permissions import MANAGE, SET_LEVEL, VIEW
from llamkay.platform import clock
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.forms import day_of
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires


def chosen_day(request) -> date:
    """The day asked for by ``?dia=``; today when there is none or it is not a day."""
    return day_of(request.GET.get("dia", "")) or clock.today()


def _counted(request, rows, day):
    """The population of the establishments that the caller reaches and the system counts."""
    ids = [row.pk for row in rows if row.uses_system and request.user.scope.covers(row.pk)]
    return population(ids, day) if ids else {}


@requires(VIEW)
def establishments(request):
    form = forms.EstablishmentFilter(request.GET)
    chosen = form.criteria()
    rows = queries.establishments(
        words=chosen.get("words", ""),
        office=chosen.get("office", ""),
        kind=chosen.get("kind", ""),
        counted=chosen.get("counted", False),
        sort=request.GET.get("orden", "order"),
    )
    day = chosen_day(request)
    people = _counted(request, rows, day)
    return answer(
        request,
        establishment_list(people=people, day=f"{day:%d/%m/%Y}"),
        rows,
        form=form,
        notes=[_("población al %(day)s") % {"day": date_format(day)}],
        links=[link(reverse("institutions:functions"), _("Qué permite cada función del personal"))],
    )


@requires(VIEW)
def establishment(request, code):
    row = get_object_or_404(Establishment.objects.select_related("office"), code=code)
    day = chosen_day(request)
    context = {
        "establishment": row,
        "day": day,
        "people": _counted(request, [row], day).get(row.pk),
        "names": queries.names_by_date(row),
        "posts": queries.posts(establishment=row, on=day),
        "may_level": bool(decide(request.user, SET_LEVEL, establishment_id=row.pk)),
        "may_manage": bool(decide(request.user, MANAGE, establishment_id=row.pk)),
    }
    return render(request, "institutions/detail.html", context)


@requires(MANAGE)
@idempotent
def appoint(request, code):
    row = get_object_or_404(Establishment, code=code)
    form = forms.AppointmentForm(request.POST or None, establishment=row, initial={"on": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("institutions:detail", code=row.code)
    context = {"form": form, "establishment": row, "back": row.get_absolute_url()}
    return render(request, "institutions/appoint.html", context)
