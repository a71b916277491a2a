"""The sessions of an activity on screen: the coming weeks, what was not held, the rota."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from llamkay.apps.activities import permissions
from llamkay.apps.activities.areas import may_answer
from llamkay.apps.activities.away import notices
from llamkay.apps.activities.places.suspension_services import dates
from llamkay.apps.activities.queries import activities
from llamkay.apps.activities.sessions import forms, queries
from llamkay.platform import clock
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.security.access import requires
from llamkay.platform.security.scope import NOTHING

ACTS = {
    "no-se-realiza": forms.CancelForm,
    "restablecer": forms.RestoreForm,
    "no-requeridas": forms.NotRequiredForm,
    "requeridas": forms.RequiredAgainForm,
    "rol": forms.RotaForm,
}


def _activity(request, pk):
    scope = request.user.actions.get(permissions.VIEW, NOTHING)
    found = activities(scope=scope, actor=request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@requires(permissions.VIEW)
def sessions(request, pk):
    return _page(request, _activity(request, pk))


def _page(request, found, *, act="", bound=None, status=200):
    today = clock.today()
    rota, cancelled = queries.rota_on(found, today), queries.cancelled(found)
    excused = queries.not_required(found)
    offered = {"restablecer": any(row.restored_at is None for row in cancelled), "requeridas": bool(excused)}
    may = bool(may_answer(request.user, permissions.MANAGE, found))
    turns = {"weeks": rota.weeks, "turns": forms.write_turns(rota.shifts.all(), rota.weeks)} if rota else {}
    acts = [
        {"act": name, "form": bound if name == act else form(activity=found, initial=turns, auto_id=f"{name}-%s")}
        for name, form in ACTS.items()
        if may and offered.get(name, True)
    ]
    context = {
        "activity": found,
        "coming": queries.coming(found, today=today),
        "cancelled": cancelled,
        "excused": [(row, dates(row)) for row in excused],
        "rota": rota,
        "notices": notices(found, today),
        "acts": acts,
    }
    return render(request, "activities/sessions.html", context, status=status)


@require_POST
@requires(permissions.MANAGE)
@idempotent
def session_act(request, pk, act):
    found = _activity(request, pk)
    if act not in ACTS:
        raise Http404
    form = ACTS[act](request.POST, activity=found, auto_id=f"{act}-%s")
    if not form.saved(actor=request.user):
        return _page(request, found, act=act, bound=form, status=422)
    messages.success(request, form.done)
    return redirect("activities:sessions", pk=found.pk)
