"""Papers of pay on screen: which months have payslips, and printing them."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from llamkay.apps.months.queries import closes
from llamkay.apps.pay.books.paper import book_paper
from llamkay.apps.pay.books.queries import book_place
from llamkay.apps.pay.payslips import lists, queries
from llamkay.apps.pay.payslips import paper as payslips
from llamkay.apps.pay.permissions import PAYSLIPS, VIEW
from llamkay.apps.people.queries import visible_people
from llamkay.core.errors import Refused
from llamkay.core.values import Month
from llamkay.platform.record import audit
from llamkay.platform.screens.lists import answer
from llamkay.platform.screens.refusals import as_message
from llamkay.platform.security.access import requires


@requires(PAYSLIPS)
def payslip_months(request):
    rows = queries.closed_months(request.user.actions[PAYSLIPS])
    return answer(request, lists.payslip_months(request), rows)


@require_POST
@requires(PAYSLIPS)
def print_month(request, pk):
    close = request.user.actions[PAYSLIPS].filter(closes().defer("inputs")).filter(pk=pk).first()
    if close is None:
        raise Http404
    return _printed(request, close, None, "pay:payslips")


@require_POST
@requires(PAYSLIPS)
def print_one(request, pk, person):
    scope = request.user.actions[PAYSLIPS]
    close = scope.filter(closes().defer("inputs")).filter(pk=pk).first()
    found = visible_people(scope).filter(pk=person).first()
    if close is None or found is None:
        raise Http404
    return _printed(request, close, found, "people:detail", found.pk)


@requires(VIEW)
def book(request, code, month):
    scope = request.user.actions[VIEW]
    place = book_place(scope=scope, code=code)
    try:
        chosen = Month.parse(month)
    except Refused:
        raise Http404 from None
    if place is None:
        raise Http404
    audit.log_access(actor=request.user.username, kind="pay", target=f"book:{code}:{chosen}")
    headers = {"Content-Disposition": f'attachment; filename="libro-{code}-{chosen}.pdf"'}
    pdf = book_paper(scope=scope, establishment=place, month=chosen)
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _printed(request, close, person, back, *args):
    with as_message(request):
        pdf, batch = payslips.print_payslips(actor=request.user, close=close, person=person)
        name = f"boletas-{close.establishment.code}-{close.month:%Y-%m}" if person is None else f"boleta-{person.code}"
        headers = {"Content-Disposition": f'attachment; filename="{name}-{batch.paper.code}.pdf"'}
        return HttpResponse(pdf, content_type="application/pdf", headers=headers)
    return redirect(back, *args)
