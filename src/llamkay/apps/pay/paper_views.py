"""Papers of pay on screen: which months have slips, and printing them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from llamkay.apps.activities.models import MonthClose
from llamkay.apps.pay import paper_queries as queries
from llamkay.apps.pay import slips
from llamkay.apps.pay.permissions import SLIPS
from llamkay.apps.people.queries import visible_people
from llamkay.platform.access import requires
from llamkay.platform.listing import paginated


@requires(SLIPS)
def slip_months(request):
    rows = queries.closed_months(request.user.actions[SLIPS])
    return render(request, "pay/papers/months.html", {"page": paginated(request, rows)})


@require_POST
@requires(SLIPS)
def print_month(request, pk):
    close = request.user.actions[SLIPS].filter(MonthClose.objects.defer("facts")).filter(pk=pk).first()
    if close is None:
        raise Http404
    return _printed(request, close, None, "pay:slips")


@require_POST
@requires(SLIPS)
def print_one(request, pk, person):
    scope = request.user.actions[SLIPS]
    close = scope.filter(MonthClose.objects.defer("facts")).filter(pk=pk).first()
    found = visible_people(scope).filter(pk=person).first()
    if close is None or found is None:
        raise Http404
    return _printed(request, close, found, "people:detail", found.pk)


def _printed(request, close, person, back, *args):
    try:
        pdf, batch = slips.print_slips(actor=request.user, close=close, person=person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back, *args)
    name = f"boletas-{close.establishment.code}-{close.month:%Y-%m}" if person is None else f"boleta-{person.code}"
    headers = {"Content-Disposition": f'attachment; filename="{name}-{batch.paper.code}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
