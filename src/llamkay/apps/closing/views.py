"""Screens of the month close: the list of months, and one month to close or closed."""

from fractions import Fraction

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST

from llamkay.apps.activities.permissions import APPROVE_SHEET
from llamkay.apps.activities.permissions import FILL_SHEET as OPEN_SHEETS
from llamkay.apps.activities.sheets.screens import WHOLE
from llamkay.apps.closing import forms, queries
from llamkay.apps.closing.filling import month_sheets
from llamkay.apps.closing.lists import comparison_list, month_list, people_list
from llamkay.apps.closing.permissions import CLOSE, VIEW
from llamkay.apps.closing.ready import blockers, unsettled_inputs
from llamkay.apps.closing.services import approve_sheets, decide_close, look
from llamkay.apps.institutions.queries import staff_names
from llamkay.apps.pay import permissions as pay_actions
from llamkay.apps.people import permissions as people_actions
from llamkay.apps.people.queries import nobody
from llamkay.apps.remission import permissions as remission_actions
from llamkay.apps.remission.queries import fraction_text
from llamkay.core.errors import Refused
from llamkay.core.values import Month, parse_amount
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.screens.cells import soles
from llamkay.platform.screens.lists import answer, is_file
from llamkay.platform.screens.refusals import sentence, status
from llamkay.platform.security.access import decide, requires
from llamkay.platform.security.scope import NOTHING

# What a line of the people of a close shows, and the action that opens it.
NAMED = 100  # people without a mark who are named before the others are asked for
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


@gzip_page
@requires(VIEW)
def month(request, code, month):
    place, wanted = _place_and_month(request, code, month)
    close = queries.close_of(place, wanted)
    if close is None:
        return _open(request, place, wanted)
    may = _may_see(request.user, place)
    context = {"establishment": place, "month": wanted, "month_name": month_title(wanted), "close": close}
    context |= _totals(close.totals) | {"may": may, "decision": queries.decision_of(close)}
    context["shown"] = {**close.totals, **queries.shares_of(close)}
    context["missing"] = queries.to_open(request.user.actions.get(OPEN_SHEETS, NOTHING), place, wanted.next())
    people = queries.people_of(close) if may["people"] else nobody()
    if not may["people"]:
        if is_file(request):
            raise PermissionDenied(_("Su función permite ver los totales del cierre, no los datos de cada persona."))
        return render(request, "closing/closed.html", context)
    listed = people_list(
        f"cierre-{place.code}-{wanted}", target=f"close:{close.pk}", remission=may["remission"], pay=may["pay"]
    )
    context |= {"adjustments": queries.adjustments_in(close), "corrected": queries.corrected_later(close)}
    return answer(request, listed, people, prepare=lambda rows: queries.person_lines(close, list(rows)), **context)


def _open(request, place, wanted, *, refusal=None, reasons=None):
    """A month that no close ended: its sheets, what it would come to, what lacks, and the act."""
    line = queries.open_month(request.user.actions[VIEW], place, wanted)
    if line is None:
        raise Http404
    sheets, may = month_sheets(place, wanted), _may_see(request.user, place)
    most = None if request.GET.get("sin") == WHOLE else NAMED
    context = {
        "establishment": place,
        "month": wanted,
        "month_name": month_title(wanted),
        "line": line,
        "blockers": blockers(place, wanted),
        "left_out": unsettled_inputs(place, wanted),
        "sheets": sheets,
        "sums": sheets.totals(),
        "without": queries.named(sheets.without)[:most] if may["people"] else None,
        "may": may,
        "may_close": bool(decide(request.user, CLOSE, establishment_id=place.pk)),
        "may_approve": bool(decide(request.user, APPROVE_SHEET, establishment_id=place.pk)),
        "unusual": forms.unusual_fields(sheets, typed=reasons or {}, refusal=refusal),
        "problems": [{"field": reason.field, "text": sentence(reason)} for reason in refusal.reasons]
        if refusal
        else [],
    }
    # A month that goes on is counted for whoever asks: what it would come to moves with each mark.
    context["counted"] = not line.past and (wanted.end <= clock.today() or request.GET.get("contar") == "si")
    if context["counted"]:
        try:
            found = look(actor=request.user, establishment=place, month=wanted)
        except Refused as lack:
            context["unreckoned"] = sentence(lack)
        else:
            would = found.totals()
            context |= {"seen": found.digest, "would": would} | _totals(would)
    return render(request, "closing/open.html", context, status=status(refusal) if refusal else 200)


@gzip_page
@requires(VIEW)
def comparison(request, code, month):
    """A close beside what was seen before it, line by line."""
    place, wanted = _place_and_month(request, code, month)
    close, may = queries.close_of(place, wanted), _may_see(request.user, place)
    decision = queries.decision_of(close) if close else None
    if decision is None:
        raise Http404
    if not (may["people"] and may["remission"] and may["pay"]):
        raise PermissionDenied(_("Su función permite ver los totales del cierre, no los datos de cada persona."))
    lines = queries.compared(close, decision)
    title = _("Cierre de %(month)s: lo visto y lo cerrado") % {"month": month_title(wanted)}
    listed = comparison_list(f"comparacion-{place.code}-{wanted}", title, target=f"close:{close.pk}")
    return answer(
        request,
        listed,
        lines,
        close=close,
        establishment=place,
        month=wanted,
        decision=decision,
        changed=sum(not line.same for line in lines),
        sums=queries.compared_totals(lines),
    )


def _totals(totals):
    """What a page says of the days that a close remits: exactly, and about how many."""
    total = Fraction(totals["remitted"])
    return {"remitted": fraction_text(total), "about": f"{float(total):,.1f}"}


def _may_see(user, place):
    """What of each person this member of staff may see: the count, the pay; without either, nobody's name."""
    may = {name: bool(decide(user, code, establishment_id=place.pk)) for name, code in PERSONAL.items()}
    return {**may, "people": may["people"] and (may["remission"] or may["pay"])}


@require_POST
@requires(CLOSE)
def close(request, code, month):
    place, wanted = _place_and_month(request, code, month, action=CLOSE)
    reasons = forms.reasons_in(request.POST)
    try:
        done = decide_close(
            actor=request.user,
            establishment=place,
            month=wanted,
            seen=request.POST.get("visto", ""),
            reasons=reasons,
        )
    except Refused as refusal:
        return _open(request, place, wanted, refusal=refusal, reasons=reasons)
    if done.already:
        messages.info(request, _("Ese mes ya estaba cerrado."))
    else:
        messages.success(
            request,
            _("Mes cerrado: %(people)s personas, %(days)s días computados, %(gross)s de ingresos.")
            % {"people": f"{done.people:,}", "days": f"{done.days:,}", "gross": soles(parse_amount(done.gross))},
        )
    return redirect("closing:detail", code=place.code, month=str(wanted))


@require_POST
@requires(APPROVE_SHEET)
def approve(request, code, month):
    """Approve the sheets that were ticked on the page of the close."""
    place, wanted = _place_and_month(request, code, month, action=APPROVE_SHEET)
    ticked = forms.numbers(request.POST.getlist("planilla"))
    done, refused = approve_sheets(actor=request.user, establishment=place, month=wanted, sheets=ticked)
    if done:
        text = ngettext("Se aprobó %(n)s planilla.", "Se aprobaron %(n)s planillas.", done)
        messages.success(request, text % {"n": done})
    elif not refused:
        messages.info(request, _("Marque las planillas que quiere aprobar."))
    for text in dict.fromkeys(map(sentence, refused)):
        messages.error(request, text)
    return redirect("closing:detail", code=place.code, month=str(wanted))
