"""Screens of ensembles, performances and of what is lent."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import may_write
from llamkay.apps.education.music import forms, lists, queries
from llamkay.apps.education.music.paper import programme_paper
from llamkay.apps.education.permissions import LEND, MUSIC, VIEW
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def ensembles(request):
    form = forms.WordsFilter(request.GET)
    scope = request.user.actions[VIEW]
    rows = queries.ensembles(scope=scope, actor=request.user, on=clock.today(), **form.criteria())
    new = [link(reverse("education:new_ensemble"), _("Registrar un elenco"))]
    return answer(request, lists.ENSEMBLES, rows, form=form, links=new if decide(request.user, MUSIC) else [])


def _form(request, form, back, caption=""):
    context = {"form": form, "back": back, "caption": caption}
    return render(request, "education/form.html", context, status=422 if form.errors else 200)


def _done(request, form, back):
    messages.success(request, form.done)
    return redirect(back)


@requires(MUSIC)
@idempotent
def new_ensemble(request):
    form = forms.EnsembleForm(request.POST or None, actor=request.user)
    if request.method == "POST" and form.saved(actor=request.user):
        return _done(request, form, reverse("education:ensemble", args=[form.result.pk]))
    return _form(request, form, reverse("education:ensembles"))


def _ensemble(request, pk, action=VIEW):
    found = queries.find_ensemble(scope=request.user.actions[action], actor=request.user, pk=pk)
    if found is None:
        raise Http404
    return found


@requires(VIEW)
def ensemble(request, pk):
    found, today = _ensemble(request, pk), clock.today()
    audit.log_access(actor=request.user.username, kind="ensemble", target=f"ensemble:{found.pk}")
    context = {
        "ensemble": found,
        "members": queries.members_of(found, on=today),
        "repertoire": queries.repertoire_of(found),
        "rehearsals": queries.rehearsals_of(found, on=today),
        "performances": list(found.performances.order_by("-on")[:30]),
        "acts": [(code, form.title) for code, form in forms.ENSEMBLE_ACTS.items()],
        "manages": bool(may_write(request.user, MUSIC, found.activity)),
    }
    return render(request, "education/ensemble.html", context)


_ROWS = {"dejar": "members", "estado": "repertoire"}


@requires(MUSIC)
@idempotent
def ensemble_act(request, pk, kind, row=None):
    offered = forms.ENSEMBLE_ACTS if row is None else forms.ROW_ACTS
    if kind not in offered:
        raise Http404
    found = _ensemble(request, pk, MUSIC)
    of_row = None if row is None else get_object_or_404(getattr(found, _ROWS[kind]), pk=row)
    form = offered[kind](request.POST or None, ensemble=found, row=of_row, initial={"on": clock.today()})
    back = reverse("education:ensemble", args=[found.pk])
    if request.method == "POST" and form.saved(actor=request.user):
        return _done(request, form, back)
    return _form(request, form, back, found.name)


def _performance(request, pk, action=VIEW):
    found = queries.find_performance(scope=request.user.actions[action], actor=request.user, pk=pk)
    if found is None:
        raise Http404
    return found


@requires(VIEW)
def performance(request, pk):
    found = _performance(request, pk)
    audit.log_access(actor=request.user.username, kind="ensemble", target=f"ensemble:{found.ensemble_id}:{found.pk}")
    manages = bool(may_write(request.user, MUSIC, found.ensemble.activity))
    context = {
        "performance": found,
        "programme": list(found.programme.select_related("piece__work")),
        "performers": queries.performers_of(found),
        "occasions": queries.occasions_of(found, reader=request.user),
        "acts": [(code, form.title) for code, form in forms.PERFORMANCE_ACTS.items()]
        if manages and found.state == "planned"
        else [],
    }
    return render(request, "education/performance.html", context)


@requires(MUSIC)
@idempotent
def performance_act(request, pk, kind):
    if kind not in forms.PERFORMANCE_ACTS:
        raise Http404
    found = _performance(request, pk, MUSIC)
    form = forms.PERFORMANCE_ACTS[kind](request.POST or None, performance=found)
    back = reverse("education:performance", args=[found.pk])
    if request.method == "POST" and form.saved(actor=request.user):
        return _done(request, form, back)
    return _form(request, form, back, found.title)


@requires(VIEW)
def programme(request, pk):
    found = _performance(request, pk)
    audit.log_access(actor=request.user.username, kind="school_paper", target=f"ensemble:{found.ensemble_id}")
    return HttpResponse(programme_paper(found), content_type="application/pdf")


@requires(VIEW)
def items(request):
    form = forms.ItemsFilter(request.GET)
    rows = queries.items(scope=request.user.actions[VIEW], on=clock.today(), **form.criteria())
    new = [link(reverse("education:new_item"), _("Registrar un instrumento o material"))]
    return answer(request, lists.ITEMS, rows, form=form, links=new if decide(request.user, LEND) else [])


@requires(LEND)
@idempotent
def new_item(request):
    form = forms.ItemForm(request.POST or None, scope=request.user.actions[LEND])
    if request.method == "POST" and form.saved(actor=request.user):
        return _done(request, form, reverse("education:item", args=[form.result.pk]))
    return _form(request, form, reverse("education:items"))


def _item(request, pk, action=VIEW):
    found = queries.find_item(scope=request.user.actions[action], pk=pk)
    if found is None:
        raise Http404
    return found


@requires(VIEW)
def item(request, pk):
    found = _item(request, pk)
    audit.log_access(actor=request.user.username, kind="loans", target=f"item:{found.pk}")
    loans = queries.loans_of(found)
    lent = any(loan.period.upper is None for loan in loans)
    context = {
        "item": found,
        "loans": loans,
        "lent": lent,
        "may": bool(decide(request.user, LEND, establishment_id=found.establishment_id)),
    }
    return render(request, "education/item.html", context)


@requires(LEND)
@idempotent
def edit_item(request, pk):
    found = _item(request, pk, LEND)
    form = forms.ItemForm(request.POST or None, scope=request.user.actions[LEND], item=found)
    back = reverse("education:item", args=[found.pk])
    if request.method == "POST" and form.saved(actor=request.user):
        return _done(request, form, back)
    return _form(request, form, back, str(found))


@requires(LEND)
@idempotent
def item_act(request, pk, kind):
    if kind not in forms.ITEM_ACTS:
        raise Http404
    found, scope = _item(request, pk, LEND), request.user.actions[LEND]
    initial = {"on": clock.today(), "condition": found.condition}
    form = forms.ITEM_ACTS[kind](request.POST or None, item=found, scope=scope, initial=initial)
    back = reverse("education:item", args=[found.pk])
    if request.method == "POST" and form.saved(actor=request.user):
        return _done(request, form, back)
    return _form(request, form, back, str(found))
