"""Contracts with companies on screen: the list, who lacks one, a new one under its agreement, its end."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.pay.companies.queries import agreements_in
from llamkay.apps.production.contracts import forms, lists, queries
from llamkay.apps.production.permissions import PARTNERS
from llamkay.apps.production.screens import form_page
from llamkay.platform import clock
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import requires


@requires(PARTNERS)
def contracts(request):
    today, form = clock.today(), forms.ContractFilter(request.GET)
    rows = queries.contracts(scope=request.user.actions[PARTNERS], on=today, **form.criteria())
    return answer(request, lists.contract_list(today), rows, form=form)


@requires(PARTNERS)
def uncovered(request):
    rows = queries.uncovered(scope=request.user.actions[PARTNERS], on=clock.today())
    return answer(request, lists.UNCOVERED, rows, narrowed=False)


@requires(PARTNERS)
@idempotent
def new_contract(request, pk):
    scope = request.user.actions[PARTNERS]
    agreement = agreements_in(scope).filter(pk=pk).first()
    if agreement is None:
        raise Http404
    form = forms.ContractForm(request.POST or None, agreement=agreement, scope=scope, initial={"start": clock.today()})
    here = reverse("production:terms", args=[pk])
    return form_page(request, form, to=here, parent=str(agreement), parent_url=here)


@requires(PARTNERS)
@idempotent
def end_contract(request, pk):
    today = clock.today()
    row = queries.contracts(scope=request.user.actions[PARTNERS], on=today).filter(pk=pk).first()
    if row is None:
        raise Http404
    form = forms.EndForm(request.POST or None, contract=row, initial={"on": today})
    here = reverse("production:contracts")
    return form_page(
        request, form, to=here, parent=_("Contratos con empresas"), parent_url=here, place=row.establishment
    )
