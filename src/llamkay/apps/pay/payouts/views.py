"""Screens of the money that leaves: the list, one person's beneficiaries and payments, the acts, the batches."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from llamkay.apps.institutions.queries import every_establishment
from llamkay.apps.pay.models import Beneficiary, Payout, PayoutBatch
from llamkay.apps.pay.payouts import forms, queries, receipts, services
from llamkay.apps.pay.payouts.lists import payout_list
from llamkay.apps.pay.permissions import BENEFICIARIES, CONFIRM, PREPARE, VIEW
from llamkay.apps.people.queries import in_charge
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import link, soles
from llamkay.platform.screens.forms import numbers_of
from llamkay.platform.screens.lists import answer
from llamkay.platform.screens.refusals import as_message, on_form
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def payouts(request):
    form = forms.PayoutFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = queries.payouts(
        scope=request.user.actions[VIEW],
        words=chosen.get("q", ""),
        state=chosen.get("estado", ""),
        purpose=chosen.get("finalidad", ""),
    )
    may_send = bool(decide(request.user, PREPARE))
    listed = payout_list(request, may_send=may_send, may_confirm=bool(decide(request.user, CONFIRM)))
    links = [link(reverse("people:list"), _("Preparar un pago: busque a la persona"))] if may_send else []
    some = may_send and rows.filter(state=Payout.State.CONFIRMED).exists()  # else there is nothing to choose
    return answer(request, listed, rows, form=form, links=links, may_send=some, ways=PayoutBatch.Way.choices)


def _person(request, pk, action):
    scope = request.user.actions.get(action)
    found = in_charge(scope).filter(pk=pk).first() if scope else None
    if found is None:
        raise Http404
    return found


@requires(VIEW)
def person_payouts(request, person):
    return _page(request, _person(request, person, VIEW))


def _page(request, person, *, entered=None, prepared=None, status=200):
    audit.log_access(actor=request.user.username, kind="pay", target=f"person:{person.pk}")
    scope = request.user.actions[VIEW]
    context = {
        "to_vouch": _to_vouch(request, person),
        "person": person,
        "beneficiaries": queries.beneficiaries(person),
        "payouts": queries.payouts(scope=scope).filter(person=person)[:50],
        "may_enter": bool(decide(request.user, BENEFICIARIES)),
        "may_prepare": bool(decide(request.user, PREPARE)),
        "may_confirm": bool(decide(request.user, CONFIRM)),
        "entry": entered or forms.BeneficiaryForm(auto_id="b-%s"),
        "prepare": prepared or forms.PrepareForm(person=person, auto_id="p-%s"),
    }
    return render(request, "pay/payouts/person.html", context, status=status)


def _to_vouch(request, person):
    """Whose documents whoever is asked to see them is shown whole; each look leaves its line."""
    if not decide(request.user, CONFIRM):
        return set()
    scope, who = request.user.actions[CONFIRM], request.user.username
    found = set(queries.to_vouch(scope=scope, actor=who).filter(person=person).values_list("pk", flat=True))
    for pk in sorted(found):
        audit.log_access(actor=who, kind="documents", target=f"beneficiary:{pk}")
    return found


@require_POST
@requires(BENEFICIARIES)
@idempotent
def enter_beneficiary(request, person):
    found, form = _person(request, person, BENEFICIARIES), forms.BeneficiaryForm(request.POST, auto_id="b-%s")
    if form.is_valid():
        with on_form(form):
            services.enter_beneficiary(actor=request.user, person=found, **form.cleaned_data)
            messages.success(request, _("Registrado: lo comprueba otra persona antes de pagarle."))
            return redirect("pay:person_payouts", person=found.pk)
    return _page(request, found, entered=form, status=422)


@require_POST
@requires(PREPARE)
def prepare(request, person):
    found = _person(request, person, PREPARE)
    form = forms.PrepareForm(request.POST, person=found, auto_id="p-%s")
    if form.is_valid():
        with on_form(form):
            services.prepare(actor=request.user, person=found, **form.cleaned_data)
            messages.success(request, _("Pago preparado: lo confirma otra persona."))
            return redirect("pay:person_payouts", person=found.pk)
    return _page(request, found, prepared=form, status=422)


def _check(user, row, _text):
    services.check_beneficiary(actor=user, beneficiary=row)


def _end(user, row, text):
    services.end_beneficiary(actor=user, beneficiary=row, reason=text)


# Act → the action that allows it, what runs it.
BENEFICIARY_ACTS = {"comprobar": (CONFIRM, _check), "baja": (BENEFICIARIES, _end)}
PAYOUT_ACTS = {
    "confirmar": (CONFIRM, lambda user, row, _text: services.confirm(actor=user, payout=row)),
    "recibido": (PREPARE, lambda user, row, text: services.settle(actor=user, payout=row, reference=text)),
    "devuelto": (PREPARE, lambda user, row, text: services.give_back(actor=user, payout=row, reason=text)),
    "anular": (PREPARE, lambda user, row, text: services.cancel(actor=user, payout=row, reason=text)),
}


@require_POST
@requires(VIEW)
def beneficiary_act(request, pk, act):
    if act not in BENEFICIARY_ACTS:
        raise Http404
    action, run = BENEFICIARY_ACTS[act]
    row = Beneficiary.objects.select_related("person").filter(pk=pk).first()
    person = _person(request, row.person_id if row else 0, action)
    _done(request, run, row)
    return redirect("pay:person_payouts", person=person.pk)


@require_POST
@requires(VIEW)
def payout_act(request, pk, act):
    if act not in PAYOUT_ACTS:
        raise Http404
    action, run = PAYOUT_ACTS[act]
    scope = request.user.actions.get(action)
    row = queries.payout(scope=scope, pk=pk) if scope else None
    if row is None:
        raise Http404
    _done(request, run, row)
    return redirect("pay:payouts")


def _done(request, run, row):
    with as_message(request):
        run(request.user, row, request.POST.get("texto", "")[:200])
        messages.success(request, _("Quedó registrado."))


@require_POST
@requires(PREPARE)
def receipt(request, pk):
    row = queries.payout(scope=request.user.actions[PREPARE], pk=pk)
    if row is None:
        raise Http404
    with as_message(request):
        pdf, made = receipts.print_receipt(actor=request.user, payout=row)
        headers = {"Content-Disposition": f'attachment; filename="recibo-{row.pk}-{made.paper.code}.pdf"'}
        return HttpResponse(pdf, content_type="application/pdf", headers=headers)
    return redirect("pay:payouts")


@require_POST
@requires(PREPARE)
def send(request):
    scope, way = request.user.actions[PREPARE], request.POST.get("medio", "")
    wanted = numbers_of(request.POST.getlist("pago"))
    rows = list(queries.payouts(scope=scope).filter(pk__in=wanted[:500]))
    places = {row.establishment_id for row in rows}
    if way not in PayoutBatch.Way.values or len(places) > 1:
        raise Http404
    place = every_establishment().filter(pk__in=places).first()
    if place is None:
        messages.error(request, _("Elija al menos un pago."))
        return redirect("pay:payouts")
    with as_message(request):
        made = services.send(actor=request.user, establishment=place, payouts=rows, way=way)
        messages.success(request, _sent(made, rows))
        return redirect("pay:batch", pk=made.pk)
    return redirect("pay:payouts")


def _sent(batch, rows):
    """What was sent, in a sentence."""
    words = ngettext(
        "Se envió el lote {batch} ({way}): {n} pago, {total}. Registre después si se recibió.",
        "Se envió el lote {batch} ({way}): {n} pagos, {total}. Registre después si se recibieron.",
        len(rows),
    )
    total = soles(sum(row.amount for row in rows))
    return words.format(batch=batch, way=batch.get_way_display().lower(), n=len(rows), total=total)


def _found_batch(request, pk, action):
    scope = request.user.actions.get(action)
    found = queries.batch(scope=scope, pk=pk) if scope else None
    if found is None:
        raise Http404
    rows = queries.payouts(scope=scope).filter(batch=found).order_by("pk")
    return found, list(rows)


@requires(VIEW)
def batch(request, pk):
    found, rows = _found_batch(request, pk, VIEW)
    audit.log_access(actor=request.user.username, kind="pay", target=f"batch:{pk}")
    made_today = services.batch_file(found, rows)
    sent = queries.sent_file(found, made_today)
    context = {
        "batch": found,
        "rows": rows,
        "total": sum(row.amount for row in rows),
        "kept": sent is not None,
        "differences": queries.differences(sent, made_today) if sent is not None else [],
        "may_send": bool(decide(request.user, PREPARE, establishment_id=found.establishment_id)),
    }
    return render(request, "pay/payouts/batch.html", context)


@requires(PREPARE)
def batch_file(request, pk):
    found, rows = _found_batch(request, pk, PREPARE)
    content = queries.sent_file(found, services.batch_file(found, rows))
    if content is None:
        messages.error(
            request,
            _("No se guardó, y los datos de quien recibe cambiaron: ya no puede darse el mismo."),
        )
        return redirect("pay:batch", pk=pk)
    audit.log_access(actor=request.user.username, kind="export", target=f"batch:{pk}")
    headers = {"Content-Disposition": f'attachment; filename="{found.file_name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
