"""One's own account: the sessions that stand open and the sign-ins; ending a session, one's own or another's."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from llamkay.apps.institutions import queries
from llamkay.apps.institutions.permissions import MANAGE
from llamkay.apps.institutions.sessions import services
from llamkay.apps.institutions.sessions.queries import open_sessions
from llamkay.apps.institutions.sessions.tables import OpenSession
from llamkay.platform import clock
from llamkay.platform.security import sign_ins
from llamkay.platform.security.access import requires


@login_required
def own(request):
    context = {
        "sessions": open_sessions(request.user, here=request.session.get(services.ROW)),
        "sign_ins": sign_ins.of(request.user.username),
    }
    return render(request, "account/sign_ins.html", context)


@login_required
@require_POST
def end_own(request, pk):
    session = get_object_or_404(OpenSession, pk=pk, user=request.user)
    services.end_session(actor=request.user, session=session)
    messages.success(request, _("La sesión terminó."))
    return redirect("sign_ins")


@require_POST
@requires(MANAGE)
def end_of_account(request, pk, session_pk):
    account = get_object_or_404(queries.accounts(scope=request.user.actions[MANAGE], on=clock.today()), pk=pk)
    session = get_object_or_404(OpenSession, pk=session_pk, user=account)
    services.end_session(actor=request.user, session=session)
    messages.success(request, _("La sesión terminó."))
    return redirect(account)
