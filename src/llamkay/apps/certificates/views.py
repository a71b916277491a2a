"""Certificates in the office: proposed, signed, withdrawn, printed; who issues them and with which keys."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.certificates import issuers as issuing
from llamkay.apps.certificates import queries
from llamkay.apps.certificates.bases import bases
from llamkay.apps.certificates.forms import (
    CREDENTIAL_ACTS,
    ISSUER_ACTS,
    CredentialFilter,
    IssuerForm,
    SkillForm,
    StudyForm,
)
from llamkay.apps.certificates.kinds import Kind, State
from llamkay.apps.certificates.lists import COLOURS, CREDENTIALS, ISSUERS
from llamkay.apps.certificates.models import Issuer
from llamkay.apps.certificates.paper import issuer_number, receipt
from llamkay.apps.certificates.permissions import ISSUERS as MANAGE
from llamkay.apps.certificates.permissions import PROPOSE, SIGN, VIEW
from llamkay.apps.people.queries import custody_on, in_charge
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.screens.refusals import as_message
from llamkay.platform.security.access import decide, requires


@requires(VIEW)
def credential_list(request):
    form = CredentialFilter(request.GET)
    criteria = form.criteria()
    handed = criteria.pop("handed", "")
    rows = queries.credentials(scope=request.user.actions[VIEW], actor=request.user, **criteria)
    if handed:
        rows = rows.filter(state=State.ISSUED, handed_on__isnull=handed == "no")
    return answer(request, CREDENTIALS, rows, form=form)


def _credential(request, pk):
    rows = queries.credentials(scope=request.user.actions[VIEW], actor=request.user)
    return get_object_or_404(rows, pk=pk)


@requires(VIEW)
def credential(request, pk):
    return _page(request, _credential(request, pk))


@require_POST
@requires(VIEW)
@idempotent
def credential_act(request, pk, act):
    found = _credential(request, pk)
    if act not in CREDENTIAL_ACTS:
        raise Http404
    form = CREDENTIAL_ACTS[act](request.POST, credential=found, prefix=act)
    if form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(found)
    return _page(request, found, act, form)


def _page(request, found, act="", refused=None):
    forms = {name: form(None, credential=found, prefix=name) for name, form in _offered(request.user, found)}
    if refused:
        forms[act] = refused
    audit.log_access(actor=request.user.username, kind="credential", target=f"credential:{found.pk}")
    context = {
        "credential": found,
        "colour": COLOURS[State(found.state)],
        "forms": forms,
        "sent": act,
        "issuer_number": issuer_number(found.issuer),
        "may_correct": _may_propose(request.user, found) and found.state in (State.ISSUED, State.SUSPENDED),
        "successor": queries.correction_of(found),
    }
    return render(request, "certificates/credential.html", context, status=422 if refused else 200)


def _may_propose(user, found):
    return bool(decide(user, PROPOSE, establishment_id=found.establishment_id))


def _offered(user, found):
    """The acts that an account may do on a certificate as it stands, in the order in which they come."""
    signs = decide(user, SIGN, establishment_id=found.establishment_id) and queries.signer(found.issuer, user.username)
    proposes, other = _may_propose(user, found), found.state_by != user.username
    open_ = {
        "firmar": found.state == State.PROPOSED and signs and found.proposed_by != user.username,
        "devolver": found.state == State.PROPOSED and (signs or found.proposed_by == user.username),
        "entregar": found.state == State.ISSUED and proposes and not found.handed_on,
        "suspender": found.state == State.ISSUED and (signs or proposes),
        "restituir": found.state == State.SUSPENDED and signs and other,
        "anular": found.state == State.SUSPENDED and signs and other,
    }
    return [(name, form) for name, form in CREDENTIAL_ACTS.items() if open_[name]]


@requires(PROPOSE)
@idempotent
def propose(request, person, key=""):
    scope = request.user.actions[PROPOSE]
    found = get_object_or_404(in_charge(scope), pk=person)
    held = custody_on(found, clock.today())
    if held is None or not scope.covers(held.establishment_id):
        raise Http404
    every = bases(found, establishment=held.establishment)
    old = None
    if replaces := request.GET.get("corrige", ""):
        rows = queries.credentials(scope=scope).filter(person=found)
        old = get_object_or_404(rows, pk=int(replaces) if replaces.isdecimal() and len(replaces) < 10 else 0)
        key = old.basis["key"]
    chosen = next((each for each in every if each.key == key), None)
    if key and chosen is None:
        raise Http404
    form = _proposal(request, found, held.establishment, chosen, old) if chosen else None
    if form and request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(form.result)
    audit.log_access(actor=request.user.username, kind="credential", target=f"person:{found.pk}")
    context = {"person": found, "bases": every, "chosen": chosen, "form": form, "old": old}
    return render(request, "certificates/propose.html", context, status=422 if form and form.errors else 200)


def _proposal(request, person, establishment, chosen, old):
    kind = SkillForm if chosen.kind == Kind.SKILL else StudyForm
    initial = {"skill": chosen.title}
    if old and chosen.kind == Kind.SKILL:
        initial = {"skill": old.title, "tasks": "\n".join(line[0] for line in old.lines), "level": old.level}
    data = request.POST if request.method == "POST" else None
    return kind(data, person=person, establishment=establishment, key=chosen.key, old=old, initial=initial)


@requires(VIEW)
def credential_pdf(request, pk):
    found = _credential(request, pk)
    if found.public is None:
        raise Http404
    audit.log_access(actor=request.user.username, kind="credential", target=f"credential:{pk}")
    return _pdf(bytes(found.pdf), f"certificado-{found.public.code}.pdf")


@requires(PROPOSE)
def credential_receipt(request, pk):
    found = _credential(request, pk)
    if found.public is None or not _may_propose(request.user, found):
        raise Http404
    audit.log_access(actor=request.user.username, kind="credential", target=f"credential:{pk}")
    return _pdf(receipt(found, on=clock.today()), f"cargo-{found.public}.pdf")


def _pdf(content, name):
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@requires(MANAGE)
def issuers(request):
    return answer(request, ISSUERS, queries.issuers().prefetch_related("keys"))


@requires(MANAGE)
@idempotent
def new_issuer(request):
    form = IssuerForm(request.POST or None)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(form.result)
    return render(request, "certificates/issuer_form.html", {"form": form}, status=422 if form.errors else 200)


@requires(MANAGE)
def issuer(request, pk):
    return _issuer_page(request, get_object_or_404(Issuer, pk=pk))


@require_POST
@requires(MANAGE)
@idempotent
def issuer_act(request, pk, act):
    found = get_object_or_404(Issuer, pk=pk)
    if act not in ISSUER_ACTS:
        raise Http404
    form = ISSUER_ACTS[act](request.POST, issuer=found, prefix=act)
    if form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(found)
    return _issuer_page(request, found, act, form)


def _issuer_page(request, found, act="", refused=None):
    forms = {name: form(None, issuer=found, prefix=name) for name, form in ISSUER_ACTS.items()}
    if refused:
        forms[act] = refused
    context = {
        "issuer": found,
        "issuer_number": issuer_number(found),
        "keys": queries.keys_of(found),
        "signers": queries.signers(found),
        "offices": queries.offices(found),
        "lists": queries.lists_of(found),
        "forms": forms if request.user.actions[MANAGE].everything else {},
        "sent": act,
    }
    return render(request, "certificates/issuer.html", context, status=422 if refused else 200)


@require_POST
@requires(MANAGE)
def end_signer(request, pk, signer):
    found = next((each for each in queries.signers(get_object_or_404(Issuer, pk=pk)) if each.pk == signer), None)
    if found is None:
        raise Http404
    with as_message(request):
        issuing.end_signer(actor=request.user, signer=found)
        messages.success(request, _("Ya no firma; lo que firmó sigue valiendo."))
    return redirect("certificates:issuer", pk)
