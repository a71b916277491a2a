"""Screens of the money of people who left: who waits, one settlement, what nobody has claimed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.pay.books.queries import book_place
from llamkay.apps.pay.permissions import CONFIRM, PREPARE, VIEW
from llamkay.apps.pay.settlements import forms, queries, services
from llamkay.apps.pay.settlements.lists import UNCLAIMED, UNSETTLED
from llamkay.apps.people.kinds import Exit
from llamkay.apps.people.queries import people_by_ids, visible_people
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.screens.refusals import on_form
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def settlements(request):
    form, today, scope = forms.LeftFilter(request.GET), clock.today(), request.user.actions[VIEW]
    criteria = form.cleaned_data if form.is_valid() else {}
    rows = queries.unsettled(
        scope=scope,
        today=today,
        words=criteria.get("q", ""),
        why=criteria.get("motivo", ""),
        state=criteria.get("estado", ""),
        sort=criteria.get("orden", ""),
    )
    return _list(request, form, rows, UNSETTLED, today)


@requires(VIEW)
def unclaimed(request):
    form, today = forms.UnclaimedFilter(request.GET), clock.today()
    criteria = form.cleaned_data if form.is_valid() else {}
    rows = queries.unclaimed(
        scope=request.user.actions[VIEW],
        today=today,
        words=criteria.get("q", ""),
        why=criteria.get("motivo", ""),
        sort=criteria.get("orden", ""),
    )
    return _list(request, form, rows, UNCLAIMED, today)


def _list(request, form, rows, listed, today):
    def prepare(page):
        page = list(page)
        owners = queries.owners((row["establishment"] for row in page), today)
        names = people_by_ids({row["person"] for row in page}).in_bulk()
        return [_line(row, owners, names, today) for row in page]

    notes = [_("al %(day)s") % {"day": date_format(today)}]
    return answer(request, listed, rows, form=form, prepare=prepare, notes=notes, name=f"{listed.name}-{today}")


def _line(row, owners, names, today):
    """A row with what a screen says of it."""
    days = (today - row["left_on"]).days if row["left_on"] else 0
    exits, states = dict(Exit.choices), dict(queries.State.choices) | {queries.NOTHING_TO_PAY: _("Nada que pagar hoy")}
    return row | {
        "days": days,
        "full_name": names[row["person"]].full_name,
        "owner": owners.get(row["establishment"], ""),
        "exit": exits.get(row["why"], ""),
        "state_name": states.get(row["state"], ""),
        "may": queries.may_be_done(row["why"]),
    }


def _found(request, code, person, action=VIEW):
    """The establishment and the person of an address, where the caller may do the action there."""
    scope = request.user.actions.get(action)
    place = book_place(scope=scope, code=code) if scope else None
    who = visible_people(scope).filter(pk=person, custody__establishment=place).first() if place else None
    if who is None:
        raise Http404
    return place, who


@requires(VIEW)
def settlement(request, code, person):
    return _page(request, *_found(request, code, person))


def _page(request, place, person, *, act="", bound=None, status=200):
    audit.log_access(actor=request.user.username, kind="pay", target=f"person:{person.pk}")
    today = clock.today()
    found = queries.page(scope=request.user.actions[VIEW], person=person, establishment=place, today=today)
    row, mine = found["open"], {"establishment_id": place.pk}
    offered = {}
    if decide(request.user, PREPARE, **mine) and found["away"]:
        if row is None or row.state == "due":
            offered["preparar"] = forms.PrepareForm(auto_id="preparar-%s")
        else:
            offered["anular"] = forms.CancelForm(auto_id="anular-%s")
        if not found["moves"]:
            offered["avisar"] = forms.NoticeForm(initial={"on": today}, auto_id="avisar-%s")
    waits = row is not None and row.state == "prepared"
    if waits and decide(request.user, CONFIRM, **mine) and row.prepared_by != request.user.username:
        offered["confirmar"] = forms.ConfirmForm()
    if bound is not None and act in offered:
        offered[act] = bound
    context = found | {"person": person, "place": place, "forms": offered, "today": today}
    context["problem"] = bound if bound is not None and act not in offered else None
    return render(request, "pay/settlements/person.html", context, status=status)


def _prepare(user, place, person, data):
    services.prepare(actor=user, person=person, establishment=place, document=data["document"])


def _waiting(place, person):
    row = queries.open_row(person=person, establishment=place)
    if row is None:
        raise Refused(_("Esa liquidación ya no espera: recargue la página."))
    return row


def _confirm(user, place, person, _data):
    services.confirm(actor=user, settlement=_waiting(place, person))


def _cancel(user, place, person, data):
    services.cancel(actor=user, settlement=_waiting(place, person), reason=data["reason"])


def _notice(user, place, person, data):
    services.notice(actor=user, person=person, establishment=place, **data)


# Act → action that allows it, form, what runs it, what is said.
ACTS = {
    "preparar": (PREPARE, forms.PrepareForm, _prepare),
    "confirmar": (CONFIRM, forms.ConfirmForm, _confirm),
    "anular": (PREPARE, forms.CancelForm, _cancel),
    "avisar": (PREPARE, forms.NoticeForm, _notice),
}


@require_POST
@requires(VIEW)
@idempotent
def settlement_act(request, code, person, act):
    if act not in ACTS:
        raise Http404
    action, form_class, run = ACTS[act]
    place, who = _found(request, code, person, action)
    form = form_class(request.POST, auto_id=f"{act}-%s")
    if form.is_valid():
        with on_form(form):
            run(request.user, place, who, form.cleaned_data)
            messages.success(request, _("Quedó registrado."))
            return redirect("pay:settlement", code=code, person=person)
    return _page(request, place, who, act=act, bound=form, status=422)
