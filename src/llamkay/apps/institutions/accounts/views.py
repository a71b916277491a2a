"""Screens of the accounts of the staff and of their functions."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from llamkay.apps.institutions import forms, queries
from llamkay.apps.institutions.accounts import recovery
from llamkay.apps.institutions.accounts.door import wants_second_step
from llamkay.apps.institutions.accounts.entry import entry_of
from llamkay.apps.institutions.lists import ACCOUNTS, each_grant
from llamkay.apps.institutions.permissions import MANAGE, VIEW
from llamkay.apps.institutions.reviews.terms import rests
from llamkay.apps.institutions.sessions.queries import open_sessions
from llamkay.apps.institutions.sessions.services import ROW
from llamkay.platform import clock
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.lists import answer, download, is_file
from llamkay.platform.security import sign_ins
from llamkay.platform.security.access import decide, requires


@requires(MANAGE)
def users(request):
    scope, day = request.user.actions[MANAGE], clock.today()
    form = forms.AccountFilter(request.GET, scope=scope)
    rows = queries.accounts(scope=scope, on=day, sort=request.GET.get("orden", "name"), **form.criteria())
    return answer(
        request,
        ACCOUNTS,
        rows,
        form=form,
        filed=each_grant,
        notes=[_("funciones al %(day)s") % {"day": date_format(day)}],
        links=[
            link(reverse("institutions:functions"), _("Qué permite cada función")),
            *([link(reverse("keys:list"), _("Llaves de la API"))] if scope.everything else []),
        ],
        national=scope.everything,
    )


@never_cache
@requires(MANAGE)
def new_user(request):
    if not request.user.actions[MANAGE].everything:
        return _only_national(request)
    form = forms.AccountForm(request.POST or None)
    if request.method == "POST" and form.saved(actor=request.user):
        user, password = form.result
        return render(request, "institutions/password.html", {"account": user, "password": password, "new": True})
    return render(request, "institutions/user_form.html", {"form": form})


def _only_national(request):
    messages.error(request, _("Las cuentas las abre quien administra el sistema en la sede central."))
    return redirect("institutions:users")


def _account(request, pk):
    """The account of an address; 404 outside the scope of whoever asks."""
    return get_object_or_404(queries.accounts(scope=request.user.actions[MANAGE], on=clock.today()), pk=pk)


@requires(MANAGE)
def user(request, pk):
    account, scope, day = _account(request, pk), request.user.actions[MANAGE], clock.today()
    grants = list(queries.functions_of(account))
    for grant in grants:
        grant.ended = grant.period.upper is not None and grant.period.upper <= day
        grant.rests = rests(grant, on=day)
        grant.to_come = grant.period.lower > day
        grant.may_end = not grant.ended and scope.covers(grant.establishment_id) and account != request.user
    context = {
        "account": account,
        "grants": grants,
        "own": account == request.user,
        "national": scope.everything,
        "second_step": Authenticator.objects.filter(user=account).exists(),
        "second_step_wanted": wants_second_step(account),
        "recovery": recovery.pending(account),
        "sessions": open_sessions(account, here=request.session.get(ROW)),
        "sign_ins": sign_ins.of(account.username),
        "may_read_log": bool(decide(request.user, "institutions.read_log")),
    }
    return render(request, "institutions/user.html", context)


@requires(MANAGE)
def grant(request, pk):
    account, scope = _account(request, pk), request.user.actions[MANAGE]
    form = forms.GrantForm(request.POST or None, user=account, scope=scope, initial={"start": clock.today()})
    return _act(request, account, form)


@requires(MANAGE)
def end_grant(request, pk, grant_pk):
    account = _account(request, pk)
    found = get_object_or_404(queries.functions_of(account), pk=grant_pk)
    if not request.user.actions[MANAGE].covers(found.establishment_id):
        raise Http404
    return _act(request, account, forms.EndGrantForm(request.POST or None, grant=found), grant=found)


@requires(MANAGE)
def user_state(request, pk):
    account = _account(request, pk)
    return _act(request, account, forms.AccountStateForm(request.POST or None, user=account))


@requires(MANAGE)
def user_data(request, pk):
    account = _account(request, pk)
    return _act(request, account, forms.CorrectAccountForm(request.POST or None, user=account))


@requires(MANAGE)
def user_second_step(request, pk):
    account = _account(request, pk)
    waiting = recovery.pending(account)
    if waiting is None:
        form = forms.AskRecoveryForm(request.POST or None, user=account)
    else:
        form = forms.DecideRecoveryForm(request.POST or None, waiting=waiting)
    return _act(request, account, form, waiting=waiting, first=_is_first(request, waiting))


def _is_first(request, waiting):
    """Whether the reader is the first of the two that a recovery takes."""
    return waiting is not None and waiting.asked_by == request.user.username


def _act(request, account, form, **context):
    """One act on an account: its form, and back to the account when it is done."""
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect(account)
    return render(request, "institutions/user_form.html", {"form": form, "account": account, **context})


@login_required
@require_safe
def own_email(request):
    """Whom to ask that one's own name or address be mended: nobody does it here."""
    return render(request, "account/email.html")


@never_cache
@requires(MANAGE)
def user_password(request, pk):
    account = _account(request, pk)
    form = forms.NewPasswordForm(request.POST if request.method == "POST" else None, user=account)
    if request.method == "POST" and form.saved(actor=request.user):
        account.refresh_from_db(fields=["temporary_until"])
        return render(request, "institutions/password.html", {"account": account, "password": form.result})
    return render(request, "institutions/user_form.html", {"form": form, "account": account, "renewing": True})


@requires(VIEW)
def functions(request):
    roles, matters = queries.functions_matrix()
    if is_file(request):
        return _matrix_file(request.GET["formato"], roles, matters)
    entries = [(role, entry_of([role.code])) for role in roles]
    return render(request, "institutions/functions.html", {"roles": roles, "matters": matters, "entries": entries})


def _matrix_file(kind, roles, matters):
    rows = [
        [
            str(matter.title),
            action.code,
            action.name,
            _("sí") if action.sensitive else "",
            *("X" if line.holds[at] else "" for line in matter.lines),
        ]
        for matter in matters
        for at, action in enumerate(matter.actions)
    ]
    headings = [_("Materia"), _("Código"), _("Puede"), _("Datos sensibles"), *(role.label for role in roles)]
    return download(kind, name="funciones", headings=headings, rows=rows)
