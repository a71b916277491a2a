"""The screen of the special bank account: whether a person may have it, and by which articles."""

from django.http import Http404
from django.shortcuts import render

from llamkay.apps.pay.bank_account import queries
from llamkay.apps.pay.permissions import VIEW
from llamkay.apps.people.permissions import VIEW_LEGAL
from llamkay.apps.people.queries import in_charge
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def bank_account(request, person):
    found = in_charge(request.user.actions[VIEW]).filter(pk=person).first()
    if found is None:
        raise Http404
    audit.log_access(actor=request.user.username, kind="pay", target=f"person:{found.pk}")
    # Which exclusion reaches a person tells of what they were convicted of.
    may_see = bool(decide(request.user, VIEW_LEGAL))
    if may_see:
        audit.log_access(actor=request.user.username, kind="legal", target=f"person:{found.pk}")
    context = queries.eligibility(person=found, today=clock.today()) | {"person": found, "may_see": may_see}
    return render(request, "pay/accounts/person.html", context)
