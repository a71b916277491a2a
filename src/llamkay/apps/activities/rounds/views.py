"""Rounds of choices on screen."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from llamkay.apps.activities import permissions
from llamkay.apps.activities.rounds import forms, queries
from llamkay.apps.activities.suitability.queries import open_in
from llamkay.apps.institutions.queries import in_scope
from llamkay.platform import clock
from llamkay.platform.database.search import InOrder
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import Column, Kind, List, answer
from llamkay.platform.security.access import requires

ACTS = {"elegir": forms.WishForm, "sortear": forms.DrawForm}

ROUNDS = List(
    name="rondas",
    title=gettext_lazy("Rondas de elección"),
    parent=("activities:list", gettext_lazy("Actividades")),
    intro=gettext_lazy(
        "Cada persona ordena lo que prefiere. Primero valen los requisitos, después quien no tiene ninguna plaza de "
        "esa clase, y los empates se sortean con una semilla que se guarda: con ella cualquiera repite el sorteo."
    ),
    columns=[
        Column(gettext_lazy("Ronda"), "name", link=lambda row: reverse("activities:round", args=[row.pk]), head=True),
        Column(gettext_lazy("Establecimiento"), "establishment.name"),
        Column(gettext_lazy("Se elige hasta"), "closes_on", Kind.DAY),
        Column(gettext_lazy("Personas"), "people", Kind.NUMBER),
        Column(gettext_lazy("Semilla"), "seed"),
    ],
    template="activities/rounds.html",
    count=ngettext_lazy("%(n)s ronda", "%(n)s rondas", "n"),
    nothing=gettext_lazy("Ninguna ronda."),
    empty=gettext_lazy("Todavía no hay rondas."),
    target="rounds",
)


@requires(permissions.MANAGE)
@idempotent
def rounds(request):
    found = forms.RoundFilter(request.GET, scope=request.user.actions[permissions.MANAGE])
    places = list(in_scope(found.narrowed)[:2])
    # What is offered is of one prison: whoever has several chooses one first, and never reads a country's activities.
    form = None
    if len(places) == 1:
        form = forms.OpenForm(
            request.POST or None,
            initial={"establishment": places[0]},
            establishments=in_scope(found.narrowed),
            activities=open_in(scope=found.narrowed, on=clock.today()),
        )
    if request.method == "POST" and form and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("activities:round", pk=form.result.pk)
    chooses = len(places) > 1 or bool(found.criteria())
    rows = queries.rounds(scope=found.narrowed)
    return answer(request, ROUNDS, rows, form=found if chooses else None, entry=form)


def _round(request, pk):
    scope = request.user.actions[permissions.MANAGE]
    found = queries.rounds(scope=scope).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@requires(permissions.MANAGE)
def round_page(request, pk):
    return _page(request, _round(request, pk))


def _page(request, found, *, act="", bound=None, status=200):
    audit.log_access(actor=request.user.username, kind="round", target=f"round:{found.pk}")
    scope = request.user.actions[permissions.MANAGE]
    acts = [
        {"act": name, "form": bound if name == act else form(round=found, scope=scope, auto_id=f"{name}-%s")}
        for name, form in ACTS.items()
        if found.drawn_at is None
    ]
    context = {
        "round": found,
        "offers": found.offers.select_related("activity").order_by(InOrder("activity__name")),
        "results": queries.results(found),
        "acts": acts,
    }
    return render(request, "activities/round.html", context, status=status)


@require_POST
@requires(permissions.MANAGE)
@idempotent
def round_act(request, pk, act):
    found = _round(request, pk)
    if act not in ACTS:
        raise Http404
    scope = request.user.actions[permissions.MANAGE]
    form = ACTS[act](request.POST, round=found, scope=scope, auto_id=f"{act}-%s")
    if not form.saved(actor=request.user):
        return _page(request, found, act=act, bound=form, status=422)
    messages.success(request, form.done)
    return redirect("activities:round", pk=found.pk)
