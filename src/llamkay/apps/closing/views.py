"""Screens of the month close: the list of months, and one month to close or closed."""

from fractions import Fraction

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.closing import forms, queries
from llamkay.apps.closing.lists import month_list, people_list
from llamkay.apps.closing.permissions import CLOSE, VIEW
from llamkay.apps.closing.ready import blockers, unsettled_inputs
from llamkay.apps.closing.services import close_month
from llamkay.apps.institutions.queries import staff_names
from llamkay.apps.pay import permissions as pay_actions
from llamkay.apps.people import permissions as people_actions
from llamkay.apps.people.queries import nobody
from llamkay.apps.remission import permissions as remission_actions
from llamkay.apps.remission.queries import fraction_text
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.months import month_title
from llamkay.platform.screens.lists import answer, is_file
from llamkay.platform.screens.refusals import as_message
from llamkay.platform.security.access import decide, requires

# What a line of the people of a close shows, and the action that opens it.
PERSONAL = {"people": people_actions.VIEW, "remission": remission_actions.VIEW, "pay": pay_actions.VIEW}


@requires(VIEW)
def months(request):
    scope = request.user.actions[VIEW]
    form = forms.CloseFilter(request.GET, scope=scope)
    chosen = form.cleaned_data if form.is_valid() else {}
    place = chosen.get("establecimiento")
    lines = queries.months(
        scope,
        month=chosen.get("mes"),
        establishment_id=place.pk if place else None,
        state=chosen.get("estado", ""),
    )
    return answer(request, month_list(staff=SimpleLazyObject(staff_names)), lines, form=form)


def _place_and_month(request, code, month, action=VIEW):
    """The establishment and month of an address; 404 outside the scope of the action."""
    place = queries.establishment(request.user.actions[action], code)
    try:
        wanted = Month.parse(month)
    except Refused:
        raise Http404 from None
    if place is None:
        raise Http404
    return place, wanted


@requires(VIEW)
def month(request, code, month):
    place, wanted = _place_and_month(request, code, month)
    close = queries.close_of(place, wanted)
    context = {"establishment": place, "month": wanted, "month_name": month_title(wanted), "close": close}
    if close is None:
        line = queries.open_month(request.user.actions[VIEW], place, wanted)
        if line is None:
            raise Http404
        may_close = bool(decide(request.user, CLOSE, establishment_id=place.pk))
        context |= {"line": line, "blockers": blockers(place, wanted), "may_close": may_close}
        context["left_out"] = unsettled_inputs(place, wanted)
        return render(request, "closing/open.html", context)
    may = _may_see(request.user, place)
    people = queries.people_of(close) if may["people"] else nobody()
    if not may["people"]:
        if is_file(request):
            raise PermissionDenied(_("Su función permite ver los totales del cierre, no los datos de cada persona."))
        return render(request, "closing/closed.html", context | _totals(close) | {"may": may})
    listed = people_list(
        f"cierre-{place.code}-{wanted}", target=f"close:{close.pk}", remission=may["remission"], pay=may["pay"]
    )
    context |= _totals(close) | {"may": may}
    context |= {"adjustments": queries.adjustments_in(close), "corrected": queries.corrected_later(close)}
    return answer(request, listed, people, prepare=lambda rows: queries.person_lines(close, list(rows)), **context)


def _totals(close):
    """What a page says of the days that a close remitted: exactly, and about how many."""
    total = Fraction(close.totals["remitted"])
    return {"remitted": fraction_text(total), "about": f"{float(total):,.1f}"}


def _may_see(user, place):
    """What of each person this member of staff may see: the count, the pay; without either, nobody's name."""
    may = {name: bool(decide(user, code, establishment_id=place.pk)) for name, code in PERSONAL.items()}
    return {**may, "people": may["people"] and (may["remission"] or may["pay"])}


@require_POST
@requires(CLOSE)
def close(request, code, month):
    place, wanted = _place_and_month(request, code, month, action=CLOSE)
    with as_message(request):
        done = close_month(actor=request.user, establishment=place, month=wanted)
        if done.already:
            messages.info(request, _("Ese mes ya estaba cerrado."))
        else:
            messages.success(
                request,
                _("Mes cerrado: %(people)s personas, %(days)s días computados, S/ %(gross)s de ingresos.")
                % {"people": done.people, "days": done.days, "gross": done.gross},
            )
    return redirect("closing:detail", code=place.code, month=str(wanted))
